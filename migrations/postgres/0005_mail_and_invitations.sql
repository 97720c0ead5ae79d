-- Mails that wait to be sent, invitations, links that prove an address, and what people chose for themselves.

-- What the person chose; none where they did not.
alter table users add column locale text check (locale in ('en', 'de'));
alter table users add column time_zone text;
alter table users add column theme text check (theme in ('auto', 'light', 'dark'));

-- Of a person, who is of the whole instance: no org_id.
create table avatars (
    user_id uuid not null primary key references users (id),
    kind text not null check (kind in ('image/png', 'image/jpeg', 'image/webp')),
    bytes bytea not null,
    changed_at timestamptz not null
);

-- An outbox: content is sealed, because it holds links; the row is deleted when the mail is sent. Of the whole
-- instance, as its receivers are: no org_id.
create table mails (
    id uuid not null primary key,
    sealed bytea not null,
    attempts bigint not null,
    next_at timestamptz not null,
    created_at timestamptz not null
);
create index mails_next_at on mails (next_at);

-- One-time links to a person: only the hash of their secret is stored. Of the whole instance: no org_id.
create table account_links (
    id uuid not null primary key,
    user_id uuid not null references users (id),
    purpose text not null check (purpose in ('password_reset', 'email_verification', 'email_change')),
    -- The address that the link proves.
    email text not null,
    secret_hash bytea not null unique,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index account_links_user_id on account_links (user_id);

create table invitations (
    id uuid not null primary key,
    org_id uuid not null references organizations (id),
    email text not null,
    name text not null,
    role text not null check (role in ('admin', 'manager', 'developer', 'viewer')),
    project_id uuid,
    project_role text check (project_role in ('viewer', 'editor', 'owner')),
    secret_hash bytea not null unique,
    state text not null check (state in ('open', 'accepted', 'revoked')),
    -- None if they asked for it themselves, with an address of a verified domain.
    invited_by uuid references users (id),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz,
    foreign key (org_id, project_id) references projects (org_id, id)
);
create unique index invitations_open on invitations (org_id, email) where state = 'open';
create index invitations_org_id on invitations (org_id, id);

alter table avatars enable row level security;
alter table avatars force row level security;
create policy tenant on avatars using (
    current_setting('almanac.org_id', true) = 'system'
    or exists (
        select 1 from memberships m
        where m.user_id = avatars.user_id and m.org_id::text = current_setting('almanac.org_id', true)
    )
);

-- Whoever changes something may leave a mail about it; only the system reads them.
alter table mails enable row level security;
alter table mails force row level security;
create policy leave on mails for insert with check (true);
create policy tenant on mails using (current_setting('almanac.org_id', true) = 'system');

alter table account_links enable row level security;
alter table account_links force row level security;
create policy tenant on account_links using (current_setting('almanac.org_id', true) = 'system');

alter table invitations enable row level security;
alter table invitations force row level security;
create policy tenant on invitations using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

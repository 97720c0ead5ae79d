-- Mails that wait to be sent, invitations, links that prove an address, and what people chose for themselves.

-- What the person chose; none where they did not.
alter table users add column locale text check (locale in ('en', 'de'));
alter table users add column time_zone text;
alter table users add column theme text check (theme in ('auto', 'light', 'dark'));

-- Of a person, who is of the whole instance: no org_id.
create table avatars (
    user_id blob not null primary key references users (id),
    kind text not null check (kind in ('image/png', 'image/jpeg', 'image/webp')),
    bytes blob not null,
    changed_at text not null
) strict;

-- An outbox: content is sealed, because it holds links; the row is deleted when the mail is sent. Of the whole
-- instance, as its receivers are: no org_id.
create table mails (
    id blob not null primary key,
    sealed blob not null,
    attempts integer not null,
    next_at text not null,
    created_at text not null
) strict;
create index mails_next_at on mails (next_at);

-- One-time links to a person: only the hash of their secret is stored. Of the whole instance: no org_id.
create table account_links (
    id blob not null primary key,
    user_id blob not null references users (id),
    purpose text not null check (purpose in ('password_reset', 'email_verification', 'email_change')),
    -- The address that the link proves.
    email text not null,
    secret_hash blob not null unique,
    created_at text not null,
    expires_at text not null
) strict;
create index account_links_user_id on account_links (user_id);

create table invitations (
    id blob not null primary key,
    org_id blob not null references organizations (id),
    email text not null,
    name text not null,
    role text not null check (role in ('admin', 'manager', 'developer', 'viewer')),
    project_id blob,
    project_role text check (project_role in ('viewer', 'editor', 'owner')),
    secret_hash blob not null unique,
    state text not null check (state in ('open', 'accepted', 'revoked')),
    -- None if they asked for it themselves, with an address of a verified domain.
    invited_by blob references users (id),
    created_at text not null,
    expires_at text not null,
    accepted_at text,
    foreign key (org_id, project_id) references projects (org_id, id)
) strict;
create unique index invitations_open on invitations (org_id, email) where state = 'open';
create index invitations_org_id on invitations (org_id, id);

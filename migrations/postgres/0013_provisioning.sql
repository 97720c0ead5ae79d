-- Provisioning (SCIM 2.0): the identity provider of an organization keeps its people and teams.

-- The token with which it comes.
create table provisioning_tokens (
    org_id uuid not null primary key references organizations (id),
    secret_hash bytea not null unique,
    created_at timestamptz not null,
    last_used_at timestamptz
);

-- The members whom it keeps.
create table scim_users (
    org_id uuid not null,
    user_id uuid not null,
    -- In lower case: letters are not told apart by case.
    user_name text not null,
    -- Its own id of the person.
    external_id text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (org_id, user_id),
    unique (org_id, user_name),
    unique (org_id, external_id),
    foreign key (org_id, user_id) references memberships (org_id, user_id) on delete cascade
);

-- The teams that it keeps.
create table scim_groups (
    org_id uuid not null,
    team_id uuid not null,
    -- Its own id of the group.
    external_id text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (org_id, team_id),
    unique (org_id, external_id),
    foreign key (org_id, team_id) references teams (org_id, id) on delete cascade
);

alter table provisioning_tokens enable row level security;
alter table provisioning_tokens force row level security;
create policy tenant on provisioning_tokens using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table scim_users enable row level security;
alter table scim_users force row level security;
create policy tenant on scim_users using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table scim_groups enable row level security;
alter table scim_groups force row level security;
create policy tenant on scim_groups using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

-- Provisioning (SCIM 2.0): the identity provider of an organization keeps its people and teams.

-- The token with which it comes.
create table provisioning_tokens (
    org_id blob not null primary key references organizations (id),
    secret_hash blob not null unique,
    created_at text not null,
    last_used_at text
) strict;

-- The members whom it keeps.
create table scim_users (
    org_id blob not null,
    user_id blob not null,
    -- In lower case: letters are not told apart by case.
    user_name text not null,
    -- Its own id of the person.
    external_id text,
    created_at text not null,
    updated_at text not null,
    primary key (org_id, user_id),
    unique (org_id, user_name),
    unique (org_id, external_id),
    foreign key (org_id, user_id) references memberships (org_id, user_id) on delete cascade
) strict;

-- The teams that it keeps.
create table scim_groups (
    org_id blob not null,
    team_id blob not null,
    -- Its own id of the group.
    external_id text,
    created_at text not null,
    updated_at text not null,
    primary key (org_id, team_id),
    unique (org_id, external_id),
    foreign key (org_id, team_id) references teams (org_id, id) on delete cascade
) strict;

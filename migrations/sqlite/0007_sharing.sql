-- Teams, projects that are shared with them, the life of a project, and public links.

create table teams (
    id blob not null primary key,
    org_id blob not null references organizations (id),
    name text not null,
    created_at text not null,
    unique (org_id, id)
) strict;
create unique index teams_org_id_name on teams (org_id, name);

create table team_members (
    org_id blob not null,
    team_id blob not null,
    user_id blob not null,
    created_at text not null,
    primary key (team_id, user_id),
    foreign key (org_id, team_id) references teams (org_id, id) on delete cascade,
    foreign key (org_id, user_id) references memberships (org_id, user_id) on delete cascade
) strict;
create index team_members_org_id_user_id on team_members (org_id, user_id);

create table project_teams (
    org_id blob not null,
    project_id blob not null,
    team_id blob not null,
    role text not null check (role in ('viewer', 'editor', 'owner')),
    created_at text not null,
    primary key (project_id, team_id),
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, team_id) references teams (org_id, id) on delete cascade
) strict;
create index project_teams_org_id_team_id on project_teams (org_id, team_id);

-- An archived project can only be read; a deleted one is in the bin until it is removed for good.
alter table projects add column archived_at text;
alter table projects add column deleted_at text;
create index projects_deleted_at on projects (deleted_at) where deleted_at is not null;

-- An offer to become the owner. A project has one at a time.
create table project_transfers (
    project_id blob not null primary key,
    org_id blob not null,
    from_user_id blob not null,
    to_user_id blob not null,
    created_at text not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, from_user_id) references memberships (org_id, user_id) on delete cascade,
    foreign key (org_id, to_user_id) references memberships (org_id, user_id) on delete cascade
) strict;
create index project_transfers_org_id_to_user_id on project_transfers (org_id, to_user_id);

-- Who has the secret sees one object without signing in. What a query asks is kept as it was.
create table public_links (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    token_hash blob not null unique,
    kind text not null check (kind in ('query', 'forecast', 'scenario')),
    object_id blob not null,
    name text not null,
    content text not null,
    created_by blob not null,
    created_at text not null,
    expires_at text not null,
    uses integer not null,
    last_used_at text,
    noted_at text,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, created_by) references memberships (org_id, user_id) on delete cascade
) strict;
create index public_links_org_id_project_id_id on public_links (org_id, project_id, id);

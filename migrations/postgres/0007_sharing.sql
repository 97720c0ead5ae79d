-- Teams, projects that are shared with them, the life of a project, and public links.

create table teams (
    id uuid not null primary key,
    org_id uuid not null references organizations (id),
    name text not null,
    created_at timestamptz not null,
    unique (org_id, id)
);
create unique index teams_org_id_name on teams (org_id, name);

create table team_members (
    org_id uuid not null,
    team_id uuid not null,
    user_id uuid not null,
    created_at timestamptz not null,
    primary key (team_id, user_id),
    foreign key (org_id, team_id) references teams (org_id, id) on delete cascade,
    foreign key (org_id, user_id) references memberships (org_id, user_id) on delete cascade
);
create index team_members_org_id_user_id on team_members (org_id, user_id);

create table project_teams (
    org_id uuid not null,
    project_id uuid not null,
    team_id uuid not null,
    role text not null check (role in ('viewer', 'editor', 'owner')),
    created_at timestamptz not null,
    primary key (project_id, team_id),
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, team_id) references teams (org_id, id) on delete cascade
);
create index project_teams_org_id_team_id on project_teams (org_id, team_id);

-- An archived project can only be read; a deleted one is in the bin until it is removed for good.
alter table projects add column archived_at timestamptz;
alter table projects add column deleted_at timestamptz;
create index projects_deleted_at on projects (deleted_at) where deleted_at is not null;

-- An offer to become the owner. A project has one at a time.
create table project_transfers (
    project_id uuid not null primary key,
    org_id uuid not null,
    from_user_id uuid not null,
    to_user_id uuid not null,
    created_at timestamptz not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, from_user_id) references memberships (org_id, user_id) on delete cascade,
    foreign key (org_id, to_user_id) references memberships (org_id, user_id) on delete cascade
);
create index project_transfers_org_id_to_user_id on project_transfers (org_id, to_user_id);

-- Who has the secret sees one object without signing in. What a query asks is kept as it was.
create table public_links (
    id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    token_hash bytea not null unique,
    kind text not null check (kind in ('query', 'forecast', 'scenario')),
    object_id uuid not null,
    name text not null,
    content jsonb not null,
    created_by uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    uses bigint not null,
    last_used_at timestamptz,
    noted_at timestamptz,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, created_by) references memberships (org_id, user_id) on delete cascade
);
create index public_links_org_id_project_id_id on public_links (org_id, project_id, id);

alter table teams enable row level security;
alter table teams force row level security;
create policy tenant on teams using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table team_members enable row level security;
alter table team_members force row level security;
create policy tenant on team_members using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table project_teams enable row level security;
alter table project_teams force row level security;
create policy tenant on project_teams using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table project_transfers enable row level security;
alter table project_transfers force row level security;
create policy tenant on project_transfers using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table public_links enable row level security;
alter table public_links force row level security;
create policy tenant on public_links using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

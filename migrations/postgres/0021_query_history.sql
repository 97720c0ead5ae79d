-- Versions of saved queries, and their runs.
alter table queries add column version bigint not null default 1;

create table query_versions (
    id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    query_id uuid not null references queries (id) on delete cascade,
    number bigint not null,
    name text not null,
    document jsonb not null,
    chart jsonb,
    author_id uuid,
    created_at timestamptz not null,
    foreign key (org_id, project_id) references projects (org_id, id)
);
create unique index query_versions_query_id_number on query_versions (query_id, number);
create index query_versions_org_id on query_versions (org_id);
-- Of all organizations.
select set_config('almanac.org_id', 'system', true);
insert into query_versions (id, org_id, project_id, query_id, number, name, document, chart, created_at)
    select id, org_id, project_id, id, 1, name, document, chart, updated_at from queries;

create table query_runs (
    id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    query_id uuid not null references queries (id) on delete cascade,
    version bigint not null,
    user_id uuid,
    row_count bigint not null,
    elapsed_ms bigint not null,
    -- Why it has no result, if it has none.
    error text,
    began_at timestamptz not null,
    foreign key (org_id, project_id) references projects (org_id, id)
);
create index query_runs_query_id_id on query_runs (query_id, id);
create index query_runs_org_id on query_runs (org_id);

alter table query_versions enable row level security;
alter table query_versions force row level security;
create policy tenant on query_versions using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);
alter table query_runs enable row level security;
alter table query_runs force row level security;
create policy tenant on query_runs using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

-- Versions of saved queries, and their runs.
alter table queries add column version integer not null default 1;

create table query_versions (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    query_id blob not null references queries (id) on delete cascade,
    number integer not null,
    name text not null,
    document text not null,
    chart text,
    author_id blob,
    created_at text not null,
    foreign key (org_id, project_id) references projects (org_id, id)
) strict;
create unique index query_versions_query_id_number on query_versions (query_id, number);
create index query_versions_org_id on query_versions (org_id);
insert into query_versions (id, org_id, project_id, query_id, number, name, document, chart, created_at)
    select id, org_id, project_id, id, 1, name, document, chart, updated_at from queries;

create table query_runs (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    query_id blob not null references queries (id) on delete cascade,
    version integer not null,
    user_id blob,
    row_count integer not null,
    elapsed_ms integer not null,
    -- Why it has no result, if it has none.
    error text,
    began_at text not null,
    foreign key (org_id, project_id) references projects (org_id, id)
) strict;
create index query_runs_query_id_id on query_runs (query_id, id);
create index query_runs_org_id on query_runs (org_id);

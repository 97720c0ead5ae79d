-- What a saved query reads: data sets, tables of sources and other queries.
create table query_reads (
    org_id uuid not null,
    project_id uuid not null,
    query_id uuid not null references queries (id) on delete cascade,
    kind text not null check (kind in ('dataset', 'table', 'query')),
    -- The data set, the source, or the other query.
    object_id uuid not null,
    table_schema text,
    table_name text,
    foreign key (org_id, project_id) references projects (org_id, id)
);
create index query_reads_query_id on query_reads (query_id);
create index query_reads_org_id_object_id on query_reads (org_id, object_id);
-- Of all organizations.
select set_config('almanac.org_id', 'system', true);
insert into query_reads (org_id, project_id, query_id, kind, object_id)
    select org_id, project_id, id, 'dataset', dataset_id from queries;
alter table queries drop column dataset_id;

alter table query_reads enable row level security;
alter table query_reads force row level security;
create policy tenant on query_reads using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

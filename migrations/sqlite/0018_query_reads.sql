-- What a saved query reads: data sets, tables of sources and other queries.
create table queries_without_dataset (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    name text not null,
    document text not null,
    chart text,
    created_at text not null,
    updated_at text not null,
    foreign key (org_id, project_id) references projects (org_id, id)
) strict;
insert into queries_without_dataset
    select id, org_id, project_id, name, document, chart, created_at, updated_at from queries;

create table query_reads (
    org_id blob not null,
    project_id blob not null,
    query_id blob not null references queries (id) on delete cascade,
    kind text not null check (kind in ('dataset', 'table', 'query')),
    -- The data set, the source, or the other query.
    object_id blob not null,
    table_schema text,
    table_name text,
    foreign key (org_id, project_id) references projects (org_id, id)
) strict;
create index query_reads_query_id on query_reads (query_id);
create index query_reads_org_id_object_id on query_reads (org_id, object_id);
create temporary table read_before as select org_id, project_id, id, dataset_id from queries;

drop table queries;
alter table queries_without_dataset rename to queries;
create index queries_org_id_project_id_id on queries (org_id, project_id, id);
insert into query_reads (org_id, project_id, query_id, kind, object_id)
    select org_id, project_id, id, 'dataset', dataset_id from read_before;
drop table read_before;

-- Versions of data sets. What a data set shows is in its own row as before, and is that of the version it uses.
create table dataset_versions (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    dataset_id blob not null,
    number integer not null,
    state text not null check (state in ('importing', 'ready', 'failed')),
    error text,
    job_id blob,
    file_name text not null,
    row_count integer not null,
    bytes integer not null,
    sha256 text not null,
    fingerprint text not null,
    columns text not null,
    -- Nobody if it is not known.
    author_id blob,
    note text not null,
    labels text not null,
    -- One that was deleted keeps its columns, for the queries that were made for it.
    gone integer not null default 0,
    created_at text not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, dataset_id) references datasets (org_id, id) on delete cascade
) strict;
create unique index dataset_versions_dataset_id_number on dataset_versions (dataset_id, number);
-- One import into a data set at a time.
create unique index dataset_versions_importing on dataset_versions (dataset_id) where state = 'importing';
create index dataset_versions_org_id_project_id_id on dataset_versions (org_id, project_id, id);

alter table datasets add column version integer not null default 1;

insert into dataset_versions
    (id, org_id, project_id, dataset_id, number, state, error, job_id, file_name, row_count, bytes, sha256,
        fingerprint, columns, author_id, note, labels, created_at)
    select randomblob(16), org_id, project_id, id, 1, state, error, job_id, file_name, row_count, bytes, sha256,
        fingerprint, columns, null, '', '[]', created_at
    from datasets;
insert into file_refs (org_id, owner_id, role, sha256)
    select r.org_id, v.id, r.role, r.sha256
    from dataset_versions v
    join file_refs r on r.org_id = v.org_id and r.owner_id = v.dataset_id;
update query_reads set version = 1 where kind = 'dataset';

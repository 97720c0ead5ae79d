-- Versions of data sets. What a data set shows is in its own row as before, and is that of the version it uses.
create table dataset_versions (
    id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    dataset_id uuid not null,
    number bigint not null,
    state text not null check (state in ('importing', 'ready', 'failed')),
    error text,
    job_id uuid,
    file_name text not null,
    row_count bigint not null,
    bytes bigint not null,
    sha256 text not null,
    fingerprint text not null,
    columns jsonb not null,
    -- Nobody if it is not known.
    author_id uuid,
    note text not null,
    labels jsonb not null,
    -- One that was deleted keeps its columns, for the queries that were made for it.
    gone boolean not null default false,
    created_at timestamptz not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, dataset_id) references datasets (org_id, id) on delete cascade
);
create unique index dataset_versions_dataset_id_number on dataset_versions (dataset_id, number);
-- One import into a data set at a time.
create unique index dataset_versions_importing on dataset_versions (dataset_id) where state = 'importing';
create index dataset_versions_org_id_project_id_id on dataset_versions (org_id, project_id, id);

alter table datasets add column version bigint not null default 1;

-- Of all organizations.
select set_config('almanac.org_id', 'system', true);
insert into dataset_versions
    (id, org_id, project_id, dataset_id, number, state, error, job_id, file_name, row_count, bytes, sha256,
        fingerprint, columns, author_id, note, labels, created_at)
    select gen_random_uuid(), org_id, project_id, id, 1, state, error, job_id, file_name, row_count, bytes, sha256,
        fingerprint, columns, null, '', '[]', created_at
    from datasets;
insert into file_refs (org_id, owner_id, role, sha256)
    select r.org_id, v.id, r.role, r.sha256
    from dataset_versions v
    join file_refs r on r.org_id = v.org_id and r.owner_id = v.dataset_id;
update query_reads set version = 1 where kind = 'dataset';

alter table dataset_versions enable row level security;
alter table dataset_versions force row level security;
create policy tenant on dataset_versions using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

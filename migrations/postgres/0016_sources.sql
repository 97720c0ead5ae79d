-- Databases that are asked where they are, and the versions of their schemas.

create table sources (
    id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    name text not null,
    settings jsonb not null,
    -- The password, sealed.
    secret bytea,
    state text not null check (state in ('never', 'reading', 'ready', 'failed')),
    error text,
    job_id uuid,
    -- The newest version of the schema, and the one that queries use if it is not that.
    version bigint,
    pinned bigint,
    read_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    unique (org_id, id)
);
create index sources_org_id_project_id_id on sources (org_id, project_id, id);

create table source_versions (
    id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    source_id uuid not null,
    number bigint not null,
    fingerprint text not null,
    table_count bigint not null,
    content jsonb not null,
    -- Nobody if it was read by itself.
    author_id uuid,
    note text not null,
    labels jsonb not null,
    created_at timestamptz not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, source_id) references sources (org_id, id)
);
create unique index source_versions_source_id_number on source_versions (source_id, number);
create index source_versions_org_id_project_id_id on source_versions (org_id, project_id, id);

alter table sources enable row level security;
alter table sources force row level security;
create policy tenant on sources using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table source_versions enable row level security;
alter table source_versions force row level security;
create policy tenant on source_versions using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

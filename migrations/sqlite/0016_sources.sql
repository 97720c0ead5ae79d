-- Databases that are asked where they are, and the versions of their schemas.

create table sources (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    name text not null,
    settings text not null,
    -- The password, sealed.
    secret blob,
    state text not null check (state in ('never', 'reading', 'ready', 'failed')),
    error text,
    job_id blob,
    -- The newest version of the schema, and the one that queries use if it is not that.
    version integer,
    pinned integer,
    read_at text,
    created_at text not null,
    updated_at text not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    unique (org_id, id)
) strict;
create index sources_org_id_project_id_id on sources (org_id, project_id, id);

create table source_versions (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    source_id blob not null,
    number integer not null,
    fingerprint text not null,
    table_count integer not null,
    content text not null,
    -- Nobody if it was read by itself.
    author_id blob,
    note text not null,
    labels text not null,
    created_at text not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, source_id) references sources (org_id, id)
) strict;
create unique index source_versions_source_id_number on source_versions (source_id, number);
create index source_versions_org_id_project_id_id on source_versions (org_id, project_id, id);

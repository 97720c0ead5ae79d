-- Rules on the data of data sets, checks by them, and where a data set comes from that was made of another.

alter table datasets add column origin text;

create table quality_rules (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    dataset_id blob not null,
    content text not null,
    severity text not null check (severity in ('warning', 'error')),
    active integer not null,
    created_at text not null,
    updated_at text not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, dataset_id) references datasets (org_id, id)
) strict;
create index quality_rules_org_id_project_id_dataset_id_id
    on quality_rules (org_id, project_id, dataset_id, id);

create table quality_checks (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    dataset_id blob not null,
    begun_by text not null check (begun_by in ('import', 'person', 'schedule')),
    state text not null check (state in ('checking', 'finished', 'failed', 'cancelled')),
    error text,
    -- Nobody if it began by itself.
    author_id blob,
    job_id blob,
    row_count integer not null,
    passed integer not null,
    warnings integer not null,
    errors integer not null,
    not_run integer not null,
    report text not null,
    created_at text not null,
    finished_at text,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, dataset_id) references datasets (org_id, id)
) strict;
create index quality_checks_org_id_project_id_dataset_id_id
    on quality_checks (org_id, project_id, dataset_id, id);

create table quality_schedules (
    dataset_id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    every_hours integer not null,
    -- The next check; none while the schedule rests.
    next_at text,
    job_id blob,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, dataset_id) references datasets (org_id, id)
) strict;
create index quality_schedules_org_id_project_id_dataset_id
    on quality_schedules (org_id, project_id, dataset_id);

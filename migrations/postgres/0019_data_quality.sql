-- Rules on the data of data sets, checks by them, and where a data set comes from that was made of another.

alter table datasets add column origin jsonb;

create table quality_rules (
    id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    dataset_id uuid not null,
    content jsonb not null,
    severity text not null check (severity in ('warning', 'error')),
    active boolean not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, dataset_id) references datasets (org_id, id)
);
create index quality_rules_org_id_project_id_dataset_id_id
    on quality_rules (org_id, project_id, dataset_id, id);

create table quality_checks (
    id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    dataset_id uuid not null,
    begun_by text not null check (begun_by in ('import', 'person', 'schedule')),
    state text not null check (state in ('checking', 'finished', 'failed', 'cancelled')),
    error text,
    -- Nobody if it began by itself.
    author_id uuid,
    job_id uuid,
    row_count bigint not null,
    passed bigint not null,
    warnings bigint not null,
    errors bigint not null,
    not_run bigint not null,
    report jsonb not null,
    created_at timestamptz not null,
    finished_at timestamptz,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, dataset_id) references datasets (org_id, id)
);
create index quality_checks_org_id_project_id_dataset_id_id
    on quality_checks (org_id, project_id, dataset_id, id);

create table quality_schedules (
    dataset_id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    every_hours bigint not null,
    -- The next check; none while the schedule rests.
    next_at timestamptz,
    job_id uuid,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, dataset_id) references datasets (org_id, id)
);
create index quality_schedules_org_id_project_id_dataset_id
    on quality_schedules (org_id, project_id, dataset_id);

alter table quality_rules enable row level security;
alter table quality_rules force row level security;
create policy tenant on quality_rules using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table quality_checks enable row level security;
alter table quality_checks force row level security;
create policy tenant on quality_checks using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table quality_schedules enable row level security;
alter table quality_schedules force row level security;
create policy tenant on quality_schedules using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

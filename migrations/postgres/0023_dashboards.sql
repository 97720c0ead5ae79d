-- Dashboards: saved queries on a grid, with filters that they share.
create table dashboards (
    id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    name text not null,
    description text not null,
    content jsonb not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    foreign key (org_id, project_id) references projects (org_id, id)
);
create index dashboards_org_id_project_id_id on dashboards (org_id, project_id, id);

-- When the queries of a dashboard are run by themselves, for the person who said so.
create table dashboard_schedules (
    dashboard_id uuid not null primary key references dashboards (id) on delete cascade,
    org_id uuid not null,
    project_id uuid not null,
    user_id uuid not null,
    every_hours bigint not null,
    -- The next run; none while the schedule rests.
    next_at timestamptz,
    job_id uuid,
    -- How the last run went.
    last jsonb,
    foreign key (org_id, project_id) references projects (org_id, id)
);
create index dashboard_schedules_org_id_project_id_dashboard_id
    on dashboard_schedules (org_id, project_id, dashboard_id);

alter table dashboards enable row level security;
alter table dashboards force row level security;
create policy tenant on dashboards using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table dashboard_schedules enable row level security;
alter table dashboard_schedules force row level security;
create policy tenant on dashboard_schedules using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

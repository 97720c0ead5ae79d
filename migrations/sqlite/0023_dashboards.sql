-- Dashboards: saved queries on a grid, with filters that they share.
create table dashboards (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    name text not null,
    description text not null,
    content text not null,
    version integer not null,
    created_at text not null,
    updated_at text not null,
    foreign key (org_id, project_id) references projects (org_id, id)
) strict;
create index dashboards_org_id_project_id_id on dashboards (org_id, project_id, id);

-- When the queries of a dashboard are run by themselves, for the person who said so.
create table dashboard_schedules (
    dashboard_id blob not null primary key references dashboards (id) on delete cascade,
    org_id blob not null,
    project_id blob not null,
    user_id blob not null,
    every_hours integer not null,
    -- The next run; none while the schedule rests.
    next_at text,
    job_id blob,
    -- How the last run went.
    last text,
    foreign key (org_id, project_id) references projects (org_id, id)
) strict;
create index dashboard_schedules_org_id_project_id_dashboard_id
    on dashboard_schedules (org_id, project_id, dashboard_id);

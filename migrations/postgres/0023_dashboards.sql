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

alter table dashboards enable row level security;
alter table dashboards force row level security;
create policy tenant on dashboards using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

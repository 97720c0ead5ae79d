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

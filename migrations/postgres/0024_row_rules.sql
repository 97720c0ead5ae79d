-- Row rules: which rows of a data set or table people see; and the attributes of members that they compare with.
create table row_rules (
    id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    -- What it is about: one of the two; the table stands in the content.
    dataset_id uuid,
    source_id uuid,
    content jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check ((dataset_id is null) <> (source_id is null)),
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, dataset_id) references datasets (org_id, id) on delete cascade,
    foreign key (org_id, source_id) references sources (org_id, id) on delete cascade
);
create index row_rules_org_id_project_id_id on row_rules (org_id, project_id, id);

create table member_attributes (
    org_id uuid not null,
    user_id uuid not null,
    content jsonb not null,
    primary key (org_id, user_id),
    foreign key (org_id, user_id) references memberships (org_id, user_id) on delete cascade
);

alter table row_rules enable row level security;
alter table row_rules force row level security;
create policy tenant on row_rules using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);
alter table member_attributes enable row level security;
alter table member_attributes force row level security;
create policy tenant on member_attributes using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

-- Row rules: which rows of a data set or table people see; and the attributes of members that they compare with.
create table row_rules (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    -- What it is about: one of the two; the table stands in the content.
    dataset_id blob,
    source_id blob,
    content text not null,
    created_at text not null,
    updated_at text not null,
    check ((dataset_id is null) <> (source_id is null)),
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, dataset_id) references datasets (org_id, id) on delete cascade,
    foreign key (org_id, source_id) references sources (org_id, id) on delete cascade
) strict;
create index row_rules_org_id_project_id_id on row_rules (org_id, project_id, id);

create table member_attributes (
    org_id blob not null,
    user_id blob not null,
    content text not null,
    primary key (org_id, user_id),
    foreign key (org_id, user_id) references memberships (org_id, user_id) on delete cascade
) strict;

-- A second wall behind the predicates of the store: a transaction sees the rows of one organization
-- (almanac.org_id is its id), or all of them for work that belongs to none ('system').

alter table organizations enable row level security;
alter table organizations force row level security;
create policy tenant on organizations using (
    current_setting('almanac.org_id', true) in (id::text, 'system')
);

alter table users enable row level security;
alter table users force row level security;
create policy tenant on users using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table memberships enable row level security;
alter table memberships force row level security;
create policy tenant on memberships using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table sessions enable row level security;
alter table sessions force row level security;
create policy tenant on sessions using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table projects enable row level security;
alter table projects force row level security;
create policy tenant on projects using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table project_members enable row level security;
alter table project_members force row level security;
create policy tenant on project_members using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table jobs enable row level security;
alter table jobs force row level security;
create policy tenant on jobs using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table uploads enable row level security;
alter table uploads force row level security;
create policy tenant on uploads using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table datasets enable row level security;
alter table datasets force row level security;
create policy tenant on datasets using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table queries enable row level security;
alter table queries force row level security;
create policy tenant on queries using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table models enable row level security;
alter table models force row level security;
create policy tenant on models using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table forecasts enable row level security;
alter table forecasts force row level security;
create policy tenant on forecasts using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table scenarios enable row level security;
alter table scenarios force row level security;
create policy tenant on scenarios using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table files enable row level security;
alter table files force row level security;
create policy tenant on files using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table file_refs enable row level security;
alter table file_refs force row level security;
create policy tenant on file_refs using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table audit_log enable row level security;
alter table audit_log force row level security;
create policy tenant on audit_log using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

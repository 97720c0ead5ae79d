-- Folders, tags, favourites and cache lifetimes of saved queries.
-- What is searched and ordered by is also there in small letters: the engines differ in what they know of letters.
-- Names of before are written by the engine here, and whole when their query is saved next.
alter table queries add column name_lower text not null default '';
alter table queries add column folder text not null default '';
alter table queries add column folder_lower text not null default '';
-- Each between line ends.
alter table queries add column tags text not null default '';
alter table queries add column cache_seconds bigint not null default 0;
-- Of all organizations.
select set_config('almanac.org_id', 'system', true);
update queries set name_lower = lower(name);

create table query_favorites (
    query_id uuid not null references queries (id) on delete cascade,
    user_id uuid not null,
    org_id uuid not null,
    project_id uuid not null,
    primary key (query_id, user_id),
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, user_id) references memberships (org_id, user_id)
);
create index query_favorites_org_id_user_id on query_favorites (org_id, user_id);

alter table query_favorites enable row level security;
alter table query_favorites force row level security;
create policy tenant on query_favorites using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

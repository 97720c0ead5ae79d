-- How the members of an organization may sign in, and as what people with an address of a verified domain may join.
alter table organizations add column passwords_allowed integer not null default 1;
alter table organizations add column sso_required integer not null default 0;
alter table organizations add column second_factor_required integer not null default 0;
alter table organizations add column join_role text;

-- How the members of an organization may sign in, and as what people with an address of a verified domain may join.
alter table organizations add column passwords_allowed boolean not null default true;
alter table organizations add column sso_required boolean not null default false;
alter table organizations add column second_factor_required boolean not null default false;
alter table organizations add column join_role text;

-- A person may belong to several organizations; roles are those of a company; a deactivated member may not
-- come in. Referenced tables are made anew: foreign keys are looked at when all rows are back.
pragma defer_foreign_keys = on;

create table old_users as select id, name, email, password_hash, created_at from users;
drop table users;
create table users (
    id blob not null primary key,
    name text not null,
    email text not null unique,
    -- When the person proved that the address is theirs.
    email_verified_at text,
    -- None for people who only come by single sign-on or with a passkey.
    password_hash text,
    created_at text not null
) strict;
insert into users (id, name, email, password_hash, created_at)
    select id, name, email, password_hash, created_at from old_users;
drop table old_users;

create table old_memberships as select org_id, user_id, role, created_at from memberships;
drop table memberships;
create table memberships (
    org_id blob not null references organizations (id),
    user_id blob not null references users (id),
    role text not null check (role in ('admin', 'manager', 'developer', 'viewer')),
    state text not null check (state in ('active', 'deactivated')),
    last_sign_in_at text,
    created_at text not null,
    primary key (org_id, user_id)
) strict;
insert into memberships (org_id, user_id, role, state, created_at)
    select org_id, user_id, case role when 'member' then 'developer' else role end, 'active', created_at
    from old_memberships;
drop table old_memberships;
create index memberships_user_id on memberships (user_id);

-- How it began (password, single sign-on, passkey), and when the person last proved who they are.
alter table sessions add column method text not null default 'password';
alter table sessions add column confirmed_at text not null default '1970-01-01 00:00:00+00:00';

-- The limits of each plan; none means that there is no limit.
create table plans (
    name text not null primary key,
    position integer not null,
    api_calls_per_day integer,
    tokens_per_month integer,
    projects integer,
    api_keys integer,
    members integer
) strict;
insert into plans (name, position, api_calls_per_day, tokens_per_month, projects, api_keys, members) values
    ('free', 1, 1000, 100000, 3, 5, 1),
    ('starter', 2, 10000, 1000000, 10, 20, 5),
    ('professional', 3, 100000, 10000000, 50, 100, 20),
    ('enterprise', 4, null, null, null, null, null);

alter table organizations add column plan text not null default 'enterprise';

-- Which master key the sealed secrets need. Of the whole instance: no org_id.
create table secret_keys (
    id text not null primary key,
    created_at text not null
) strict;

-- A person may belong to several organizations; roles are those of a company; a deactivated member may not
-- come in.

drop policy tenant on users;
alter table users drop column org_id;
-- When the person proved that the address is theirs.
alter table users add column email_verified_at timestamptz;
-- None for people who only come by single sign-on or with a passkey.
alter table users alter column password_hash drop not null;
create policy tenant on users using (
    current_setting('almanac.org_id', true) = 'system'
    or exists (
        select 1 from memberships m
        where m.user_id = users.id and m.org_id::text = current_setting('almanac.org_id', true)
    )
);

alter table memberships drop constraint memberships_role_check;
update memberships set role = 'developer' where role = 'member';
alter table memberships add constraint memberships_role_check
    check (role in ('admin', 'manager', 'developer', 'viewer'));
alter table memberships add column state text not null default 'active'
    check (state in ('active', 'deactivated'));
alter table memberships alter column state drop default;
alter table memberships add column last_sign_in_at timestamptz;
create index memberships_user_id on memberships (user_id);

-- How it began (password, single sign-on, passkey), and when the person last proved who they are.
alter table sessions add column method text not null default 'password';
alter table sessions add column confirmed_at timestamptz not null default '1970-01-01 00:00:00+00';

-- The limits of each plan; none means that there is no limit.
create table plans (
    name text not null primary key,
    position bigint not null,
    api_calls_per_day bigint,
    tokens_per_month bigint,
    projects bigint,
    api_keys bigint,
    members bigint
);
insert into plans (name, position, api_calls_per_day, tokens_per_month, projects, api_keys, members) values
    ('free', 1, 1000, 100000, 3, 5, 1),
    ('starter', 2, 10000, 1000000, 10, 20, 5),
    ('professional', 3, 100000, 10000000, 50, 100, 20),
    ('enterprise', 4, null, null, null, null, null);

alter table organizations add column plan text not null default 'enterprise';

-- Which master key the sealed secrets need. Of the whole instance: no org_id.
create table secret_keys (
    id text not null primary key,
    created_at timestamptz not null
);

-- Keys with which programs sign in. They go with the membership of their person.
create table api_keys (
    id uuid not null primary key,
    org_id uuid not null,
    user_id uuid not null,
    name text not null,
    notes text not null,
    -- The part that is no secret, by which a key is found.
    prefix text not null unique,
    -- SHA-256 of the whole key.
    secret_hash bytea not null,
    -- That before the last rotation, good for a while.
    old_secret_hash bytea,
    old_secret_until timestamptz,
    scopes jsonb not null,
    networks jsonb not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    last_used_address text,
    revoked_at timestamptz,
    foreign key (org_id, user_id) references memberships (org_id, user_id) on delete cascade
);
create index api_keys_org_id_user_id_id on api_keys (org_id, user_id, id);

alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy tenant on api_keys using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

-- Keys with which programs sign in. They go with the membership of their person.
create table api_keys (
    id blob not null primary key,
    org_id blob not null,
    user_id blob not null,
    name text not null,
    notes text not null,
    -- The part that is no secret, by which a key is found.
    prefix text not null unique,
    -- SHA-256 of the whole key.
    secret_hash blob not null,
    -- That before the last rotation, good for a while.
    old_secret_hash blob,
    old_secret_until text,
    scopes text not null,
    networks text not null,
    created_at text not null,
    expires_at text,
    last_used_at text,
    last_used_address text,
    revoked_at text,
    foreign key (org_id, user_id) references memberships (org_id, user_id) on delete cascade
) strict;
create index api_keys_org_id_user_id_id on api_keys (org_id, user_id, id);

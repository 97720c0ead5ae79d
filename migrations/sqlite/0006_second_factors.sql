-- Proof of identity beyond the password. All of it is of a person, so of the whole instance: no org_id.

-- The authenticator app of a person: its secret, sealed, and the step of the last code that was used. It counts
-- once its first code was right.
create table totp_factors (
    user_id blob not null primary key references users (id) on delete cascade,
    secret blob not null,
    last_step integer not null,
    created_at text not null,
    enabled_at text
) strict;

create table recovery_codes (
    user_id blob not null references users (id) on delete cascade,
    code_hash blob not null,
    created_at text not null,
    used_at text,
    primary key (user_id, code_hash)
) strict;

create table passkeys (
    id blob not null primary key,
    user_id blob not null references users (id) on delete cascade,
    name text not null,
    -- What the authenticator calls it.
    credential_id blob not null unique,
    -- Public key, counter and flags.
    credential text not null,
    created_at text not null,
    last_used_at text
) strict;
create index passkeys_user_id on passkeys (user_id);

-- Between the two steps with a passkey. No person where anybody may answer.
create table passkey_challenges (
    secret_hash blob not null primary key,
    user_id blob references users (id) on delete cascade,
    purpose text not null,
    state text not null,
    expires_at text not null
) strict;

-- The password was right, the second factor is still to come.
create table pending_sign_ins (
    secret_hash blob not null primary key,
    user_id blob not null references users (id) on delete cascade,
    expires_at text not null
) strict;

-- Proof of identity beyond the password. All of it is of a person, so of the whole instance: no org_id. Only
-- work in the system's scope sees it.

-- The authenticator app of a person: its secret, sealed, and the step of the last code that was used. It counts
-- once its first code was right.
create table totp_factors (
    user_id uuid not null primary key references users (id) on delete cascade,
    secret bytea not null,
    last_step bigint not null,
    created_at timestamptz not null,
    enabled_at timestamptz
);

create table recovery_codes (
    user_id uuid not null references users (id) on delete cascade,
    code_hash bytea not null,
    created_at timestamptz not null,
    used_at timestamptz,
    primary key (user_id, code_hash)
);

create table passkeys (
    id uuid not null primary key,
    user_id uuid not null references users (id) on delete cascade,
    name text not null,
    -- What the authenticator calls it.
    credential_id bytea not null unique,
    -- Public key, counter and flags.
    credential text not null,
    created_at timestamptz not null,
    last_used_at timestamptz
);
create index passkeys_user_id on passkeys (user_id);

-- Between the two steps with a passkey. No person where anybody may answer.
create table passkey_challenges (
    secret_hash bytea not null primary key,
    user_id uuid references users (id) on delete cascade,
    purpose text not null,
    state text not null,
    expires_at timestamptz not null
);

-- The password was right, the second factor is still to come.
create table pending_sign_ins (
    secret_hash bytea not null primary key,
    user_id uuid not null references users (id) on delete cascade,
    expires_at timestamptz not null
);

alter table totp_factors enable row level security;
alter table totp_factors force row level security;
create policy tenant on totp_factors using (current_setting('almanac.org_id', true) = 'system');

alter table recovery_codes enable row level security;
alter table recovery_codes force row level security;
create policy tenant on recovery_codes using (current_setting('almanac.org_id', true) = 'system');

alter table passkeys enable row level security;
alter table passkeys force row level security;
create policy tenant on passkeys using (current_setting('almanac.org_id', true) = 'system');

alter table passkey_challenges enable row level security;
alter table passkey_challenges force row level security;
create policy tenant on passkey_challenges using (current_setting('almanac.org_id', true) = 'system');

alter table pending_sign_ins enable row level security;
alter table pending_sign_ins force row level security;
create policy tenant on pending_sign_ins using (current_setting('almanac.org_id', true) = 'system');

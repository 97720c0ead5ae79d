-- Single sign-on: who may vouch for the people of an organization, and for which addresses.

-- Domains whose addresses belong to the organization, once that is proven.
create table domains (
    id uuid not null primary key,
    org_id uuid not null references organizations (id),
    name text not null,
    -- What must stand in the domain's DNS.
    token text not null,
    verified_at timestamptz,
    created_at timestamptz not null,
    unique (org_id, name)
);
-- A domain belongs to one organization at most; anybody may claim it.
create unique index domains_verified on domains (name) where verified_at is not null;

create table identity_providers (
    id uuid not null primary key,
    org_id uuid not null references organizations (id),
    name text not null,
    kind text not null check (kind in ('oidc', 'saml')),
    enabled boolean not null,
    -- The issuer (OIDC) or entity id (SAML): the provider's own name.
    issuer text not null,
    settings jsonb not null,
    -- The client secret (OIDC) or our signing key (SAML), sealed.
    secret bytea,
    -- Which groups have which role.
    mapping jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (org_id, issuer),
    unique (org_id, id)
);

-- Who somebody is at a provider. The address that a provider claims is never a key.
create table external_identities (
    id uuid not null primary key,
    org_id uuid not null,
    provider_id uuid not null,
    user_id uuid not null,
    issuer text not null,
    subject text not null,
    created_at timestamptz not null,
    last_sign_in_at timestamptz,
    unique (provider_id, issuer, subject),
    foreign key (org_id, provider_id) references identity_providers (org_id, id),
    foreign key (org_id, user_id) references memberships (org_id, user_id)
);
create index external_identities_org_id_user_id on external_identities (org_id, user_id);

-- Sign-ins that were begun, until the browser is back.
create table sign_in_transactions (
    secret_hash bytea not null primary key,
    org_id uuid not null,
    provider_id uuid not null,
    -- Of the secret in the browser's cookie.
    browser_hash bytea not null,
    content bytea not null,
    -- What a provider posted (SAML), until the browser comes with its cookie.
    answer bytea,
    expires_at timestamptz not null,
    foreign key (org_id, provider_id) references identity_providers (org_id, id)
);
create index sign_in_transactions_org_id_provider_id on sign_in_transactions (org_id, provider_id);

-- Assertions (SAML) that somebody signed in with: each works once.
create table used_assertions (
    org_id uuid not null,
    provider_id uuid not null,
    assertion_id text not null,
    forget_at timestamptz not null,
    primary key (provider_id, assertion_id),
    foreign key (org_id, provider_id) references identity_providers (org_id, id)
);
create index used_assertions_org_id_provider_id on used_assertions (org_id, provider_id);

alter table domains enable row level security;
alter table domains force row level security;
create policy tenant on domains using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table identity_providers enable row level security;
alter table identity_providers force row level security;
create policy tenant on identity_providers using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table external_identities enable row level security;
alter table external_identities force row level security;
create policy tenant on external_identities using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table sign_in_transactions enable row level security;
alter table sign_in_transactions force row level security;
create policy tenant on sign_in_transactions using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table used_assertions enable row level security;
alter table used_assertions force row level security;
create policy tenant on used_assertions using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

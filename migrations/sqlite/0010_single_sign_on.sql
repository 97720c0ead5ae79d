-- Single sign-on: who may vouch for the people of an organization, and for which addresses.

-- Domains whose addresses belong to the organization, once that is proven.
create table domains (
    id blob not null primary key,
    org_id blob not null references organizations (id),
    name text not null,
    -- What must stand in the domain's DNS.
    token text not null,
    verified_at text,
    created_at text not null,
    unique (org_id, name)
) strict;
-- A domain belongs to one organization at most; anybody may claim it.
create unique index domains_verified on domains (name) where verified_at is not null;

create table identity_providers (
    id blob not null primary key,
    org_id blob not null references organizations (id),
    name text not null,
    kind text not null check (kind in ('oidc', 'saml')),
    enabled integer not null,
    -- The issuer (OIDC) or entity id (SAML): the provider's own name.
    issuer text not null,
    settings text not null,
    -- The client secret (OIDC) or our signing key (SAML), sealed.
    secret blob,
    -- Which groups have which role.
    mapping text not null,
    created_at text not null,
    updated_at text not null,
    unique (org_id, issuer),
    unique (org_id, id)
) strict;

-- Who somebody is at a provider. The address that a provider claims is never a key.
create table external_identities (
    id blob not null primary key,
    org_id blob not null,
    provider_id blob not null,
    user_id blob not null,
    issuer text not null,
    subject text not null,
    created_at text not null,
    last_sign_in_at text,
    unique (provider_id, issuer, subject),
    foreign key (org_id, provider_id) references identity_providers (org_id, id),
    foreign key (org_id, user_id) references memberships (org_id, user_id)
) strict;
create index external_identities_org_id_user_id on external_identities (org_id, user_id);

-- Sign-ins that were begun, until the browser is back.
create table sign_in_transactions (
    secret_hash blob not null primary key,
    org_id blob not null,
    provider_id blob not null,
    -- Of the secret in the browser's cookie.
    browser_hash blob not null,
    content blob not null,
    -- What a provider posted (SAML), until the browser comes with its cookie.
    answer blob,
    expires_at text not null,
    foreign key (org_id, provider_id) references identity_providers (org_id, id)
) strict;
create index sign_in_transactions_org_id_provider_id on sign_in_transactions (org_id, provider_id);

-- Assertions (SAML) that somebody signed in with: each works once.
create table used_assertions (
    org_id blob not null,
    provider_id blob not null,
    assertion_id text not null,
    forget_at text not null,
    primary key (provider_id, assertion_id),
    foreign key (org_id, provider_id) references identity_providers (org_id, id)
) strict;
create index used_assertions_org_id_provider_id on used_assertions (org_id, provider_id);

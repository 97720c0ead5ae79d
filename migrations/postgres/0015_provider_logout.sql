-- Signing out at the identity provider too: which one vouched for the session, and its ID token, sealed.
alter table sessions add column provider_id uuid;
alter table sessions add column id_token bytea;

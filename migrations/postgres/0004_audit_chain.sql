-- The audit log as a chain: each entry carries the hash of the one before, the head is signed, and nothing
-- is changed or removed. The detail is text, because the hash is over its bytes. (The log of before was no
-- chain, and no version with it was released.)
drop table audit_log;
create table audit_log (
    org_id uuid not null references organizations (id),
    seq bigint not null,
    id uuid not null unique,
    actor_user_id uuid,
    -- The API key that was used, if one was.
    key_id uuid,
    action text not null,
    object_type text not null,
    object_id uuid,
    at timestamptz not null,
    address text,
    request_id text,
    detail text not null,
    hash bytea not null,
    primary key (org_id, seq)
);
create index audit_log_org_id_actor_user_id_seq on audit_log (org_id, actor_user_id, seq);
create index audit_log_org_id_key_id_seq on audit_log (org_id, key_id, seq);
create index audit_log_org_id_object_id_seq on audit_log (org_id, object_id, seq);
create index audit_log_org_id_action_seq on audit_log (org_id, action, seq);

create function audit_log_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only';
end
$$;
create trigger audit_log_is_not_changed before update or delete on audit_log
    for each row execute function audit_log_is_append_only();
create trigger audit_log_is_not_truncated before truncate on audit_log
    for each statement execute function audit_log_is_append_only();

-- The last entry of each organization, with a signature that needs the master key.
create table audit_heads (
    org_id uuid not null primary key references organizations (id),
    seq bigint not null,
    hash bytea not null,
    signature bytea not null
);

alter table audit_log enable row level security;
alter table audit_log force row level security;
create policy tenant on audit_log using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

alter table audit_heads enable row level security;
alter table audit_heads force row level security;
create policy tenant on audit_heads using (
    current_setting('almanac.org_id', true) in (org_id::text, 'system')
);

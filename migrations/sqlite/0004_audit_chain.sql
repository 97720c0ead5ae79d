-- The audit log as a chain: each entry carries the hash of the one before, the head is signed, and nothing
-- is changed or removed. The detail is text, because the hash is over its bytes. (The log of before was no
-- chain, and no version with it was released.)
drop table audit_log;
create table audit_log (
    org_id blob not null references organizations (id),
    seq integer not null,
    id blob not null unique,
    actor_user_id blob,
    -- The API key that was used, if one was.
    key_id blob,
    action text not null,
    object_type text not null,
    object_id blob,
    at text not null,
    address text,
    request_id text,
    detail text not null,
    hash blob not null,
    primary key (org_id, seq)
) strict;
create index audit_log_org_id_actor_user_id_seq on audit_log (org_id, actor_user_id, seq);
create index audit_log_org_id_key_id_seq on audit_log (org_id, key_id, seq);
create index audit_log_org_id_object_id_seq on audit_log (org_id, object_id, seq);
create index audit_log_org_id_action_seq on audit_log (org_id, action, seq);

create trigger audit_log_is_not_updated before update on audit_log begin
    select raise(abort, 'the audit log is append-only');
end;
create trigger audit_log_is_not_deleted before delete on audit_log begin
    select raise(abort, 'the audit log is append-only');
end;

-- The last entry of each organization, with a signature that needs the master key.
create table audit_heads (
    org_id blob not null primary key references organizations (id),
    seq integer not null,
    hash blob not null,
    signature blob not null
) strict;

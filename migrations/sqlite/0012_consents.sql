-- What people decided about the use of their data: only ever added to. Of the person, whatever organizations
-- they belong to: no org_id.
create table consents (
    id blob not null primary key,
    user_id blob not null references users (id) on delete cascade,
    purpose text not null,
    -- Of the text that was shown.
    version integer not null,
    given integer not null,
    at text not null,
    address text not null
) strict;
create index consents_user_id_purpose_id on consents (user_id, purpose, id);
create trigger consents_stay before update on consents
begin
    select raise(abort, 'consents are only added to');
end;

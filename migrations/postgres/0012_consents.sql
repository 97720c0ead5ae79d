-- What people decided about the use of their data: only ever added to. Of the person, whatever organizations
-- they belong to: no org_id.
create table consents (
    id uuid not null primary key,
    user_id uuid not null references users (id) on delete cascade,
    purpose text not null,
    -- Of the text that was shown.
    version bigint not null,
    given boolean not null,
    at timestamptz not null,
    address text not null
);
create index consents_user_id_purpose_id on consents (user_id, purpose, id);

create function consents_stay() returns trigger language plpgsql as $$
begin
    raise exception 'consents are only added to';
end
$$;
create trigger consents_stay before update on consents for each row execute function consents_stay();

alter table consents enable row level security;
alter table consents force row level security;
create policy tenant on consents using (
    current_setting('almanac.org_id', true) = 'system'
    or exists (
        select 1 from memberships m
        where m.user_id = consents.user_id and m.org_id::text = current_setting('almanac.org_id', true)
    )
);

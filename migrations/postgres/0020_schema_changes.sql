-- The version of a source's schema that a query was saved with; of queries that were saved before, the one that
-- they use now.
alter table query_reads add column version bigint;
-- Of all organizations.
select set_config('almanac.org_id', 'system', true);
update query_reads set version = (
    select coalesce(s.pinned, s.version)
    from sources s
    where s.org_id = query_reads.org_id and s.id = query_reads.object_id
) where kind = 'table';

-- Whether a person wants no mails about changed schemas.
alter table users add column mute_schema_changes boolean not null default false;

-- Of schemas that are written as SQL: the text, and the statements that were left out.
alter table source_versions add column ddl text;
alter table source_versions add column skipped jsonb;

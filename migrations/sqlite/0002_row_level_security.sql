-- SQLite has no row level security; the versions stay paired.
select 1;

-- What an administrator chooses for the sessions of the organization; none leaves it to the server.
alter table organizations add column session_idle_minutes integer;
alter table organizations add column session_absolute_hours integer;

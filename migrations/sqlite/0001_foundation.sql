create table organizations (
    id blob not null primary key,
    name text not null,
    created_at text not null
) strict;

create table users (
    id blob not null primary key,
    org_id blob not null references organizations (id),
    name text not null,
    email text not null unique,
    password_hash text not null,
    created_at text not null
) strict;

create table memberships (
    org_id blob not null references organizations (id),
    user_id blob not null references users (id),
    role text not null check (role in ('admin', 'member')),
    created_at text not null,
    primary key (org_id, user_id)
) strict;

-- See docs/adr/0003-own-session-table.md.
create table sessions (
    id blob not null primary key,
    org_id blob not null,
    user_id blob not null,
    secret_hash blob not null unique,
    user_agent text not null,
    address text not null,
    created_at text not null,
    last_seen_at text not null,
    expires_at text not null,
    foreign key (org_id, user_id) references memberships (org_id, user_id)
) strict;
create index sessions_user_id on sessions (user_id);

-- Of the whole instance, before there is an organization: no org_id.
create table setup_tokens (
    secret_hash blob not null primary key,
    created_at text not null
) strict;

-- Of the whole instance: an attempt may be for an account that does not exist. No org_id.
create table sign_in_attempts (
    id blob not null primary key,
    subject text not null,
    at text not null
) strict;
create index sign_in_attempts_subject_at on sign_in_attempts (subject, at);

create table projects (
    id blob not null primary key,
    org_id blob not null references organizations (id),
    name text not null,
    description text not null,
    created_at text not null,
    updated_at text not null,
    unique (org_id, id)
) strict;

create table project_members (
    org_id blob not null,
    project_id blob not null,
    user_id blob not null,
    role text not null check (role in ('viewer', 'editor', 'owner')),
    created_at text not null,
    primary key (project_id, user_id),
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, user_id) references memberships (org_id, user_id)
) strict;
create index project_members_org_id_user_id on project_members (org_id, user_id);

-- A queue: see docs/adr/0002-own-job-queue.md.
create table jobs (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    kind text not null,
    payload text not null,
    state text not null check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    progress text not null,
    attempts integer not null,
    error text,
    cancel_requested integer not null,
    worker blob,
    lease_until text,
    run_after text not null,
    created_at text not null,
    started_at text,
    finished_at text,
    foreign key (org_id, project_id) references projects (org_id, id)
) strict;
create index jobs_org_id_project_id_id on jobs (org_id, project_id, id);
create index jobs_state_run_after on jobs (state, run_after);

create table uploads (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    file_name text not null,
    size integer not null,
    sha256 text not null,
    detection text not null,
    created_at text not null,
    foreign key (org_id, project_id) references projects (org_id, id)
) strict;
create index uploads_org_id_project_id_id on uploads (org_id, project_id, id);

create table datasets (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    name text not null,
    file_name text not null,
    state text not null check (state in ('importing', 'ready', 'failed')),
    error text,
    job_id blob,
    row_count integer not null,
    bytes integer not null,
    sha256 text not null,
    fingerprint text not null,
    columns text not null,
    created_at text not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    unique (org_id, id)
) strict;
create index datasets_org_id_project_id_id on datasets (org_id, project_id, id);
-- The same bytes read the same way are the same data set.
create unique index datasets_fingerprint on datasets (project_id, fingerprint) where state <> 'failed';

create table queries (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    name text not null,
    dataset_id blob not null,
    document text not null,
    chart text,
    created_at text not null,
    updated_at text not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, dataset_id) references datasets (org_id, id)
) strict;
create index queries_org_id_project_id_id on queries (org_id, project_id, id);
create index queries_dataset_id on queries (dataset_id);

create table models (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    name text not null,
    config text not null,
    state text not null check (state in ('training', 'ready', 'failed', 'cancelled')),
    error text,
    job_id blob,
    winner text,
    leaderboard text not null,
    what_if integer not null,
    series integer not null,
    periods integer not null,
    created_at text not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    unique (org_id, id)
) strict;
create index models_org_id_project_id_id on models (org_id, project_id, id);

create table forecasts (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    name text not null,
    model_id blob not null,
    model text not null,
    horizon integer not null,
    series integer not null,
    created_at text not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, model_id) references models (org_id, id),
    unique (org_id, id)
) strict;
create index forecasts_org_id_project_id_id on forecasts (org_id, project_id, id);
create index forecasts_model_id on forecasts (model_id);

create table scenarios (
    id blob not null primary key,
    org_id blob not null,
    project_id blob not null,
    name text not null,
    forecast_id blob not null,
    unique_id text not null,
    edits text not null,
    result text not null,
    created_at text not null,
    updated_at text not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, forecast_id) references forecasts (org_id, id)
) strict;
create index scenarios_org_id_project_id_id on scenarios (org_id, project_id, id);
create index scenarios_forecast_id on scenarios (forecast_id);

-- Content by its SHA-256; what refers to it is in file_refs, and nothing else counts references.
create table files (
    org_id blob not null references organizations (id),
    sha256 text not null,
    kind text not null,
    bytes integer not null,
    created_at text not null,
    primary key (org_id, sha256)
) strict;

create table file_refs (
    org_id blob not null,
    owner_id blob not null,
    role text not null,
    sha256 text not null,
    primary key (owner_id, role),
    foreign key (org_id, sha256) references files (org_id, sha256)
) strict;
create index file_refs_org_id_sha256 on file_refs (org_id, sha256);

create table audit_log (
    id blob not null primary key,
    org_id blob not null references organizations (id),
    actor_user_id blob,
    action text not null,
    object_type text not null,
    object_id blob,
    at text not null,
    address text,
    request_id text,
    detail text not null
) strict;
create index audit_log_org_id_id on audit_log (org_id, id);

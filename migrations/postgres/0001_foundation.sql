create table organizations (
    id uuid not null primary key,
    name text not null,
    created_at timestamptz not null
);

create table users (
    id uuid not null primary key,
    org_id uuid not null references organizations (id),
    name text not null,
    email text not null unique,
    password_hash text not null,
    created_at timestamptz not null
);

create table memberships (
    org_id uuid not null references organizations (id),
    user_id uuid not null references users (id),
    role text not null check (role in ('admin', 'member')),
    created_at timestamptz not null,
    primary key (org_id, user_id)
);

-- See docs/adr/0003-own-session-table.md.
create table sessions (
    id uuid not null primary key,
    org_id uuid not null,
    user_id uuid not null,
    secret_hash bytea not null unique,
    user_agent text not null,
    address text not null,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    foreign key (org_id, user_id) references memberships (org_id, user_id)
);
create index sessions_user_id on sessions (user_id);

-- Of the whole instance, before there is an organization: no org_id.
create table setup_tokens (
    secret_hash bytea not null primary key,
    created_at timestamptz not null
);

-- Of the whole instance: an attempt may be for an account that does not exist. No org_id.
create table sign_in_attempts (
    id uuid not null primary key,
    subject text not null,
    at timestamptz not null
);
create index sign_in_attempts_subject_at on sign_in_attempts (subject, at);

create table projects (
    id uuid not null primary key,
    org_id uuid not null references organizations (id),
    name text not null,
    description text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (org_id, id)
);

create table project_members (
    org_id uuid not null,
    project_id uuid not null,
    user_id uuid not null,
    role text not null check (role in ('viewer', 'editor', 'owner')),
    created_at timestamptz not null,
    primary key (project_id, user_id),
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, user_id) references memberships (org_id, user_id)
);
create index project_members_org_id_user_id on project_members (org_id, user_id);

-- A queue: see docs/adr/0002-own-job-queue.md.
create table jobs (
    id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    kind text not null,
    payload jsonb not null,
    state text not null check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    progress jsonb not null,
    attempts bigint not null,
    error text,
    cancel_requested boolean not null,
    worker uuid,
    lease_until timestamptz,
    run_after timestamptz not null,
    created_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    foreign key (org_id, project_id) references projects (org_id, id)
);
create index jobs_org_id_project_id_id on jobs (org_id, project_id, id);
create index jobs_state_run_after on jobs (state, run_after);

create table uploads (
    id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    file_name text not null,
    size bigint not null,
    sha256 text not null,
    detection jsonb not null,
    created_at timestamptz not null,
    foreign key (org_id, project_id) references projects (org_id, id)
);
create index uploads_org_id_project_id_id on uploads (org_id, project_id, id);

create table datasets (
    id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    name text not null,
    file_name text not null,
    state text not null check (state in ('importing', 'ready', 'failed')),
    error text,
    job_id uuid,
    row_count bigint not null,
    bytes bigint not null,
    sha256 text not null,
    fingerprint text not null,
    columns jsonb not null,
    created_at timestamptz not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    unique (org_id, id)
);
create index datasets_org_id_project_id_id on datasets (org_id, project_id, id);
-- The same bytes read the same way are the same data set.
create unique index datasets_fingerprint on datasets (project_id, fingerprint) where state <> 'failed';

create table queries (
    id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    name text not null,
    dataset_id uuid not null,
    document jsonb not null,
    chart jsonb,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, dataset_id) references datasets (org_id, id)
);
create index queries_org_id_project_id_id on queries (org_id, project_id, id);
create index queries_dataset_id on queries (dataset_id);

create table models (
    id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    name text not null,
    config jsonb not null,
    state text not null check (state in ('training', 'ready', 'failed', 'cancelled')),
    error text,
    job_id uuid,
    winner text,
    leaderboard jsonb not null,
    what_if boolean not null,
    series bigint not null,
    periods bigint not null,
    created_at timestamptz not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    unique (org_id, id)
);
create index models_org_id_project_id_id on models (org_id, project_id, id);

create table forecasts (
    id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    name text not null,
    model_id uuid not null,
    model text not null,
    horizon bigint not null,
    series bigint not null,
    created_at timestamptz not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, model_id) references models (org_id, id),
    unique (org_id, id)
);
create index forecasts_org_id_project_id_id on forecasts (org_id, project_id, id);
create index forecasts_model_id on forecasts (model_id);

create table scenarios (
    id uuid not null primary key,
    org_id uuid not null,
    project_id uuid not null,
    name text not null,
    forecast_id uuid not null,
    unique_id text not null,
    edits jsonb not null,
    result jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    foreign key (org_id, project_id) references projects (org_id, id),
    foreign key (org_id, forecast_id) references forecasts (org_id, id)
);
create index scenarios_org_id_project_id_id on scenarios (org_id, project_id, id);
create index scenarios_forecast_id on scenarios (forecast_id);

-- Content by its SHA-256; what refers to it is in file_refs, and nothing else counts references.
create table files (
    org_id uuid not null references organizations (id),
    sha256 text not null,
    kind text not null,
    bytes bigint not null,
    created_at timestamptz not null,
    primary key (org_id, sha256)
);

create table file_refs (
    org_id uuid not null,
    owner_id uuid not null,
    role text not null,
    sha256 text not null,
    primary key (owner_id, role),
    foreign key (org_id, sha256) references files (org_id, sha256)
);
create index file_refs_org_id_sha256 on file_refs (org_id, sha256);

create table audit_log (
    id uuid not null primary key,
    org_id uuid not null references organizations (id),
    actor_user_id uuid,
    action text not null,
    object_type text not null,
    object_id uuid,
    at timestamptz not null,
    address text,
    request_id text,
    detail jsonb not null
);
create index audit_log_org_id_id on audit_log (org_id, id);

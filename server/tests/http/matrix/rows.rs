//! The table: what each operation answers to whom. Roles are those in the story's project, but for the outsider,
//! who is administrator elsewhere, and the viewer, who is one in the whole organization.

use almanac_domain::KeyScope::{
    self, Admin, AnalyticsRead, DataWrite, ForecastRead, ModelRead, ModelTrain, QueryExecute, QueryRead,
};

/// What an operation answers.
pub struct Row {
    pub operation: &'static str,
    /// The scopes that are enough for a key, the first being tried.
    pub scopes: &'static [KeyScope],
    /// nobody, outsider, viewer, editor, owner, admin, removed member,
    /// expired key, key of the admin without and with one of the scopes
    pub expected: [u16; 10],
}

const fn row(operation: &'static str, scopes: &'static [KeyScope], expected: [u16; 10]) -> Row {
    Row { operation, scopes, expected }
}

/// In the project, from the viewer on.
const fn reads(ok: u16) -> [u16; 10] {
    [401, 404, ok, ok, ok, ok, 401, 401, 403, ok]
}

/// In the project, from the editor on.
const fn edits(ok: u16) -> [u16; 10] {
    [401, 404, 403, ok, ok, ok, 401, 401, 403, ok]
}

/// In the project, by its owner.
const fn manages(ok: u16) -> [u16; 10] {
    [401, 404, 403, 403, ok, ok, 401, 401, 403, ok]
}

/// In the project, by whoever sees it, with any key.
const SEES: [u16; 10] = [401, 404, 200, 200, 200, 200, 401, 401, 200, 200];
/// By everybody who is signed in, with any key.
const ALL: [u16; 10] = [401, 200, 200, 200, 200, 200, 401, 401, 200, 200];

/// By everybody for themselves, with no key.
const fn own(ok: u16) -> [u16; 10] {
    [401, ok, ok, ok, ok, ok, 401, 401, 403, 403]
}

/// By an administrator of the organization; the outsider is one of another.
const fn rules(ok: u16) -> [u16; 10] {
    [401, ok, 403, 403, 403, ok, 401, 401, 403, ok]
}

/// Behind a link that is not there.
const LINK: [u16; 10] = [404, 404, 404, 404, 404, 404, 404, 401, 404, 404];

const ANY: &[KeyScope] =
    &[QueryRead, QueryExecute, DataWrite, ModelTrain, ModelRead, ForecastRead, AnalyticsRead, Admin];
const NONE: &[KeyScope] = &[];
const DATA_READ: &[KeyScope] = &[QueryRead, DataWrite, Admin];
const DATA_WRITE: &[KeyScope] = &[DataWrite, Admin];
const RUN: &[KeyScope] = &[QueryExecute, Admin];
const QUERY_READ: &[KeyScope] = &[QueryRead, Admin];
const MODEL_READ: &[KeyScope] = &[ModelRead, Admin];
const TRAIN: &[KeyScope] = &[ModelTrain, Admin];
const FORECAST_READ: &[KeyScope] = &[ForecastRead, Admin];
const ALL_OF_IT: &[KeyScope] = &[Admin];

/// All rows.
pub fn all() -> Vec<Row> {
    [accounts(), data(), queries(), jobs(), forecasting()].into_iter().flatten().collect()
}

fn accounts() -> Vec<Row> {
    vec![
        // An unknown setup token does not exist; a wrong password is no session either.
        row("set_up", NONE, [404, 404, 404, 404, 404, 404, 404, 401, 404, 404]),
        row("sign_in", NONE, [401, 401, 401, 401, 401, 401, 401, 401, 401, 401]),
        row("sign_in_second", NONE, [401; 10]),
        row("sign_in_with_passkey", NONE, [401; 10]),
        row("confirm", NONE, own(422)),
        row("get_factors", NONE, own(200)),
        row("change_password", NONE, own(204)),
        row("begin_totp", NONE, own(201)),
        row("enable_totp", NONE, own(422)),
        row("disable_totp", NONE, own(404)),
        row("renew_recovery_codes", NONE, own(409)),
        row("ask_passkey", NONE, own(201)),
        row("add_passkey", NONE, own(422)),
        row("remove_passkey", NONE, own(404)),
        // Unknown links do not exist; who asks for a new password is told nothing.
        row("look_at_invitation", NONE, LINK),
        row("accept_invitation", NONE, [404, 404, 404, 404, 404, 404, 404, 401, 403, 403]),
        row("confirm_email", NONE, LINK),
        row("reset_password", NONE, LINK),
        row("request_reset", NONE, [202, 202, 202, 202, 202, 202, 202, 401, 202, 202]),
        row("ask_to_join", NONE, [202, 202, 202, 202, 202, 202, 202, 401, 202, 202]),
        row("get_my_profile", NONE, own(200)),
        row("update_my_profile", NONE, own(200)),
        row("put_avatar", NONE, own(422)),
        row("delete_avatar", NONE, own(204)),
        row("change_email", NONE, own(202)),
        // Only the address of the administrator, who set up the server, is not confirmed.
        row("send_verification", NONE, [401, 409, 409, 409, 409, 202, 401, 401, 403, 403]),
        row("switch_organization", NONE, own(404)),
        row("get_avatar", ALL_OF_IT, [401, 404, 404, 404, 404, 404, 401, 401, 403, 404]),
        row("list_invitations", ALL_OF_IT, [401, 200, 403, 403, 403, 200, 401, 401, 403, 200]),
        row("invite", ALL_OF_IT, [401, 201, 403, 403, 403, 201, 401, 401, 403, 422]),
        row("revoke_invitation", ALL_OF_IT, [401, 404, 403, 403, 403, 404, 401, 401, 403, 404]),
        row("resend_invitation", ALL_OF_IT, [401, 404, 403, 403, 403, 404, 401, 401, 403, 404]),
        row("show_invitation_link", ALL_OF_IT, [401, 404, 403, 403, 403, 404, 401, 401, 403, 404]),
        row("list_teams", ALL_OF_IT, [401, 200, 200, 200, 200, 200, 401, 401, 403, 200]),
        row("get_team", ALL_OF_IT, [401, 404, 404, 404, 404, 404, 401, 401, 403, 404]),
        row("list_team_members", ALL_OF_IT, [401, 404, 404, 404, 404, 404, 401, 401, 403, 404]),
        row("create_team", ALL_OF_IT, [401, 201, 403, 403, 403, 201, 401, 401, 403, 409]),
        row("rename_team", ALL_OF_IT, [401, 404, 403, 403, 403, 404, 401, 401, 403, 404]),
        row("delete_team", ALL_OF_IT, [401, 404, 403, 403, 403, 404, 401, 401, 403, 404]),
        row("add_team_member", ALL_OF_IT, [401, 404, 403, 403, 403, 404, 401, 401, 403, 404]),
        row("remove_team_member", ALL_OF_IT, [401, 404, 403, 403, 403, 404, 401, 401, 403, 404]),
        row("list_domains", ALL_OF_IT, rules(200)),
        row("add_domain", ALL_OF_IT, [401, 201, 403, 403, 403, 201, 401, 401, 403, 409]),
        row("verify_domain", ALL_OF_IT, rules(404)),
        row("remove_domain", ALL_OF_IT, rules(404)),
        row("list_identity_providers", ALL_OF_IT, rules(200)),
        row("create_identity_provider", ALL_OF_IT, rules(422)),
        row("get_identity_provider", ALL_OF_IT, rules(404)),
        row("update_identity_provider", ALL_OF_IT, rules(404)),
        row("delete_identity_provider", ALL_OF_IT, rules(404)),
        row("get_sign_in_policy", ALL_OF_IT, rules(200)),
        row("update_sign_in_policy", NONE, [401, 200, 403, 403, 403, 200, 401, 401, 403, 403]),
        row("get_me", ANY, ALL),
        row("list_sessions", NONE, own(200)),
        row("revoke_session", NONE, own(204)),
        row("sign_out", NONE, own(204)),
        row("list_keys", NONE, own(200)),
        row("create_key", NONE, [401, 201, 403, 201, 201, 201, 401, 401, 403, 403]),
        // The key of the editor.
        row("get_key", NONE, [401, 404, 404, 200, 404, 200, 401, 401, 403, 403]),
        row("list_key_activity", NONE, [401, 404, 404, 200, 404, 200, 401, 401, 403, 403]),
        row("rotate_key", NONE, [401, 404, 403, 200, 404, 403, 401, 401, 403, 403]),
        row("revoke_key", NONE, [401, 404, 404, 204, 404, 204, 401, 401, 403, 403]),
        row("list_activity", NONE, own(200)),
        row("list_consents", NONE, own(200)),
        row("list_decisions", NONE, own(200)),
        row("decide_consent", NONE, own(200)),
        row("list_members", ALL_OF_IT, [401, 200, 200, 200, 200, 200, 401, 401, 403, 200]),
        row("change_member", ALL_OF_IT, [401, 404, 403, 403, 403, 200, 401, 401, 403, 200]),
        row("remove_member", ALL_OF_IT, [401, 404, 403, 403, 403, 204, 401, 401, 403, 204]),
        row("get_member_attributes", ALL_OF_IT, [401, 404, 403, 403, 403, 200, 401, 401, 403, 200]),
        row("set_member_attributes", ALL_OF_IT, [401, 404, 403, 403, 403, 200, 401, 401, 403, 200]),
        row("get_organization", ALL_OF_IT, [401, 200, 403, 403, 403, 200, 401, 401, 403, 200]),
        row("update_organization", ALL_OF_IT, [401, 200, 403, 403, 403, 200, 401, 401, 403, 200]),
        row("get_provisioning", ALL_OF_IT, rules(200)),
        row("make_provisioning_token", NONE, [401, 201, 403, 403, 403, 201, 401, 401, 403, 403]),
        // Also if there is none.
        row("revoke_provisioning_token", NONE, [401, 204, 403, 403, 403, 204, 401, 401, 403, 403]),
        row("list_audit", ALL_OF_IT, [401, 200, 403, 403, 403, 200, 401, 401, 403, 200]),
        row("export_audit", ALL_OF_IT, [401, 200, 403, 403, 403, 200, 401, 401, 403, 200]),
        row("list_organization_keys", NONE, [401, 200, 403, 403, 403, 200, 401, 401, 403, 403]),
    ]
}

fn data() -> Vec<Row> {
    vec![
        row("list_projects", ANY, ALL),
        row("create_project", ALL_OF_IT, [401, 201, 403, 201, 201, 201, 401, 401, 403, 201]),
        row("get_project", ANY, SEES),
        row("update_project", ALL_OF_IT, manages(200)),
        row("delete_project", NONE, [401, 404, 403, 403, 204, 204, 401, 401, 403, 403]),
        row("archive_project", ALL_OF_IT, manages(200)),
        row("unarchive_project", ALL_OF_IT, manages(409)),
        row("duplicate_project", ALL_OF_IT, manages(201)),
        row("list_bin", ALL_OF_IT, [401, 200, 200, 200, 200, 200, 401, 401, 403, 200]),
        row("restore_project", ALL_OF_IT, [401, 404, 404, 404, 404, 404, 401, 401, 403, 404]),
        row("list_project_members", ALL_OF_IT, reads(200)),
        row("put_project_member", ALL_OF_IT, manages(404)),
        row("remove_project_member", ALL_OF_IT, manages(404)),
        row("list_project_teams", ALL_OF_IT, reads(200)),
        row("put_project_team", ALL_OF_IT, manages(404)),
        row("remove_project_team", ALL_OF_IT, manages(404)),
        row("get_project_access", ALL_OF_IT, reads(200)),
        row("find_candidates", ALL_OF_IT, reads(200)),
        row("list_project_invitations", ALL_OF_IT, reads(200)),
        row("list_row_rules", ALL_OF_IT, manages(200)),
        row("create_row_rule", ALL_OF_IT, manages(201)),
        row("get_row_rule", ALL_OF_IT, manages(200)),
        row("update_row_rule", ALL_OF_IT, manages(200)),
        row("delete_row_rule", ALL_OF_IT, manages(204)),
        // Nobody has that id.
        row("preview_row_rule", ALL_OF_IT, manages(422)),
        row("get_transfer", ANY, SEES),
        row("offer_transfer", ALL_OF_IT, manages(422)),
        // Nobody is offered the project.
        row("accept_transfer", ALL_OF_IT, [401, 404, 403, 403, 403, 403, 401, 401, 403, 403]),
        row("end_transfer", ALL_OF_IT, manages(404)),
        row("list_links", ANY, SEES),
        row("make_link", ALL_OF_IT, edits(201)),
        row("revoke_link", ALL_OF_IT, edits(404)),
        row("open_link", NONE, LINK),
        row("send_upload", DATA_WRITE, edits(201)),
        row("get_upload", DATA_READ, reads(200)),
        row("delete_upload", DATA_WRITE, edits(204)),
        row("detect_upload", DATA_WRITE, edits(200)),
        row("list_datasets", DATA_READ, reads(200)),
        row("import_dataset", DATA_WRITE, edits(202)),
        row("get_dataset", DATA_READ, reads(200)),
        row("rename_dataset", DATA_WRITE, edits(200)),
        row("delete_dataset", DATA_WRITE, edits(204)),
        row("get_profile", DATA_READ, reads(200)),
        row("list_rows", DATA_READ, reads(200)),
        row("find_anomalies", DATA_READ, reads(200)),
        row("list_dataset_versions", DATA_READ, reads(200)),
        row("import_dataset_version", DATA_WRITE, edits(202)),
        row("get_dataset_version", DATA_READ, reads(200)),
        row("describe_dataset_version", DATA_WRITE, edits(200)),
        // The version in use.
        row("delete_dataset_version", DATA_WRITE, edits(409)),
        row("compare_dataset_versions", DATA_READ, reads(200)),
        row("get_dataset_impact", QUERY_READ, reads(200)),
        row("use_dataset_version", DATA_WRITE, edits(200)),
        // There is no gap in the story's data.
        row("fill_dataset", DATA_WRITE, edits(422)),
        row("list_rules", DATA_READ, reads(200)),
        row("create_rule", DATA_WRITE, edits(201)),
        row("get_rule", DATA_READ, reads(200)),
        row("update_rule", DATA_WRITE, edits(200)),
        row("delete_rule", DATA_WRITE, edits(204)),
        row("list_failed_rows", DATA_READ, reads(200)),
        row("export_failed_rows", DATA_READ, reads(200)),
        row("list_checks", DATA_READ, reads(200)),
        row("start_check", DATA_WRITE, edits(202)),
        row("get_check", DATA_READ, reads(200)),
        row("get_schedule", DATA_READ, reads(200)),
        row("set_schedule", DATA_WRITE, edits(200)),
        row("remove_schedule", DATA_WRITE, edits(204)),
        row("list_sources", DATA_READ, reads(200)),
        row("create_source", DATA_WRITE, edits(201)),
        row("test_source", DATA_WRITE, edits(200)),
        row("get_source", DATA_READ, reads(200)),
        row("update_source", DATA_WRITE, edits(200)),
        row("rename_source", DATA_WRITE, edits(200)),
        row("delete_source", DATA_WRITE, edits(204)),
        row("test_stored_source", DATA_WRITE, edits(200)),
        row("read_source", DATA_WRITE, edits(202)),
        row("get_source_schema", DATA_READ, reads(200)),
        row("list_source_versions", DATA_READ, reads(200)),
        row("get_source_version", DATA_READ, reads(200)),
        row("describe_source_version", DATA_WRITE, edits(200)),
        row("compare_source_versions", DATA_READ, reads(200)),
        // The source of the story is not written as SQL.
        row("get_source_ddl", DATA_READ, reads(404)),
        row("get_schema_impact", QUERY_READ, reads(200)),
        row("pin_source", DATA_WRITE, edits(200)),
        row("unpin_source", DATA_WRITE, edits(200)),
    ]
}

fn queries() -> Vec<Row> {
    vec![
        row("run_query", RUN, reads(200)),
        row("export_query", RUN, reads(200)),
        row("query_statistics", RUN, reads(200)),
        row("show_query_sql", RUN, reads(200)),
        row("explore_query", RUN, reads(200)),
        // The query of the story has one group only.
        row("pivot_query", RUN, reads(422)),
        row("describe_statement", RUN, reads(200)),
        row("list_query_sources", QUERY_READ, reads(200)),
        row("describe_query_sources", QUERY_READ, reads(200)),
        row("list_queries", QUERY_READ, reads(200)),
        row("save_query", DATA_WRITE, edits(201)),
        row("get_query", QUERY_READ, reads(200)),
        row("get_query_problems", QUERY_READ, reads(200)),
        row("update_query", DATA_WRITE, edits(200)),
        row("place_query", DATA_WRITE, edits(200)),
        row("mark_favorite", QUERY_READ, reads(204)),
        row("unmark_favorite", QUERY_READ, reads(204)),
        row("list_query_folders", QUERY_READ, reads(200)),
        row("list_query_tags", QUERY_READ, reads(200)),
        // No query of the story is in a folder.
        row("rename_query_folder", DATA_WRITE, edits(422)),
        row("list_query_versions", QUERY_READ, reads(200)),
        row("list_query_runs", QUERY_READ, reads(200)),
        row("restore_query", DATA_WRITE, edits(200)),
        row("delete_query", DATA_WRITE, edits(204)),
        row("list_dashboards", QUERY_READ, reads(200)),
        row("create_dashboard", DATA_WRITE, edits(201)),
        row("get_dashboard", QUERY_READ, reads(200)),
        // Somebody saw another version: a save that is not tied to a version would be right once only.
        row("update_dashboard", DATA_WRITE, edits(409)),
        row("run_tile", RUN, reads(200)),
        row("get_dashboard_schedule", QUERY_READ, reads(200)),
        row("set_dashboard_schedule", DATA_WRITE, edits(200)),
        row("remove_dashboard_schedule", DATA_WRITE, edits(204)),
        row("delete_dashboard", DATA_WRITE, edits(204)),
    ]
}

fn jobs() -> Vec<Row> {
    vec![
        row("list_jobs", ANY, SEES),
        row("get_job", ANY, SEES),
        row("watch_job", ANY, SEES),
        row("find_job", ANY, SEES),
        // A training that has ended.
        row("cancel_job", &[ModelTrain, DataWrite, Admin], edits(409)),
    ]
}

fn forecasting() -> Vec<Row> {
    vec![
        row("list_methods", ANY, ALL),
        row("list_models", MODEL_READ, reads(200)),
        row("train_model", TRAIN, edits(202)),
        row("get_model", MODEL_READ, reads(200)),
        row("delete_model", TRAIN, edits(204)),
        row("get_artifact", MODEL_READ, reads(200)),
        row("get_search", MODEL_READ, reads(200)),
        row("get_reconciliation", MODEL_READ, reads(200)),
        row("get_errors", MODEL_READ, reads(200)),
        row("list_forecasts", FORECAST_READ, reads(200)),
        row("make_forecast", TRAIN, edits(201)),
        row("get_forecast", FORECAST_READ, reads(200)),
        row("delete_forecast", TRAIN, edits(204)),
        row("get_series", FORECAST_READ, reads(200)),
        row("get_nodes", FORECAST_READ, reads(200)),
        row("get_paths", FORECAST_READ, reads(200)),
        row("export_forecast", FORECAST_READ, reads(200)),
        row("get_what_if", FORECAST_READ, reads(200)),
        row("get_explanation", FORECAST_READ, reads(200)),
        row("explain_forecast", TRAIN, edits(202)),
        row("continue_series", FORECAST_READ, reads(200)),
        row("list_scenarios", FORECAST_READ, reads(200)),
        row("save_scenario", DATA_WRITE, edits(201)),
        row("get_scenario", FORECAST_READ, reads(200)),
        row("update_scenario", DATA_WRITE, edits(200)),
        row("delete_scenario", DATA_WRITE, edits(204)),
        row("export_scenario", FORECAST_READ, reads(200)),
    ]
}

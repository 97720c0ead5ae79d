//! What each operation needs, for the document and its readers. The use cases decide; the matrix test holds
//! the two together.

use almanac_domain::{Capability, KeyScope, OrgCapability};

/// What an operation needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// Nobody needs to be signed in.
    Nothing,
    /// A session: it is about the person's own account, or about keys.
    Session,
    /// A session, or any key.
    AnyKey,
    /// A session, or a key whose scopes cover one of these.
    Project(&'static [Capability]),
    /// A session, or a key with the scope of everything.
    Organization(OrgCapability),
}

/// What nobody needs to be signed in for.
const OPEN: [&str; 12] = [
    "accept_invitation",
    "ask_passkey",
    "ask_to_join",
    "confirm_email",
    "look_at_invitation",
    "open_link",
    "request_reset",
    "reset_password",
    "set_up",
    "sign_in",
    "sign_in_second",
    "sign_in_with_passkey",
];

/// What no key may do.
const SESSION: [&str; 34] = [
    "add_passkey",
    "begin_totp",
    "change_email",
    "change_password",
    "confirm",
    "create_key",
    "decide_consent",
    "delete_avatar",
    "delete_project",
    "disable_totp",
    "enable_totp",
    "get_factors",
    "get_key",
    "get_my_profile",
    "list_activity",
    "list_consents",
    "list_decisions",
    "list_key_activity",
    "list_keys",
    "list_organization_keys",
    "list_sessions",
    "make_provisioning_token",
    "put_avatar",
    "remove_passkey",
    "renew_recovery_codes",
    "revoke_key",
    "revoke_provisioning_token",
    "revoke_session",
    "rotate_key",
    "send_verification",
    "sign_out",
    "switch_organization",
    "update_my_profile",
    "update_sign_in_policy",
];

impl Needs {
    /// What an operation needs, by its id; none if nobody has said so yet.
    pub(super) fn of(operation: &str) -> Option<Self> {
        Some(match operation {
            _ if OPEN.contains(&operation) => Self::Nothing,
            "find_candidates"
            | "get_avatar"
            | "get_project_access"
            | "get_team"
            | "list_members"
            | "list_project_invitations"
            | "list_project_members"
            | "list_project_teams"
            | "list_team_members"
            | "list_teams" => Self::Organization(OrgCapability::MemberRead),
            "add_team_member"
            | "change_member"
            | "create_team"
            | "delete_team"
            | "invite"
            | "list_invitations"
            | "remove_member"
            | "remove_team_member"
            | "rename_team"
            | "resend_invitation"
            | "revoke_invitation"
            | "show_invitation_link" => Self::Organization(OrgCapability::MemberManage),
            "create_project" | "duplicate_project" => Self::Organization(OrgCapability::ProjectCreate),
            "add_domain"
            | "create_identity_provider"
            | "delete_identity_provider"
            | "get_identity_provider"
            | "get_member_attributes"
            | "get_organization"
            | "get_provisioning"
            | "get_sign_in_policy"
            | "list_domains"
            | "list_identity_providers"
            | "remove_domain"
            | "set_member_attributes"
            | "update_identity_provider"
            | "update_organization"
            | "verify_domain" => Self::Organization(OrgCapability::OrgManage),
            "list_audit" | "export_audit" => Self::Organization(OrgCapability::AuditRead),
            "get_me" | "list_methods" => Self::AnyKey,
            _ if SESSION.contains(&operation) => Self::Session,
            _ => Self::Project(capabilities(operation)?),
        })
    }

    /// The scopes with which a key may do it; none if no key may.
    pub(super) fn scopes(self) -> Vec<KeyScope> {
        let covers = |scope: KeyScope| match self {
            Self::Nothing | Self::Session => false,
            Self::AnyKey => true,
            Self::Project(capabilities) => capabilities.iter().any(|c| scope.covers(*c)),
            Self::Organization(_) => scope == KeyScope::Admin,
        };
        KeyScope::ALL.into_iter().filter(|scope| covers(*scope)).collect()
    }
}

/// What reads data sets, their quality and connected databases.
const READS_DATA: [&str; 23] = [
    "get_upload",
    "list_datasets",
    "get_dataset",
    "get_profile",
    "list_dataset_versions",
    "get_dataset_version",
    "compare_dataset_versions",
    "list_rows",
    "find_anomalies",
    "list_rules",
    "get_rule",
    "list_failed_rows",
    "export_failed_rows",
    "list_checks",
    "get_check",
    "get_schedule",
    "list_sources",
    "get_source",
    "get_source_schema",
    "list_source_versions",
    "get_source_version",
    "get_source_ddl",
    "compare_source_versions",
];

/// What changes them.
const WRITES_DATA: [&str; 27] = [
    "send_upload",
    "delete_upload",
    "detect_upload",
    "import_dataset",
    "rename_dataset",
    "delete_dataset",
    "fill_dataset",
    "import_dataset_version",
    "describe_dataset_version",
    "delete_dataset_version",
    "use_dataset_version",
    "create_rule",
    "update_rule",
    "delete_rule",
    "start_check",
    "set_schedule",
    "remove_schedule",
    "create_source",
    "test_source",
    "update_source",
    "rename_source",
    "delete_source",
    "test_stored_source",
    "read_source",
    "describe_source_version",
    "pin_source",
    "unpin_source",
];

/// What an operation in a project needs.
fn capabilities(operation: &str) -> Option<&'static [Capability]> {
    Some(match operation {
        "list_projects" | "get_project" | "list_jobs" | "get_job" | "watch_job" | "find_job"
        | "list_links" | "get_transfer" | "list_bin" => &[Capability::ProjectRead],
        "update_project"
        | "archive_project"
        | "unarchive_project"
        | "put_project_member"
        | "remove_project_member"
        | "put_project_team"
        | "remove_project_team"
        | "offer_transfer"
        | "accept_transfer"
        | "end_transfer"
        | "restore_project"
        | "list_row_rules"
        | "create_row_rule"
        | "preview_row_rule"
        | "get_row_rule"
        | "update_row_rule"
        | "delete_row_rule" => &[Capability::ProjectManage],
        "make_link" | "revoke_link" => &[Capability::LinkWrite],
        _ if READS_DATA.contains(&operation) => &[Capability::DataRead],
        _ if WRITES_DATA.contains(&operation) => &[Capability::DataWrite],
        "list_queries"
        | "get_query"
        | "get_query_problems"
        | "get_schema_impact"
        | "get_dataset_impact"
        | "list_query_versions"
        | "list_query_runs"
        | "list_query_folders"
        | "list_query_tags"
        // One's own favourites: nobody else sees them.
        | "mark_favorite"
        | "unmark_favorite"
        | "list_query_sources"
        | "describe_query_sources"
        | "list_dashboards"
        | "get_dashboard"
        | "get_dashboard_schedule" => &[Capability::QueryRead],
        "run_query" | "explore_query" | "pivot_query" | "export_query" | "query_statistics" | "show_query_sql"
        | "describe_statement" | "run_tile" => &[Capability::QueryRun],
        "save_query"
        | "update_query"
        | "place_query"
        | "rename_query_folder"
        | "restore_query"
        | "delete_query"
        | "create_dashboard"
        | "update_dashboard"
        | "delete_dashboard"
        | "set_dashboard_schedule"
        | "remove_dashboard_schedule" => &[Capability::QueryWrite],
        "list_models" | "get_model" | "get_artifact" | "get_search" | "get_reconciliation" | "get_errors" => &[Capability::ModelRead],
        "train_model" | "delete_model" | "make_forecast" | "delete_forecast" | "explain_forecast" => {
            &[Capability::ModelTrain]
        }
        "list_forecasts" | "get_forecast" | "get_series" | "get_nodes" | "get_paths" | "export_forecast" | "get_what_if"
        | "get_explanation" | "continue_series" | "list_scenarios" | "get_scenario" | "export_scenario" => &[Capability::ForecastRead],
        "save_scenario" | "update_scenario" | "delete_scenario" => &[Capability::ScenarioWrite],
        // Of an import or of a training.
        "cancel_job" => &[Capability::DataWrite, Capability::ModelTrain],
        _ => return None,
    })
}

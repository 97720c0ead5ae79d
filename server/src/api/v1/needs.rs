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

/// What no key may do.
const SESSION: [&str; 14] = [
    "create_key",
    "decide_consent",
    "get_key",
    "list_activity",
    "list_consents",
    "list_decisions",
    "list_key_activity",
    "list_keys",
    "list_organization_keys",
    "list_sessions",
    "revoke_key",
    "revoke_session",
    "rotate_key",
    "sign_out",
];

impl Needs {
    /// What an operation needs, by its id; none if nobody has said so yet.
    pub(super) fn of(operation: &str) -> Option<Self> {
        Some(match operation {
            "set_up" | "sign_in" => Self::Nothing,
            "list_members" => Self::Organization(OrgCapability::MemberRead),
            "change_member" | "remove_member" => Self::Organization(OrgCapability::MemberManage),
            "get_organization" | "update_organization" => Self::Organization(OrgCapability::OrgManage),
            "list_audit" | "export_audit" => Self::Organization(OrgCapability::AuditRead),
            "get_me" | "list_methods" => Self::AnyKey,
            "create_project" => Self::Organization(OrgCapability::ProjectCreate),
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

/// What an operation in a project needs.
fn capabilities(operation: &str) -> Option<&'static [Capability]> {
    Some(match operation {
        "list_projects" | "get_project" | "list_jobs" | "get_job" | "watch_job" | "find_job" => {
            &[Capability::ProjectRead]
        }
        "update_project" | "delete_project" => &[Capability::ProjectManage],
        "get_upload" | "list_datasets" | "get_dataset" | "get_profile" | "list_rows" => {
            &[Capability::DataRead]
        }
        "send_upload" | "delete_upload" | "detect_upload" | "import_dataset" | "rename_dataset"
        | "delete_dataset" => &[Capability::DataWrite],
        "list_queries" | "get_query" => &[Capability::QueryRead],
        "run_query" | "export_query" => &[Capability::QueryRun],
        "save_query" | "update_query" | "delete_query" => &[Capability::QueryWrite],
        "list_models" | "get_model" | "get_artifact" => &[Capability::ModelRead],
        "train_model" | "delete_model" | "make_forecast" | "delete_forecast" => &[Capability::ModelTrain],
        "list_forecasts" | "get_forecast" | "get_series" | "export_forecast" | "get_what_if"
        | "list_scenarios" | "get_scenario" | "export_scenario" => &[Capability::ForecastRead],
        "save_scenario" | "update_scenario" | "delete_scenario" => &[Capability::ScenarioWrite],
        // Of an import or of a training.
        "cancel_job" => &[Capability::DataWrite, Capability::ModelTrain],
        _ => return None,
    })
}

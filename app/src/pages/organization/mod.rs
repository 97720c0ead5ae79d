//! The organization.

mod activity;
mod attributes;
mod audit;
mod entries;
mod invitations;
mod members;
mod settings;
mod sign_in;

pub(crate) use activity::ActivityPage;
pub(crate) use attributes::AttributesPage;
pub(crate) use audit::AuditPage;
pub(crate) use entries::entries;
pub(crate) use invitations::InvitationsPage;
pub(crate) use members::MembersPage;
pub(crate) use settings::SettingsPage;
pub(crate) use sign_in::SingleSignOnPage;

use almanac_domain::OrgRole;

use crate::i18n::texts_now;

/// The name of a role.
pub(crate) fn role_name(role: OrgRole) -> &'static str {
    let t = &texts_now().organization;
    match role {
        OrgRole::Admin => t.admin,
        OrgRole::Manager => t.manager,
        OrgRole::Developer => t.developer,
        OrgRole::Viewer => t.viewer,
    }
}

/// The word under which a role travels.
pub(crate) fn role_word(role: OrgRole) -> &'static str {
    match role {
        OrgRole::Admin => "admin",
        OrgRole::Manager => "manager",
        OrgRole::Developer => "developer",
        OrgRole::Viewer => "viewer",
    }
}

/// All roles, for a choice.
pub(crate) fn roles() -> Vec<(String, String)> {
    OrgRole::ALL.map(|role| (role_word(role).to_owned(), role_name(role).to_owned())).to_vec()
}

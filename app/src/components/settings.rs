//! The pages of the person and of the organization, for navigation and search.

use almanac_domain::OrgCapability;

use crate::i18n::texts_now;
use crate::paths;

/// The pages of the person: address below `/account`, and title.
pub(crate) fn account_pages() -> Vec<(&'static str, &'static str)> {
    let t = texts_now();
    vec![
        ("/account", t.pages.profile),
        ("/account/security", t.pages.security),
        ("/account/sessions", t.pages.sessions),
        ("/account/connections", t.pages.connections),
        ("/account/keys", t.pages.keys),
        ("/account/activity", t.pages.activity),
        ("/account/privacy", t.pages.privacy),
    ]
}

/// The pages of the organization: address, title, and what one must be allowed to do there.
pub(crate) fn organization_pages() -> Vec<(&'static str, &'static str, OrgCapability)> {
    let t = texts_now();
    vec![
        ("/organization/members", t.pages.members, OrgCapability::MemberRead),
        (paths::TEAMS, t.pages.teams, OrgCapability::MemberRead),
        ("/organization/keys", t.pages.keys, OrgCapability::OrgManage),
        ("/organization/invitations", t.pages.invitations, OrgCapability::MemberManage),
        ("/organization/settings", t.pages.settings, OrgCapability::OrgManage),
        ("/organization/sign-in", t.pages.sign_in_rules, OrgCapability::OrgManage),
        ("/organization/audit", t.pages.audit, OrgCapability::AuditRead),
    ]
}

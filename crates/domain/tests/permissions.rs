//! `docs/permissions.md` says what the code says. To write it anew: `ALMANAC_WRITE_DOCS=1 cargo test -p
//! almanac-domain --test permissions`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use almanac_domain::{Capability, KeyScope, OrgCapability, OrgRole, ProjectRole};

fn org_capability(capability: OrgCapability) -> &'static str {
    match capability {
        OrgCapability::MemberRead => "see who is in the organization, and its teams",
        OrgCapability::MemberManage => "invite people, change roles, deactivate and remove; keep teams",
        OrgCapability::ProjectCreate => "create projects",
        OrgCapability::KeyCreate => "create API keys of one's own",
        OrgCapability::OrgManage => {
            "change name, sign-in policy, domains and identity providers; see and revoke anybody's API keys"
        }
        OrgCapability::AuditRead => "read and export the audit log",
    }
}

fn capability(capability: Capability) -> &'static str {
    match capability {
        Capability::ProjectRead => "see the project and its jobs",
        Capability::DataRead => "see data sets, profiles, rows and uploads; sources and their schemas",
        Capability::DataWrite => {
            "upload, import, rename and delete data sets; connect, change, test and delete sources"
        }
        Capability::QueryRead => "see saved queries",
        Capability::QueryRun => "run queries and export what they find",
        Capability::QueryWrite => "save, change and delete queries",
        Capability::ModelRead => "see models and leaderboards",
        Capability::ModelTrain => "train and delete models, make and delete forecasts",
        Capability::ForecastRead => "see forecasts and scenarios, play what-if",
        Capability::ScenarioWrite => "save, change and delete scenarios",
        Capability::LinkWrite => "make and revoke public links",
        Capability::ProjectManage => "rename, share, archive or delete the project",
    }
}

fn org_role(role: OrgRole) -> &'static str {
    match role {
        OrgRole::Admin => "admin",
        OrgRole::Manager => "manager",
        OrgRole::Developer => "developer",
        OrgRole::Viewer => "viewer",
    }
}

fn project_role(role: ProjectRole) -> &'static str {
    match role {
        ProjectRole::Viewer => "viewer",
        ProjectRole::Editor => "editor",
        ProjectRole::Owner => "owner",
    }
}

/// A table with a row for each item, and a mark where it holds for a column.
fn table<T: Copy>(
    what: &str,
    columns: &[String],
    rows: &[T],
    name: fn(T) -> &'static str,
    holds: impl Fn(T, usize) -> bool,
) -> String {
    let mut out = format!("| {what} | {} |\n|---|{}\n", columns.join(" | "), ":-:|".repeat(columns.len()));
    for row in rows {
        let marks: Vec<&str> = (0..columns.len()).map(|i| if holds(*row, i) { "✓" } else { "" }).collect();
        writeln!(out, "| {} | {} |", name(*row), marks.join(" | ")).unwrap();
    }
    out
}

fn document() -> String {
    let org_roles = OrgRole::ALL.map(|role| org_role(role).to_owned());
    let project_roles = ProjectRole::ALL.map(|role| project_role(role).to_owned());
    let scopes = KeyScope::ALL.map(|scope| format!("`{}`", scope.name()));
    let organization =
        table("in the organization", &org_roles, &OrgCapability::ALL, org_capability, |c, i| {
            OrgRole::ALL[i].can(c)
        });
    let project = table("in a project", &project_roles, &Capability::ALL, capability, |c, i| {
        ProjectRole::ALL[i].can(c)
    });
    let project_scopes =
        table("in a project", &scopes, &Capability::ALL, capability, |c, i| KeyScope::ALL[i].covers(c));
    let limits = table("given in a project", &org_roles, &ProjectRole::ALL, project_role, |_, _| false);
    let head = limits.lines().take(2).collect::<Vec<_>>().join("\n");
    let limits = ProjectRole::ALL.into_iter().fold(head, |mut out, given| {
        let roles = OrgRole::ALL.map(|role| project_role(role.limit(given)));
        write!(out, "\n| {} | {} |", project_role(given), roles.join(" | ")).unwrap();
        out
    });
    format!(
        "# Permissions

Who may do what. This file is generated from the code, and a test fails when it is not what the code says.

## Roles in an organization

{organization}
## Roles in a project

{project}
Who has no role in a project does not see it, but for administrators of the organization. What somebody is in a
project follows from the role they were given there (rows) and their role in the organization (columns):

{limits}

## Scopes of API keys

A key may do what its person may do at the time, and of that only what one of its scopes covers.

{project_scopes}
What is done in the organization needs `admin:*`. A person's own account, their sessions and API keys need a
session: no key may touch them. `analytics:read` covers how much of the plan is used.
"
    )
}

#[test]
fn permissions_in_the_documentation_are_those_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.md");
    let text = document();
    if std::env::var_os("ALMANAC_WRITE_DOCS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), text, "write it anew with ALMANAC_WRITE_DOCS=1");
}

//! Row rules of a project: which rows people see.

mod form;
mod list;
mod page;

pub(crate) use list::RowRulesPage;
pub(crate) use page::{EditRowRulePage, NewRowRulePage};

use almanac_domain::ProjectRole;
use almanac_domain::row_rule::RowRuleInput;

use crate::i18n::texts_now;

/// For whom a rule is, in words.
fn whom(rule: &RowRuleInput) -> String {
    let t = &texts_now().seen;
    let named = [(ProjectRole::Viewer, t.viewers), (ProjectRole::Editor, t.editors)];
    let names = named.into_iter().filter(|(role, _)| rule.roles.contains(role)).map(|(_, name)| name);
    names.collect::<Vec<_>>().join(", ")
}

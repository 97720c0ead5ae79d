//! Sources: list, form, tables, versions and what differs between them.

mod ddl;
mod detail;
mod diff;
mod form;
mod list;
mod new;
mod tables;
mod versions;

use almanac_domain::source::{Source, SourceFault, SourceKind, SourceState, SourceTest};
use leptos::prelude::*;

use crate::components::State;
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;

pub(super) use detail::SourcePage;
pub(super) use diff::DiffPage;
pub(super) use list::SourcesPage;
pub(super) use new::{EditSourcePage, NewSourcePage};
pub(super) use versions::VersionsPage;

/// The name of a kind of database.
fn kind_name(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Postgres => "PostgreSQL",
        SourceKind::Mysql => "MySQL, MariaDB",
        SourceKind::Sqlite => "SQLite",
    }
}

/// What kind of source it is.
fn source_kind(source: &Source) -> String {
    let name = kind_name(source.kind);
    if source.schema_only { fill(texts_now().ddl.of, &[("kind", name)]) } else { name.to_owned() }
}

fn state(state: SourceState) -> AnyView {
    let t = &texts_now().source;
    let (kind, text) = match state {
        SourceState::Never => ("idle", t.never),
        SourceState::Reading => ("busy", t.reading),
        SourceState::Ready => ("good", t.ready),
        SourceState::Failed => ("bad", t.failed),
    };
    view! { <State kind text/> }.erased()
}

/// Why a source did not answer.
fn fault(fault: SourceFault) -> &'static str {
    let t = &texts_now().source;
    match fault {
        SourceFault::NotAllowed => t.not_allowed,
        SourceFault::Unreachable => t.unreachable,
        SourceFault::Tls => t.no_tls,
        SourceFault::Refused => t.refused,
        SourceFault::NoFile => t.no_file,
        SourceFault::Timeout => t.timeout,
        SourceFault::Failed => t.not_read,
    }
}

/// How a test went.
fn tested(test: &SourceTest) -> AnyView {
    let t = &texts_now().source;
    match test.error {
        None => view! { <div class="card info" role="status"><State kind="good" text=t.test_good/></div> }
            .erased(),
        Some(error) => {
            view! { <div class="problem" role="alert"><State kind="bad" text=fault(error)/></div> }.erased()
        }
    }
}

//! A pivot table, as the server writes it.

use almanac_domain::saved::QueryResult;
use leptos::prelude::*;

use crate::components::ResultTable;
use crate::erased::Erased;
use crate::i18n::texts_now;

/// The table.
pub(crate) fn pivot(result: QueryResult) -> AnyView {
    /// Rows that are shown.
    const SHOWN: usize = 500;
    view! { <ResultTable result caption=texts_now().query.pivot limit=SHOWN/> }.erased()
}

//! What the list of saved queries shows, and the addresses that show something else of it.

use almanac_domain::ProjectId;
use almanac_domain::saved::{QueryFilter, QueryOrder};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::paths;

/// What is shown of the saved queries. Without a search it is one folder, with a search also all below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub folder: String,
    pub search: String,
    pub tag: Option<String>,
    pub favorites: bool,
    pub order: QueryOrder,
}

impl Look {
    /// What the address asks for.
    pub fn asked() -> Self {
        let query = use_query_map().get_untracked();
        let text =
            |name: &str| query.get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Self {
            folder: text("folder").unwrap_or_default(),
            search: text("search").unwrap_or_default(),
            tag: text("tag"),
            favorites: text("favorites").is_some(),
            order: if text("order").as_deref() == Some("name") {
                QueryOrder::Name
            } else {
                QueryOrder::Changed
            },
        }
    }

    /// The same in the order that somebody chose, but of a folder with nothing searched for.
    pub fn in_folder(&self, folder: &str) -> Self {
        Self { folder: folder.to_owned(), order: self.order, ..Self::default() }
    }

    /// Whether something is searched for, and not just a folder shown.
    pub fn searches(&self) -> bool {
        !self.search.is_empty() || self.tag.is_some() || self.favorites
    }

    /// The queries that it shows.
    pub fn filter(&self) -> QueryFilter {
        let below = self.searches();
        let Self { folder, search, tag, favorites, order } = self.clone();
        QueryFilter { search, folder: Some(folder), below, tag, favorites, order }
    }

    /// What the address says of it, by name; the search last.
    pub fn parts(&self) -> Vec<(&'static str, String)> {
        let mut parts = Vec::new();
        if !self.folder.is_empty() {
            parts.push(("folder", self.folder.clone()));
        }
        if let Some(tag) = &self.tag {
            parts.push(("tag", tag.clone()));
        }
        if self.favorites {
            parts.push(("favorites", "1".to_owned()));
        }
        if self.order == QueryOrder::Name {
            parts.push(("order", "name".to_owned()));
        }
        if !self.search.is_empty() {
            parts.push(("search", self.search.clone()));
        }
        parts
    }

    /// The address of it.
    pub fn address(&self, project: ProjectId) -> String {
        let parts: Vec<String> =
            self.parts().iter().map(|(name, value)| format!("{name}={}", paths::encoded(value))).collect();
        let mark = if parts.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", paths::area(project, "queries"), parts.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_only_what_is_not_usual() {
        let project: ProjectId = "0192f0c1-2345-7000-8000-000000000001".parse().unwrap();
        let look = Look { search: "50 %".to_owned(), order: QueryOrder::Name, ..Look::default() };
        assert!(look.address(project).ends_with("/queries?order=name&search=50%20%25"));
        assert!(look.in_folder("").address(project).ends_with("/queries?order=name"));
        assert!(Look::default().address(project).ends_with("/queries"));
        assert!(look.filter().below && !look.in_folder("A").filter().below);
    }
}

//! What is asked of a list: filter, part and what to leave out.

use almanac_domain::provisioning::ScimPage;
use almanac_service::provisioning::groups::Shown;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::answer::{Kind, Refusal};

/// How many resources are told at most, and if nobody says how many.
pub(super) const MOST: i64 = 200;
const USUAL: i64 = 100;

/// Extractor: what is asked of a list or a resource.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The filter as it came.
    pub filter: Option<String>,
    /// The part.
    pub page: ScimPage,
    /// Whether groups are told with their members.
    pub shown: Shown,
}

impl Wanted {
    /// Where the part begins, counted from 1.
    pub(super) fn start(&self) -> i64 {
        self.page.offset + 1
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Wanted {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Refusal> {
        read(parts.uri.query().unwrap_or_default())
    }
}

fn read(query: &str) -> Result<Wanted, Refusal> {
    let page = ScimPage { offset: 0, count: USUAL };
    let mut wanted = Wanted { filter: None, page, shown: Shown::WithMembers };
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match name.to_ascii_lowercase().as_str() {
            "filter" if !value.trim().is_empty() => wanted.filter = Some(value.into_owned()),
            // A number too small counts as the smallest (RFC 7644, section 3.4.2.4).
            "startindex" => wanted.page.offset = number(&name, &value)?.max(1) - 1,
            "count" => wanted.page.count = number(&name, &value)?.clamp(0, MOST),
            "excludedattributes"
                if value.split(',').any(|name| name.trim().eq_ignore_ascii_case("members")) =>
            {
                wanted.shown = Shown::WithoutMembers;
            }
            _ => {}
        }
    }
    Ok(wanted)
}

fn number(name: &str, value: &str) -> Result<i64, Refusal> {
    value.trim().parse().map_err(|_| Refusal::bad(Kind::InvalidValue, format!("{name} must be a number")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn part_is_counted_from_one_and_kept_in_bounds() {
        let part = |query| read(query).unwrap().page;
        assert_eq!(part(""), ScimPage { offset: 0, count: 100 });
        assert_eq!(part("startIndex=11&count=5"), ScimPage { offset: 10, count: 5 });
        assert_eq!(part("startIndex=-3&count=-1"), ScimPage { offset: 0, count: 0 });
        assert_eq!(part("count=100000"), ScimPage { offset: 0, count: MOST });
        let most = i64::MAX.to_string();
        assert_eq!(read(&format!("startIndex={most}")).unwrap().start(), i64::MAX);
        assert_eq!(read("count=ten").unwrap_err().kind(), Some(Kind::InvalidValue));
    }

    #[test]
    fn filter_is_decoded_and_members_are_left_out_when_asked() {
        let wanted = read("excludedAttributes=meta,%20Members&filter=displayName+eq+%22a%26b%22").unwrap();
        assert_eq!(
            (wanted.filter.as_deref(), wanted.shown),
            (Some("displayName eq \"a&b\""), Shown::WithoutMembers)
        );
    }
}

//! The audit log, with filters and exports.

use std::fmt::Write as _;

use almanac_domain::UserId;
use almanac_domain::audit::AuditFilter;
use chrono::{NaiveDate, NaiveTime};
use leptos::prelude::*;
use leptos_router::components::Form;
use uuid::Uuid;

use super::entries::entries;
use crate::api::organization::audit_log;
use crate::components::{Head, load, query_param};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::zone::zone;

const PATH: &str = "/organization/audit";

/// What is asked for, as it is in the address.
#[derive(Debug, Clone, Default, PartialEq)]
struct Asked {
    action: String,
    actor: Option<UserId>,
    object: Option<Uuid>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl Asked {
    fn filter(&self) -> AuditFilter {
        let zone = zone();
        let start = |day: NaiveDate| zone.instant(day.and_time(NaiveTime::MIN).and_utc());
        AuditFilter {
            actor: self.actor,
            key: None,
            action: (!self.action.is_empty()).then(|| self.action.clone()),
            object: self.object,
            from: self.from.map(start),
            until: self.until.and_then(|day| day.succ_opt()).map(start),
        }
    }

    /// The filter in an address of the REST interface or of this page.
    fn query(&self, rest: bool) -> String {
        let mut query = String::new();
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                // Actions are words with points, the rest are ids and times: nothing to escape.
                let value: String =
                    value.chars().filter(|c| c.is_ascii_alphanumeric() || "._-:".contains(*c)).collect();
                // Writing to a text cannot fail.
                let _ = write!(query, "&{name}={value}");
            }
        };
        let filter = self.filter();
        add("action", filter.action);
        add("actor", filter.actor.map(|id| id.to_string()));
        add("object", filter.object.map(|id| id.to_string()));
        let time = |rest: bool, day: Option<NaiveDate>, time: Option<chrono::DateTime<chrono::Utc>>| {
            if rest {
                time.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
            } else {
                day.map(|day| day.to_string())
            }
        };
        add("from", time(rest, self.from, filter.from));
        add("until", time(rest, self.until, filter.until));
        query
    }
}

/// Lists entries.
#[component]
pub(crate) fn AuditPage() -> impl IntoView {
    let t = &texts_now().organization;
    let before = query_param::<i64>("before");
    let action = query_param::<String>("action");
    let (actor, object) = (query_param::<UserId>("actor"), query_param::<Uuid>("object"));
    let (from, until) = (query_param::<NaiveDate>("from"), query_param::<NaiveDate>("until"));
    let asked = Memo::new(move |_| Asked {
        action: action.get().unwrap_or_default(),
        actor: actor.get(),
        object: object.get(),
        from: from.get(),
        until: until.get(),
    });
    let list = Loaded::new(
        move || (asked.get(), before.get()),
        |(asked, before)| async move { audit_log(asked.filter(), before).await },
    );
    let exports = move || {
        let query = asked.read().query(true);
        [("csv", "CSV"), ("jsonl", "JSON Lines"), ("syslog", "Syslog")].map(|(format, label)| {
            let href = format!("/api/v1/audit/export?format={format}{query}");
            view! { <a class="button" href=href download>{label}</a> }
        })
    };
    view! {
        <Head title=texts_now().pages.audit note=t.audit_text>{move || exports().collect_view()}</Head>
        {move || filters(&asked.get())}
        {load(list, move |page| {
            let query = asked.get_untracked().query(false);
            let older = |before| format!("{PATH}?before={before}{query}");
            let start = format!("{PATH}?{}", query.trim_start_matches('&'));
            entries(page, older, before.get_untracked().is_none(), start)
        })}
    }
    .erased()
}

fn filters(asked: &Asked) -> AnyView {
    let t = &texts_now().organization;
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let (action, object) = (asked.action.clone(), asked.object.map(|id| id.to_string()).unwrap_or_default());
    let (from, until) = (day(asked.from), day(asked.until));
    let actor = asked.actor.map(|id| view! { <input type="hidden" name="actor" value=id.to_string()/> });
    view! {
        <Form method="GET" action=PATH attr:class="row filters">
            {actor}
            <div class="field">
                <label for="action">{t.action_begins}</label>
                <input id="action" name="action" value=action/>
            </div>
            <div class="field">
                <label for="object">{t.object_id}</label>
                <input id="object" name="object" value=object/>
            </div>
            <div class="field">
                <label for="from">{t.from}</label>
                <input id="from" name="from" type="date" value=from/>
            </div>
            <div class="field">
                <label for="until">{t.until}</label>
                <input id="until" name="until" type="date" value=until/>
            </div>
            <button type="submit" class="button">{t.filter}</button>
        </Form>
    }
    .erased()
}

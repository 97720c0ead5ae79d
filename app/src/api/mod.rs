//! Server functions: the door by which the pages reach the use cases. One in each file: take application
//! and actor from the context, call one use case, hand on its error.

mod failure;

pub(crate) mod account;
pub(crate) mod consent;
#[cfg(feature = "ssr")]
pub(crate) mod dashboard;
pub(crate) mod dataset;
pub(crate) mod forecast;
#[cfg(feature = "ssr")]
pub(crate) mod invitation;
pub(crate) mod job;
#[cfg(feature = "ssr")]
pub(crate) mod key;
#[cfg(feature = "ssr")]
pub(crate) mod link;
pub(crate) mod model;
#[cfg(feature = "ssr")]
pub(crate) mod organization;
pub(crate) mod palette;
pub(crate) mod preferences;
#[cfg(feature = "ssr")]
pub(crate) mod profile;
pub(crate) mod project;
#[cfg(feature = "ssr")]
pub(crate) mod quality;
pub(crate) mod query;
#[cfg(feature = "ssr")]
pub(crate) mod row_rule;
pub(crate) mod scenario;
#[cfg(feature = "ssr")]
pub(crate) mod sharing;
#[cfg(feature = "ssr")]
pub(crate) mod source;
#[cfg(feature = "ssr")]
pub(crate) mod sso;
#[cfg(feature = "ssr")]
pub(crate) mod team;
pub(crate) mod upload;

pub(crate) use failure::Failure;

/// What a server function answers.
pub(crate) type Answer<T> = Result<T, Failure>;

#[cfg(feature = "ssr")]
mod door {
    use std::sync::Arc;

    use almanac_domain::{Actor, Capability, ProjectId};
    use almanac_service::sso::Outside;
    use almanac_service::{App, Client, Error};
    use leptos::prelude::use_context;

    use super::{Answer, Failure};

    fn missing(what: &'static str) -> Failure {
        Error::internal(format!("the server gave no {what} to the page")).into()
    }

    /// The application.
    pub(crate) fn app() -> Answer<App> {
        use_context().ok_or_else(|| missing("application"))
    }

    /// Who knocks.
    pub(crate) fn client() -> Answer<Client> {
        use_context().ok_or_else(|| missing("client"))
    }

    /// The way to identity providers and name servers.
    pub(crate) fn outside() -> Answer<Arc<Outside>> {
        use_context().ok_or_else(|| missing("way out"))
    }

    /// Whether somebody may do this in a project, which changes it.
    pub(crate) async fn edits(
        app: &App,
        actor: &Actor,
        project: ProjectId,
        writes: Capability,
    ) -> Answer<bool> {
        let found = almanac_service::project::get(app, actor, project).await?;
        Ok(found.role.can(writes) && actor.may_use(writes) && found.archived_at.is_none())
    }

    /// The labels in a field of a form, which are separated by commas.
    pub(crate) fn labels(text: &str) -> Vec<String> {
        text.split(',').map(str::trim).filter(|label| !label.is_empty()).map(str::to_owned).collect()
    }

    /// Application and actor, if somebody is signed in.
    pub(crate) fn signed_in() -> Answer<(App, Actor)> {
        let actor = use_context::<Option<Actor>>().flatten();
        Ok((app()?, actor.ok_or(Error::Unauthenticated)?))
    }

    /// How cookies are written.
    pub(crate) fn cookies() -> Answer<crate::SessionCookie> {
        use_context().ok_or_else(|| missing("cookie settings"))
    }

    /// Hands a text of a kind to the next page of the person, which shows it once.
    pub(crate) fn show_once(app: &App, actor: &Actor, what: &str, text: &str) -> Answer<()> {
        let sealed = almanac_service::once::seal(app, actor, what, text)?;
        append_cookie(&cookies()?.once().set(&sealed))
    }

    /// The text of this kind that the page shows once, if there is one.
    pub(crate) fn shown_once(app: &App, actor: &Actor, what: &str) -> Answer<Option<String>> {
        let once = cookies()?.once();
        let Some(sealed) = crate::cookie::received(once.name()) else { return Ok(None) };
        let text = almanac_service::once::open(app, actor, what, &sealed)?;
        if text.is_some() {
            append_cookie(&once.clear())?;
        }
        Ok(text)
    }

    /// Writes the session cookie of a new session.
    pub(crate) fn set_cookie(secret: &str) -> Answer<()> {
        append_cookie(&cookies()?.set(secret))
    }

    /// Adds a `Set-Cookie` header to the answer.
    pub(crate) fn append_cookie(header: &str) -> Answer<()> {
        let response = use_context::<leptos_axum::ResponseOptions>().ok_or_else(|| missing("response"))?;
        let value = http::HeaderValue::from_str(header).map_err(Error::internal)?;
        response.append_header(http::header::SET_COOKIE, value);
        Ok(())
    }
}

#[cfg(feature = "ssr")]
pub(crate) use door::{
    app, append_cookie, client, cookies, edits, labels, outside, set_cookie, show_once, shown_once, signed_in,
};

//! Server function: the links that were made just now.

use leptos::prelude::*;

use crate::api::Answer;

/// The links that were made just now: address and link on each line. They are told once.
#[server(endpoint = "invitation/shown")]
pub(crate) async fn new_links() -> Answer<Option<String>> {
    let (app, actor) = crate::api::signed_in()?;
    crate::api::shown_once(&app, &actor, "invitations")
}

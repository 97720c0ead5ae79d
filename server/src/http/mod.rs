//! HTTP: the router, what surrounds every request, and the loop that accepts connections.

pub mod assets;
mod auth;
mod body;
mod client;
mod csrf;
mod deadline;
mod download;
mod header_limit;
mod health;
mod key;
pub mod listen;
pub mod metrics;
mod pages;
mod problem;
mod record;
mod request_id;
mod router;
mod scim;
mod security_headers;
mod session;
mod state;

pub use body::{JsonBody, PathIds, QueryString};
pub use client::Knocking;
pub use download::{Download, FileDownload};
pub use problem::Problem;
pub use problem::ProblemBody;
pub use router::router;
pub use session::{Anybody, SignedIn, Waiting};
pub use state::ServerState;

pub(crate) use deadline::{BODY_PAUSE, deadline};
pub(crate) use session::{welcome, with_cookie};

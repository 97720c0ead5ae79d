//! Parts that pages are made of.

mod chart;
mod choice;
mod confirm;
mod consent;
mod form;
mod frame;
mod job;
mod load;
mod page;
mod palette;
mod params;
mod passkey;
mod plot;
mod post;
mod preferences;
mod project;
#[cfg(not(feature = "ssr"))]
mod script;
mod settings;
mod sso_note;
mod table;

pub(crate) use chart::{Chart, ChartHandle, Moved};
pub(crate) use choice::Choice;
pub(crate) use confirm::Confirm;
pub(crate) use consent::{ConsentBoxes, ConsentReminder, purpose_text};
pub(crate) use form::{Field, Note, failure_text};
pub(crate) use frame::{Frame, Person};
pub(crate) use job::JobProgress;
pub(crate) use load::{load, problem};
pub(crate) use page::{Empty, Head, Pager, State, Tile};
pub(crate) use palette::Palette;
pub(crate) use params::{id_param, query_param};
pub(crate) use passkey::{PasskeyButton, PasskeyUse};
pub(crate) use plot::{Histogram, Loss};
pub(crate) use post::{Post, PostForm};
pub(crate) use preferences::PreferencesMenu;
pub(crate) use project::{ProjectFrame, use_project};
pub(crate) use settings::{AccountFrame, OrganizationFrame, account_pages, organization_pages};
pub(crate) use sso_note::SsoNote;
pub(crate) use table::{ResultTable, Time};

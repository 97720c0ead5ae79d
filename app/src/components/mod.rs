//! Parts that pages are made of.

#[cfg(feature = "ssr")]
mod cards;
mod chart;
mod choice;
mod confirm;
#[cfg(feature = "ssr")]
mod consent;
mod form;
mod frame;
mod job;
mod load;
mod page;
mod palette;
mod params;
#[cfg(feature = "ssr")]
mod passkey;
mod plot;
mod post;
mod preferences;
mod project;
mod reminder;
#[cfg(not(feature = "ssr"))]
mod script;
mod series;
mod settings;
#[cfg(feature = "ssr")]
mod settings_frame;
#[cfg(feature = "ssr")]
mod sso_note;
mod table;

#[cfg(feature = "ssr")]
pub(crate) use cards::cards;
#[cfg(feature = "ssr")]
pub(crate) use chart::PlainChart;
pub(crate) use chart::{Chart, ChartHandle, Moved};
pub(crate) use choice::Choice;
#[cfg(feature = "ssr")]
pub(crate) use choice::pick;
pub(crate) use confirm::Confirm;
#[cfg(feature = "ssr")]
pub(crate) use consent::{ConsentBoxes, purpose_text};
pub(crate) use form::{Field, Note, failure_text};
pub(crate) use frame::Frame;
#[cfg(feature = "ssr")]
pub(crate) use frame::Person;
pub(crate) use job::JobProgress;
pub(crate) use load::{load, problem};
#[cfg(feature = "ssr")]
pub(crate) use page::refresh;
pub(crate) use page::{Empty, Head, Pager, State, Tile};
pub(crate) use palette::Palette;
pub(crate) use params::{id_param, query_param};
#[cfg(feature = "ssr")]
pub(crate) use passkey::{PasskeyButton, PasskeyUse};
pub(crate) use plot::{Histogram, Loss};
pub(crate) use post::{Post, PostForm};
pub(crate) use preferences::PreferencesMenu;
pub(crate) use project::{ProjectFrame, use_project};
pub(crate) use reminder::ConsentReminder;
pub(crate) use series::pick_series;
#[cfg(feature = "ssr")]
pub(crate) use series::series_input;
pub(crate) use settings::{account_pages, organization_pages};
#[cfg(feature = "ssr")]
pub(crate) use settings_frame::{AccountFrame, OrganizationFrame};
#[cfg(feature = "ssr")]
pub(crate) use sso_note::SsoNote;
pub(crate) use table::{Heads, ResultTable, Time};

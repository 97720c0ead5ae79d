//! `almanac doctor`: says what is wrong with the installation and how to mend it. It changes nothing.

use std::path::Path;

use almanac_domain::Clock as _;
use almanac_service::Settings;
use almanac_store::{Db, Scope};
use chrono::Datelike as _;
use clap::Args;
use serde::Serialize;

use super::Failure;
use super::migrate::{Place, database_file};
use super::serve::runtime;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::device::probe::{self, Extent};
use crate::device::{Choice, Setting, choose};
use crate::http::assets::Site;

/// Less free space than this is a problem: uploads of 2 GB fit twice.
const FREE_BYTES: u64 = 4 << 30;

/// How to mend a database that is behind.
const MIGRATE: &str = "run `almanac migrate`";

/// Says what is wrong with the installation and how to mend it.
#[derive(Debug, Args, Serialize)]
pub(super) struct Doctor {
    #[command(flatten)]
    #[serde(flatten)]
    place: Place,
    /// Where neural models are trained [default: auto].
    #[arg(long, value_enum)]
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<Setting>,
}

/// What a check found: something fine, or what is wrong and how to mend it.
type Finding = Result<String, (String, &'static str)>;

impl Doctor {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let config = Config::load(self.place.config.as_deref(), self).map_err(Failure::of_config)?;
        let settings = config.settings();
        let findings = [
            ("data folder", data_dir(&settings.data_dir)),
            ("disk space", disk_space(&settings.data_dir)),
            ("database", runtime()?.block_on(database(&settings))),
            ("web assets", web_assets(config.site_dir.as_deref())),
            ("mail", runtime()?.block_on(mail(&config))),
            ("time", time()),
            ("graphics processor", graphics(config.device)),
        ];
        let mut problems = 0;
        for (name, finding) in &findings {
            match finding {
                Ok(text) => println!("ok       {name}: {text}"),
                Err((text, mend)) => {
                    problems += 1;
                    println!("problem  {name}: {text}: {mend}");
                }
            }
        }
        if problems == 0 {
            Ok(())
        } else {
            Err(Failure::other(format!("{problems} of {} checks failed", findings.len())))
        }
    }
}

/// The folder itself, or the nearest one above it that is there.
fn nearest(folder: &Path) -> &Path {
    folder.ancestors().find(|path| path.is_dir()).unwrap_or(Path::new("."))
}

fn data_dir(folder: &Path) -> Finding {
    let place = nearest(folder);
    let probe = place.join(".almanac-doctor");
    let wrote = std::fs::write(&probe, b"x").and_then(|()| std::fs::remove_file(&probe));
    match wrote {
        Err(error) => Err((
            format!("{} cannot be written: {error}", place.display()),
            "give it to the user that runs the server, or choose another with --data-dir",
        )),
        Ok(()) if place == folder => Ok(format!("{} can be written", folder.display())),
        Ok(()) => Ok(format!("{} will be made by the first start", folder.display())),
    }
}

fn disk_space(folder: &Path) -> Finding {
    let stat = rustix::fs::statvfs(nearest(folder))
        .map_err(|error| (format!("cannot be told: {error}"), "look with `df`"))?;
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    let text = format!("{:.1} GB free", free as f64 / 1e9);
    if free < FREE_BYTES {
        return Err((text, "delete data sets that are not needed, or move the data folder to a larger disk"));
    }
    Ok(text)
}

/// The database as it is: looking at it changes nothing.
async fn database(settings: &Settings) -> Finding {
    if settings.database_url.is_none() && !database_file(settings).is_file() {
        return Ok("will be made by the first start".into());
    }
    let opened = match &settings.database_url {
        Some(url) => Db::look(url).await,
        None => Db::look_file(&database_file(settings)).await,
    };
    let mend = "check --database-url and that the database runs";
    let db = opened.map_err(|error| (error.to_string(), mend))?;
    let found = shape(&db).await;
    db.close().await;
    found
}

/// Whether the tables are those of this version.
async fn shape(db: &Db) -> Finding {
    let pending = db.pending_migrations().await.map_err(|error| {
        let mend = "use the version of almanac that made the database, or a newer one";
        (format!("{:#}", anyhow::Error::from(error)), mend)
    })?;
    match pending {
        0 => {}
        1 => return Err(("1 migration pending".into(), MIGRATE)),
        more => return Err((format!("{more} migrations pending"), MIGRATE)),
    }
    let asked = async { almanac_store::organization::any(&mut db.read(Scope::System).await?).await };
    let found = asked.await.map_err(|error| (error.to_string(), "check that the database runs"))?;
    Ok(if found { "reachable, up to date, set up" } else { "reachable, up to date, not set up yet" }.into())
}

fn web_assets(folder: Option<&Path>) -> Finding {
    let mend =
        "build them with `cargo xtask web` and pass their folder with --site-dir, or use a release binary";
    match Site::load(folder) {
        Ok(site) if site.is_complete() => Ok("complete".into()),
        Ok(_) => Err(("script, module or style are missing".into(), mend)),
        Err(error) => Err((format!("cannot be read: {error}"), mend)),
    }
}

/// Whether the server of the mails can be used; none at all is fine.
async fn mail(config: &Config) -> Finding {
    let mend = "check smtp_url and that the server of the mails runs";
    let mailer = config.mailer().map_err(|error| (error.to_string(), mend))?;
    let Some(smtp) = mailer else {
        return Ok("not configured (smtp_url): links are shown to whoever invites".into());
    };
    match smtp.check().await {
        Ok(()) => Ok("the server of the mails answers".into()),
        Err(error) => Err((format!("{error:#}"), mend)),
    }
}

fn time() -> Finding {
    let now = SystemClock.now();
    if !(2025..2100).contains(&now.year()) {
        return Err((format!("the system says {now}"), "set the clock, best by NTP"));
    }
    Ok(now.format("%Y-%m-%d %H:%M:%S UTC").to_string())
}

/// What was found and whether it computes right. For `auto` only a graphics processor that does not work is a
/// problem: without one the processor is used.
fn graphics(setting: Setting) -> Finding {
    let extent = match setting {
        Setting::Cpu => return Ok("not looked for, the device is set to cpu".into()),
        Setting::Auto => Extent::Hardware,
        Setting::Wgpu => Extent::Everything,
    };
    let mend = "install or update the driver for Vulkan (Debian: mesa-vulkan-drivers, or that of the maker), \
                or pass --device cpu";
    let Some(found) = probe::this_binary(extent, &|| true) else {
        return Err(("the self-test was stopped".into(), mend));
    };
    match choose(setting, &found) {
        Ok(Choice { text, .. }) if setting == Setting::Auto && found.is_defect() => Err((text, mend)),
        Ok(Choice { text, .. }) => Ok(text),
        Err(text) => Err((text, mend)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_that_is_not_there_is_judged_by_the_one_above() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("a/b");
        assert!(data_dir(&inside).unwrap().contains("will be made"));
        assert!(!inside.exists());
        assert!(data_dir(folder.path()).unwrap().contains("can be written"));
    }

    #[test]
    fn missing_assets_are_a_problem_with_a_way_out() {
        let folder = tempfile::tempdir().unwrap();
        let (_, mend) = web_assets(Some(folder.path())).unwrap_err();
        assert!(mend.contains("xtask web"));
    }
}

//! A certificate authority for the tests, and a second one that nobody should trust.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tempfile::TempDir;

use crate::daemon::Owner;
use crate::process;

/// The name that the servers' certificate is for.
const NAME: &str = "db.test";
const KEY: [&str; 5] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/// A folder with the authorities `ca.pem` and `other.pem`, named `ca.test` and `other.test`, their keys, and the
/// servers' certificate, which the former signed. Dropping it removes them.
pub struct Authority(TempDir);

impl Authority {
    /// Makes keys and certificates for a week.
    pub fn new() -> Result<Self> {
        let made = Self(tempfile::Builder::new().prefix("almanac-authority-").tempdir()?);
        for name in ["ca", "other"] {
            let (subject, key, certificate) =
                (format!("/CN=almanac {name}"), format!("{name}.key"), format!("{name}.pem"));
            let alternative = format!("subjectAltName=DNS:{name}.test");
            let files = ["-subj", &subject, "-addext", &alternative, "-keyout", &key, "-out", &certificate];
            made.openssl(&[&["req", "-x509", "-days", "7"], &KEY[..], &files].concat())?;
        }
        let subject = format!("/CN={NAME}");
        let files = ["-subj", &subject, "-keyout", "server.key", "-out", "server.csr"];
        made.openssl(&[&["req"], &KEY[..], &files].concat())?;
        let extensions = format!("subjectAltName=DNS:{NAME}\nbasicConstraints=CA:FALSE\n");
        fs::write(made.folder().join("extensions"), extensions)?;
        let sign = ["x509", "-req", "-days", "7", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key"];
        let files = ["-CAcreateserial", "-extfile", "extensions", "-out", "server.pem"];
        made.openssl(&[&sign[..], &files].concat())?;
        Ok(made)
    }

    /// Where the certificates are.
    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Copies the servers' certificate and its key into `folder`, for a server of `owner`.
    pub fn certify(&self, owner: &Owner, folder: &Path) -> Result<(PathBuf, PathBuf)> {
        let copy = |name: &str| -> Result<PathBuf> {
            let file = folder.join(name);
            fs::copy(self.folder().join(name), &file)?;
            fs::set_permissions(&file, Permissions::from_mode(0o600))?;
            owner.give(&file)?;
            Ok(file)
        };
        Ok((copy("server.pem")?, copy("server.key")?))
    }

    fn openssl(&self, arguments: &[&str]) -> Result<()> {
        process::capture(Command::new("openssl").current_dir(self.folder()).args(arguments)).map(drop)
    }
}

//! Sources: databases that are asked where they are.

mod connected;
mod diff;
mod impact;
mod schema;
mod version;

use serde::{Deserialize, Serialize};

use crate::{Checks, FieldError};

pub use connected::{
    RenameSource, Source, SourceFault, SourceInput, SourcePassword, SourceProbe, SourceState, SourceTest,
};
pub use diff::{
    Change, ColumnDiff, CommentDiff, ForeignKeyDiff, KindDiff, PrimaryKeyDiff, SchemaDiff, TableDiff, diff,
};
pub use impact::{
    AffectedForecast, AffectedModel, AffectedQuery, AffectedScenario, QueryProblem, QueryStanding,
    ReadSource, SchemaBreak, SchemaImpact, renamed_column, renamed_table,
};
pub use schema::{ForeignKey, Schema, Table, TableColumn, TableKind, TableName};
pub use version::{PinVersion, SourceVersion, VersionInput, Versioned};

/// What kind of database a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// PostgreSQL.
    Postgres,
    /// MySQL or MariaDB.
    Mysql,
    /// A file of SQLite.
    Sqlite,
}

impl SourceKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Postgres, Self::Mysql, Self::Sqlite];

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
            Self::Sqlite => "sqlite",
        }
    }
}

/// How a connection to a server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TlsMode {
    /// Not at all.
    Off,
    /// By TLS, whoever the server is.
    Require,
    /// By TLS with a certificate of a known authority.
    VerifyCa,
    /// By TLS with a certificate of a known authority for the host's name.
    VerifyFull,
}

impl TlsMode {
    /// All of them, the weakest first.
    pub const ALL: [Self; 4] = [Self::Off, Self::Require, Self::VerifyCa, Self::VerifyFull];

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Require => "require",
            Self::VerifyCa => "verify_ca",
            Self::VerifyFull => "verify_full",
        }
    }
}

/// How a database server is reached; the password is kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ServerSettings {
    /// A name or an address; never a path of a socket.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The database.
    pub database: String,
    /// Who reads it; best a role that may only read.
    pub user: String,
    /// How the connection is protected.
    pub tls: TlsMode,
    /// The certificate authority, in PEM; those of the system if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca: Option<String>,
}

/// Where a file of SQLite lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FileSettings {
    /// Its path inside of the folder that the operator allows, such as `shop/orders.sqlite`.
    pub file: String,
}

/// A database that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SampleDatabase {
    /// Chinook, the shop of a music library.
    Chinook,
}

impl SampleDatabase {
    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Chinook => "Chinook",
        }
    }

    /// The name of its file.
    pub fn file(self) -> &'static str {
        match self {
            Self::Chinook => "chinook.sqlite",
        }
    }
}

/// Which database it is of those that come with the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SampleSettings {
    /// The database.
    pub sample: SampleDatabase,
}

/// A schema that is written as SQL, without a connection: there are no rows to ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DdlSettings {
    /// The kind of database whose SQL it is.
    pub dialect: SourceKind,
    /// The SQL, at most 500,000 bytes. It is kept with the version of the schema that it makes, and not told with
    /// the source. Left out in a change, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl DdlSettings {
    /// How long the SQL may be, in bytes.
    pub const MOST_BYTES: usize = 500_000;

    fn validate(&self) -> Result<(), Vec<FieldError>> {
        let fits = self.text.as_ref().is_none_or(|text| text.len() <= Self::MOST_BYTES);
        Checks::default().check(fits, "settings.text", "must have at most 500,000 bytes").done()
    }
}

/// How a source is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SourceSettings {
    /// PostgreSQL.
    Postgres(ServerSettings),
    /// MySQL or MariaDB.
    Mysql(ServerSettings),
    /// A file of SQLite.
    Sqlite(FileSettings),
    /// A database that comes with the program, as a file of SQLite.
    Sample(SampleSettings),
    /// Nothing is reached: the schema is written as SQL.
    Ddl(DdlSettings),
}

impl SourceSettings {
    /// What kind of database it is.
    pub fn kind(&self) -> SourceKind {
        match self {
            Self::Postgres(_) => SourceKind::Postgres,
            Self::Mysql(_) => SourceKind::Mysql,
            Self::Sqlite(_) | Self::Sample(_) => SourceKind::Sqlite,
            Self::Ddl(ddl) => ddl.dialect,
        }
    }

    /// The server, if it is one.
    pub fn server(&self) -> Option<&ServerSettings> {
        match self {
            Self::Postgres(server) | Self::Mysql(server) => Some(server),
            Self::Sqlite(_) | Self::Sample(_) | Self::Ddl(_) => None,
        }
    }

    /// Whether only the schema is known, and there are no rows to ask for.
    pub fn is_schema_only(&self) -> bool {
        matches!(self, Self::Ddl(_))
    }

    /// Whether a password that was entered for the others may be sent here too: to the same user of the same
    /// server, no less protected.
    pub fn may_keep_password_of(&self, others: &Self) -> bool {
        match (self.server(), others.server()) {
            (Some(here), Some(there)) if self.kind() == others.kind() => {
                (&here.host, here.port, &here.user, &here.ca)
                    == (&there.host, there.port, &there.user, &there.ca)
                    && here.tls >= there.tls
            }
            _ => self == others,
        }
    }

    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        match self {
            Self::Postgres(server) | Self::Mysql(server) => server.validate(),
            Self::Sqlite(file) => file.validate(),
            Self::Sample(_) => Ok(()),
            Self::Ddl(ddl) => ddl.validate(),
        }
    }
}

impl ServerSettings {
    fn validate(&self) -> Result<(), Vec<FieldError>> {
        let host = |c: char| c.is_ascii_alphanumeric() || "._-:".contains(c);
        let plain =
            |text: &str| (1..=128).contains(&text.chars().count()) && !text.contains(char::is_control);
        Checks::default()
            .check(
                (1..=253).contains(&self.host.len()) && self.host.chars().all(host),
                "settings.host",
                "must be a name such as db.example.com, or an address",
            )
            .check(self.port != 0, "settings.port", "must be 1 to 65535")
            .check(plain(&self.database), "settings.database", "must have 1 to 128 characters")
            .check(plain(&self.user), "settings.user", "must have 1 to 128 characters")
            .check(
                self.ca.as_ref().is_none_or(|ca| ca.len() <= 100_000 && ca.contains("BEGIN CERTIFICATE")),
                "settings.ca",
                "must be a certificate in PEM",
            )
            .done()
    }
}

impl FileSettings {
    fn validate(&self) -> Result<(), Vec<FieldError>> {
        let plain = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && !part.contains(|c: char| c.is_control() || c == '\\')
        };
        let fits =
            self.file.len() <= 500 && self.file.split('/').all(plain) && !self.file.contains([':', '?', '#']);
        Checks::default()
            .check(fits, "settings.file", "must be a path inside of the folder, such as shop/orders.sqlite")
            .done()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: serde_json::Value) -> Result<SourceSettings, String> {
        let settings: SourceSettings = serde_json::from_value(json).map_err(|error| error.to_string())?;
        settings.validate().map(|()| settings).map_err(|fields| fields[0].field.clone())
    }

    #[test]
    fn r31_connection_form_is_typed_and_unknown_options_are_refused() {
        let server = json!({"kind": "postgres", "host": "db.example.com", "port": 5432, "database": "shop",
            "user": "reader", "tls": "verify_full"});
        assert!(read(server.clone()).is_ok());
        for unknown in ["sslcert", "options", "service", "passfile", "password", "sslmode", "hostaddr"] {
            let mut with = server.clone();
            with[unknown] = json!("-c statement_timeout=0");
            assert!(read(with).is_err(), "{unknown}");
        }
        for (field, value) in [
            ("host", json!("/var/run/postgresql")),
            ("host", json!("a host=b")),
            ("host", json!("")),
            ("port", json!(0)),
            ("database", json!("a\u{0}b")),
            ("user", json!("")),
            ("ca", json!("/etc/passwd")),
            ("tls", json!("prefer")),
        ] {
            let mut with = server.clone();
            with[field] = value.clone();
            assert!(read(with).is_err(), "{field} {value}");
        }
    }

    #[test]
    fn r34_password_goes_to_the_user_and_server_it_was_entered_for() {
        let server = json!({"kind": "postgres", "host": "db.example.com", "port": 5432, "database": "shop",
            "user": "reader", "tls": "verify_ca"});
        let before = read(server.clone()).unwrap();
        let keeps = |field: &str, value: serde_json::Value| {
            let mut with = server.clone();
            with[field] = value;
            read(with).unwrap().may_keep_password_of(&before)
        };
        assert!(keeps("database", json!("other")));
        assert!(keeps("tls", json!("verify_full")));
        for (field, value) in [
            ("host", json!("evil.example")),
            ("port", json!(5433)),
            ("user", json!("postgres")),
            ("kind", json!("mysql")),
            ("tls", json!("require")),
            ("ca", json!("-----BEGIN CERTIFICATE-----")),
        ] {
            assert!(!keeps(field, value), "{field}");
        }
        let file = |path: &str| read(json!({"kind": "sqlite", "file": path})).unwrap();
        assert!(!file("a.db").may_keep_password_of(&file("b.db")));
        assert!(!file("a.db").may_keep_password_of(&before));
    }

    #[test]
    fn r25_schema_in_sql_has_a_dialect_that_is_known_and_is_not_too_long() {
        let ddl = |dialect: &str, text: &str| read(json!({"kind": "ddl", "dialect": dialect, "text": text}));
        assert!(ddl("mysql", "create table t (id int)").unwrap().is_schema_only());
        assert!(read(json!({"kind": "ddl", "dialect": "sqlite"})).is_ok());
        assert!(ddl("oracle", "").is_err());
        assert_eq!(ddl("mysql", &"x".repeat(500_001)), Err("settings.text".to_owned()));
    }

    #[test]
    fn r30_path_of_a_file_stays_inside_of_its_folder() {
        let file = |path: &str| read(json!({"kind": "sqlite", "file": path}));
        assert!(file("shop/orders 2024.sqlite").is_ok());
        for path in [
            "",
            "/etc/passwd",
            "../a.db",
            "a/../b.db",
            "file:a.db?mode=rw",
            "a//b",
            "a\\b",
            ".hidden",
            "a\u{0}",
        ] {
            assert!(file(path).is_err(), "{path:?}");
        }
        assert!(read(json!({"kind": "sqlite", "file": "a.db", "mode": "rw"})).is_err());
        assert!(read(json!({"kind": "sample", "sample": "chinook"})).is_ok());
        for sample in [json!("../a.db"), json!("chinook.sqlite"), json!("")] {
            assert!(read(json!({"kind": "sample", "sample": sample})).is_err(), "{sample}");
        }
        assert!(read(json!({"kind": "sample", "sample": "chinook", "file": "a.db"})).is_err());
    }
}

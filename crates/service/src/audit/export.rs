//! The audit log as files for other programs.

use almanac_domain::audit::{AuditEntry, AuditFormat};
use almanac_ingest::neutralised;
use chrono::SecondsFormat;

use crate::{Error, Result};

const COLUMNS: [&str; 13] = [
    "seq",
    "id",
    "at",
    "actor_id",
    "actor_name",
    "key_id",
    "action",
    "object_type",
    "object_id",
    "address",
    "request_id",
    "detail",
    "hash",
];
/// Facility "log audit" (13) times 8, plus the severities "warning" and "informational".
const REFUSED: u8 = 13 * 8 + 4;
const DONE: u8 = 13 * 8 + 6;

/// Writes the entries in their order.
pub(super) fn write(entries: &[AuditEntry], format: AuditFormat) -> Result<Vec<u8>> {
    match format {
        AuditFormat::Csv => csv(entries),
        AuditFormat::Jsonl => lines(entries, |entry| serde_json::to_string(entry).map_err(Error::internal)),
        AuditFormat::Syslog => lines(entries, |entry| Ok(syslog(entry))),
    }
}

fn lines(entries: &[AuditEntry], line: impl Fn(&AuditEntry) -> Result<String>) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for entry in entries {
        out.extend_from_slice(line(entry)?.as_bytes());
        out.push(b'\n');
    }
    Ok(out)
}

/// The fields of an entry in the order of [`COLUMNS`].
fn fields(entry: &AuditEntry) -> [String; 13] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        entry.seq.to_string(),
        entry.id.to_string(),
        entry.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        entry.actor_id.map(|id| id.to_string()).unwrap_or_default(),
        text(&entry.actor_name),
        entry.key_id.map(|id| id.to_string()).unwrap_or_default(),
        entry.action.clone(),
        entry.object_type.clone(),
        entry.object_id.map(|id| id.to_string()).unwrap_or_default(),
        text(&entry.address),
        text(&entry.request_id),
        entry.detail.to_string(),
        entry.hash.clone(),
    ]
}

fn csv(entries: &[AuditEntry]) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(Error::internal)?;
    for entry in entries {
        let row = fields(entry);
        writer
            .write_record(row.iter().map(|cell| neutralised(cell).into_owned()))
            .map_err(Error::internal)?;
    }
    writer.into_inner().map_err(|error| Error::internal(error.to_string()))
}

/// A message after RFC 5424, section 6; all fields are structured data under the number that RFC 5612 sets
/// aside for those who have none.
fn syslog(entry: &AuditEntry) -> String {
    let refused = entry.action.ends_with("refused") || entry.action.ends_with("denied");
    let priority = if refused { REFUSED } else { DONE };
    let at = entry.at.to_rfc3339_opts(SecondsFormat::Micros, true);
    let mut data = String::new();
    for (name, value) in COLUMNS.iter().zip(fields(entry)) {
        if *name != "at" && !value.is_empty() {
            data.extend([" ", name, "=\"", &escaped(&value), "\""]);
        }
    }
    let message = format!("{} {}", entry.action, entry.object_type);
    format!("<{priority}>1 {at} - almanac - audit [almanac@32473{data}] {message}")
}

/// A value of structured data: quotes, backslashes and closing brackets get a backslash; a control character
/// becomes its JSON escape, so that a message stays one line.
fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '"' | '\\' | ']' => out.extend(['\\', c]),
            c if c.is_control() => out.extend(["\\\\u00", &hex::encode([c as u8])]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use almanac_domain::UserId;
    use chrono::DateTime;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn entry(name: &str) -> AuditEntry {
        AuditEntry {
            seq: 7,
            id: Uuid::nil(),
            actor_id: Some(UserId(Uuid::nil())),
            actor_name: Some(name.to_owned()),
            key_id: None,
            action: "account.sign_in_refused".to_owned(),
            object_type: "user".to_owned(),
            object_id: None,
            at: DateTime::from_timestamp(1_767_600_000, 123_456_000).unwrap(),
            address: Some("192.0.2.1".to_owned()),
            request_id: None,
            detail: json!({"a": "x]"}),
            hash: "00ff".to_owned(),
        }
    }

    #[test]
    fn r42_syslog_message_is_one_line_and_escapes_its_values() {
        let line =
            String::from_utf8(write(&[entry("A\"\n<14>1 forged")], AuditFormat::Syslog).unwrap()).unwrap();
        let expected = "<108>1 2026-01-05T08:00:00.123456Z - almanac - audit [almanac@32473 seq=\"7\" \
            id=\"00000000-0000-0000-0000-000000000000\" actor_id=\"00000000-0000-0000-0000-000000000000\" \
            actor_name=\"A\\\"\\\\u000a<14>1 forged\" action=\"account.sign_in_refused\" object_type=\"user\" \
            address=\"192.0.2.1\" detail=\"{\\\"a\\\":\\\"x\\]\\\"}\" hash=\"00ff\"] account.sign_in_refused user\n";
        assert_eq!(line, expected);
    }

    #[test]
    fn csv_cells_that_begin_like_formulas_are_texts() {
        let text = String::from_utf8(write(&[entry("=1+1")], AuditFormat::Csv).unwrap()).unwrap();
        assert!(text.starts_with("seq,id,at,actor_id,"));
        assert!(text.contains(",'=1+1,,account.sign_in_refused,"), "{text}");
    }

    #[test]
    fn every_line_of_the_json_export_is_an_entry() {
        let bytes = write(&[entry("A"), entry("B")], AuditFormat::Jsonl).unwrap();
        let read: Vec<AuditEntry> = String::from_utf8(bytes)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(read, [entry("A"), entry("B")]);
    }
}

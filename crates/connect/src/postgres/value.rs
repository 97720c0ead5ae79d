//! Values of PostgreSQL: its binary format in, its texts out.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str;

use almanac_query::BoundValue;
use bytes::{BufMut as _, BytesMut};
use chrono::{Datelike as _, NaiveDate};
use tokio_postgres::types::{Format, FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};

use crate::cell::Cell;

/// Days from 1970 to 2000, where PostgreSQL begins to count.
const EPOCH_DAYS: i32 = 10_957;
const EPOCH_MICROS: i64 = EPOCH_DAYS as i64 * 86_400_000_000;

/// A value that is bound, as text: the server reads it as the type that it wants there.
#[derive(Debug)]
pub(super) struct Param<'a>(pub(super) &'a BoundValue);

impl ToSql for Param<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self.0 {
            BoundValue::Boolean(value) => write!(out, "{value}")?,
            BoundValue::Integer(value) => write!(out, "{value}")?,
            BoundValue::Float(value) => write!(out, "{value:?}")?,
            BoundValue::Text(value) => out.put_slice(value.as_bytes()),
            BoundValue::Date(date) => {
                write!(out, "{}{}", day(*date), era(*date))?;
            }
            BoundValue::Timestamp(time) => {
                let date = time.date_naive();
                write!(out, "{} {}+00{}", day(date), time.format("%H:%M:%S%.6f"), era(date))?;
            }
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

fn day(date: NaiveDate) -> String {
    let (_, year) = date.year_ce();
    format!("{year:04}-{:02}-{:02}", date.month(), date.day())
}

fn era(date: NaiveDate) -> &'static str {
    if date.year_ce().0 { "" } else { " BC" }
}

/// A value as the server sent it.
pub(super) struct Raw<'a>(Type, &'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(kind.clone(), raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl<'a> Raw<'a> {
    pub(super) fn cell(&self) -> Cell<'a> {
        self.read().unwrap_or_else(|| Cell::Other(format!("(a value of type {})", self.0)))
    }

    fn read(&self) -> Option<Cell<'a>> {
        let raw = self.1;
        let text = |raw: &'a [u8]| Some(Cell::Text(Cow::Borrowed(str::from_utf8(raw).ok()?)));
        if matches!(self.0.kind(), Kind::Enum(_)) {
            return text(raw);
        }
        Some(match self.0 {
            Type::BOOL => Cell::Boolean(raw != [0]),
            Type::INT2 => Cell::Integer(i16::from_be_bytes(raw.try_into().ok()?).into()),
            Type::INT4 => Cell::Integer(i32::from_be_bytes(raw.try_into().ok()?).into()),
            Type::INT8 => Cell::Integer(i64::from_be_bytes(raw.try_into().ok()?)),
            Type::OID => Cell::Integer(u32::from_be_bytes(raw.try_into().ok()?).into()),
            Type::FLOAT4 => Cell::Float(f32::from_be_bytes(raw.try_into().ok()?).into()),
            Type::FLOAT8 => Cell::Float(f64::from_be_bytes(raw.try_into().ok()?)),
            Type::NUMERIC => Cell::Text(numeric(raw)?.into()),
            Type::DATE => Cell::Date(match i32::from_be_bytes(raw.try_into().ok()?) {
                i32::MAX => return Some(Cell::Other("infinity".into())),
                i32::MIN => return Some(Cell::Other("-infinity".into())),
                days => days.checked_add(EPOCH_DAYS)?,
            }),
            Type::TIMESTAMP | Type::TIMESTAMPTZ => {
                Cell::Timestamp(match i64::from_be_bytes(raw.try_into().ok()?) {
                    i64::MAX => return Some(Cell::Other("infinity".into())),
                    i64::MIN => return Some(Cell::Other("-infinity".into())),
                    micros => micros.checked_add(EPOCH_MICROS)?,
                })
            }
            Type::TIME => Cell::Text(clock(i64::from_be_bytes(raw.try_into().ok()?)).into()),
            Type::UUID => Cell::Text(uuid(raw)?.into()),
            Type::INET | Type::CIDR => Cell::Text(network(raw)?.into()),
            // Its first byte is a version.
            Type::JSONB => text(raw.get(1..)?)?,
            Type::TEXT
            | Type::VARCHAR
            | Type::BPCHAR
            | Type::NAME
            | Type::CHAR
            | Type::JSON
            | Type::XML
            | Type::UNKNOWN => text(raw)?,
            _ if self.0.name() == "citext" => text(raw)?,
            _ => return None,
        })
    }
}

/// A decimal number, from groups of four digits.
fn numeric(raw: &[u8]) -> Option<String> {
    let (head, digits) = raw.split_at_checked(8)?;
    let word = |at: usize| Some(i16::from_be_bytes(head.get(at..at + 2)?.try_into().ok()?));
    let (weight, sign, scale) = (word(2)?, word(4)? as u16, word(6)?);
    let groups: Vec<i16> =
        digits.chunks_exact(2).filter_map(|two| Some(i16::from_be_bytes(two.try_into().ok()?))).collect();
    let group = |at: i32| usize::try_from(at).ok().and_then(|at| groups.get(at)).copied().unwrap_or(0);
    let mut text = match sign {
        0 => String::new(),
        0x4000 => "-".to_owned(),
        0xC000 => return Some("NaN".into()),
        0xD000 => return Some("Infinity".into()),
        0xF000 => return Some("-Infinity".into()),
        _ => return None,
    };
    let weight = i32::from(weight);
    write!(text, "{}", group(if weight < 0 { -1 } else { 0 })).ok()?;
    for at in 1..=weight {
        write!(text, "{:04}", group(at)).ok()?;
    }
    if let Some(scale) = usize::try_from(scale).ok().filter(|scale| *scale > 0) {
        text.push('.');
        let end = text.len() + scale;
        for at in (weight + 1..).take(scale.div_ceil(4)) {
            write!(text, "{:04}", group(at)).ok()?;
        }
        text.truncate(end);
    }
    Some(text)
}

fn clock(micros: i64) -> String {
    let (seconds, micros) = (micros / 1_000_000, micros % 1_000_000);
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if micros == 0 { clock } else { format!("{clock}.{micros:06}") }
}

fn uuid(raw: &[u8]) -> Option<String> {
    let value = u128::from_be_bytes(raw.try_into().ok()?);
    let hex = format!("{value:032x}");
    let parts = [hex.get(..8)?, hex.get(8..12)?, hex.get(12..16)?, hex.get(16..20)?, hex.get(20..)?];
    Some(parts.join("-"))
}

/// An address, with the length of its network if it is not that of a host.
fn network(raw: &[u8]) -> Option<String> {
    let (&[_, bits, is_network, length], address) = raw.split_first_chunk()?;
    let text = match length {
        4 => Ipv4Addr::from(<[u8; 4]>::try_from(address).ok()?).to_string(),
        16 => Ipv6Addr::from(<[u8; 16]>::try_from(address).ok()?).to_string(),
        _ => return None,
    };
    let whole = is_network == 0 && u32::from(bits) == u32::from(length) * 8;
    Some(if whole { text } else { format!("{text}/{bits}") })
}

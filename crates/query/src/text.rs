//! SQL as people read it: in lines, and with its parts told apart.

use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};
use sqlformat::{FormatOptions, Indent, QueryParams};

/// What a part of SQL text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextPart {
    /// A word of the language.
    Keyword,
    /// The name of a table, column or function.
    Name,
    /// A text in quotes.
    Text,
    /// A number.
    Number,
    /// Signs, spaces and comments.
    Other,
}

/// `sql` in lines with indentation; what stands in quotes stays as it is.
pub fn formatted(sql: &str) -> String {
    let options = FormatOptions {
        indent: Indent::Spaces(2),
        max_inline_block: 80,
        max_inline_arguments: Some(80),
        max_inline_top_level: Some(80),
        joins_as_top_level: true,
        ..FormatOptions::default()
    };
    // A backslash in quotes would be taken for a sign that quotes the next one: what has one stands aside meanwhile.
    let Ok(tokens) = Tokenizer::new(&GenericDialect {}, sql).with_unescape(false).tokenize() else {
        return sql.to_owned();
    };
    let (mut plain, mut aside) = (String::new(), Vec::new());
    for token in tokens {
        let text = token.to_string();
        let quote = text.chars().next().filter(|sign| matches!(sign, '\'' | '"') && text.contains('\\'));
        match quote {
            Some(quote) => {
                let mark = format!("{quote}\u{e000}{}\u{e000}{quote}", aside.len());
                plain.push_str(&mark);
                aside.push((mark, text));
            }
            None => plain.push_str(&text),
        }
    }
    let lines = sqlformat::format(&plain, &QueryParams::None, &options);
    aside.iter().fold(lines, |lines, (mark, text)| lines.replacen(mark.as_str(), text, 1))
}

/// The parts of `sql`, one after the other. Neighbours of one kind are one part; what cannot be told apart is one too.
pub fn highlighted(sql: &str) -> Vec<(TextPart, String)> {
    let tokens = Tokenizer::new(&GenericDialect {}, sql).with_unescape(false).tokenize();
    let Ok(tokens) = tokens else { return vec![(TextPart::Other, sql.to_owned())] };
    let mut parts: Vec<(TextPart, String)> = Vec::new();
    for token in tokens {
        let part = match &token {
            Token::Word(word) if word.quote_style.is_none() && word.keyword != Keyword::NoKeyword => {
                TextPart::Keyword
            }
            Token::Word(_) => TextPart::Name,
            Token::Number(..) => TextPart::Number,
            Token::SingleQuotedString(_)
            | Token::NationalStringLiteral(_)
            | Token::EscapedStringLiteral(_)
            | Token::DollarQuotedString(_) => TextPart::Text,
            _ => TextPart::Other,
        };
        let text = token.to_string();
        match parts.last_mut() {
            Some((last, before)) if *last == part => before.push_str(&text),
            _ => parts.push((part, text)),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQL: &str = "SELECT \"a  \"\"b\" AS \"x;--\", count(*) FROM \"t\" WHERE \"c\" = 'it''s  -- select' \
        AND \"d\" > 1.5e0 GROUP BY 1 ORDER BY 2";

    fn signs(sql: &str) -> String {
        sql.chars().filter(|sign| !sign.is_whitespace()).collect()
    }

    #[test]
    fn lines_change_nothing_but_space_outside_of_quotes() {
        let lines = formatted(SQL);
        assert_eq!(signs(&lines), signs(SQL));
        assert!(lines.contains("'it''s  -- select'") && lines.contains("\"a  \"\"b\""), "{lines}");
        assert!(lines.lines().count() >= 4, "{lines}");
    }

    #[test]
    fn backslashes_in_quotes_stay_as_they_are() {
        let sql = r#"SELECT "a\b" FROM "t" WHERE "c" LIKE '50\%' ESCAPE '\' AND "d" = 'x'"#;
        let lines = formatted(sql);
        assert!(lines.contains(r"LIKE '50\%' ESCAPE '\'") && lines.contains(r#""a\b""#), "{lines}");
        assert_eq!(signs(&lines), signs(sql));
    }

    #[test]
    fn parts_are_the_whole_text() {
        let parts = highlighted(SQL);
        assert_eq!(parts.iter().map(|(_, text)| text.as_str()).collect::<String>(), SQL);
        assert_eq!(parts[0], (TextPart::Keyword, "SELECT".to_owned()));
        assert!(parts.contains(&(TextPart::Text, "'it''s  -- select'".to_owned())), "{parts:?}");
        assert!(parts.contains(&(TextPart::Number, "1.5e0".to_owned())), "{parts:?}");
        assert!(parts.contains(&(TextPart::Name, "\"a  \"\"b\"".to_owned())), "{parts:?}");
    }

    #[test]
    fn what_cannot_be_told_apart_is_one_part() {
        assert_eq!(highlighted("select 'a"), vec![(TextPart::Other, "select 'a".to_owned())]);
    }
}

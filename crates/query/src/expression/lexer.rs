//! From letters to tokens.

use super::Problem;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Integer(i64),
    Float(f64),
    Text(String),
    /// A column in brackets.
    Column(String),
    /// A word, as it is written.
    Word(String),
    /// An operator or a bracket.
    Sign(&'static str),
    End,
}

/// The longer ones first.
const SIGNS: [&str; 16] =
    ["<>", "!=", "<=", ">=", "||", "+", "-", "*", "/", "%", "=", "<", ">", "(", ")", ","];

/// The tokens of `text` with the letters at which they begin; the last one is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, Problem> {
    let letters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let (token, length) = match letter {
            _ if letter.is_whitespace() => {
                at += 1;
                continue;
            }
            '\'' => quoted(&letters[at..], '\'')
                .map(|(text, length)| (Token::Text(text), length))
                .ok_or_else(|| Problem::new(at, "the text has no end: a ' is missing"))?,
            '[' => quoted(&letters[at..], ']')
                .map(|(name, length)| (Token::Column(name), length))
                .ok_or_else(|| Problem::new(at, "the column has no end: a ] is missing"))?,
            '0'..='9' => number(&letters[at..]).ok_or_else(|| Problem::new(at, "is not a number"))?,
            _ if letter.is_alphabetic() || letter == '_' => word(&letters[at..]),
            _ => sign(&letters[at..]).ok_or_else(|| Problem::new(at, format!("`{letter}` is not known")))?,
        };
        tokens.push((token, at));
        at += length;
    }
    tokens.push((Token::End, letters.len()));
    Ok(tokens)
}

/// What stands between the first letter and `end`, which is written twice for itself, and how long it is.
fn quoted(letters: &[char], end: char) -> Option<(String, usize)> {
    let mut inner = String::new();
    let mut at = 1;
    loop {
        let letter = *letters.get(at)?;
        at += 1;
        if letter == end {
            if letters.get(at) != Some(&end) {
                return Some((inner, at));
            }
            at += 1;
        }
        inner.push(letter);
    }
}

fn number(letters: &[char]) -> Option<(Token, usize)> {
    let digits = |from: usize| letters[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let mut length = digits(0);
    let mut whole = true;
    if letters.get(length) == Some(&'.') && letters.get(length + 1).is_some_and(char::is_ascii_digit) {
        length += 1 + digits(length + 1);
        whole = false;
    }
    if matches!(letters.get(length), Some('e' | 'E')) {
        let sign = usize::from(matches!(letters.get(length + 1), Some('+' | '-')));
        let power = digits((length + 1 + sign).min(letters.len()));
        if power > 0 {
            length += 1 + sign + power;
            whole = false;
        }
    }
    if letters.get(length).is_some_and(|c| c.is_alphanumeric() || *c == '_') {
        return None;
    }
    let text: String = letters[..length].iter().collect();
    let token = if whole {
        Token::Integer(text.parse().ok()?)
    } else {
        Token::Float(text.parse().ok().filter(|number: &f64| number.is_finite())?)
    };
    Some((token, length))
}

fn word(letters: &[char]) -> (Token, usize) {
    let part = |c: &char| c.is_alphanumeric() || *c == '_' || *c == '.';
    let word: String = letters.iter().take_while(|c| part(c)).collect();
    let length = word.chars().count();
    (Token::Word(word), length)
}

fn sign(letters: &[char]) -> Option<(Token, usize)> {
    let begins = |sign: &&str| sign.chars().eq(letters.iter().copied().take(sign.len()));
    let sign = SIGNS.into_iter().find(begins)?;
    Some((Token::Sign(sign), sign.len()))
}

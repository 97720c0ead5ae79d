//! What XML must be like before any C code sees it.
//!
//! Short, UTF-8, no document type, no entities, no instructions, no CDATA, neither deep nor wide, well-formed for a
//! parser in Rust that repairs nothing, and read by libxml2 as that parser reads it: the same elements, attributes
//! and texts. Where two parsers disagree, one of them may check a signature over something else than what the other
//! reads.

use roxmltree::{Document, ParsingOptions};

use super::tree;

/// The longest text in bytes.
const LENGTH: usize = 256 * 1024;
const DEPTH: usize = 48;
const ELEMENTS: usize = 5_000;
/// The most nodes: elements, texts and comments.
const NODES: u32 = 20_000;
/// Attributes of one element.
const ATTRIBUTES: usize = 40;

/// Why XML is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// More than 256 KiB.
    #[error("it is longer than 256 KiB")]
    TooLong,
    /// Not UTF-8, or declared as something else.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// A document type, an entity or another declaration.
    #[error("it has a document type, an entity or a CDATA section")]
    Declaration,
    /// A processing instruction.
    #[error("it has a processing instruction")]
    Instruction,
    /// A comment where none may be.
    #[error("it has a comment")]
    Comment,
    /// More than 48 elements in each other.
    #[error("it is nested too deep")]
    TooDeep,
    /// More than 5,000 elements.
    #[error("it has too many elements")]
    TooManyElements,
    /// More than 40 attributes at one element.
    #[error("an element has too many attributes")]
    TooManyAttributes,
    /// Two attributes of an element have the same name in different namespaces.
    #[error("an element has two attributes of the same name")]
    AmbiguousAttribute,
    /// Not well-formed.
    #[error("it is not well-formed XML")]
    Malformed,
    /// Two parsers read different things.
    #[error("two XML parsers read different things in it")]
    Disagreement,
}

/// Whether a text may have comments. Signatures leave them out, so an answer has none; metadata often has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comments {
    /// They are passed over.
    Allowed,
    /// They are an error.
    Refused,
}

/// The text, if all of its readers will read the same in it. Blocks.
///
/// # Errors
/// Says what is wrong with it.
pub fn prefilter(bytes: &[u8], comments: Comments) -> Result<&str, XmlError> {
    if bytes.len() > LENGTH {
        return Err(XmlError::TooLong);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| XmlError::NotUtf8)?;
    scan(without_declaration(text)?, comments)?;
    let strict = parse(text)?;
    if tree::agree(&strict, text)? { Ok(text) } else { Err(XmlError::Disagreement) }
}

/// The parser in Rust with our limits.
pub(super) fn parse(text: &str) -> Result<Document<'_>, XmlError> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|_| XmlError::Malformed)
}

/// The text after `<?xml … ?>`, which may only say what is the case anyway.
fn without_declaration(text: &str) -> Result<&str, XmlError> {
    let Some(rest) = text.strip_prefix("<?xml") else { return Ok(text) };
    let (declaration, rest) = rest.split_once("?>").ok_or(XmlError::Malformed)?;
    let plain = declaration.replace('\'', "\"").to_ascii_lowercase();
    let known = ["version=\"1.0\"", "encoding=\"utf-8\"", "standalone=\"yes\"", "standalone=\"no\""];
    if plain.split_ascii_whitespace().all(|part| known.contains(&part)) {
        Ok(rest)
    } else {
        Err(XmlError::NotUtf8)
    }
}

/// Looks at the tags alone: nothing here builds a tree, so nothing here can be made large.
fn scan(text: &str, comments: Comments) -> Result<(), XmlError> {
    let (mut rest, mut depth, mut elements) = (text, 0_usize, 0_usize);
    while let Some((_, tag)) = rest.split_once('<') {
        if let Some(comment) = tag.strip_prefix("!--") {
            if comments == Comments::Refused {
                return Err(XmlError::Comment);
            }
            rest = comment.split_once("-->").ok_or(XmlError::Malformed)?.1;
            continue;
        }
        match tag.as_bytes().first() {
            Some(b'!') => return Err(XmlError::Declaration),
            Some(b'?') => return Err(XmlError::Instruction),
            Some(b'/') => {
                depth = depth.checked_sub(1).ok_or(XmlError::Malformed)?;
                rest = tag.split_once('>').ok_or(XmlError::Malformed)?.1;
            }
            _ => {
                let (attributes, empty, after) = start_tag(tag).ok_or(XmlError::Malformed)?;
                if attributes > ATTRIBUTES {
                    return Err(XmlError::TooManyAttributes);
                }
                elements += 1;
                depth += usize::from(!empty);
                rest = after;
            }
        }
        if depth > DEPTH {
            return Err(XmlError::TooDeep);
        }
        if elements > ELEMENTS {
            return Err(XmlError::TooManyElements);
        }
    }
    Ok(())
}

/// The number of attributes of a start tag, whether it is an empty element, and what comes after.
fn start_tag(tag: &str) -> Option<(usize, bool, &str)> {
    let (mut quote, mut attributes, mut before) = (None, 0, ' ');
    for (index, letter) in tag.char_indices() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '=') => attributes += 1,
            (None, '>') => return Some((attributes, before == '/', tag.get(index + 1..)?)),
            (None, '<') => return None,
            _ => {}
        }
        before = letter;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refused(text: &str) -> XmlError {
        prefilter(text.as_bytes(), Comments::Refused).unwrap_err()
    }

    #[test]
    fn plain_xml_passes() {
        for text in [
            "<a/>",
            "<?xml version=\"1.0\" encoding='UTF-8'?>\n<a b='1'>x &amp; &#x41; y<c/></a>\n",
            "<p:a xmlns:p='urn:p' xmlns='urn:d' p:b='ü'><b c='a > b'/></p:a>",
        ] {
            assert_eq!(prefilter(text.as_bytes(), Comments::Refused), Ok(text));
        }
        assert!(prefilter(b"<a>x<!-- <b> --></a>", Comments::Allowed).is_ok());
    }

    #[test]
    fn r18_declarations_and_instructions_are_refused() {
        assert_eq!(refused("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), XmlError::Declaration);
        assert_eq!(refused("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"), XmlError::Declaration);
        assert_eq!(refused("<a><![CDATA[x]]></a>"), XmlError::Declaration);
        assert_eq!(refused("<a><?php x ?></a>"), XmlError::Instruction);
        assert_eq!(refused("<?xml version='1.0' encoding='utf-16'?><a/>"), XmlError::NotUtf8);
        assert_eq!(refused("<?xml version='1.1'?><a/>"), XmlError::NotUtf8);
        assert_eq!(refused("<a>x<!-- y --></a>"), XmlError::Comment);
        assert_eq!(prefilter(b"<a>\xff</a>", Comments::Allowed), Err(XmlError::NotUtf8));
    }

    #[test]
    fn r18_what_is_not_well_formed_is_not_repaired() {
        let broken = ["", "x", "<a>", "<a></b>", "<a/><b/>", "<a b=1/>", "<a b='1' b='2'/>"];
        for text in broken.into_iter().chain(["<p:a/>", "<a>&b;</a>", "<a>\u{1}</a>"]) {
            assert_eq!(refused(text), XmlError::Malformed, "{text}");
        }
        assert_eq!(refused("<a xmlns:p='urn:p' ID='1' p:ID='2'/>"), XmlError::AmbiguousAttribute);
    }

    #[test]
    fn r40_deep_wide_and_long_xml_is_refused() {
        assert_eq!(refused(&"<a>".repeat(100_000)), XmlError::TooLong);
        assert_eq!(refused(&"<a>".repeat(80_000)), XmlError::TooDeep);
        assert_eq!(refused(&format!("<a>{}</a>", "<b/>".repeat(6_000))), XmlError::TooManyElements);
        let attributes: Vec<_> = (0..60).map(|n| format!("a{n}=''")).collect();
        assert_eq!(refused(&format!("<a {}/>", attributes.join(" "))), XmlError::TooManyAttributes);
    }

    /// Pieces of which both good and bad XML is made.
    const PIECES: [&str; 37] = [
        "<a>",
        "</a>",
        "<a/>",
        "<b c='d'>",
        "</b>",
        "<p:a xmlns:p='urn:p'>",
        "</p:a>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?x",
        "?>",
        "<!DOCTYPE a>",
        "&amp;",
        "&#65;",
        "&#0;",
        "&x;",
        "text",
        "ü",
        "\u{0}",
        "\r\n",
        " ",
        "<",
        ">",
        "'",
        "\"",
        "=",
        "ID='1'",
        "xmlns='urn:q'",
        "xmlns:p=''",
        "p:a",
        "/",
        "\u{feff}",
        "\u{2028}",
        "]]",
        "--",
    ];

    fn pieces() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(&PIECES[..]), 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn r18_nothing_that_passes_is_read_in_two_ways(text in pieces()) {
            let whole = format!("<r>{text}</r>");
            for text in [&text, &whole] {
                // A disagreement that no earlier rule explains is a finding.
                prop_assert_ne!(prefilter(text.as_bytes(), Comments::Allowed), Err(XmlError::Disagreement));
                if prefilter(text.as_bytes(), Comments::Refused).is_ok() {
                    prop_assert!(!text.contains("<!"));
                    prop_assert!(prefilter(text.as_bytes(), Comments::Allowed).is_ok());
                }
            }
        }

        #[test]
        fn r18_any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = prefilter(&bytes, Comments::Allowed);
        }
    }
}

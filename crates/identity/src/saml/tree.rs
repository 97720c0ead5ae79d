//! Trees of the two parsers, side by side; and how to find one's way in the strict one.

use libxml::parser::{Parser, ParserOptions};
use libxml::tree;
use roxmltree::{Document, Node};

use super::prefilter::XmlError;

/// The namespaces of SAML and XML signatures.
pub(super) mod ns {
    pub const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
    pub const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
    pub const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
    pub const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";
}

/// What a parser read: an element, its attributes by name, and its own text.
#[derive(Debug, PartialEq, Eq)]
struct Element {
    depth: usize,
    namespace: String,
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

/// Whether libxml2, which is below the signature check, reads what the strict parser reads.
pub(super) fn agree(strict: &Document<'_>, text: &str) -> Result<bool, XmlError> {
    let mut ours = Vec::new();
    flatten(strict.root_element(), 0, &mut ours)?;
    let options = ParserOptions {
        recover: false,
        no_net: true,
        no_error: true,
        no_warning: true,
        ..ParserOptions::default()
    };
    let Ok(document) = Parser::default().parse_string_with_options(text, options) else {
        // Something that only one of them takes for well-formed.
        return Err(XmlError::Malformed);
    };
    let mut theirs = Vec::new();
    if let Some(root) = document.get_root_element() {
        flatten_libxml(&root, 0, &mut theirs);
    }
    Ok(ours == theirs)
}

fn flatten(node: Node<'_, '_>, depth: usize, found: &mut Vec<Element>) -> Result<(), XmlError> {
    let attribute =
        |attribute: roxmltree::Attribute<'_, '_>| (attribute.name().to_owned(), attribute.value().to_owned());
    let mut attributes: Vec<_> = node.attributes().map(attribute).collect();
    attributes.sort();
    if attributes.windows(2).any(|two| matches!(two, [(a, _), (b, _)] if a == b)) {
        return Err(XmlError::AmbiguousAttribute);
    }
    found.push(Element {
        depth,
        namespace: node.tag_name().namespace().unwrap_or_default().to_owned(),
        name: node.tag_name().name().to_owned(),
        attributes,
        text: own_text(node),
    });
    node.children().filter(Node::is_element).try_for_each(|child| flatten(child, depth + 1, found))
}

fn flatten_libxml(node: &tree::Node, depth: usize, found: &mut Vec<Element>) {
    let mut attributes: Vec<_> = node.get_attributes().into_iter().collect();
    attributes.sort();
    let children = node.get_child_nodes();
    let text = children.iter().filter(|child| child.is_text_node()).map(tree::Node::get_content).collect();
    found.push(Element {
        depth,
        namespace: node.get_namespace().map(|namespace| namespace.get_href()).unwrap_or_default(),
        name: node.get_name(),
        attributes,
        text,
    });
    for child in children.iter().filter(|child| child.is_element_node()) {
        flatten_libxml(child, depth + 1, found);
    }
}

/// The whole text directly in an element, also around comments.
pub(super) fn own_text(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

/// The child elements of a name.
pub(super) fn children<'a, 'input>(
    node: Node<'a, 'input>,
    namespace: &'static str,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| child.has_tag_name((namespace, name)))
}

/// The child element of a name, if there is exactly one.
pub(super) fn only_child<'a, 'input>(
    node: Node<'a, 'input>,
    namespace: &'static str,
    name: &'static str,
) -> Option<Node<'a, 'input>> {
    let mut all = children(node, namespace, name);
    let first = all.next();
    if all.next().is_some() { None } else { first }
}

/// A text as it is written in XML, in an element or an attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

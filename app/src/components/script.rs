//! Scripts beside the application: loaded when the first part that needs them is shown.

/// Loads a script of the site once, by the name of its `<meta>` in the document.
pub(crate) fn load_script(name: &str) {
    use leptos::prelude::document;

    let document = document();
    let path = script_path(name);
    let selector = format!("script[src='{path}']");
    if document.query_selector(&selector).ok().flatten().is_some() {
        return;
    }
    let (Ok(script), Some(head)) = (document.create_element("script"), document.head()) else { return };
    let set = script.set_attribute("type", "module").and_then(|()| script.set_attribute("src", &path));
    if set.is_ok() {
        drop(head.append_child(&script));
    }
}

/// Where a script is served.
pub(crate) fn script_path(name: &str) -> String {
    let found = leptos::prelude::document().query_selector(&format!("meta[name={name}]")).ok().flatten();
    found.and_then(|meta| meta.get_attribute("content")).unwrap_or_default()
}

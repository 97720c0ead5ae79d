//! The HTML document around the pages.

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::pages::is_live;
use crate::preferences::preferences;
use crate::zone::zone;
use crate::{App, Assets};

/// The document. Scripts carry the request's nonce. The module is loaded by pages that the browser takes over,
/// and starts once the page is there; the others have a small script that helps with their forms.
pub fn shell() -> impl IntoView {
    let assets = use_context::<Assets>().unwrap_or_default();
    let chosen = preferences();
    let path = use_context::<http::request::Parts>().map(|parts| parts.uri.path().to_owned());
    let scripts = if path.is_some_and(|path| is_live(&path)) { live(&assets) } else { plain(&assets) };
    view! {
        <!DOCTYPE html>
        <html lang=chosen.locale.tag() data-theme=chosen.theme.name() data-zone=zone().to_string()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="almanac-charts" content=assets.path("charts.js")/>
                <meta name="almanac-echarts" content=assets.path("echarts.js")/>
                <meta name="almanac-ahead" content=assets.path("ahead.js")/>
                <link rel="icon" href=assets.path("favicon.svg") type="image/svg+xml"/>
                <link rel="stylesheet" href=assets.path("app.css")/>
                {scripts}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

fn live(assets: &Assets) -> AnyView {
    if let Some(splits) = assets.splits() {
        // From here Leptos tells the browser early which files the page will load.
        provide_context(splits);
    }
    let (script, module) = (assets.path("app.js"), assets.path("app_bg.wasm"));
    // Leaving a page ends the load of its module. What failed is told after a moment, if the page is still there.
    let start = format!(
        "import init, {{ hydrate }} from '{script}';\n\
        const told = (error) => new Promise((_, refuse) => setTimeout(refuse, 3000, error));\n\
        await init({{ module_or_path: '{module}' }}).catch(told);\nhydrate();"
    );
    view! {
        <link rel="modulepreload" href=script/>
        <link rel="preload" href=module r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        <script type="module" nonce=use_nonce()>{start}</script>
    }
    .into_any()
}

fn plain(assets: &Assets) -> AnyView {
    view! {
        <meta name="almanac-arrangements" content=assets.path("dashboard-edit.js")/>
        <meta name="almanac-dashboards" content=assets.path("dashboard.js")/>
        <meta name="almanac-passkeys" content=assets.path("passkeys.js")/>
        <script type="module" nonce=use_nonce() src=assets.path("plain.js")></script>
    }
    .into_any()
}

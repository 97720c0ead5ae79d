//! The WebAssembly entry point: takes over the page that the server rendered.

use wasm_bindgen::prelude::wasm_bindgen;

/// Makes the server-rendered page live, as soon as the code of its area is there.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_lazy(almanac_app::App);
}

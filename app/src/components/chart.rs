//! A chart: the element `<almanac-chart>` of `charts/element.js`, which is loaded, with ECharts, when the first
//! chart is shown.

use leptos::html::Custom;
use leptos::prelude::*;
use serde_json::Value;

use crate::erased::Erased;
use crate::i18n::texts_now;

/// What can be done with a chart from outside.
#[derive(Clone, Copy)]
pub(crate) struct ChartHandle(NodeRef<Custom<&'static str>>);

impl ChartHandle {
    pub fn new() -> Self {
        Self(NodeRef::new())
    }

    /// Replaces the data of series, by id: `[{id, data}]`.
    #[cfg(not(feature = "ssr"))]
    pub fn patch(self, series: &wasm_bindgen::JsValue) {
        self.call("patch", series);
    }

    /// Saves the picture.
    fn download(self, name: &str) {
        self.call("download", &wasm_bindgen::JsValue::from_str(name));
    }

    /// Calls a method of the element. Before the script is there the element has none.
    fn call(self, method: &str, argument: &wasm_bindgen::JsValue) {
        use wasm_bindgen::JsCast;
        let Some(element) = self.0.get_untracked() else { return };
        let found = js_sys::Reflect::get(&element, &method.into()).ok();
        if let Some(function) = found.and_then(|found| found.dyn_into::<js_sys::Function>().ok()) {
            // The element reports its own errors.
            drop(function.call1(&element, argument));
        }
    }
}

/// A point that was moved in an editable chart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moved {
    pub index: usize,
    pub value: f64,
}

/// A chart of ECharts options.
#[component]
pub(crate) fn Chart(
    #[prop(into)] options: Signal<Option<Value>>,
    /// What the chart shows, and the name of the picture.
    label: &'static str,
    #[prop(optional)] handle: Option<ChartHandle>,
    /// Is called for each point that is dragged; without it the chart cannot be edited.
    #[prop(optional)]
    moved: Option<Callback<Moved>>,
    /// The bounds of editing.
    #[prop(optional)]
    bounds: Option<(f64, f64)>,
    #[prop(default = true)] png: bool,
) -> impl IntoView {
    let t = texts_now();
    let handle = handle.unwrap_or_else(ChartHandle::new);
    #[cfg(not(feature = "ssr"))]
    browser::show(handle.0, options, moved);
    #[cfg(feature = "ssr")]
    let _ = (options, moved);
    let (echarts, ahead) = (path("echarts"), path("ahead"));
    view! {
        <div class="chart">
            {leptos::html::custom("almanac-chart")
                .node_ref(handle.0)
                .attr("lang", crate::preferences::preferences().locale.tag())
                .attr("role", "group")
                .attr("aria-label", label)
                .attr("tabindex", "0")
                .attr("data-echarts", echarts)
                .attr("data-ahead", ahead)
                .attr("editable", moved.map(|_| ""))
                .attr("data-min", bounds.map(|(min, _)| min.to_string()))
                .attr("data-max", bounds.map(|(_, max)| max.to_string()))}
            {png.then(|| view! {
                <button type="button" class="button quiet small" on:click=move |_| handle.download(label)>{t.chart.png}</button>
            })}
        </div>
    }
    .erased()
}

/// A chart of a page that the server writes alone: the options are in the page.
#[cfg(feature = "ssr")]
#[component]
pub(crate) fn PlainChart(options: Value, label: &'static str) -> impl IntoView {
    let element = leptos::html::custom("almanac-chart")
        .attr("lang", crate::preferences::preferences().locale.tag())
        .attr("role", "group")
        .attr("aria-label", label)
        .attr("tabindex", "0")
        .attr("data-echarts", path("echarts"))
        .attr("data-ahead", path("ahead"))
        .attr("option", options.to_string());
    view! { <div class="chart">{element}</div> }.erased()
}

/// Where a script that charts load is served: `echarts` draws, `ahead` continues lines.
#[cfg(feature = "ssr")]
fn path(script: &str) -> String {
    use_context::<crate::Assets>().unwrap_or_default().path(&format!("{script}.js"))
}

#[cfg(not(feature = "ssr"))]
fn path(script: &str) -> String {
    super::script::script_path(&format!("almanac-{script}"))
}

#[cfg(not(feature = "ssr"))]
mod browser {
    use leptos::html::Custom;
    use leptos::prelude::*;
    use serde_json::Value;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;
    use web_sys::CustomEvent;

    use super::Moved;

    /// Loads the script once, hands the options to the element whenever they change, and listens.
    pub fn show(
        node: NodeRef<Custom<&'static str>>,
        options: Signal<Option<Value>>,
        moved: Option<Callback<Moved>>,
    ) {
        Effect::new(move |_| crate::components::script::load_script("almanac-charts"));
        Effect::new(move |_| {
            let Some(element) = node.get() else { return };
            let Some(text) = options.read().as_ref().map(ToString::to_string) else { return };
            if let Ok(value) = js_sys::JSON::parse(&text) {
                set_option(&element, &value);
            }
        });
        let Some(moved) = moved else { return };
        let listener = StoredValue::new_local(None);
        Effect::new(move |_| {
            let Some(element) = node.get() else { return };
            let on_edit = Closure::<dyn FnMut(CustomEvent)>::new(move |event: CustomEvent| {
                let number = |name: &str| js_sys::Reflect::get(&event.detail(), &name.into()).ok()?.as_f64();
                if let (Some(index), Some(value)) = (number("index"), number("value")) {
                    moved.run(Moved { index: index as usize, value });
                }
            });
            let added = element.add_event_listener_with_callback("edit", on_edit.as_ref().unchecked_ref());
            if added.is_ok() {
                listener.set_value(Some(on_edit));
            }
        });
    }

    /// Sets the options now, or when the element has been upgraded: a property that is set before would
    /// hide the accessor of the class.
    fn set_option(element: &web_sys::Element, value: &wasm_bindgen::JsValue) {
        let ready = js_sys::Reflect::has(element, &"patch".into()).unwrap_or_default();
        if ready {
            let _ = js_sys::Reflect::set(element, &"option".into(), value);
            return;
        }
        let (element, value) = (element.clone(), value.clone());
        let upgraded = Closure::once_into_js(move || {
            let _ = js_sys::Reflect::set(&element, &"option".into(), &value);
        });
        if let Ok(defined) = window().custom_elements().when_defined("almanac-chart") {
            let then = js_sys::Reflect::get(&defined, &"then".into());
            if let Some(then) = then.ok().and_then(|then| then.dyn_into::<js_sys::Function>().ok()) {
                drop(then.call1(&defined, &upgraded));
            }
        }
    }
}

// <almanac-chart>: draws ECharts options that the server made, in the colours of the page.
//
//   <almanac-chart data-echarts="/assets/echarts.js">
//     <script type="application/json">{"series": …}</script>
//   </almanac-chart>
//
// The options come from the child script, the attribute or property `option`, or update(). They have no
// colours: a series names its place in the palette as `palette`, and intervals have the roles `band-lo` and
// `band-width` (see crates/chart). Colours are the custom properties --chart-1 … --chart-8, --fg, --muted,
// --grid and --bg. Other content of the element is shown until the chart is there.
//
// Keys: Left, Right, Home, End, Page Up and Page Down walk along the points, Escape ends that. Enter, or a click, is an
// event `choose` with detail {x}: where the point is along the axis, a time in ISO 8601.
// With the attribute `editable` the points of the series `scenario` (else the first one) can be dragged up
// and down, or changed with Up and Down (Shift: ten steps). Each change is an event `edit`, the end of a drag
// `editend`, both with detail {index, value}. data-min, data-max and data-step bound the values.
//
// Options with `ahead` have lines that go on: the module at data-ahead computes how (see ahead.js).
//
// The tooltip is drawn on the canvas and every style is set through the CSSOM, so that a content security
// policy without 'unsafe-inline' and 'unsafe-eval' holds.

import { ahead } from "./ahead.js";
import { bounds, clamp, stride } from "./bounds.js";
import { color, dressed, theme } from "./colours.js";
import { load } from "./load.js";
import { locale } from "./locale.js";
import { Moves } from "./moves.js";
import { Points, list } from "./points.js";
import { sheet } from "./sheet.js";

const WALKS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity };

class AlmanacChart extends HTMLElement {
  static observedAttributes = ["option", "editable"];

  #canvas;
  #note;
  #said;
  #probe;
  #echarts = null;
  #chart = null;
  #option = null;
  #shape = "";
  #found = null;
  #at = -1;
  #drag = null;
  #frame = 0;
  #moves = new Moves(() => this.#chart);
  #cleanup = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const make = (tag, id) => {
      const element = document.createElement(tag);
      element.id = id;
      root.append(element);
      return element;
    };
    make("slot", "fallback");
    this.#canvas = make("div", "canvas");
    this.#note = make("div", "note");
    this.#note.role = "status";
    this.#said = make("div", "said");
    this.#said.setAttribute("aria-live", "polite");
    this.#probe = make("span", "probe");
  }

  connectedCallback() {
    const stop = new AbortController();
    const on = (target, name, handler) => target.addEventListener(name, handler, { signal: stop.signal });
    on(this, "keydown", (event) => this.#key(event));
    on(this, "blur", () => this.#leave());
    on(window, "pointerup", () => this.#drop());
    on(window, "pointercancel", () => this.#drop());
    for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)"]) {
      on(matchMedia(query), "change", () => this.#draw());
    }
    const resized = new ResizeObserver(() => {
      this.#chart?.resize();
      this.#draw();
    });
    resized.observe(this);
    const themed = new MutationObserver(() => this.#draw());
    const attributeFilter = ["class", "style", "data-theme", "lang"];
    themed.observe(document.documentElement, { attributes: true, attributeFilter });
    const changed = new MutationObserver(() => this.#readChild());
    changed.observe(this, { childList: true, characterData: true, subtree: true });
    this.#cleanup = () => {
      stop.abort();
      for (const observer of [resized, themed, changed]) observer.disconnect();
    };
    if (!this.hasAttribute("tabindex")) this.tabIndex = 0;
    if (!this.#option) this.#readChild();
    this.#start();
  }

  disconnectedCallback() {
    this.#cleanup?.();
    this.#cleanup = null;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#moves.forget();
    this.#drag = null;
    this.#chart?.dispose();
    this.#chart = null;
    this.#shape = "";
  }

  attributeChangedCallback(name, before, after) {
    if (before === after) return;
    if (name === "option" && after) this.update(after);
    if (name === "editable") this.#draw();
  }

  /** The options, as an object. */
  get option() {
    return this.#option;
  }

  set option(value) {
    this.update(value);
  }

  /** Draws other options (JSON text or an object). Series of the same id move; the zoom stays. */
  update(option) {
    this.#option = typeof option === "string" ? JSON.parse(option) : structuredClone(option);
    this.#changed();
    this.#draw();
    this.#continue();
  }

  /** Fills in what continues the lines, and says why a line cannot be continued. */
  async #continue() {
    const [option, script] = [this.#option, this.dataset.ahead];
    this.#tell("");
    if (!option.ahead || !script) return;
    try {
      const { series, problem } = await ahead(option, new URL(script, document.baseURI).href);
      if (option !== this.#option) return;
      this.patch(series);
      this.#tell(problem);
    } catch (error) {
      this.#fail(error);
    }
  }

  #tell(text) {
    if (this.#note.textContent === text) return;
    this.#note.textContent = text;
    this.#canvas.style.insetBlockEnd = text ? "2.6em" : "";
    this.#chart?.resize();
  }

  #fail(error) {
    this.dispatchEvent(new CustomEvent("chart-error", { bubbles: true, detail: { error } }));
  }

  /** Replaces only the data of series, by id: `[{id, data}]`. The fast way while something is dragged. */
  patch(series) {
    if (!this.#option) return;
    for (const { id, data } of series) {
      const known = list(this.#option.series).find((one) => one.id === id);
      if (known) known.data = data;
    }
    this.#changed();
    this.#moves.take(series);
  }

  /** The picture as a data URL. */
  png() {
    this.#moves.draw();
    const options = { type: "png", pixelRatio: 2, excludeComponents: ["dataZoom"] };
    return this.#chart?.getDataURL({ ...options, backgroundColor: color(this.#place, "--bg", "#fff") }) ?? "";
  }

  /** Saves the picture as `<name>.png`. */
  download(name = "chart") {
    const link = document.createElement("a");
    link.href = this.png();
    link.download = `${name}.png`;
    link.click();
  }

  #readChild() {
    const script = this.querySelector('script[type="application/json"]');
    if (script?.textContent.trim()) this.update(script.textContent);
  }

  async #start() {
    const url = this.dataset.echarts;
    if (!url || this.#chart) return;
    try {
      this.#echarts = await load(new URL(url, document.baseURI).href);
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (!this.isConnected || this.#chart) return;
    this.#chart = this.#echarts.init(this.#canvas, null, { renderer: "canvas", locale: locale(this.#echarts, this.#language) });
    this.shadowRoot.querySelector("slot").hidden = true;
    this.#listen();
    this.#draw();
  }

  get #language() {
    return this.closest("[lang]")?.lang || "en";
  }

  /** Where colours are asked for. */
  get #place() {
    return { host: this, probe: this.#probe };
  }

  #changed() {
    this.#found = null;
    if (this.#at >= 0) this.#at = Math.min(this.#at, this.#stops.length - 1);
  }

  /** The points as they are now: found when somebody asks for them, not at each move of a drag. */
  get #points() {
    const edited = this.hasAttribute("editable") ? this.#edited : -1;
    return (this.#found ??= new Points(this.#option ?? {}, () => this.#language, edited));
  }

  get #stops() {
    return this.#points.stops;
  }

  #draw() {
    if (!this.#option) return;
    const name = list(this.#option.title)[0]?.text ?? "";
    this.setAttribute("role", this.hasAttribute("editable") ? "slider" : "group");
    if (name) this.setAttribute("aria-label", name);
    if (this.hasAttribute("editable")) this.#tellValue();
    if (!this.#chart) return;
    const { title: _title, aria: _aria, series, ...rest } = this.#option;
    const axes = [...list(rest.xAxis), ...list(rest.yAxis)].map((axis) => axis.type);
    const shape = JSON.stringify([Object.keys(rest).sort(), axes, list(series).map((one) => one.type)[0]]);
    // What looks alike is moved, so the zoom stays; another kind of chart begins anew.
    const option = dressed(this.#option, theme(this.#place), {
      editable: this.hasAttribute("editable"),
      width: this.clientWidth,
      number: (value) => this.#points.number(value),
      tip: (params) => this.#points.tip(list(params)),
    });
    this.#moves.forget();
    this.#chart.setOption(option, shape === this.#shape ? { replaceMerge: ["series"] } : { notMerge: true });
    this.#shape = shape;
  }

  // ---- keyboard

  #key(event) {
    if (!this.#chart || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return this.#leave();
    if (event.key === "Enter" && !this.hasAttribute("editable")) return this.#choose(this.#stops[this.#at]);
    const edits = this.hasAttribute("editable") && { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!(event.key in WALKS) && !edits) return;
    if (this.#stops.length === 0) return;
    event.preventDefault();
    if (edits) {
      this.#at = Math.max(this.#at, 0);
      const stop = this.#stops[this.#at];
      this.#edit(stop.index, stop.y + edits * stride(bounds(this.dataset), this.#stops) * (event.shiftKey ? 10 : 1));
      this.#finish(stop.index);
    } else {
      const from = this.#at < 0 && WALKS[event.key] > 0 ? -1 : Math.max(this.#at, 0);
      this.#at = clamp(from + WALKS[event.key], 0, this.#stops.length - 1);
    }
    this.#show();
  }

  #show() {
    const stop = this.#stops[this.#at];
    if (!stop) return;
    this.#reveal(stop);
    this.#chart.dispatchAction({ type: "showTip", seriesIndex: stop.series, dataIndex: stop.index });
    if (this.hasAttribute("editable")) this.#tellValue();
    else this.#said.textContent = this.#points.sentence(stop);
  }

  /** Moves the zoom window so that `stop` is in it. */
  #reveal(stop) {
    const zoom = list(this.#chart.getOption().dataZoom)[0];
    if (!zoom) return;
    const x = typeof stop.x === "number" ? stop.x : list(this.#points.axis.data).indexOf(stop.x);
    if (x >= zoom.startValue && x <= zoom.endValue) return;
    const half = (zoom.endValue - zoom.startValue) / 2;
    this.#chart.dispatchAction({ type: "dataZoom", startValue: x - half, endValue: x + half });
  }

  #leave() {
    this.#at = -1;
    this.#said.textContent = "";
    this.#chart?.dispatchAction({ type: "hideTip" });
  }

  // ---- editing

  get #edited() {
    const series = list(this.#option?.series);
    return Math.max(series.findIndex((one) => one.id === "scenario"), 0);
  }

  #edit(index, wanted) {
    const { min, max, step } = bounds(this.dataset);
    const rounded = step > 0 ? Math.round(wanted / step) * step : wanted;
    const value = clamp(Number(rounded.toPrecision(12)), min, max);
    const series = list(this.#option.series)[this.#edited];
    const datum = series.data[index];
    if (value === (Array.isArray(datum) ? datum[1] : datum)) return;
    const data = series.data.with(index, Array.isArray(datum) ? [datum[0], value] : value);
    this.patch([{ id: series.id, data }]);
    this.#tellValue();
    this.dispatchEvent(new CustomEvent("edit", { bubbles: true, detail: { index, value } }));
  }

  #finish(index) {
    const datum = list(this.#option.series)[this.#edited].data[index];
    const value = Array.isArray(datum) ? datum[1] : datum;
    this.dispatchEvent(new CustomEvent("editend", { bubbles: true, detail: { index, value } }));
  }

  #tellValue() {
    const stop = this.#stops[Math.max(this.#at, 0)];
    if (!stop) return;
    const { min, max } = bounds(this.dataset);
    this.setAttribute("aria-orientation", "vertical");
    this.setAttribute("aria-valuenow", stop.y);
    this.setAttribute("aria-valuetext", this.#points.sentence(stop));
    if (Number.isFinite(min)) this.setAttribute("aria-valuemin", min);
    if (Number.isFinite(max)) this.setAttribute("aria-valuemax", max);
  }

  #listen() {
    const pointer = this.#chart.getZr();
    pointer.on("mousedown", (event) => {
      if (!this.hasAttribute("editable") || !this.#option) return;
      const near = this.#nearest(event, 24);
      if (!near.stop) return;
      this.#drag = { index: near.stop.index, finder: { seriesIndex: this.#edited } };
      this.#at = near.at;
    });
    pointer.on("mousemove", (event) => {
      if (!this.#drag) return;
      this.#drag.pixel = [event.offsetX, event.offsetY];
      // At most one change a frame.
      this.#frame ||= requestAnimationFrame(() => this.#move());
    });
    pointer.on("click", (event) => {
      const inside = this.#chart.containPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY]);
      if (inside && !this.hasAttribute("editable")) this.#choose(this.#nearest(event, 24).stop);
    });
  }

  /** The point that is nearest to a place, and not further than `reach`; along the axis, if that tells points apart. */
  #nearest({ offsetX, offsetY }, reach) {
    const along = this.#points.byAxis && !this.hasAttribute("editable");
    const { lies } = this.#points;
    const axis = (x, y) => Math.abs(lies ? y - offsetY : x - offsetX);
    const far = ([x, y]) => (along ? axis(x, y) : Math.hypot(x - offsetX, y - offsetY));
    const place = ({ x, y }) => (lies ? [y, x] : [x, y]);
    return this.#stops
      .map((stop, at) => ({ stop, at, pixel: this.#chart.convertToPixel({ seriesIndex: stop.series }, place(stop)) }))
      .map((one) => ({ ...one, far: far(one.pixel) }))
      .reduce((best, one) => (one.far < best.far ? one : best), { far: along ? Infinity : reach });
  }

  #choose(stop) {
    // What is only expected has no rows to show.
    if (!stop || list(this.#option.series)[stop.series].id?.startsWith("ahead-")) return;
    const x = this.#points.axis.type === "time" ? new Date(stop.x).toISOString() : stop.x;
    this.dispatchEvent(new CustomEvent("choose", { bubbles: true, detail: { x } }));
  }

  #move() {
    this.#frame = 0;
    if (!this.#drag?.pixel || !this.#chart) return;
    const [, value] = this.#chart.convertFromPixel(this.#drag.finder, this.#drag.pixel);
    if (Number.isFinite(value)) this.#edit(this.#drag.index, value);
  }

  #drop() {
    if (!this.#drag) return;
    this.#move();
    const { index } = this.#drag;
    this.#drag = null;
    this.#finish(index);
  }
}

if (!customElements.get("almanac-chart")) customElements.define("almanac-chart", AlmanacChart);

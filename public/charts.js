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
// The tooltip is drawn on the canvas and every style is set through the CSSOM, so that a content security
// policy without 'unsafe-inline' and 'unsafe-eval' holds.

const FALLBACK = ["#2f6bd8", "#d9730d", "#2a9d6f", "#b0439a", "#8a6d1d", "#1793a5", "#c8453b", "#6b5bd2"];
const WALKS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity };

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host { display: block; position: relative; block-size: var(--chart-height, 22rem); min-inline-size: 0; }
  :host([hidden]) { display: none; }
  :host(:focus-visible) { outline: 2px solid var(--accent, currentColor); outline-offset: 2px; }
  #canvas { position: absolute; inset: 0; }
  :host([editable]) #canvas { touch-action: pan-x; }
  #said { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: pre-line; }
  #probe { position: absolute; visibility: hidden; }
`);

const libraries = new Map();

/** Loads ECharts from `url`, once for all charts of the page. */
function library(url) {
  if (!libraries.has(url)) {
    const loaded = import(url);
    loaded.catch(() => libraries.delete(url));
    libraries.set(url, loaded);
  }
  return libraries.get(url);
}

const list = (value) => (value == null ? [] : Array.isArray(value) ? value : [value]);
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

class AlmanacChart extends HTMLElement {
  static observedAttributes = ["option", "editable"];

  #canvas;
  #said;
  #probe;
  #echarts = null;
  #chart = null;
  #option = null;
  #shape = "";
  #points = [];
  #stops = [];
  #at = -1;
  #drag = null;
  #frame = 0;
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
    const resized = new ResizeObserver(() => this.#chart?.resize());
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
    this.#index();
    this.#draw();
  }

  /** Replaces only the data of series, by id: `[{id, data}]`. The fast way while something is dragged. */
  patch(series) {
    if (!this.#option) return;
    for (const { id, data } of series) {
      const known = list(this.#option.series).find((one) => one.id === id);
      if (known) known.data = data;
    }
    this.#index();
    this.#chart?.setOption({ series: series.map(({ id, data }) => ({ id, data })) }, { lazyUpdate: true });
  }

  /** The picture as a data URL. */
  png() {
    const options = { type: "png", pixelRatio: 2, excludeComponents: ["dataZoom"] };
    return this.#chart?.getDataURL({ ...options, backgroundColor: this.#color("--bg", "#fff") }) ?? "";
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
      this.#echarts = await library(new URL(url, document.baseURI).href);
    } catch (error) {
      this.dispatchEvent(new CustomEvent("chart-error", { bubbles: true, detail: { error } }));
      return;
    }
    if (!this.isConnected || this.#chart) return;
    this.#chart = this.#echarts.init(this.#canvas, null, { renderer: "canvas", locale: this.#locale() });
    this.shadowRoot.querySelector("slot").hidden = true;
    this.#listen();
    this.#draw();
  }

  get #language() {
    return this.closest("[lang]")?.lang || "en";
  }

  /** Month and day names in the page's language. */
  #locale() {
    const language = this.#language;
    if (language.startsWith("en")) return "EN";
    const names = (count, start, format) => {
      const formatter = new Intl.DateTimeFormat(language, { ...format, timeZone: "UTC" });
      return Array.from({ length: count }, (_, i) => formatter.format(start(i)));
    };
    const month = (i) => Date.UTC(2023, i, 1);
    const day = (i) => Date.UTC(2023, 0, 1 + i);
    this.#echarts.registerLocale(language.toUpperCase(), {
      time: {
        month: names(12, month, { month: "long" }),
        monthAbbr: names(12, month, { month: "short" }),
        dayOfWeek: names(7, day, { weekday: "long" }),
        dayOfWeekAbbr: names(7, day, { weekday: "short" }),
      },
    });
    return language.toUpperCase();
  }

  // ---- colours

  /** A custom property as a colour that the canvas understands, whatever notation it is in. */
  #color(name, fallback, alpha = 1) {
    this.#probe.style.color = fallback;
    if (getComputedStyle(this).getPropertyValue(name).trim()) this.#probe.style.color = `var(${name})`;
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    canvas.fillStyle = getComputedStyle(this.#probe).color;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, opacity] = canvas.getImageData(0, 0, 1, 1).data;
    return `rgba(${red}, ${green}, ${blue}, ${((opacity / 255) * alpha).toFixed(3)})`;
  }

  #theme() {
    const fg = this.#color("--fg", "CanvasText");
    return {
      fg,
      bg: this.#color("--bg", "Canvas"),
      muted: this.#color("--muted", "GrayText"),
      grid: this.#color("--grid", "#8884"),
      faint: this.#color("--chart-1", FALLBACK[0], 0.15),
      palette: FALLBACK.map((fallback, i) => this.#color(`--chart-${i + 1}`, fallback)),
      font: getComputedStyle(this).fontFamily,
    };
  }

  /** The options with colours, formatters and motion. */
  #dressed() {
    const theme = this.#theme();
    const option = structuredClone(this.#option);
    const put = (target, values) => {
      for (const [key, value] of Object.entries(values)) {
        const plain = value && typeof value === "object" && !Array.isArray(value);
        if (plain) put((target[key] ??= {}), value);
        else target[key] = value;
      }
    };
    const line = (color) => ({ lineStyle: { color } });
    put(option, {
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches && !this.hasAttribute("editable"),
      animationDuration: 200,
      animationDurationUpdate: 120,
      backgroundColor: "transparent",
      color: theme.palette,
      textStyle: { color: theme.fg, fontFamily: theme.font },
    });
    for (const title of list(option.title)) put(title, { textStyle: { color: theme.fg, fontSize: 15, fontWeight: 600 } });
    for (const axis of [...list(option.xAxis), ...list(option.yAxis)]) {
      put(axis, {
        nameTextStyle: { color: theme.muted },
        axisLabel: { color: theme.muted, hideOverlap: true },
        axisLine: line(theme.grid),
        axisTick: line(theme.grid),
        splitLine: line(theme.grid),
      });
      if (axis.type === "value") axis.axisLabel.formatter = (value) => this.#number(value);
    }
    for (const axis of list(option.xAxis)) axis.splitLine.show = false;
    for (const zoom of list(option.dataZoom)) {
      if (zoom.type === "inside") {
        put(zoom, { zoomOnMouseWheel: "ctrl", moveOnMouseMove: !this.hasAttribute("editable") });
        continue;
      }
      const background = { lineStyle: { color: theme.muted }, areaStyle: { color: theme.grid } };
      put(zoom, {
        borderColor: theme.grid,
        fillerColor: theme.faint,
        textStyle: { color: theme.muted },
        handleStyle: { color: theme.bg, borderColor: theme.muted },
        moveHandleStyle: { color: theme.muted },
        dataBackground: background,
        selectedDataBackground: background,
        height: 22,
      });
    }
    for (const map of list(option.visualMap)) {
      put(map, { textStyle: { color: theme.fg }, inRange: { color: [theme.bg, theme.palette[0]] } });
      map.formatter = (value) => this.#number(value);
    }
    for (const series of list(option.series)) {
      if (series.type === "heatmap") put(series, { label: { color: theme.fg }, itemStyle: { borderColor: theme.grid, borderWidth: 1 } });
      if (series.markLine) put(series.markLine, line(theme.muted));
      if (series.palette == null) continue;
      const color = theme.palette[series.palette % theme.palette.length];
      put(series, { itemStyle: { color } });
      if (series.lineStyle || series.type === "line") put(series, line(color));
      if (series.areaStyle) put(series, { areaStyle: { color } });
    }
    for (const legend of list(option.legend)) {
      put(legend, { textStyle: { color: theme.fg }, inactiveColor: theme.muted, pageTextStyle: { color: theme.fg } });
      legend.data = this.#legend(theme);
    }
    put((option.tooltip ??= {}), {
      backgroundColor: theme.bg,
      borderColor: theme.grid,
      textStyle: { color: theme.fg, fontSize: 13 },
      axisPointer: { lineStyle: { color: theme.muted }, label: { color: theme.bg, backgroundColor: theme.fg } },
      formatter: (params) => this.#tip(list(params)),
    });
    return option;
  }

  #legend(theme) {
    const entries = new Map();
    const areas = {};
    for (const series of list(this.#option.series)) {
      if (entries.has(series.name)) continue;
      const color = theme.palette[(series.palette ?? 0) % theme.palette.length];
      // The widest interval comes first and is the palest.
      if (series.role) areas[series.palette] = (areas[series.palette] ?? 0) + 0.25;
      const area = { icon: "roundRect", itemStyle: { color, opacity: areas[series.palette], decal: "none" } };
      entries.set(series.name, { name: series.name, ...(series.role ? area : {}) });
    }
    return [...entries.values()];
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
    this.#chart.setOption(this.#dressed(), shape === this.#shape ? { replaceMerge: ["series"] } : { notMerge: true });
    this.#shape = shape;
  }

  // ---- words

  #number(value) {
    if (value == null || Number.isNaN(Number(value))) return "–";
    return new Intl.NumberFormat(this.#language, { maximumSignificantDigits: 5 }).format(value);
  }

  get #xAxis() {
    return list(this.#option?.xAxis)[0] ?? {};
  }

  #place(x) {
    if (this.#xAxis.type !== "time") return typeof x === "number" ? this.#number(x) : String(x);
    const dates = this.#points.every((point) => point.x % 86_400_000 === 0);
    const style = dates ? { dateStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" };
    return new Intl.DateTimeFormat(this.#language, { ...style, timeZone: "UTC" }).format(x);
  }

  /** Every point as {series, index, x, y}, and the places at which the keyboard stops. */
  #index() {
    const axis = this.#xAxis;
    this.#points = list(this.#option?.series).flatMap((series, s) =>
      list(series.data).map((datum, index) => {
        const [x, y, z] = Array.isArray(datum) ? datum : [axis.data?.[index] ?? index, datum];
        return { series: s, index, x: axis.type === "time" ? Date.parse(x) : x, y, z };
      }),
    );
    const series = list(this.#option?.series);
    const seen = new Set();
    const byAxis = this.#byAxis;
    const edited = this.hasAttribute("editable") ? this.#edited : -1;
    this.#stops = this.#points.filter((point) => {
      if (series[point.series].role || point.y == null) return false;
      if (edited >= 0) return point.series === edited;
      return !byAxis || (!seen.has(point.x) && seen.add(point.x));
    });
    if (byAxis && typeof this.#stops[0]?.x === "number") this.#stops.sort((a, b) => a.x - b.x);
    this.#at = Math.min(this.#at, this.#stops.length - 1);
  }

  get #byAxis() {
    return this.#option?.tooltip?.trigger === "axis";
  }

  /** The lines about one place: for each series its value, for each interval its bounds. */
  #lines(x) {
    const series = list(this.#option.series);
    const here = this.#points.filter((point) => point.x === x && point.y != null);
    return here.flatMap((point) => {
      const { name, role, stack } = series[point.series];
      if (role === "band-lo") return [];
      if (role !== "band-width") return [{ point, text: `${name}: ${this.#number(point.y)}` }];
      const low = here.find((other) => series[other.series].role === "band-lo" && series[other.series].stack === stack);
      if (!low) return [];
      return [{ point, text: `${name.trim()}: ${this.#number(low.y)} – ${this.#number(low.y + point.y)}` }];
    });
  }

  #tip(params) {
    // Braces begin a style in ECharts' rich text.
    const safe = (text) => text.replaceAll("{", "❴").replaceAll("}", "❵");
    const first = params[0];
    if (!first) return "";
    if (!this.#byAxis) {
      const point = this.#points.find((one) => one.series === first.seriesIndex && one.index === first.dataIndex);
      return point ? safe(this.#words(point).join("\n")) : "";
    }
    const x = first.axisValue;
    const marker = (point) => params.find((param) => param.seriesIndex === point.series)?.marker ?? "";
    const lines = this.#lines(x).map(({ point, text }) => `${marker(point)}${safe(text)}`);
    return [safe(this.#place(x)), ...lines].join("\n");
  }

  #sentence(point) {
    return this.#words(point).join(", ");
  }

  /** A point in words, in parts. */
  #words(point) {
    if (this.#byAxis) return [this.#place(point.x), ...this.#lines(point.x).map((line) => line.text)];
    const named = (name, text) => (name ? `${name}: ${text}` : text);
    const words = (value) => (typeof value === "number" ? this.#number(value) : String(value));
    const { name, type } = list(this.#option.series)[point.series];
    const place = [named(this.#xAxis.name, this.#place(point.x)), named(list(this.#option.yAxis)[0]?.name, words(point.y))];
    return type === "heatmap" ? [...place, named(name, words(point.z))] : [name, ...place];
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
      this.#edit(stop.index, stop.y + edits * this.#step * (event.shiftKey ? 10 : 1));
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
    else this.#said.textContent = this.#sentence(stop);
  }

  /** Moves the zoom window so that `stop` is in it. */
  #reveal(stop) {
    const zoom = list(this.#chart.getOption().dataZoom)[0];
    if (!zoom) return;
    const x = typeof stop.x === "number" ? stop.x : list(this.#xAxis.data).indexOf(stop.x);
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

  get #bounds() {
    const read = (text, fallback) => (text?.trim() && Number.isFinite(Number(text)) ? Number(text) : fallback);
    return { min: read(this.dataset.min, -Infinity), max: read(this.dataset.max, Infinity), step: read(this.dataset.step, 0) };
  }

  /** One step of the keyboard: as given, or a hundredth of the range. */
  get #step() {
    const { min, max, step } = this.#bounds;
    if (step > 0) return step;
    if (Number.isFinite(max - min)) return (max - min) / 100;
    const values = this.#stops.map((stop) => stop.y);
    return (Math.max(...values) - Math.min(...values)) / 100 || 1;
  }

  #edit(index, wanted) {
    const { min, max, step } = this.#bounds;
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
    const { min, max } = this.#bounds;
    this.setAttribute("aria-orientation", "vertical");
    this.setAttribute("aria-valuenow", stop.y);
    this.setAttribute("aria-valuetext", this.#sentence(stop));
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
    const along = this.#byAxis && !this.hasAttribute("editable");
    const far = ([x, y]) => (along ? Math.abs(x - offsetX) : Math.hypot(x - offsetX, y - offsetY));
    return this.#stops
      .map((stop, at) => ({ stop, at, pixel: this.#chart.convertToPixel({ seriesIndex: stop.series }, [stop.x, stop.y]) }))
      .map((one) => ({ ...one, far: far(one.pixel) }))
      .reduce((best, one) => (one.far < best.far ? one : best), { far: along ? Infinity : reach });
  }

  #choose(stop) {
    if (!stop) return;
    const x = this.#xAxis.type === "time" ? new Date(stop.x).toISOString() : stop.x;
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

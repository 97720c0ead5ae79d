// The points of a chart, and what is said of them.

/** A value as a list: of nothing, of itself, or itself. */
export const list = (value) => (value == null ? [] : Array.isArray(value) ? value : [value]);

/** Whether a chart has lying bars: its values go along the horizontal axis. */
export const lies = (option) => list(option.yAxis)[0]?.type === "category" && list(option.xAxis)[0]?.type === "value";

/** The points of ECharts options, in words of a language. */
export class Points {
  #option;
  #language;
  #all;
  /** The points at which the keyboard stops: those of the series `edited` alone, if there is one. */
  stops;

  /** `language` is a function: the page may change its language. */
  constructor(option, language, edited = -1) {
    this.#option = option;
    this.#language = language;
    const axis = this.axis;
    const series = list(option.series);
    // Every point as {series, index, x, y}.
    this.#all = series.flatMap((one, s) =>
      list(one.data).map((datum, index) => {
        const [a, b, z] = Array.isArray(datum) ? datum : [axis.data?.[index] ?? index, datum];
        const [x, y] = this.lies ? [b, a] : [a, b];
        return { series: s, index, x: axis.type === "time" ? Date.parse(x) : x, y, z };
      }),
    );
    const seen = new Set();
    this.stops = this.#all.filter((point) => {
      if (series[point.series].role || point.y == null) return false;
      if (edited >= 0) return point.series === edited;
      return !this.byAxis || (!seen.has(point.x) && seen.add(point.x));
    });
    if (this.byAxis && typeof this.stops[0]?.x === "number") this.stops.sort((a, b) => a.x - b.x);
  }

  /** A number as the page writes it. */
  number(value) {
    if (value == null || Number.isNaN(Number(value))) return "–";
    return new Intl.NumberFormat(this.#language(), { maximumSignificantDigits: 5 }).format(value);
  }

  /** Whether the chart has lying bars. */
  get lies() {
    return lies(this.#option);
  }

  /** The axis of the places that values belong to. */
  get axis() {
    return list(this.lies ? this.#option.yAxis : this.#option.xAxis)[0] ?? {};
  }

  #place(x) {
    if (this.axis.type !== "time") return typeof x === "number" ? this.number(x) : String(x);
    const dates = this.#all.every((point) => point.x % 86_400_000 === 0);
    const style = dates ? { dateStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" };
    return new Intl.DateTimeFormat(this.#language(), { ...style, timeZone: "UTC" }).format(x);
  }

  /** Whether points at one place belong together. */
  get byAxis() {
    return this.#option.tooltip?.trigger === "axis";
  }

  /** The lines about one place: for each series its value, for each interval its bounds. */
  #lines(x) {
    const series = list(this.#option.series);
    const here = this.#all.filter((point) => point.x === x && point.y != null);
    return here.flatMap((point) => {
      const { name, role, stack } = series[point.series];
      if (role === "band-lo") return [];
      if (role !== "band-width") return [{ point, text: `${name}: ${this.number(point.y)}` }];
      const low = here.find((other) => series[other.series].role === "band-lo" && series[other.series].stack === stack);
      if (!low) return [];
      return [{ point, text: `${name.trim()}: ${this.number(low.y)} – ${this.number(low.y + point.y)}` }];
    });
  }

  /** The tooltip of what ECharts points at. */
  tip(params) {
    // Braces begin a style in ECharts' rich text.
    const safe = (text) => text.replaceAll("{", "❴").replaceAll("}", "❵");
    const first = params[0];
    if (!first) return "";
    if (!this.byAxis) {
      const point = this.#all.find((one) => one.series === first.seriesIndex && one.index === first.dataIndex);
      return point ? safe(this.#words(point).join("\n")) : "";
    }
    const x = first.axisValue;
    const marker = (point) => params.find((param) => param.seriesIndex === point.series)?.marker ?? "";
    const lines = this.#lines(x).map(({ point, text }) => `${marker(point)}${safe(text)}`);
    return [safe(this.#place(x)), ...lines].join("\n");
  }

  /** A point in words. */
  sentence(point) {
    return this.#words(point).join(", ");
  }

  /** A point in words, in parts. */
  #words(point) {
    if (this.byAxis) return [this.#place(point.x), ...this.#lines(point.x).map((line) => line.text)];
    const named = (name, text) => (name ? `${name}: ${text}` : text);
    const words = (value) => (typeof value === "number" ? this.number(value) : String(value));
    const { name, type } = list(this.#option.series)[point.series];
    const place = [named(this.axis.name, this.#place(point.x)), named(list(this.#option.yAxis)[0]?.name, words(point.y))];
    return type === "heatmap" ? [...place, named(name, words(point.z))] : [name, ...place];
  }
}

// The colours of the page on options that have none.

import { lies, list } from "./points.js";

const FALLBACK = ["#2f6bd8", "#d9730d", "#2a9d6f", "#b0439a", "#8a6d1d", "#1793a5", "#c8453b", "#6b5bd2"];

/** A custom property as a colour that the canvas understands, whatever notation it is in. `probe` is an element that nobody sees. */
export function color({ host, probe }, name, fallback, alpha = 1) {
  probe.style.color = fallback;
  if (getComputedStyle(host).getPropertyValue(name).trim()) probe.style.color = `var(${name})`;
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  canvas.fillStyle = getComputedStyle(probe).color;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue, opacity] = canvas.getImageData(0, 0, 1, 1).data;
  return `rgba(${red}, ${green}, ${blue}, ${((opacity / 255) * alpha).toFixed(3)})`;
}

/** The colours and the font of the place where a chart is. */
export function theme(place) {
  const fg = color(place, "--fg", "CanvasText");
  return {
    fg,
    bg: color(place, "--bg", "Canvas"),
    muted: color(place, "--muted", "GrayText"),
    grid: color(place, "--grid", "#8884"),
    faint: color(place, "--chart-1", FALLBACK[0], 0.15),
    palette: FALLBACK.map((fallback, i) => color(place, `--chart-${i + 1}`, fallback)),
    font: getComputedStyle(place.host).fontFamily,
  };
}

/** The options with colours, formatters and motion. `width` is the chart's in pixels: its title is no longer. `number` and `tip`
 *  write numbers and tooltips. */
export function dressed(plain, theme, { editable, width, number, tip }) {
  const option = structuredClone(plain);
  const put = (target, values) => {
    for (const [key, value] of Object.entries(values)) {
      const nested = value && typeof value === "object" && !Array.isArray(value);
      if (nested) put((target[key] ??= {}), value);
      else target[key] = value;
    }
  };
  const line = (color) => ({ lineStyle: { color } });
  put(option, {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches && !editable,
    animationDuration: 200,
    animationDurationUpdate: 120,
    backgroundColor: "transparent",
    color: theme.palette,
    textStyle: { color: theme.fg, fontFamily: theme.font },
  });
  const text = { color: theme.fg, fontSize: 15, fontWeight: 600, width: width - 16, overflow: "truncate" };
  for (const title of list(option.title)) put(title, { textStyle: text });
  for (const axis of [...list(option.xAxis), ...list(option.yAxis)]) {
    put(axis, {
      nameTextStyle: { color: theme.muted },
      axisLabel: { color: theme.muted, hideOverlap: true },
      axisLine: line(theme.grid),
      axisTick: line(theme.grid),
      splitLine: line(theme.grid),
    });
    if (axis.type === "value") axis.axisLabel.formatter = number;
  }
  // A name above an axis begins, or ends, at it: in the middle of it a long one would be cut by the edge.
  for (const axis of list(option.yAxis)) {
    axis.nameTextStyle.align = axis.position === "right" ? "right" : "left";
    axis.nameTruncate = { maxWidth: width - 96 };
  }
  for (const axis of list(lies(option) ? option.yAxis : option.xAxis)) axis.splitLine.show = false;
  for (const zoom of list(option.dataZoom)) {
    if (zoom.type === "inside") {
      put(zoom, { zoomOnMouseWheel: "ctrl", moveOnMouseMove: !editable });
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
    map.formatter = number;
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
    legend.data = legendOf(plain, theme);
  }
  put((option.tooltip ??= {}), {
    backgroundColor: theme.bg,
    borderColor: theme.grid,
    textStyle: { color: theme.fg, fontSize: 13 },
    axisPointer: { lineStyle: { color: theme.muted }, label: { color: theme.bg, backgroundColor: theme.fg } },
    formatter: tip,
  });
  return option;
}

function legendOf(option, theme) {
  const entries = new Map();
  const areas = {};
  for (const series of list(option.series)) {
    if (entries.has(series.name)) continue;
    const color = theme.palette[(series.palette ?? 0) % theme.palette.length];
    // The widest interval comes first and is the palest.
    if (series.role) areas[series.palette] = (areas[series.palette] ?? 0) + 0.25;
    const area = { icon: "roundRect", itemStyle: { color, opacity: areas[series.palette], decal: "none" } };
    entries.set(series.name, { name: series.name, ...(series.role ? area : {}) });
  }
  return [...entries.values()];
}

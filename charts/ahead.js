// Continues the lines of a chart with the zero-shot model, in the browser.
//
// Options with `ahead: {periods, level}` have for each series `series-<i>` a series `ahead-<i>` without numbers, and
// with few lines the areas `ahead-<i>-<level>-lo` and `-width` of its interval (see crates/chart).

import { load } from "./load.js";
import { list } from "./points.js";

const start = (url) => (module) => module.default({ module_or_path: new URL("ahead_bg.wasm", url) });

/** What continues the lines of `option`, as `[{id, data}]`, and what is wrong with the first that cannot be continued. */
export async function ahead(option, url) {
  const { continued } = await load(url, start(url));
  const { periods, level } = option.ahead;
  const time = list(option.xAxis)[0]?.type === "time";
  const ids = new Set(list(option.series).map(({ id }) => id));
  const series = [];
  let problem = "";
  for (const { id, name, data } of list(option.series)) {
    if (!id.startsWith("series-")) continue;
    const points = list(data).filter(([x]) => x != null);
    const places = Float64Array.from(points, ([x]) => (time ? Date.parse(x) : x));
    const values = Float64Array.from(points, ([, y]) => y ?? NaN);
    try {
      const made = continued(name, !time, places, values, periods, level);
      const mean = id.replace("series", "ahead");
      const put = (id, value) => {
        const point = (_, t) => [time ? new Date(made[t]).toISOString() : made[t], value(t)];
        if (ids.has(id)) series.push({ id, data: Array.from({ length: periods }, point) });
      };
      put(mean, (t) => made[periods + t]);
      put(`${mean}-${level}-lo`, (t) => made[2 * periods + t]);
      put(`${mean}-${level}-width`, (t) => made[3 * periods + t] - made[2 * periods + t]);
    } catch (error) {
      problem ||= String(error?.message ?? error);
    }
  }
  return { series, problem };
}

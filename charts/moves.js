// Data that moves while something is dragged.

/** Draws what has moved: once a frame, and without gliding, which would still be under way at the next move. */
export class Moves {
  #chart;
  #data = new Map();
  #frame = 0;

  /** `chart` is a function: there is none before the scripts are loaded. */
  constructor(chart) {
    this.#chart = chart;
  }

  /** Takes `[{id, data}]` for the next frame. */
  take(series) {
    for (const { id, data } of series) this.#data.set(id, data);
    this.#frame ||= requestAnimationFrame(() => this.draw());
  }

  /** Draws now. */
  draw() {
    const series = Array.from(this.#data, ([id, data]) => ({ id, data }));
    this.forget();
    const chart = this.#chart();
    if (!chart || series.length === 0) return;
    chart.setOption({ animation: false, series });
    chart.getZr().flush();
  }

  /** Leaves out what has moved: all is drawn anew, or nothing any more. */
  forget() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#data.clear();
  }
}

// <almanac-dashboard>: brings the results into a dashboard that the server has written.
//
//   <almanac-dashboard data-api="/api/v1/…/tiles/" data-echarts="/assets/echarts.js" data-refresh="60" data-words="{…}">
//     <form class="filters">…</form> <ul class="chips"></ul> <div role="status"></div>
//     <section data-tile="id" data-show="chart"> <h2>…</h2> <div class="content"></div> … </section>
//   </almanac-dashboard>
//
// Each tile asks for its own result when it comes near the window, six at a time. What is shown stays until the next
// result is there. The address says which filters and which chosen values hold, so it can be sent to others.
// Choosing a point of a chart or a cell of a table (click, or Enter) filters all other tiles by it.

const AT_ONCE = 6;

const make = (tag, props = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), props);
  element.append(...children);
  return element;
};

class AlmanacDashboard extends HTMLElement {
  #words;
  #tiles = new Map();
  #waiting = [];
  #running = 0;
  #chosen = [];
  #near;
  #timer = 0;
  #stop;

  connectedCallback() {
    this.#words = JSON.parse(this.dataset.words);
    this.#stop = new AbortController();
    const on = (target, name, handler) => target?.addEventListener(name, handler, { signal: this.#stop.signal });
    this.#readAddress();
    for (const element of this.querySelectorAll("[data-tile]")) {
      this.#tiles.set(element.dataset.tile, { element, id: element.dataset.tile, near: false, asked: "", answer: null });
    }
    const form = this.#form;
    on(form, "submit", (event) => (event.preventDefault(), this.#filtered()));
    on(form, "change", () => this.#filtered());
    on(form, "keydown", (event) => event.key === "Escape" && this.#fold(null));
    on(document, "click", (event) => this.#fold(event.target));
    on(document, "visibilitychange", () => this.#schedule());
    on(document.querySelector("[data-act=refresh]"), "click", () => this.#anew());
    const full = document.querySelector("[data-act=fullscreen]");
    if (full && !document.fullscreenEnabled) full.hidden = true;
    on(full, "click", () => this.requestFullscreen());
    on(this, "click", (event) => this.#clicked(event));
    on(this, "keydown", (event) => this.#key(event));
    on(this, "choose", (event) => this.#choseInChart(event));
    this.#near = new IntersectionObserver((seen) => this.#seen(seen), { rootMargin: "300px" });
    for (const { element } of this.#tiles.values()) this.#near.observe(element);
    const charts = this.querySelector("[data-show=chart]") && document.querySelector("meta[name=almanac-charts]");
    if (charts) import(charts.content);
    this.#chips();
    this.#schedule();
  }

  disconnectedCallback() {
    this.#stop.abort();
    this.#near.disconnect();
    clearTimeout(this.#timer);
    for (const tile of this.#tiles.values()) tile.request?.abort();
  }

  get #form() {
    return this.querySelector("form.filters");
  }

  // ---- what is asked for

  #readAddress() {
    const read = (text) => {
      try {
        const [tile, column, value] = JSON.parse(text);
        return [{ tile, column, value }];
      } catch {
        return [];
      }
    };
    this.#chosen = new URL(location.href).searchParams.getAll("chosen").flatMap(read);
  }

  #writeAddress() {
    const params = new URLSearchParams(this.#form ? new FormData(this.#form) : "");
    for (const { tile, column, value } of this.#chosen) params.append("chosen", JSON.stringify([tile, column, value]));
    history.replaceState(null, "", params.size > 0 ? `?${params}` : location.pathname);
  }

  /** Closes the lists of choices that `target` is not in. */
  #fold(target) {
    for (const list of this.querySelectorAll("details[open]")) {
      if (target && list.contains(target)) continue;
      if (list.contains(document.activeElement)) list.querySelector("summary").focus();
      list.open = false;
    }
  }

  /** The body of a tile's request now. What was chosen in the tile itself does not filter it. */
  #wanted({ id }) {
    const filters = {};
    if (this.#form) {
      for (const [key, value] of new FormData(this.#form)) (filters[key] ??= []).push(value);
    }
    return JSON.stringify({ filters, chosen: this.#chosen.filter(({ tile }) => tile !== id) });
  }

  #filtered() {
    for (const list of this.querySelectorAll("form details")) {
      const number = list.querySelectorAll(":checked").length;
      list.querySelector("[data-count]").textContent = number > 0 ? ` (${number})` : "";
    }
    this.#writeAddress();
    this.#askAll(false);
  }

  // ---- asking

  #seen(entries) {
    for (const entry of entries) {
      const tile = this.#tiles.get(entry.target.dataset.tile);
      tile.near = entry.isIntersecting;
      if (tile.near) this.#ask(tile);
    }
  }

  /** Asks for what is near; the rest asks when it comes near. */
  #askAll(again) {
    for (const tile of this.#tiles.values()) {
      // What is on its way is not begun anew, or a slow result would never come.
      if (again && tile.element.ariaBusy !== "true") tile.asked = "";
      if (tile.near) this.#ask(tile);
    }
    this.#schedule();
  }

  /** Asks for results that are computed now, not for kept ones. */
  #anew() {
    for (const tile of this.#tiles.values()) tile.fresh = true;
    this.#askAll(true);
  }

  #ask(tile) {
    const wanted = this.#wanted(tile);
    if (tile.asked === wanted) return;
    tile.asked = wanted;
    tile.request?.abort();
    tile.request = new AbortController();
    tile.element.ariaBusy = "true";
    this.#waiting = this.#waiting.filter((other) => other.tile !== tile);
    this.#waiting.push({ tile, wanted, signal: tile.request.signal });
    this.#next();
  }

  async #next() {
    if (this.#running >= AT_ONCE || this.#waiting.length === 0) return;
    const { tile, wanted, signal } = this.#waiting.shift();
    this.#running += 1;
    try {
      const headers = { "content-type": "application/json" };
      const body = tile.fresh ? JSON.stringify({ ...JSON.parse(wanted), fresh: true }) : wanted;
      tile.fresh = false;
      const answer = await fetch(this.dataset.api + tile.id, { method: "POST", headers, body, signal });
      const said = await answer.json();
      if (answer.ok) this.#show(tile, said);
      else this.#fail(tile, said);
    } catch (error) {
      if (!signal.aborted) this.#fail(tile, null, error);
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }

  /** The next refresh: only while somebody looks. */
  #schedule() {
    clearTimeout(this.#timer);
    const seconds = Number(this.dataset.refresh);
    if (seconds > 0 && !document.hidden) this.#timer = setTimeout(() => this.#askAll(true), seconds * 1000);
  }

  // ---- showing

  #fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  }

  #fail(tile, problem, error) {
    // Asked again when it comes near again, or now.
    tile.asked = "";
    tile.element.ariaBusy = "false";
    const fields = (problem?.fields ?? []).map((field) => `${field.field}: ${field.message}`);
    const why = problem ? [problem.message, ...fields].join("; ") : this.#words.unreachable;
    const again = make("button", { type: "button", className: "button small", textContent: this.#words.again });
    again.dataset.act = "again";
    const text = make("p", { className: "wrong", textContent: this.#fill(this.#words.refused, { why }) });
    // A result that is there stays, with its age.
    if (tile.answer) tile.element.querySelector(".hint").replaceChildren(text, again);
    else tile.element.querySelector(".content").replaceChildren(text, again);
    if (error) console.warn(error);
  }

  #show(tile, answer) {
    const { element } = tile;
    tile.answer = answer;
    element.ariaBusy = "false";
    const time = new Date(answer.as_of);
    const zone = document.documentElement.dataset.zone || "UTC";
    const day = (date) => new Intl.DateTimeFormat(this.lang, { dateStyle: "short", timeZone: zone }).format(date);
    const clock = new Intl.DateTimeFormat(this.lang, { timeStyle: "short", timeZone: zone }).format(time);
    const written = day(time) === day(new Date()) ? clock : `${day(time)} ${clock}`;
    const age = make("time", { dateTime: answer.as_of, textContent: this.#fill(this.#words.asOf, { time: written }) });
    element.querySelector(".age").replaceChildren(age);
    const notes = [];
    if (answer.unapplied.length > 0) notes.push(this.#fill(this.#words.unapplied, { names: this.#labels(answer.unapplied) }));
    const asChart = element.dataset.show === "chart" && answer.chart && !tile.table;
    if (element.dataset.show === "chart" && !answer.chart && answer.result.rows.length > 0) notes.push(this.#words.undrawable);
    const { rows, total_rows: all } = answer.result;
    if (!asChart && element.dataset.show !== "number" && rows.length < all) {
      notes.push(this.#fill(this.#words.firstRows, { n: this.#number(rows.length), all: this.#number(all) }));
    }
    element.querySelector(".hint").textContent = notes.join(" ");
    const button = element.querySelector("[data-act=switch]");
    if (button) {
      button.disabled = !answer.chart;
      button.ariaPressed = String(Boolean(tile.table));
    }
    const content = element.querySelector(".content");
    if (rows.length === 0) content.replaceChildren(make("p", { className: "muted", textContent: this.#words.noRows }));
    else if (asChart) this.#chart(tile, content);
    else if (element.dataset.show === "number") this.#single(tile, content);
    else this.#table(tile, content);
  }

  /** The labels of filters, by their keys; columns are called as they are. */
  #labels(names) {
    const label = (name) => this.#form?.querySelector(`[name="${CSS.escape(name)}"]`)?.closest("[data-label]")?.dataset.label;
    return [...new Set(names)].map((name) => label(name) ?? name).join(", ");
  }

  #chart(tile, content) {
    let chart = content.querySelector("almanac-chart");
    if (!chart) {
      chart = document.createElement("almanac-chart");
      chart.setAttribute("aria-label", tile.element.querySelector("h2").textContent);
      chart.lang = this.lang;
      chart.dataset.echarts = this.dataset.echarts;
      chart.dataset.ahead = this.dataset.ahead;
      content.replaceChildren(chart);
    }
    chart.setAttribute("option", JSON.stringify(tile.answer.chart));
  }

  #single({ answer: { result } }, content) {
    const at = Math.max(result.columns.findIndex((column) => ["integer", "float"].includes(column.type)), 0);
    const value = make("p", { className: "single", textContent: this.#cell(result.rows[0][at], result.columns[at].type) });
    content.replaceChildren(value, make("p", { className: "muted", textContent: result.columns[at].name }));
  }

  #table(tile, content) {
    const { columns, rows } = tile.answer.result;
    const numeric = columns.map((column) => (["integer", "float"].includes(column.type) ? "number" : ""));
    const decimals = columns.map((_, c) => this.#decimals(rows.map((row) => row[c]).filter((value) => typeof value === "number")));
    const head = columns.map((column, i) => make("th", { scope: "col", className: numeric[i], textContent: column.name }));
    const body = rows.map((row, r) => {
      const cells = row.map((value, c) => {
        const cell = make("td", { className: numeric[c], tabIndex: r + c === 0 ? 0 : -1, textContent: this.#cell(value, columns[c].type, decimals[c]) });
        Object.assign(cell.dataset, { row: r, column: c });
        return cell;
      });
      return make("tr", {}, ...cells);
    });
    const table = make("table", { className: "dense" }, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
    table.setAttribute("role", "grid");
    table.setAttribute("aria-label", tile.element.querySelector("h2").textContent);
    const before = content.querySelector(".scroll");
    const { scrollTop = 0, scrollLeft = 0 } = before ?? {};
    const { row, column } = before?.contains(document.activeElement) ? document.activeElement.dataset : {};
    const scroll = make("div", { className: "scroll" }, table);
    content.replaceChildren(scroll);
    Object.assign(scroll, { scrollTop, scrollLeft });
    // Whoever is in the table stays there when another result comes.
    if (row) this.#enter(table.tBodies[0].rows[Math.min(row, rows.length - 1)].cells[column] ?? table.tBodies[0].rows[0].cells[0]);
  }

  #number(value, decimals) {
    const style = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    return new Intl.NumberFormat(this.lang, decimals == null ? { maximumSignificantDigits: 6 } : style).format(value);
  }

  /** How many decimals suit all values of a column, as in the tables of the server (`format::decimals`). */
  #decimals(values) {
    const isWhole = (value) => Math.abs(value - Math.round(value)) < 1e-6 * Math.max(Math.abs(value), 1);
    const largest = Math.max(0, ...values.map(Math.abs));
    const room = [1, 10, 1000].filter((least) => largest >= least).length;
    const enough = [0, 1, 2, 3].find((n) => values.every((value) => isWhole(value * 10 ** n)));
    return Math.min(4 - room, enough ?? 4);
  }

  #cell(value, type, decimals) {
    if (value === null) return "–";
    if (typeof value === "number") return this.#number(value, decimals);
    if (type === "timestamp") return String(value).replace("T", " ").replace(/(\.\d+)?Z$/, "");
    return String(value);
  }

  // ---- choosing

  #clicked({ target }) {
    const act = target.closest("[data-act]")?.dataset.act;
    const tile = this.#tiles.get(target.closest("[data-tile]")?.dataset.tile);
    if (act === "unchoose") return this.#unchoose(Number(target.closest("[data-index]").dataset.index));
    if (act === "again") return this.#ask(tile);
    if (act === "switch") {
      tile.table = !tile.table;
      return this.#show(tile, tile.answer);
    }
    const cell = target.closest("td[data-row]");
    if (cell) this.#choseCell(tile, cell);
  }

  /** Walks through the cells of a table, and chooses one. */
  #key(event) {
    const cell = event.target.closest("td[data-row]");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = cell.parentElement;
    const next = {
      ArrowLeft: () => cell.previousElementSibling,
      ArrowRight: () => cell.nextElementSibling,
      ArrowUp: () => row.previousElementSibling?.cells[cell.cellIndex],
      ArrowDown: () => row.nextElementSibling?.cells[cell.cellIndex],
      Home: () => row.cells[0],
      End: () => row.cells[row.cells.length - 1],
    }[event.key];
    if (event.key === "Enter" || event.key === " ") this.#choseCell(this.#tiles.get(cell.closest("[data-tile]").dataset.tile), cell);
    else if (!next) return;
    event.preventDefault();
    const to = next?.();
    if (!to) return;
    this.#enter(to);
  }

  /** The one cell of a table that the Tab key leads to. */
  #enter(cell) {
    for (const other of cell.closest("tbody").querySelectorAll("[tabindex='0']")) other.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus();
  }

  #choseCell(tile, { dataset }) {
    const { columns, rows } = tile.answer.result;
    this.#choose({ tile: tile.id, column: columns[dataset.column].name, value: rows[dataset.row][dataset.column] });
  }

  #choseInChart({ target, detail }) {
    const tile = this.#tiles.get(target.closest("[data-tile]")?.dataset.tile);
    // Charts write a missing value as a dash.
    if (tile) this.#choose({ tile: tile.id, column: tile.answer.x, value: detail.x === "–" ? null : detail.x });
  }

  /** Filters the other tiles by a value; choosing it again ends that. */
  #choose(one) {
    const same = (other) => other.tile === one.tile && other.column === one.column;
    const before = this.#chosen.find(same);
    this.#chosen = this.#chosen.filter((other) => !same(other));
    const ends = before && before.value === one.value;
    if (!ends) this.#chosen.push(one);
    this.#changed(ends ? this.#words.unpicked : this.#fill(this.#words.picked, { name: this.#name(one) }));
  }

  #unchoose(index) {
    this.#chosen.splice(index, 1);
    this.#changed(this.#words.unpicked);
    (this.querySelector(".chips button") ?? this.querySelector("[tabindex='0'], a, button"))?.focus();
  }

  #changed(said) {
    this.querySelector("[role=status]").textContent = said;
    this.#chips();
    this.#filtered();
  }

  #name({ column, value }) {
    return `${column}: ${value === null ? this.#words.missing : this.#cell(value).replace(/T00:00:00(\.0+)?Z$/, "")}`;
  }

  #chips() {
    const chips = this.#chosen.map((one, index) => {
      const name = this.#name(one);
      const button = make("button", { type: "button", className: "button small", textContent: `${name} ×` });
      button.ariaLabel = this.#fill(this.#words.unfilter, { name });
      Object.assign(button.dataset, { act: "unchoose", index });
      return make("li", {}, button);
    });
    const list = this.querySelector(".chips");
    list.replaceChildren(...chips);
    list.hidden = chips.length === 0;
  }
}

customElements.define("almanac-dashboard", AlmanacDashboard);

// <almanac-arrangement>: lets the tiles of a dashboard's form be moved and resized.
//
//   <almanac-arrangement data-words="{…}">
//     <div role="status"></div>
//     <div class="board">
//       <section data-name="Sales"> <header data-grip> <button data-handle> … </header> <span data-corner></span>
//         … <input data-place="x"> <input data-place="y"> <input data-place="width"> <input data-place="height"> …
//
// The fields of a tile say where it is (counted from 1), and are what is sent. Dragging the head moves a tile, dragging
// its corner resizes it; arrow keys on its handle move it, with Shift they resize it. What is in the way goes down.

const COLUMNS = 12;
const MOST_ROWS = 1000;
const MOST_HEIGHT = 60;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

class AlmanacArrangement extends HTMLElement {
  #words;
  #tiles;
  #drag = null;
  #stop;

  connectedCallback() {
    this.#words = JSON.parse(this.dataset.words);
    this.#tiles = [...this.querySelectorAll("section")].map((element) => ({ element, ...this.#read(element) }));
    this.#stop = new AbortController();
    const on = (target, name, handler) => target?.addEventListener(name, handler, { signal: this.#stop.signal });
    on(this, "pointerdown", (event) => this.#begin(event));
    on(this, "pointermove", (event) => this.#follow(event));
    on(this, "pointerup", () => this.#end(true));
    on(this, "pointercancel", () => this.#end(false));
    on(this, "keydown", (event) => this.#key(event));
    on(this, "change", (event) => event.target.dataset.place && this.#typed(event.target));
    // Fields of a refused form have what plain.js gave back to them.
    this.#put(this.#places());
    const form = this.closest("form");
    let sent = false;
    on(form, "submit", () => (sent = true));
    on(window, "pageshow", () => (sent = false));
    on(window, "beforeunload", (event) => !sent && this.#isChanged(form) && event.preventDefault());
    this.#search();
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** Whether a field is not as the server wrote it. */
  #isChanged(form) {
    const options = (field) => [...field.options].some((option) => option.selected !== option.defaultSelected);
    const other = (field) => field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue;
    return [...form.elements].some((field) => (field.options ? options(field) : other(field)));
  }

  // ---- places

  #fields(element) {
    return Object.fromEntries([...element.querySelectorAll("[data-place]")].map((field) => [field.dataset.place, field]));
  }

  /** Where a tile is by its fields, counted from 0. */
  #read(element) {
    const { x, y, width, height } = this.#fields(element);
    const number = (field) => Math.round(Number(field.value)) || 1;
    return this.#kept({ x: number(x) - 1, y: number(y) - 1, width: number(width), height: number(height) });
  }

  /** The place that is nearest on the grid. */
  #kept({ x, y, width, height }) {
    const wide = clamp(width, 1, COLUMNS);
    const high = clamp(height, 1, MOST_HEIGHT);
    return { x: clamp(x, 0, COLUMNS - wide), y: clamp(y, 0, MOST_ROWS - high), width: wide, height: high };
  }

  #places() {
    return this.#tiles.map(({ x, y, width, height }) => ({ x, y, width, height }));
  }

  /** The places when one tile has its own: what overlaps goes down, as far as it must. None if there is no room left. */
  #arranged(places, moved, place) {
    const overlap = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
    const found = places.map((one, i) => (i === moved ? place : { ...one }));
    const settled = [moved];
    const order = found.map((_, i) => i).filter((i) => i !== moved).sort((a, b) => found[a].y - found[b].y || found[a].x - found[b].x);
    for (const i of order) {
      let other;
      while ((other = settled.map((at) => found[at]).find((one) => overlap(one, found[i])))) found[i].y = other.y + other.height;
      settled.push(i);
    }
    return found.every((one) => one.y + one.height <= MOST_ROWS) ? found : null;
  }

  /** Shows places, and writes them into the fields. */
  #put(places) {
    places.forEach((place, i) => {
      const { element } = Object.assign(this.#tiles[i], place);
      const { x, y, width, height } = place;
      element.style.setProperty("--at", `${y + 1} / ${x + 1} / span ${height} / span ${width}`);
      element.style.setProperty("--rows", height);
      const fields = this.#fields(element);
      const values = { x: x + 1, y: y + 1, width, height };
      for (const [name, value] of Object.entries(values)) fields[name].value = value;
    });
  }

  #say(i, edge) {
    const { element, x, y, width, height } = this.#tiles[i];
    const values = { name: element.dataset.name, x: x + 1, y: y + 1, width, height };
    const text = edge ? this.#words.edge : this.#words.placed;
    this.querySelector("[role=status]").textContent = text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  }

  /** Moves or resizes a tile, if there is room; says where it is now. */
  #place(i, wanted) {
    const before = this.#places();
    const place = this.#kept(wanted);
    const same = Object.keys(place).every((key) => place[key] === before[i][key]);
    const found = same ? null : this.#arranged(before, i, place);
    if (found) this.#put(found);
    this.#say(i, !found);
  }

  #typed(field) {
    const i = this.#tiles.findIndex(({ element }) => element.contains(field));
    const wanted = this.#read(this.#tiles[i].element);
    this.#place(i, wanted);
    this.#put(this.#places());
  }

  // ---- keyboard

  #key(event) {
    const step = event.target.closest("[data-handle]") && KEYS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const i = this.#tiles.findIndex(({ element }) => element.contains(event.target));
    const { x, y, width, height } = this.#tiles[i];
    const [right, down] = step;
    this.#place(i, event.shiftKey ? { x, y, width: width + right, height: height + down } : { x: x + right, y: y + down, width, height });
    this.#tiles[i].element.scrollIntoView({ block: "nearest" });
  }

  // ---- pointer

  /** The size of a cell with its gap, in pixels. */
  get #cell() {
    const board = this.querySelector(".board");
    const style = getComputedStyle(board);
    const gap = parseFloat(style.columnGap) || 0;
    const row = parseFloat(style.gridAutoRows) || 40;
    return { width: (board.clientWidth + gap) / COLUMNS, height: row + (parseFloat(style.rowGap) || 0) };
  }

  #begin(event) {
    const { target } = event;
    const corner = target.closest("[data-corner]");
    const pressed = target.closest("button") && !target.closest("[data-handle]");
    // On a phone tiles lie below each other, whatever their columns.
    const grid = getComputedStyle(this.querySelector(".board")).display === "grid";
    if (event.button !== 0 || !grid || pressed || !(corner || target.closest("[data-grip]"))) return;
    const at = this.#tiles.findIndex(({ element }) => element.contains(target));
    const { clientX, clientY } = event;
    this.#drag = { at, corner: Boolean(corner), clientX, clientY, cell: this.#cell, before: this.#places(), scroll: scrollY };
    this.#tiles[at].element.classList.add("dragged");
    this.setPointerCapture(event.pointerId);
    if (!target.closest("[data-handle]")) event.preventDefault();
  }

  #follow(event) {
    if (!this.#drag) return;
    const { at, corner, clientX, clientY, cell, before, scroll } = this.#drag;
    const right = Math.round((event.clientX - clientX) / cell.width);
    const down = Math.round((event.clientY - clientY + scrollY - scroll) / cell.height);
    const { x, y, width, height } = before[at];
    const moved = corner ? { x, y, width: clamp(width + right, 1, COLUMNS - x), height: height + down } : { x: x + right, y: y + down, width, height };
    // From how it was at the beginning, so that what made room comes back.
    const found = this.#arranged(before, at, this.#kept(moved));
    this.#tiles[at].element.classList.toggle("refused", !found);
    if (found) this.#put(found);
  }

  #end(kept) {
    if (!this.#drag) return;
    const { at, before } = this.#drag;
    this.#drag = null;
    this.#tiles[at].element.classList.remove("dragged", "refused");
    if (!kept) this.#put(before);
    this.#say(at, false);
  }

  // ---- search of queries

  /** Finds queries without leaving the page, and what is not saved on it. */
  #search() {
    const section = document.querySelector("[data-search]");
    const form = section?.querySelector("form");
    form?.addEventListener(
      "submit",
      async (event) => {
        if (event.submitter?.form !== form) return;
        event.preventDefault();
        const answer = await fetch(`?${new URLSearchParams(new FormData(form))}`);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const found = page.querySelector("[data-found]");
        if (answer.ok && found) section.querySelector("[data-found]").replaceWith(document.adoptNode(found));
      },
      { signal: this.#stop.signal },
    );
  }
}

customElements.define("almanac-arrangement", AlmanacArrangement);

// What the values of an editable chart may be.

export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** The bounds and the step of data-min, data-max and data-step: none, and 0, where they are not there. */
export function bounds({ min, max, step }) {
  const read = (text, fallback) => (text?.trim() && Number.isFinite(Number(text)) ? Number(text) : fallback);
  return { min: read(min, -Infinity), max: read(max, Infinity), step: read(step, 0) };
}

/** One step of the keyboard: as given, or a hundredth of the range, of the points if there are no bounds. */
export function stride({ min, max, step }, points) {
  if (step > 0) return step;
  if (Number.isFinite(max - min)) return (max - min) / 100;
  const values = points.map((point) => point.y);
  return (Math.max(...values) - Math.min(...values)) / 100 || 1;
}

// Prints how long the what-if page takes from a move of a slider to the new totals: {"p95": ms, "count": n}.
// From the environment: ALMANAC_CHROMIUM, ALMANAC_URL (the what-if page), ALMANAC_SESSION (the session's cookie,
// `name=value`), ALMANAC_DRIVER (whose slider is moved).

import { chromium } from '@playwright/test';
import { flags } from '../chromium.mjs';

const MOVES = 300;
const { ALMANAC_CHROMIUM, ALMANAC_URL, ALMANAC_SESSION, ALMANAC_DRIVER } = process.env;

const browser = await chromium.launch({
  executablePath: ALMANAC_CHROMIUM,
  args: flags,
});
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  const [name, value] = ALMANAC_SESSION.split('=');
  await context.addCookies([{ name, value, url: new URL(ALMANAC_URL).origin }]);
  const page = await context.newPage();
  await page.goto(ALMANAC_URL);
  await page.getByText('The model runs in this browser').waitFor();
  const slider = page.getByRole('group', { name: ALMANAC_DRIVER, exact: true }).getByRole('slider').first();
  const times = await slider.evaluate(drag, MOVES);
  times.sort((a, b) => a - b);
  console.log(JSON.stringify({ p95: times[Math.ceil(0.95 * times.length) - 1], count: times.length }));
} finally {
  await browser.close();
}

/** Moves the slider back and forth; the time of each move until the totals have changed. */
async function drag(slider, moves) {
  const totals = document.querySelector('[data-totals]');
  const [low, high] = [Number(slider.min), Number(slider.max)];
  const times = [];
  for (let i = 1; i <= moves; i += 1) {
    // Every move differs from the one before it by more than the totals are rounded to.
    slider.value = String(low + (high - low) * (0.25 + 0.5 * ((i * 7) % 20) / 20));
    const changed = new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`move ${i} changed nothing`)), 5_000);
      const seen = new MutationObserver(() => {
        seen.disconnect();
        clearTimeout(late);
        resolve();
      });
      seen.observe(totals, { subtree: true, childList: true, characterData: true });
    });
    const from = performance.now();
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await changed;
    times.push(performance.now() - from);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return times;
}

// Prints when a dashboard is painted first and when the charts in sight are drawn, in milliseconds from the navigation,
// and how many charts are drawn once all were in sight: {"paint": ms, "sight": ms, "charts": n}.
// From the environment: ALMANAC_CHROMIUM, ALMANAC_URL (the dashboard), ALMANAC_SESSION (the session's cookie,
// `name=value`).

import { chromium } from '@playwright/test';
import { flags } from '../chromium.mjs';

const { ALMANAC_CHROMIUM, ALMANAC_URL, ALMANAC_SESSION } = process.env;

const browser = await chromium.launch({ executablePath: ALMANAC_CHROMIUM, args: flags });
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  const [name, value] = ALMANAC_SESSION.split('=');
  await context.addCookies([{ name, value, url: new URL(ALMANAC_URL).origin }]);
  const page = await context.newPage();
  await page.goto(ALMANAC_URL, { waitUntil: 'commit' });
  const sight = await page.evaluate(inSight);
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
  const tiles = page.locator('[data-tile]');
  const all = await tiles.count();
  for (let i = 0; i < all; i += 1) {
    await tiles.nth(i).scrollIntoViewIfNeeded();
    await tiles.nth(i).locator('almanac-chart canvas').waitFor();
  }
  console.log(JSON.stringify({ paint, sight, charts: await page.locator('[data-tile] almanac-chart canvas').count() }));
} finally {
  await browser.close();
}

/** When each tile in sight has a chart. */
async function inSight() {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const drawn = (tile) => tile.querySelector('almanac-chart')?.shadowRoot?.querySelector('canvas');
  for (;;) {
    const tiles = [...document.querySelectorAll('[data-tile]')].filter((tile) => tile.getBoundingClientRect().top < innerHeight);
    if (tiles.length > 0 && tiles.every(drawn)) return performance.now();
    await frame();
  }
}

// A line chart goes on into the future: the zero-shot model computes it in the browser, in a query and on a dashboard.

import type { Locator } from '@playwright/test';
import { checkAxe, expect, setUp, test } from '../almanac';
import { made, upload } from '../queries';

const DAYS = 70;
const WEEK = [100, 105, 109, 112, 109, 80, 75];
const day = (t: number) => new Date(Date.UTC(2024, 0, 1 + t)).toISOString().slice(0, 10);
const SALES = ['day,sales', ...Array.from({ length: DAYS }, (_, t) => `${day(t)},${WEEK[t % 7]}`)].join('\n');

/** The numbers of a series of a chart, by its id. */
const numbers = (chart: Locator, id: string) => async () =>
  chart.evaluate((element, id) => {
    const { series } = (element as HTMLElement & { option: { series: { id: string; data: [string, number][] }[] } }).option;
    return series.find((one) => one.id === id)?.data ?? [];
  }, id);

test('a line chart goes on into the future', async ({ almanac, page }) => {
  await setUp(page, almanac);
  const project = await made(page, '/projects', { name: 'Shop' });
  const dataset = await upload(page, project, 'sales', SALES);
  await page.goto(`/projects/${project}/queries/sources`);
  await page.getByRole('link', { name: 'sales' }).click();
  await page.getByText('Chart', { exact: true }).click();
  const chart = page.locator('almanac-chart');
  await expect(chart.locator('canvas').first()).toBeVisible();

  await page.getByLabel('Forecast ahead').fill('14');
  await page.getByLabel('Forecast ahead').blur();
  await expect.poll(async () => (await numbers(chart, 'ahead-0')()).length).toBe(14);
  const expected = await numbers(chart, 'ahead-0')();
  expect(expected.map(([at]) => at.slice(0, 10))).toEqual(Array.from({ length: 14 }, (_, t) => day(DAYS + t)));
  expected.forEach(([, value], t) => expect(Math.abs(value - WEEK[(DAYS + t) % 7]!)).toBeLessThan(5));
  expect((await numbers(chart, 'ahead-0-80-width')()).every(([, width]) => width >= 0)).toBe(true);
  await checkAxe(page);

  // Only lines go on.
  await page.getByLabel('Kind').selectOption({ label: 'Bars' });
  await expect(page.getByLabel('Forecast ahead')).toHaveCount(0);
  await expect.poll(async () => (await numbers(chart, 'ahead-0')()).length).toBe(0);

  // A dashboard shows what was saved with the query, and a line that cannot go on says why.
  const query = (name: string, y: string, x: string) => made(page, `/projects/${project}/queries`, {
    name, document: { version: 1, source: { dataset } }, chart: { kind: 'line', x, y: [y], ahead: 7 },
  });
  const [good, odd] = [await query('Sales', 'sales', 'day'), await query('Twice', 'sales', 'sales')];
  const tiles = [good, odd].map((query, i) => ({
    id: `0192f0c1-2345-7000-8000-00000000000${i}`, place: { x: i * 6, y: 0, width: 6, height: 8 },
    content: { kind: 'query', query, show: 'chart' },
  }));
  const board = await made(page, `/projects/${project}/dashboards`, { name: 'Ahead', content: { tiles, filters: [] } });
  await page.goto(`/projects/${project}/dashboards/${board}`);
  const tile = (name: string) => page.getByRole('region', { name, exact: true }).locator('almanac-chart');
  await expect.poll(async () => (await numbers(tile('Sales'), 'ahead-0')()).length).toBe(7);
  await expect(tile('Twice').getByRole('status')).toContainText('sales');
  await checkAxe(page);
});

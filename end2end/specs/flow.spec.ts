// The main job end to end, as a newcomer does it: from the setup link to a what-if forecast. Each page is
// checked with axe in both themes; any console error fails the test.

import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { PASSWORD, checkAxe, expect, test } from '../almanac';

const BIKES = join(import.meta.dirname, '../../fixtures/bike_sharing_hourly.csv');
// Training and backtest of the neural model on two years of hours, on two cores.
const TRAINING_MS = 10 * 60_000;

test('from a CSV to a what-if forecast', async ({ almanac, page }) => {
  test.setTimeout(20 * 60_000);
  page.setDefaultTimeout(20_000);
  await recordWorker(page);
  await test.step('1. set up, sign out, sign in', () => setUp(page, almanac.setupUrl));
  await test.step('2. create a project', () => createProject(page));
  await test.step('3. upload, correct and import', () => importBikes(page));
  await test.step('4. query', () => query(page));
  await test.step('5. chart, export, save', () => chart(page));
  await test.step('6. train', () => train(page));
  await test.step('7. leaderboard', () => leaderboard(page));
  await test.step('8. forecast', () => forecast(page));
  await test.step('9. what-if', () => whatIf(page));
  await test.step('10. goal seek', () => goalSeek(page));
  await test.step('scenarios beside each other', () => compare(page));
  await test.step('the list of each kind, and the sessions', () => lists(page));
});

/** Records what the what-if worker answers, so that its numbers can be compared with the server's. */
async function recordWorker(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const record = window as unknown as { forecasts: number[][] };
    record.forecasts = [];
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener('message', ({ data }) => {
          if (data.type === 'scenario' && data.result) record.forecasts.push([...data.result.forecast]);
        });
      }
    };
  });
}

/** A number as the page writes it in English. */
function number(text: string | null): number {
  const found = /[+−-]?[\d,]*\.?\d+/.exec(text ?? '');
  if (!found) throw new Error(`no number in ${JSON.stringify(text)}`);
  return Number(found[0].replaceAll(',', '').replace('−', '-'));
}

/** Leptos has taken over the page: forms and buttons answer without a full load. */
async function live(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
}

async function setUp(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await live(page);
  await checkAxe(page);
  await page.getByLabel('Organization').fill('Capital Bikes');
  await page.getByLabel('Your name').fill('Ann Lee');
  await page.getByLabel('E-mail address').fill('ann@example.org');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create and sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Projects', level: 1 })).toBeVisible();
  await page.getByRole('button', { name: 'Account: Ann Lee' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await checkAxe(page);
  await page.getByLabel('E-mail address').fill('ann@example.org');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Projects', level: 1 })).toBeVisible();
}

async function createProject(page: Page): Promise<void> {
  await checkAxe(page);
  await page.getByLabel('Name').fill('Bikes');
  await page.getByLabel('What it is about').fill('Rentals by the hour');
  await page.getByRole('button', { name: 'Create project' }).click();
  await expect(page.getByRole('heading', { name: 'Bikes', level: 1 })).toBeVisible();
  await checkAxe(page);
}

async function importBikes(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Upload data' }).click();
  await expect(page.getByRole('heading', { name: 'Upload data' })).toBeVisible();
  await checkAxe(page);
  await page.getByLabel('Choose a file').last().setInputFiles(BIKES);
  await expect(page.getByRole('heading', { name: 'Check how the file is read' })).toBeVisible();
  await expect(page.getByLabel('Type of date_time')).toHaveValue('Timestamp');
  await expect(page.getByLabel('Type of weather')).toHaveValue('Text');
  await checkAxe(page);

  // A correction is seen in the preview; then it is taken back.
  const preview = page.getByRole('region', { name: 'Preview' });
  await page.getByLabel('Type of month').selectOption({ label: 'number' });
  await expect(page.getByLabel('Type of month')).toHaveValue('Float');
  await expect(preview.getByRole('columnheader')).toHaveCount(12);
  await page.getByLabel('Type of month').selectOption({ label: 'whole number' });
  await expect(page.getByLabel('Type of month')).toHaveValue('Integer');

  await page.getByLabel('Name of the data set').fill('Bike rentals');
  await page.getByRole('button', { name: 'Import' }).click();
  await expect(page.getByRole('link', { name: 'Forecast this' })).toBeVisible({ timeout: 60_000 });
  const profile = page.getByRole('region', { name: 'Columns' });
  await expect(profile.getByRole('rowheader')).toHaveCount(12);
  await expect(page.getByText('17,544').first()).toBeVisible();
  await expect(page.getByText('1 hour')).toBeVisible();
  await checkAxe(page);
}

async function query(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Query', exact: true }).click();
  await expect(page.getByText('17,544 rows in')).toBeVisible();
  await page.getByRole('button', { name: 'Add a condition' }).click();
  const filter = page.getByRole('group', { name: 'Filter' });
  await filter.getByLabel('Column').selectOption('temp');
  await filter.getByLabel('Comparison').selectOption({ label: '≥' });
  await filter.getByLabel('Value').fill('20');
  await page.getByRole('button', { name: 'Add a group' }).click();
  const group = page.getByRole('group', { name: 'Group by' });
  await group.getByLabel('Period').selectOption({ label: 'month' });
  await page.getByRole('button', { name: 'Add a number' }).click();
  const compute = page.getByRole('group', { name: 'Compute' });
  await compute.getByLabel('Column').selectOption('users');
  await page.getByRole('button', { name: 'Add an order' }).click();
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(page.getByText(/^2\d rows in/)).toBeVisible();
  const result = page.getByRole('region', { name: 'Result' }).getByRole('row');
  await expect(result.nth(1)).toContainText('2011');
  await checkAxe(page);
}

async function chart(page: Page): Promise<void> {
  await page.getByText('Chart', { exact: true }).click();
  const drawn = page.locator('almanac-chart');
  await expect(drawn.locator('canvas').first()).toBeVisible();
  for (const kind of ['Bars', 'Area', 'Line']) {
    await page.getByLabel('Kind').selectOption({ label: kind });
    await expect(page.getByLabel('Kind').locator('option:checked')).toHaveText(kind);
  }
  await page.getByLabel('Title').fill('Rides on warm hours');
  await page.getByLabel('Title').blur();
  await expect(drawn).toHaveAttribute('aria-label', 'Rides on warm hours');
  await checkAxe(page);

  const picture = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as PNG' }).click();
  expect((await picture).suggestedFilename()).toMatch(/\.png$/);
  const table = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  expect((await table).suggestedFilename()).toBe('query.csv');

  await page.getByLabel('Name of the query').fill('Warm months');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Warm months', level: 1 })).toBeVisible();
  await checkAxe(page);
}

async function train(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Data', exact: true }).click();
  await page.getByRole('link', { name: 'Bike rentals' }).click();
  await page.getByRole('link', { name: 'Forecast this' }).click();
  await expect(page.getByRole('heading', { name: 'Forecast this' })).toBeVisible();
  await page.getByLabel('Name of the model').fill('Rides');
  await page.getByLabel('Time column').selectOption('date_time');
  await page.getByLabel('Target').selectOption('users');
  await page.getByLabel('Horizon').fill('48');
  await page.getByText('More settings', { exact: true }).click();
  await page.getByLabel('Season lengths').fill('24, 168');
  for (const driver of ['holiday', 'workingday', 'weather', 'temp', 'hum', 'windspeed']) {
    await page.getByLabel(`Use of ${driver}`).selectOption('futr');
  }
  await page.getByRole('checkbox', { name: /^SeasonalNaive/ }).check();
  await page.getByRole('checkbox', { name: /^TiDE/ }).check();
  await checkAxe(page);
  await page.getByRole('button', { name: 'Start training' }).click();
  await expect(page.getByRole('progressbar', { name: 'Progress' })).toBeVisible();
  await expect(page.getByText(/epoch \d+ of \d+/)).toBeVisible({ timeout: 120_000 });
  await checkAxe(page);
}

/** A cell of the leaderboard. */
async function score(page: Page, model: string, column: string): Promise<number> {
  const table = page.getByRole('region', { name: 'Comparison on the past' });
  const heads = await table.getByRole('columnheader').allTextContents();
  const row = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: new RegExp(`^${model}`) }) });
  return number(await row.locator('th, td').nth(heads.indexOf(column)).textContent());
}

async function leaderboard(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Comparison on the past' })).toBeVisible({ timeout: TRAINING_MS });
  expect(await score(page, 'TiDE', 'MASE')).toBeLessThan(await score(page, 'SeasonalNaive', 'MASE'));
  expect(await score(page, 'TiDE', 'Skill')).toBeGreaterThan(0);
  const coverage = await score(page, 'TiDE', 'Coverage 80 %');
  expect(coverage).toBeGreaterThanOrEqual(70);
  expect(coverage).toBeLessThanOrEqual(90);
  await checkAxe(page);
}

async function forecast(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Name' }).first().fill('Next two days');
  await page.getByRole('button', { name: 'Make a forecast' }).click();
  await expect(page.getByRole('heading', { name: 'Next two days', level: 1 })).toBeVisible();
  await expect(page.locator('almanac-chart canvas').first()).toBeVisible();
  const rows = page.getByRole('region', { name: 'Forecast by period' }).locator('tbody tr');
  await expect(rows).toHaveCount(48);
  for (const format of ['CSV', 'PARQUET', 'JSON']) {
    const href = await page.getByRole('link', { name: `Export ${format}` }).getAttribute('href');
    expect((await page.request.get(href!)).ok()).toBe(true);
  }
  await checkAxe(page);
}

function driver(page: Page, name: string): Locator {
  return page.getByRole('group', { name, exact: true });
}

function total(page: Page, label: string): Promise<number> {
  return page.locator('.tile').filter({ hasText: label }).locator('dd').textContent().then(number);
}

async function whatIf(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'What if?' }).click();
  await expect(page.getByText('The model runs in this browser')).toBeVisible({ timeout: 60_000 });
  await checkAxe(page);
  const baseline = await total(page, 'Baseline total');

  // Five degrees more in December: more rides.
  await driver(page, 'temp').getByLabel('Shift by', { exact: true }).fill('5');
  await driver(page, 'temp').getByLabel('Shift by', { exact: true }).blur();
  await expect.poll(() => total(page, 'Scenario total')).toBeGreaterThan(baseline);
  await page.getByLabel('Name of the scenario').fill('Five degrees warmer');
  await page.getByRole('button', { name: 'Save scenario' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();

  // Rain instead, and one period of its own.
  await page.getByRole('button', { name: 'Reset temp' }).click();
  await expect.poll(() => total(page, 'Difference')).toBeCloseTo(0, 0);
  await page.getByLabel('Set all periods of weather to').selectOption({ label: 'rain' });
  await expect.poll(() => total(page, 'Scenario total')).toBeLessThan(baseline);
  const rain = await total(page, 'Scenario total');
  await driver(page, 'temp').getByText('Single periods').click();
  const period = driver(page, 'temp').getByRole('spinbutton', { name: /^temp at / }).nth(12);
  await period.fill('30');
  await period.blur();
  await expect.poll(() => total(page, 'Scenario total')).not.toBe(rain);
  await editOnChart(page, driver(page, 'temp'), 20);
  await page.getByText('Difference per period').click();
  await expect(page.getByRole('region', { name: 'Difference per period' }).locator('tbody tr')).toHaveCount(48);
  await page.getByLabel('Name of the scenario').fill('Rain');
  await page.getByRole('button', { name: 'Save as new' }).click();
  await expect(page.getByRole('link', { name: 'Link for members' })).toBeVisible();
  await checkAxe(page);

  await expectSameOnServer(page);

  // The link opens the scenario with its edits and its total.
  const saved = await total(page, 'Scenario total');
  await page.reload();
  await expect(page.getByText('The model runs in this browser')).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => total(page, 'Scenario total')).toBeCloseTo(saved, 0);
  await page.getByRole('button', { name: 'Reset all' }).click();
}

/** A period of a driver moves with the keyboard and with the mouse, and the forecast follows. */
async function editOnChart(page: Page, group: Locator, period: number): Promise<void> {
  const chart = group.locator('almanac-chart');
  const field = group.getByRole('spinbutton', { name: / at / }).nth(period);
  const changes = async (act: () => Promise<void>) => {
    const [value, sum] = [await field.inputValue(), await total(page, 'Scenario total')];
    await act();
    await expect(field).not.toHaveValue(value);
    await expect.poll(() => total(page, 'Scenario total')).not.toBe(sum);
  };
  await expect(chart.locator('canvas').first()).toBeVisible();
  await changes(async () => {
    await chart.focus();
    await page.keyboard.press('Home');
    for (let i = 0; i < period; i += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowUp');
  });
  await changes(async () => {
    await chart.scrollIntoViewIfNeeded();
    const box = (await chart.boundingBox())!;
    const [x, y] = await chart.evaluate(pixel, period);
    await page.mouse.move(box.x + x, box.y + y);
    await page.mouse.down();
    await page.mouse.move(box.x + x, box.y + y + 12, { steps: 6 });
    await page.mouse.up();
  });
}

/** Where ECharts drew a point of the first series, from the corner of the chart. */
async function pixel(chart: Element, index: number): Promise<number[]> {
  const { getInstanceByDom } = await import((chart as HTMLElement).dataset.echarts!);
  const drawn = getInstanceByDom(chart.shadowRoot!.querySelector('#canvas')!);
  return drawn.convertToPixel({ seriesIndex: 0 }, drawn.getOption().series[0].data[index]);
}

type ScenarioOnServer = { mean: number[]; bands: { level: number; lo: number[]; hi: number[] }[] };

/** The scenario that is open: the worker's newest numbers are the server's to 1e-4. */
async function expectSameOnServer(page: Page): Promise<void> {
  const link = new URL((await page.getByRole('link', { name: 'Link for members' }).getAttribute('href'))!, page.url());
  const project = /\/projects\/([^/]+)\//.exec(link.pathname)![1];
  const answer = await page.request.get(`/api/v1/projects/${project}/scenarios/${link.searchParams.get('scenario')}`);
  const { mean, bands } = (await answer.json()) as ScenarioOnServer;
  const server = [mean, ...bands.toSorted((a, b) => a.level - b.level).flatMap(({ lo, hi }) => [lo, hi])].flat();
  const browser = await page.evaluate(() => (window as unknown as { forecasts: number[][] }).forecasts.at(-1)!);
  expect(browser).toHaveLength(48 * 5);
  expect(server).toHaveLength(48 * 5);
  const apart = browser.map((value, i) => Math.abs(value - server[i]) / Math.max(1, Math.abs(server[i])));
  expect(Math.max(...apart)).toBeLessThan(1e-4);
}

async function goalSeek(page: Page): Promise<void> {
  const baseline = await total(page, 'Baseline total');
  const goal = page.getByRole('region', { name: 'Goal seek' });
  await goal.getByLabel('Driver').selectOption('temp');
  await goal.getByLabel('Goal for the total').fill(String(Math.round(baseline * 1.03)));
  await goal.getByRole('button', { name: 'Find' }).click();
  await expect(goal.getByText(/^Shifting temp by/)).toBeVisible();
  await goal.getByRole('button', { name: 'Use this shift' }).click();
  await expect.poll(() => total(page, 'Scenario total')).toBeCloseTo(baseline * 1.03, -2);
  await goal.getByLabel('Goal for the total').fill(String(Math.round(baseline * 100)));
  await goal.getByRole('button', { name: 'Find' }).click();
  await expect(goal.getByText(/^No shift of temp/)).toBeVisible();
}

async function compare(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages of the project' }).getByRole('link', { name: 'Scenarios' }).click();
  await page.getByLabel('Choose Five degrees warmer').check();
  await page.getByLabel('Choose Rain').check();
  await checkAxe(page);
  await page.getByRole('button', { name: 'Compare' }).click();
  await expect(page.getByRole('heading', { name: 'Scenarios compared' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Rain' })).toBeVisible();
  await expect(page.locator('almanac-chart canvas').first()).toBeVisible();
  await checkAxe(page);
}

async function lists(page: Page): Promise<void> {
  const side = page.getByRole('navigation', { name: 'Pages of the project' });
  for (const area of ['Data', 'Queries', 'Models', 'Forecasts']) {
    await side.getByRole('link', { name: area, exact: true }).click();
    await expect(page.getByRole('heading', { name: area, level: 1 })).toBeVisible();
    await checkAxe(page);
  }
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search and commands' }).fill('warm months');
  await expect(page.getByRole('option', { name: /Warm months/ })).toBeVisible();
  await checkAxe(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Warm months', level: 1 })).toBeVisible();
  const query = page.url();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search and commands' }).fill('sessions');
  await page.keyboard.press('Enter');
  await expect(page.getByText('this session')).toBeVisible();
  await checkAxe(page);
  await page.goBack();
  await expect(page).toHaveURL(query);
  await expect(page.getByRole('heading', { name: 'Warm months', level: 1 })).toBeVisible();
}

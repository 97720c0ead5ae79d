// Dashboards: tiles bring their results by themselves, filters stand in the address, a chosen value filters the others,
// tiles are moved by keyboard and pointer.

import type { Locator, Page } from '@playwright/test';
import { checkAxe, expect, setUp, test } from '../almanac';
import { upload } from '../queries';

const ORDERS = [
  'id,city,price,day',
  '1,Rome,10,2024-01-01', '2,Rome,20,2024-01-20', '3,Oslo,5,2024-02-03', '4,Oslo,40,2024-02-10', '5,Bern,7.5,2024-02-12',
].join('\n');

interface Place { project: string; board: string }

const TILES = [1, 2, 3].map((n) => `0192f0c1-2345-7000-8000-00000000000${n}`);

/** A dashboard with the orders as a table, a chart by month, and their number. */
async function make(page: Page): Promise<Place> {
  const post = async (path: string, data: unknown) => {
    const answer = await page.request.post(`/api/v1/projects${path}`, { data });
    expect(answer.status(), await answer.text()).toBe(201);
    return answer.json();
  };
  const project = (await post('', { name: 'Shop' })).id;
  await upload(page, project, 'orders', ORDERS);
  const { items } = await (await page.request.get(`/api/v1/projects/${project}/datasets`)).json();
  const source = { dataset: items[0].id };
  const n = [{ fn: 'count', alias: 'n' }];
  const save = async (name: string, document: object) =>
    (await post(`/${project}/queries`, { name, document: { version: 1, source, ...document } })).id;
  const queries = [
    await save('Orders', {}),
    await save('By month', { group_by: [{ column: 'day', bucket: { unit: 'month' }, alias: 'month' }], aggregates: n, sort: [{ by: 'month' }] }),
    await save('How many', { aggregates: n }),
  ];
  const shows = ['table', 'chart', 'number'];
  const tiles = queries.map((query, i) => ({
    id: TILES[i], place: { x: i * 4, y: 0, width: 4, height: 8 }, content: { kind: 'query', query, show: shows[i] },
  }));
  const filters = [{ key: 'city', label: 'City', column: 'city', kind: 'choice', choices: ['Bern', 'Oslo', 'Rome'] }];
  const board = (await post(`/${project}/dashboards`, { name: 'Orders', content: { tiles, filters } })).id;
  return { project, board };
}

const tile = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });
const rows = (page: Page): Locator => tile(page, 'Orders').locator('tbody tr');

test('a dashboard shows, filters and is sent to others', async ({ almanac, page }) => {
  await setUp(page, almanac);
  const { project, board } = await make(page);
  await page.goto(`/projects/${project}/dashboards`);
  await checkAxe(page);
  await page.getByRole('main').getByRole('link', { name: 'Orders' }).click();

  await expect(rows(page)).toHaveCount(5);
  await expect(tile(page, 'How many').locator('.single')).toHaveText('5');
  await expect(tile(page, 'By month').getByText(/^as of /)).toBeVisible();
  await checkAxe(page);

  // A shared filter stands in the address.
  await page.getByText('City', { exact: true }).first().click();
  await page.getByLabel('Rome').check();
  await expect(rows(page)).toHaveCount(2);
  await expect.poll(() => tile(page, 'How many').locator('.single').textContent()).toBe('2');
  await expect(page).toHaveURL(/city=Rome/);
  await page.reload();
  await expect(rows(page)).toHaveCount(2);
  await page.goto(`/projects/${project}/dashboards/${board}`);
  await expect(rows(page)).toHaveCount(5);

  // A cell is chosen by the keyboard; the tile itself stays as it is.
  const first = rows(page).first().locator('td').first();
  await first.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect.poll(() => tile(page, 'How many').locator('.single').textContent()).toBe('2');
  await expect(rows(page)).toHaveCount(5);
  await page.getByRole('button', { name: 'Remove the filter city: Rome' }).click();
  await expect.poll(() => tile(page, 'How many').locator('.single').textContent()).toBe('5');

  // A point of a chart is a whole month to those who count days. The chart of one city had one month only.
  await expect(tile(page, 'By month')).toHaveAttribute('aria-busy', 'false');
  await expect(tile(page, 'By month').locator('almanac-chart canvas')).toBeVisible();
  await tile(page, 'By month').locator('almanac-chart').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(3);
  await expect(page.getByRole('button', { name: /Remove the filter month: 2024-02-01/ })).toBeVisible();
  await tile(page, 'By month').getByRole('button', { name: 'Table' }).click();
  await expect(tile(page, 'By month').locator('tbody tr')).toHaveCount(2);
});

test('a dashboard is arranged by keyboard and pointer', async ({ almanac, page }) => {
  await setUp(page, almanac);
  const { project, board } = await make(page);
  const stored = async () =>
    (await (await page.request.get(`/api/v1/projects/${project}/dashboards/${board}`)).json()).content.tiles
      .map((one: { place: object }) => one.place);
  await page.goto(`/projects/${project}/dashboards/${board}/edit`);
  await checkAxe(page);

  // What is in the way goes down.
  await page.getByRole('button', { name: 'Move “Orders”' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText('Orders: column 2, row 1, 4 wide, 8 high')).toBeAttached();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(page.getByText('Orders: column 2, row 1, 3 wide, 8 high')).toBeAttached();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByText('Orders is at the edge.')).toBeAttached();
  await page.getByRole('main').getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${board}$`));
  await expect.poll(stored).toContainEqual({ x: 1, y: 0, width: 3, height: 8 });

  await page.goto(`/projects/${project}/dashboards/${board}/edit`);
  const head = page.locator('section[data-name="How many"] header');
  const from = (await head.boundingBox())!;
  await page.mouse.move(from.x + from.width / 2, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2, from.y + 10 + 52 * 10, { steps: 5 });
  await page.mouse.up();
  await expect(page.getByText('How many: column 9, row 11, 4 wide, 8 high')).toBeAttached();

  // Search does not leave the page.
  await page.getByLabel('Find a saved query').fill('month');
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await expect(page.getByRole('button', { name: /^Add “How many”/ })).toBeHidden();
  await page.getByRole('button', { name: 'Add “By month”' }).click();
  await expect.poll(async () => (await stored()).length).toBe(4);
});

// A long result is scrolled through to its end, and its cells lead to the next question.

import { checkAxe, expect, setUp, test } from '../almanac';
import { cells, upload } from '../queries';

const ROWS = 2_500;
const CITIES = ['Berlin', 'Oslo', 'Rome'];
const TABLE = ['n,city', ...Array.from({ length: ROWS }, (_, n) => `${n},${CITIES[n % 3]}`)].join('\n');

test('a long result is scrolled through, and a cell leads to the rows behind it', async ({ almanac, page }) => {
  await setUp(page, almanac);
  const project = (await (await page.request.post('/api/v1/projects', { data: { name: 'Rows' } })).json()).id;
  await upload(page, project, 'numbers', TABLE);
  await page.goto(`/projects/${project}/queries/sources`);
  await page.getByRole('link', { name: 'numbers' }).click();
  await expect(page.getByText(/^2,500 rows in/)).toBeVisible();

  const table = page.getByRole('grid', { name: 'Result' });
  await expect.poll(() => table.locator('tbody tr').count()).toBeLessThan(40);
  await expect(table).toHaveAttribute('aria-rowcount', String(ROWS + 1));
  const box = page.locator('.scroll.rows');
  const heads = () => table.getByRole('columnheader').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
  const widths = await heads();
  await box.evaluate((element) => { element.scrollTop = element.scrollHeight; });
  await expect.poll(async () => (await cells(page)).at(-1)).toEqual(['2,499', 'Berlin']);
  await box.evaluate((element) => { element.scrollTop = element.scrollHeight / 2; });
  await expect.poll(async () => Number((await cells(page))[0]?.[0]?.replace(',', ''))).toBeGreaterThan(1_000);
  expect(await heads()).toEqual(widths);
  await checkAxe(page);

  await table.press('Control+End');
  await expect(table.locator('[aria-selected="true"]')).toHaveText('2,499');
  await table.press('ArrowUp');
  await table.press('End');
  await expect(table.locator('[aria-selected="true"]')).toHaveText('Rome');
  await table.press('Enter');
  await page.getByRole('button', { name: 'Only Rome' }).press('Enter');
  await expect(page.getByText(/^833 rows in/)).toBeVisible();
  await page.getByRole('button', { name: 'Back to the question before' }).click();
  await expect(page.getByText(/^2,500 rows in/)).toBeVisible();

  await page.getByRole('button', { name: 'Add a group' }).click();
  await page.getByRole('group', { name: 'Group by' }).getByLabel('Column').selectOption('city');
  await page.getByRole('button', { name: 'Add a number' }).click();
  await expect(page.getByText(/^3 rows in/)).toBeVisible();
  await table.getByRole('gridcell', { name: 'Oslo' }).click();
  await checkAxe(page);
  await page.getByRole('button', { name: 'Show the rows behind it' }).click();
  await expect(page.getByText(/^833 rows in/)).toBeVisible();
  await page.getByRole('button', { name: 'Back to the question before' }).click();
  await expect(page.getByText(/^3 rows in/)).toBeVisible();
  await page.goto(`/projects/${project}/queries`);
});

// The query builder: joins, new columns, nested conditions, groups that are kept, windows, and a query on a query.

import type { Locator, Page } from '@playwright/test';
import { checkAxe, expect, setUp, test } from '../almanac';
import { cells, upload } from '../queries';

const ORDERS = [
  'id,customer_id,price,day',
  '1,1,10,2024-01-01', '2,1,20,2024-01-02', '3,2,5,2024-01-03', '4,2,40,2024-02-01', '5,9,7.5,2024-02-02',
].join('\n');
const CUSTOMERS = ['id,name', '1,Ada', '2,Bo', '3,Cy'].join('\n');

async function run(page: Page, rows: number): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByText(new RegExp(`^${rows} rows in`))).toBeVisible();
}

test('a question over two tables is built without SQL', async ({ almanac, page }) => {
  await setUp(page, almanac);
  const project = (await (await page.request.post('/api/v1/projects', { data: { name: 'Shop' } })).json()).id;
  await upload(page, project, 'orders', ORDERS);
  await upload(page, project, 'customers', CUSTOMERS);

  await page.goto(`/projects/${project}/queries/sources`);
  await checkAxe(page);
  await page.getByRole('link', { name: 'orders' }).click();
  await expect(page.getByText('5 rows in')).toBeVisible();

  // The columns that belong together are found by their names.
  const data = page.getByRole('group', { name: 'Data', exact: true });
  await data.getByText('Join another table').click();
  await data.getByLabel('Find data').fill('CUST');
  await expect(data.getByRole('button', { name: 'orders', exact: true })).toBeHidden();
  await data.getByRole('button', { name: 'customers', exact: true }).click();
  await expect(data.getByLabel('Column before')).toHaveValue('customer_id');
  await expect(data.getByLabel('Column of this table')).toHaveValue('id');
  await run(page, 5);

  await page.getByRole('button', { name: 'Compute a column' }).click();
  const columns = page.getByRole('group', { name: 'New columns' });
  await columns.getByLabel('Called').fill('gross');
  await columns.getByLabel('Called').blur();
  await columns.getByLabel('Expression').fill('[prise] * 1.5');
  await expect(columns.getByText('at character 1: there is no column `prise`')).toBeVisible();
  await columns.getByLabel('Expression').fill('[price] * 1.5');
  await expect(columns.getByText('at character')).toBeHidden();

  await conditions(page.getByRole('group', { name: 'Filter', exact: true }));
  await page.getByRole('button', { name: 'Add a group' }).click();
  await page.getByRole('group', { name: 'Group by' }).getByLabel('Column').selectOption('customers.name');
  await page.getByRole('button', { name: 'Add a number' }).click();
  const compute = page.getByRole('group', { name: 'Compute', exact: true });
  await compute.getByLabel('Column').selectOption('gross');
  await page.getByRole('button', { name: 'Add an order' }).click();
  await run(page, 3);
  await expect.poll(() => cells(page)).toEqual([['Ada', '45.00'], ['Bo', '60.00'], ['11.25']].map((row) => expect.arrayContaining(row)));

  const keep = page.getByRole('group', { name: 'Keep groups when' });
  await keep.getByRole('button', { name: 'Add a condition' }).click();
  await keep.getByLabel('Column').selectOption('sum_gross');
  await keep.getByLabel('Comparison').selectOption({ label: '>' });
  await keep.getByLabel('Value').fill('20');
  await page.getByRole('button', { name: 'Add a calculation' }).click();
  const over = page.getByRole('group', { name: 'Over the rows of the result' });
  await over.getByLabel('Function').selectOption({ label: 'share of the sum' });
  await run(page, 2);
  const shares = async () => (await cells(page)).map((row) => Number(row[2]).toFixed(3));
  await expect.poll(shares).toEqual([(45 / 105).toFixed(3), (60 / 105).toFixed(3)]);

  // The result follows what is written, and what has no answer yet takes nothing away.
  await keep.getByLabel('Value').fill('50');
  await expect(page.getByText(/^1 rows? in/)).toBeVisible();
  await keep.getByLabel('Value').fill('many');
  await expect(page.getByText('must be a number')).toBeVisible();
  expect(await cells(page)).toHaveLength(1);
  await keep.getByLabel('Value').fill('20');
  await expect(page.getByText(/^2 rows in/)).toBeVisible();
  await page.getByText('SQL as it runs').click();
  const sql = page.getByRole('region', { name: 'SQL as it runs' });
  await expect(sql).toContainText(/left join/i);
  await expect(sql).toContainText('"price" * 1.5');
  await checkAxe(page);

  await page.getByLabel('Name of the query').fill('Spent');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Spent', level: 1 })).toBeVisible();
  await page.reload();
  await expect(page.getByText('2 rows in')).toBeVisible();

  // The result is a source of another query.
  await page.goto(`/projects/${project}/queries/sources`);
  await page.getByRole('link', { name: 'Spent' }).click();
  await expect(page.getByText('2 rows in')).toBeVisible();
  await page.goto(`/projects/${project}/queries`);
});

/** A price of 5 at least in a group of its own, and not the third row; by keyboard, into the group and out again. */
async function conditions(filter: Locator): Promise<void> {
  await filter.getByRole('button', { name: 'Nest conditions' }).press('Enter');
  const inner = filter.getByRole('group', { name: 'Conditions that belong together' }).nth(1);
  await inner.getByLabel('Column').selectOption('price');
  await inner.getByLabel('Comparison').selectOption({ label: '≥' });
  await inner.getByLabel('Value').fill('5');
  await filter.getByRole('button', { name: 'Add a condition' }).last().press('Enter');
  await filter.getByLabel('Column').last().selectOption('id');
  await filter.getByLabel('Comparison').last().selectOption({ label: 'is not' });
  await filter.getByLabel('Value').last().fill('3');
  await filter.getByRole('button', { name: 'Move up' }).last().press('Enter');
  await expect(inner.getByLabel('Column')).toHaveCount(2);
  await inner.getByLabel('Rows count when').selectOption({ label: 'all conditions hold' });
  await filter.getByRole('button', { name: 'Move down' }).last().press('Enter');
  await expect(inner.getByLabel('Column')).toHaveCount(1);
}

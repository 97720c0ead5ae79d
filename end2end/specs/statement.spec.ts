// SQL as what a query reads, values that are asked for, and rows that are appended.

import type { Page } from '@playwright/test';
import { checkAxe, expect, setUp, test } from '../almanac';
import { cells, upload } from '../queries';

const ORDERS = ['id,customer_id,price', '1,1,10', '2,1,20', '3,2,5', '4,2,40', '5,9,7.5'].join('\n');

async function shop(page: Page): Promise<string> {
  const project = (await (await page.request.post('/api/v1/projects', { data: { name: 'Shop' } })).json()).id;
  await upload(page, project, 'orders', ORDERS);
  return project;
}

test('SQL is written with completion, and the builder goes on with its result', async ({ almanac, page }) => {
  await setUp(page, almanac);
  const project = await shop(page);
  await page.goto(`/projects/${project}/queries/sources`);
  await page.getByRole('link', { name: 'SQL', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'New query by SQL', level: 1 })).toBeVisible();

  const sql = page.getByRole('combobox', { name: 'SQL' });
  await sql.fill('select * from nowhere');
  await expect(page.getByText('there is no data set called `nowhere`')).toBeVisible();
  await sql.fill('');
  await sql.pressSequentially('select customer_id, sum(pri');
  await expect(page.getByRole('option', { name: 'price' })).toBeVisible();
  await checkAxe(page);
  await sql.press('Tab');
  await expect(sql).toHaveValue('select customer_id, sum(price');
  await sql.pressSequentially(') as spent from ord');
  await sql.press('Tab');
  await sql.pressSequentially(' group by 1 order by 1');
  await expect(page.getByText(/^3 rows in/)).toBeVisible();
  await expect.poll(async () => (await cells(page)).map((row) => row.map(Number))).toEqual([[1, 30], [2, 45], [9, 7.5]]);

  await page.getByRole('button', { name: 'Add a condition' }).click();
  const filter = page.getByRole('group', { name: 'Filter', exact: true });
  await filter.getByLabel('Column').selectOption('spent');
  await filter.getByLabel('Comparison').selectOption({ label: '>' });
  await filter.getByLabel('Value').fill('20');
  await expect(page.getByText(/^2 rows in/)).toBeVisible();

  await page.getByLabel('Name of the query').fill('Spent');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Spent', level: 1 })).toBeVisible();
  await page.reload();
  await expect(page.getByText(/^2 rows in/)).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'SQL' })).toHaveValue(/group by 1 order by 1$/);

  // What it was stays, and so do its runs.
  await page.getByLabel('Name of the query').fill('Spent much');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.getByRole('link', { name: 'History' }).click();
  await expect(page.getByRole('heading', { name: 'Spent much: History', level: 1 })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Versions' }).locator('tbody tr')).toHaveCount(2);
  await expect(page.getByRole('region', { name: 'Runs' }).locator('tbody tr').first()).toContainText('Ada');
  await checkAxe(page);
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await expect(page.getByRole('heading', { name: 'Spent', level: 1 })).toBeVisible();
  await expect(page.getByText(/^2 rows in/)).toBeVisible();
});

test('a query asks for a value, appends rows, and is gone on with in SQL', async ({ almanac, page }) => {
  await setUp(page, almanac);
  const project = await shop(page);
  await page.goto(`/projects/${project}/queries/sources`);
  await page.getByRole('link', { name: 'orders' }).click();
  await expect(page.getByText(/^5 rows in/)).toBeVisible();

  const asked = page.getByRole('group', { name: 'Asked for when it runs' });
  await asked.getByRole('button', { name: 'Ask for a value' }).click();
  await asked.getByLabel('Called').fill('at least');
  await asked.getByLabel('Called').blur();
  await asked.getByLabel('Kind').selectOption({ label: 'number' });
  await asked.getByLabel('If nothing is given').fill('10');
  const filter = page.getByRole('group', { name: 'Filter', exact: true });
  await filter.getByRole('button', { name: 'Add a condition' }).click();
  await filter.getByLabel('Column').selectOption('price');
  await filter.getByLabel('Comparison').selectOption({ label: '≥' });
  await filter.getByLabel('Compared with').selectOption('at least');
  await expect(page.getByText(/^3 rows in/)).toBeVisible();
  await asked.getByLabel('In this run').fill('20');
  await expect(page.getByText(/^2 rows in/)).toBeVisible();

  const append = page.getByRole('group', { name: 'Append' });
  await append.getByText('Append the rows of …').click();
  await append.getByRole('button', { name: 'orders' }).click();
  await expect(page.getByText(/^7 rows in/)).toBeVisible();
  await append.getByLabel('Keep rows that are there already').uncheck();
  await expect(page.getByText(/^5 rows in/)).toBeVisible();

  // The head of the table sorts, one way and the other.
  const result = page.getByRole('region', { name: 'Result' });
  await result.getByRole('button', { name: 'price' }).click();
  await expect.poll(async () => (await cells(page))[0]?.[0]).toBe('3');
  await result.getByRole('button', { name: 'price' }).click();
  await expect.poll(async () => (await cells(page))[0]?.[0]).toBe('4');
  await page.getByText('Numbers of the columns').click();
  const numbers = page.getByRole('region', { name: 'Numbers of the columns' });
  await expect(numbers.getByRole('row', { name: /price/ })).toContainText('16.5');
  await checkAxe(page);

  const table = page.waitForEvent('download');
  await page.getByLabel('Format of the export').selectOption('xlsx');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  expect((await table).suggestedFilename()).toBe('query.xlsx');

  await page.getByRole('button', { name: 'Go on in SQL' }).click();
  await expect(page.getByRole('combobox', { name: 'SQL' })).toHaveValue(/UNION/);
  await expect(page.getByText(/^5 rows in/)).toBeVisible();
  await page.goto(`/projects/${project}/queries`);
});

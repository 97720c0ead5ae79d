// The quality of a data set: a rule, a check of it with the rows that break it, its schedule, and its gaps.

import { checkAxe, expect, setUp, test } from '../almanac';
import { made, upload } from '../queries';

const ORDERS = ['id,city,price', '1,Rome,10', '2,Oslo,', '3,,7.5'].join('\n');

test('a rule is made, checked and changed, and what breaks it is shown', async ({ almanac, page }) => {
  await setUp(page, almanac);
  const project = await made(page, '/projects', { name: 'Shop' });
  const dataset = await upload(page, project, 'orders', ORDERS);
  const quality = `/projects/${project}/datasets/${dataset}/quality`;
  await page.goto(quality);
  await expect(page.getByRole('heading', { name: 'orders: quality', level: 1 })).toBeVisible();
  await expect(page.getByText('No rules yet')).toBeVisible();
  await page.getByRole('link', { name: 'New rule' }).click();
  await expect(page.getByText('What should hold?')).toBeVisible();
  await checkAxe(page);
  await page.getByRole('link', { name: 'Has a value' }).click();
  await page.getByLabel('Column', { exact: true }).selectOption('city');
  await checkAxe(page);
  await page.getByRole('button', { name: 'Save', exact: true }).click();

  const rules = page.getByRole('region', { name: 'Rules', exact: true });
  const rule = rules.getByRole('row', { name: /city has a value/ });
  await expect(rule).toContainText('not checked yet');
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(rule).toContainText('1 of 3');
  await expect(rule).toContainText('broken');
  await expect(page.getByRole('region', { name: 'Missing values' }).getByRole('row', { name: /price/ })).toBeVisible();
  await checkAxe(page);

  await page.getByRole('region', { name: 'Checks', exact: true }).getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: /^Check of /, level: 1 })).toBeVisible();
  await expect(page.getByRole('region', { name: /^Some of the rows/ }).locator('tbody tr')).toHaveCount(1);
  await checkAxe(page);
  await page.goto(quality);
  await page.getByRole('link', { name: 'Rows that break it: city has a value' }).click();
  await expect(page.getByRole('heading', { name: 'Rows that break a rule', level: 1 })).toBeVisible();
  await expect(page.getByRole('region', { name: 'city has a value' }).locator('tbody tr')).toHaveCount(1);
  await checkAxe(page);

  await page.goto(quality);
  await page.getByRole('link', { name: 'Change: city has a value' }).click();
  await expect(page.getByRole('heading', { name: 'Change a rule', level: 1 })).toBeVisible();
  await page.getByLabel('When it is broken').selectOption('warning');
  await checkAxe(page);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(rule).toContainText('warning');
  await page.getByLabel('Check every … hours').fill('168');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();

  await page.getByRole('link', { name: 'Fill missing values' }).click();
  await expect(page.getByRole('heading', { name: 'Missing values', level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'Straight line' }).click();
  await expect(page.getByRole('button', { name: 'Make the data set' })).toBeVisible();
  await checkAxe(page);
});

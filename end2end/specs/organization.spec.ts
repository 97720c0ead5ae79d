// The organization: its people, its settings, its audit log, and what a person did themself.

import { checkAxe, expect, setUp, test } from '../almanac';

test('an administrator renames the organization and finds it in the audit log', async ({ almanac, page }) => {
  await setUp(page, almanac);

  await page.getByRole('button', { name: /Ada/ }).click();
  await page.getByRole('link', { name: 'Organization' }).click();
  await expect(page.getByRole('heading', { name: 'Members', level: 1 })).toBeVisible();
  await expect(page.getByRole('row', { name: /Ada.*ada@example\.com/ })).toContainText('Administrator');
  await page.getByRole('searchbox').fill('nobody');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page.getByText('Nobody matches.')).toBeVisible();
  await checkAxe(page);

  const side = page.getByRole('navigation', { name: 'Organization' });
  await side.getByRole('link', { name: 'Settings' }).click();
  await page.getByLabel('Name').fill('Loud');
  await page.getByLabel(/Unused sessions/).fill('60');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel(/Unused sessions/)).toHaveValue('60');
  await checkAxe(page);

  await side.getByRole('link', { name: 'Audit log' }).click();
  await expect(page.getByRole('row', { name: /organization\.update/ })).toBeVisible();
  await page.getByLabel('Action begins with').fill('account.');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page.getByRole('row', { name: /account\.set_up/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /organization\.update/ })).toBeHidden();
  const details = page.getByRole('row', { name: /account\.set_up/ }).locator('summary');
  await details.click();
  await expect(page.getByText(/^hash [0-9a-f]{64}$/)).toBeVisible();
  await checkAxe(page);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV' }).click();
  expect((await download).suggestedFilename()).toBe('audit.csv');

  await page.getByRole('button', { name: /Ada/ }).click();
  await page.getByRole('link', { name: 'Your account' }).click();
  await page.getByRole('navigation', { name: 'Your account' }).getByRole('link', { name: 'Activity' }).click();
  await expect(page.getByRole('row', { name: /audit\.export/ })).toBeVisible();
  await checkAxe(page);
});

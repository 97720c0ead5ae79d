// The first steps as a newcomer does them: from the setup link to a query on an uploaded file. Each page is
// checked with axe in both themes; any console error fails the test.

import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { checkAxe, expect, test } from '../almanac';

const BIKES = join(import.meta.dirname, '../../fixtures/bike_sharing_hourly.csv');
const PASSWORD = 'correct horse battery staple';

test('from a CSV to a query', async ({ almanac, page }) => {
  test.setTimeout(5 * 60_000);
  page.setDefaultTimeout(20_000);
  await test.step('1. set up, sign out, sign in', () => setUp(page, almanac.setupUrl));
  await test.step('2. create a project', () => createProject(page));
  await test.step('3. upload, correct and import', () => importBikes(page));
  await test.step('4. query', () => query(page));
});

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
  await page.getByRole('button', { name: 'Sign in' }).click();
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

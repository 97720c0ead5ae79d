// Another file becomes a new version of a data set: what changed, what breaks by it, and the way back.

import type { Page } from '@playwright/test';
import { checkAxe, expect, setUp, test } from '../almanac';
import { cells, upload } from '../queries';

const ORDERS = ['id,total,city', '1,10,Oslo', '2,20,Rome'].join('\n');
const NO_TOTAL = ['id,city', '1,Oslo', '2,Rome', '3,Bonn'].join('\n');

/** Nothing is cut off on a narrow screen: the page itself does not scroll sideways. */
async function fits(page: Page): Promise<void> {
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.setViewportSize(size);
}

/** Uploads another file into the data set whose page is shown, and waits until its version is in use. */
async function another(page: Page, csv: string): Promise<void> {
  await page.getByRole('link', { name: 'Upload a new version' }).click();
  await expect(page.getByText('The file becomes a new version of orders.')).toBeVisible();
  await checkAxe(page);
  const file = { name: 'orders-march.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
  await page.getByLabel('Choose a file').last().setInputFiles(file);
  await expect(page.getByRole('heading', { name: 'Check how the file is read' })).toBeVisible();
  await expect(page.getByText('The file becomes a new version of orders.')).toBeVisible();
  await expect(page.getByLabel('Name of the data set')).toBeHidden();
  await page.getByLabel('Note').fill('Without totals');
  await page.getByLabel('Labels').fill('march, 2026');
  await checkAxe(page);
  await page.getByRole('button', { name: 'Import' }).click();
  await expect(page.getByRole('heading', { name: 'orders: Versions', level: 1 })).toBeVisible();
  // While the file is imported, the page asks again by itself.
  const second = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Version 2' }) });
  await expect(second.getByText('in use', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(second.locator('.said')).toHaveText('Without totals');
}

test('a new version shows what it breaks, and the one before is used again', async ({ almanac, page }) => {
  await setUp(page, almanac);
  const project = (await (await page.request.post('/api/v1/projects', { data: { name: 'Shop' } })).json()).id;
  await upload(page, project, 'orders', ORDERS);

  await page.goto(`/projects/${project}/datasets`);
  await page.getByRole('link', { name: 'orders' }).click();
  await expect(page.getByText('Version 1')).toBeVisible();
  const home = page.url();
  const made = await page.request.post(`/api/v1/projects/${project}/queries`, {
    data: {
      name: 'All totals',
      document: { version: 1, source: { dataset: home.split('/').at(-1) }, columns: ['total'] },
    },
  });
  expect(made.status(), await made.text()).toBe(201);
  const query = `/projects/${project}/queries/${(await made.json()).id}`;

  await another(page, NO_TOTAL);
  await checkAxe(page);
  await fits(page);

  // What broke, from the list of queries to the comparison.
  await page.goto(`/projects/${project}/queries`);
  await page.getByRole('link', { name: 'broken by a changed schema' }).click();
  await expect(page.getByText('The column total of orders is gone.')).toBeVisible();
  await checkAxe(page);
  await page.getByRole('link', { name: 'Compare' }).click();
  await expect(page.getByRole('heading', { name: 'Version 1 and version 2', level: 1 })).toBeVisible();
  await expect(page.getByText('0 added, 1 removed, 0 changed')).toBeVisible();
  await expect(page.getByRole('rowheader', { name: 'total' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'All totals' })).toBeVisible();
  await checkAxe(page);
  await fits(page);

  // Back by the keyboard: what that changes, then the button.
  await page.getByRole('link', { name: 'Versions', exact: true }).press('Enter');
  await page.getByRole('link', { name: 'Use version 1' }).press('Enter');
  await expect(page.getByText('With version 1, no saved query breaks.')).toBeVisible();
  await checkAxe(page);
  await page.getByRole('button', { name: 'Use version 1' }).press('Enter');
  const first = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Version 1' }) });
  await expect(first.getByText('in use', { exact: true })).toBeVisible();
  await page.goto(query);
  await expect.poll(() => cells(page)).toEqual([['10'], ['20']]);
  await expect(page.getByRole('link', { name: 'broken by a changed schema' })).toBeHidden();

  // The version that is not used can go.
  await page.goto(`${home}/versions`);
  await page.getByRole('button', { name: 'Delete: Version 2' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Version 2' })).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Version 1' })).toBeVisible();
  await page.goto(home);
  await expect(page.getByText('Version 1')).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a version is described', async ({ almanac, page }) => {
    await setUp(page, almanac);
    const project = (await (await page.request.post('/api/v1/projects', { data: { name: 'Shop' } })).json()).id;
    await upload(page, project, 'orders', ORDERS);
    await page.goto(`/projects/${project}/datasets`);
    await page.getByRole('link', { name: 'orders' }).click();
    await page.getByRole('link', { name: 'Versions' }).click();
    await page.getByText('Note and labels of version 1').click();
    await page.getByLabel('Note').fill('The first');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.locator('.said')).toHaveText('The first');
  });
});

// Teams, sharing, and the life of a project: archive, bin and back.

import { checkAxe, expect, setUp, test, type Almanac } from '../almanac';
import type { Page } from '@playwright/test';

async function withProject(page: Page, almanac: Almanac): Promise<void> {
  await setUp(page, almanac);
  await page.getByLabel('Name').fill('Bikes');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { name: 'Bikes', level: 1 })).toBeVisible();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('a team is made and a project is shared with it', async ({ almanac, page }) => {
      await withProject(page, almanac);
      await page.goto(`${almanac.url}/organization/teams`);
      await page.getByText('New team').click();
      await page.getByLabel('Name').fill('Planning');
      await page.getByRole('button', { name: 'Create team' }).click();
      await expect(page.getByRole('heading', { name: 'Planning', level: 1 })).toBeVisible();
      await page.getByLabel('Name or address').fill('ada');
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('button', { name: 'Add Ada' }).click();
      await expect(page.getByRole('button', { name: 'Remove Ada' })).toBeVisible();
      if (javaScriptEnabled) await checkAxe(page);

      await page.goto(almanac.url);
      await page.getByRole('link', { name: 'Bikes' }).click();
      await page.getByRole('link', { name: 'Sharing' }).click();
      await page.getByLabel('Name or address').fill('plan');
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByLabel('Role of Planning').selectOption('editor');
      await page.getByRole('button', { name: 'Share with Planning' }).click();
      await expect(page.getByRole('button', { name: 'Remove Planning' })).toBeVisible();
      await page.getByRole('button', { name: 'Remove Ada' }).click();
      await expect(page.getByRole('alert').filter({ hasText: 'needs an owner' })).toBeVisible();
      if (javaScriptEnabled) await checkAxe(page);

      await page.getByRole('link', { name: 'Who can see this, and why' }).click();
      const ada = page.getByRole('row').filter({ hasText: 'ada@example.com' });
      await expect(ada).toContainText('own role: Owner');
      await expect(ada).toContainText('team Planning: Editor');
      await expect(ada).toContainText('administers the organization');
      if (javaScriptEnabled) await checkAxe(page);
    });

    test('a project is archived, deleted and restored', async ({ almanac, page }) => {
      await withProject(page, almanac);
      await page.getByRole('link', { name: 'Settings' }).click();
      await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
      if (javaScriptEnabled) await checkAxe(page);
      await page.getByRole('button', { name: 'Archive' }).click();
      await expect(page.getByText('it can only be read')).toBeVisible();
      await page.goto(almanac.url);
      await expect(page.getByRole('link', { name: 'Bikes' })).toBeHidden();
      await page.getByRole('link', { name: 'Archived' }).click();
      await page.getByRole('link', { name: 'Bikes' }).click();
      await expect(page.getByText('it can only be read')).toBeVisible();
      if (javaScriptEnabled) await checkAxe(page);
      await page.getByRole('button', { name: 'Take back into use' }).click();
      await expect(page.getByText('it can only be read')).toBeHidden();

      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('button', { name: /^Delete/ }).click();
      await page.getByRole('dialog').getByRole('button', { name: /Delete/ }).click();
      await expect(page.getByRole('heading', { name: 'Projects', level: 1 })).toBeVisible();
      await expect(page.getByRole('link', { name: 'Bikes' })).toBeHidden();
      await page.getByRole('link', { name: 'Bin' }).click();
      if (javaScriptEnabled) await checkAxe(page);
      await page.getByRole('button', { name: 'Restore Bikes' }).click();
      await expect(page.getByRole('heading', { name: 'Bikes', level: 1 })).toBeVisible();
    });
  });
}

test('a public link shows one query and ends when it is revoked', async ({ almanac, page, browser }) => {
  await withProject(page, almanac);
  const project = page.url().split('/').pop();
  const api = `${almanac.url}/api/v1/projects/${project}`;
  const sent = await page.request.post(`${api}/uploads?file_name=rides.csv`, {
    data: Buffer.from('day,rides\n2024-01-01,5\n2024-01-02,7\n'),
    headers: { 'content-type': 'application/octet-stream' },
  });
  const { id } = await sent.json();
  const imported = await page.request.post(`${api}/datasets`, { data: { upload_id: id, name: 'Rides' } });
  const { dataset } = await imported.json();
  const state = async () => (await (await page.request.get(`${api}/datasets/${dataset.id}`)).json()).state;
  await expect.poll(state).toBe('ready');
  const document = { version: 1, source: { dataset: dataset.id } };
  await page.request.post(`${api}/queries`, { data: { name: 'All rides', document } });

  await page.goto(`${almanac.url}/projects/${project}/links`);
  await expect(page.getByText('No public links')).toBeVisible();
  await page.getByRole('button', { name: 'Make link' }).click();
  const address = await page.getByRole('link', { name: 'Address of the link' }).getAttribute('href');
  await checkAxe(page);
  await page.reload();
  await expect(page.getByRole('link', { name: 'Address of the link' })).toBeHidden();

  const stranger = await (await browser.newContext()).newPage();
  const answer = await stranger.goto(`${almanac.url}${address}`);
  expect(answer?.headers()['x-robots-tag']).toContain('noindex');
  expect(answer?.headers()['referrer-policy']).toBe('no-referrer');
  await expect(stranger.getByRole('heading', { name: 'All rides', level: 1 })).toBeVisible();
  await expect(stranger.getByRole('cell', { name: '7' })).toBeVisible();
  await checkAxe(stranger);

  await page.getByRole('button', { name: 'Revoke the link to All rides' }).click();
  await expect(page.getByText('No public links')).toBeVisible();
  await stranger.reload();
  await expect(stranger.getByRole('heading', { name: 'This link does not hold' })).toBeVisible();
  await stranger.context().close();
});

// Pages that no other test looks at, in both themes.

import type { Page } from '@playwright/test';
import { checkAxe, expect, setUp, test } from '../almanac';
import { made } from '../queries';

async function each(page: Page, paths: string[]): Promise<void> {
  test.setTimeout(paths.length * 30_000);
  for (const path of paths) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await checkAxe(page);
  }
}

test('pages of an account are accessible', async ({ almanac, page }) => {
  await setUp(page, almanac);
  const account = ['', '/sessions', '/privacy', '/connections', '/activity', '/keys', '/confirm'];
  await each(page, account.map((name) => `/account${name}`));
});

test('pages of an organization are accessible', async ({ almanac, page }) => {
  await setUp(page, almanac);
  const team = await made(page, '/teams', { name: 'Planning' });
  const sign_in = ['sign-in', 'sign-in?add=saml', 'sign-in?add=okta'];
  await each(page, [...sign_in, 'teams', `teams/${team}`, 'keys'].map((name) => `/organization/${name}`));
});

test('pages of a project are accessible', async ({ almanac, page }) => {
  await setUp(page, almanac);
  const project = await made(page, '/projects', { name: 'Bikes' });
  const areas = ['', '/queries', '/queries/folders/rename?folder=A', '/models', '/forecasts', '/scenarios', '/links', '/settings'];
  await each(page, ['/bin', ...areas.map((area) => `/projects/${project}${area}`)]);
});

test('pages before a sign-in are accessible', async ({ almanac, page }) => {
  await page.goto(almanac.setupUrl);
  await each(page, ['/sign-in', '/forgot', '/join']);
});

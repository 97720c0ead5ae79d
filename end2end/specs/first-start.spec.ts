import { checkAxe, expect, test } from '../almanac';

test('first start prints a setup link that opens an accessible page', async ({ almanac, page }) => {
  expect(almanac.setupUrl).toMatch(new RegExp(`^${almanac.url}/setup/\\S{16,}$`));
  await page.goto(almanac.setupUrl);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await checkAxe(page);
});

test('killed server is up again on the same data', async ({ almanac, page }) => {
  await almanac.crashAndRestart();
  const answer = await page.request.get(`${almanac.url}/healthz`);
  expect(answer.ok()).toBe(true);
});

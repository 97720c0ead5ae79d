import { checkAxe, expect, setUp, test } from '../almanac';

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

test('a refused form keeps what was written in it, but no secret', async ({ almanac, page }) => {
  await setUp(page, almanac);
  await page.goto('/organization/invitations');
  await page.getByText('Invite people').click();
  const guests = page.getByRole('textbox', { name: 'Addresses' });
  await guests.fill('eve@example.com\nno address');
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'line 2' })).toBeVisible();
  await expect(guests).toHaveValue('eve@example.com\nno address');
  expect(page.url()).not.toContain('__path');

  await page.getByRole('button', { name: /Ada/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('E-mail address').fill('ada@example.com');
  await page.getByLabel('Password').fill('not the right one');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'wrong' })).toBeVisible();
  await expect(page.getByLabel('E-mail address')).toHaveValue('ada@example.com');
  await expect(page.getByLabel('Password')).toHaveValue('');
  await checkAxe(page);
});

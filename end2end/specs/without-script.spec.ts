// What a form can do works without JavaScript, and what went wrong is told on the page.

import { PASSWORD, expect, setUp, test } from '../almanac';

test.use({ javaScriptEnabled: false });

test('setup, sign-in and projects work without JavaScript', async ({ almanac, page }) => {
  await page.goto(almanac.setupUrl);
  await page.getByLabel('Organization').fill('Quiet');
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('E-mail address').fill('ada@example.com');
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Create and sign in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'password' })).toBeVisible();

  await setUp(page, almanac);

  await page.getByRole('button', { name: /Ada/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('E-mail address').fill('ada@example.com');
  await page.getByLabel('Password').fill('not the right one');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByRole('alert')).toContainText(/.+/);

  await page.getByLabel('E-mail address').fill('ada@example.com');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Projects', level: 1 })).toBeVisible();

  await page.goto('/organization/settings');
  await page.getByLabel(/Unused sessions/).fill('2');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'session_idle_minutes' })).toBeVisible();
  await page.getByLabel(/Unused sessions/).fill('60');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'session_idle_minutes' })).toBeHidden();
  await page.goto('/organization/audit?action=organization');
  await expect(page.getByRole('row', { name: /organization\.update/ })).toBeVisible();
  await page.goto('/');

  await page.getByLabel('Name').fill('By hand');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { name: 'By hand', level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: /^Delete/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: /Delete/ }).click();
  await expect(page.getByRole('heading', { name: 'Projects', level: 1 })).toBeVisible();
  await expect(page.getByText('By hand')).toBeHidden();
});

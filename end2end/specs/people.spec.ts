// From an invitation to a member who signs in, and a rule of the organization that asks for a second factor.

import { PASSWORD, checkAxe, expect, setUp, test } from '../almanac';

test('an invited person joins, signs in and is asked for a second factor', async ({ almanac, page, browser }) => {
  await setUp(page, almanac);
  await page.goto('/organization/invitations');
  await page.getByText('Invite people').click();
  await page.getByRole('textbox', { name: 'Addresses' }).fill('bob@example.com, developer, Bob');
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await expect(page.getByRole('row', { name: /bob@example\.com/ })).toContainText('open');
  const link = (await page.getByText(/\/invitation\//).textContent())!.match(/http\S+\/invitation\/\S+/)![0];
  await checkAxe(page);

  const context = await browser.newContext({ baseURL: almanac.url });
  const bob = await context.newPage();
  await bob.goto(link);
  await expect(bob.getByRole('heading', { name: 'Invitation to Quiet', level: 1 })).toBeVisible();
  await checkAxe(bob);
  await expect(bob.getByLabel('Your name')).toHaveValue('Bob');
  await bob.getByLabel('Password').fill(PASSWORD);
  await bob.getByLabel('News by e-mail').check();
  await bob.getByRole('button', { name: 'Create account and accept' }).click();
  await expect(bob.getByRole('heading', { name: 'Projects', level: 1 })).toBeVisible();

  await page.goto('/organization/sign-in');
  await page.getByLabel('Who signs in with a password needs a second factor').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Your organization asks for a second factor.')).toBeVisible();

  await bob.goto('/');
  await expect(bob.getByRole('heading', { name: 'Security', level: 1 })).toBeVisible();
  await expect(bob.getByText('Your organization asks for a second factor.')).toBeVisible();
  await checkAxe(bob);
  await bob.goto('/account/sessions');
  await expect(bob.getByText('this session')).toBeVisible();
  await context.close();
});

// Single sign-on through the login pages of real identity providers, from their set-up by an administrator to the
// first page of a new member.

import type { Browser, BrowserContext, Page } from '@playwright/test';
import { checkAxe, expect, setUp, type Almanac } from '../almanac';
import { test } from '../providers';

test.use({ serveArguments: ['--outbound-allow', '127.0.0.0/8'] });

/** The organization proves its domain, as on a server that cannot ask the DNS. */
async function ownDomain(almanac: Almanac): Promise<void> {
  const id = (await almanac.command('organization', 'list')).split(' ')[0];
  await almanac.command('organization', 'verify-domain', id, 'example.test');
}

/** The value beside a name in the card of the provider. */
async function told(page: Page, name: string): Promise<string> {
  const term = page.getByRole('term').filter({ hasText: name });
  return (await term.locator('xpath=following-sibling::dd[1]').textContent())!;
}

/** A browser of somebody else, which reaches nothing but this machine. */
async function visitor(browser: Browser, almanac: Almanac): Promise<[BrowserContext, Page]> {
  const context = await browser.newContext({ baseURL: almanac.url });
  await context.route((url) => url.hostname !== '127.0.0.1', (route) => route.abort());
  return [context, await context.newPage()];
}

/** Leaves for the provider by an address of the organization. */
async function leave(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in');
  await page.locator('summary', { hasText: 'Single sign-on' }).click();
  await checkAxe(page);
  await page.getByLabel('Your address in the organization').fill(email);
  await page.getByRole('button', { name: 'Continue with single sign-on' }).click();
}

async function arrived(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Projects', level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name })).toBeVisible();
}

test('a person signs in with OpenID Connect', async ({ almanac, page, browser, oidcProvider }) => {
  const issuer = await oidcProvider();
  await setUp(page, almanac);
  await ownDomain(almanac);
  await page.goto('/organization/sign-in?add=other');
  await page.getByLabel('Name', { exact: true }).fill('Company');
  await page.getByLabel('Issuer').fill(issuer);
  await page.getByLabel('Client id').fill('not yet');
  await page.getByLabel('Client secret').fill('not yet');
  await page.getByLabel('Role of everybody else').selectOption({ label: 'Developer' });
  await checkAxe(page);
  await page.getByRole('button', { name: 'Save' }).last().click();

  // The provider wants to know where it sends people before it says who we are there.
  const redirect = await told(page, 'Redirect address');
  const registration = await fetch(`${issuer}/reg`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ redirect_uris: [redirect] }),
  });
  const client = await registration.json();
  await page.getByRole('link', { name: /^Change: Company/ }).click();
  await page.getByLabel('Client id').fill(client.client_id);
  await page.getByLabel('Client secret').fill(client.client_secret);
  await page.getByRole('button', { name: 'Save' }).last().click();
  await expect(page.getByRole('link', { name: /^Change: Company/ })).toBeVisible();

  const [context, person] = await visitor(browser, almanac);
  await leave(person, 'verified@example.test');
  await person.getByPlaceholder('Enter any login').fill('verified');
  await person.getByPlaceholder('and password').fill('any');
  await person.getByRole('button', { name: 'Sign-in' }).click();
  await person.getByRole('button', { name: 'Continue' }).click();
  await arrived(person, 'Person verified');
  await context.close();
});

test('a person signs in with SAML, also from a tile of the provider', async ({
  almanac,
  page,
  browser,
  samlProvider,
}) => {
  const provider = await samlProvider();
  await setUp(page, almanac);
  await ownDomain(almanac);
  await page.goto('/organization/sign-in?add=saml');
  await page.getByLabel('Name', { exact: true }).fill('Company');
  await page.getByLabel('Or the address of its metadata').fill(`${provider}/metadata`);
  await page.getByText('Names of the attributes').click();
  await page.getByLabel('Groups').fill('http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname');
  await page.getByLabel('Roles by group').fill('alice = manager');
  await page.getByLabel('Sign-ins may begin at the provider').check();
  await checkAxe(page);
  await page.getByRole('button', { name: 'Save' }).last().click();
  const [acs, audience] = [await told(page, '(ACS)'), await told(page, 'Our entity id')];

  const [context, person] = await visitor(browser, almanac);
  await leave(person, 'alice@example.test');
  await person.getByLabel('User').fill('alice');
  await person.getByRole('button', { name: 'Log in' }).click();
  await person.getByRole('button', { name: 'Go on' }).click();
  await arrived(person, 'Person alice');
  await page.goto('/organization/members');
  await expect(page.getByRole('row', { name: /alice@example\.test/ })).toContainText('Manager');
  await context.close();

  // A tile: the provider's own answer is thrown away, and ours begins at once.
  const [other, again] = await visitor(browser, almanac);
  await again.goto(`${provider}/tiles?${new URLSearchParams({ acs, audience, person: 'alice' })}`);
  await again.getByRole('button', { name: 'Almanac' }).click();
  await again.getByRole('button', { name: 'Go on' }).click();
  await expect(again.getByRole('heading', { name: 'Company sign-in' })).toBeVisible();
  await again.getByLabel('User').fill('alice');
  await again.getByRole('button', { name: 'Log in' }).click();
  await again.getByRole('button', { name: 'Go on' }).click();
  await arrived(again, 'Person alice');
  await other.close();
});

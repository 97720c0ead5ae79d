// Signing in with more than a password: the code of an authenticator app, a recovery code, a passkey.

import { createHmac } from 'node:crypto';
import { PASSWORD, checkAxe, expect, setUp, test } from '../almanac';
import type { Page } from '@playwright/test';

const EMAIL = 'ada@example.com';

/** The code that an authenticator app shows (RFC 6238), `later` half minutes from now. */
function totp(key: string, later = 0): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...key.replaceAll(' ', '')].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const digest = createHmac('sha1', secret).update(step).digest();
  const offset = digest[19] & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Ada/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in', level: 1 })).toBeVisible();
}

async function password(page: Page): Promise<void> {
  await page.getByLabel('E-mail address').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('authenticator app is set up, asked for, and replaced by a recovery code', async ({ almanac, page }) => {
  await setUp(page, almanac);
  await page.goto(`${almanac.url}/account/security`);
  await checkAxe(page);
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByRole('heading', { name: 'Set up an authenticator app' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'QR code' })).toBeVisible();
  await checkAxe(page);
  const key = (await page.getByText(/^Key:/).locator('code').textContent())!;
  await page.getByLabel('Code').fill(totp(key));
  await page.getByRole('button', { name: 'Turn on' }).click();
  await expect(page.getByRole('heading', { name: 'Recovery codes', level: 1 })).toBeVisible();
  const codes = await page.getByRole('main').getByRole('listitem').allTextContents();
  expect(codes).toHaveLength(10);
  await checkAxe(page);
  await page.getByRole('link', { name: 'I have kept them' }).click();
  await expect(page.getByText('Codes left: 10')).toBeVisible();

  await signOut(page);
  await password(page);
  await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible();
  await checkAxe(page);
  // The code of the set-up is used up; that of the next half minute is good already.
  await page.getByLabel('Code of the app').fill(totp(key, 1));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Projects', level: 1 })).toBeVisible();

  await signOut(page);
  await password(page);
  await page.getByLabel('Code of the app').fill(codes[0]);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Projects', level: 1 })).toBeVisible();
  await page.goto(`${almanac.url}/account/security`);
  await expect(page.getByText('Codes left: 9')).toBeVisible();
});

test('passkey signs in alone and as second factor', async ({ almanac, page }) => {
  const browser = await page.context().newCDPSession(page);
  await browser.send('WebAuthn.enable');
  await browser.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  // Passkeys are bound to a name, so not to 127.0.0.1.
  const local = (address: string) => address.replace('127.0.0.1', 'localhost');
  await setUp(page, { setupUrl: local(almanac.setupUrl) });
  await page.goto(local(`${almanac.url}/account/security`));
  await page.getByLabel('Name of the passkey').fill('Laptop');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByRole('row', { name: /Laptop/ })).toBeVisible();
  await checkAxe(page);

  await signOut(page);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByRole('heading', { name: 'Projects', level: 1 })).toBeVisible();

  await signOut(page);
  await password(page);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByRole('heading', { name: 'Projects', level: 1 })).toBeVisible();

  await page.goto(local(`${almanac.url}/account/confirm?next=/account/sessions`));
  await checkAxe(page);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByRole('heading', { name: 'Sessions', level: 1 })).toBeVisible();
});

// Identity providers with pages of their own to sign in, as child processes on loopback ports.

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { test as base } from './almanac';

const SOURCES = join(import.meta.dirname, '../crates/identity/tests/peers');

type Fixtures = {
  /** Starts the provider `oidc-provider`, and says its issuer. */
  oidcProvider: () => Promise<string>;
  /** Starts the provider `samlp`, and says its address. */
  samlProvider: () => Promise<string>;
};

/** A test whose providers end with it. */
export const test = base.extend<Fixtures>({
  oidcProvider: async ({}, use) => {
    const started: ChildProcess[] = [];
    await use(async () => (await start('oidc_provider.mjs', '', started)).issuer);
    started.forEach((child) => child.kill());
  },

  samlProvider: async ({}, use) => {
    const started: ChildProcess[] = [];
    await use(async () => {
      const python = join(peers(), 'python/bin/python');
      const { stdout } = await promisify(execFile)(python, [join(SOURCES, 'certificate.py')]);
      return (await start('saml_pages.mjs', stdout, started)).url;
    });
    started.forEach((child) => child.kill());
  },
});

/** The folder in which `cargo xtask` has installed the providers. */
function peers(): string {
  const folder = process.env.ALMANAC_TEST_PEERS;
  if (!folder) throw new Error('ALMANAC_TEST_PEERS is not set: run `cargo xtask test`');
  return folder;
}

/** Starts a program, which finds its packages in the folder of the providers, and reads its first line. */
async function start(program: string, input: string, started: ChildProcess[]): Promise<Record<string, string>> {
  const source = await readFile(join(SOURCES, program), 'utf8');
  const child = spawn('node', ['--no-warnings', '--input-type=module', '--eval', source], {
    cwd: peers(),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  started.push(child);
  child.stdin.write(input);
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  throw new Error(`${program} has ended`);
}

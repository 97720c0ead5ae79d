// The test harness. Each test gets a server of its own on a free port with an empty data folder, and
// a page that fails the test on any console error.

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';

/** A running server. */
export type Almanac = {
  /** Its address, without a slash at the end. */
  url: string;
  /** The one-time link that it printed on its first start. */
  setupUrl: string;
  /** The data folder. */
  dataDir: string;
  /** Ends the server at once, as a crash would, and starts it again on the same data and port. */
  crashAndRestart(): Promise<void>;
  /** Runs `almanac` with these arguments on the data folder, and gives what it prints. */
  command(...parts: string[]): Promise<string>;
};

type Fixtures = {
  /** Further arguments for `almanac serve`: `test.use({ serveArguments: ['--demo'] })`. */
  serveArguments: string[];
  almanac: Almanac;
};

const START_MS = 60_000;

/** The password of who does the setup. */
export const PASSWORD = 'correct horse battery staple';

export const test = base.extend<Fixtures>({
  serveArguments: [[], { option: true }],

  almanac: async ({ serveArguments }, use) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'almanac-e2e-'));
    const port = await freePort();
    const start = () => startServer(port, dataDir, serveArguments);
    let server = await start();
    const almanac: Almanac = {
      url: `http://127.0.0.1:${port}`,
      setupUrl: server.setupUrl ?? '',
      dataDir,
      async crashAndRestart() {
        await stop(server.process, 'SIGKILL');
        server = await start();
      },
      async command(...parts) {
        return (await promisify(execFile)(binary(), [...parts, '--data-dir', dataDir])).stdout;
      },
    };
    await use(almanac);
    await stop(server.process, 'SIGTERM');
    await rm(dataDir, { recursive: true, force: true });
  },

  baseURL: async ({ almanac }, use) => use(almanac.url),

  page: async ({ page }, use) => {
    const problems: string[] = [];
    page.on('console', (message) => {
      // An input that the server refuses is an answer like others; the browser logs it all the same.
      const refused = message.text().includes('the server responded with a status of 422');
      if (message.type() === 'error' && !refused) problems.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
    await use(page);
    expect(problems, 'errors in the browser').toEqual([]);
  },
});

export { expect };

/** Fails on any violation of WCAG 2.2 AA that axe finds, in the light and in the dark theme. */
export async function checkAxe(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    const found = violations.map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.map((node) => node.target.join(' ')),
    }));
    expect(found, `accessibility in the ${colorScheme} theme of ${page.url()}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/** Does the setup by its link, as Ada of the organization Quiet; the projects are shown then. */
export async function setUp(page: Page, { setupUrl }: Pick<Almanac, 'setupUrl'>): Promise<void> {
  await page.goto(setupUrl);
  await page.getByLabel('Organization').fill('Quiet');
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('E-mail address').fill('ada@example.com');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create and sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Projects', level: 1 })).toBeVisible();
}

type Server = { process: ChildProcess; setupUrl?: string };

/** Starts the server and waits until it is ready. On an empty data folder it prints the setup link
 * before that. */
async function startServer(port: number, dataDir: string, more: string[]): Promise<Server> {
  const listen = `127.0.0.1:${port}`;
  const child = spawn(binary(), ['serve', '--listen', listen, '--data-dir', dataDir, ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const server: Server = { process: child };
  const log: string[] = [];
  const lines = (stream: NodeJS.ReadableStream, seen: (line: string) => void) =>
    createInterface({ input: stream }).on('line', seen);
  lines(child.stdout!, (line) => {
    const link = /^setup: (http:\S+)$/.exec(line)?.[1];
    if (link) server.setupUrl = link;
    log.push(line);
  });
  lines(child.stderr!, (line) => log.push(line));

  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const ready = await fetch(`http://${listen}/readyz`).then((answer) => answer.ok, () => false);
    if (ready) return server;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`the server did not become ready:\n${log.slice(-40).join('\n')}`);
}

/** The program under test. */
function binary(): string {
  const path = process.env.ALMANAC_BINARY;
  if (!path) throw new Error('ALMANAC_BINARY is not set: run `cargo xtask test`');
  return path;
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(late);
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

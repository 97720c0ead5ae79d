import { defineConfig } from '@playwright/test';
import { flags } from './chromium.mjs';

// `cargo xtask test` sets these. To run by hand, see CONTRIBUTING.md.
const chromium = process.env.ALMANAC_CHROMIUM;
const output = process.env.ALMANAC_END2END_OUTPUT;

export default defineConfig({
  testDir: 'specs',
  outputDir: output ? `${output}/results` : 'test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    actionTimeout: 15_000,
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: chromium,
      args: flags,
    },
  },
});

// Why a forecast is what it is: computed by a job, shown to everybody who sees the forecast, with a goal of one's own.

import { checkAxe, expect, setUp, test } from '../almanac';
import { made, upload } from '../queries';

/** Sales over days with a week, of which a price takes away; the prices of the week ahead are known. */
function sales(): string {
  const rows = ['day,price,sales'];
  for (let t = 0; t < 147; t += 1) {
    const day = new Date(Date.UTC(2026, 0, 1 + t)).toISOString().slice(0, 10);
    const price = 5 + ((t * 7) % 11);
    const sold = 100 + [0, 4, 8, 12, 20, 40, 10][t % 7]! - 4 * price + ((t * 5) % 9) / 9;
    rows.push(`${day},${price},${t < 140 ? sold.toFixed(1) : ''}`);
  }
  return rows.join('\n');
}

test('a forecast is explained, and a goal is answered', async ({ almanac, page }) => {
  await setUp(page, almanac);
  const project = await made(page, '/projects', { name: 'Shop' });
  const dataset = await upload(page, project, 'sales', sales());

  // The form of the training is written by the server alone; a refused one keeps what was written in it.
  await page.goto(`/projects/${project}/datasets/${dataset}`);
  await page.getByRole('link', { name: 'Forecast this' }).click();
  await page.getByLabel('Name of the model').fill('Next week');
  await page.getByLabel('Use of price').selectOption({ label: 'known in advance' });
  await page.getByLabel('Horizon').fill('7');
  await page.getByLabel('GradientBoosting').check();
  await page.getByText('More settings').click();
  await page.getByLabel('Season lengths').fill('a week');
  await page.getByRole('button', { name: 'Start training' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'seasons' })).toBeVisible();
  await expect(page.getByLabel('Name of the model')).toHaveValue('Next week');
  await expect(page.getByLabel('GradientBoosting')).toBeChecked();
  await page.getByLabel('Season lengths').fill('7');
  await page.getByRole('button', { name: 'Start training' }).click();
  const forecast = page.getByRole('button', { name: 'Make a forecast' });
  await expect(forecast).toBeVisible({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Errors by period ahead and by series' }).click();
  await expect(page.locator('almanac-chart canvas').first()).toBeVisible();
  await checkAxe(page);
  await page.getByLabel('Model', { exact: true }).selectOption('Naive');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByText('Table', { exact: true }).click();
  await expect(page.getByRole('region', { name: 'Errors by period ahead' }).locator('tbody tr')).toHaveCount(7);
  await page.getByRole('link', { name: 'To the model' }).click();
  await forecast.click();

  await page.getByRole('link', { name: 'Possible futures' }).click();
  await page.getByLabel('How likely is more than').fill('90');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByRole('row', { name: /^At least one period/ })).toContainText('%');
  await expect(page.locator('almanac-chart canvas').first()).toBeVisible();
  await checkAxe(page);
  await page.getByRole('link', { name: 'To the forecast' }).click();

  await page.getByRole('link', { name: 'Why this forecast?' }).click();
  await expect(page.getByText('Nothing was computed for this series yet.')).toBeVisible();
  await checkAxe(page);
  await page.getByRole('button', { name: 'Explain this forecast' }).click();
  const drivers = page.getByRole('region', { name: 'What each driver adds' });
  await expect(drivers.getByRole('row', { name: /^price/ })).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('almanac-chart canvas').first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'What the trees looked at' })).toBeVisible();
  await checkAxe(page);

  // A lower price sells more.
  await page.getByLabel('Change of the total in percent').fill('5');
  await page.getByRole('button', { name: 'Find changes' }).click();
  const goal = page.getByRole('region', { name: 'What would change the total by …?' });
  await expect(page.getByText('(+5 %)')).toBeVisible({ timeout: 60_000 });
  await expect(goal.getByRole('row', { name: /^price/ })).toContainText('−');
  await checkAxe(page);
});

// Anomalies of a data set: the form, the chart, the table, and the address that holds all choices.

import { checkAxe, expect, setUp, test } from '../almanac';
import { made, upload } from '../queries';

/** Sales over days with a week; on one of them far too many. */
function sales(): string {
  const rows = ['day,region,sales'];
  for (const region of ['north', 'south']) {
    for (let t = 0; t < 120; t += 1) {
      const day = new Date(Date.UTC(2026, 0, 1 + t)).toISOString().slice(0, 10);
      const usual = [20, 22, 21, 23, 30, 40, 15][t % 7] + ((t * 5) % 11) / 5;
      const spike = region === 'south' && t === 59 ? 120 : 0;
      rows.push(`${day},${region},${(usual + spike).toFixed(1)}`);
    }
  }
  return rows.join('\n');
}

test('anomalies are found, drawn, listed and shared by their address', async ({ almanac, page }) => {
  await setUp(page, almanac);
  const project = await made(page, '/projects', { name: 'Shop' });
  const dataset = await upload(page, project, 'sales', sales());
  await page.goto(`/projects/${project}/datasets/${dataset}`);
  await page.getByRole('link', { name: 'Anomalies' }).click();
  await expect(page.getByRole('heading', { name: 'Anomalies: sales', level: 1 })).toBeVisible();
  await checkAxe(page);

  await page.getByLabel('Series: the column that tells several apart').selectOption('region');
  await page.getByRole('button', { name: 'Find anomalies' }).click();
  await expect(page.getByText('Unusual periods: 1 ')).toBeVisible();
  await expect(page.locator('almanac-chart canvas')).toBeVisible();
  const found = page.getByRole('region', { name: 'Unusual periods' });
  await expect(found.locator('tbody tr')).toHaveCount(1);
  await expect(found.getByRole('row', { name: /2026-03-01/ })).toContainText('south');
  await checkAxe(page);

  // The address alone says it all.
  await page.goto(page.url());
  await expect(found.locator('tbody tr')).toHaveCount(1);
  await page.getByLabel('Series', { exact: true }).selectOption('north');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByText('No period is unusual')).toBeVisible();
});

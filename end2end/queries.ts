// What the specs of projects share.

import type { Page } from '@playwright/test';
import { expect } from './almanac';

/** Makes something by REST, as the person of the page, and gives its id. */
export async function made(page: Page, path: string, data: object): Promise<string> {
  const answer = await page.request.post(`/api/v1${path}`, { data });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()).id;
}

/** Uploads a table and waits until it can be queried; gives its id. */
export async function upload(page: Page, project: string, name: string, csv: string): Promise<string> {
  const api = `/api/v1/projects/${project}`;
  const sent = await page.request.post(`${api}/uploads?file_name=${name}.csv`, {
    data: Buffer.from(csv),
    headers: { 'content-type': 'application/octet-stream' },
  });
  expect(sent.status(), await sent.text()).toBe(201);
  const made = await page.request.post(`${api}/datasets`, { data: { upload_id: (await sent.json()).id, name } });
  const { dataset } = await made.json();
  await expect
    .poll(async () => (await (await page.request.get(`${api}/datasets/${dataset.id}`)).json()).state)
    .toBe('ready');
  return dataset.id;
}

/** The cells of the result, row by row. */
export async function cells(page: Page): Promise<string[][]> {
  const rows = page.getByRole('region', { name: 'Result' }).locator('table').first().locator('tbody tr');
  return rows.evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent?.trim() ?? '')));
}

// Versions of a schema: written as SQL, compared, and what a change breaks.

import { checkAxe, expect, setUp, test } from '../almanac';
import { made } from '../queries';

const SHOP = [
  'create table people (id bigint primary key, name text not null);',
  'create table orders (id bigint primary key, person bigint references people, total numeric(10,2));',
  'create index by_person on orders (person);',
].join('\n');

test('a schema is written as SQL, and its versions are compared', async ({ almanac, page }) => {
  await setUp(page, almanac);
  const project = await made(page, '/projects', { name: 'Shop' });
  await page.goto(`/projects/${project}/sources/new`);
  await page.getByRole('link', { name: 'Schema from SQL' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Planned shop');
  await page.getByLabel('SQL', { exact: true }).fill(SHOP);
  await checkAxe(page);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Planned shop', level: 1 })).toBeVisible();
  const orders = page.getByRole('region', { name: 'public.orders' });
  await expect(orders.getByRole('row', { name: /person/ })).toContainText('refers to public.people (id)');
  await checkAxe(page);

  await page.getByRole('link', { name: 'Change', exact: true }).click();
  await page.getByLabel('SQL', { exact: true }).fill(SHOP.replace('numeric(10,2)', 'numeric(12,2)'));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('link', { name: 'Versions', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Planned shop: Versions', level: 1 })).toBeVisible();
  await expect(page.getByText('Left out of the SQL: create index × 1').first()).toBeVisible();
  await checkAxe(page);
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Version 1 and version 2', level: 1 })).toBeVisible();
  await expect(orders.getByRole('row', { name: /total/ })).toContainText('numeric(12,2)');
  await expect(page.getByText('No saved query uses what changed.')).toBeVisible();
});

test('a changed schema tells the queries that it breaks', async ({ almanac, page }) => {
  await setUp(page, almanac);
  const project = await made(page, '/projects', { name: 'Music' });
  const sources = `/projects/${project}/sources`;
  const sample = { kind: 'sample', sample: 'chinook' };
  const source = await made(page, sources, { name: 'Chinook', settings: sample });
  const genres = { version: 1, source: { table: { source, name: 'Genre' } } };
  const chart = { kind: 'bar', x: 'Name', y: ['GenreId'] };
  await made(page, `/projects/${project}/queries`, { name: 'Genres', document: genres, chart });
  // The next version has one table, and that without the names.
  const text = 'create table "Genre" ("GenreId" integer primary key, "Title" text);';
  const settings = { kind: 'ddl', dialect: 'sqlite', text };
  const changed = await page.request.put(`/api/v1${sources}/${source}`, { data: { name: 'Chinook', settings } });
  expect(changed.status(), await changed.text()).toBe(200);

  await page.goto(`${sources}/${source}/versions`);
  await page.getByRole('link', { name: 'What changed in version 2, and what uses it' }).click();
  await expect(page.getByText('0 added, 10 removed, 1 changed')).toBeVisible();
  const query = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Genres' }) });
  await expect(query).toContainText('The column Name of Genre is gone.');
  await expect(query).toContainText('chart.x');
  await checkAxe(page);
  await page.goto(`/projects/${project}/queries`);
  await page.getByRole('link', { name: 'broken by a changed schema' }).click();
  await expect(page.getByRole('heading', { name: 'Genres: what changed', level: 1 })).toBeVisible();
  await expect(page.getByText('Saved with version 1 of Chinook. Queries use version 2.')).toBeVisible();
  await checkAxe(page);
});

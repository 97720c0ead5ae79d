// Who sees which rows: attributes of a member, and a rule that compares with them.

import { PASSWORD, checkAxe, expect, setUp, test } from '../almanac';
import { made, upload } from '../queries';

const ORDERS = ['id,region,price', '1,north,10', '2,north,20', '3,south,30'].join('\n');

test('a rule shows a viewer the rows of their region', async ({ almanac, page, browser }) => {
  await setUp(page, almanac);
  const project = await made(page, '/projects', { name: 'Shop' });
  const dataset = await upload(page, project, 'orders', ORDERS);
  const guests = [{ email: 'vic@example.com', name: 'Vic' }];
  const grant = { project_id: project, role: 'viewer' };
  const invited = await page.request.post('/api/v1/invitations', { data: { guests, role: 'viewer', project: grant } });
  expect(invited.status(), await invited.text()).toBe(201);
  const token = (await invited.json())[0].link.split('/').pop();
  const context = await browser.newContext({ baseURL: almanac.url });
  const accepted = await context.request.post('/api/v1/invitations/accept', { data: { token, name: 'Vic', password: PASSWORD } });
  expect(accepted.status(), await accepted.text()).toBe(201);
  const vic = (await accepted.json()).user.id;

  await page.goto('/organization/members');
  await page.getByRole('link', { name: 'Attributes of Vic' }).click();
  await expect(page.getByRole('heading', { name: 'Attributes of Vic', level: 1 })).toBeVisible();
  await page.getByLabel('Attributes', { exact: true }).fill('region: north');
  await checkAxe(page);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const stored = async () => (await (await page.request.get(`/api/v1/members/${vic}/attributes`)).json()).attributes;
  await expect.poll(stored).toEqual({ region: ['north'] });

  await page.goto(`/projects/${project}/row-rules`);
  await expect(page.getByText('Everybody sees every row')).toBeVisible();
  await page.getByRole('link', { name: 'New rule' }).click();
  await page.getByLabel('Data set or table').selectOption({ label: 'orders' });
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Editors' }).uncheck();
  await page.getByLabel('Column', { exact: true }).selectOption('region');
  await page.getByLabel('Attribute of the person').fill('region');
  await checkAxe(page);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('row', { name: /orders/ })).toContainText('user.region');
  await checkAxe(page);

  await page.getByRole('main').getByRole('link', { name: 'orders' }).click();
  await expect(page.getByRole('heading', { name: 'Change the rule', level: 1 })).toBeVisible();
  await page.getByLabel('Person', { exact: true }).selectOption({ label: 'Vic (vic@example.com)' });
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByText('2 of 3 rows')).toBeVisible();
  await checkAxe(page);
  const rows = await context.request.get(`/api/v1/projects/${project}/datasets/${dataset}/rows`);
  expect((await rows.json()).total_rows).toBe(2);
  await context.close();
});

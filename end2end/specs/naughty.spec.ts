// Names, cells and texts that look like markup or scripts are shown as they are and do nothing (R37).

import { expect, setUp, test } from '../almanac';
import { upload } from '../queries';

const STRINGS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '</title></textarea></script><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  'javascript:alert(1)',
  '${7*7} {{7*7}} <%= 7*7 %>',
  'turned \u202e around',
  '👩‍👩‍👧‍👦 مرحبا Z̮̞̠͙͔a̹͈̝',
];

test('a string that looks like markup is text wherever it is shown', async ({ almanac, page }) => {
  const ran: string[] = [];
  page.on('dialog', async (dialog) => {
    ran.push(dialog.message());
    await dialog.dismiss();
  });
  await page.exposeFunction('violated', (directive: string) => ran.push(directive));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      (window as unknown as { violated(directive: string): void }).violated(event.violatedDirective);
    });
  });
  await setUp(page, almanac);
  const name = STRINGS[0]!;
  const project = (await (await page.request.post('/api/v1/projects', { data: { name } })).json()).id;
  const rows = STRINGS.map((one, n) => `${n},"${one.replaceAll('"', '""')}"`);
  await upload(page, project, 'x', ['n,text', ...rows].join('\n'));
  const api = `/api/v1/projects/${project}`;
  const { items } = await (await page.request.get(`${api}/datasets`)).json();
  const source = { dataset: items[0].id };
  await page.request.patch(`${api}/datasets/${source.dataset}`, { data: { name: STRINGS[1] } });
  const group = { version: 1, source, group_by: [{ column: 'text' }], aggregates: [{ fn: 'sum', column: 'n', alias: 'n' }] };
  const queries: string[] = [];
  for (const one of STRINGS) {
    const made = await page.request.post(`${api}/queries`, { data: { name: one, document: group } });
    queries.push((await made.json()).id);
  }
  const tiles = STRINGS.map((heading, at) => ({
    id: `0192f0c1-2345-7000-8000-${String(at).padStart(12, '0')}`,
    place: { x: 0, y: at * 2, width: 6, height: 2 },
    content: { kind: 'text', heading, text: heading },
  }));
  const chart = { kind: 'query', query: queries[2], show: 'chart', title: STRINGS[2] };
  const place = { x: 6, y: 0, width: 6, height: 6 };
  tiles.push({ id: '0192f0c1-2345-7000-8000-0000000000aa', place, content: chart } as never);
  const board = await page.request.post(`${api}/dashboards`, { data: { name: STRINGS[3], content: { tiles } } });
  expect(board.status(), await board.text()).toBe(201);

  await page.goto(`/projects/${project}/queries`);
  for (const one of STRINGS) await expect(page.getByRole('link', { name: one, exact: true })).toBeVisible();
  await page.goto(`/projects/${project}/datasets/${source.dataset}`);
  await expect(page.getByRole('heading', { name: STRINGS[1], exact: true })).toBeVisible();
  await page.goto(`/projects/${project}/queries/${queries[2]}`);
  await expect(page.getByText(/^8 rows in/)).toBeVisible();
  for (const one of STRINGS) await expect(page.getByRole('gridcell', { name: one, exact: true })).toBeVisible();
  await expect(page.locator('almanac-chart canvas').first()).toBeAttached();
  await page.goto(`/projects/${project}/dashboards/${(await board.json()).id}`);
  for (const one of STRINGS) await expect(page.getByRole('heading', { name: one, exact: true }).first()).toBeVisible();
  await expect(page.locator('almanac-chart canvas').first()).toBeAttached();
  expect(ran).toEqual([]);
});

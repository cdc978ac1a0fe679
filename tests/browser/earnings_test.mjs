// An agent's earnings in both languages, by the keyboard alone: today and this month, a line opened to its arithmetic,
// an appeal, the statement; found from the workbench; nothing lost when her sign-in runs out in the middle.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './installation.mjs';
import { importSource } from './sources.mjs';
import { setStage } from './stage.mjs';
import { Till, asking, loadCards, workOnce } from './till.mjs';
import { Bench } from './workbench.mjs';

const agents = { 'zh-CN': 'agent3', en: 'agent1' };
let texts;
let shared;

const stage = setStage({
  prepare: async ({ installation }) => {
    ({ texts } = await importSource('earnings/texts.ts'));
    ({ shared } = await importSource('money/texts.ts'));
    await loadCards(installation);
  },
});

const openEarnings = (language) =>
  Till.open(stage, { path: '/earnings/', login: agents[language], language, heading: texts[language].page });

for (const language of ['zh-CN', 'en']) {
  test(`each line opens to how it came about, and can be appealed, ${language}`, async () => {
    const login = agents[language];
    const { lines, total_fen: total } = await workOnce(stage, login);
    const till = await openEarnings(language);
    const t = texts[language];
    await till.the('heading', new RegExp(t.today('').slice(0, 2))).first().waitFor();
    const written = (total / 100).toFixed(2);
    assert.match(await till.page.locator('tfoot').innerText(), new RegExp(written.replace('.', '\\.')));
    await till.assertFits('lines');
    await till.assertPrints('lines', t.today('').slice(0, 2));

    const line = lines.find((one) => one.term === 'conversation');
    const opener = till.page.locator(`[data-opens="${line.id}"]`);
    await till.tabToIt(opener, 'the line');
    await till.press('Enter');
    await till.waitForFocus(till.page.locator('#line-title'), 'the open line');
    const { body: opened } = await asking(stage.installation, login, `/api/earnings/lines/${line.id}`);
    await till.see(language === 'en' ? opened.arithmetic_en : opened.arithmetic_zh);
    await till.tabToIt(till.page.locator('.money-panel summary'), 'the records');
    await till.press('Enter');
    await till.see(opened.facts[0].id);

    await till.tabTo('button', t.appealSend);
    await till.press('Enter');
    await till.told(t.appealMissing, 'assertive');
    await till.press('Shift+Tab');
    await till.type('断线十分钟 ten minutes');
    await till.press('Tab', 'Enter', 'Enter');
    await till.told(t.appealDone);
    await till.see(t.appealWaits);
    const { body } = await asking(stage.installation, login, '/api/earnings/appeals');
    assert.deepEqual(body.appeals.map((one) => one.words), ['断线十分钟 ten minutes'], 'sent once');
    await till.assertFits('an open line');

    await till.pressOn('button', shared[language].close);
    await till.waitForFocus(opener, 'the line again');
    await till.end();
  });
}

test('the statement opens as a page and comes as a file', async () => {
  const { lines } = await workOnce(stage, 'agent3');
  const till = await openEarnings('zh-CN');
  const t = texts['zh-CN'];
  const [statement] = await Promise.all([till.context.waitForEvent('page'), till.pressOn('link', t.html)]);
  await statement.waitForLoadState();
  assert.match(await statement.locator('body').innerText(), new RegExp(lines[0].title_zh));
  await statement.close();
  await till.page.bringToFront();
  const [file] = await Promise.all([till.page.waitForEvent('download'), till.pressOn('link', t.csv)]);
  assert.match(file.suggestedFilename(), /^yunke-\d{4}-\d{2}\.csv$/);
  await till.end();
});

test('an expired sign-in keeps what was written', async () => {
  const { lines } = await workOnce(stage, 'agent4');
  const line = lines[0];
  const t = texts.en;
  const till = await Till.open(stage, { path: '/earnings/', login: 'agent4', language: 'en', heading: t.page });
  await till.tabToIt(till.page.locator(`[data-opens="${line.id}"]`), 'the line');
  await till.press('Enter');
  await till.tabTo('textbox', t.appealText);
  await till.type('I waited for the line to come back.');
  await till.context.clearCookies();
  await till.press('Tab', 'Enter');
  await till.see(shared.en.expired);
  await till.assertAccessible('signed out in the middle');
  await till.tabTo('textbox', 'Account');
  await till.type('agent4');
  await till.tabTo('textbox', 'Password');
  await till.type(stage.installation.account('agent4').password);
  await till.press('Enter');
  const field = till.the('textbox', t.appealText);
  await field.waitFor();
  assert.equal(await field.inputValue(), 'I waited for the line to come back.');
  await till.end();
});

test('the workbench leads to the earnings', async () => {
  const bench = await Bench.atWork(stage, { login: 'agent5', language: 'en' });
  const { visit } = bench;
  const [page] = await Promise.all([visit.context.waitForEvent('page'), visit.pressOn('link', 'My earnings (new tab)')]);
  await page.getByRole('heading', { name: texts.en.page, level: 1 }).waitFor();
  await until('words for somebody without work', async () => (await page.locator('main').innerText()).includes(texts.en.noLines));
  await visit.end();
});

// Past conversations in both languages, by the keyboard alone: a chat ends, comes into the archive by itself, and is found
// by what was said; her merchant reads it without what was between colleagues, a supervisor with it, another merchant not
// at all. A merchant sets for how long hers are kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './installation.mjs';
import { archiveOne, archiveSoon, found, said } from './past.mjs';
import { importSource } from './sources.mjs';
import { setStage } from './stage.mjs';
import { Till, asking } from './till.mjs';

const { asked, answered, whispered, comment, word } = said;

let texts;
let merchant;
let supervisor;
let shared;

// The other merchant of the demo gets an account.
async function addMerchant(installation) {
  const shops = await installation.ctl('shop', 'list');
  const other = Math.max(...shops.map((one) => one.merchant));
  const options = ['--name', '星途店主 Xingtu', '--role', 'merchant', '--merchant', String(other)];
  const { password } = await installation.ctl('account', 'add', 'merchant2', ...options);
  installation.accounts.push({ login: 'merchant2', password });
}

const stage = setStage({
  prepare: async (ready) => {
    ({ texts } = await importSource('archive/texts.ts'));
    ({ texts: merchant } = await importSource('merchant/texts.ts'));
    ({ texts: supervisor } = await importSource('supervisor/texts.ts'));
    ({ shared } = await importSource('money/texts.ts'));
    await addMerchant(ready.installation);
    await archiveSoon(ready.installation);
    await archiveOne(ready);
  },
});

const openArchive = (login, language, query = '') =>
  Till.open(stage, { path: `/archive/${query}`, login, language, heading: texts[language].page });

async function search(till, t, words) {
  await till.tabTo('textbox', t.words);
  await till.press('ControlOrMeta+A');
  await till.type(words);
  await till.forgetSpoken();
  await till.press('Enter');
}

// Opens the only one that was found and gives its lines.
async function openFound(till) {
  const opener = till.page.locator('[data-opens^="chat-"]');
  await till.tabToIt(opener, 'the conversation');
  await till.press('Enter');
  await till.waitForFocus(till.page.locator('#chat-title'), 'the conversation');
  await till.page.locator('.archive-lines li').first().waitFor();
  return { opener, lines: await till.page.locator('.archive-lines').innerText() };
}

// On paper an opened conversation stands alone.
async function assertPrintsAlone(till) {
  await till.assertPrints('a conversation', answered);
  await till.page.emulateMedia({ media: 'print' });
  for (const part of ['form', 'table', 'h1', 'button']) {
    assert.equal(await till.page.locator(part).filter({ visible: true }).count(), 0, `${part} on paper`);
  }
  await till.page.emulateMedia({ media: 'screen' });
}

for (const language of ['zh-CN', 'en']) {
  test(`a merchant finds what was said, reads and prints it, and goes back, ${language}`, async () => {
    const t = texts[language];
    const account = merchant[language];
    const till = await Till.open(stage, { path: '/merchant/', login: 'merchant', language, heading: account.page });
    await till.pressOn('link', account.archive);
    await till.the('heading', t.page, { level: 1 }).waitFor();
    await till.told(t.found(1));
    await search(till, t, '没有人说过这句话');
    await till.told(t.nothing);
    assert.equal(await till.the('table', t.results).count(), 0);
    await search(till, t, word);
    await till.told(t.found(1));
    await till.assertFits('found');

    const { opener, lines } = await openFound(till);
    for (const line of ['小林', asked, 'Mei', answered, t.betweenAgents, comment]) assert.ok(lines.includes(line), `${line} in ${lines}`);
    assert.ok(!lines.includes(whispered), lines);
    const row = await till.page.locator('tbody tr').innerText();
    assert.match(row, new RegExp(`${t.agentNumber('\\d+')}[\\s\\S]*${t.resolved}`), 'her number, not who she is');
    assert.ok(row.includes(t.starsOf(5)), row);
    await till.assertFits('a conversation');
    await assertPrintsAlone(till);
    await till.pressOn('button', shared[language].close);
    await till.waitForFocus(opener, 'the row again');

    await till.page.goBack();
    await until('what was looked for before', async () => (await till.the('textbox', t.words).inputValue()) === '没有人说过这句话');
    await till.see(t.nothing);
    await till.page.reload();
    await till.see(t.nothing);
    await till.pressOn('button', t.clear);
    await till.told(t.found(1));
    await till.end();
  });

  test(`a supervisor comes from her board and reads what was between colleagues, ${language}`, async () => {
    const t = texts[language];
    const board = supervisor[language];
    const till = await Till.open(stage, { path: '/supervisor/', login: 'supervisor', language, heading: board.page });
    const [page] = await Promise.all([till.context.waitForEvent('page'), till.pressOn('link', board.archiveTab)]);
    till.page = page;
    await till.the('heading', t.page, { level: 1 }).waitFor();
    assert.equal(await till.the('link', t.keep).count(), 0, 'not hers to set');
    await search(till, t, word);
    await till.told(t.found(1));
    assert.match(await till.page.locator('tbody tr').innerText(), /Mei/);
    const { lines } = await openFound(till);
    assert.ok(lines.includes(whispered) && !lines.includes(t.betweenAgents), lines);
    await till.assertFits('with a whisper');
    await till.end();
  });

  test(`what makes no sense is said, and what came before the first is empty, ${language}`, async () => {
    const t = texts[language];
    const till = await openArchive('admin', language);
    await till.tabTo('textbox', t.agent);
    await till.type('Mei');
    await till.press('Enter');
    await till.told(t.agentWrong, 'assertive');
    await till.press('ControlOrMeta+A', 'Delete');
    const days = till.page.locator('input[type=date]');
    await days.first().fill('2031-02-01');
    await days.last().fill('2031-01-01');
    await till.pressOn('button', t.find);
    await till.told(t.daysWrong, 'assertive');
    await till.assertFits('days the wrong way round');
    await till.pressOn('button', t.clear);
    await search(till, t, '？！');
    const { body } = await found(stage.installation, 'admin', '？！');
    await till.told(language === 'en' ? body.message_en : body.message_zh);
    await till.assertAccessible('words without a letter');
    till.faults = till.faults.filter((fault) => !/400/.test(fault));
    await till.end();

    const older = await openArchive('admin', language, '?before=1');
    await older.see(t.noneOlder);
    await older.forgetSpoken();
    await older.pressOn('button', t.newest);
    await older.waitForFocus(older.page.locator('#results'), 'the results');
    await older.told(t.found(1));
    await older.end();
  });

  test(`another merchant finds nothing of it, ${language}`, async () => {
    const t = texts[language];
    const till = await openArchive('merchant2', language);
    await till.told(t.nothingKept);
    await search(till, t, word);
    await till.told(t.nothing);
    const [{ number }] = (await found(stage.installation, 'merchant', word)).body.conversations;
    assert.equal((await asking(stage.installation, 'merchant2', `/api/archive/${number}`)).status, 404);
    await till.end();
  });

  test(`a merchant keeps hers for 90 days after a second thought, and goes back to the default, ${language}`, async () => {
    const t = texts[language];
    const kept = () => asking(stage.installation, 'merchant', '/api/archive/keep').then(({ body }) => body);
    const { default_days: usual, least_days: least, most_days: most } = await kept();
    const till = await openArchive('merchant', language);
    await till.goTo(t.keep);
    await till.see(t.keepDefault(usual));
    await till.assertFits('the default');
    const enter = async (days) => {
      await till.tabTo('textbox', t.keepDays);
      await till.press('ControlOrMeta+A');
      await till.type(days);
      await till.press('Enter');
    };
    await till.forgetSpoken();
    await enter('0');
    await till.told(t.keepWrong(least, most), 'assertive');

    // Enter twice does nothing: the way out has the focus.
    await enter('90');
    await till.the('alertdialog', t.shorterTitle(90)).waitFor();
    await till.assertAccessible('the second thought');
    await till.press('Enter');
    await till.the('alertdialog', t.shorterTitle(90)).waitFor({ state: 'detached' });
    assert.equal((await kept()).own, false);
    await enter('90');
    await till.tabTo('button', t.shorterConfirm(90));
    await till.press('Enter');
    await till.told(t.kept(90));
    await till.see(t.keepOwn(90));
    const now = await kept();
    assert.deepEqual([now.days, now.own], [90, true]);
    await till.assertFits('kept as she says');

    await till.pressOn('button', t.backToDefault(usual));
    await till.told(t.keptDefault(usual));
    await till.see(t.keepDefault(usual));
    await till.waitForFocus(till.page.locator('#part'), 'the part, as the button is gone');
    assert.deepEqual([(await kept()).days, (await kept()).own], [usual, false]);
    await till.end();
  });
}

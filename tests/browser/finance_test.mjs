// Finance in both languages, by the keyboard alone: months with what keeps them open, payees, selling a package and
// giving time back, what is refused in words, and the answer to an appeal, which the agent then reads.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './installation.mjs';
import { importSource } from './sources.mjs';
import { setStage } from './stage.mjs';
import { Till, asking, loadCards, workOnce } from './till.mjs';

let texts;
let shared;
let earnings;

const stage = setStage({
  prepare: async ({ installation }) => {
    ({ texts } = await importSource('finance/texts.ts'));
    ({ shared } = await importSource('money/texts.ts'));
    ({ texts: earnings } = await importSource('earnings/texts.ts'));
    await loadCards(installation);
  },
});

const openFinance = (language, login = 'finance1') =>
  Till.open(stage, { path: '/finance/', login, language, heading: texts[language].page });

const money = (path) => asking(stage.installation, 'finance1', path).then(({ body }) => body);

for (const language of ['zh-CN', 'en']) {
  test(`every part can be reached and read, and a running month says why it is open, ${language}`, async () => {
    await workOnce(stage, 'agent3');
    const till = await openFinance(language);
    const t = texts[language];
    const { months } = await money('/api/finance/months');
    await till.tabToIt(till.page.locator(`[data-opens="${months[0].month}"]`), 'this month');
    await till.press('Enter');
    await till.waitForFocus(till.page.locator('#month-title'), 'the month');
    await till.see(months[0].blockers[0][language === 'en' ? 'text_en' : 'text_zh']);
    await till.the('rowheader', t.agentNumber(3)).waitFor();
    assert.equal(await till.the('button', t.closeMonth).count(), 0);
    await till.assertFits('months');
    for (const part of ['payouts', 'payees', 'merchants', 'tax', 'appeals']) {
      await till.goTo(t[part]);
      await till.page.getByText(shared[language].loading).waitFor({ state: 'detached' });
      await till.assertFits(part);
    }
    await till.end();
  });
}

test('a payee is entered, and changed', async () => {
  const till = await openFinance('zh-CN');
  const t = texts['zh-CN'];
  await till.goTo(t.payees);
  await till.pressOn('button', t.payeeSave);
  await till.told(t.agentWrong, 'assertive');
  await till.tabTo('textbox', t.agentField);
  await till.type('3');
  await till.press('Tab');
  await till.type('张三');
  await till.press('Tab');
  await till.type('6222020200012345678');
  await till.press('Enter');
  await till.told(t.payeeDone(3, '张三'));
  await till.pressOn('button', t.changeOf(3));
  await till.waitForFocus(till.the('textbox', t.payeeAccount), 'the account');
  await till.press('Control+A');
  await till.type('6222020200012340000');
  await till.press('Enter');
  await till.told(t.payeeDone(3, '张三'));
  const { payees } = await money('/api/finance/payees');
  assert.deepEqual(payees.map((one) => [one.agent, one.account, one.version]), [[3, '6222020200012340000', 2]]);
  await till.end();
});

test('a package is sold once, and some of its time given back', async () => {
  const till = await openFinance('en');
  const t = texts.en;
  await till.goTo(t.merchants);
  const merchantNow = async () => (await money('/api/finance/merchants')).merchants.find((one) => one.merchant === 2);
  const before = await merchantNow();
  await till.tabToIt(till.page.locator('[data-opens="merchant-2"]'), 'the merchant');
  await till.press('Enter');
  await till.waitForFocus(till.page.locator('#merchant-title'), 'the merchant');
  await till.page.locator('option', { hasText: 'List price 4,500.00 yuan, 10 % off' }).waitFor({ state: 'attached' });
  await till.confirm(t.sellButton, t.sellTitle(before.merchant_name), t.sellConfirm);
  await till.told(/^Sold .*: package/);
  const sold = await merchantNow();
  assert.equal(sold.packages_sold, before.packages_sold + 1);
  await till.the('cell', /4,050\.00\s*List price 4,500\.00 yuan, 10 % off/).waitFor();

  const [{ available_ms: available }] = sold.packages;
  await till.tabTo('textbox', t.minutes(available / 60_000));
  await till.type('0');
  await till.pressOn('button', t.refundButton);
  await till.told(t.minutesWrong(available / 60_000), 'assertive');
  await till.press('Shift+Tab', 'Control+A');
  await till.type('60');
  await till.confirm(t.refundButton, t.refundTitle(before.merchant_name), t.refundConfirm);
  await till.told(/^Given back: 1:00, 40\.50 yuan/);
  assert.equal((await merchantNow()).packages[0].refunded_ms, 3_600_000);
  await till.assertFits('a merchant');
  await till.end();
});

test('what a rule is against is said in the words of the rule', async () => {
  const till = await openFinance('zh-CN');
  const t = texts['zh-CN'];
  await till.goTo(t.payees);
  await till.tabTo('textbox', t.agentField);
  await till.type('99999');
  await till.press('Tab');
  await till.type('张三');
  await till.press('Tab');
  await till.type('6222');
  await till.press('Enter');
  const error = till.page.locator('.y-error');
  await error.waitFor();
  const words = (await error.innerText()).replace('⚠ ', '');
  assert.notEqual(words, shared['zh-CN'].refused);
  assert.match(words, /[一-龥]{4}/);
  await till.told(words, 'assertive');
  await till.assertAccessible('refused');
  till.faults = till.faults.filter((fault) => !/404/.test(fault));
  await till.end();
});

// So much pay that tax is withheld cannot be earned in a test; the server's answers are made for what the page does.
test('tax is seen by month before it is remitted, and asked for again under its key when no answer comes', async () => {
  const till = await openFinance('zh-CN');
  const t = texts['zh-CN'];
  const month = (name, withheld, remitted, until) => ({
    month: name, agents: 2, withheld_fen: withheld, remitted_fen: remitted, owed_fen: withheld - remitted, owed_until_fen: until,
  });
  let months = [month('2026-10', 12_000, 0, 15_000), month('2026-09', 5_000, 2_000, 3_000)];
  await till.page.route('**/api/finance/tax', (route) => {
    const sum = (key) => months.reduce((all, one) => all + one[key], 0);
    const json = { withheld_fen: sum('withheld_fen'), remitted_fen: sum('remitted_fen'), owed_fen: sum('owed_fen'), ahead_fen: 700, months };
    return route.fulfill({ json });
  });
  const sent = [];
  await till.page.route('**/api/finance/tax/remit', (route) => {
    sent.push([route.request().headers()['idempotency-key'], route.request().postDataJSON()]);
    if (sent.length === 1) return route.abort();
    months = [month('2026-10', 12_000, 12_000, 0), month('2026-09', 5_000, 5_000, 0)];
    return route.fulfill({ json: { entry: 40, agents: 2, total_fen: 15_000 } });
  });
  await till.goTo(t.tax);
  await till.see('2026年10月');
  await till.see(t.taxAhead('7.00 元'));
  await till.assertFits('tax');
  await till.confirm(t.remit('150.00 元'), t.remitTitle, t.remitConfirm);
  await till.told(t.remitDone(2, '150.00 元', 40));
  await till.see(t.nothingOwed);
  assert.equal(sent.length, 2);
  assert.deepEqual(sent[0], sent[1]);
  assert.match(sent[0][0], /^[0-9a-f]{32}$/);
  assert.deepEqual(sent[0][1], { until: '2026-10', amount_fen: 15_000 });
  till.faults = till.faults.filter((fault) => !/ERR_FAILED/.test(fault));
  await till.end();
});

test('an appeal is answered, and the agent reads the answer', async () => {
  const { installation } = stage;
  const { lines } = await workOnce(stage, 'agent1');
  const line = lines.find((one) => one.term === 'conversation');
  const sent = await asking(installation, 'agent1', `/api/earnings/lines/${line.id}/appeal`, {
    method: 'POST', json: { words: '那天断线十分钟。' },
  });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  const till = await openFinance('zh-CN', 'finance2');
  const t = texts['zh-CN'];
  await till.goTo(t.appeals);
  await till.tabToIt(till.page.locator(`[data-opens="appeal-${sent.body.id}"]`), 'the appeal');
  await till.press('Enter');
  await till.waitForFocus(till.page.locator('#appeal-title'), 'the appeal');
  await till.see('那天断线十分钟。');
  await till.see(line.title_zh);
  await till.pressOn('button', t.decideSend);
  await till.told(t.decideFirst, 'assertive');
  await till.page.locator('#appeal-title').focus();
  await till.tabTo('radio', t.uphold);
  await till.press('Space');
  await till.tabTo('textbox', t.amountWanted);
  await till.type('2.00');
  await till.press('Tab');
  await till.type('断线的时间应计入，已补上。');
  await till.assertFits('an appeal');
  await till.pressOn('button', t.decideSend);
  await till.told(t.decidedDone);
  await till.waitForFocus(till.page.locator('#appeal-title'), 'what the answered appeal is now');
  await till.end();

  const hers = await Till.open(stage, { path: '/earnings/', login: 'agent1', language: 'zh-CN', heading: earnings['zh-CN'].page });
  await hers.see('断线的时间应计入，已补上。');
  await hers.see(earnings['zh-CN'].appealUpheld);
  await until('the correction', async () => {
    const { body } = await asking(installation, 'agent1', '/api/earnings/lines');
    return body.adjustments?.some((one) => one.line === line.id);
  });
  await hers.assertFits('an answered appeal');
  await hers.end();
});

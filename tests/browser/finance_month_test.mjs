// A month from its work to the tax office, in one installation with real books, by the keyboard alone: approved, closed,
// paid out by a file, answered by the bank, its tax remitted; and what the two people then read of it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { programs } from './installation.mjs';
import { importSource } from './sources.mjs';
import { setStage } from './stage.mjs';
import { Till, asking, loadCards, workOnce } from './till.mjs';

const LANGUAGE = 'zh-CN';
let t;

const cards = `
[[card]]
key = "standard"
version = 1
from = 2020-01-01
online = "12.00"
handled = "18.00"
vat = "6"

[[tax]]
key = "each-payment"
from = 2026-01-01
method = "per-payment"
`;

// The month before this one, by the books' clock (UTC+8).
function earlierMonth() {
  const there = new Date(Date.now() + 8 * 3_600_000);
  return new Date(Date.UTC(there.getUTCFullYear(), there.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}
const month = earlierMonth();

const stage = setStage({
  prepare: async (made) => {
    t = (await importSource('finance/texts.ts')).texts[LANGUAGE];
    const { folder } = made.installation;
    writeFileSync(join(folder, 'cards.toml'), cards);
    await loadCards(made.installation, join(folder, 'cards.toml'));
    // Two hours, and sixty: of the latter's pay tax is withheld.
    const books = `sqlite3://${join(folder, 'yunke.db')}`;
    await promisify(execFile)(join(programs, 'yunke-earlier-month'), [books, month, '1:2', '2:60']);
    // Work of today shows the ledger that the month is over.
    await workOnce(made, 'agent3');
  },
});

const openFinance = (login) => Till.open(stage, { path: '/finance/', login, language: LANGUAGE, heading: t.page });
const money = (path, options) => asking(stage.installation, 'finance1', path, options).then(({ body }) => body);
const yuan = (fen) => `${(fen / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })} 元`;
const monthWords = `${Number(month.slice(0, 4))}年${Number(month.slice(5))}月`;

async function openMonth(till) {
  await till.tabToIt(till.page.locator(`[data-opens="${month}"]`), 'the month');
  await till.press('Enter');
  await till.waitForFocus(till.page.locator('#month-title'), 'the month');
}

test('a month is approved and closed', async () => {
  const till = await openFinance('finance1');
  await openMonth(till);
  const { total_fen: total, pending, blockers } = await money(`/api/finance/months/${month}`);
  assert.deepEqual([pending, blockers], [2, []]);
  await till.assertFits('a month to approve');
  await till.assertPrints('a month to approve', t.agentNumber(2));
  await till.confirm(t.approveAll(2, yuan(total)), t.approveTitle(monthWords), t.approve);
  await till.told(t.approvedDone(2, yuan(total)));
  await till.waitForFocus(till.page.locator('#month-title'), 'what the month is now');
  await till.confirm(t.closeMonth, t.closeTitle(monthWords), t.closeMonth);
  await till.told(t.closedDone(monthWords));
  await till.see(t.monthClosed);
  assert.equal((await money(`/api/finance/months/${month}`)).state, 'closed');
  await till.assertFits('a closed month');
  await till.end();
});

test('its pay is sent to the bank, and what the bank answers is booked', async () => {
  for (const [agent, name] of [[1, '张三'], [2, '李四']]) {
    const json = { name, account: `622202020001234567${agent}` };
    await asking(stage.installation, 'finance1', `/api/finance/payees/${agent}`, { method: 'PUT', json });
  }
  const { payable_fen: payable, next_batch: next } = await money('/api/finance/payouts');
  const till = await openFinance('finance2');
  await till.goTo(t.payouts);
  await till.confirm(t.makeAll(2, yuan(payable)), t.makeTitle(next), t.make);
  await till.see(/^批次 .* 已做成/);
  const { batches: [batch] } = await money('/api/finance/payouts');
  await till.told(t.madeDone(batch.name, 2, yuan(batch.total_fen), 0));
  await till.tabToIt(till.page.locator(`[data-opens="batch-${batch.batch}"]`), 'the batch');
  await till.press('Enter');
  await till.waitForFocus(till.page.locator('#batch-title'), 'the batch');
  const [download] = await Promise.all([till.page.waitForEvent('download'), till.pressOn('link', /^下载文件/)]);
  const file = await download.createReadStream().then(async (stream) => Buffer.concat(await stream.toArray()).toString());
  assert.match(file, /张三/);
  assert.match(file, /6222020200012345672/);
  const opened = await money(`/api/finance/payouts/${batch.batch}`);
  const [, paid] = opened.items;
  assert.equal(paid.gross_fen, 60 * 30_00);
  assert.equal(paid.tax_fen, (1_800 - 800) * 20, 'a fifth of what is above 800 yuan');
  assert.equal(paid.gross_fen - paid.tax_fen, paid.net_fen);
  await till.tabTo('combobox', t.answerOf(1, 1));
  await till.press('ArrowDown', 'ArrowDown');
  await till.pressOn('button', t.allPaid);
  await till.told(t.allPaidDone(1));
  await till.assertFits('a batch');
  await till.confirm(t.bookCount(2), t.bookTitle(batch.name), t.book);
  await till.told(t.bookedDone(1, 1, 0));
  await till.see(t.rowFailed);
  const answered = await money(`/api/finance/payouts/${batch.batch}`);
  assert.deepEqual(answered.items.map((one) => one.state), ['failed', 'confirmed']);
  const { payable: again } = await money('/api/finance/payouts');
  assert.deepEqual(again.map((one) => one.agent), [1], 'what failed is payable again');
  await till.end();
});

test('the tax that was withheld is remitted', async () => {
  const { owed_fen: owed } = await money('/api/finance/tax');
  assert.ok(owed > 0);
  const till = await openFinance('finance1');
  await till.goTo(t.tax);
  await till.confirm(t.remit(yuan(owed)), t.remitTitle, t.remitConfirm);
  await till.see(t.nothingOwed);
  assert.equal((await money('/api/finance/tax')).owed_fen, 0);
  await till.assertFits('tax remitted');
  await till.end();
});

test('the books are whole, and her statements say what was earned, withheld and paid', async () => {
  await stage.installation.ctl('ledger', 'verify');
  const statement = async (of) => {
    const { body } = await asking(stage.installation, 'agent2', `/api/earnings/statement?month=${of}&lang=en`);
    return new Map([...body.matchAll(/<th scope="row">([^<]*)<\/th><td class="n">([^<]*)<\/td><\/tr>/g)].map(([, ...row]) => row));
  };
  const earned = await statement(month);
  assert.equal(earned.get('Of it approved for payment'), '1800.00');
  const { batches: [{ month: paidIn }] } = await money('/api/finance/payouts');
  const payment = await statement(paidIn);
  assert.equal(payment.get('Paid out in this month: gross'), '1800.00');
  assert.equal(payment.get('Paid out in this month: income tax withheld'), '200.00');
  assert.equal(payment.get('Paid out in this month: net'), '1600.00');
});

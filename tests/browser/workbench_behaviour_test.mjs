// How the workbench behaves towards people who listen, zoom, or press keys by chance, with real chats behind it: what
// unit tests in memory cannot show.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from './installation.mjs';
import { done, heard } from './people.mjs';
import { setStage } from './stage.mjs';
import { Bench } from './workbench.mjs';

const stage = setStage();

// An agent with two open chats, the first of them on the screen.
async function twoChats(options = {}) {
  const bench = await Bench.atWork(stage, { login: 'agent2', language: 'zh-CN', ...options });
  const first = await stage.people.asking('qinghe', '小林', 'returns', '想退一个花瓶。');
  await bench.take('小林');
  const second = await stage.people.asking('banxia', '阿宁', 'delivery', '快递到哪了？');
  await bench.take('阿宁');
  await bench.visit.press('Alt+1');
  await bench.openedChat('小林');
  return { bench, visit: bench.visit, page: bench.page, first, second };
}

const send = (shopper, text) => done(shopper.say({ send: { conversation: shopper.chat, text } }));

test('an offer interrupts once, moves nothing, and its chat is told once', async () => {
  const bench = await Bench.atWork(stage, { login: 'agent2', language: 'zh-CN' });
  const { visit, page, t } = bench;
  const before = await page.evaluate(() => document.activeElement.outerHTML);
  await visit.forgetSpoken();
  await stage.people.asking('qinghe', '小林', 'returns', '想退一个花瓶。');
  await visit.the('heading', /^小林/).waitFor();
  const [offer, ...more] = await until('the announcement', async () => (await visit.spoken()).length > 0 && visit.spoken());
  assert.deepEqual(more, []);
  assert.equal(offer.urgency, 'assertive');
  for (const part of ['小林', '退货换货', '青禾家居', '想退一个花瓶。']) assert.ok(offer.text.includes(part), offer.text);
  assert.equal(await page.evaluate(() => document.activeElement.outerHTML), before);

  // "A moment more" starts the time again and says so, politely.
  await visit.forgetSpoken();
  await visit.press('F9');
  await visit.page.getByText(t.offers.moreTimeLeft(9)).first().waitFor();
  const told = await until('the new time', async () => (await visit.spoken()).length > 0 && visit.spoken());
  assert.deepEqual(told.map(({ urgency, text }) => [urgency, text.startsWith(t.offers.moreTimeDone('').slice(0, 4))]), [['polite', true]]);

  await visit.forgetSpoken();
  await bench.take('小林');
  await visit.see('想退一个花瓶。');
  const accepted = await until('the chat named', async () => (await visit.spoken()).length > 0 && visit.spoken());
  assert.deepEqual(accepted.map(({ urgency, text }) => [urgency, text]), [['polite', t.chats.opened(1, '小林')]]);
  await visit.end();
});

test('a burst of thirty messages while somebody types: summed up, nothing moved, nothing left out', async () => {
  const { bench, visit, page, first, second } = await twoChats();
  const order = await bench.chatNames();
  await visit.forgetSpoken();
  const burst = (async () => {
    const begin = Date.now();
    for (let i = 0; i < 30; ++i) {
      await sleep(begin + i * 100 - Date.now());
      void send(i % 2 ? first : second, `第 ${i} 条`);
    }
  })();
  const text = '我一边听一边写，一个字也不能少，光标也不能动。';
  await page.keyboard.type(text, { delay: 50 });
  await visit.press('ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft');
  await burst;
  const counted = ({ text: words }) => Number(/^(\d+) 条新消息/.exec(words)?.[1] ?? 1);
  const spoken = await until('all of them told', async () => {
    const all = await visit.spoken();
    return all.reduce((sum, one) => sum + counted(one), 0) >= 30 && all;
  });
  assert.equal(spoken.reduce((sum, one) => sum + counted(one), 0), 30, JSON.stringify(spoken));
  assert.deepEqual(spoken.filter(({ urgency }) => urgency !== 'polite'), []);
  for (const { at } of spoken) {
    const within = spoken.filter((one) => one.at >= at && one.at < at + 3000);
    assert.ok(within.length <= 3, `more than three in 3 s: ${JSON.stringify(within)}`);
  }
  const field = await page.locator('#composer').evaluate((box) => [box === document.activeElement, box.value, box.selectionStart, box.selectionEnd]);
  assert.deepEqual(field, [true, text, text.length - 4, text.length - 1]);
  assert.deepEqual(await bench.chatNames(), order);

  // A message that comes alone is told once: sender, text, shop.
  await visit.forgetSpoken();
  await send(second, '我再问一句。');
  const [alone, ...more] = await until('the message told', async () => (await visit.spoken()).length > 0 && visit.spoken());
  assert.deepEqual(more, []);
  assert.equal(alone.text, bench.t.spoken.message('阿宁', '我再问一句。', '半夏衣橱').replace('。 ', ' ').replace(/([。]) /, '$1 '));

  // Coming back to the page, its transcript is read silently, apart from the sum of what is unread.
  await page.reload();
  await until('the transcript', async () => (await bench.messages()).length >= 16);
  await bench.connected();
  const afterwards = await until('the sum of the unread', async () => (await visit.spoken()).length > 0 && visit.spoken());
  assert.deepEqual(afterwards.map(({ urgency }) => urgency), ['polite']);
  assert.match(afterwards[0].text, /未读/);
  await visit.end();
});

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
  const [offer] = await visit.heard();
  assert.equal(offer.urgency, 'assertive');
  for (const part of ['小林', '退货换货', '青禾家居', '想退一个花瓶。']) assert.ok(offer.text.includes(part), offer.text);
  assert.equal(await page.evaluate(() => document.activeElement.outerHTML), before);

  // "A moment more" starts the time again and says so, politely. Accepting names the chat.
  await visit.press('F9');
  await visit.page.getByText(t.offers.moreTimeLeft(9)).first().waitFor();
  const [, again] = await visit.heard(2);
  assert.deepEqual([again.urgency, again.text.split('：')[0]], ['polite', t.offers.moreTimeDone('').split('：')[0]]);
  await bench.take('小林');
  await visit.see('想退一个花瓶。');
  const [, , accepted, ...more] = await visit.heard(3);
  assert.deepEqual([accepted.urgency, accepted.text, more], ['polite', t.chats.opened(1, '小林'), []]);
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
  const field = await page.locator('#composer').evaluate((box) => {
    const { value, selectionStart, selectionEnd } = box;
    return [box === document.activeElement, value, selectionStart, selectionEnd];
  });
  assert.deepEqual(field, [true, text, text.length - 4, text.length - 1]);
  assert.deepEqual(await bench.chatNames(), order);

  // Messages that come alone are told once each: sender, text, shop.
  const words = (name, message, shop) => bench.t.spoken.message(name, message, shop);
  await visit.forgetSpoken();
  await send(second, '我再问一句。');
  await visit.heard();
  await send(first, '我也是。');
  const each = (await visit.heard(2)).map(({ text: message }) => message);
  assert.deepEqual(each, [words('阿宁', '我再问一句。', '半夏衣橱'), words('小林', '我也是。', '青禾家居')]);

  // Coming back to the page, its transcript is read silently; the next thing told is the next message.
  await page.reload();
  await until('the transcript', async () => (await bench.messages()).length === 17);
  await page.getByText(bench.t.chats.unread(16)).first().waitFor();
  await send(second, '还有一句。');
  const afterwards = (await visit.heard()).map(({ text: message }) => message);
  assert.deepEqual(afterwards, [words('阿宁', '还有一句。', '半夏衣橱')]);
  await visit.end();
});

const region = (page) => page.evaluate(() => document.activeElement.closest('[data-region]')?.dataset.region);
const row = (page) => page.evaluate(() => document.activeElement.dataset.row);

test('F6 goes round six regions and comes back to the same place in each; arrows walk the messages', async () => {
  const { bench, visit, page, first } = await twoChats();
  for (let i = 0; i < 5; ++i) await send(first, `第 ${i} 句`);
  await until('the messages', async () => (await bench.messages()).length === 6);
  await stage.people.asking('qinghe', '小周', 'invoices', '发票抬头能改吗？');
  await visit.the('heading', /^小周/).waitFor();
  const visited = [];
  for (let i = 0; i < 6; ++i) {
    await visit.press('F6');
    visited.push(await region(page));
  }
  assert.deepEqual(visited, ['status', 'offers', 'chats', 'details', 'messages', 'write']);
  await visit.press('Shift+F6');
  assert.equal(await region(page), 'messages');
  const newest = Math.max(...(await bench.messages()).map(([n]) => n));
  assert.equal(await row(page), String(newest));
  await visit.press('ArrowUp', 'ArrowUp');
  assert.equal(await row(page), String(newest - 2));
  await visit.press('F6', 'Shift+F6');
  assert.equal(await row(page), String(newest - 2));
  await visit.press('Home');
  assert.equal(await row(page), '1');
  await visit.press('End');
  assert.equal(await row(page), String(newest));
  assert.equal(await page.locator('[data-row][tabindex="0"]').count(), 1);

  // Keys that write characters do nothing outside of fields: nothing changes on the page, nothing is sent.
  const look = () =>
    page.evaluate(() => {
      const copy = document.body.cloneNode(true);
      // What changes by itself: clocks, what is spoken, and how the line stands (a receipt may be on its way).
      for (const live of copy.querySelectorAll('[aria-live],time,.wb-clock,.y-connection')) live.remove();
      return copy.innerHTML.replace(/ data-(focus|hover)[a-z-]*="true"/g, '');
    });
  const before = await look();
  await visit.press(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/?.,;\'[]-='.split(''));
  assert.equal(await look(), before);
  assert.deepEqual(first.messages(first.chat).length, 6);

  await visit.press('Alt+Shift+P');
  await visit.the('dialog', bench.t.replies.title).waitFor();
  await visit.assertTargets('canned replies');
  await visit.press('Escape');
  await visit.press('F1');
  await visit.the('dialog', bench.t.help.title).waitFor();
  await visit.assertTargets('help');
  await visit.press('Escape');
  await visit.assertTargets('two chats and an offer');
  await visit.end();
});

test('an input method takes Enter for itself; the next one sends', async () => {
  const { bench, visit, first } = await twoChats();
  const keys = await visit.context.newCDPSession(visit.page);
  await keys.send('Input.imeSetComposition', { text: 'nihao', selectionStart: 5, selectionEnd: 5 });
  const key = (type, windowsVirtualKeyCode, name) =>
    keys.send('Input.dispatchKeyEvent', { type, windowsVirtualKeyCode, key: name, code: 'Enter' });
  await key('rawKeyDown', 229, 'Process');
  await keys.send('Input.insertText', { text: '你好' });
  await key('keyUp', 13, 'Enter');
  assert.equal(await bench.draft(), '你好');
  assert.equal((await bench.messages()).length, 1);
  await visit.press('Enter');
  assert.deepEqual((await heard(first, first.chat, 2)).map(([, text]) => text), ['想退一个花瓶。', '你好']);
  await visit.end();
});

// Walks the page by Tab once round. Every stop must be seen whole, or fill the window, and bear a focus ring.
async function walk({ visit, page }, state) {
  await until('the end of the page', async () => {
    await visit.press('Tab');
    return page.evaluate(() => document.activeElement === document.body);
  });
  const names = [];
  for (let stops = 0; stops < 60; ++stops) {
    await visit.press('Tab');
    const stop = await page.evaluate(() => {
      const one = document.activeElement;
      if (one === document.body) return undefined;
      const box = one.getBoundingClientRect();
      const [left, right, top, bottom] = [box.left + 2, box.right - 2, box.top + 2, box.bottom - 2];
      const corners = [[left, top], [right, top], [left, bottom], [right, bottom]];
      const shows = ([x, y]) => {
        const hit = document.elementFromPoint(x, y);
        return hit !== null && (one.contains(hit) || hit.contains(one));
      };
      const style = getComputedStyle(one);
      return {
        name: `${one.tagName} ${(one.textContent || one.id).slice(0, 30)}`,
        seen: box.height > innerHeight || corners.every(shows),
        ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
      };
    });
    if (!stop) return names;
    names.push(stop.name);
    assert.ok(stop.seen && stop.ring, `${state}: ${JSON.stringify(stop)}`);
  }
  throw new Error(`${state}: Tab never leaves the page`);
}

test('a window of 320 x 256, text of 200 %, wide spacing: all is reached, nothing scrolls sideways', async () => {
  const { bench, visit, page, first } = await twoChats();
  await stage.people.asking('qinghe', '小周', 'invoices', '发票抬头能改吗？');
  await visit.the('heading', /^小周/).waitFor();
  const stops = await walk(bench, '1280 x 800');

  await page.setViewportSize({ width: 320, height: 256 });
  assert.equal((await walk(bench, '320 x 256')).length, stops.length);
  await page.locator('#composer').focus();
  await send(first, '还在等您。');
  await visit.see('还在等您。');
  const fits = () =>
    page.evaluate(() => {
      const inside = ({ top, bottom }) => top >= -0.5 && bottom <= innerHeight + 0.5;
      const message = [...document.querySelectorAll('[data-row]')].at(-1).getBoundingClientRect();
      return inside(document.querySelector('#composer').getBoundingClientRect()) && inside(message);
    });
  await until('the text field and the newest message in view', fits, 5000);
  await visit.assertNoSidewaysScroll('320 x 256');
  await visit.assertTargets('320 x 256');
  await visit.press('Alt+Shift+T');
  await visit.the('dialog', bench.t.transfer.title('小林')).waitFor();
  await visit.assertAccessible('transfer dialog at 320 x 256');
  await visit.press('Escape');

  // WCAG 1.4.12's own values.
  await page.evaluate(() => {
    const wide = new CSSStyleSheet();
    wide.replaceSync(`
      * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
      p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets = [wide];
  });
  await visit.assertNoSidewaysScroll('spacing at 320 x 256');
  await page.evaluate(() => (document.adoptedStyleSheets = []));
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
  await visit.assertNoSidewaysScroll('200 % text');
  await visit.end();
});

test('the sign-in ends in mid-draft: signing in again in place, nothing written is lost', async () => {
  const { bench, visit, page } = await twoChats();
  const { t, account, words } = bench;
  await visit.type('写到一半的');
  const [cookie] = await visit.context.cookies();
  await fetch(`${stage.installation.base}/api/logout`, {
    method: 'POST',
    headers: { cookie: `${cookie.name}=${cookie.value}`, 'content-type': 'application/json' },
    body: '{}',
  });
  await visit.the('dialog', t.signIn.expired).waitFor();
  await visit.assertAccessible('signed out in mid-draft');
  await visit.tabTo('textbox', words.account);
  await visit.type(account.login);
  await visit.tabTo('textbox', words.password);
  await visit.type(account.password);
  await visit.press('Enter');
  await visit.the('dialog', t.signIn.expired).waitFor({ state: 'detached' });
  await bench.connected();
  // The chats went back to their queues; at work again, she is offered them, and finds her words.
  await bench.becomeAvailable();
  await visit.the('heading', /^小林，/).waitFor();
  await bench.take('小林');
  assert.equal(await bench.draft(), '写到一半的');
  await visit.end();
});

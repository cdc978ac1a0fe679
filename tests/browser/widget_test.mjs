// The chat widget on a shop's page, by keyboard: leaving a message when nobody serves, the place in the queue, a chat
// that survives a reload, closing and rating. On a wide window, where the page beside it stays usable, and on a
// phone's, where it covers the page; in both languages.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from './installation.mjs';
import { Visit, wide } from './pages.mjs';
import { accept, done, heard } from './people.mjs';
import { importSource } from './sources.mjs';
import { setStage } from './stage.mjs';

const stage = setStage();

const phone = { width: 320, height: 640 };

class ShopVisit extends Visit {
  static async begin(browser, url, options) {
    const visit = await super.begin(browser, url, options);
    visit.t = (await importSource('widget/texts.ts')).textsFor(options?.language ?? 'zh-CN');
    return visit;
  }

  async openPanel() {
    await this.pressOn('button', this.t.open);
    await this.the('dialog', undefined).waitFor();
  }

  // In both sizes of window; the panel keeps what it shows and where focus was.
  async assertBothAccessible(state) {
    const focused = await this.focused();
    for (const size of [phone, wide]) {
      await this.page.setViewportSize(size);
      await until('the panel to fit the window', async () => (await this.coversPage()) === (size === phone));
      await this.assertAccessible(`${state}, ${size.width} px`);
      await this.assertTargets(`${state}, ${size.width} px`);
    }
    assert.equal(await this.focused(), focused, `${state}: focus has moved`);
  }

  // By arrow keys, from the first topic down.
  async chooseTopic(title) {
    await this.tabTo('combobox', this.t.topic);
    const chosen = () => this.the('combobox', this.t.topic).evaluate((box) => box.selectedOptions[0].textContent);
    for (let last; (await chosen()) !== title; await this.press('ArrowDown')) {
      assert.notEqual(await chosen(), last, `no topic ${title}`);
      last = await chosen();
    }
  }

  coversPage() {
    return this.page.locator('yunke-chat dialog').evaluate((panel) => panel.matches(':modal'));
  }

  focused() {
    return this.page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.outerHTML.slice(0, 60));
  }

  // What people wrote.
  messages() {
    return this.page.locator('[role=log] li > span').allTextContents();
  }
}

function offerOf(agent, name) {
  const isHers = ({ shopperName = '' }) => shopperName === name;
  return until(`an offer of ${name}`, () => [...agent.offers.values()].find(isHers));
}

test('nobody serves: a message is left, and an agent finds it later', async () => {
  const { installation, browser, people } = stage;
  const visit = await ShopVisit.begin(browser, `${installation.base}/demo/qinghe/`);
  const { t } = visit;
  await visit.the('button', t.open).waitFor();
  await visit.assertAccessible('closed');
  await visit.openPanel();
  await visit.the('heading', t.title('青禾家居')).waitFor();
  await visit.tabTo('combobox', t.topic);
  await visit.assertBothAccessible('the form');
  await visit.chooseTopic('发票');

  // Without a question nothing is sent, and focus goes to where it is missing.
  await visit.pressOn('button', t.start);
  await visit.see(t.textMissing);
  const question = visit.the('textbox', t.text);
  await visit.waitForFocus(question, 'the question');
  await visit.assertBothAccessible('a question missing');
  await visit.type('能开专用发票吗？');
  await visit.pressOn('button', t.start);

  await visit.see(t.nobody);
  await visit.tabTo('textbox', t.contact);
  await visit.assertBothAccessible('nobody serves');
  await visit.type('lin@mail.example');
  await visit.pressOn('button', t.leave);
  await visit.see(t.left);
  await visit.tabTo('button', t.end);
  await visit.assertBothAccessible('message left');
  await visit.end();

  const agent = await people.agent('agent2');
  const offer = await offerOf(agent, '');
  assert.deepEqual([offer.topic, offer.opening, offer.messageLeft], ['invoices', '能开专用发票吗？', true]);
  await accept(agent, offer.conversation);
  const view = await until('the chat', () => agent.conversations.get(offer.conversation));
  assert.equal(view.contact, 'lin@mail.example');
  await done(agent.say({ resolve: { conversation: offer.conversation } }));
});

test('the place in the queue, a chat with a reload in its middle, closing, rating', async () => {
  const { installation, browser, people } = stage;
  // One agent for two chats: the third and fourth shopper wait.
  const agent = await people.agent('agent5');
  const served = [];
  for (const name of ['甲', '乙']) {
    served.push(await people.asking('xingtu', name, 'invoices', '发票？'));
    await accept(agent, served.at(-1).chat);
  }
  const before = await people.asking('xingtu', '丙', 'invoices', '发票？');
  const visit = await ShopVisit.begin(browser, `${installation.base}/demo/xingtu/`);
  const { page, t } = visit;
  await visit.openPanel();
  await visit.chooseTopic('发票');
  await visit.tabTo('textbox', t.name);
  await visit.type('小周');
  await visit.tabTo('textbox', t.text);
  await visit.type('抬头写错了怎么改？');
  await visit.pressOn('button', t.start);
  await visit.see(t.ahead(1));
  await visit.waitForFocus(visit.the('textbox', t.message), 'the text field');
  await visit.assertBothAccessible('in the queue');
  await done(before.say({ close: { conversation: before.chat } }));
  await visit.see(t.ahead(0));
  await done(served[0].say({ close: { conversation: served[0].chat } }));
  await done(agent.say({ wrapUpDone: { conversation: served[0].chat } }));
  const { conversation } = await offerOf(agent, '小周');
  await accept(agent, conversation);
  await visit.see('客服 晓峰 来了');
  await until('the agent announced', async () => (await visit.spoken()).some(({ text }) => text.includes('晓峰 来了')));

  // Both write and see that the other does; what arrives is spoken once.
  agent.typing(conversation);
  await visit.see(t.typing);
  await visit.forgetSpoken();
  await done(agent.say({ send: { conversation, text: '请把新抬头发给我。' } }));
  await visit.see('请把新抬头发给我。');
  await visit.heard();
  await done(agent.say({ send: { conversation, text: '公司全称。' } }));
  const told = (await visit.heard(2)).map(({ urgency, text }) => [urgency, text]);
  assert.deepEqual(told, [['polite', '晓峰: 请把新抬头发给我。'], ['polite', '晓峰: 公司全称。']]);
  await visit.type('云客科技');
  await until('the typing notice', () => agent.frames.some((frame) => frame.typing?.conversation === conversation));
  await visit.press('Enter');
  await heard(agent, conversation, 4);
  await visit.assertBothAccessible('a chat');

  // The page is loaded anew; what the agent writes meanwhile is there, and nothing is there twice.
  await visit.type('还没写完的');
  await page.reload();
  await done(agent.say({ send: { conversation, text: '好的，明天寄出。' } }));
  await visit.pressOn('button', new RegExp(t.open));
  await visit.see('好的，明天寄出。');
  const said = ['抬头写错了怎么改？', '请把新抬头发给我。', '公司全称。', '云客科技', '好的，明天寄出。'];
  assert.deepEqual(await visit.messages(), said);
  await visit.tabTo('textbox', t.message);
  assert.equal(await visit.the('textbox', t.message).inputValue(), '还没写完的');
  await visit.press('Enter');
  said.push('还没写完的');
  await heard(agent, conversation, said.length);
  assert.deepEqual(agent.messages(conversation).map(([, text]) => text), said);

  // Her own end, after a second thought; then the rating.
  await visit.pressOn('button', t.end);
  await visit.waitForFocus(visit.the('button', t.endNo), 'go on chatting');
  await visit.assertBothAccessible('the question before the end');
  await visit.pressOn('button', t.endYes);
  await visit.waitForFocus(visit.the('heading', t.rate), 'the rating');
  await visit.assertBothAccessible('the rating');
  await visit.tabTo('radio', t.star(5));
  await visit.press('Space');
  await visit.tabTo('textbox', t.comment);
  await visit.type('很耐心');
  await visit.pressOn('button', t.rateSend);
  await visit.waitForFocus(visit.the('heading', t.rated), 'the thanks');
  await visit.assertBothAccessible('rated');
  await until('the rating at the agent', () => agent.conversations.get(conversation)?.stars === 5);
  await visit.end();
});

test('an ended chat goes on while that is allowed, and its words go along when it is too late', async () => {
  const { installation, browser, people } = stage;
  const allow = async (time) => {
    const file = join(installation.folder, 'reopen.toml');
    writeFileSync(file, `[[queue]]\nshop = "半夏衣橱"\ntopic = "other"\nreopen = "${time}"\n`);
    await installation.ctl('apply', file);
  };
  await allow('10m');
  const agent = await people.agent('agent3');
  const visit = await ShopVisit.begin(browser, `${installation.base}/demo/banxia/`);
  const { page, t } = visit;
  await visit.openPanel();
  await visit.chooseTopic('其他问题');
  await visit.tabTo('textbox', t.text);
  await visit.type('有会员吗？');
  await visit.pressOn('button', t.start);
  const { conversation } = await offerOf(agent, '');
  await accept(agent, conversation);
  await visit.see('客服 Mei 来了');
  await done(agent.say({ whisper: { conversation, text: '只给同事看' } }));
  await done(agent.say({ send: { conversation, text: '有的。' } }));
  await visit.see('有的。');
  assert.equal(await page.getByText('只给同事看').count(), 0);
  await done(agent.say({ resolve: { conversation } }));

  // The field stays where it was; whoever still writes goes on with the chat.
  await visit.the('heading', t.rate).waitFor();
  await visit.tabTo('textbox', t.reopen);
  await visit.assertBothAccessible('ended, and can go on');
  await visit.type('怎么加入？');
  await visit.press('Enter');
  const again = await until('the chat again', () => agent.offers.has(conversation) || agent.conversations.get(conversation)?.state === 'ACTIVE');
  assert.ok(again);
  if (agent.offers.has(conversation)) await accept(agent, conversation);
  await heard(agent, conversation, 3);
  await visit.waitForFocus(visit.the('textbox', t.message), 'the text field');
  await visit.the('heading', t.rate).waitFor({ state: 'detached' });
  assert.deepEqual(await visit.messages(), ['有会员吗？', '有的。', '怎么加入？']);
  await visit.assertBothAccessible('going on');

  // Too late: the page does not know it yet, the server does; the words wait in the form of a new chat.
  await done(agent.say({ resolve: { conversation } }));
  await visit.the('heading', t.rate).waitFor();
  await allow('1s');
  await visit.tabTo('textbox', t.reopen);
  await visit.type('还有一件事');
  await sleep(1500);
  await visit.press('Enter');
  const question = visit.the('textbox', t.text);
  await question.waitFor();
  await until('the words in the form', async () => (await question.inputValue()) === '还有一件事');
  await until('it to be told', async () => (await visit.spoken()).some(({ text }) => text === t.reopenOver));
  await visit.end();
});

// A shop's own web site, of another origin than the gateway, under a content policy that allows the widget and nothing
// else.
async function shopSite(gateway, key) {
  const html = `<!doctype html><html lang="en"><head><title>Banxia</title></head><body><main><h1>Banxia</h1></main>
    <script src="${gateway}/widget.js" data-shop-key="${key}" data-topic="other" async></script></body></html>`;
  const socket = gateway.replace('http', 'ws');
  const policy = `default-src 'none'; script-src ${gateway}; connect-src ${gateway} ${socket}; img-src 'self'`;
  const site = http.createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
    response.end(request.url === '/' ? html : '');
  });
  await new Promise((listening) => site.listen(0, '127.0.0.1', listening));
  return { site, origin: `http://localhost:${site.address().port}` };
}

test("in English, on a shop's own site", async (context) => {
  const { installation, browser, people } = stage;
  const { site, origin } = await shopSite(installation.base, installation.shop('banxia').key);
  context.after(() => site.close());
  const { shop } = (await installation.ctl('demo', 'shops')).find((one) => one.slug === 'banxia');
  await installation.ctl('shop', 'set', String(shop), '--origin', origin, '--origin', installation.base);
  const visit = await ShopVisit.begin(browser, `${origin}/`, { language: 'en' });
  const { t } = visit;
  const agent = await people.agent('agent4');
  await visit.openPanel();
  await visit.tabTo('textbox', t.name);
  await visit.assertBothAccessible('the form');
  await visit.type('Ann');
  await visit.tabTo('textbox', t.text);
  await visit.type('Do you ship to Dublin?');
  await visit.pressOn('button', t.start);
  const offer = await offerOf(agent, 'Ann');
  assert.deepEqual([offer.language, offer.topic], ['en', 'other']);
  await accept(agent, offer.conversation);
  await visit.see('Jun has joined');
  await done(agent.say({ send: { conversation: offer.conversation, text: 'Yes, in six days.' } }));
  await visit.see('Yes, in six days.');
  await visit.waitForFocus(visit.the('textbox', t.message), 'the text field');
  await visit.assertBothAccessible('a chat');

  // Escape puts the panel away; what comes then is counted on the button.
  await visit.press('Escape');
  await visit.waitForFocus(visit.the('button', t.open), 'the button');
  await done(agent.say({ send: { conversation: offer.conversation, text: 'Anything else?' } }));
  await visit.the('button', t.unread(1)).waitFor();
  await visit.press('Enter');
  await visit.see('Anything else?');
  await done(agent.say({ resolve: { conversation: offer.conversation } }));
  await visit.the('heading', t.rate).waitFor();
  await visit.tabTo('radio', t.star(5));
  await visit.assertBothAccessible('the rating');
  await visit.end();
});

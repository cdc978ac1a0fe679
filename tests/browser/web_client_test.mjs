// A day in the life by the pages' own client code (web/client) in Node, on both sides of a chat, with the gateway
// killed twice in the middle; and what its stores hold, compared with what the plain client sees, which shares no code
// with it.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, before, test } from 'node:test';
import { root, until } from './installation.mjs';
import { accept, done, heard } from './people.mjs';
import { importSource } from './sources.mjs';
import { setStage } from './stage.mjs';

const stage = setStage({ pages: false });
const { WebSocket } = createRequire(join(root, 'web/package.json'))('ws');

let client;
before(async () => {
  client = await importSource('client/index.ts');
});

const pages = [];
afterEach(() => {
  for (const { session } of pages.splice(0)) session.stop();
});

// The HTTP side of a browser: an origin, and a cookie that is kept.
function browserFetch() {
  let cookie;
  return async (url, init = {}) => {
    const headers = { ...init.headers, origin: stage.installation.base, ...(cookie && { cookie }) };
    const response = await fetch(url, { ...init, headers });
    const [kept] = response.headers.getSetCookie();
    if (kept) cookie = kept.split(';')[0];
    return response;
  };
}

// A page without its looks: Session and Store as the pages make them.
async function pageOf(askTicket, codec) {
  const { base } = stage.installation;
  const ticket = async () => {
    const reply = await askTicket();
    return reply.ok ? { kind: 'ticket', ticket: reply.ticket } : { kind: 'later', retryAfterMs: 0 };
  };
  const session = new client.Session({
    url: client.socketUrl('/ws', base),
    ticket,
    codec,
    client: 'web-client-test',
    connect: (url, subprotocol) => new WebSocket(url, subprotocol, { headers: { origin: base } }),
  });
  const store = new client.Store({ session });
  const events = [];
  store.onEvent((event) => events.push(event));
  const page = { session, store, events, chat: (id) => store.conversation(id) };
  pages.push(page);
  session.start();
  await until('a page online', () => session.connection.phase === 'online');
  return page;
}

async function agentPage(login) {
  const api = new client.Api(stage.installation.base, browserFetch());
  assert.equal((await api.login(login, stage.installation.account(login).password)).ok, true);
  return pageOf(() => api.ticket(), client.protobufCodec);
}

function shopperPage(slug, name) {
  const api = new client.Api(stage.installation.base, browserFetch());
  return pageOf(() => api.shopperTicket(stage.installation.shop(slug).key, name), client.jsonCodec);
}

const fine = async (doing) => {
  const result = await doing;
  assert.equal(result.ok, true, `refused: ${result.error}`);
  return result;
};

const messages = ({ entries }) =>
  entries.filter((entry) => entry.kind === client.EntryKind.MESSAGE).map((entry) => [entry.n, entry.text]);

test('a day in the life, by the client of the pages', async () => {
  const { installation, people } = stage;
  const agent = await agentPage('agent2');
  assert.equal(agent.store.getSnapshot().name, '阿树');
  await fine(agent.store.setPresence(client.Presence.AVAILABLE));
  const shopper = await shopperPage('qinghe', '小林');
  const opened = await fine(
    shopper.store.open({ topic: 'returns', name: '小林', language: 'zh-CN', text: '花瓶碎了，怎么办？' }),
  );
  const chat = String(opened.answer.conversation);
  const offers = () => agent.store.getSnapshot().offers;
  const offer = await until('the offer', () => offers().find((one) => one.conversation === chat));
  assert.equal(offer.opening, '花瓶碎了，怎么办？');
  await fine(agent.store.prolong(chat));
  await fine(agent.store.accept(chat));
  await until('the chat at the agent', () => agent.chat(chat)?.entries.length >= 3);

  // Both write at once and are not waited for; twice the gateway dies under them.
  const said = { agent: [], shopper: [] };
  const sending = [];
  for (let i = 0; i < 40; ++i) {
    const [who, page] = i % 3 === 0 ? ['agent', agent] : ['shopper', shopper];
    const text = `${who} ${i}`;
    said[who].push(text);
    page.store.typing(chat);
    const sent = page.store.send(chat, text);
    sending.push(fine(sent));
    if (i % 5 === 0) await sent;
    if (i === 12 || i === 27) installation.kill('gateway');
  }
  await Promise.all(sending);
  await fine(agent.store.hold(chat, true));
  await fine(agent.store.hold(chat, false));
  agent.store.read(chat);
  const both = [agent, shopper];
  await until('all of it on both pages', () => both.every((page) => messages(page.chat(chat)).length === 41));
  assert.deepEqual(messages(agent.chat(chat)), messages(shopper.chat(chat)));
  for (const [who, texts] of Object.entries(said)) {
    const stored = messages(agent.chat(chat)).map(([, text]) => text);
    const own = stored.filter((text) => text.startsWith(who));
    assert.deepEqual(own, texts, `each message of the ${who} once and in order`);
  }
  for (const page of both) {
    const told = page.events.filter((event) => event.type === 'entry').map((event) => event.entry.n);
    assert.deepEqual(told, [...new Set(told)], 'no entry told twice');
    assert.deepEqual(page.chat(chat).pending, []);
  }
  await until('the receipt', () => shopper.chat(chat).peerRead >= shopper.chat(chat).entries.length - 2);

  // Transferred to a plain client, who sees the same transcript; resolved there, rated here.
  const { shop, queue } = agent.chat(chat);
  const { queues } = agent.store.getSnapshot();
  const sizes = queues.find((one) => one.shop === shop && one.topic === 'damaged');
  assert.notEqual(sizes.queue, queue);
  const colleague = await people.agent('agent3');
  await fine(agent.store.transfer(chat, sizes.queue, '请按破损处理'));
  await accept(colleague, chat);
  assert.deepEqual(await heard(colleague, chat, 41), messages(shopper.chat(chat)));
  assert.equal(colleague.transcript(chat).find((entry) => entry.kind === 'TRANSFERRED').text, '请按破损处理');
  await until('the chat gone', () => !agent.chat(chat));
  await done(colleague.say({ send: { conversation: chat, text: '重新发一个给您。' } }));
  await until('the answer', () => messages(shopper.chat(chat)).at(-1)[1] === '重新发一个给您。');
  await done(colleague.say({ resolve: { conversation: chat } }));
  await until('the end', () => shopper.chat(chat).state === client.ConversationState.CLOSED);
  await fine(shopper.store.rate(chat, 5, '谢谢'));
  const note = shopper.chat(chat).entries.find((entry) => entry.kind === client.EntryKind.TRANSFERRED);
  assert.equal(note.text, '');
  const numbers = shopper.chat(chat).entries.map((entry) => entry.n);
  assert.deepEqual(numbers, numbers.map((_, index) => index + 1));
  await shopper.store.logout();
  await agent.store.logout();
  assert.equal(agent.session.connection.phase, 'signed-out');
});

test('a board by the client of the pages', async () => {
  const { people } = stage;
  const api = new client.Api(stage.installation.base, browserFetch());
  await api.login('supervisor', stage.installation.account('supervisor').password);
  const page = await pageOf(() => api.ticket(), client.protobufCodec);
  page.store.watchQueues(true);
  const shopper = await people.asking('banxia', '小林', 'sizes', '尺码？');
  const isSizes = (row) => row.shopName === '半夏衣橱' && row.topic === 'sizes';
  const waiting = () => page.store.getSnapshot().board?.rows.find(isSizes).waiting;
  await until('one waiting', () => waiting() === 1);
  stage.installation.kill('gateway');
  await done(shopper.say({ close: { conversation: shopper.chat } }));
  await until('nobody waiting, told over the new line', () => waiting() === 0);
  await page.store.logout();
});

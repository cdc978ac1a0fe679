// A conversation held by the plain client on both sides, from the first question to the rating, with the gateway and
// the dispatcher killed on the way: nothing is lost, nothing comes twice.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Installation, until } from './installation.mjs';
import { PlainClient, shopperTicket, staffTicket } from './plain_client.mjs';

let installation;
before(async () => {
  installation = await Installation.start();
});
after(async () => {
  assert.equal(await installation.stop(), 0, installation.output);
});

function clientOf(login) {
  const { password } = installation.account(login);
  return new PlainClient(installation.base, () => staffTicket(installation.base, login, password));
}

function shopperOf(index, name) {
  const { base, shops } = installation;
  return new PlainClient(base, () => shopperTicket(base, shops[index].key, name));
}

const texts = (client, conversation) =>
  client
    .transcript(conversation)
    .filter((entry) => entry.kind === 'MESSAGE')
    .map((entry) => entry.text);

test('a conversation from the question to the rating, with kills in between', async () => {
  // All demo agents at work, so that whatever the shop's topic needs is there.
  const agents = installation.accounts.filter((a) => /^agent\d+$/.test(a.login)).map((a) => clientOf(a.login));
  for (const agent of agents) {
    await agent.connect();
    assert.equal((await agent.say({ setPresence: { presence: 'AVAILABLE' } })).error, undefined);
  }
  const shopper = shopperOf(0, '小林');
  await shopper.connect();
  const opened = await shopper.say({ open: { name: '小林', language: 'zh-CN', text: '这个床单有 1.8 米的吗？' } });
  assert.equal(opened.error, undefined, JSON.stringify(opened));
  const conversation = opened.conversation;
  const agent = await until('an offer', () => agents.find((a) => a.offers.has(conversation)));
  assert.equal(agent.offers.get(conversation).opening, '这个床单有 1.8 米的吗？');
  assert.equal((await agent.say({ accept: { conversation } })).error, undefined);
  await until('the transcript', () => texts(agent, conversation).length === 1);

  const said = ['这个床单有 1.8 米的吗？'];
  for (let i = 0; i < 30; ++i) {
    if (i === 8) installation.kill('gateway');
    if (i === 18) installation.kill('dispatcher');
    const [speaker, text] = i % 2 === 0 ? [agent, `答 ${i}`] : [shopper, `问 ${i}`];
    const answer = await speaker.say({ send: { conversation, text } });
    assert.equal(answer.error, undefined, JSON.stringify(answer));
    said.push(text);
  }
  await agent.say({ hold: { conversation, on: true } });
  await agent.say({ hold: { conversation, on: false } });
  const resolved = await agent.say({ resolve: { conversation } });
  assert.equal(resolved.error, undefined, JSON.stringify(resolved));
  await until('the end', () => shopper.conversations.get(conversation)?.state === 'CLOSED');
  assert.equal((await shopper.say({ rate: { conversation, stars: 5, comment: '谢谢' } })).error, undefined);

  // What both see after a resume from nothing is the whole transcript, once and in order.
  shopper.entries.clear();
  shopper.socket.terminate();
  await until('all entries again', () => texts(shopper, conversation).length === said.length);
  assert.deepEqual(texts(shopper, conversation), said);
  const numbers = shopper.transcript(conversation).map((entry) => entry.n);
  assert.deepEqual(numbers, numbers.map((_, i) => i + 1));
  assert.deepEqual(
    texts(agent, conversation).filter((text) => text.startsWith('问')),
    said.filter((text) => text.startsWith('问')),
  );
  for (const client of [...agents, shopper]) client.close();
});

test('redis killed in mid-conversation loses nothing that was answered', async () => {
  const agents = installation.accounts.filter((a) => /^agent\d+$/.test(a.login)).map((a) => clientOf(a.login));
  for (const agent of agents) {
    await agent.connect();
    await agent.say({ setPresence: { presence: 'AVAILABLE' } });
  }
  const shopper = shopperOf(1, 'Ann');
  await shopper.connect();
  const question = { name: 'Ann', language: 'en', text: 'Does it fit a 13 inch laptop?' };
  const { conversation } = await shopper.say({ open: question });
  const agent = await until('an offer', () => agents.find((a) => a.offers.has(conversation)));
  await agent.say({ accept: { conversation } });
  for (let i = 0; i < 10; ++i) {
    if (i === 5) installation.kill('redis');
    assert.equal((await shopper.say({ send: { conversation, text: `line ${i}` } })).error, undefined);
  }
  await until('everything at the agent', () => texts(agent, conversation).length === 11, 60000);
  assert.deepEqual(texts(agent, conversation).slice(1), [...Array(10).keys()].map((i) => `line ${i}`));
  for (const client of [...agents, shopper]) client.close();
});

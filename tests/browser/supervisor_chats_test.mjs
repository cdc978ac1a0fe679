// What supervisors do besides looking at the board, by keyboard, in both languages: the chats of a queue, watching,
// whispering, joining, taking and giving back, raising, handing on, closing a queue, agents, a word to all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './installation.mjs';
import { accept, done, heard } from './people.mjs';
import { Board } from './board.mjs';
import { setStage } from './stage.mjs';

const stage = setStage();

const titles = {
  'zh-CN': { returns: '青禾家居 · 退货换货', invoices: '青禾家居 · 发票' },
  en: { returns: '青禾家居 · Returns', invoices: '青禾家居 · Invoices' },
};
const send = (client, conversation, text) => done(client.say({ send: { conversation, text } }));
const kinds = (client, chat) => client.transcript(chat).map(({ kind }) => kind);

for (const language of ['zh-CN', 'en']) {
  test(`a chat is watched, joined, taken and resolved, ${language}`, async () => {
    const { people } = stage;
    const agent = await people.agent('agent2');
    const shopper = await people.asking('qinghe', '小林', 'returns', '花瓶碎了。');
    await accept(agent, shopper.chat);
    const board = await Board.open(stage, { language });
    const { visit, page, t } = board;
    await board.openQueue(titles[language].returns);
    await board.shows(shopper.chat, '小林', t.withAgent('阿树'));
    await visit.assertAccessible('a queue with one chat');
    await visit.assertTargets('a queue with one chat');

    // Watching: the agent sees it, the shopper does not; whispers stay between them.
    await board.watch(shopper.chat, '小林');
    await board.told(t.doneWatch('小林'));
    await visit.see(t.yourPart(t.partWatch));
    await until('the agent to see who watches', () => agent.conversations.get(shopper.chat).supervisors?.length === 1);
    await visit.assertAccessible('watching');

    // Why it went to him: below the buttons, with names, spoken once; nobody's focus is moved, and it closes again.
    await visit.pressOn('button', t.whyHere);
    const reasons = visit.the('group', t.whyHere, { exact: true });
    await until('the reasons', async () => (await reasons.innerText()).includes(language === 'en' ? 'chosen: fits' : '选中：符合要求'));
    assert.match(await reasons.innerText(), /阿树/);
    await until('the reasons to be spoken', async () => (
      (await visit.spoken()).filter(({ text }) => text.includes(language === 'en' ? 'was offered to agent' : '派给客服')).length === 1
    ));
    assert.ok(await visit.hasFocus(visit.the('button', t.whyHere)), 'focus has left the button');
    await visit.assertAccessible('the reasons of a chat');
    await visit.assertTargets('the reasons of a chat');
    await visit.press('Enter');
    await until('the reasons closed', async () => (await reasons.count()) === 0);
    await visit.forgetSpoken();
    await visit.tabTo('textbox', /小林/);
    await visit.type('可以直接换新。');
    await visit.press('Enter');
    await until('the whisper at the agent', () => kinds(agent, shopper.chat).includes('WHISPERED'));
    await send(agent, shopper.chat, '马上为您换一个。');
    await until('the answer on the page', async () => (await board.lines()).join('|') === '花瓶碎了。|可以直接换新。|马上为您换一个。');
    const [, whispered] = await until('the numbers at the shopper', () => {
      const all = shopper.transcript(shopper.chat).filter(({ kind }) => !kind || kind === 'MESSAGE');
      return all.length === 3 && all;
    });
    assert.deepEqual([whispered.kind, whispered.text, whispered.name], [undefined, undefined, undefined]);

    // Joining: the next words go to the shopper, under her own name.
    await visit.pressOn('button', t.join);
    await board.told(t.doneJoin);
    await visit.waitForFocus(page.locator('#say'), 'the text field');
    await visit.type('您好，我是主管。');
    await visit.press('Enter');
    await until('the words at the shopper', () => shopper.messages(shopper.chat).some(([, text]) => text === '您好，我是主管。'));
    const said = shopper.transcript(shopper.chat).find(({ text }) => text === '您好，我是主管。');
    assert.equal(said.author, 'SUPERVISOR');
    await visit.assertAccessible('joined');

    // Taking it: the agent has it no more; on hold, off hold, and to its end.
    await visit.pressOn('button', t.take);
    await board.confirm(t.takeTitle('小林'), t.take.replace(/[.…]+$/, ''));
    await board.told(t.doneTake('小林'));
    await until('the agent without it', () => !agent.conversations.has(shopper.chat));
    await visit.pressOn('button', t.hold);
    await board.told(t.doneHold);
    await visit.pressOn('button', t.unhold);
    await board.told(t.doneUnhold);
    await visit.pressOn('button', t.resolve);
    await board.confirm(t.resolveTitle('小林'), t.resolve.replace(/[.…]+$/, ''));
    await until('the end', () => shopper.conversations.get(shopper.chat)?.state === 'CLOSED');
    await visit.see(t.noChats);
    await visit.end();
  });
}

test('a waiting chat is raised, handed to a colleague in person, taken and given back', async () => {
  const { people } = stage;
  const board = await Board.open(stage, { language: 'zh-CN' });
  const { visit, t } = board;
  const first = await people.asking('qinghe', '甲', 'returns', '一');
  const second = await people.asking('qinghe', '乙', 'returns', '二');
  await board.openQueue(titles['zh-CN'].returns);
  await board.shows(first.chat, t.place(1), t.nobodyYet);
  await board.shows(second.chat, t.place(2));

  // The second overtakes the first, and focus stays on its button though the row has moved.
  await board.choose(t.actionsOf('乙'), t.raise);
  await board.told(t.doneRaise);
  await board.shows(second.chat, t.place(1));
  await board.shows(first.chat, t.place(2));
  assert.ok(await visit.hasFocus(visit.the('button', t.actionsOf('乙'), { exact: true })), 'focus has left the row');

  // Nobody is at work: nobody can be named. Then somebody is.
  await board.choose(t.actionsOf('甲'), t.handAgent);
  await visit.the('dialog', t.handAgentTitle('甲')).waitFor();
  await visit.see(t.nobody);
  await visit.assertAccessible('nobody to hand to');
  await visit.press('Escape');
  const agent = await people.staff('agent2');
  await done(agent.say({ setPresence: { presence: 'AVAILABLE' } }));
  await until('an offer', () => agent.offers.size > 0);
  const colleague = await people.agent('agent1');
  await board.choose(t.actionsOf('甲'), t.handAgent);
  await visit.the('option', /.+/).first().waitFor();
  const target = visit.the('option', '小禾');
  await until('小禾 chosen', async () => {
    if ((await target.getAttribute('aria-selected')) === 'true') return true;
    await visit.press('ArrowDown');
    return false;
  });
  await visit.assertAccessible('a colleague chosen');
  await visit.pressOn('button', t.handOn);
  await board.told(t.doneHandAgent('小禾'));
  const offer = await until('the offer in person', () => {
    const hers = colleague.offers.get(first.chat);
    return hers?.fromName && hers;
  });
  assert.equal(offer.help ?? false, false);
  await accept(colleague, first.chat);
  await board.shows(first.chat, t.withAgent('小禾'));

  // Moved to another queue, it is gone from this one.
  await board.choose(t.actionsOf('甲'), t.handQueue);
  await visit.the('dialog', t.handQueueTitle('甲')).waitFor();
  await visit.pressOn('button', t.handOn);
  await until('it is gone', async () => (await board.row(first.chat).count()) === 0);

  // In her own hands, and back to its place.
  await done(agent.say({ setPresence: { presence: 'RESTING' } }));
  await board.choose(t.actionsOf('乙'), t.take);
  await board.confirm(t.takeTitle('乙'), t.take.replace(/[.…]+$/, ''));
  await board.told(t.doneTake('乙'));
  await visit.tabTo('textbox', /乙/);
  await visit.type('您好！');
  await visit.press('Enter');
  await heard(second, second.chat, 2);
  await visit.pressOn('button', t.giveBack);
  await board.confirm(t.giveBackTitle('乙'), t.giveBack.replace(/[.…]+$/, ''));
  await board.told(t.doneGiveBack);
  await board.shows(second.chat, t.place(1));
  await visit.end();
});

test('a queue is closed and opened, agents are set to rest, and all get a word', async () => {
  const { people } = stage;
  const board = await Board.open(stage, { language: 'en' });
  const { visit, t, page } = board;
  const agent = await people.agent('agent2');
  await board.openQueue(titles.en.invoices);
  await visit.pressOn('button', t.closeQueue);
  await board.confirm(t.closeTitle(titles.en.invoices), t.closeConfirm);
  await board.told(t.doneCloseQueue);
  await visit.see(t.queueClosed);
  const shopper = await people.shopper('qinghe', '丙');
  const asked = { open: { topic: 'invoices', name: '丙', language: 'zh-CN', text: '发票？' } };
  assert.equal((await shopper.say(asked)).error, 'QUEUE_CLOSED');
  await visit.pressOn('button', t.openQueue);
  await board.confirm(t.openTitle(titles.en.invoices), t.openConfirm);
  await board.told(t.doneOpenQueue);
  const opened = await done(shopper.say(asked));
  shopper.chat = opened.conversation;

  // The list of agents, and what may be set: never that somebody is ready.
  await visit.pressOn('button', t.showAgents);
  const row = visit.the('listitem').filter({ hasText: '阿树' });
  await row.waitFor();
  assert.equal(await visit.the('listitem').filter({ hasText: '安安' }).count(), 0);
  await visit.assertAccessible('the agents');
  await visit.assertTargets('the agents');
  await board.choose(t.setStateOf('阿树'), t.setResting);
  await board.confirm(t.setRestingTitle('阿树'), t.confirm);
  await board.told(t.donePresence('阿树', 'Resting'));
  await until('the agent rests', () => agent.frames.some(({ self }) => self?.presence === 'RESTING'));
  await board.choose(t.setStateOf('阿树'), t.setTraining);
  await board.confirm(t.setTrainingTitle('阿树'), t.confirm);
  await board.told(t.donePresence('阿树', 'In training'));
  await until('the agent trains', () => agent.frames.some(({ self }) => self?.presence === 'TRAINING'));
  const notice = await until('the notice', () => agent.frames.find((frame) => frame.notice)?.notice);
  assert.equal(notice.kind, 'PRESENCE_SET');
  await visit.tabTo('checkbox', t.atWorkOnly);
  await visit.press('Space');
  await visit.the('listitem').filter({ hasText: '安安' }).waitFor();

  // A word to all: too much and nothing are said before anything is sent.
  await visit.pressOn('button', t.broadcast);
  await visit.the('dialog', t.broadcastTitle).waitFor();
  await visit.pressOn('button', t.send);
  await visit.see(t.missing);
  await visit.assertAccessible('a word missing');
  await visit.tabTo('textbox', t.broadcastText);
  await page.keyboard.insertText('喝水休息一下。'.repeat(80));
  await visit.see(new RegExp(t.tooLong(60)));
  await visit.press('ControlOrMeta+A');
  await visit.type('Drink some water.');
  await visit.see(t.counted(17, 500));
  await visit.pressOn('button', t.send);
  await board.told(t.doneBroadcast);
  const word = await until('the word', () => agent.frames.find((frame) => frame.notice?.kind === 'TEXT')?.notice);
  assert.equal(word.text, 'Drink some water.');

  for (const width of [320, 683]) {
    await page.setViewportSize({ width, height: 640 });
    await visit.assertAccessible(`${width} px`);
    await visit.assertTargets(`${width} px`);
  }
  await visit.end();
});

test('a list that is held does not change, and a part outlives a lost line and a reload', async () => {
  const { people } = stage;
  const agent = await people.agent('agent2');
  const shopper = await people.asking('qinghe', '小林', 'returns', '花瓶碎了。');
  await accept(agent, shopper.chat);
  const board = await Board.open(stage, { language: 'zh-CN', linesLost: true });
  const { visit, page, t, words } = board;
  await board.openQueue(titles['zh-CN'].returns);
  await board.watch(shopper.chat, '小林');
  await board.told(t.doneWatch('小林'));
  stage.installation.kill('gateway');
  await send(agent, shopper.chat, '还在吗？');
  await until('the answer over the new line', async () => (await board.lines()).includes('还在吗？'));
  await page.reload();
  await visit.see(words.live);
  await visit.pressOn('button', /^小林/);
  await until('the transcript again', async () => (await board.lines()).join('|') === '花瓶碎了。|还在吗？');

  await board.openQueue(titles['zh-CN'].returns);
  await board.shows(shopper.chat, t.withAgent('阿树'));
  await visit.pressOn('button', words.pause);
  const still = () => page.locator('.chats').first().innerText();
  const before = await still();
  const waiting = await people.asking('qinghe', '乙', 'returns', '二');
  await until('an offer', () => agent.offers.has(waiting.chat));
  assert.equal(await still(), before);
  await visit.pressOn('button', words.go);
  await board.shows(waiting.chat, t.considered('阿树'));
  await visit.end();
});

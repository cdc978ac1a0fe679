// Working with others at the workbench, by keyboard: asking for help and helping, whispering that cannot be mistaken for
// writing to the shopper, handing on in person and back, being watched, supervisors' words, a shopper who goes on.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { until } from './installation.mjs';
import { accept, done, heard } from './people.mjs';
import { importSource } from './sources.mjs';
import { setStage } from './stage.mjs';
import { Bench } from './workbench.mjs';

const stage = setStage();

let textsFor;
before(async () => {
  ({ textsFor } = await importSource('workbench/texts/index.ts'));
});

const send = (client, conversation, text) => done(client.say({ send: { conversation, text } }));
const told = (visit, text) => until(`"${text}" to be told`, async () => (
  (await visit.spoken()).find((one) => one.text.includes(text))
));

// An agent at the page with one chat open, and her shopper.
async function oneChat(language = 'zh-CN') {
  const bench = await Bench.atWork(stage, { login: 'agent2', language });
  const shopper = await stage.people.asking('qinghe', '小林', 'returns', '想退一个花瓶。');
  await bench.take('小林');
  return { bench, visit: bench.visit, page: bench.page, t: bench.t, shopper };
}

// Chooses whom a dialog's list names, and presses its main button.
async function name(bench, colleague, confirm) {
  const { visit } = bench;
  const option = visit.the('option', colleague);
  await option.waitFor();
  await visit.tabToIt(visit.the('option', /.+/), 'the list');
  await until(`${colleague} chosen`, async () => {
    if ((await option.getAttribute('aria-selected')) === 'true') return true;
    await visit.press('ArrowDown');
    return false;
  });
  await visit.pressOn('button', confirm);
}

for (const language of ['zh-CN', 'en']) {
  test(`why a chat went to her is told to her, and of others only that they were there, ${language}`, async () => {
    const { visit, t } = await oneChat(language);
    await visit.pressOn('button', t.chat.whyMe);
    const reasons = visit.the('group', t.chat.whyMe, { exact: true });
    await until('the reasons', async () => (await reasons.innerText()).includes(language === 'en' ? 'was offered to you' : '派给您'));
    assert.match(await reasons.innerText(), language === 'en' ? /chosen: fits, has room/ : /选中：符合要求，有空位/);
    for (const name of ['阿树', '小禾']) assert.ok(!(await reasons.innerText()).includes(name), name);
    await told(visit, language === 'en' ? 'was offered to you' : '派给您');
    assert.ok(await visit.hasFocus(visit.the('button', t.chat.whyMe)), 'focus has left the button');
    await visit.assertAccessible('why me');
    await visit.assertTargets('why me');
    await visit.press('Enter');
    await until('the reasons closed', async () => (await reasons.count()) === 0);
    await visit.end();
  });
}

for (const language of ['zh-CN', 'en']) {
  test(`a colleague is asked for help, helps and goes, ${language}`, async () => {
    const { bench, visit, t, shopper } = await oneChat(language);
    const colleague = await stage.people.agent('agent3');
    await visit.press('Alt+Shift+L');
    await visit.the('dialog', t.team.askTitle('小林')).waitFor();
    await visit.the('option', 'Mei').waitFor();
    await visit.assertAccessible('asking for help');
    await visit.assertTargets('asking for help');
    await name(bench, 'Mei', t.team.askConfirm);
    await told(visit, t.team.asked('Mei'));
    await visit.see(t.team.waitsForHelp('Mei'));
    const offer = await until('the request', () => colleague.offers.get(shopper.chat));
    assert.deepEqual([offer.help, offer.fromName], [true, '阿树']);

    // She has no time; another one has.
    await visit.forgetSpoken();
    await done(colleague.say({ decline: { conversation: shopper.chat, reason: 'NOT_NOW' } }));
    await told(visit, t.team.cannotHelp('Mei'));
    await visit.see(t.team.cannotHelp('Mei'));
    const other = await stage.people.agent('agent1');
    await visit.press('Alt+1', 'Alt+Shift+L');
    await name(bench, '小禾', t.team.askConfirm);
    await accept(other, shopper.chat);
    await visit.see(t.team.helperIs('小禾'));
    await told(visit, t.team.helperJoined('小禾'));
    await visit.assertAccessible('helped');

    // What she writes to the shopper and what she whispers are told apart.
    await visit.forgetSpoken();
    await send(other, shopper.chat, '我来补充。');
    await visit.heard();
    await done(other.say({ whisper: { conversation: shopper.chat, text: '库存没有了。' } }));
    await told(visit, textsFor('zh-CN').team.whisperSpoken('小禾', '小林'));
    await visit.see(t.team.whisperBy('小禾'));
    await heard(shopper, shopper.chat, 2);
    assert.deepEqual(shopper.messages(shopper.chat).map(([, text]) => text), ['想退一个花瓶。', '我来补充。']);

    await visit.press('Alt+1', 'Alt+Shift+L');
    await told(visit, t.team.helpEnded);
    await until('the helper gone', () => !other.conversations.has(shopper.chat));
    await visit.end();
  });
}

test('whispering has its own text, label and sign; Escape and another chat leave it', async () => {
  const { bench, visit, page, t, shopper } = await oneChat();
  const witness = await stage.people.asking('banxia', '阿宁', 'delivery', '快递到哪了？');
  await bench.take('阿宁');
  await visit.press('Alt+1');
  await bench.openedChat('小林');
  await visit.type('给顾客的半句');
  await visit.forgetSpoken();
  await visit.press('Alt+Shift+Y');
  await visit.waitForFocus(visit.the('textbox', t.team.whisperLabel('小林')), 'the whisper');
  await told(visit, t.team.whisperOn);
  assert.equal(await bench.draft(), '');
  await visit.see(t.team.whisperBanner);
  await visit.assertAccessible('whispering');
  await visit.assertTargets('whispering');
  await visit.type('这位很着急');
  await visit.press('Escape');
  await visit.waitForFocus(visit.the('textbox', t.composer.label('小林')), 'the message');
  await told(visit, t.team.whisperOff('小林'));
  assert.equal(await bench.draft(), '给顾客的半句');

  // By its switch: whoever turns it stays on it.
  await visit.tabTo('button', t.team.whisperSwitch);
  await visit.press('Space');
  assert.ok(await visit.hasFocus(visit.the('button', t.team.whisperSwitch, { pressed: true })));
  assert.equal(await bench.draft(), '这位很着急');
  await visit.press('Alt+2');
  await bench.openedChat('阿宁');
  await visit.press('Alt+1');
  await bench.openedChat('小林');
  assert.equal(await bench.draft(), '给顾客的半句');

  await visit.press('Alt+Shift+Y', 'Enter');
  await visit.see(t.team.whisperByMe);
  assert.equal(await bench.draft(), '');
  await visit.press('Escape', 'Enter');
  assert.deepEqual((await heard(shopper, shopper.chat, 2)).map(([, text]) => text), ['想退一个花瓶。', '给顾客的半句']);
  const numbers = await until('no gap at the shopper', () => {
    const all = shopper.transcript(shopper.chat);
    return all.every(({ n }, index) => n === index + 1) && all;
  });
  assert.ok(numbers.every(({ text }) => text !== '这位很着急'));
  assert.equal(witness.messages(witness.chat).length, 1);

  // In a small window and with large text nothing is lost.
  await visit.press('Alt+Shift+Y');
  for (const [width, height] of [[320, 256], [683, 384]]) {
    await page.setViewportSize({ width, height });
    await visit.assertAccessible(`whispering at ${width} x ${height}`);
    await visit.assertTargets(`whispering at ${width} x ${height}`);
  }
  await visit.end();
});

test('a chat is handed on in person, and back', async () => {
  const { bench, visit, t, shopper } = await oneChat();
  const colleague = await stage.people.agent('agent3');
  await visit.press('Alt+Shift+T');
  await visit.the('dialog', t.transfer.title('小林')).waitFor();
  await visit.tabToIt(visit.the('radio', t.team.toQueue), 'the ways');
  await visit.press('ArrowDown');
  await visit.the('option', 'Mei').waitFor();
  await visit.assertAccessible('handing on in person');
  await visit.tabTo('textbox', t.transfer.note);
  await visit.type('她要换货');
  await name(bench, 'Mei', t.transfer.confirm);
  await told(visit, t.team.handedTo('Mei'));
  await until('no chat left', async () => (await bench.chatNames()).length === 0);
  const offer = await until('the offer', () => colleague.offers.get(shopper.chat));
  assert.deepEqual([offer.help ?? false, offer.fromName], [false, '阿树']);
  await accept(colleague, shopper.chat);
  assert.equal(colleague.conversations.get(shopper.chat).formerName, '阿树');

  // Given back, it comes as an offer that says from whom; and from here it can go back again.
  await visit.forgetSpoken();
  await done(colleague.say({ transfer: { conversation: shopper.chat, back: true, note: '' } }));
  await visit.see(t.team.offerInPerson('Mei'));
  await told(visit, 'Mei');
  await visit.assertAccessible('an offer in person');
  await bench.take('小林');
  await visit.press('Alt+Shift+T');
  await visit.tabToIt(visit.the('radio', t.team.toQueue), 'the ways');
  await visit.press('ArrowUp');
  await visit.see(t.team.backHint('Mei'));
  await visit.assertAccessible('giving back');
  await visit.pressOn('button', t.transfer.confirm);
  await until('the offer', () => colleague.offers.get(shopper.chat)?.fromName === '阿树');
  await visit.end();
});

test('she helps a colleague: the offer says so, writing is hers, and she goes by one key', async () => {
  const owner = await stage.people.agent('agent1');
  const shopper = await stage.people.asking('qinghe', '小周', 'returns', '平板不亮了。');
  await accept(owner, shopper.chat);
  const bench = await Bench.atWork(stage, { login: 'agent2', language: 'zh-CN' });
  const { visit, t } = bench;
  await done(owner.say({ findAgents: { conversation: shopper.chat } }));
  const choices = await until('the choices', () => owner.frames.find((frame) => frame.agentChoices)?.agentChoices.choices);
  const { agent } = choices.find((one) => one.name === '阿树');
  await visit.forgetSpoken();
  await done(owner.say({ askHelp: { conversation: shopper.chat, agent } }));
  await visit.see(t.team.offerHelp('小禾'));
  const [offer] = await visit.heard();
  assert.equal(offer.urgency, 'assertive');
  assert.ok(offer.text.includes('小禾') && offer.text.includes('平板不亮了。'), offer.text);
  await visit.assertAccessible('asked to help');
  await visit.press('Alt+Shift+A');
  await bench.openedChat('小周');
  await visit.see(t.team.youHelp('小禾'));
  assert.equal(await visit.the('button', t.chat.resolve).count(), 0);
  await bench.say('我来看一下。');
  await heard(shopper, shopper.chat, 2);
  const said = shopper.transcript(shopper.chat).find(({ text }) => text === '我来看一下。');
  assert.equal(said.name, '阿树');
  await visit.assertAccessible('helping');
  await visit.press('Alt+Shift+L');
  await visit.see(t.chats.none);
  await until('the owner alone', () => !owner.conversations.get(shopper.chat).helperName);
  await visit.end();
});

test('she is told who watches and who sets her to rest, and reads a word to all', async () => {
  const { bench, visit, page, t, shopper } = await oneChat();
  const supervisor = await stage.people.staff('supervisor');
  const { name: who } = supervisor.frames.find(({ attached }) => attached).attached;
  await visit.forgetSpoken();
  await done(supervisor.say({ supervise: { conversation: shopper.chat, part: 'PART_WATCH' } }));
  await visit.see(t.team.watching(who));
  await told(visit, t.team.watchBegins(who, '小林'));
  await visit.assertAccessible('watched');
  await done(supervisor.say({ whisper: { conversation: shopper.chat, text: '可以直接换新。' } }));
  await visit.see(t.team.whisperBy(who));
  await done(supervisor.say({ supervise: { conversation: shopper.chat, part: 'PART_JOIN' } }));
  await visit.see(t.team.writing(who));
  await done(supervisor.say({ supervise: { conversation: shopper.chat, part: 'PART_NONE' } }));
  await told(visit, t.team.watchEnds(who, '小林'));

  // The notice interrupts once, in place of the plain change of state, and stays until it is noted.
  const { agent } = await until('the list', async () => {
    await done(supervisor.say({ listAgents: { after: 0, count: 50, atWork: true } }));
    const rows = supervisor.frames.findLast((frame) => frame.agents)?.agents.rows ?? [];
    return rows.find((row) => row.name === '阿树');
  });
  await visit.forgetSpoken();
  await done(supervisor.say({ setAgentPresence: { agent, presence: 'RESTING' } }));
  const words = t.team.presenceSet(who, t.presence.resting);
  const spoken = await told(visit, words);
  assert.equal(spoken.urgency, 'assertive');
  await visit.see(words);
  assert.deepEqual((await visit.spoken()).filter(({ text }) => text.includes(t.presence.now(t.presence.resting))), []);

  await visit.forgetSpoken();
  await done(supervisor.say({ broadcast: { text: '三点维护。', minutes: 5 } }));
  assert.equal((await told(visit, t.team.noticeSpoken(who, '三点维护。'))).urgency, 'polite');
  await visit.assertAccessible('two notices');
  await page.reload();
  await visit.see('三点维护。');
  await bench.connected();
  assert.deepEqual((await visit.spoken()).filter(({ text }) => text.includes('三点维护。')), []);
  await visit.pressOn('button', t.dismiss);
  await until('it is noted', async () => (await page.locator('.wb-word').count()) === 0);
  await visit.end();
});

test('a shopper goes on with what was resolved: in wrap-up it is hers again at once', async () => {
  const { installation } = stage;
  const file = join(installation.folder, 'reopen.toml');
  writeFileSync(file, '[[queue]]\nshop = "青禾家居"\ntopic = "returns"\nreopen = "10m"\n');
  await installation.ctl('apply', file);
  const { bench, visit, t, shopper } = await oneChat();
  await visit.press('Alt+Shift+E');
  await visit.the('alertdialog', t.chat.resolveTitle('小林')).waitFor();
  await visit.press('Enter');
  await visit.see(t.chat.wrapUpDone);
  const until_ms = await until('the window', () => Number(shopper.conversations.get(shopper.chat)?.reopenUntilMs));
  assert.ok(until_ms > 0);
  await done(shopper.say({ reopen: { conversation: shopper.chat, text: '还有一个问题。' } }));
  await visit.see('还有一个问题。');
  await told(visit, t.team.reopened);
  await visit.press('Alt+1');
  await bench.openedChat('小林');
  await bench.say('您请说。');
  await heard(shopper, shopper.chat, 3);
  await visit.end();
});

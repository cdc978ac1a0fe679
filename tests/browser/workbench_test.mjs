// A day at the workbench by keyboard alone: sign in, become available, answer chats of two shops, transfer one, resolve
// the other, finish the wrap-up, sign out. Once in each language, with axe at every station.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './installation.mjs';
import { accept, heard } from './people.mjs';
import { setStage } from './stage.mjs';
import { Bench } from './workbench.mjs';

const stage = setStage();

const days = [
  {
    language: 'zh-CN',
    login: 'agent2',
    first: { slug: 'qinghe', name: '小林', topic: 'returns', text: '买的台灯想退，怎么寄回去？' },
    second: { slug: 'banxia', name: '阿宁', topic: 'delivery', text: '裙子什么时候能到？' },
    colleague: 'agent3',
    transferTo: '尺码与搭配',
    note: '她其实想问尺码，平时穿 M。',
    said: ['您好，请在订单里点“退货”，快递员会上门取件。', '您好，我看一下物流。', '不用，纸箱我们带。'],
    asked: '需要自己准备纸箱吗？',
  },
  {
    language: 'en',
    login: 'agent4',
    first: { slug: 'xingtu', name: 'Ann', topic: 'damaged', text: 'The screen of my tablet stays dark.' },
    second: { slug: 'banxia', name: 'Bob', topic: 'other', text: 'Can you help me choose a size?' },
    colleague: 'agent3',
    transferTo: 'Sizes and styling',
    note: 'He usually wears L.',
    said: ['Please hold the power key for ten seconds.', 'Let me ask a colleague.', 'Good to hear that!'],
    asked: 'It works again, thank you.',
  },
];

for (const day of days) {
  test(`two shops by keyboard alone, ${day.language}`, async () => {
    const { people } = stage;
    const bench = await Bench.open(stage, day);
    const { visit, page, t } = bench;
    const [hello, lookUp, farewell] = day.said;
    await visit.the('button', bench.words.submit).waitFor();
    await visit.assertAccessible('signed out');
    await bench.signIn();
    await visit.assertAccessible('idle');
    await bench.becomeAvailable();

    // The first offer is found with F2, the button pressed.
    const ask = ({ slug, name, topic, text }) => people.asking(slug, name, topic, text, day.language);
    const { name, text } = day.first;
    const first = await ask(day.first);
    await visit.the('heading', new RegExp(`^${name}`)).waitFor();
    await visit.assertAccessible('offer open');
    await visit.assertTargets('offer open');
    await visit.press('F2');
    await visit.waitForFocus(visit.the('button', t.offers.accept), 'accept');
    await visit.press('Enter');
    await bench.composerReady();
    assert.deepEqual((await bench.messages()).map(([, words]) => words), [text]);
    await visit.type(hello);
    await visit.press('Enter');
    assert.deepEqual((await heard(first, first.chat, 2)).at(-1)[1], hello);

    // The second is taken with its shortcut.
    const second = await ask(day.second);
    await visit.the('heading', new RegExp(`^${day.second.name}`)).waitFor();
    await visit.press('Alt+Shift+A');
    await bench.openedChat(day.second.name);
    await visit.type(lookUp);
    await visit.press('Enter');
    await heard(second, second.chat, 2);

    // The first shopper asks again; the list says so; Alt+1 goes there.
    await first.say({ send: { conversation: first.chat, text: day.asked } });
    await page.getByText(t.chats.unread(1)).first().waitFor();
    await visit.assertAccessible('two chats');
    await visit.press('Alt+1');
    await bench.openedChat(name);
    await visit.see(day.asked);
    await visit.type(farewell);
    await visit.press('Enter');
    await heard(first, first.chat, 4);

    // The second goes to a colleague, with a note that its shopper never sees.
    await visit.press('Alt+2');
    await bench.openedChat(day.second.name);
    await visit.press('Alt+Shift+T');
    await visit.the('dialog', t.transfer.title(day.second.name)).waitFor();
    await visit.assertAccessible('transfer dialog');
    await visit.assertTargets('transfer dialog');
    const target = visit.the('option', day.transferTo);
    await until(`${day.transferTo} chosen`, async () => {
      if ((await target.getAttribute('aria-selected')) === 'true') return true;
      await visit.press('ArrowDown');
      return false;
    });
    await visit.tabTo('textbox', t.transfer.note);
    await visit.type(day.note);
    await visit.pressOn('button', t.transfer.confirm);
    await until('one chat left', async () => (await bench.chatNames()).join() === name);
    const colleague = await people.agent(day.colleague);
    await accept(colleague, second.chat);
    assert.deepEqual((await heard(colleague, second.chat, 2)).map(([, words]) => words), [day.second.text, lookUp]);
    const note = ({ kind }) => kind === 'TRANSFERRED';
    assert.equal(colleague.transcript(second.chat).find(note).text, day.note);
    await until('the shopper told', () => second.transcript(second.chat).some(note));
    assert.equal(second.transcript(second.chat).find(note).text, undefined);

    // The first is resolved; then the agent finishes what she writes up.
    await visit.press('Alt+1');
    await bench.openedChat(name);
    const shown = await bench.messages();
    await visit.press('Alt+Shift+E');
    await visit.the('alertdialog', t.chat.resolveTitle(name)).waitFor();
    await visit.press('Enter');
    await until('the end', () => first.conversations.get(first.chat)?.state === 'CLOSED');
    await visit.see(t.chat.wrapUpDone);
    await visit.assertAccessible('wrap-up');
    await visit.press('Alt+Shift+W');
    await visit.see(t.chats.none);
    await visit.see(t.presence.load(0, bench.capacity));
    await visit.assertAccessible('after the end');
    assert.deepEqual(shown, first.messages(first.chat));

    await bench.signOut();
    await visit.end();
  });
}

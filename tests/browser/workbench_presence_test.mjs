// What an agent is ready for: chosen by the keyboard, told, and followed by the pool.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './installation.mjs';
import { done } from './people.mjs';
import { setStage } from './stage.mjs';
import { Bench } from './workbench.mjs';

const stage = setStage();

const told = (visit, part) => until(`"${part}" to be told`, async () => (
  (await visit.spoken()).find(({ text }) => text.includes(part))
));

test('one chat, then rest: passing a choice makes none, one chat comes, and rest follows it', async () => {
  const bench = await Bench.open(stage, { login: 'agent2', language: 'zh-CN' });
  await bench.signIn();
  const { visit, page, t } = bench;
  const button = visit.the('button', new RegExp(t.presence.label));
  const now = (words) => until(`to be ${words}`, async () => (await button.innerText()).includes(words));

  // Neither arrows nor letters on the closed list choose anything.
  await visit.tabToIt(button, 'the presence');
  const before = await button.innerText();
  await visit.press('ArrowRight', 'ArrowLeft', 'ArrowLeft');
  await visit.type('接');
  assert.equal(await button.innerText(), before);

  await visit.press('Enter');
  const choice = visit.the('option', new RegExp(`^${t.presence.onDemand}`));
  await choice.waitFor();
  assert.equal(await choice.getAttribute('aria-disabled'), null);
  await visit.assertAccessible('the choices of presence');
  await visit.assertTargets('the choices of presence');
  await visit.forgetSpoken();
  await visit.press('Home', 'ArrowDown');
  await visit.waitForFocus(choice, 'one chat, then rest');
  await visit.press('Enter');
  await now(t.presence.onDemand);
  assert.equal((await told(visit, t.presence.onDemand)).urgency, 'polite');

  // Two shoppers wait; she gets one of them, and with it she is finishing.
  const first = await stage.people.asking('qinghe', '小林', 'returns', '想退一个花瓶。');
  await stage.people.asking('qinghe', '王敏', 'returns', '杯子有一道裂纹。');
  await bench.take('小林');
  await now(t.presence.finishing);
  await told(visit, t.presence.finishing);
  await visit.see(t.offers.noneNotAvailable);
  await done(first.say({ close: { conversation: first.chat } }));
  await visit.pressOn('button', t.chat.wrapUpDone);
  await now(t.presence.resting);
  assert.equal(await page.locator('.wb-offer').count(), 0);

  // Training brings nothing either.
  await visit.tabToIt(button, 'the presence');
  await visit.press('Enter');
  const training = visit.the('option', new RegExp(`^${t.presence.training}`));
  await training.waitFor();
  await visit.forgetSpoken();
  await visit.press('End', 'ArrowUp');
  await visit.waitForFocus(training, 'training');
  await visit.press('Enter');
  await now(t.presence.training);
  assert.equal((await told(visit, t.presence.training)).urgency, 'polite');
  assert.equal(await page.locator('.wb-offer').count(), 0);
  await visit.end();
});

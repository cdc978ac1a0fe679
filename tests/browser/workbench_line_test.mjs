// The gateway dies under the workbench, in mid-sentence and around a send: the page says so, comes back by itself,
// keeps what was being written, and no message is lost or doubled on either side.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './installation.mjs';
import { done, heard } from './people.mjs';
import { setStage } from './stage.mjs';
import { Bench } from './workbench.mjs';

const stage = setStage();

const told = /连接中断|正在重启|暂时不可用/;

test('the line is lost in mid-sentence and around a send', async () => {
  const { installation, people } = stage;
  const bench = await Bench.atWork(stage, { login: 'agent2', language: 'zh-CN', linesLost: true });
  const { visit, page } = bench;
  const shopper = await people.asking('qinghe', '小林', 'returns', '杯子有一道裂纹，能换吗？');
  await bench.take('小林');
  await bench.say('能换，我先看一下订单。');
  const said = ['杯子有一道裂纹，能换吗？', '能换，我先看一下订单。'];

  // In mid-sentence: the words go on, the banner tells, the draft is whole when the line is back.
  await visit.type('换货单已经');
  installation.kill('gateway');
  await page.locator('.y-connection.y-notice').getByText(told).waitFor();
  await visit.type('开好，明天');
  // Meanwhile the shopper writes; it reaches the page once, when both are back.
  const meanwhile = done(shopper.say({ send: { conversation: shopper.chat, text: '还在吗？' } }));
  await bench.connected();
  await visit.type('上门取件。');
  assert.equal(await bench.draft(), '换货单已经开好，明天上门取件。');
  await visit.waitForFocus(page.locator('#composer'), 'the text field');
  await meanwhile;
  await visit.see('还在吗？');
  await visit.press('Enter');
  said.push('还在吗？', '换货单已经开好，明天上门取件。');
  await heard(shopper, shopper.chat, said.length);

  // Right after a send: whether the command got through or not, the message counts once.
  await visit.type('这句话正在路上。');
  await visit.press('Enter');
  installation.kill('gateway');
  await page.locator('.y-connection.y-notice').waitFor();
  said.push('这句话正在路上。');

  // And into the dead line: it waits, in view, and goes out by itself.
  await visit.type('这句话等线路。');
  await visit.press('Enter');
  said.push('这句话等线路。');
  assert.equal(await bench.draft(), '');
  await bench.connected();
  await until('everything sent', async () => (await bench.pending()) === 0);
  await heard(shopper, shopper.chat, said.length);

  // The page, the shopper, and the transcript from the beginning agree, number by number.
  shopper.entries.clear();
  shopper.socket.terminate();
  const stored = await heard(shopper, shopper.chat, said.length);
  assert.deepEqual(stored.map(([, text]) => text), said);
  assert.deepEqual(await bench.messages(), stored);
  await page.reload();
  await until('the reloaded transcript', async () => (await bench.messages()).length >= said.length);
  assert.deepEqual(await bench.messages(), stored);
  await visit.end();
});

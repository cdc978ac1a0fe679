// Past conversations as tests use them: an installation in which chats are archived soon, and a chat that was.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './installation.mjs';
import { accept, done } from './people.mjs';
import { asking } from './till.mjs';

export const said = {
  asked: '青瓷花瓶有裂纹，想换一个。\n订单号 20261128001',
  answered: '您好，马上为您换新。',
  whispered: '库房还有三个备用的。',
  comment: '又快又好',
  word: '青瓷花瓶',
};

// A conversation is archived when its shopper can neither go on with it nor come back to it: here after seconds.
export async function archiveSoon(installation) {
  const { toml } = await installation.ctl('definitions');
  const file = join(installation.folder, 'short.toml');
  writeFileSync(file, toml.replaceAll(/^reopen = .*$/gm, 'reopen = "5s"'));
  await installation.ctl('apply', file);
  await installation.ctl('pool', 'settings', '--shopper-grace', '5s');
  const [{ revision }] = await installation.ctl('pool', 'status');
  await until('the pool to go by it', async () => (await installation.ctl('show', 'pool')).config_revision >= revision);
}

export const found = (installation, login, words) => asking(installation, login, `/api/archive?words=${encodeURIComponent(words)}`);

// A chat with a whisper in it, rated, and in the archive.
export async function archiveOne({ installation, people }) {
  const agent = await people.agent('agent3');
  const shopper = await people.asking('qinghe', '小林', 'returns', said.asked);
  await accept(agent, shopper.chat);
  const overseer = await people.staff('supervisor');
  await done(overseer.say({ supervise: { conversation: shopper.chat, part: 'PART_WATCH' } }));
  await done(overseer.say({ whisper: { conversation: shopper.chat, text: said.whispered } }));
  await done(agent.say({ send: { conversation: shopper.chat, text: said.answered } }));
  await done(agent.say({ resolve: { conversation: shopper.chat } }));
  await done(shopper.say({ rate: { conversation: shopper.chat, stars: 5, comment: said.comment } }));
  await people.leave();
  await until('the chat in the archive', async () => (await found(installation, 'merchant', said.word)).body.conversations?.length === 1, 60000);
}

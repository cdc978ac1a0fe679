// Takes the pictures of docs/images/ from a real installation with a few chats:
//   web/node.sh tests/browser/screenshots.mjs [earnings merchant …]    only those, if any are named
// A tool, not a test: run it when the pages have changed, and look at what it wrote.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Installation, root, until } from './installation.mjs';
import { Visit, openBrowser } from './pages.mjs';
import { People, accept, done } from './people.mjs';
import { archiveOne, archiveSoon, said } from './past.mjs';
import { Till, loadCards, workOnce } from './till.mjs';
import { Bench } from './workbench.mjs';

const images = join(root, 'docs/images');
const language = 'zh-CN';

const dialogue = [
  ['shopper', '亚麻连衣裙 M 码，我一米六五、110 斤，会不会大？'],
  ['agent', '您好！您平时穿 M 的话这条也选 M，腰部有抽绳可以收。'],
  ['shopper', '好的。长度到哪里？'],
  ['agent', 'M 码裙长 112 厘米，您穿大约到小腿中间。'],
  ['shopper', '那可以，洗了会缩水吗？'],
];

async function converse(shopper, agent, lines) {
  for (const [who, text] of lines) {
    const speaker = who === 'agent' ? agent : shopper;
    await done(speaker.say({ send: { conversation: shopper.chat, text } }));
  }
}

async function workbench(stage) {
  const { people } = stage;
  const bench = await Bench.atWork(stage, { login: 'agent3', language });
  const guests = [
    ['banxia', '小林', 'sizes', dialogue[0][1]],
    ['qinghe', '王敏', 'returns', '花瓶收到时有一道裂纹，想换一个。'],
    ['xingtu', 'Ann', 'delivery', 'Hi, where is my parcel?', 'en'],
  ];
  const shoppers = [];
  for (const [slug, name, topic, text, tongue] of guests) {
    shoppers.push(await people.asking(slug, name, topic, text, tongue ?? language));
    await bench.take(name);
  }
  await bench.say('Hello Ann! It left our warehouse yesterday and is due on Friday.');
  await bench.visit.press('Alt+1');
  await bench.openedChat('小林');
  for (const [who, text] of dialogue.slice(1)) {
    if (who === 'agent') await bench.say(text);
    else await done(shoppers[0].say({ send: { conversation: shoppers[0].chat, text } }));
    await bench.visit.see(text);
  }
  await done(shoppers[1].say({ send: { conversation: shoppers[1].chat, text: '照片要发给您吗？' } }));
  await people.asking('banxia', '阿宁', 'other', '会员生日有优惠吗？');
  await bench.visit.the('listitem', /^阿宁/).waitFor();
  await bench.visit.type('不会的，面料预缩过，冷水机洗');
  await bench.page.screenshot({ path: join(images, 'workbench.png') });
  await bench.visit.end();
}

async function shop({ installation, browser, people }) {
  const agent = await people.agent('agent1');
  const visit = await Visit.begin(browser, `${installation.base}/demo/banxia/`, { language });
  await visit.pressOn('button', '联系客服');
  await visit.tabTo('textbox', '怎么称呼您（可不填）');
  await visit.type('小林');
  await visit.tabTo('textbox', '您的问题');
  await visit.type(dialogue[0][1]);
  await visit.pressOn('button', '开始咨询');
  const chat = await until('an offer', () => [...agent.offers.keys()][0]);
  await accept(agent, chat);
  for (const [who, text] of dialogue.slice(1)) {
    if (who === 'agent') await done(agent.say({ send: { conversation: chat, text } }));
    else {
      await visit.tabTo('textbox', '输入消息');
      await visit.type(text);
      await visit.press('Enter');
    }
    await visit.see(text);
  }
  await done(agent.say({ read: { conversation: chat, entry: agent.transcript(chat).at(-1).n } }));
  await visit.see('已读');
  agent.typing(chat);
  await visit.see('客服正在输入');
  await visit.page.screenshot({ path: join(images, 'shop.png') });
  await visit.end();
}

async function supervisor({ installation, browser, people }) {
  const agents = [];
  for (const login of ['agent1', 'agent4', 'agent5', 'agent7']) agents.push(await people.agent(login));
  const questions = [
    ['qinghe', 'returns'], ['qinghe', 'delivery'], ['banxia', 'sizes'], ['xingtu', 'invoices'], ['xingtu', 'returns'],
    ['qinghe', 'invoices'], ['banxia', 'delivery'], ['xingtu', 'damaged'], ['travel', 'travel'], ['qinghe', 'damaged'],
  ];
  for (const [index, [slug, topic]] of questions.entries()) await people.asking(slug, `顾客 ${index + 1}`, topic, '您好');
  for (const agent of agents) for (const chat of [...agent.offers.keys()].slice(0, 2)) await accept(agent, chat);
  await done((await people.agent('agent2')).say({ setPresence: { presence: 'RESTING' } }));
  const visit = await Visit.begin(browser, `${installation.base}/supervisor/`, { language });
  const { login, password } = installation.account('supervisor');
  await visit.tabTo('textbox', '账号');
  await visit.type(login);
  await visit.tabTo('textbox', '密码');
  await visit.type(password);
  await visit.press('Enter');
  await visit.the('table', undefined).waitFor();
  await visit.page.screenshot({ path: join(images, 'supervisor.png') });
  await visit.end();
}

// The pages of hours and pay after a little work; the ledger counts it with the example's rates.
async function pay(stage, { path, login, heading, name, prepare }) {
  const till = await Till.open(stage, { path, login, language, heading });
  await till.page.getByText('正在取得数据……').waitFor({ state: 'detached' });
  await prepare?.(till);
  await till.page.screenshot({ path: join(images, `${name}.png`), fullPage: true });
  await till.end();
}

async function earnings(stage) {
  await loadCards(stage.installation);
  const { lines } = await workOnce(stage, 'agent3');
  const line = lines.find((one) => one.term === 'conversation');
  const prepare = async (till) => {
    await till.tabToIt(till.page.locator(`[data-opens="${line.id}"]`), 'the line');
    await till.press('Enter');
    await till.see('怎样算出来');
  };
  await pay(stage, { path: '/earnings/', login: 'agent3', heading: '我的收入', name: 'earnings', prepare });
}

async function merchant(stage) {
  await pay(stage, { path: '/merchant/', login: 'merchant', heading: '商家账户', name: 'merchant' });
}

async function program(stage) {
  await loadCards(stage.installation);
  for (const login of ['agent1', 'agent3']) await workOnce(stage, login);
  const prepare = async (till) => {
    await till.tabToIt(till.page.locator('[data-opens="person-2"]'), 'a person');
    await till.press('Enter');
    await till.see('最近十二个月');
  };
  await pay(stage, { path: '/program/', login: 'officer', heading: '项目进展', name: 'program', prepare });
}

async function archive(stage) {
  await archiveSoon(stage.installation);
  await archiveOne(stage);
  const prepare = async (till) => {
    await till.tabToIt(till.page.locator('[data-opens^="chat-"]').first(), 'the conversation');
    await till.press('Enter');
    await till.see(said.answered);
  };
  await pay(stage, { path: '/archive/', login: 'merchant', heading: '会话记录', name: 'archive', prepare });
}

mkdirSync(images, { recursive: true });
const [installation, browser] = await Promise.all([Installation.start(), openBrowser()]);
const stage = { installation, browser, people: new People(installation) };
try {
  for (const take of [workbench, shop, supervisor, earnings, merchant, program, archive]) {
    if (process.argv.length > 2 && !process.argv.includes(take.name)) continue;
    await take(stage);
    await stage.people.leave();
  }
} finally {
  await browser.close();
  await installation.stop();
}

// The supervisor's board: live while chats come and go, still while it is paused, readable in both languages and on a
// narrow window.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './installation.mjs';
import { Visit } from './pages.mjs';
import { accept, done } from './people.mjs';
import { setStage } from './stage.mjs';

const stage = setStage();

const languages = {
  'zh-CN': {
    account: '账号', password: '密码', signIn: '登录主管看板', page: '主管看板', queue: /半夏衣橱.*其他问题/,
    pause: '暂停更新', go: '继续更新', paused: /^已暂停，/, live: '实时更新中。', signOut: '退出登录',
    columns: { waiting: '等候', offered: '其中已派出', active: '进行中', serving: '在岗客服' },
  },
  en: {
    account: 'Account', password: 'Password', signIn: "Sign in to the supervisor's board", page: "Supervisor's board",
    queue: /半夏衣橱.*Something else/, pause: 'Pause updates', go: 'Resume updates', paused: /^Paused/,
    live: 'Updating live.', signOut: 'Sign out',
    columns: { waiting: 'Waiting', offered: 'of these offered', active: 'Active', serving: 'Agents at work' },
  },
};

// The numbers of one queue as the table gives them, by column.
async function numbers({ visit, t }) {
  const cells = await visit.the('row', t.queue).getByRole('cell').allInnerTexts();
  const heads = await visit.the('table', undefined).getByRole('columnheader').allInnerTexts();
  const value = (name) => Number(cells[heads.indexOf(name) - 1].match(/\d+/)[0]);
  return Object.fromEntries(Object.entries(t.columns).map(([key, name]) => [key, value(name)]));
}

const shows = (board, wanted) =>
  until(`the board to show ${JSON.stringify(wanted)}`, async () => {
    const found = await numbers(board);
    if (Object.entries(wanted).every(([key, value]) => found[key] === value)) return true;
    throw new Error(JSON.stringify(found));
  });

for (const [language, t] of Object.entries(languages)) {
  test(`the board is live, can be paused, and fits, ${language}`, async () => {
    const { installation, browser, people } = stage;
    const visit = await Visit.begin(browser, `${installation.base}/supervisor/`, { language });
    const { page } = visit;
    const board = { visit, t };
    await visit.the('heading', t.signIn).waitFor();
    await visit.assertAccessible('signed out');
    const { login, password } = installation.account('supervisor');
    await visit.tabTo('textbox', t.account);
    await visit.type(login);
    await visit.tabTo('textbox', t.password);
    await visit.type(password);
    await visit.press('Enter');
    await visit.the('heading', t.page).waitFor();
    await visit.see(t.live);
    await shows(board, { waiting: 0, offered: 0, active: 0, serving: 0 });

    // Live: a chat waits, is offered, is accepted.
    const first = await people.asking('banxia', '小林', 'other', '怎么开发票？');
    await shows(board, { waiting: 1, active: 0, serving: 0 });
    const agent = await people.agent('agent3');
    await shows(board, { waiting: 1, offered: 1, serving: 1 });
    await accept(agent, first.chat);
    await shows(board, { waiting: 0, offered: 0, active: 1 });
    await visit.assertAccessible('live');
    await visit.assertTargets('live');

    // Paused: somebody else's board changes twice, this page by no letter.
    await visit.pressOn('button', t.pause);
    await page.getByText(t.paused).waitFor();
    const still = await page.locator('main').innerText();
    const witness = await people.staff('supervisor');
    await done(witness.say({ watchQueues: { on: true } }));
    const { queue } = first.conversations.get(first.chat);
    const waiting = () => {
      const rows = witness.frames.findLast((frame) => frame.board)?.board.rows ?? [];
      return rows.find((row) => row.queue === queue)?.waiting ?? 0;
    };
    await done(agent.say({ setPresence: { presence: 'RESTING' } }));
    for (const name of ['阿宁', '小周']) {
      const before = waiting();
      await people.asking('banxia', name, 'other', '在吗？');
      await until('another board', () => waiting() === before + 1);
    }
    assert.equal(await page.locator('main').innerText(), still);
    await visit.assertAccessible('paused');
    await visit.pressOn('button', t.go);
    await shows(board, { waiting: 2, active: 1 });

    for (const width of [320, 768]) {
      await page.setViewportSize({ width, height: 640 });
      await visit.assertAccessible(`${width} px`);
      await visit.assertTargets(`${width} px`);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await visit.pressOn('button', t.signOut);
    await visit.the('heading', t.signIn).waitFor();
    await visit.end();
  });
}

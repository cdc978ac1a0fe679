// The pages of hours and pay as tests use them: a day's work that the ledger has counted, and signing in by keyboard.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request, root, until } from './installation.mjs';
import { Visit } from './pages.mjs';
import { accept, done } from './people.mjs';

// The ledger looks for a new card file this often; what is counted before is counted without it.
const SETUP_EVERY_MS = 10_000;

const signInWords = {
  'zh-CN': { account: '账号', password: '密码' },
  en: { account: 'Account', password: 'Password' },
};

export class Till extends Visit {
  static async open({ browser, installation }, { path, login, language, heading, ...options }) {
    const till = await this.begin(browser, `${installation.base}${path}`, { language, ...options });
    const { account, password } = signInWords[language];
    await till.tabTo('textbox', account);
    await till.type(login);
    await till.tabTo('textbox', password);
    await till.type(installation.account(login).password);
    await till.press('Enter');
    await till.the('heading', heading, { exact: true, level: 1 }).waitFor();
    return till;
  }

  // What came of a deed: seen, and spoken once.
  async told(text, urgency = 'polite') {
    await this.see(text);
    await until(`"${text}" to be spoken`, async () => {
      const times = (await this.spoken()).filter((one) => one.urgency === urgency && matches(one.text, text)).length;
      if (times > 1) throw new Error(`spoken ${times} times`);
      return times === 1;
    });
    await this.forgetSpoken();
  }

  // Another part of a page that has several.
  async goTo(name) {
    await this.pressOn('link', name);
    await this.waitForFocus(this.page.locator('#part'), name);
  }

  // A deed with its second thought.
  async confirm(button, title, confirm) {
    await this.pressOn('button', button);
    await this.the('alertdialog', title).waitFor();
    await this.assertAccessible(title);
    await this.tabTo('button', confirm);
    await this.press('Enter');
  }

  // Every width that people have, and text at 200 %: half as many CSS pixels.
  async assertFits(state) {
    for (const width of [320, 640, 1280, 1920]) {
      await this.page.setViewportSize({ width, height: 800 });
      await this.assertAccessible(`${state}, ${width} px`);
      await this.assertTargets(`${state}, ${width} px`);
    }
    await this.page.setViewportSize({ width: 1280, height: 800 });
  }

  // On A4: what matters is there, and all of it fits.
  async assertPrints(state, words) {
    await this.page.emulateMedia({ media: 'print' });
    await this.page.setViewportSize({ width: 794, height: 1123 });
    await this.page.getByText(words).filter({ visible: true }).first().waitFor();
    await this.assertNoSidewaysScroll(`${state}, printed`);
    const outside = await this.page.evaluate(() => [...document.querySelectorAll('main table')]
      .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > one.closest('section').getBoundingClientRect().right + 1).length);
    assert.equal(outside, 0, `${state}: tables beyond the paper`);
    await this.page.emulateMedia({ media: 'screen' });
    await this.page.setViewportSize({ width: 1280, height: 800 });
  }
}

const matches = (found, wanted) => (wanted instanceof RegExp ? wanted.test(found) : found === wanted);

// Somebody's own address, as her page asks it.
export async function asking(installation, login, path, options = {}) {
  const { password } = installation.account(login);
  const entered = await request(`${installation.base}/api/login`, { method: 'POST', json: { login, password } });
  const cookie = entered.headers['set-cookie'][0].split(';')[0];
  return request(`${installation.base}${path}`, { ...options, headers: { cookie, origin: installation.base } });
}

// Rates for all work and packages for merchants, before anybody works.
export async function loadCards(installation, file = join(root, 'docs/examples/cards.toml')) {
  await installation.ctl('ledger', 'cards', file);
  await sleep(SETUP_EVERY_MS + 1000);
}

// One chat from question to answer, and home: a work period that has ended, and that the ledger has counted.
export async function workOnce({ installation, people }, login) {
  const agent = await people.agent(login);
  const shopper = await people.asking('qinghe', '小林', 'returns', '花瓶有裂纹，想换一个。');
  await accept(agent, shopper.chat);
  await done(agent.say({ send: { conversation: shopper.chat, text: '您好，马上为您换。' } }));
  await done(agent.say({ resolve: { conversation: shopper.chat } }));
  await done(agent.say({ setPresence: { presence: 'OFFLINE' } }));
  return until('the ledger to count the work', async () => {
    const { body } = await asking(installation, login, '/api/earnings/lines');
    return body.lines?.length > 0 && body.lines.every((line) => line.ended) && body;
  });
}

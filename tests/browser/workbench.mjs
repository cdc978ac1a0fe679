// The agent workbench as tests use it: signed in and driven by the keyboard alone. Its words come from the page's own
// dictionaries, so that a changed sentence breaks no test.
import { until } from './installation.mjs';
import { Visit } from './pages.mjs';
import { importSource } from './sources.mjs';

const signInWords = {
  'zh-CN': { account: '账号', password: '密码', submit: '登录', connected: '已连接' },
  en: { account: 'Account', password: 'Password', submit: 'Sign in', connected: 'Connected' },
};

let dictionaries;

export class Bench {
  // The sign-in page; `signIn` enters.
  static async open({ browser, installation, people }, { login, language, ...options }) {
    dictionaries ??= importSource('workbench/texts/index.ts');
    const bench = new Bench();
    bench.t = (await dictionaries).textsFor(language);
    bench.words = signInWords[language];
    bench.account = installation.account(login);
    people.atPages.add(login);
    bench.visit = await Visit.begin(browser, `${installation.base}/agent/`, { language, ...options });
    bench.page = bench.visit.page;
    return bench;
  }

  // At work, in one go.
  static async atWork(stage, options) {
    const bench = await Bench.open(stage, options);
    await bench.signIn();
    await bench.becomeAvailable();
    return bench;
  }

  async signIn() {
    const { visit, words, account } = this;
    await visit.tabTo('textbox', words.account);
    await visit.type(account.login);
    await visit.tabTo('textbox', words.password);
    await visit.type(account.password);
    await visit.press('Enter');
    await visit.the('button', this.t.menu.signOut).waitFor();
    await this.connected();
    const load = await this.page.locator('.wb-load').innerText();
    this.capacity = Math.max(...load.match(/\d+/g).map(Number));
  }

  connected() {
    return this.page.getByText(this.words.connected, { exact: true }).waitFor();
  }

  async becomeAvailable() {
    const { visit, t } = this;
    const choice = visit.the('button', new RegExp(t.presence.label));
    await visit.tabTo('button', new RegExp(t.presence.label));
    await visit.press('Enter');
    await visit.the('option', new RegExp(`^${t.presence.available}`)).waitFor();
    await visit.press('Home');
    await visit.waitForFocus(visit.the('option', new RegExp(`^${t.presence.available}`)), 'available');
    await visit.press('Enter');
    await until('presence', async () => (await choice.innerText()).includes(t.presence.available));
  }

  // Takes the offer of this shopper's chat.
  async take(name) {
    const offer = this.visit.the('listitem', new RegExp(`^${name}`));
    await offer.waitFor();
    await this.visit.press('F2');
    await this.visit.tabToIt(offer.getByRole('button', { name: this.t.offers.accept }), `the offer of ${name}`);
    await this.visit.press('Enter');
    await this.openedChat(name);
  }

  composerReady() {
    return this.visit.waitForFocus(this.page.locator('#composer'), 'the text field');
  }

  async openedChat(name) {
    const field = this.visit.the('textbox', this.t.composer.label(name));
    await field.waitFor();
    await this.visit.waitForFocus(field, `the text field for ${name}`);
  }

  async say(text) {
    await this.visit.type(text);
    await this.visit.press('Enter');
  }

  draft() {
    return this.page.locator('#composer').inputValue();
  }

  chatNames() {
    return this.page.locator('.wb-chat-name').allInnerTexts();
  }

  // What people wrote, as the open chat shows it: [number, text] each.
  messages() {
    return this.page
      .locator('[data-row]:has(.wb-by)')
      .evaluateAll((rows) => rows.map((row) => [Number(row.dataset.row), row.querySelector('.wb-text').textContent]));
  }

  // Messages without an answer, or refused.
  pending() {
    return this.page.locator('.wb-pending').count();
  }

  async signOut() {
    const { visit, t, words } = this;
    await visit.pressOn('button', t.menu.signOut);
    await visit.the('alertdialog', t.menu.signOutTitle).waitFor();
    await visit.press('Enter');
    await visit.the('textbox', words.account).waitFor();
  }
}

// The supervisor's page as tests use it: signed in and driven by the keyboard alone. Its words come from the page's own
// dictionaries, so that a changed sentence breaks no test.
import { until } from './installation.mjs';
import { Visit } from './pages.mjs';
import { importSource } from './sources.mjs';

const signInWords = {
  'zh-CN': { account: '账号', password: '密码' },
  en: { account: 'Account', password: 'Password' },
};

let dictionaries;

export class Board {
  static async open({ browser, installation }, { language, ...options }) {
    dictionaries ??= Promise.all([importSource('supervisor/control_texts.ts'), importSource('supervisor/texts.ts')]);
    const [{ controlTexts }, { texts }] = await dictionaries;
    const board = new Board();
    board.t = controlTexts[language];
    board.words = texts[language];
    board.language = language;
    board.visit = await Visit.begin(browser, `${installation.base}/supervisor/`, { language, ...options });
    board.page = board.visit.page;
    const { login, password } = installation.account('supervisor');
    await board.visit.tabTo('textbox', signInWords[language].account);
    await board.visit.type(login);
    await board.visit.tabTo('textbox', signInWords[language].password);
    await board.visit.type(password);
    await board.visit.press('Enter');
    await board.visit.see(board.words.live);
    return board;
  }

  // Presses a queue's name; its chats open, and focus is on their heading.
  async openQueue(title) {
    const { visit, t } = this;
    const button = visit.the('button', t.openQueueChats(title), { exact: true });
    await visit.tabToIt(button, title);
    await visit.press('Enter');
    await visit.waitForFocus(visit.the('heading', t.chatsOf(title)), `the chats of ${title}`);
  }

  row(chat) {
    return this.page.locator(`[data-chat="${chat}"]`);
  }

  // What a row says of its chat.
  async shows(chat, ...words) {
    return until(`the row of ${chat} to say ${words}`, async () => {
      const said = (await this.row(chat).allInnerTexts()).join(' ');
      if (words.every((one) => said.includes(one))) return true;
      throw new Error(said);
    });
  }

  async watch(chat, who) {
    const { visit, t } = this;
    await visit.tabToIt(visit.the('button', t.watchOf(who), { exact: true }), `watching ${who}`);
    await visit.press('Enter');
    await visit.waitForFocus(visit.the('heading', t.transcript(who)), `the chat with ${who}`);
  }

  // Chooses from a menu of a row.
  async choose(button, deed) {
    const { visit } = this;
    await visit.tabToIt(visit.the('button', button, { exact: true }), button);
    await visit.press('Enter');
    const item = visit.the('menuitem', deed);
    await item.waitFor();
    await until(`focus on ${deed}`, async () => {
      if (await visit.hasFocus(item)) return true;
      await visit.press('ArrowDown');
      return false;
    });
    await visit.press('Enter');
  }

  // The dialog's own button.
  async confirm(title, button) {
    const { visit } = this;
    await visit.the('alertdialog', title).waitFor();
    await visit.assertAccessible(title);
    await visit.tabTo('button', button);
    await visit.press('Enter');
  }

  // What came of a deed: seen, and spoken once.
  async told(text, urgency = 'polite') {
    await this.visit.see(text);
    await until(`"${text}" to be spoken`, async () => {
      const times = (await this.visit.spoken()).filter((one) => one.text === text && one.urgency === urgency).length;
      if (times > 1) throw new Error(`spoken ${times} times`);
      return times === 1;
    });
    await this.visit.forgetSpoken();
  }

  // What is written in the open chat, line by line: [number of lines] as people read them.
  lines() {
    return this.page.locator('.transcript .wb-text').allInnerTexts();
  }
}

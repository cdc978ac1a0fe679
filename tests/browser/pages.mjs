// Pages in headless Chromium for the tests beside: opened under the gateway's own content policy, watched for all that
// goes wrong or is spoken, driven by the keyboard alone, judged by axe and by measures that axe has no rule for.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root, until } from './installation.mjs';

const web = createRequire(join(root, 'web/package.json'));
const { chromium } = web('playwright-core');
const axeSource = readFileSync(web.resolve('axe-core/axe.min.js'), 'utf8');

export const wide = { width: 1280, height: 800 };
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// What Chromium itself writes to the console about failed requests; pages cannot keep it from doing so.
const expected = /Failed to load resource: the server responded with a status of 401/;

export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.YUNKE_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  });
}

// Runs in the page before anything else: notes every text that a live region gets, as a screen reader would be told.
function listen() {
  window.spoken = [];
  const note = (changes) => {
    for (const { target, addedNodes } of changes) {
      const region = (target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement)?.closest('[aria-live]');
      const urgency = region?.getAttribute('aria-live');
      if (!urgency || urgency === 'off') continue;
      const at = performance.now();
      for (const { textContent: text } of addedNodes) if (text) window.spoken.push({ urgency, text, at });
    }
  };
  const watch = (node) => new MutationObserver(note).observe(node, { childList: true, subtree: true });
  watch(document);
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const shadow = attach.call(this, options);
    watch(shadow);
    return shadow;
  };
}

const open = new Set();

// Closes what a failed test left open. With YUNKE_PICTURES=folder, a picture of each page is kept there.
export async function closePages() {
  const folder = process.env.YUNKE_PICTURES;
  for (const visit of open) {
    if (folder) await visit.page.screenshot({ path: join(folder, `${Date.now()}.png`) });
    await visit.context.close();
  }
  open.clear();
}

export class Visit {
  // `linesLost`: the test breaks the line itself, so that complaints about it are no faults.
  static async begin(browser, url, { language = 'zh-CN', viewport = wide, linesLost = false } = {}) {
    const visit = new this();
    visit.context = await browser.newContext({ viewport, locale: language });
    visit.context.setDefaultTimeout(20000);
    open.add(visit);
    await visit.context.addInitScript(listen);
    await visit.context.addInitScript(axeSource);
    visit.page = await visit.context.newPage();
    visit.faults = [];
    const isExpected = (text) => expected.test(text) || (linesLost && /ERR_|WebSocket/.test(text));
    const note = (text) => isExpected(text) || visit.faults.push(text);
    visit.page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) note(`${message.text()} ${message.location().url}`);
    });
    visit.page.on('pageerror', (error) => note(String(error)));
    await visit.page.goto(url);
    return visit;
  }

  async end() {
    open.delete(this);
    await this.context.close();
    assert.deepEqual(this.faults, [], 'complaints in the console');
  }

  // ---- the keyboard -------------------------------------------------------------------------------------------------

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  // An element by what assistive technology calls it.
  the(role, name, options = {}) {
    return this.page.getByRole(role, { name, ...options });
  }

  async hasFocus(locator) {
    return locator.evaluateAll((found) => found.some((one) => one === one.getRootNode().activeElement));
  }

  tabTo(role, name) {
    return this.tabToIt(this.the(role, name), `the ${role} ${name}`);
  }

  async tabToIt(wanted, what) {
    await wanted.first().waitFor();
    for (let steps = 0; steps < 80; ++steps) {
      if (await this.hasFocus(wanted)) return;
      await this.press('Tab');
    }
    throw new Error(`Tab does not lead to ${what}`);
  }

  async pressOn(role, name, key = 'Enter') {
    await this.tabTo(role, name);
    await this.press(key);
  }

  async waitForFocus(locator, what) {
    await until(`focus on ${what}`, () => this.hasFocus(locator));
  }

  // ---- what is seen and heard ---------------------------------------------------------------------------------------

  see(text) {
    return this.page.getByText(text).first().waitFor();
  }

  spoken() {
    return this.page.evaluate(() => window.spoken);
  }

  // All that was spoken, when it is this much or more.
  heard(count = 1) {
    return until(`${count} announcements`, async () => {
      const spoken = await this.spoken();
      return spoken.length >= count && spoken;
    });
  }

  forgetSpoken() {
    return this.page.evaluate(() => void (window.spoken = []));
  }

  // ---- judging ------------------------------------------------------------------------------------------------------

  async assertAccessible(state) {
    const found = await this.page.evaluate(async (values) => {
      const { violations } = await window.axe.run(document, {
        runOnly: { type: 'tag', values },
        rules: { 'target-size': { enabled: true } },
        resultTypes: ['violations'],
      });
      const where = (node) => `${node.target.join(' ')} ${node.failureSummary}`;
      return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(where).join(' | ')}`);
    }, rules);
    assert.deepEqual(found, [], `axe, ${state}`);
    await this.assertNoSidewaysScroll(state);
  }

  async assertNoSidewaysScroll(state) {
    const over = await this.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    assert.ok(over <= 0, `${state}: scrolls sideways by ${over}`);
  }

  // Everything that can be pressed, and can be seen, is 44 CSS pixels or more in both directions (a little less is
  // allowed for rounding).
  async assertTargets(state) {
    const small = await this.page.evaluate(() => {
      const kinds = 'button,input,textarea,select,a[href],[role=option],[role=radio],[role=switch],[role=button]';
      const roots = [document, ...[...document.querySelectorAll('*')].map((one) => one.shadowRoot).filter(Boolean)];
      // Shrunk to a point around it: found by screen readers only.
      const isPoint = (one) => one.offsetWidth <= 1 && one.offsetHeight <= 1;
      const isForReaders = (one) => one && (isPoint(one) || isForReaders(one.parentElement));
      // A hidden input is pressed by its label.
      const isMark = (one) => one.matches('input[type=radio],input[type=checkbox]');
      const target = (one) => (isMark(one) ? (one.closest('label') ?? one) : one);
      const isShown = (one) => one.checkVisibility({ visibilityProperty: true });
      const isSeen = (one) => isShown(one) && !one.closest('[inert],[aria-hidden=true]');
      const isInText = (one) => one.matches('a') && getComputedStyle(one).display === 'inline';
      return roots
        .flatMap((one) => [...one.querySelectorAll(kinds)])
        .map(target)
        .filter((one) => isSeen(one) && !isForReaders(one) && !isInText(one))
        .map((one) => ({ one, box: one.getBoundingClientRect() }))
        .filter(({ box }) => box.right > 0 && (box.width < 43.5 || box.height < 43.5))
        .map(({ one, box }) => `${one.tagName} ${one.textContent.slice(0, 20)} ${box.width}x${box.height}`);
    });
    assert.deepEqual(small, [], `targets under 44 px, ${state}`);
  }
}

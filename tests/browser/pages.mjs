// Pages in headless Chromium for the tests beside: opened under the gateway's own content policy, watched for everything
// that goes wrong or is spoken, driven by the keyboard alone, judged by axe and by measures that axe has no rule for.
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
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
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
      for (const node of addedNodes) {
        if (node.textContent) window.spoken.push({ urgency, text: node.textContent, lang: node.lang ?? '', at: performance.now() });
      }
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
    const fault = (text) => expected.test(text) || (linesLost && /ERR_|WebSocket/.test(text)) || visit.faults.push(text);
    visit.page.on('console', (message) => ['error', 'warning'].includes(message.type()) && fault(`${message.text()} ${message.location().url}`));
    visit.page.on('pageerror', (error) => fault(String(error)));
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

  forgetSpoken() {
    return this.page.evaluate(() => void (window.spoken = []));
  }

  // ---- judging ------------------------------------------------------------------------------------------------------

  async assertAccessible(state) {
    const found = await this.page.evaluate(async (values) => {
      const options = { runOnly: { type: 'tag', values }, rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] };
      const { violations } = await window.axe.run(document, options);
      return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary}`).join(' | ')}`);
    }, rules);
    assert.deepEqual(found, [], `axe, ${state}`);
    await this.assertNoSidewaysScroll(state);
  }

  async assertNoSidewaysScroll(state) {
    const over = await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `${state}: scrolls sideways by ${over}`);
  }

  // Everything that can be pressed, and can be seen, is 44 CSS pixels or more in both directions (a little less is
  // allowed for rounding).
  async assertTargets(state) {
    const small = await this.page.evaluate(() => {
      const kinds = 'button,input,textarea,select,a[href],[role=option],[role=radio],[role=switch],[role=button]';
      const roots = [document, ...[...document.querySelectorAll('*')].map((one) => one.shadowRoot).filter(Boolean)];
      const all = roots.flatMap((one) => [...one.querySelectorAll(kinds)]);
      // Shrunk to a point around it: found by screen readers only.
      const isForReaders = (one) => one && ((one.offsetWidth <= 1 && one.offsetHeight <= 1) || isForReaders(one.parentElement));
      // A hidden input is pressed by its label.
      const target = (one) => (one.matches('input[type=radio],input[type=checkbox]') ? (one.closest('label') ?? one) : one);
      return all
        .map(target)
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('[inert],[aria-hidden=true]'))
        .filter((one) => !isForReaders(one))
        .map((one) => ({ one, box: one.getBoundingClientRect() }))
        .filter(({ one, box }) => box.width > 1 && box.right > 0 && !(one.matches('a') && getComputedStyle(one).display === 'inline'))
        .filter(({ box }) => box.width < 43.5 || box.height < 43.5)
        .map(({ one, box }) => `${one.tagName}.${one.className} ${one.textContent.slice(0, 20)} ${box.width}x${box.height}`);
    });
    assert.deepEqual(small, [], `targets under 44 px, ${state}`);
  }
}

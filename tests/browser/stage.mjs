// What every test file in here stands on: one installation (starting takes seconds) and, where pages are tested, one
// browser. After each test everybody goes home, so that the next one finds empty queues.
import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { Installation } from './installation.mjs';
import { closePages, openBrowser } from './pages.mjs';
import { People } from './people.mjs';

// Call at the top of a test file; the fields are there when the first test runs, and when `prepare(stage)` does,
// once before it.
export function setStage({ pages = true, prepare = async () => {} } = {}) {
  const stage = {};
  before(async () => {
    [stage.installation, stage.browser] = await Promise.all([Installation.start(), pages && openBrowser()]);
    stage.people = new People(stage.installation);
    await prepare(stage);
  });
  afterEach(async () => {
    await closePages();
    await stage.people.leave();
  });
  after(async () => {
    await stage.browser?.close?.();
    const code = await stage.installation.stop();
    assert.equal(code, 0, stage.installation.output);
  });
  return stage;
}

// The programme officer's page in both languages, by the keyboard alone: who agrees, month by month, and the region in
// numbers. An agent gives and takes back on her own page, which counts at once, and reads who looked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './installation.mjs';
import { importSource } from './sources.mjs';
import { setStage } from './stage.mjs';
import { Till, asking, loadCards, workOnce } from './till.mjs';

let texts;
let consentTexts;
let earnings;
let shared;

const stage = setStage({
  prepare: async ({ installation }) => {
    ({ texts } = await importSource('program/texts.ts'));
    ({ consentTexts } = await importSource('earnings/consent_texts.ts'));
    ({ texts: earnings } = await importSource('earnings/texts.ts'));
    ({ shared } = await importSource('money/texts.ts'));
    await loadCards(installation);
  },
});

const openProgram = (language) =>
  Till.open(stage, { path: '/program/', login: 'officer', language, heading: texts[language].page });
const openEarnings = (login, language) =>
  Till.open(stage, { path: '/earnings/', login, language, heading: earnings[language].page });
const namesOf = (till) => till.page.locator('tbody th').allInnerTexts();

for (const language of ['zh-CN', 'en']) {
  test(`those who agree are listed, each with her months, and the region tells of nobody, ${language}`, async () => {
    await workOnce(stage, 'agent3');
    const till = await openProgram(language);
    const t = texts[language];
    const opener = till.page.locator('[data-opens="person-2"]');
    await till.tabToIt(opener, 'the third person');
    assert.deepEqual(await namesOf(till), ['小禾', '阿树', 'Mei', '晓峰']);
    await till.assertFits('people');
    await till.tabToIt(opener, 'the third person');
    await till.press('Enter');
    await till.waitForFocus(till.page.locator('#person-title'), 'her months');
    const months = till.the('table', t.months('Mei'));
    assert.equal(await months.locator('tbody tr').count(), 12);
    assert.match(await months.locator('tbody tr').first().innerText(), /0:0\d[\s\S]*1[\s\S]*500/, 'minutes, a day, a band');
    await till.assertFits('her months');
    await till.pressOn('button', shared[language].close);
    await till.waitForFocus(opener, 'the person again');
    const [file] = await Promise.all([till.page.waitForEvent('download'), till.pressOn('link', t.peopleCsv)]);
    assert.equal(file.suggestedFilename(), 'yunke-people.csv');

    await till.pressOn('link', t.report);
    await till.waitForFocus(till.page.locator('#part'), 'the report');
    await till.page.getByText(shared[language].loading).waitFor({ state: 'detached' });
    await till.see(t.hidden);
    await till.assertFits('the report');
    await till.assertPrints('the report', t.report);
    await till.pressOn('button', shared[language].earlierMonth);
    await until('everybody, and nobody on duty', async () => /30[\s\S]*\b0\b/.test(await till.page.locator('.money-facts').first().innerText()));
    await till.end();
  });
}

for (const [language, login] of [['zh-CN', 'agent4'], ['en', 'agent6']]) {
  test(`an agent gives, reads who looked, and takes back at once, ${language}`, async () => {
    const { installation } = stage;
    const t = consentTexts[language];
    const people = () => asking(installation, 'officer', '/api/program/people').then(({ body }) => body.people.length);
    const before = await people();
    const till = await openEarnings(login, language);
    await till.tabTo('switch', t.progress);
    await till.see(t.noLooks);
    await till.assertFits('nothing agreed');
    await till.tabTo('switch', t.income);
    await till.press('Space');
    await till.told(t.needsProgress, 'assertive');
    await till.press('Shift+Tab', 'Space');
    await till.told(t.givenProgress);
    assert.equal(await till.the('switch', t.progress).isChecked(), true);
    await till.press('Tab', 'Space');
    await till.told(t.givenIncome);
    assert.equal(await people(), before + 1);
    await till.pressOn('button', shared[language].refresh);
    await till.the('rowheader', /\d/).first().waitFor();
    assert.match(await till.the('table', t.looks).innerText(), new RegExp(t.onPage + t.withIncome));
    await till.assertFits('looked at');
    await till.tabTo('switch', t.progress);
    await till.press('Space');
    await till.told(t.endedProgress);
    assert.equal(await till.the('switch', t.income).isChecked(), false, 'income goes with it');
    assert.equal(await people(), before);
    await till.end();
  });
}

// What everybody needs to be able to use a page: WCAG 2.2 AA and EN 301 549 as far as a program can tell, the keyboard,
// small screens, large targets.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { lesesaele, garden } from './announcements.mjs';
import { throughOrganisersPages } from './organiser_pages.mjs';
import { throughAllPages } from './pages.mjs';
import { DESKTOP, PHONE, Server, axe, newPage, startBrowser } from './support.mjs';

// What the standard says; how the source is written is our own affair.
const validator = new HtmlValidate({ extends: ['html-validate:standard'] });

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

// In what a page may look like: WCAG 1.4.3 and 1.4.11 hold in each.
const LOOKS = [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { colorScheme: 'light', forcedColors: 'active' }];

test('every page in every state is without a fault that axe knows, fits into 320 px and has large targets', async (t) => {
  const found = { axe: new Set(), 'too wide': new Set(), 'too small': new Set(), 'not HTML': new Set() };
  let checks = 0;
  const page = await newPage(browser);
  const check = async ({ name, language, html }) => {
    for (const viewport of [PHONE, DESKTOP]) {
      await page.setViewportSize(viewport);
      for (const look of LOOKS) {
        await page.emulateMedia({ forcedColors: 'none', ...look });
        checks += 1;
        // The waiting page loads itself again, and has a link that stops it: so WCAG 2.2.1 wants it. axe sees the first only.
        for (const fault of await axe(page)) {
          if (fault.startsWith('meta-refresh') && (await page.locator('a[href="?auto=0"]').isVisible())) continue;
          found.axe.add(`${name}-${language} ${viewport.width} ${Object.values(look)}: ${fault}`);
        }
      }
      for (const target of await page.evaluate(smallTargets)) found['too small'].add(`${name}-${language} ${viewport.width}: ${target}`);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
    if (wide > 320) found['too wide'].add(`${name}-${language}: ${wide} px`);
    // What the page is told to look like must not push it out of its frame.
    for (const [what, change, room] of CHANGES) {
      await page.evaluate(change);
      await page.setViewportSize({ width: room, height: 640 });
      const width = await page.evaluate(() => document.scrollingElement.scrollWidth);
      if (width > room) found['too wide'].add(`${name}-${language} with ${what}: ${width} px`);
    }
    for (const fault of await invalid(html)) found['not HTML'].add(`${name}-${language}: ${fault}`);
  };
  await throughAllPages(page, check);
  await throughOrganisersPages(page, check);
  t.diagnostic(`${checks} page views checked by axe`);
  assert.deepEqual(Object.entries(found).flatMap(([what, faults]) => [...faults].map((fault) => `${what}: ${fault}`)), []);
});

test('every mail is without a fault that axe knows, and fits into 320 px', async (t) => {
  const server = await Server.serve();
  try {
    await server.cli('mail', 'preview', 'mails');
    const faults = new Set();
    let checks = 0;
    const page = await newPage(browser);
    for (const language of ['de', 'en']) {
      const folder = path.join(server.folder, 'mails', language);
      for (const name of (await readdir(folder)).filter((file) => file.endsWith('.html'))) {
        await page.setContent(await readFile(path.join(folder, name), 'utf8'));
        for (const viewport of [PHONE, DESKTOP]) {
          await page.setViewportSize(viewport);
          for (const look of LOOKS) {
            await page.emulateMedia({ forcedColors: 'none', ...look });
            checks += 1;
            for (const fault of await axe(page)) {
              // Landmarks and the first heading are the mail program's, which shows the mail below its subject.
              if (/^(landmark-one-main|region|page-has-heading-one):/.test(fault)) continue;
              faults.add(`${language}/${name} ${viewport.width} ${Object.values(look)}: ${fault}`);
            }
          }
        }
        await page.setViewportSize({ width: 320, height: 640 });
        const width = await page.evaluate(() => document.scrollingElement.scrollWidth);
        if (width > 320) faults.add(`${language}/${name}: ${width} px wide`);
      }
    }
    t.diagnostic(`${checks} views of mails checked by axe`);
    assert.ok(checks > 0, 'there are mails');
    assert.deepEqual([...faults], []);
    assert.deepEqual(page.offences, [], 'a mail loads nothing');
  } finally {
    await server.stop();
  }
});

/** In the page: spacing as WCAG 1.4.12 allows people to set it. */
function widerSpacing() {
  const spacing = { lineHeight: '1.5', letterSpacing: '0.12em', wordSpacing: '0.16em' };
  for (const element of document.querySelectorAll('body *')) Object.assign(element.style, spacing);
}

/** In the page: letters at 200 %, after the spacing was taken back. */
function largerLetters() {
  for (const element of document.querySelectorAll('body *')) element.removeAttribute('style');
  document.documentElement.style.fontSize = '200%';
}

/** What people may do to every page, and how much room it has then: WCAG 1.4.12 and 1.4.4. */
const CHANGES = [
  ['wider spacing', widerSpacing, 320],
  ['letters twice as large', largerLetters, DESKTOP.width],
];

/** What is no HTML in a page as it was sent. */
async function invalid(html) {
  const { results } = await validator.validateString(html);
  return results.flatMap((result) => result.messages.map(({ ruleId, message, line }) => `${ruleId} in line ${line}: ${message}`));
}

/** In the page: what is smaller than WCAG 2.5.8 allows, or than we want of fields and buttons. */
function smallTargets() {
  const visible = (element) => element.checkVisibility() && !element.closest('[aria-hidden="true"], .visually-hidden, .skip');
  const isInText = (link) => getComputedStyle(link).display === 'inline' && link.parentElement.textContent.trim().length > link.textContent.trim().length;
  const least = (element) => {
    if (element.matches('input[type=radio], input[type=checkbox]')) return 24;
    return element.matches('button, input, select, textarea, .button') ? 44 : 24;
  };
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter((element) => visible(element) && !isInText(element))
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    // A box or button to choose by is chosen by its label, too.
    .filter(({ element, box }) => Math.min(box.height, box.width) < least(element) - 0.5)
    .map(({ element, box }) => `${element.tagName} "${(element.textContent || element.name).trim()}" ${Math.round(box.width)}×${Math.round(box.height)}`);
}

test('the keyboard alone reaches everything in the order of reading, sees where it is, and signs up', async () => {
  const server = await Server.serve({ events: [lesesaele] });
  try {
    for (const viewport of [PHONE, DESKTOP]) {
      const page = await newPage(browser, server, { viewport });
      await page.goto('/events/lesesaele');
      const walked = await walk(page);
      const wanted = await page.evaluate(() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]):not([tabindex="-1"])')]
        .filter((element) => element.checkVisibility()).map((element) => (element.textContent || element.id).trim().replace(/\s+/g, ' ')));
      assert.deepEqual(walked.map((stop) => stop.name), wanted, 'the order of reading');
      assert.deepEqual(walked.filter((stop) => !stop.marked).map((stop) => stop.name), [], 'focus that nobody sees');
      assert.deepEqual(walked.filter((stop) => stop.hidden).map((stop) => stop.name), [], 'focus behind something else');
      await page.context().close();
    }
    const page = await newPage(browser, server);
    await page.goto('/events/lesesaele');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'inhalt', 'the first link leads past the head of the page');
    await tabTo(page, 'given_name');
    await page.keyboard.type('Käthe');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Möwenstein');
    await page.keyboard.press('Tab');
    await page.keyboard.type('kaethe@leserschaft.example');
    await server.passTime(3);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/registered?receipt=*');
    assert.equal(await page.textContent('h1'), 'Sie sind angemeldet');
  } finally {
    await server.stop();
  }
});

test('what is wrong is said at the top, at the field and in the title, and the links of the summary lead to the fields', async () => {
  const server = await Server.serve({ events: [garden] });
  try {
    const page = await newPage(browser, server);
    await page.goto('/en/events/garden');
    await server.passTime(3);
    await Promise.all([page.waitForNavigation(), page.click('form[action$="/register"] button')]);
    assert.match(await page.title(), /^Error: /);
    const summary = page.locator('.summary');
    assert.ok(await summary.evaluate((element) => element === document.activeElement), 'the summary has the focus');
    const problems = await summary.locator('a').all();
    assert.equal(problems.length, 5, 'given name, family name, address, choice and tick');
    for (const problem of problems) {
      const words = await problem.textContent();
      await problem.focus();
      await page.keyboard.press('Enter');
      const field = page.locator(':focus');
      const group = (await field.getAttribute('type')) === 'radio' ? field.locator('xpath=ancestor::fieldset') : field;
      assert.equal(await group.getAttribute('aria-invalid'), 'true', words);
      const described = (await group.getAttribute('aria-describedby')).split(' ');
      const said = await Promise.all(described.map((id) => page.textContent(`#${id}`)));
      assert.ok(said.some((text) => text.includes(words)), `${words}: said at the field`);
    }
  } finally {
    await server.stop();
  }
});

async function tabTo(page, id) {
  for (let i = 0; i < 60; i++) {
    if ((await page.evaluate(() => document.activeElement.id)) === id) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`the keyboard does not reach ${id}`);
}

/** Goes through a page with Tab: at each stop its name, whether a mark is seen there, and whether something hides it. */
async function walk(page) {
  const stops = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body || element.dataset.walked) return null;
      element.dataset.walked = 'yes';
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      const [x, y] = [box.x + Math.min(box.width / 2, 30), box.y + box.height / 2];
      const top = document.elementFromPoint(x, y);
      return {
        name: (element.textContent || element.id).trim().replace(/\s+/g, ' '),
        marked: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none',
        hidden: !(top === element || element.contains(top) || top?.contains(element)),
      };
    });
    if (!stop) return stops;
    stops.push(stop);
  }
  return stops;
}

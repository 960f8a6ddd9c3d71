// Law 25: no page loads anything from another host, sets a cookie, or breaks its own policy.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lesesaele } from './announcements.mjs';
import { throughAllPages } from './pages.mjs';
import { DESKTOP, Server, newPage, startBrowser } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

test('law_25_no_page_asks_another_host_sets_a_cookie_or_breaks_its_policy', async () => {
  const offences = new Set();
  const titles = new Map();
  let seen = 0;
  const page = await newPage(browser, {}, { viewport: DESKTOP });
  await throughAllPages(page, async ({ name, language }) => {
    seen += 1;
    const state = `${name}-${language}`;
    for (const offence of page.offences.splice(0)) offences.add(`${state}: ${offence}`);
    for (const { name: cookie } of await page.context().cookies()) offences.add(`${state} sets the cookie ${cookie}`);
    for (const address of await page.evaluate(loaded)) offences.add(`${state} loads ${address}`);
    assert.equal(await page.evaluate(() => document.documentElement.lang), language, `${state}: its language`);
    titles.set(state, await page.title());
  });
  assert.ok(seen > 80, `${seen} pages`);
  assert.deepEqual([...offences], []);
  assert.deepEqual([...titles].filter(([, title]) => !title.endsWith(' – Akademie Fichtenrode')), [], 'titles');
});

/** In the page: whatever it would load from another host. */
function loaded() {
  const attributes = [['img', 'src'], ['script', 'src'], ['iframe', 'src'], ['link:not([rel=canonical]):not([rel=alternate])', 'href'], ['source', 'src'], ['object', 'data'], ['form', 'action']];
  const addresses = attributes.flatMap(([selector, attribute]) => [...document.querySelectorAll(selector)].map((element) => element.getAttribute(attribute)));
  return addresses.filter((address) => address && new URL(address, document.baseURI).origin !== location.origin && !address.startsWith('data:'));
}

test('the public pages stay at the host by which a visitor comes', async () => {
  const server = await Server.serve({ events: [lesesaele], settings: { HALBSIEBEN_SERVER__BASE_URL: 'https://termine.fichtenrode.example' } });
  try {
    const page = await newPage(browser, server);
    for (const where of ['/', '/en/', '/events/lesesaele', '/en/events/lesesaele', '/datenschutz']) {
      await page.goto(where);
      const away = await page.locator('main a[href^="http"], header a[href^="http"], footer a[href^="http"]').evaluateAll((links) => links.map((link) => new URL(link.href).host));
      assert.deepEqual(away.filter((host) => !/^(calendar\.google|outlook\.(office|live))\.com$/.test(host)), [], where);
      assert.equal(await page.locator('link[rel=canonical]').getAttribute('href'), `https://termine.fichtenrode.example${where}`);
    }
    assert.deepEqual(page.offences, []);
  } finally {
    await server.stop();
  }
});

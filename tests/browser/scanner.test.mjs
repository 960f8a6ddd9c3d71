// Law 18: a scanner of mails that opens every link in a real browser, runs every script and follows every redirection changes
// nothing; and the click of the person who comes afterwards still does what it says.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { full, held, lesesaele, request } from './announcements.mjs';
import { Server, newPage, startBrowser } from './support.mjs';

const ANNA = { given_name: 'Anna', family_name: 'Beispiel', email: 'anna@leserschaft.example' };
const EVENTS = [lesesaele, full, held, request];

let browser, server;
before(async () => {
  browser = await startBrowser();
  server = await Server.serve({ events: EVENTS });
});
after(async () => {
  await browser.close();
  await server.stop();
});

/** All that anybody could have changed. */
async function state() {
  const all = [];
  for (const { slug } of EVENTS) all.push(slug, await server.attendees(slug), await server.ledger(slug));
  return JSON.stringify(all);
}

/** Every link of every mail that somebody has got, of its text and of its HTML. */
async function links(email) {
  const found = new Set();
  for (const mail of await server.mails(email)) {
    const source = await server.text(`${mail.path}/source`);
    // Quoted-printable: soft line breaks and `=3D` out (RFC 2045 section 6.7).
    const plain = source.replace(/=\r?\n/g, '').replace(/=3D/g, '=');
    for (const [link] of plain.matchAll(/https?:\/\/127\.0\.0\.1[^\s"<>]*/g)) found.add(link);
  }
  return [...found];
}

test('every link of every mail, opened by a scanner that runs scripts, changes nothing', async (t) => {
  for (const { slug } of EVENTS.filter((event) => event !== held)) await server.signUp(slug, ANNA);
  await server.signUp('sternwarte', { ...ANNA, email: 'ben@leserschaft.example', wait: '1' });
  await server.mail(ANNA.email, 3);
  await server.moveClock('2026-12-03T17:31:00+01:00');
  await server.mail(ANNA.email, 5);
  // The link that confirms an address lasts a day.
  await server.signUp(held.slug, ANNA);
  await server.mail(ANNA.email, 6);
  const before = await state();

  const opened = [...(await links(ANNA.email)), ...(await links('ben@leserschaft.example'))];
  assert.ok(opened.length > 10, `${opened.length} links`);
  const page = await newPage(browser, server);
  for (const link of opened) {
    for (const method of ['HEAD', 'GET']) await fetch(link, { method, redirect: 'follow' });
    await page.goto(link, { waitUntil: 'networkidle' }).catch((error) => {
      // A file is not shown but kept.
      if (!/ERR_ABORTED|Download is starting/.test(error.message)) throw error;
    });
  }
  t.diagnostic(`${opened.length} links opened`);
  assert.equal(await state(), before);
});

test('the click of the person afterwards confirms the address', async () => {
  const [confirm] = (await links(ANNA.email)).filter((link) => link.includes('/c/'));
  const page = await newPage(browser, server);
  await page.goto(confirm);
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Anmeldung bestätigen' }).click()]);
  const [anna] = await server.attendees('bestaetigen');
  assert.equal(anna.status, 'registered');
});

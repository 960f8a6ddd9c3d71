// Law 18: a scanner of mails that opens every link in a real browser, runs every script and follows every redirection changes
// nothing; and the click of the person who comes afterwards still does what it says.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { attended, full, held, lesesaele, request } from './announcements.mjs';
import { Server, newPage, startBrowser } from './support.mjs';

const ANNA = { given_name: 'Anna', family_name: 'Beispiel', email: 'anna@leserschaft.example' };
const BEN = { ...ANNA, given_name: 'Ben', email: 'ben@leserschaft.example' };
const EVENTS = [lesesaele, full, held, request, attended];

let browser, server, meeting, room;
before(async () => {
  browser = await startBrowser();
  // The room is at another host, as always.
  meeting = createServer((_, answer) => answer.end('Der Raum'));
  await new Promise((resolve) => meeting.listen(0, '127.0.0.1', resolve));
  room = `http://127.0.0.1:${meeting.address().port}/raum`;
  server = await Server.serve({ events: EVENTS.map((event) => ({ ...event, room })) });
});
after(async () => {
  await browser.close();
  await server.stop();
  meeting.closeAllConnections();
  await new Promise((resolve) => meeting.close(resolve));
});

/** All that anybody could have changed. */
async function state() {
  const all = [];
  for (const { slug } of EVENTS) all.push(slug, await server.attendees(slug), await server.ledger(slug));
  for (const { email } of [ANNA, BEN]) all.push(await personalData(email));
  return JSON.stringify(all);
}

async function personalData(email) {
  return JSON.parse(await server.cli('gdpr', 'export', email));
}

/** At how many events somebody was present. */
async function presences(email) {
  return (await personalData(email)).filter(({ registration }) => registration.present_at !== null).length;
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

/** Opens every link of every mail in every way, and says how many there were. */
async function scan() {
  const opened = [...(await links(ANNA.email)), ...(await links(BEN.email))];
  const page = await newPage(browser, server);
  const before = await state();
  for (const link of opened) {
    for (const method of ['HEAD', 'GET']) await fetch(link, { method, redirect: 'follow' });
    await page.goto(link, { waitUntil: 'networkidle' }).catch((error) => {
      // A file is not shown but kept.
      if (!/ERR_ABORTED|Download is starting/.test(error.message)) throw error;
    });
  }
  assert.equal(await state(), before);
  await page.context().close();
  return opened.length;
}

test('every link of every mail, opened by a scanner that runs scripts, changes nothing', async (t) => {
  for (const { slug } of EVENTS.filter((event) => event !== held)) await server.signUp(slug, ANNA);
  await server.signUp('sternwarte', { ...BEN, wait: '1' });
  await server.mail(ANNA.email, 4);
  await server.moveClock('2026-12-03T17:31:00+01:00');
  await server.mail(ANNA.email, 7);
  // The link that confirms an address lasts a day.
  await server.signUp(held.slug, ANNA);
  await server.mail(ANNA.email, 8);
  const opened = await scan();
  assert.ok(opened > 10, `${opened} links`);
  await server.moveClock('2026-12-03T18:20:00+01:00');
  const openedLate = await scan();
  t.diagnostic(`${opened} links opened before the doors, ${openedLate} when they were open`);
});

test('the click of the person afterwards confirms the address', async () => {
  const [confirm] = (await links(ANNA.email)).filter((link) => link.includes('/c/'));
  const page = await newPage(browser, server);
  await page.goto(confirm);
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Anmeldung bestätigen' }).click()]);
  const [anna] = await server.attendees('bestaetigen');
  assert.equal(anna.status, 'registered');
});

test('the click of the person afterwards leads into the room, and is the presence', async () => {
  const joins = (await links(ANNA.email)).filter((link) => link.includes('/j/'));
  const asking = [];
  for (const link of joins) if ((await server.fetch(link)).status === 200) asking.push(link);
  assert.equal(await presences(ANNA.email), 0);
  const page = await newPage(browser, server);
  await page.goto(asking[0]);
  await page.getByRole('button', { name: 'Jetzt eintreten' }).click();
  await page.waitForURL(room);
  assert.equal(await presences(ANNA.email), 1);
});

// The first command of the README: what it prints leads somewhere.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server, newPage, startBrowser } from './support.mjs';

let browser, server;
before(async () => ([browser, server] = await Promise.all([startBrowser(), Server.demo()])));
after(() => Promise.all([browser.close(), server.stop()]));

test('the demo prints an event page, a mailbox and the place where the clock is moved', async () => {
  const page = await newPage(browser, server);
  const local = (url) => `${server.origin}${new URL(url).pathname}`;
  assert.equal((await page.goto(local(server.addresses['event page']))).status(), 200);
  assert.ok(await page.locator('[autocomplete=email]').isVisible());
  assert.equal((await page.goto(local(server.addresses.outbox))).status(), 200);
  assert.match(await page.locator('main').textContent(), /40 E-Mails/);
  assert.equal((await page.goto(local(server.addresses['reminders now']))).status(), 200, 'the address that is printed for the reminders');
  assert.ok(await page.getByRole('button', { name: 'Zum Einlass' }).isVisible());
});

test('the demo has an organiser whose link opens once', async () => {
  const page = await newPage(browser, server);
  const answer = await page.goto(`${server.origin}${new URL(server.addresses.organiser).pathname}`);
  assert.equal(answer.status(), 200);
});

test('moving the clock of the demo sends the reminders to the forty', async () => {
  const page = await newPage(browser, server);
  await page.goto(`${server.origin}${server.outbox}`);
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Zur Erinnerung eine Stunde vorher' }).click()]);
  const { links } = await server.mail('person-07@leserschaft.example', 2);
  assert.ok(links.join, 'the reminder carries the personal link');
});

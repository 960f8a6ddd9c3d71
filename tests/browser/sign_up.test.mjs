// A person signs up on a phone, looks at the mails, joins and cancels: with scripts and without.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { lesesaele } from './announcements.mjs';
import { PHONE, Server, newPage, startBrowser } from './support.mjs';

const PERSON = { given_name: 'Käthe', family_name: 'Möwenstein', email: 'Kaethe@leserschaft.example' };
const MAILBOX = PERSON.email;

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

/** Sends the form and waits for the page that answers; its status. */
async function submit(page) {
  const [answer] = await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Kostenlos anmelden' }).click()]);
  return answer.status();
}

async function fillIn(page, person = PERSON) {
  // As a browser and a password manager find them: by what the fields say that they are.
  await page.locator('[autocomplete=given-name]').fill(person.given_name);
  await page.locator('[autocomplete=family-name]').fill(person.family_name);
  await page.locator('[autocomplete=email]').fill(person.email);
}

for (const javaScriptEnabled of [true, false]) {
  describe(javaScriptEnabled ? 'on a phone' : 'on a phone without JavaScript', () => {
    let server, page;
    before(async () => {
      server = await Server.serve({ events: [lesesaele] });
      page = await newPage(browser, server, { viewport: PHONE, isMobile: true, hasTouch: true, javaScriptEnabled });
    });
    after(async () => {
      await page.context().close();
      await server.stop();
    });

    test('a form without anything says what is missing and keeps what was typed', async () => {
      await page.goto('/');
      await page.getByRole('link', { name: /Lesesäle der Zukunft/ }).click();
      await server.passTime(3);
      await page.locator('[autocomplete=family-name]').fill('Möwenstein');
      await page.locator('[autocomplete=email]').fill('kaethe@');
      assert.equal(await submit(page), 422);
      assert.match(await page.title(), /^Fehler: /);
      const summary = page.locator('.summary:focus');
      assert.deepEqual(await summary.locator('a').allTextContents(), [
        'Geben Sie Ihren Vornamen ein.',
        'Geben Sie die E-Mail-Adresse vollständig ein, zum Beispiel name@example.org.',
      ]);
      assert.equal(await page.locator('[autocomplete=family-name]').inputValue(), 'Möwenstein');
      assert.equal(await page.locator('[autocomplete=email]').inputValue(), 'kaethe@');
      await summary.getByRole('link', { name: 'Geben Sie Ihren Vornamen ein.' }).click();
      await page.locator('[autocomplete=given-name]:focus').waitFor();
    });

    test('the corrected form is taken at once, and the page that follows can be loaded again', async () => {
      await page.goto('/events/lesesaele');
      await server.passTime(3);
      await fillIn(page);
      assert.equal(await submit(page), 200);
      for (let round = 0; round < 2; round++) {
        assert.equal(await page.locator('h1').textContent(), 'Sie sind angemeldet');
        assert.equal(await page.locator('.address').textContent(), PERSON.email);
        assert.equal((await page.reload()).status(), 200);
      }
      assert.equal((await server.attendees('lesesaele')).length, 1);
    });

    test('back and once more changes nothing and shows the same page', async () => {
      await page.goBack();
      await server.passTime(3);
      await fillIn(page, { given_name: 'Otto', family_name: 'Anders', email: ` ${PERSON.email.toUpperCase()} ` });
      assert.equal(await submit(page), 200);
      assert.equal(await page.locator('h1').textContent(), 'Sie sind angemeldet');
      const attendees = await server.attendees('lesesaele');
      assert.deepEqual(attendees.map(({ given_name, status }) => [given_name, status]), [['Käthe', 'registered']]);
      const confirmations = (await server.ledger('lesesaele')).filter(({ kind }) => kind === 'confirmation');
      assert.equal(confirmations.length, 1, 'one confirmation within ten minutes');
    });

    let links;
    test('the confirmation is in the mailbox, and its links lead to the registration and to the waiting page', async () => {
      const mail = await server.mail(MAILBOX);
      links = mail.links;
      assert.match(mail.subject, /^Angemeldet: Lesesäle der Zukunft.*, Do 03\.12\., 18:30 Uhr$/);
      await page.goto(links.registration);
      assert.equal(await page.locator('h1').textContent(), 'Ihre Anmeldung');
      assert.ok(await page.getByText('Käthe Möwenstein').isVisible());
      assert.ok(await page.getByText('Der Zugang öffnet am Donnerstag, 3. Dezember 2026 um 18:15 Uhr.').isVisible());
      assert.equal((await page.goto(links.join)).status(), 200);
      assert.equal(await page.locator('h1').textContent(), 'Sie sind früh dran – schön!');
    });

    test('the clock of the mailbox leads to the doors, and both reminders come on the way', async () => {
      for (const [label, mails] of [['Zur Erinnerung am Vortag', 2], ['Zur Erinnerung eine Stunde vorher', 3], ['Zum Einlass', 3]]) {
        await page.goto(server.outbox);
        await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: label }).click()]);
        const mail = await server.mail(MAILBOX, mails);
        assert.equal(mail.links.join, links.join, 'one link for ever');
      }
      const kinds = (await server.ledger('lesesaele')).map(({ kind, state }) => `${kind} ${state}`).sort();
      assert.equal(kinds.length, 3, kinds.join(', '));
      assert.ok(kinds.every((kind) => kind.endsWith(' accepted')), kinds.join(', '));
    });

    test('when the doors are open the personal link leads to the room', async () => {
      for (const method of ['GET', 'HEAD']) {
        const answer = await server.fetch(links.join, { method });
        assert.equal(answer.status, 303);
        assert.equal(answer.headers.get('location'), 'https://meet.example.org/lesesaal');
        assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
      }
      await page.goto(links.registration);
      assert.equal(await page.getByRole('link', { name: /Jetzt|Zur Veranstaltung|eintreten/i }).first().getAttribute('href'), new URL(links.join).pathname);
    });

    test('opening the link to cancel cancels nothing; the button does, and a mail says so', async () => {
      for (let scan = 0; scan < 3; scan++) assert.equal((await server.fetch(links.cancel)).status, 200);
      await page.goto(links.cancel);
      assert.equal((await server.attendees('lesesaele'))[0].status, 'registered');
      await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Ja, abmelden' }).click()]);
      assert.ok(await page.getByText('Sie sind abgemeldet. Danke, dass Sie Bescheid gegeben haben.').isVisible());
      assert.equal((await server.attendees('lesesaele'))[0].status, 'cancelled');
      assert.match((await server.mail(MAILBOX, 4)).subject, /^Abgemeldet: /);
      assert.equal((await server.fetch(links.join)).status, 200, 'the old link says that it is over');
    });

    test('on all that way nothing came from elsewhere, no cookie was set and nothing broke', async () => {
      assert.deepEqual(page.offences, []);
      assert.deepEqual(await page.context().cookies(), []);
    });
  });
}

describe('a form that is sent', () => {
  let server, page;
  before(async () => {
    server = await Server.serve({ events: [lesesaele] });
    page = await newPage(browser, server);
  });
  after(() => server.stop());

  test('faster than anybody writes is taken after a moment', async () => {
    await page.goto('/events/lesesaele');
    await fillIn(page);
    assert.equal(await submit(page), 200);
  });

  test('with a field filled in that people do not see is thanked for and forgotten', async () => {
    await page.goto('/events/lesesaele');
    await fillIn(page, { ...PERSON, email: 'maschine@leserschaft.example' });
    await page.locator('#website').evaluate((field) => (field.value = 'https://spam.example'));
    await server.passTime(3);
    assert.equal(await submit(page), 200);
    const known = await server.attendees('lesesaele');
    assert.deepEqual(known.map(({ email }) => email), [MAILBOX]);
  });

  test('twice at the same moment is one registration and one mail', async () => {
    const html = await server.text('/events/lesesaele');
    const [, stamp] = html.match(/name="stamp" value="([^"]+)"/);
    await server.passTime(3);
    const person = { ...PERSON, email: 'doppelt@leserschaft.example', stamp };
    const answers = await Promise.all(Array.from({ length: 4 }, () => server.post('/events/lesesaele/register', person)));
    assert.deepEqual(answers.map(({ status }) => status), [303, 303, 303, 303]);
    await server.mail('doppelt@leserschaft.example');
    assert.equal((await server.attendees('lesesaele')).filter(({ email }) => email === person.email).length, 1);
    assert.equal((await server.ledger('lesesaele')).filter(({ email }) => email === person.email).length, 1);
  });
});

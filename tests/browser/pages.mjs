// Every page in every state that a visitor can meet, in both languages: what the checks of accessibility, of foreign hosts
// and the screenshots go through.
import assert from 'node:assert/strict';
import * as announcements from './announcements.mjs';
import { Server } from './support.mjs';

/** The address of the series of the first announcement. */
const SERIES = 'orte-fuer-alle-gespraeche-ueber-oeffentliche-raeume';

const LANGUAGES = [
  { language: 'de', prefix: '', given_name: 'Käthe', family_name: 'Möwenstein' },
  { language: 'en', prefix: '/en', given_name: 'Agnes', family_name: 'Brightwater' },
];

/**
 * Starts a server, goes through all states in the order of time, and calls `visit` for each page when it is shown.
 * `only` chooses pages by name. Ends the server.
 */
export async function throughAllPages(page, visit, only = () => true) {
  const server = await Server.serve();
  try {
    await new Walk(server, page, visit, only).go();
  } finally {
    await server.stop();
  }
}

class Walk {
  constructor(server, page, visit, only) {
    Object.assign(this, { server, page, visit, only });
  }

  /** Opens an address, expects its status, and shows it. */
  async see(name, language, where, status = 200) {
    if (!this.only(name)) return;
    const url = new URL(where, this.server.origin).href;
    const answer = await this.page.goto(url);
    assert.equal(answer.status(), status, `${name} (${language}) at ${where}`);
    await this.visit({ name, language, page: this.page, server: this.server });
  }

  /** Fills the form at an address in, sends it, and shows what comes. */
  async send(name, language, where, fields, status, { stamped = true } = {}) {
    if (!this.only(name)) return;
    await this.page.goto(new URL(where, this.server.origin).href);
    for (const [field, value] of Object.entries(fields)) await this.page.fill(`#${field}`, value);
    if (!stamped) await this.page.locator('[name=stamp]').evaluate((field) => field.remove());
    await this.server.passTime(3);
    const [answer] = await Promise.all([this.page.waitForNavigation(), this.page.click('form[action$="/register"] button')]);
    assert.equal(answer.status(), status, `${name} (${language}) after sending`);
    await this.visit({ name, language, page: this.page, server: this.server });
  }

  async go() {
    const { server } = this;
    for (const { language, prefix } of LANGUAGES) await this.see('list-empty', language, `${prefix}/`);
    for (const event of announcements.all) await server.import(event);
    await server.passTime(5);
    const registered = await this.registerPeople();
    await server.cli('event', 'move', 'verlegt', '--start', '2026-12-04 19:00', '--yes');
    await server.cli('event', 'cancel', 'abgesagt', '--reason', 'Die Referentin ist erkrankt. Ein neuer Termin folgt im Januar.', '--yes');
    // Several changes of a date within a few minutes are told in one mail.
    await server.passTime(15 * 60);
    await server.mail('kaethe@leserschaft.example', 6);
    for (const one of LANGUAGES) await this.daysBefore(one, registered);
    await this.once();

    await server.moveClock('2026-12-03T18:00:00+01:00');
    await this.tooLate();
    for (const { language } of LANGUAGES) {
      await this.see('join-soon', language, registered[language].lesesaele.join);
      await this.see('join-soon-still', language, `${registered[language].lesesaele.join}?auto=0`);
    }
    await this.lateSignUp();

    await server.moveClock('2026-12-03T18:45:00+01:00');
    for (const one of LANGUAGES) await this.whileRunning(one, registered[one.language]);

    await server.moveClock('2026-12-03T21:00:00+01:00');
    for (const one of LANGUAGES) await this.afterwards(one, registered[one.language]);
    await this.tooMany();
  }

  /** Two people, one in each language, for the events whose personal pages differ; their links. */
  async registerPeople() {
    const { server } = this;
    const registered = {};
    for (const { language, prefix, given_name, family_name } of LANGUAGES) {
      const mine = (registered[language] = {});
      const email = language === 'de' ? 'kaethe@leserschaft.example' : 'agnes@readers.example';
      let count = 0;
      for (const slug of ['lesesaele', 'abgesagt', 'raumlos', 'verlegt']) {
        await server.signUp(slug, { given_name, family_name, email }, prefix);
        mine[slug] = (await server.mail(email, ++count)).links;
      }
      const second = `zweite-${email}`;
      mine.receipt = await server.signUp('lesesaele', { given_name, family_name, email: second }, prefix);
      mine.cancelled = (await server.mail(second)).links;
      await server.post(mine.cancelled.cancel, {});
    }
    await server.signUp('sternwarte', { given_name: 'Karl', family_name: 'Früh', email: 'frueh@leserschaft.example' });
    return registered;
  }

  async daysBefore({ language, prefix, given_name, family_name }, registered) {
    const mine = registered[language];
    const at = (slug) => `${prefix}/events/${slug}`;
    const person = { given_name, family_name, email: `neu-${language}@leserschaft.example` };
    await this.see('list', language, `${prefix}/`);
    await this.see('list-past', language, `${prefix}/?past=1`);
    await this.see('list-narrowed', language, `${prefix}/?topic=stadtentwicklung`);
    await this.see('topic', language, `${prefix}/topics/stadtentwicklung`);
    await this.see('series', language, `${prefix}/series/${SERIES}`);
    await this.see('embed', language, `${prefix}/embed/events/lesesaele`);
    for (const slug of ['lesesaele', 'garden', 'lesekreis', 'chor', 'verlegt']) await this.see(`event-${slug}`, language, at(slug));
    await this.see('event-full', language, at('sternwarte'));
    await this.see('event-cancelled', language, at('abgesagt'));
    await this.see('event-over', language, at('gewesen'));
    await this.see('form', language, `${at('lesesaele')}/register`);
    await this.see('form-questions', language, `${at('garden')}/register`);
    await this.see('form-full', language, `${at('sternwarte')}/register`);
    await this.see('form-over', language, `${at('gewesen')}/register`);
    await this.send('form-unstamped', language, at('lesesaele'), person, 422, { stamped: false });
    await this.send('form-errors', language, at('lesesaele'), { email: 'kaethe@' }, 422);
    await this.send('form-questions-errors', language, at('garden'), {}, 422);
    await this.lastPlace({ language, prefix, person });
    await this.otherWaysIn({ language, prefix, person });
    await this.send('done', language, at('lesesaele'), person, 200);
    await this.see('done-without-receipt', language, `${at('lesesaele')}/registered`);
    await this.see('privacy', language, `${prefix}/datenschutz`);
    await this.see('privacy-of-event', language, `${prefix}/events/fragen/datenschutz`);
    await this.see('imprint', language, `${prefix}/impressum`);
    await this.see('accessibility', language, `${prefix}/barrierefreiheit`);
    await this.see('lost-link', language, `${prefix}/lost-link`);
    await this.see('lost-link-done', language, `${prefix}/lost-link?done=sent`);
    await this.see('not-found', language, `${prefix}/events/gibt-es-nicht`, 404);
    await this.see('registration', language, mine.lesesaele.registration);
    await this.see('registration-moved', language, mine.verlegt.registration);
    await this.see('registration-event-cancelled', language, mine.abgesagt.registration);
    await this.see('registration-cancelled', language, mine.cancelled.registration);
    await this.see('cancel', language, mine.lesesaele.cancel);
    const below = (page) => `${mine.lesesaele.registration}/${page}`;
    await this.see('personal-data', language, below('data'));
    await this.see('erase', language, below('erase'));
    await this.see('unsubscribe', language, below('unsubscribe'));
    await this.see('rejoin', language, `${mine.cancelled.registration}/rejoin`);
    await this.send('form-typo', language, at('lesesaele'), { ...person, email: `tippfehler-${language}@gmial.com` }, 422);
    await this.see('join-days-before', language, mine.lesesaele.join);
    await this.see('join-event-cancelled', language, mine.abgesagt.join, 410);
    await this.see('join-cancelled', language, mine.cancelled.join);
  }

  /** Somebody else takes the last place while the form is open, and gives it back. */
  async lastPlace({ language, prefix, person }) {
    const { server, page } = this;
    if (!this.only('form-full-meanwhile')) return;
    const email = `schneller-${language}@leserschaft.example`;
    const where = `${prefix}/events/probe`;
    await page.goto(`${server.origin}${where}`);
    for (const [field, value] of Object.entries(person)) await page.fill(`#${field}`, value);
    await server.signUp('probe', { ...person, email });
    const [answer] = await Promise.all([page.waitForNavigation(), page.click('form[action$="/register"] button')]);
    assert.equal(answer.status(), 409);
    await this.visit({ name: 'form-full-meanwhile', language, page, server });
    await server.post((await server.mail(email)).links.cancel, {});
  }

  /** Asking for a place, waiting for one, confirming the address; questions of every kind. */
  async otherWaysIn({ language, prefix, person }) {
    const { server } = this;
    const at = (slug) => `${prefix}/events/${slug}`;
    for (const slug of ['fragen', 'bald', 'geschlossen', 'anfrage']) await this.see(`event-${slug}`, language, at(slug));
    await this.send('form-all-kinds-errors', language, at('fragen'), { email: 'kaethe@' }, 422);
    await this.send('form-waiting-errors', language, at('sternwarte'), { email: 'kaethe@' }, 422);
    await this.send('done-waiting', language, at('sternwarte'), { ...person, email: `wartet-${language}@leserschaft.example` }, 200);
    await this.send('done-requested', language, at('anfrage'), { ...person, email: `fragt-${language}@leserschaft.example` }, 200);
    await this.send('done-unconfirmed', language, at('bestaetigen'), { ...person, email: `prueft-${language}@leserschaft.example` }, 200);
    if (!this.only('confirm')) return;
    const waiting = (await server.mail(`wartet-${language}@leserschaft.example`)).links;
    await this.see('registration-waiting', language, waiting.registration);
    const asked = (await server.mail(`fragt-${language}@leserschaft.example`)).links;
    await this.see('registration-requested', language, asked.registration);
    const held = (await server.mail(`prueft-${language}@leserschaft.example`)).links;
    await this.see('confirm', language, held.confirm);
    await this.see('registration-unconfirmed', language, held.registration);
    (this.unconfirmed ??= {})[language] = held;
  }

  /** The time to confirm is over. */
  async tooLate() {
    if (!this.only('confirm')) return;
    for (const { language } of LANGUAGES) await this.see('confirm-expired', language, this.unconfirmed[language].confirm, 410);
  }

  /** Pages that have one language. */
  async once() {
    const { server } = this;
    const [mail] = await server.mails('kaethe@leserschaft.example');
    await this.see('outbox', 'de', server.outbox);
    await this.see('outbox-mail', 'de', mail.path);
    await this.see('outbox-mail-text', 'de', `${mail.path}?view=text`);
    await this.see('outbox-unknown', 'de', '/outbox/AAAA', 404);
    await this.see('link-unknown', 'de', '/r/AAAAAAAAAAAAAAAAAAAAAA', 404);
  }

  async lateSignUp() {
    for (const { language, prefix, given_name, family_name } of LANGUAGES) {
      const person = { given_name, family_name, email: `spaet-${language}@leserschaft.example` };
      await this.send('done-late', language, `${prefix}/events/lesesaele`, person, 200);
    }
  }

  async whileRunning({ language, prefix }, mine) {
    for (const slug of ['lesesaele', 'chor', 'lesekreis']) await this.see(`running-${slug}`, language, `${prefix}/events/${slug}`);
    await this.see('running-list', language, `${prefix}/`);
    await this.see('running-registration', language, mine.lesesaele.registration);
    await this.see('join-without-room', language, mine.raumlos.join, 503);
  }

  async afterwards({ language, prefix }, mine) {
    await this.see('over-event', language, `${prefix}/events/lesesaele`);
    await this.see('over-open-event', language, `${prefix}/events/chor`);
    await this.see('over-registration', language, mine.lesesaele.registration);
    await this.see('over-join', language, mine.lesesaele.join);
  }

  /** What somebody sees whose network has sent too much: the last page, for it lasts. */
  async tooMany() {
    const { server, page } = this;
    if (!this.only('too-many')) return;
    for (const { language, prefix } of LANGUAGES) {
      const where = `${prefix}/events/garden`;
      // Every three seconds one more is let through: then once again.
      for (let status = 0; status !== 429; ) {
        await page.goto(`${server.origin}${where}`);
        await page.fill('#email', 'agnes@readers.example');
        for (let refused = false; !refused; ) refused = (await server.post(`${where}/register`, { email: 'x' })).status === 429;
        const [answer] = await Promise.all([page.waitForNavigation(), page.click('form[action$="/register"] button')]);
        status = answer.status();
      }
      await this.visit({ name: 'too-many', language, page, server });
    }
  }
}

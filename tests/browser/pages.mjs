// Every page in every state that a visitor can meet, in both languages: what the checks of accessibility, of foreign hosts
// and the screenshots go through.
import * as announcements from './announcements.mjs';
import { Server } from './support.mjs';
import { BUTTON, SIGN_UP, Visitor } from './visitor.mjs';

/** The address of the series of the first announcement. */
const SERIES = 'orte-fuer-alle-gespraeche-ueber-oeffentliche-raeume';

const LANGUAGES = [
  { language: 'de', prefix: '', given_name: 'Käthe', family_name: 'Möwenstein' },
  { language: 'en', prefix: '/en', given_name: 'Agnes', family_name: 'Brightwater' },
];

/**
 * Starts a server, goes through all states in the order of time, and calls `visit` for each page when it is shown, with what was
 * sent of it as `html`. Ends the server.
 */
export async function throughAllPages(page, visit) {
  const server = await Server.serve();
  try {
    await new Walk(server, page, visit).go();
  } finally {
    await server.stop();
  }
}

class Walk extends Visitor {
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
    await server.mail('kaethe@leserschaft.example', 7);
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
      for (const slug of ['lesesaele', 'abgesagt', 'raumlos', 'verlegt', 'nachweis']) {
        await server.signUp(slug, { given_name, family_name, email }, prefix);
        mine[slug] = (await server.mail(email, ++count)).links;
      }
      const second = `zweite-${email}`;
      mine.receipt = await server.signUp('lesesaele', { given_name, family_name, email: second }, prefix);
      mine.cancelled = (await server.mail(second)).links;
      await server.post(mine.cancelled.cancel, {});
      const third = `weg-${email}`;
      await server.signUp('lesesaele', { given_name, family_name, email: third }, prefix);
      mine.erased = (await server.mail(third)).links;
    }
    const karl = { given_name: 'Karl', family_name: 'Früh', email: 'frueh@leserschaft.example' };
    await server.signUp('sternwarte', karl);
    this.inside = (await server.mail(karl.email)).links;
    await server.signUp('kreis', karl);
    await server.cli('attendees', 'approve', 'kreis', karl.email);
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
    await this.send('embed-errors', language, `${prefix}/embed/events/lesesaele`, { email: 'kaethe@' }, 422);
    await this.send('lost-link-errors', language, `${prefix}/lost-link`, { email: 'kaethe@' }, 422, { form: BUTTON });
    await this.see('join-days-before', language, mine.lesesaele.join);
    await this.see('join-event-cancelled', language, mine.abgesagt.join, 410);
    await this.see('join-cancelled', language, mine.cancelled.join);
    await this.changes({ language, prefix, person, path: mine.lesesaele.registration });
    await this.send('unsubscribed', language, below('unsubscribe'), {}, 200, { form: BUTTON });
    await this.see('registration-without-reminders', language, mine.lesesaele.registration);
    await this.send('erased', language, `${mine.erased.registration}/erase`, {}, 200, { form: BUTTON });
    this.erased = mine.erased.registration;
  }

  /** What people change of their registration, and what becomes of another address. */
  async changes({ language, prefix, person, path }) {
    const { server } = this;
    const change = (name, fields, status) => this.send(name, language, path, fields, status, { form: 'details.change form' });
    const address = (which) => `${which}-${language}@leserschaft.example`;
    await change('registration-saved', {}, 200);
    await change('registration-errors', { given_name: '', email: 'kaethe@' }, 422);
    const ask = (email) => server.post(path, { ...person, email, language });
    await ask(address('falsch'));
    await change('registration-address-asked', { email: address('anders') }, 200);
    await this.see('address-expired', language, (await server.mail(address('falsch'))).links.address, 410);
    const asked = (await server.mail(address('anders'))).links.address;
    await this.see('address', language, asked);
    await server.signUp('lesesaele', { ...person, email: address('anders') }, prefix);
    await this.send('address-taken', language, asked, {}, 409, { form: BUTTON });
    await ask(address('dritte'));
    await change('registration-too-often', { email: address('vierte') }, 429);
  }

  /** Somebody else takes the last place while the form is open, and gives it back. */
  async lastPlace({ language, prefix, person }) {
    const { server, page } = this;
    const email = `schneller-${language}@leserschaft.example`;
    const where = `${prefix}/events/probe`;
    await page.goto(`${server.origin}${where}`);
    for (const [field, value] of Object.entries(person)) await page.fill(`#${field}`, value);
    await server.signUp('probe', { ...person, email });
    await this.press('form-full-meanwhile', language, SIGN_UP, 409);
    await server.post((await server.mail(email)).links.cancel, {});
  }

  /** Asking for a place, waiting for one, confirming the address; questions of every kind. */
  async otherWaysIn({ language, prefix, person }) {
    const { server } = this;
    const at = (slug) => `${prefix}/events/${slug}`;
    const address = (which) => `${which}-${language}@leserschaft.example`;
    for (const slug of ['fragen', 'bald', 'geschlossen', 'anfrage', 'kreis', 'nachweis']) await this.see(`event-${slug}`, language, at(slug));
    await this.send('form-all-kinds-errors', language, at('fragen'), { email: 'kaethe@' }, 422);
    await this.send('form-waiting-errors', language, at('sternwarte'), { email: 'kaethe@' }, 422);
    await this.send('done-waiting', language, at('sternwarte'), { ...person, email: address('wartet') }, 200);
    await this.send('done-requested', language, at('anfrage'), { ...person, email: address('fragt') }, 200);
    await this.send('done-unconfirmed', language, at('bestaetigen'), { ...person, email: address('prueft') }, 200);
    const waiting = (await server.mail(address('wartet'))).links;
    await this.see('registration-waiting', language, waiting.registration);
    await server.signUp('sternwarte', { ...person, email: address('geht'), wait: '1' }, prefix);
    await this.see('cancel-waiting', language, (await server.mail(address('geht'))).links.cancel);
    await this.press('registration-left-queue', language, BUTTON, 200);
    await server.post(this.inside.cancel, {});
    await this.see('registration-promoted', language, waiting.registration);
    this.inside = waiting;
    const asked = (await server.mail(address('fragt'))).links;
    await this.see('registration-requested', language, asked.registration);
    await server.cli('attendees', 'decline', 'anfrage', address('fragt'));
    await this.see('registration-declined', language, asked.registration);
    const held = (await server.mail(address('prueft'))).links;
    await this.see('confirm', language, held.confirm);
    await this.see('registration-unconfirmed', language, held.registration);
    (this.unconfirmed ??= {})[language] = held;
  }

  /** The time to confirm is over. */
  async tooLate() {
    for (const { language } of LANGUAGES) {
      const { confirm, registration } = this.unconfirmed[language];
      await this.see('registration-unconfirmed-too-late', language, registration);
      await this.see('confirm-expired', language, confirm, 410);
      await this.press('confirm-again', language, BUTTON, 200);
    }
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
    await this.see('link-erased', 'de', this.erased, 410);
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
    await this.see('join-to-prove', language, mine.nachweis.join);
  }

  async afterwards({ language, prefix, given_name, family_name }, mine) {
    await this.see('over-event', language, `${prefix}/events/lesesaele`);
    await this.see('over-open-event', language, `${prefix}/events/chor`);
    await this.see('over-registration', language, mine.lesesaele.registration);
    await this.see('over-join', language, mine.lesesaele.join);
    await this.see('confirm-closed', language, this.unconfirmed[language].confirm, 410);
    const email = `neu-${language}@leserschaft.example`;
    await this.sendLate('registration-not-changed', language, mine.lesesaele.registration, { given_name, family_name, email, language }, 409);
    await this.sendLate('rejoin-closed', language, `${mine.cancelled.registration}/rejoin`, {}, 409);
  }

  /** What somebody sees whose network has sent too much: the last pages, for it lasts. */
  async tooMany() {
    const { server } = this;
    for (const { language, prefix } of LANGUAGES) {
      const where = `${prefix}/events/garden`;
      const exhaust = () => server.post(`${where}/register`, { email: 'x' });
      await this.sendTooMany('too-many', language, where, { email: 'agnes@readers.example' }, SIGN_UP, exhaust);
      await this.sendTooMany('lost-link-too-many', language, `${prefix}/lost-link`, { email: 'agnes@readers.example' }, BUTTON, exhaust);
    }
    await this.seeTooMany('links-too-many', 'de', '/r/AAAAAAAAAAAAAAAAAAAAAA');
  }
}

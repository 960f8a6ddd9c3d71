// The pages that organisers see, in every state and both languages, on the data of the demo. Their browser has signed in, so these stand
// apart from the pages of participants, who are given no cookie.
import { Server } from './support.mjs';
import { BUTTON, Visitor } from './visitor.mjs';

const LANGUAGES = [
  { language: 'de', prefix: '' },
  { language: 'en', prefix: '/en' },
];

/** An event at which people ask for a place, next week. */
const ON_REQUEST = 'title = "Werkstatt der Nachbarschaft"\napproval = true\n';
/** An event with one place, next week. */
const FULL = 'title = "Führung durch das Magazin"\ncapacity = 1\n';

/** What an academy might paste: no end, another weekday, a link into the room. */
const ANNOUNCEMENT = 'Ein Abend für alle\n\nDatum: Montag, 15.04.2027, 18:30 Uhr\n\nKommen Sie.\nhttps://zoom.us/j/123456\n';
/** The bar at the foot of an event's form. */
const SAVE = 'form .save';

/** Starts a demo, goes through all states, and calls `visit` for each page when it is shown. Ends the demo. */
export async function throughOrganisersPages(page, visit) {
  const server = await Server.demo();
  try {
    await new OrganisersWalk(server, page, visit).go();
  } finally {
    await page.context().clearCookies();
    await server.stop();
  }
}

class OrganisersWalk extends Visitor {
  async go() {
    const { server, page } = this;
    await this.signIn();
    // Commands beside the demo work on its data.
    server.environment.HALBSIEBEN_DATABASE__URL = 'sqlite://data/demo/halbsieben.db';
    const day = new Date(Date.now() + 7 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
    const [start, end] = [`${day} 18:30`, `${day} 20:00`];
    await server.import({ text: ON_REQUEST, slug: 'werkstatt', start, end });
    await server.import({ text: FULL, slug: 'magazin', start, end });
    const demo = new URL(server.addresses['event page']).pathname.split('/').pop();
    for (const one of LANGUAGES) {
      await this.list({ ...one, slug: demo });
      await this.mails({ ...one, slug: demo });
      await this.person({ ...one, slug: demo });
      await this.noting({ ...one, slug: demo });
      await this.lists({ ...one, slug: demo });
      await this.entering({ ...one, slug: demo });
      await this.importing({ ...one, slug: demo });
      await this.deciding({ ...one, slug: 'werkstatt' });
      await this.waiting({ ...one, slug: 'magazin' });
      await this.writing(one);
      await this.changing({ ...one, slug: 'magazin' });
      await this.copying({ ...one, slug: 'magazin' });
      await this.team(one);
    }
    await page.context().clearCookies();
    for (const one of LANGUAGES) await this.signedOut({ ...one, slug: demo });
  }

  /** Gives the browser the session of an organiser, past the page that says so to it. */
  async signIn() {
    const { server, page } = this;
    const link = new URL(server.addresses.organiser).pathname;
    const answer = await server.fetch(link, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } });
    const [name, value] = answer.headers.get('set-cookie').split(';')[0].split('=');
    await page.context().addCookies([{ name, value, url: server.origin }]);
  }

  async list({ language, prefix, slug }) {
    const people = `${prefix}/organiser/events/${slug}/people`;
    await this.see('organiser-event', language, `${prefix}/organiser/events/${slug}`);
    await this.see('figures', language, `${prefix}/organiser/events/${slug}/figures`);
    await this.see('people', language, people);
    await this.see('people-searched', language, `${people}?status=registered&q=%C3%BC`);
    await this.see('people-none-found', language, `${people}?q=zzz`);
  }

  /** All mails, one of them in each view, and a reminder that is added, with what is wrong with it. */
  async mails({ language, prefix, slug }) {
    const mails = `${prefix}/organiser/events/${slug}/mails`;
    await this.see('mails', language, mails);
    for (const view of ['html', 'narrow', 'dark', 'text', 'source']) await this.see(`mail-${view}`, language, `${mails}/reminder_24h?view=${view}`);
    await this.see('rule', language, `${mails}/reminder_24h/edit`);
    await this.send('rule-errors', language, `${mails}/new`, { amount: '', text: 'Hallo {{ vornahme }}' }, 422, { form: '.rule-form' });
    const amount = language === 'de' ? '3' : '4';
    await this.send('rule-ask', language, `${mails}/new`, { amount, text: 'Hallo {{ vorname }}' }, 200, { form: '.rule-form' });
    await this.press('rule-added', language, BUTTON, 200);
  }

  async person({ language, prefix, slug }) {
    // Each language has somebody else to cancel and to erase.
    const [first, second] = await this.pathsOf(prefix, slug, language === 'de' ? 'person-1' : 'person-2');
    await this.see('person', language, first);
    await this.press('person-resent', language, 'form[action$="/resend"]', 200);
    await this.see('person-address', language, `${first}/address`);
    await this.send('person-address-errors', language, `${first}/address`, { email: 'kaethe@' }, 422, { form: BUTTON });
    await this.see('person-cancel', language, `${first}/cancel`);
    await this.press('person-cancelled', language, BUTTON, 200);
    await this.see('person-erase', language, `${second}/erase`);
    await this.press('person-erased', language, BUTTON, 200);
    await this.see('person-gone', language, second, 404);
  }

  async noting({ language, prefix, slug }) {
    const [person] = await this.pathsOf(prefix, slug, 'person-3');
    await this.send('person-noted', language, person, { note: 'Braucht Untertitel.' }, 200, { form: '.note' });
  }

  /** A file is fetched, not shown; the list on paper is a page. */
  async lists({ language, prefix, slug }) {
    const lists = `${prefix}/organiser/events/${slug}/attendees`;
    await this.see('lists', language, `${lists}?status=registered&q=%C3%BC`);
    await this.press('lists-sheet', language, 'form:has([name=form][value=sheet])', 200);
    await this.see('lists-taken', language, lists);
    for (const box of await this.page.locator('[name^=column-]').all()) await box.uncheck();
    await this.press('lists-errors', language, 'form:has(select[name=form])', 422);
  }

  async importing({ language, prefix, slug }) {
    const where = `${prefix}/organiser/events/${slug}/people/import`;
    const list = `Vorname;Nachname;E-Mail\nKäthe;Möwenstein;liste-${language}@leserschaft.example\nKäthe;;kaethe@\n`;
    const file = (text) => ({ name: 'liste.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await this.see('people-import', language, where);
    await this.page.setInputFiles('#list', file('Käthe;Möwenstein'));
    await this.press('people-import-errors', language, BUTTON, 422);
    await this.page.setInputFiles('#list', file(list));
    await this.press('people-import-check', language, BUTTON, 200);
    await this.press('people-imported', language, BUTTON, 200);
  }

  async entering({ language, prefix, slug }) {
    const where = `${prefix}/organiser/events/${slug}/people/new`;
    const person = { given_name: 'Käthe', family_name: 'Möwenstein', email: `telefon-${language}@leserschaft.example` };
    await this.see('person-enter', language, where);
    await this.send('person-enter-errors', language, where, { email: 'kaethe@' }, 422, { form: BUTTON });
    await this.send('person-entered', language, where, person, 200, { form: BUTTON });
  }

  /** Somebody asks for a place, and is given one; somebody else is not. */
  async deciding({ language, prefix, slug }) {
    const { server } = this;
    for (const which of ['ja', 'nein']) {
      const email = `${which}-${language}@leserschaft.example`;
      await server.signUp(slug, { given_name: 'Käthe', family_name: 'Möwenstein', email }, prefix);
    }
    const [yes] = await this.pathsOf(prefix, slug, `ja-${language}`);
    const [no] = await this.pathsOf(prefix, slug, `nein-${language}`);
    await this.see('person-requested', language, yes);
    await this.press('person-approved', language, 'form[action$="/approve"]', 200);
    await this.see('person-decline', language, `${no}/decline`);
    await this.press('person-declined', language, BUTTON, 200);
  }

  async waiting({ language, prefix, slug }) {
    const { server } = this;
    const email = `wartet-${language}@leserschaft.example`;
    const [given_name, family_name] = ['Käthe', 'Möwenstein'];
    await server.signUp(slug, { given_name, family_name, email: `vorn-${language}@leserschaft.example`, wait: '1' }, prefix);
    await server.signUp(slug, { given_name, family_name, email, wait: '1' }, prefix);
    const [path] = await this.pathsOf(prefix, slug, `wartet-${language}`);
    await this.see('person-waiting', language, path);
    await this.see('person-enter-waits', language, `${prefix}/organiser/events/${slug}/people/new`);
  }

  /** A new event, from an announcement and in the form. */
  async writing({ language, prefix }) {
    const home = `${prefix}/organiser`;
    await this.see('organiser-overview', language, home);
    await this.see('new', language, `${home}/events/new`);
    await this.send('new-empty', language, `${home}/events/new`, {}, 422, { form: 'form.paste' });
    await this.send('new-read', language, `${home}/events/new`, { announcement: ANNOUNCEMENT }, 200, { form: 'form.paste' });
    await this.send('new-form-errors', language, `${home}/events/new/form`, { room_url: 'zoom', starts: '18:30' }, 422, { form: SAVE });
    await this.press('new-form-more', language, 'section:has(#fragen)', 200);
  }

  /** What changes, and for whom; somebody else is faster; calling off is asked about. */
  async changing({ language, prefix, slug }) {
    const event = `${prefix}/organiser/events/${slug}`;
    await this.see('edit', language, `${event}/edit`);
    await this.send('change', language, `${event}/edit`, { subtitle: `Neu ${language}`, starts: '19:00', room_url: '' }, 200, { form: SAVE });
    await this.press('changed', language, BUTTON, 200);
    await this.see('edit-again', language, `${event}/edit`);
    await this.page.locator('[name=version]').evaluate((field) => (field.value = '0'));
    await this.page.fill('#subtitle', 'Anders');
    await this.press('edit-conflict', language, SAVE, 409);
    await this.see('event-cancel', language, `${event}/cancel`);
    await this.press('event-cancel-errors', language, BUTTON, 422);
  }

  async copying({ language, prefix, slug }) {
    await this.see('copy', language, `${prefix}/organiser/events/${slug}/copy`);
    await this.press('copied', language, BUTTON, 200);
    const copy = new URL(this.page.url()).pathname;
    await this.see('copy-reminders', language, `${copy}/reminders`);
    await this.see('copy-preview', language, `${copy}/preview`);
  }

  async team({ language, prefix }) {
    await this.see('account', language, `${prefix}/organiser/account`);
    await this.see('team', language, `${prefix}/organiser/team`);
  }

  /** The ways in, and what somebody typed whose session has ended. */
  async signedOut({ language, prefix, slug }) {
    await this.see('sign-in', language, `${prefix}/organiser/sign-in`);
    await this.send('sign-in-errors', language, `${prefix}/organiser/sign-in`, { email: 'niemand@leserschaft.example' }, 422, { form: BUTTON });
    await this.see('forgotten', language, `${prefix}/organiser/forgotten`);
    await this.sendLate('send-once-more', language, `${prefix}/organiser/events/${slug}/edit`, { title: 'Anders' }, 401);
  }

  /** The pages of those who are found. */
  async pathsOf(prefix, slug, search) {
    await this.page.goto(`${this.server.origin}${prefix}/organiser/events/${slug}/people?q=${search}`);
    return this.page.locator('.attendees th a').evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
  }
}

// Somebody who opens pages and sends forms, and shows what comes of each.
import assert from 'node:assert/strict';

/** The form by which people sign up. */
export const SIGN_UP = 'form[action$="/register"]';
/** The form of a page that has one thing to press. */
export const BUTTON = 'main form[method=post]';

export class Visitor {
  constructor(server, page, visit) {
    Object.assign(this, { server, page, visit });
  }

  /** Opens an address, expects its status, and shows it. */
  async see(name, language, where, status = 200) {
    await this.#show(name, language, await this.#open(where), status);
  }

  /** Opens an address until it is once too often, and shows that very answer: one more is let through from time to time. */
  async seeTooMany(name, language, where) {
    for (;;) {
      const answer = await this.#open(where);
      if (answer.status() === 429) return this.#show(name, language, answer, 429);
    }
  }

  /** Fills the form at an address in, sends it, and shows what comes. */
  async send(name, language, where, fields, status, { stamped = true, form = SIGN_UP } = {}) {
    await this.#fillIn(where, fields);
    if (!stamped) await this.page.locator('[name=stamp]').evaluate((field) => field.remove());
    await this.server.passTime(3);
    await this.press(name, language, form, status);
  }

  /** Presses the first button of a form on the page that is open, and shows what comes. */
  async press(name, language, form, status) {
    await this.#show(name, language, await this.#pressed(form), status);
  }

  /** Sends a form that stands on no page any more, as one that was left open, and shows what comes. */
  async sendLate(name, language, where, fields, status) {
    await this.#open('/');
    const [answer] = await Promise.all([this.page.waitForNavigation(), this.page.evaluate(sendForm, [where, fields])]);
    await this.#show(name, language, answer, status);
  }

  /** Sends a form until it is one too many, and shows what comes; `exhaust` sends another one from the same network. */
  async sendTooMany(name, language, where, fields, form, exhaust) {
    // Every three seconds one more is let through: then once again.
    for (;;) {
      await this.#fillIn(where, fields);
      for (let refused = false; !refused; ) refused = (await exhaust()).status === 429;
      const answer = await this.#pressed(form);
      if (answer.status() === 429) return this.#show(name, language, answer, 429);
    }
  }

  #open(where) {
    return this.page.goto(new URL(where, this.server.origin).href);
  }

  async #fillIn(where, fields) {
    await this.#open(where);
    await this.page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
    for (const [field, value] of Object.entries(fields)) await this.page.fill(`#${field}`, value);
  }

  async #pressed(form) {
    const [answer] = await Promise.all([this.page.waitForNavigation(), this.page.click(`${form} button`)]);
    return answer;
  }

  async #show(name, language, answer, status) {
    assert.equal(answer.status(), status, `${name} (${language}) at ${answer.url()}`);
    await this.visit({ name, language, page: this.page, server: this.server, html: await answer.text() });
  }
}

/** In the page: a form of its own, sent. */
function sendForm([where, fields]) {
  const form = Object.assign(document.createElement('form'), { method: 'post', action: where });
  for (const [name, value] of Object.entries(fields)) form.append(Object.assign(document.createElement('input'), { name, value }));
  document.body.append(form);
  form.submit();
}

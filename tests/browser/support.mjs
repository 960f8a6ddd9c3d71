// A server of its own for each file, with a clock that stands almost still until a test moves it; a browser; the mails.
//
// Nothing here sleeps for a fixed time: what is waited for is asked for until it is there.
import assert from 'node:assert/strict';
import { spawn, execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const BINARY = path.resolve(process.env.TEST_BINARY ?? 'target/release/halbsieben');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const PATIENCE_MS = 20_000;

/** Monday, 30 November 2026, ten in the morning in Berlin. */
export const CLOCK_START = '2026-11-30T10:00:00+01:00';

// ---- waiting ---------------------------------------------------------------------------------------------------------

/** Asks until the answer is there: `ask` returns it, or something falsy. */
export async function until(what, ask, patience = PATIENCE_MS) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${patience / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

// ---- the server ------------------------------------------------------------------------------------------------------

async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The environment without what would change what the tests see. */
function cleanEnvironment(settings) {
  const foreign = (name) => name.startsWith('HALBSIEBEN_') || name === 'DATABASE_URL' || name === 'PORT';
  const kept = Object.entries(process.env).filter(([name]) => !foreign(name));
  return { ...Object.fromEntries(kept), NO_COLOR: '1', TZ: 'UTC', ...settings };
}

export class Server {
  /** `serve` with fresh data; `events` are imported before it starts. `settings` are environment variables. */
  static async serve({ events = [], settings = {} } = {}) {
    const port = await freePort();
    const server = new Server(await mkdtemp(path.join(tmpdir(), 'halbsieben-browser-')), port, {
      HALBSIEBEN_SERVER__BIND: `127.0.0.1:${port}`,
      HALBSIEBEN_SERVER__BASE_URL: `http://127.0.0.1:${port}`,
      HALBSIEBEN_MAIL__FROM: 'Akademie Fichtenrode <anmeldung@fichtenrode.example>',
      HALBSIEBEN_MAIL__REPLY_TO: 'Büro der Akademie <buero@fichtenrode.example>',
      HALBSIEBEN_CLOCK__START: CLOCK_START,
      HALBSIEBEN_CLOCK__SPEED: '0.001',
      ...settings,
    });
    for (const event of events) await server.import(event);
    await server.#start(['serve']);
    return server;
  }

  /** `demo`, as somebody types it who has just found us. */
  static async demo() {
    const port = await freePort();
    const server = new Server(await mkdtemp(path.join(tmpdir(), 'halbsieben-browser-')), port, {});
    await server.#start(['demo', '--bind', `127.0.0.1:${port}`]);
    // Its clock begins at the machine's time.
    server.movedTo = Date.now();
    return server;
  }

  constructor(folder, port, settings) {
    this.folder = folder;
    this.origin = `http://127.0.0.1:${port}`;
    this.environment = cleanEnvironment(settings);
    this.said = '';
    this.log = '';
  }

  async #start(words) {
    this.process = spawn(BINARY, words, { cwd: this.folder, env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.stdout.setEncoding('utf8').on('data', (text) => (this.said += text));
    this.process.stderr.setEncoding('utf8').on('data', (text) => (this.log += text));
    this.ended = new Promise((resolve) => this.process.once('exit', (code, signal) => resolve(code ?? signal)));
    let gone = false;
    this.ended.then(() => (gone = true));
    await until('the server answers', async () => {
      assert.ok(!gone, `the server ended at once:\n${this.log}`);
      const alive = await fetch(`${this.origin}/livez`).then((answer) => answer.ok, () => false);
      return alive && this.said.includes('outbox');
    });
    this.addresses = Object.fromEntries([...this.said.matchAll(/^\s*(\w[\w ]*?) +(https?:\/\/\S+)/gm)].map(([, name, url]) => [name, url]));
    this.outbox = new URL(this.addresses.outbox).pathname;
  }

  /** Ends it by its process id and throws its data away. */
  async stop() {
    this.process.kill('SIGTERM');
    const forced = setTimeout(() => this.process.kill('SIGKILL'), 15_000);
    const code = await this.ended;
    clearTimeout(forced);
    await rm(this.folder, { recursive: true, force: true });
    assert.equal(code, 0, `the server ended with ${code}:\n${this.log}`);
  }

  /** Runs a command of the binary beside the running server, at the time that the server's clock shows; its stdout. */
  async cli(...words) {
    const env = { ...this.environment };
    if (this.outbox && env.HALBSIEBEN_CLOCK__START) env.HALBSIEBEN_CLOCK__START = (await this.now()).toISOString();
    const { stdout } = await promisify(execFile)(BINARY, words, { cwd: this.folder, env });
    return stdout;
  }

  async import({ text, slug, start, end, draft = false, room = 'https://meet.example.org/lesesaal', capacity }) {
    const file = path.join(this.folder, `${slug}.${text.includes('title = ') ? 'toml' : 'txt'}`);
    await writeFile(file, text);
    const options = Object.entries({ slug, start, end, 'room-url': room, capacity }).filter(([, value]) => value);
    const words = options.flatMap(([name, value]) => [`--${name}`, String(value)]);
    await this.cli('event', 'import', file, ...words, ...(draft ? [] : ['--publish']));
  }

  fetch(where, options = {}) {
    return fetch(new URL(where, this.origin), { redirect: 'manual', ...options });
  }

  async text(where) {
    const answer = await this.fetch(where);
    assert.equal(answer.status, 200, where);
    return answer.text();
  }

  /** What the service's clock shows: the mailbox says it as long as an event lies ahead, else what it was moved to. */
  async now() {
    const shown = (await this.text(this.outbox)).match(/class="clock-now"><time datetime="([^"]+)"/)?.[1];
    const moved = this.movedTo ?? Date.parse(this.environment.HALBSIEBEN_CLOCK__START);
    return new Date(shown ? Math.max(Date.parse(shown), moved) : moved);
  }

  /** Moves the service's clock on. */
  async moveClock(to) {
    const answer = await this.post(`${this.outbox}/clock`, { to: new Date(to).toISOString() });
    assert.equal(answer.status, 303, `the clock moves to ${to}`);
    this.movedTo = new Date(to).getTime();
  }

  async passTime(seconds) {
    await this.moveClock((await this.now()).getTime() + seconds * 1000);
  }

  post(where, fields) {
    return this.fetch(where, { method: 'POST', body: new URLSearchParams(fields) });
  }

  /** Signs somebody up without a browser; the path of the page that follows. */
  async signUp(slug, fields, prefix = '') {
    const page = await this.text(`${prefix}/events/${slug}/register`);
    const [, stamp] = page.match(/name="stamp" value="([^"]+)"/);
    await this.passTime(3);
    const answer = await this.post(`${prefix}/events/${slug}/register`, { ...fields, stamp });
    assert.equal(answer.status, 303, `a sign-up of ${fields.email} for ${slug}`);
    return answer.headers.get('location');
  }

  // ---- the mails -----------------------------------------------------------------------------------------------------

  /**
   * The mails to one address, the newest first: subject and path. A mail that arrives between two pages moves the others
   * down, so one of them can stand on both pages: it counts once.
   */
  async mails(to) {
    const mails = new Map();
    for (let page = 1, pages = 1; page <= pages; page++) {
      const html = await this.text(`${this.outbox}?page=${page}`);
      const line = /<li><a href="([^"]+)"><span class="mail-subject">([^<]*)<\/span><\/a><span class="mail-to">([^<]*)</g;
      for (const [, where, subject, recipient] of html.matchAll(line)) mails.set(where, { path: where, subject: plain(subject), recipient: plain(recipient) });
      if (html.includes(`?page=${page + 1}"`)) pages = page + 1;
    }
    return [...mails.values()].filter((mail) => mail.recipient === to);
  }

  /** Waits until there are `count` mails to the address; the newest, with its text. */
  async mail(to, count = 1) {
    const mails = await until(`mail ${count} to ${to}`, async () => {
      const mails = await this.mails(to);
      return mails.length >= count && mails;
    });
    assert.equal(mails.length, count, `mails to ${to}: ${mails.map((mail) => mail.subject).join(' | ')}`);
    const html = await this.text(`${mails[0].path}?view=text`);
    const text = plain(html.match(/<pre class="mailtext"[^>]*>([\s\S]*?)<\/pre>/)[1]);
    return { ...mails[0], text, links: links(text) };
  }

  /** The obligations of an event, as `ledger --json` says them. */
  async ledger(slug) {
    return JSON.parse(await this.cli('ledger', slug, '--json'));
  }

  async attendees(slug) {
    return JSON.parse(await this.cli('attendees', 'export', slug, '--format', 'json'));
  }
}

/** The personal links of a mail's text. */
function links(text) {
  const find = (pattern) => text.match(pattern)?.[0];
  return {
    join: find(/https?:\/\/\S+\/j\/[\w-]+/),
    confirm: find(/https?:\/\/\S+\/c\/[\w-]+/),
    address: find(/https?:\/\/\S+\/address\/[\w-]+/),
    cancel: find(/https?:\/\/\S+\/r\/[\w-]+\/cancel/),
    registration: text.match(/https?:\/\/\S+\/r\/[\w-]+(?=\s)/)?.[0],
  };
}

/** Text as HTML shows it. */
function plain(html) {
  const named = { amp: '&', lt: '<', gt: '>', quot: '"' };
  const sign = (whole, number, name) => (number ? String.fromCodePoint(Number(number)) : named[name] ?? whole);
  return html.replace(/&(?:#(\d+)|(\w+));/g, sign);
}

// ---- the browser -----------------------------------------------------------------------------------------------------

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };

export function startBrowser() {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** A page in a context of its own. What must never happen on it is collected in `page.offences`. */
export async function newPage(browser, { origin } = {}, options = {}) {
  const context = await browser.newContext({ viewport: PHONE, locale: 'de-DE', reducedMotion: 'reduce', baseURL: origin, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  // Public pages may be kept for a minute; the clock of the tests runs on by days within that.
  const debug = await context.newCDPSession(page);
  await debug.send('Network.enable');
  await debug.send('Network.setCacheDisabled', { cacheDisabled: true });
  page.offences = [];
  const offend = (what) => page.offences.push(`${page.url()}: ${what}`);
  page.on('request', (request) => {
    const { origin: asked, protocol } = new URL(request.url());
    // All servers of the tests are here; a new one has another port.
    const isOurs = origin ? asked === origin : asked.startsWith('http://127.0.0.1:');
    if (!isOurs && protocol !== 'data:') offend(`asks ${asked}`);
  });
  // A browser calls every 4xx of a page an error; whether that was meant is for the test to say.
  const isStatus = (text) => /^Failed to load resource: the server responded with a status of 4\d\d|^Failed to load resource.*50[03]/.test(text);
  page.on('console', (message) => message.type() === 'error' && !isStatus(message.text()) && offend(`console: ${message.text()}`));
  page.on('pageerror', (error) => offend(`script: ${error.message}`));
  page.on('response', async (response) => {
    if (response.status() >= 400 && !response.request().isNavigationRequest()) offend(`${response.status()} for ${response.url()}`);
    if ((await response.headersArray().catch(() => [])).some(({ name }) => name.toLowerCase() === 'set-cookie')) offend('sets a cookie');
  });
  return page;
}

const require = createRequire(import.meta.url);
let axeSource;

/** What axe-core finds: `rule: how many, the first of them`. */
export async function axe(page) {
  axeSource ??= await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
  // The pages' own policy lets no script in; this one comes through the debugger.
  if (!(await page.evaluate('typeof window.axe === "object"'))) await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'EN-301-549', 'best-practice'];
    const { violations } = await window.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'], iframes: false });
    // What lies half under the bar at the foot of the window is measured again where it can be seen whole.
    const size = violations.find(({ id }) => id === 'target-size');
    const small = [];
    for (const node of size?.nodes ?? []) {
      document.querySelector(node.target[0]).scrollIntoView({ block: 'center' });
      const only = { runOnly: { type: 'rule', values: ['target-size'] }, resultTypes: ['violations'] };
      const again = await window.axe.run(document.querySelector(node.target[0]), only);
      small.push(...again.violations.flatMap(({ nodes }) => nodes));
    }
    window.scrollTo(0, 0);
    if (size) size.nodes = small;
    return violations.filter(({ nodes }) => nodes.length > 0).map(({ id, nodes }) => ({ id, count: nodes.length, first: nodes[0].target.join(' '), why: nodes[0].failureSummary }));
  });
  return violations.map(({ id, count, first, why }) => `${id}: ${count}, the first ${first}: ${why.replace(/\s+/g, ' ')}`);
}

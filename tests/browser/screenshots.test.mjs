// Pictures for people to look at: `screenshots/`, which git ignores. Nothing is compared.
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { DESKTOP, PHONE, newPage, startBrowser } from './support.mjs';
import { throughOrganisersPages } from './organiser_pages.mjs';
import { throughAllPages } from './pages.mjs';

const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), 'screenshots');
const LOOKS = [['phone', PHONE, 'light'], ['phone', PHONE, 'dark'], ['desktop', DESKTOP, 'light'], ['desktop', DESKTOP, 'dark']];

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

test('every page has its picture, on phone and desktop, light and dark', async () => {
  await rm(FOLDER, { recursive: true, force: true });
  for (const [device, , scheme] of LOOKS) await mkdir(path.join(FOLDER, `${device}-${scheme}`), { recursive: true });
  const page = await newPage(browser);
  const picture = async ({ name, language }) => {
    // In English only what the other words may break: the widths.
    for (const [device, viewport, scheme] of language === 'de' ? LOOKS : LOOKS.slice(0, 1)) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: path.join(FOLDER, `${device}-${scheme}`, `${name}-${language}.png`), fullPage: true });
    }
  };
  await throughAllPages(page, picture);
  await throughOrganisersPages(page, picture);
});

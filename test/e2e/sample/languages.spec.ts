/**
 * German and Dutch leave no English behind and have room for their longer words: what each page, dialog and view shows is
 * compared with what the same one shows in English, and every label is measured; also at 512 pixels, which is a window of
 * 1024 at 200 %.
 */
import { expect, test, type Page } from '@playwright/test';
import { sampleHistory, sampleJob, samplePrerequisites } from '../support/sample-jobs.ts';
import { sampleCatalog, sampleDrives } from '../support/sample-site.ts';
import { openSample } from '../support/sample-window.ts';
import { tourPages, tourRun, tourViews } from '../support/tour.ts';
import { WORDS, type Language } from '../support/words.ts';

test.describe.configure({ timeout: 240_000 });

/** The same in all languages: examples of paths and addresses, names of variables and products, German “Images”, Dutch “Site”. */
const SAME: readonly string[] = [
  ...['/home/anna/Documents/media.wim', '/home/anna/Documents/media.img'],
  ...['https://server.example.com/AdminService', 'OSDComputerName', 'SMSTSPreferredAdvertID'],
  ...['Configuration Manager', 'Images', 'Site'],
];

for (const language of ['de', 'nl'] as const) {
  test(`shows no English sentence in ${language}`, async ({ page }) => {
    const english = await textsOf(page, 'en');
    const own = await textsOf(page, language);
    const left = Object.entries(own).flatMap(([stop, texts]) =>
      texts
        .filter((text) => english[stop]?.includes(text) === true)
        .filter((text) => !isSaid(text) && !SAME.includes(text))
        .map((text) => `${stop}: ${text}`),
    );
    expect(left).toEqual([]);
  });
}

for (const language of ['en', 'de', 'nl'] as const) {
  for (const [name, width, height] of [
    ['a small window', 1024, 700],
    ['200 % zoom', 512, 350],
  ] as const) {
    test(`has room for every word in ${language} in ${name}`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      const cut: string[] = [];
      const at = async (stop: string): Promise<void> => {
        cut.push(...(await page.evaluate(findCut)).map((what) => `${stop}: ${what}`));
      };
      await everything(page, language, at);
      expect(cut).toEqual([]);
    });
  }
}

/** Past every page, dialog and view. */
async function everything(
  page: Page,
  language: Language,
  at: (stop: string) => Promise<void>,
): Promise<void> {
  const words = WORDS[language];
  const silent = (): Promise<void> => Promise.resolve();
  for (const kind of ['prestaged', 'standalone'] as const) {
    await openSample(page, { language, kind });
    await tourPages(kind, { page, words, at: (stop) => at(`${kind} ${stop}`) });
  }
  await openSample(page, { language });
  await tourPages('bootable', { page, words, at });
  await tourRun({ page, words, at }, 'running');
  await openSample(page, { language, job: 'done' });
  await tourPages('bootable', { page, words, at: silent });
  await tourRun({ page, words, at }, 'end');
  await tourViews({ page, words, at });
}

/** What can be read at each stop, also by a screen reader. */
async function textsOf(page: Page, language: Language): Promise<Readonly<Record<string, readonly string[]>>> {
  const texts: Record<string, readonly string[]> = {};
  await everything(page, language, async (stop) => {
    texts[stop] = await page.evaluate(readTexts);
  });
  return texts;
}

/** What the site, the drives and the core say is not the window's: all that the sample core says, alone or in a row. */
const SAID: readonly string[] = stringsOf([
  sampleCatalog('normal', null),
  sampleDrives('normal'),
  samplePrerequisites(),
  sampleHistory(),
  ['running', 'done'].map(sampleJob),
  ['contoso.iso', 'lab', 'Contoso production', '/home/anna/Documents', String.raw`CONTOSO\osd-media`],
  ['https://ps1.contoso.test/AdminService', 'https://cm01.contoso.com/AdminService', 'b1'.repeat(32)],
]).toSorted((a, b) => b.length - a.length);

function isSaid(text: string): boolean {
  const rest = SAID.reduce((left, said) => left.replaceAll(said, ' '), text);
  return !/[a-z]{3}/i.test(rest);
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.length > 1 ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}

/** Runs in the page. */
function readTexts(): string[] {
  const found = new Set<string>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element?.closest('script, style, [lang="en"]') !== null) continue;
    const text = node.textContent?.trim() ?? '';
    if (text !== '') found.add(text);
  }
  for (const element of document.querySelectorAll(
    '[aria-label], [placeholder], [title], [aria-description]',
  )) {
    if (!element.checkVisibility()) continue;
    for (const name of ['aria-label', 'placeholder', 'title', 'aria-description']) {
      const text = element.getAttribute(name);
      if (text !== null && text !== '') found.add(text);
    }
  }
  return [...found];
}

/** Runs in the page: what is wider than its place, a page that scrolls sideways, a Next that cannot be reached. */
function findCut(): string[] {
  const found: string[] = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`the window scrolls sideways: ${root.scrollWidth}`);
  for (const element of document.querySelectorAll<HTMLElement>('main, main div, [role="dialog"] div')) {
    const { overflowX } = getComputedStyle(element);
    const isScroller = overflowX === 'auto' || overflowX === 'scroll';
    // Tables and command lines may scroll by themselves.
    if (isScroller && element.querySelector('h1') !== null && element.scrollWidth > element.clientWidth + 1) {
      found.push(`the page scrolls sideways: ${element.scrollWidth} in ${element.clientWidth}`);
    }
  }
  const labels = 'button, label, h1, h2, h3, [role="tab"], [role="columnheader"], legend';
  for (const element of document.querySelectorAll<HTMLElement>(labels)) {
    if (element.clientWidth === 0 || element.scrollWidth <= element.clientWidth + 1) continue;
    if (element.closest('[aria-hidden="true"]') !== null) continue;
    found.push(
      `${element.tagName} "${element.textContent}": ${element.scrollWidth} in ${element.clientWidth}`,
    );
  }
  for (const element of document.querySelectorAll<HTMLElement>('footer button')) {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    if (left < 0 || right > innerWidth + 1 || top < 0 || bottom > innerHeight + 1) {
      found.push(`"${element.textContent}" is outside the window`);
    }
  }
  return found;
}

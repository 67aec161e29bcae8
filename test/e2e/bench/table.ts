/**
 * How the window's lists behave with thousands of rows: `npm run bench:table [-- rounds]`.
 * The window is the built one, in Chromium, over the sample core; the page measured is Task Sequence. Every time is taken
 * in the page and ends when the result is painted (see `table-page.ts`). Lists take turns within a round, since only ratios within a run say something on a busy machine.
 */
import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { describeLoad, describeMachine, median } from '../../bench/figures.ts';
import { installClock, measureArrival, measureMemory, measureSearch } from './table-page.ts';

const FEW = 48;
const MANY = 5000;
const HUGE = 50_000;
const PAGE_TITLE = 'Task sequence';
/** What is measured in one round with one list, in ms. */
interface Times {
  readonly handled: number;
  readonly first: number;
  readonly search: number;
  /** The same two as the browser reports them. */
  readonly firstReported: number;
  readonly searchReported: number;
}

const FIGURES: readonly (readonly [keyof Times, title: string, target?: number])[] = [
  ['handled', 'from the data to a list that has taken a key and painted what it did', 200],
  ['first', 'first keystroke in the search to its result painted', 50],
  ['search', 'every further keystroke (median of a round)', 50],
  ['firstReported', 'first keystroke as the browser reports it (Event Timing, steps of 8 ms)'],
  ['searchReported', 'every further keystroke as the browser reports it (median of a round)'],
];
/** WINDOW_FOLDER names another build of the window. */
const WINDOW =
  process.env['WINDOW_FOLDER'] ?? fileURLToPath(new URL('../../../dist/renderer/', import.meta.url));
const SAMPLE = fileURLToPath(new URL('../support/sample-core.ts', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

const rounds = Number(process.argv[2] ?? 9);
console.log(`${describeMachine()}, ${rounds} rounds`);
const server = await serve();
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  await times(browser);
  await memory(browser);
} finally {
  await browser.close();
  server.close();
}
console.log(`load at the end: ${describeLoad()}`);

async function times(to: Browser): Promise<void> {
  const counts = [FEW, MANY, HUGE];
  const found = new Map<number, Times[]>(counts.map((count) => [count, []]));
  const sample = await sampleCore();
  for (let round = 0; round < rounds; round += 1) {
    // Each time another one first.
    for (const step of counts.keys()) {
      const count = counts[(round + step) % counts.length] ?? FEW;
      const page = await openPage(to, sample, count);
      const handled = await measureArrival(page);
      const [first, ...rest] = await measureSearch(page);
      if (first === undefined) throw new Error('no key was measured');
      found.get(count)?.push({
        handled,
        first: first.result,
        search: median(rest.map(({ result }) => result)),
        firstReported: first.reported,
        searchReported: median(rest.map(({ reported }) => reported)),
      });
      await page.close();
    }
  }
  for (const [what, title, target] of FIGURES) {
    console.log(`\n${title}, ms${target === undefined ? '' : ` (target for ${MANY} rows: below ${target})`}`);
    for (const count of counts) {
      const all = found.get(count)?.map((one) => one[what]) ?? [];
      const few = found.get(FEW)?.map((one) => one[what]) ?? [];
      const ratio = median(all.map((one, round) => one / (few[round] ?? Number.NaN)));
      const range = `${Math.min(...all).toFixed(0)} to ${Math.max(...all).toFixed(0)}`;
      console.log(
        `${String(count).padStart(8)} rows: ${median(all).toFixed(0)} (${range}), ${ratio.toFixed(2)} x ${FEW} rows`,
      );
    }
  }
}

async function memory(to: Browser): Promise<void> {
  console.log('\nscrolled from the first row to the last');
  const sample = await sampleCore();
  for (const count of [FEW, MANY, HUGE]) {
    const page = await openPage(to, sample, count);
    await measureArrival(page);
    const { before, after, mostRows, mostElements, steps } = await measureMemory(page);
    console.log(
      `  ${String(count).padStart(6)} rows: heap ${before.toFixed(1)} MB before, ${after.toFixed(1)} MB after; ` +
        `at most ${mostRows} rows and ${mostElements} elements in the page; ${steps} steps`,
    );
    await page.close();
  }
}

/** The window on its Task Sequence page, whose data has not arrived. */
async function openPage(to: Browser, sample: string, count: number): Promise<Page> {
  const page = await to.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(120_000);
  await page.addInitScript({ content: sample });
  // tsx names functions by a helper that the page does not have.
  await page.addInitScript({ content: 'globalThis.__name = (made) => made;' });
  await installClock(page);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const query = new URLSearchParams({
    sample: `rows-${count}`,
    hold: 'site.catalog',
    // What the pages before this one ask for.
    draft: JSON.stringify({ site: 'lab', isoPath: '/home/anna/contoso.iso', allowNoPassword: true }),
  });
  await page.goto(`http://127.0.0.1:${address.port}/?${query.toString()}`);
  const heading = page.getByRole('heading', { level: 1 });
  await heading.waitFor();
  for (let steps = 0; (await heading.textContent()) !== PAGE_TITLE; steps += 1) {
    if (steps > 6) throw new Error(`the wizard stays at ${(await heading.textContent()) ?? 'nothing'}`);
    await page.getByRole('button', { name: 'Next', exact: true }).click();
  }
  return page;
}

async function sampleCore(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [SAMPLE],
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

async function serve(): Promise<Server> {
  const made = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const path = normalize(join(WINDOW, pathname === '/' ? 'index.html' : pathname));
    readFile(path).then(
      (body) => {
        response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => {
    made.listen(0, '127.0.0.1', resolve);
  });
  return made;
}

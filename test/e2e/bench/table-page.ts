/**
 * The measurements of `table.ts` inside the page. A time ends at the second animation frame after the page is in the state
 * that is waited for: the first one runs before the browser paints that state, the second one after it.
 * Trap: these functions run in the page and can use nothing of this file but what they are given.
 */
import type { Page } from '@playwright/test';

const MEGABYTE = 1e6;
/** More steps would say no more and take minutes: 5,000 rows are passed screen by screen, 50,000 by ten screens. */
const MOST_STEPS = 600;

/** ms from the data to the effect of an arrow key painted, which is pressed as soon as there are rows. */
export function measureArrival(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const until = (isThere: () => boolean) =>
      new Promise<void>((resolve) => {
        const observer = new MutationObserver(() => {
          if (!isThere()) return;
          observer.disconnect();
          resolve();
        });
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
      });
    const activeRow = (): string =>
      document.querySelector('[role=grid]')?.getAttribute('aria-activedescendant') ?? '';
    const rows = until(() => document.querySelector('[role=grid] [data-index]') !== null);
    const start = performance.mark('data').startTime;
    // Sound: the sample core puts it there.
    (window as unknown as { releaseSample: () => void }).releaseSample();
    await rows;
    const first = activeRow();
    const moved = until(() => activeRow() !== first);
    const grid = document.querySelector<HTMLElement>('[role=grid]');
    grid?.focus();
    grid?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
    await moved;
    await frame();
    await frame();
    return performance.mark('handled').startTime - start;
  });
}

/** ms from keystrokes in the search field to their results painted; each changes how many rows are shown. */
export async function measureSearch(page: Page): Promise<readonly number[]> {
  await page.getByRole('searchbox').focus();
  const times: number[] = [];
  for (let word = 0; word < 4; word += 1) {
    for (const key of ['k', 'i', 'Backspace', 'Backspace']) times.push(await measureKey(page, key));
  }
  return times;
}

/** A real key; its time begins with the browser's own event. */
async function measureKey(page: Page, key: string): Promise<number> {
  const found = await page.evaluateHandle(() => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const status = document.querySelector('main [role=status]');
    const before = status?.textContent;
    const start = new Promise<number>((resolve) => {
      const onKey = (event: KeyboardEvent): void => {
        resolve(event.timeStamp);
      };
      document.addEventListener('keydown', onKey, { capture: true, once: true });
    });
    const changed = new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        if (status?.textContent === before) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    const painted = changed.then(frame).then(frame);
    // In an object, because a promise itself would be waited for.
    return { time: painted.then(async () => performance.now() - (await start)) };
  });
  await page.keyboard.press(key);
  return await found.evaluate(({ time }) => time);
}

export interface MemoryFigures {
  /** MB of JavaScript heap after a forced collection. */
  readonly before: number;
  readonly after: number;
  readonly mostRows: number;
  readonly mostElements: number;
  readonly steps: number;
}

export async function measureMemory(page: Page): Promise<MemoryFigures> {
  const session = await page.context().newCDPSession(page);
  const heap = async (): Promise<number> => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return usedSize / MEGABYTE;
  };
  const before = await heap();
  const seen = await page.evaluate(async (mostSteps) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const grid = document.querySelector<HTMLElement>('[role=grid]');
    if (grid === null) throw new Error('the page has no list');
    const end = grid.scrollHeight - grid.clientHeight;
    const screens = Math.ceil(end / grid.clientHeight / mostSteps);
    let [mostRows, mostElements, steps] = [0, 0, 0];
    while (grid.scrollTop < end - 1) {
      grid.scrollTop = Math.min(end, grid.scrollTop + Math.max(1, screens) * grid.clientHeight);
      await frame();
      await frame();
      mostRows = Math.max(mostRows, grid.querySelectorAll('[data-index]').length);
      mostElements = Math.max(mostElements, document.getElementsByTagName('*').length);
      steps += 1;
    }
    return { mostRows, mostElements, steps };
  }, MOST_STEPS);
  return { before, after: await heap(), ...seen };
}

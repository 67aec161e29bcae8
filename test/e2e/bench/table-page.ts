/**
 * The measurements of `table.ts` inside the page. A time begins at the browser's own event (or the data) and ends when the
 * first frame that shows the result was painted: an animation frame runs just before that paint, a message sent from it
 * just after. Waiting for a second animation frame instead would add one frame (17 ms) that nobody sees.
 * Trap: these functions run in the page and can use nothing of this file but what they are given.
 */
import type { Page } from '@playwright/test';

const MEGABYTE = 1e6;
/** More steps would say no more and take minutes: 5,000 rows are passed screen by screen, 50,000 by ten screens. */
const MOST_STEPS = 600;

/** ms from the data to the effect of an arrow key painted, which is pressed as soon as there are rows. */
export function measureArrival(page: Page): Promise<number> {
  return page.evaluate(async () => {
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
    // Sound: installed by `installClock`.
    return (await (window as unknown as { painted: () => Promise<number> }).painted()) - start;
  });
}

export interface KeyTimes {
  /** ms from the key to its result painted. */
  readonly result: number;
  /** ms the browser itself reports (Event Timing) from the key to the next frame presented, in steps of 8; 16 stands for less, too. */
  readonly reported: number;
}

/** Before the page is opened: when what was just changed is painted, and what the browser says of its events. */
export async function installClock(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const painted = (): Promise<number> =>
      new Promise((resolve) => {
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.addEventListener('message', () => {
            resolve(performance.now());
          });
          port1.start();
          port2.postMessage(null);
        });
      });
    const reports: { readonly from: number; readonly duration: number }[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) reports.push({ from: startTime, duration });
    });
    // Sound: Event Timing knows this member; the types of TypeScript do not yet.
    observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    Object.assign(window, { painted, reports });
  });
}

/** Keystrokes in the search field; each changes how many rows are shown. */
export async function measureSearch(page: Page): Promise<readonly KeyTimes[]> {
  await page.getByRole('searchbox').focus();
  const times: KeyTimes[] = [];
  for (let word = 0; word < 4; word += 1) {
    for (const key of ['k', 'i', 'Backspace', 'Backspace']) times.push(await measureKey(page, key));
  }
  return times;
}

/** A real key; its time begins with the browser's own event. */
async function measureKey(page: Page, key: string): Promise<KeyTimes> {
  const found = await page.evaluateHandle(() => {
    // Sound: installed by `installClock`.
    const clock = window as unknown as {
      painted: () => Promise<number>;
      reports: { readonly from: number; readonly duration: number }[];
    };
    clock.reports.length = 0;
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
    const painted = changed.then(clock.painted);
    const times = async (): Promise<KeyTimes> => {
      const from = await start;
      const result = (await painted) - from;
      // Its report comes some frames later, and not at all when the key took less than 16 ms.
      for (let frame = 0; frame < 12; frame += 1) await clock.painted();
      const own = clock.reports.filter((one) => Math.abs(one.from - from) < 2);
      return { result, reported: Math.max(16, ...own.map((one) => one.duration)) };
    };
    // In an object, because a promise itself would be waited for.
    return { times: times() };
  });
  await page.keyboard.press(key);
  return await found.evaluate(({ times }) => times);
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

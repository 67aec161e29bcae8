/**
 * Everything a page could give away, as text: what the browser keeps, the whole document with the values of its fields,
 * and the state of the window, found as React holds it, so that the window that ships needs no door for tests.
 */
import type { Page } from '@playwright/test';

export interface PageDump {
  readonly storage: string;
  readonly databases: string;
  readonly cookies: string;
  readonly document: string;
  /** Every store's state, and the properties and state of every component. */
  readonly stores: string;
}

export async function pageDump(page: Page): Promise<PageDump> {
  const cookies = JSON.stringify(await page.context().cookies());
  const rest = await page.evaluate(dumpInPage);
  return { ...rest, cookies };
}

/** Runs in the page: it can use nothing of this file. */
async function dumpInPage(): Promise<Omit<PageDump, 'cookies'>> {
  const values = [...document.querySelectorAll<HTMLInputElement>('input, textarea, select')].map(
    ({ value }) => value,
  );
  const seen = new WeakSet();
  const texts: string[] = [];
  const collect = (value: unknown, depth: number): void => {
    if (typeof value === 'string') texts.push(value);
    if (depth > 12 || typeof value !== 'object' || value === null || seen.has(value)) return;
    if (value instanceof Node || value === window) return;
    seen.add(value);
    const getState: unknown = Reflect.get(value, 'getState');
    if (typeof getState === 'function') collect(Reflect.apply(getState, value, []), depth + 1);
    const members = value instanceof Map ? [...value.entries()] : Object.values(value);
    for (const member of members) collect(member, depth + 1);
  };
  interface Fiber {
    readonly memoizedProps: unknown;
    readonly memoizedState: unknown;
    readonly child: Fiber | null;
    readonly sibling: Fiber | null;
  }
  const walk = (first: Fiber | null): void => {
    for (let fiber = first; fiber !== null; fiber = fiber.sibling) {
      collect(fiber.memoizedProps, 0);
      collect(fiber.memoizedState, 0);
      walk(fiber.child);
    }
  };
  const root = document.getElementById('root');
  const key = Object.keys(root ?? {}).find((name) => name.startsWith('__reactContainer$'));
  // Sound: React keeps its tree under this name; when it no longer does, nothing is found and the specs say so.
  if (root !== null && key !== undefined) walk(Reflect.get(root, key) as Fiber);
  const databases = await indexedDB.databases();
  return {
    storage: JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
    databases: JSON.stringify(databases),
    document: `${document.documentElement.outerHTML}\n${values.join('\n')}`,
    stores: texts.join('\n'),
  };
}

/**
 * The window used by keys alone, as somebody does who sees nothing but where the focus is: Tab until there, and everything
 * on the way must show that it has the focus.
 */
import { expect, type Locator, type Page } from '@playwright/test';
import { WORDS, type Words } from './words.ts';

type Name = string | RegExp;

/** The keyboard, and what the focus is on. */
export class Keys {
  readonly page: Page;
  readonly words: Words;

  constructor(page: Page, words: Words = WORDS.en) {
    this.page = page;
    this.words = words;
  }

  async isTitle(title: string): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name: title, exact: true })).toBeFocused();
  }

  /** A text is the beginning of a name: fields that may stay empty say so in theirs. */
  private find(role: Parameters<Page['getByRole']>[0], name: Name = /.*/): Locator {
    const start =
      typeof name === 'string' ? new RegExp(`^${name.replaceAll(/[.*+?^$()|[\]\\]/g, '.')}`) : name;
    return this.page.getByRole(role, { name: start }).first();
  }

  /** What has the focus has this role and name. */
  async isAt(role: Parameters<Page['getByRole']>[0], name: Name): Promise<void> {
    await expect(this.find(role, name)).toBeFocused();
  }

  /** Forward with Tab until there; everything on the way shows that it has the focus, in the order of the page. */
  async tabTo(role: Parameters<Page['getByRole']>[0], name?: Name): Promise<void> {
    const wanted = this.find(role, name);
    await wanted.waitFor();
    const passed: string[] = [];
    for (let count = 0; count < 60; count += 1) {
      await this.page.keyboard.press('Tab');
      const focus = await this.page.evaluate(describeFocus);
      passed.push(focus.name);
      expect(focus, `after ${passed.join(', ')}`).toEqual({ ...focus, wasShown: true });
      if (await isFocused(wanted)) return;
    }
    throw new Error(`Tab never comes to ${role} ${String(name)}; it passes ${passed.join(', ')}`);
  }

  async next(): Promise<void> {
    await this.tabTo('button', this.words.common.next);
    await this.page.keyboard.press('Enter');
  }
}

function isFocused(locator: Locator): Promise<boolean> {
  return locator.evaluate((element) => element === document.activeElement);
}

interface Focus {
  readonly name: string;
  /** What had the focus before was drawn differently while it had it (itself, around it or within it), and in view. */
  readonly wasShown: boolean;
}

/** Runs in the page. The mark of a focus is judged when it has moved on, since taking it away would change more. */
function describeFocus(): Focus {
  const look = (elements: readonly Element[]): string =>
    elements
      .flatMap((one) => ['', '::before', '::after'].map((pseudo) => getComputedStyle(one, pseudo)))
      .map(({ outline, boxShadow, border, transform, backgroundColor }) =>
        [outline, boxShadow, border, transform, backgroundColor].join(';'),
      )
      .join('|');
  // Sound: only this function writes it.
  const memory = globalThis as { lastFocus?: { elements: Element[]; marked: string; isInView: boolean } };
  const last = memory.lastFocus;
  const element = document.activeElement;
  const isSame = last?.elements[0] === element;
  const wasShown = last === undefined || isSame || (last.isInView && look(last.elements) !== last.marked);
  if (!(element instanceof HTMLElement) || element === document.body) {
    delete memory.lastFocus;
    return { name: 'the document', wasShown };
  }
  const { parentElement: parent } = element;
  const around = [element, parent, parent?.parentElement, ...element.children, ...(parent?.children ?? [])];
  const elements = around.filter((one): one is HTMLElement => one instanceof HTMLElement);
  const { top, bottom } = element.getBoundingClientRect();
  memory.lastFocus = { elements, marked: look(elements), isInView: bottom > 0 && top < innerHeight };
  return { name: element.getAttribute('aria-label') ?? element.innerText.slice(0, 30), wasShown };
}

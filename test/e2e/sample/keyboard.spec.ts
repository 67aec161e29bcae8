/**
 * The whole way from the kind of media to Create without a mouse: only keys, as somebody presses them who sees nothing but
 * where the focus is. Every stop must show a focus.
 */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { openSample } from '../support/sample-window.ts';
import { WORDS } from '../support/words.ts';

test.describe.configure({ timeout: 120_000 });

const words = WORDS.en;
const PASSWORD = 'q7#Fm2&vTz9!kWd';

test('makes internet-based media by keyboard alone', async ({ page }) => {
  await openSample(page, { theme: 'light', isNew: true });
  page.setDefaultTimeout(10_000);
  const keys = new Keys(page);
  await keys.isTitle(words.mediaType.title);

  await keys.tabTo('radio', /Bootable/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await keys.next();
  await keys.isTitle(words.management.title);
  await keys.tabTo('radio', /Internet-based/);
  await keys.next();

  await keys.isTitle(words.outputs.title);
  await keys.tabTo('checkbox', /\/dev\/sdb/);
  await page.keyboard.press('Space');
  // An unusual drive asks; Escape leaves it, and the focus is where it was.
  await keys.tabTo('checkbox', /\/dev\/sdf/);
  await page.keyboard.press('Space');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alertdialog')).toBeHidden();
  await keys.isAt('checkbox', /\/dev\/sdf/);
  await page.keyboard.press('Space');
  await keys.isAt('textbox', /\/dev\/sdf/);
  await page.keyboard.type('/dev/sdf');
  await page.keyboard.press('Enter');
  await keys.isAt('checkbox', /\/dev\/sdf/);
  await keys.tabTo('textbox', words.outputs.iso);
  await page.keyboard.type('/home/anna/contoso.iso');

  // The folder dialog takes the focus and gives it back.
  await keys.tabTo('button', `${words.common.browse} ${words.outputs.iso}`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await keys.isAt('button', `${words.common.browse} ${words.outputs.iso}`);

  // F1 is the help of the field one is in; Escape closes it and gives the focus back.
  await keys.tabTo('textbox', words.outputs.label);
  await page.keyboard.press('F1');
  await expect(page.getByRole('dialog')).toContainText(words.outputs.help.label.text);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await keys.isAt('textbox', words.outputs.label);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Contoso Reset');
  await keys.next();

  await keys.isTitle(words.security.title);
  // Without a password the way is barred, and the focus goes to what is missing.
  await keys.next();
  await keys.isAt('textbox', words.security.password);
  await page.keyboard.type(PASSWORD);
  await keys.tabTo('textbox', words.security.passwordAgain);
  await page.keyboard.type(PASSWORD);
  await keys.next();

  await keys.isTitle(words.taskSequence.title);
  await keys.tabTo('grid', words.taskSequence.title);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await keys.next();

  await keys.isTitle(words.bootImage.title);
  await keys.tabTo('grid', words.bootImage.title);
  await page.keyboard.press('Space');
  await keys.tabTo('combobox', words.bootImage.gateway);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await keys.next();

  await keys.isTitle(words.customization.title);
  await keys.next();
  await keys.isTitle(words.prerequisites.title);
  await keys.next();

  await keys.isTitle(words.summary.title);
  await keys.tabTo('button', words.summary.commandLine);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('npx media-builder create bootable');
  await page.keyboard.press('Escape');
  await keys.isAt('button', words.summary.commandLine);
  await keys.tabTo('button', words.summary.create);
  await page.keyboard.press('Enter');

  await keys.isTitle(words.progress.title);
  await keys.tabTo('button', words.progress.cancelRun);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await keys.isAt('button', words.progress.cancelRun);
});

type Name = string | RegExp;

/** The keyboard, and what the focus is on. */
class Keys {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
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
    await this.tabTo('button', words.common.next);
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

/**
 * The desktop program in real Electron. Needs Electron's binary and a screen: without them the tests are skipped by name,
 * and with REQUIRE_ELECTRON=1 they fail instead. Electron is found by its files, never by requiring its package, which
 * would start a download.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp.ts';

const program = electronProgram();
const isRequired = process.env['REQUIRE_ELECTRON'] === '1';

function electronProgram(): string | undefined {
  const folder = join('node_modules', 'electron');
  const note = join(folder, 'path.txt');
  if (!existsSync(note)) return undefined;
  const path = join(folder, 'dist', readFileSync(note, 'utf8').trim());
  return existsSync(path) ? path : undefined;
}

if (isRequired)
  test('REQUIRE_ELECTRON=1: Electron’s binary is there', () => {
    expect(
      program,
      'node_modules/electron/dist holds no binary; node node_modules/electron/install.js fetches it',
    ).toBeDefined();
  });

describe.skipIf(program === undefined)('NOT RUN without Electron’s binary: the desktop program', () => {
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    const data = await tempFolder('electron');
    app = await _electron.launch({
      executablePath: program ?? '',
      args: ['.'],
      env: { ...definedEnvironment(), MEDIA_BUILDER_DATA: data, MEDIA_BUILDER_NODE: process.execPath },
    });
    page = await app.firstWindow();
    await page.waitForLoadState('domcontentloaded');
  });
  afterAll(async () => {
    await app.close();
  });

  test('starts and shows the first page over app://', async () => {
    expect(page.url()).toBe('app://media-builder/');
    await page.getByRole('heading').first().waitFor();
  });

  test('gives the page two functions and nothing of Node.js', async () => {
    const found = await page.evaluate(
      `({ bridge: Object.keys(window.mediaBuilder).sort(), node: [typeof require, typeof process, typeof module] })`,
    );
    expect(found).toEqual({ bridge: ['call', 'listen'], node: ['undefined', 'undefined', 'undefined'] });
  });

  test('answers calls, and errors with all their members', async () => {
    const replies = await page.evaluate(
      `Promise.all([window.mediaBuilder.call('app.info', {}), window.mediaBuilder.call('__proto__', {})])`,
    );
    expect(replies).toMatchObject([
      { ok: true, value: { host: 'electron' } },
      { ok: false, code: 'E_CALL_UNKNOWN', remedy: expect.any(String) },
    ]);
  });

  test('runs the page isolated and in a sandbox', async () => {
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      // Not in the types, but what Electron itself uses in its tests.
      return Reflect.apply(
        Reflect.get(window?.webContents ?? {}, 'getLastWebPreferences') as () => object,
        window?.webContents,
        [],
      );
    });
    expect(preferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false });
  });

  test.each(['https://example.org/', 'file:///etc/passwd', 'data:text/html,x'])(
    'does not go to %s',
    async (url) => {
      await page.evaluate(`location.href = ${JSON.stringify(url)}`).catch(() => undefined);
      await page.evaluate(`window.open(${JSON.stringify(url)})`).catch(() => undefined);
      expect([page.url(), app.windows().length]).toEqual(['app://media-builder/', 1]);
    },
  );

  test('breaks no rule of its content security policy', async () => {
    const violations: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) violations.push(message.text());
    });
    await page.reload();
    await page.getByRole('heading').first().waitFor();
    expect(violations).toEqual([]);
  });

  test('has a menu whose commands reach the page', async () => {
    const labels = await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.length);
    expect(labels).toBeGreaterThan(4);
    await page.evaluate(
      `new Promise((resolve) => { window.heard = []; window.mediaBuilder.listen((event) => window.heard.push(event.name)); setTimeout(resolve, 100); })`,
    );
    await app.evaluate(
      ({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('settings')?.click() as unknown,
    );
    await expect.poll(() => page.evaluate<unknown>('window.heard')).toContain('menu');
  });

  test('lets a second start end by itself', async () => {
    const second = await _electron
      .launch({ executablePath: program ?? '', args: ['.'], env: definedEnvironment(), timeout: 15_000 })
      .catch(() => undefined);
    await second?.waitForEvent('close').catch(() => undefined);
    expect(app.windows()).toHaveLength(1);
  });
});

function definedEnvironment(): Record<string, string> {
  const pairs = Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return Object.fromEntries(pairs);
}

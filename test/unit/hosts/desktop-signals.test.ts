/** What the desktop says and shows of the program: menu, notifications, task bar, language, browser. */
import type { MenuItemConstructorOptions } from 'electron/main';
import { describe, expect, test } from 'vitest';
import { menuCommand } from '#contract/app.ts';
import type { JobState } from '#contract/jobs.ts';
import { browserCommand, openInBrowser } from '#platform/browser.ts';
import { createEventHub } from '#service/event-hub.ts';
import { hostTexts } from '../../../main/hosts/electron/host-texts.ts';
import { showJobs } from '../../../main/hosts/electron/job-signals.ts';
import { menuTemplate } from '../../../main/hosts/electron/menu.ts';
import { languageOf, type Language } from '../../../main/hosts/window/language.ts';

const LANGUAGES: readonly Language[] = ['en', 'de', 'nl'];

describe('the menu', () => {
  const flat = (items: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...flat(Array.isArray(item.submenu) ? item.submenu : [])]);
  const menu = (language: Language, platform: NodeJS.Platform, heard: string[] = []) =>
    flat(menuTemplate({ language, platform, onCommand: (command) => heard.push(command) }));

  test.each(['win32', 'linux', 'darwin'] as const)(
    'has every command of the contract once on %s',
    (platform) => {
      const heard: string[] = [];
      for (const item of menu('en', platform, heard)) item.click?.({} as never, undefined, {});
      expect(heard.sort()).toEqual([...menuCommand.options].sort());
    },
  );

  test.each(LANGUAGES)('has a label of ours on every item, roles too (%s)', (language) => {
    const items = menu(language, 'win32').filter(({ type }) => type !== 'separator');
    expect(items.filter(({ label }) => label === undefined || label === '')).toEqual([]);
  });

  test('has the same items in all languages', () => {
    const shape = (language: Language) =>
      menu(language, 'linux').map(({ id, role, type }) => id ?? role ?? type);
    expect([shape('de'), shape('nl')]).toEqual([shape('en'), shape('en')]);
  });

  test.each(LANGUAGES)('uses no letter twice within a menu (%s)', (language) => {
    const menus = menuTemplate({ language, platform: 'win32', onCommand: () => undefined });
    const letters = (items: readonly MenuItemConstructorOptions[]): readonly string[] =>
      items.flatMap(({ label }) => /&(\p{L})/u.exec(label ?? '')?.[1]?.toLowerCase() ?? []);
    for (const items of [menus, ...menus.map(({ submenu }) => (Array.isArray(submenu) ? submenu : []))]) {
      expect(letters(items)).toEqual([...new Set(letters(items))]);
    }
  });

  test('shows F1 but leaves the key to the page', () => {
    expect(menu('en', 'win32').find(({ id }) => id === 'help')).toMatchObject({
      accelerator: 'F1',
      registerAccelerator: false,
    });
  });

  test('uses no key twice', () => {
    const keys = menu('en', 'linux').flatMap(({ accelerator }) => accelerator ?? []);
    expect(keys).toEqual([...new Set(keys)]);
  });

  test('shows no marks for letters on macOS, and has the application’s own menu', () => {
    const items = menu('de', 'darwin');
    expect(items.filter(({ label }) => label?.includes('&'))).toEqual([]);
    expect(items[0]?.label).toBe('Task Sequence Media Builder');
  });

  test('says nothing in English in German and Dutch', () => {
    // The same word in two languages, or the program's name.
    const shared = ['newMedia', 'services', 'media', 'help', 'file'];
    for (const language of ['de', 'nl'] as const) {
      const same = Object.entries(hostTexts[language]).filter(
        ([key, text]) => text === Reflect.get(hostTexts.en, key) && !shared.includes(key),
      );
      expect(same).toEqual([]);
    }
  });
});

describe('jobs on the desktop', () => {
  function job(jobId: string, change: Partial<JobState>): JobState {
    return {
      ...{ jobId, kind: 'create', title: 'Contoso Reset', startedAt: '2026-11-20T08:00:00Z', endedAt: null },
      ...{ state: 'running', fraction: 0, remainingSeconds: null, rows: [], log: [] },
      ...{ created: null, verified: null, error: null },
      ...change,
    };
  }
  const row = (id: string, outcome: 'verified' | 'failed'): JobState['rows'][number] => ({
    ...{ id, kind: 'drive', name: id, phase: 'done', done: 1, total: 1, unit: 'bytes' },
    ...{ bytesPerSecond: null, remainingSeconds: null, retries: 0 },
    result:
      outcome === 'verified'
        ? { outcome, sizeBytes: 1, bytesWritten: 1, bytesKept: 0, bytesVerified: 1, sha256: null }
        : {
            outcome,
            error: { ok: false, code: 'E_DEVICE_IO', message: 'm', cause: 'c', remedy: 'r' },
            offset: null,
            badBytes: null,
          },
  });
  function desktop({ isFocused = false } = {}) {
    const events = createEventHub();
    const did: string[] = [];
    const stop = showJobs(events, {
      window: () => ({
        setProgressBar: (fraction) => did.push(`bar ${fraction}`),
        isFocused: () => isFocused,
        flashFrame: (flag) => did.push(`flash ${flag}`),
      }),
      powerSaveBlocker: {
        start: (type) => {
          did.push(type);
          return 7;
        },
        stop: (id) => did.push(`sleep allowed ${id}`) > 0,
      },
      notify: ({ title, body }) => did.push(`${title}: ${body}`),
      text: () => hostTexts.de,
    });
    return { events, did, stop };
  }

  test('show their progress, keep the computer awake, and say how they ended', () => {
    const { events, did } = desktop();
    events.publish('job', job('a', { fraction: 0.5 }));
    events.publish('job', job('b', { fraction: 0 }));
    events.publish('job', job('b', { state: 'done', rows: [row('x', 'verified'), row('y', 'verified')] }));
    events.publish('job', job('a', { state: 'done', rows: [row('x', 'verified'), row('y', 'failed')] }));
    expect(did).toEqual([
      ...['bar 0.5', 'prevent-app-suspension'],
      'bar 0.25',
      ...['bar 0.5', 'Fertig: Contoso Reset: 2 / 2', 'flash true'],
      ...['bar -1', 'sleep allowed 7', 'Fehlgeschlagen: Contoso Reset: 1 / 2', 'flash true'],
    ]);
  });

  test('say nothing while the user looks at the window', () => {
    const { events, did } = desktop({ isFocused: true });
    events.publish('job', job('a', {}));
    events.publish('job', job('a', { state: 'cancelled' }));
    expect(did).toEqual(['bar 0', 'prevent-app-suspension', 'bar -1', 'sleep allowed 7']);
  });

  test('that ended before are not announced', () => {
    const { events, did } = desktop();
    events.publish('job', job('old', { state: 'done' }));
    expect(did).toEqual(['bar -1']);
  });

  test('let the computer sleep when nobody shows them any more', () => {
    const { events, did, stop } = desktop();
    events.publish('job', job('a', {}));
    stop();
    expect(did.slice(2)).toEqual(['bar -1', 'sleep allowed 7']);
  });
});

describe('the language of a host', () => {
  test.each<[Parameters<typeof languageOf>[0], readonly string[], Language]>([
    ['nl', ['de-DE'], 'nl'],
    ['system', ['de-AT', 'en'], 'de'],
    ['system', ['fr-FR', 'nl-BE', 'de'], 'nl'],
    ['system', ['fr-FR'], 'en'],
    ['system', ['de_CH.UTF-8'], 'de'],
    ['system', ['den'], 'en'],
    ['system', [], 'en'],
  ])('%s with %j is %s', (setting, locales, expected) => {
    expect(languageOf(setting, locales)).toBe(expected);
  });
});

describe('opening the browser', () => {
  const url = 'http://127.0.0.1:4711/?token=a&b';
  test.each<[string, Parameters<typeof browserCommand>[0], ReturnType<typeof browserCommand>]>([
    [
      'Linux with X',
      { platform: 'linux', env: { DISPLAY: ':0' }, isRoot: false },
      { program: 'xdg-open', args: [url] },
    ],
    [
      'Linux with Wayland',
      { platform: 'linux', env: { WAYLAND_DISPLAY: 'w' }, isRoot: false },
      { program: 'xdg-open', args: [url] },
    ],
    ['Linux without a screen', { platform: 'linux', env: { DISPLAY: '' }, isRoot: false }, undefined],
    ['root', { platform: 'linux', env: { DISPLAY: ':0' }, isRoot: true }, undefined],
    ['macOS', { platform: 'darwin', env: {}, isRoot: false }, { program: '/usr/bin/open', args: [url] }],
    [
      'Windows, without a shell that would read the &',
      { platform: 'win32', env: { SystemRoot: 'D:\\Windows' }, isRoot: false },
      { program: 'D:\\Windows\\System32\\rundll32.exe', args: ['url.dll,FileProtocolHandler', url] },
    ],
  ])('%s', (_name, facts, expected) => {
    expect(browserCommand(facts, url)).toEqual(expected);
  });

  test('takes web addresses only', async () => {
    await expect(openInBrowser('file:///etc/passwd')).rejects.toMatchObject({ code: 'E_HOST_LINK' });
  });
});

/**
 * Electron's security checklist (its docs/tutorial/security.md), item by item, over the values and functions that decide.
 * docs/security.md names each item with the test here; that the two agree is tested as well.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IpcMainInvokeEvent, Session, WebContents } from 'electron/main';
import { describe, expect, test, vi } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { MediaError } from '#base/errors/media-error.ts';
import { calls } from '#contract/contract.ts';
import { createEventHub } from '#service/event-hub.ts';
import { bindElectronHost, CHANNELS } from '../../main/hosts/electron/binding.ts';
import { guardContents, guardSession } from '../../main/hosts/electron/guard-contents.ts';
import {
  isTrustedFrame,
  navigationFor,
  PAGE_URL,
  permissionFor,
  resolveAppUrl,
  SCHEME_PRIVILEGES,
  windowOpenFor,
  windowOptions,
} from '../../main/hosts/electron/policy.ts';
import { answerAppRequest } from '../../main/hosts/electron/protocol.ts';
import { csp } from '../../main/hosts/window/content-policy.ts';
import { createElectronShim, frame, preloadBundle, SANDBOX_MODULES } from '../support/electron-shim.ts';

const { webPreferences } = windowOptions({ preload: '/program/dist/preload.cjs', isPackaged: true });
const read = (path: string): string => readFileSync(path, 'utf8');
/** Every source of the desktop program and its window. */
const sources = ['main/hosts/electron', 'main/hosts/window', 'preload', 'renderer'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(tsx?|html)$/.test(name))
    .map((name) => join(folder, name)),
);

describe("Electron's security checklist", () => {
  test('1: only the program’s own files are loaded, nothing over the network', async () => {
    expect(PAGE_URL).toBe('app://media-builder/');
    expect(csp('n')).not.toMatch(/https?:/);
    const remote = sources.filter((path) => /(src|href)=["'](https?:)?\/\//.test(read(path)));
    expect(remote).toEqual([]);
    expect((await answerAppRequest({ method: 'GET', url: 'https://evil.example/' }, '.')).status).toBe(400);
  });

  test('2: the page has no Node.js, nor have its frames and workers', () => {
    expect(webPreferences).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
    });
  });

  test('3: the preload script has a world of its own', () => {
    expect(webPreferences).toMatchObject({ contextIsolation: true });
  });

  test('4: every process of a page is sandboxed', () => {
    expect(webPreferences).toMatchObject({ sandbox: true });
    expect(read('main/hosts/electron/run-desktop.ts')).toContain('app.enableSandbox()');
  });

  test('5: of all permissions only copying text is given, to requests and to checks; no devices', () => {
    const names = [
      'media',
      'geolocation',
      'notifications',
      'midi',
      'pointerLock',
      'fullscreen',
      'openExternal',
    ];
    const more = [
      'clipboard-read',
      'hid',
      'serial',
      'usb',
      'fileSystem',
      'window-management',
      'nonsense',
      '',
    ];
    expect([...names, ...more].filter(permissionFor)).toEqual([]);
    const session = fakeSession();
    expect([session.ask('media'), session.check('media'), session.device()]).toEqual([false, false, false]);
    expect([session.ask('clipboard-sanitized-write'), session.check('clipboard-sanitized-write')]).toEqual([
      true,
      true,
    ]);
  });

  test('6: the same-origin rules of the web hold', () => {
    expect(webPreferences).toMatchObject({ webSecurity: true });
    expect(SCHEME_PRIVILEGES).toMatchObject({ standard: true, secure: true, bypassCSP: false });
  });

  test('7: a content security policy without inline scripts, eval, or other places', async () => {
    const policy = csp('NONCE');
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'nonce-NONCE'",
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    const answer = await answerAppRequest({ method: 'GET', url: PAGE_URL }, 'renderer');
    expect([answer.status, answer.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining("default-src 'none'"),
    ]);
  });

  test('8, 9, 10: no insecure content, no experiments', () => {
    expect(webPreferences).toMatchObject({ allowRunningInsecureContent: false, experimentalFeatures: false });
    expect(webPreferences).not.toHaveProperty('enableBlinkFeatures');
    const switches = sources.filter((path) =>
      /app\.commandLine|appendSwitch|enableBlinkFeatures/.test(read(path)),
    );
    expect(switches).toEqual([]);
  });

  test('11, 12: there are no web views, and none can be attached', () => {
    expect(webPreferences).toMatchObject({ webviewTag: false });
    expect(sources.filter((path) => read(path).includes('<webview'))).toEqual([]);
    expect(fakeContents().emit('will-attach-webview')).toBe('prevented');
  });

  test.each<[string, 'allow' | 'deny']>([
    [PAGE_URL, 'allow'],
    [`${PAGE_URL}index.html`, 'allow'],
    [`${PAGE_URL}#summary`, 'allow'],
    [`${PAGE_URL}assets/a.js`, 'deny'],
    ['app://other/', 'deny'],
    ['app://media-builder.evil.example/', 'deny'],
    ['app://media-builder@evil.example/', 'deny'],
    ['app://user:pass@media-builder/', 'deny'],
    ['app://media-builder:80/', 'deny'],
    ['https://learn.microsoft.com/', 'deny'],
    ['file:///etc/passwd', 'deny'],
    ['javascript:alert(1)', 'deny'],
    ['data:text/html,<h1>x</h1>', 'deny'],
    ['about:blank', 'deny'],
    ['', 'deny'],
  ])('13: the page goes nowhere but to itself: %s -> %s', (url, expected) => {
    expect(navigationFor(url)).toBe(expected);
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
      expect(fakeContents().emit(event, { url }), event).toBe(expected === 'allow' ? 'went on' : 'prevented');
    }
  });

  test('14: no other windows', () => {
    for (const url of ['https://learn.microsoft.com/', PAGE_URL, 'about:blank', 'javascript:alert(1)']) {
      expect([windowOpenFor(url), fakeContents().open(url)]).toEqual([
        { action: 'deny' },
        { action: 'deny' },
      ]);
    }
  });

  test('15: the browser is opened by one call only, which judges the address', () => {
    const users = sources.filter(
      (path) => path.startsWith('main') && /\bshell\b|openExternal\(/.test(code(path)),
    );
    expect(users).toEqual([]);
    expect(Object.keys(calls).filter((name) => /external/i.test(name))).toEqual(['app.openExternal']);
  });

  test('16: Electron is one of the three majors that get fixes when this was written', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as {
      devDependencies: Record<string, string>;
    };
    expect(devDependencies['electron']).toMatch(/^\^4[5-9]\./);
  });

  describe('17: every message is checked for its sender, and refused loudly', () => {
    // Sound: only its identity matters.
    const other = {} as unknown as WebContents;
    test.each<[string, Partial<IpcMainInvokeEvent>]>([
      ['another window', { sender: other }],
      ['a frame that is gone', { senderFrame: null }],
      ['a frame within the page', { senderFrame: frame({ parent: frame() }) }],
      ['a foreign page', { senderFrame: frame({ url: 'https://evil.example/' }) }],
      ['a local file', { senderFrame: frame({ url: 'file:///tmp/page.html' }) }],
      ['an empty page', { senderFrame: frame({ url: 'about:blank' }) }],
      ['a host that begins like ours', { senderFrame: frame({ url: 'app://media-builder.evil.example/' }) }],
    ])('%s', async (_name, from) => {
      const shim = createElectronShim();
      const reached: string[] = [];
      const refused: MediaError[] = [];
      bindElectronHost({
        ipcMain: shim.ipcMain,
        contents: shim.contents,
        service: {
          dispatch: (method) => {
            reached.push(method);
            return Promise.resolve({ ok: true, value: {} });
          },
          events: createEventHub(),
        },
        onRefused: (error) => refused.push(error),
      });
      for (const channel of [CHANNELS.call, CHANNELS.listen]) {
        await expect(shim.invoke(channel, ['app.info', {}], from)).rejects.toThrow(
          /E_HOST_REFUSED|a message of/,
        );
      }
      expect([reached, refused.map(({ code }) => code)]).toEqual([[], ['E_HOST_REFUSED', 'E_HOST_REFUSED']]);
    });

    test('our page is trusted', () => {
      expect(isTrustedFrame(frame())).toBe(true);
    });
  });

  test.each<[string, string | undefined]>([
    [PAGE_URL, 'index.html'],
    ['app://media-builder', 'index.html'],
    ['app://media-builder/assets/index-a1.js', 'assets/index-a1.js'],
    ['app://media-builder/assets/a.js?x=../../b', 'assets/a.js'],
    ['app://media-builder/../secret.json', 'secret.json'],
    ['app://media-builder/%2e%2e/%2e%2e/secret.json', 'secret.json'],
    ['app://media-builder/..%2f..%2fsecret.json', undefined],
    ['app://media-builder/assets/..%5c..%5csecret.json', undefined],
    ['app://media-builder/C:/Windows/win.ini', undefined],
    ['app://media-builder//etc/passwd', undefined],
    ['app://media-builder/a%00.js', undefined],
    ['app://media-builder/.env', undefined],
    ['file:///etc/passwd', undefined],
  ])('18: files come over a scheme of our own that leads out of no folder: %s -> %s', (url, expected) => {
    expect(resolveAppUrl(url)).toBe(expected);
  });

  test('18: no page is loaded from a file', () => {
    expect(sources.filter((path) => /loadFile|file:\/\//.test(code(path)))).toEqual([]);
  });

  test('19: the fuses are set', () => {
    // Sound: compared as a whole at once.
    const { electronFuses } = parseYaml(read('electron-builder.yml')) as { electronFuses: unknown };
    expect(electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  describe('20: nothing of Electron reaches the page', () => {
    test('the preload script exposes exactly two functions', async () => {
      const exposed = await createElectronShim().loadPreload();
      const shape = Object.entries(exposed).map(([name, api]) => [
        name,
        Object.entries(api as object).map(([key, value]) => `${typeof value} ${key}`),
      ]);
      expect(shape).toEqual([['mediaBuilder', ['function call', 'function listen']]]);
    });

    test('its bundle is small and requires only what the sandbox has', () => {
      const bundle = preloadBundle();
      expect(bundle.length).toBeLessThanOrEqual(4096);
      const required = [...bundle.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
      expect(required).toEqual(['electron/renderer']);
      expect(SANDBOX_MODULES).toContain('electron/renderer');
    });

    test('a listener gets the message alone, without the event object', async () => {
      const shim = createElectronShim();
      const events = createEventHub();
      const service = { dispatch: () => Promise.resolve({ ok: true as const, value: {} }), events };
      bindElectronHost({ ipcMain: shim.ipcMain, contents: shim.contents, service });
      const { mediaBuilder } = await shim.loadPreload();
      const heard: unknown[][] = [];
      // Sound: the test above shows its shape.
      (mediaBuilder as { listen(listener: (...args: unknown[]) => void): void }).listen((...args) =>
        heard.push(args),
      );
      events.publish('menu', { command: 'help' });
      expect(heard).toEqual([[{ name: 'menu', payload: { command: 'help' } }]]);
    });
  });

  test('docs/security.md names every item with a test that exists', () => {
    const text = read('docs/security.md').split("## Electron's checklist")[1] ?? '';
    const items = [...text.matchAll(/^\| *(\d+) *\|/gm)].map(([, number]) => Number(number));
    expect(items).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });
});

/** The text without comments. */
function code(path: string): string {
  return read(path).replaceAll(/\/\*[\s\S]*?\*\/|\/\/ .*/g, '');
}

/** Contents as far as `guardContents` uses them. */
function fakeContents() {
  const listeners = new Map<string, (...args: unknown[]) => void>();
  let opener: ((details: { url: string }) => unknown) | undefined;
  guardContents({
    on: ((event: string, listener: (...args: unknown[]) => void) => {
      listeners.set(event, listener);
    }) as unknown as WebContents['on'],
    setWindowOpenHandler: (handler) => {
      opener = handler as (details: { url: string }) => unknown;
    },
  });
  return {
    emit(event: string, facts: object = {}): 'prevented' | 'went on' {
      const preventDefault = vi.fn();
      listeners.get(event)?.({ ...facts, preventDefault });
      return preventDefault.mock.calls.length > 0 ? 'prevented' : 'went on';
    },
    open: (url: string): unknown => opener?.({ url }),
  };
}

/** A session as far as `guardSession` uses it. */
function fakeSession() {
  type Request = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>;
  type Check = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>;
  type Device = NonNullable<Parameters<Session['setDevicePermissionHandler']>[0]>;
  const kept: { request?: Request; check?: Check; device?: Device } = {};
  guardSession({
    setPermissionRequestHandler: (handler) => {
      if (handler !== null) kept.request = handler;
    },
    setPermissionCheckHandler: (handler) => {
      if (handler !== null) kept.check = handler;
    },
    setDevicePermissionHandler: (handler) => {
      if (handler !== null) kept.device = handler;
    },
    on: (() => undefined) as unknown as Session['on'],
  });
  return {
    ask(name: Parameters<Request>[1]): boolean {
      let answer = true;
      // Sound: neither contents nor details are looked at; the name decides.
      kept.request?.(
        {} as unknown as WebContents,
        name,
        (granted) => (answer = granted),
        {} as Parameters<Request>[3],
      );
      return answer;
    },
    check: (name: Parameters<Check>[1]) => kept.check?.(null, name, '', {} as Parameters<Check>[3]),
    device: () => kept.device?.({} as Parameters<Device>[0]),
  };
}

/**
 * The desktop program put together, on doubles of Electron's modules that note what is done to them. What Electron makes
 * of it is for test/electron.
 */
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron/main';
import { describe, expect, test, vi } from 'vitest';
import { createEventHub } from '#service/event-hub.ts';
import type { HostPorts } from '#service/host-ports.ts';
import { createSettingsStore } from '#service/settings.ts';
import { runDesktop, type Electron } from '../../../main/hosts/electron/run-desktop.ts';
import { tempFolder } from '../../support/temp.ts';

interface Start {
  readonly isFirst?: boolean;
  readonly language?: 'system' | 'nl';
}

async function desktop({ isFirst = true, language = 'system' }: Start = {}) {
  const did: string[] = [];
  const note = (what: string) => (): void => {
    did.push(what);
  };
  const noteLater = (what: string) => (): Promise<void> => {
    did.push(what);
    return Promise.resolve();
  };
  const windows: FakeWindow[] = [];
  class FakeWindow extends EventEmitter {
    readonly webContents = Object.assign(new EventEmitter(), {
      send: note('sent'),
      isDestroyed: () => false,
    });
    readonly options: unknown;
    constructor(options: unknown) {
      super();
      this.options = options;
      windows.push(this);
      did.push('window made');
    }
    static getAllWindows = (): readonly FakeWindow[] => windows;
    loadURL = (url: string): Promise<void> => noteLater(`load ${url}`)();
    show = note('shown');
    maximize = note('maximised');
    isDestroyed = (): boolean => false;
    isMinimized = (): boolean => false;
    isMaximized = (): boolean => true;
    getNormalBounds = () => ({ x: 10, y: 40, width: 1500, height: 900 });
    setProgressBar = (): void => undefined;
  }
  const menus: MenuItemConstructorOptions[][] = [];
  const nativeTheme = { themeSource: 'system' };
  const app = Object.assign(new EventEmitter(), {
    enableSandbox: note('sandbox'),
    requestSingleInstanceLock: () => isFirst,
    whenReady: noteLater('ready'),
    getPreferredSystemLanguages: () => ['de-DE'],
    exit: (code: number) => did.push(`exit ${code}`),
    isPackaged: true,
  });
  const electron = {
    app,
    BrowserWindow: FakeWindow,
    dialog: {},
    ipcMain: { handle: (channel: string) => did.push(`handle ${channel}`), removeHandler: () => undefined },
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (menu: MenuItemConstructorOptions[]) => menus.push(menu),
    },
    nativeTheme,
    Notification: Object,
    powerSaveBlocker: { start: () => 1, stop: () => true },
    protocol: { registerSchemesAsPrivileged: note('scheme'), handle: note('serve') },
    screen: {
      getPrimaryDisplay: () => ({ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } }),
      getAllDisplays: () => [],
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler: note('permissions'),
        setPermissionCheckHandler: () => undefined,
        setDevicePermissionHandler: () => undefined,
        on: () => undefined,
      },
    },
  };
  const settings = createSettingsStore({ folder: join(await tempFolder('desktop'), 'data') });
  await settings.update({ language });
  const events = createEventHub();
  const ports: HostPorts[] = [];
  await runDesktop(
    // Sound: doubles with the members the program uses; another one would be undefined and fail.
    electron as unknown as Electron,
    {
      settings,
      preload: '/program/dist/preload.cjs',
      assets: '/program/dist/renderer',
      openExternal: () => Promise.resolve(),
      log: () => undefined,
      createService: (host) => {
        ports.push(host);
        return {
          dispatch: () => Promise.resolve({ ok: true, value: {} }),
          events,
          isBusy: () => false,
          close: noteLater('service closed'),
        };
      },
    },
  );
  return { did, windows, menus, nativeTheme, events, ports, settings };
}

describe('the desktop program', () => {
  test('does what must be done before it is ready, before; and guards everything before the page is loaded', async () => {
    const { did } = await desktop();
    expect(did).toEqual([
      ...['sandbox', 'scheme', 'ready', 'permissions', 'serve', 'window made'],
      ...['handle media-builder:call', 'handle media-builder:listen', 'load app://media-builder/'],
    ]);
  });

  test('ends at once when another one runs', async () => {
    const { did } = await desktop({ isFirst: false });
    expect(did).toEqual(['sandbox', 'scheme', 'exit 0']);
  });

  test('makes a window after the policy, with the preload script and the place of the last time', async () => {
    const { windows } = await desktop();
    expect(windows.map(({ options }) => options)).toMatchObject([
      {
        show: false,
        width: 1280,
        webPreferences: { preload: '/program/dist/preload.cjs', sandbox: true, devTools: false },
      },
    ]);
  });

  test('speaks the language of the settings, and another one as soon as it is set', async () => {
    const { menus, events, nativeTheme } = await desktop({ language: 'nl' });
    events.publish('settings', {
      ...{ language: 'system', theme: 'high-contrast', showLoopDrives: false },
      ...{ largeDriveGb: 275, defaultFolder: null },
    });
    expect(menus.map(([file]) => file?.label)).toEqual(['&Bestand', '&Datei']);
    expect(nativeTheme.themeSource).toBe('system');
  });

  test('gives the service dialogs and the languages of the system', async () => {
    const { ports } = await desktop();
    expect(ports).toMatchObject([{ host: 'electron', locales: ['de-DE'], pickFile: expect.any(Function) }]);
  });

  test('stores the place of the window and closes the service before it ends', async () => {
    const { did, windows, settings } = await desktop();
    windows[0]?.emit('close', { preventDefault: () => did.push('kept open') });
    await vi.waitFor(() => {
      expect(did.slice(-3)).toEqual(['kept open', 'service closed', 'exit 0']);
    });
    expect((await settings.read()).windowState).toEqual({
      ...{ x: 10, y: 40, width: 1500, height: 900 },
      isMaximized: true,
    });
  });
});

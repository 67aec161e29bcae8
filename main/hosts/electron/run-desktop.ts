/**
 * The desktop program from its start to its end: scheme, single instance, service, window, menu, signals, the way out.
 * Trap: what must come before the app is ready (scheme, sandbox) must come before the first `await`.
 */
import type * as electronMain from 'electron/main';
import type { BrowserWindow, Rectangle } from 'electron/main';
import { settings as settingsView, type MenuCommand } from '#contract/app.ts';
import type { AppService, HostPorts } from '#service/host-ports.ts';
import type { Settings, SettingsStore } from '#service/settings.ts';
import { languageOf } from '../window/language.ts';
import { bindElectronHost } from './binding.ts';
import { createRevival } from './crash.ts';
import { pickFile } from './dialogs.ts';
import { guardContents, guardSession } from './guard-contents.ts';
import { hostTexts, type HostTexts } from './host-texts.ts';
import { showJobs } from './job-signals.ts';
import { menuTemplate } from './menu.ts';
import { PAGE_URL, windowOptions } from './policy.ts';
import { registerAppScheme, serveApp } from './protocol.ts';
import { createQuit } from './quit.ts';
import { claimSingleInstance } from './single-instance.ts';
import { placeWindow, rememberWindow } from './window-state.ts';

export type Electron = Pick<
  typeof electronMain,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'nativeTheme'
  | 'Notification'
  | 'powerSaveBlocker'
  | 'protocol'
  | 'screen'
  | 'session'
>;

export interface DesktopOptions {
  readonly settings: SettingsStore;
  /** Electron's `shell.openExternal`; only the service calls it, after it has judged the address. */
  readonly openExternal: (url: string) => Promise<void>;
  readonly createService: (ports: HostPorts) => AppService;
  /** Absolute path of the preload bundle. */
  readonly preload: string;
  /** The folder of the window's files. */
  readonly assets: string;
  /** One line for whoever looks at the terminal. */
  readonly log: (line: string) => void;
}

/** Runs until the user quits. @throws what the service throws when it cannot be made */
export async function runDesktop(electron: Electron, options: DesktopOptions): Promise<void> {
  const { app } = electron;
  app.enableSandbox();
  registerAppScheme(electron.protocol);
  if (!claimSingleInstance(app, () => electron.BrowserWindow.getAllWindows()[0])) {
    app.exit(0);
    return;
  }
  app.on('web-contents-created', (_event, contents) => {
    guardContents(contents);
  });
  await app.whenReady();
  guardSession(electron.session.defaultSession);
  serveApp(electron.protocol, options.assets);
  const settings = await options.settings.read();
  const window = makeWindow(electron, options, settings);
  const service = options.createService(portsFor(electron, window, options));
  const text = speak(electron, service, settings);
  connect(electron, { window, service, options, text });
  await window.loadURL(PAGE_URL);
}

function makeWindow(electron: Electron, options: DesktopOptions, settings: Settings): BrowserWindow {
  const { app, screen, BrowserWindow: Window } = electron;
  const place = placeWindow(settings.windowState, workAreas(screen));
  const window = new Window({
    ...windowOptions({ preload: options.preload, isPackaged: app.isPackaged }),
    ...place.bounds,
  });
  window.once('ready-to-show', () => {
    if (place.isMaximized) window.maximize();
    window.show();
  });
  return window;
}

function workAreas(screen: Electron['screen']): readonly Rectangle[] {
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  return [main, ...others].map(({ workArea }) => workArea);
}

function portsFor(
  { app, dialog }: Electron,
  window: BrowserWindow,
  { openExternal }: DesktopOptions,
): HostPorts {
  return {
    host: 'electron',
    locales: app.getPreferredSystemLanguages(),
    pickFile: (asked) => pickFile(dialog, window, asked),
    openExternal,
  };
}

/** Menu and theme follow the settings. @returns the texts of the language of the moment */
function speak(electron: Electron, service: AppService, first: Settings): () => HostTexts {
  const { app, Menu, nativeTheme } = electron;
  const locales = app.getPreferredSystemLanguages();
  let language = languageOf(first.language, locales);
  const onCommand = (command: MenuCommand): void => {
    service.events.publish('menu', { command });
  };
  const follow = (settings: Pick<Settings, 'language' | 'theme'>): void => {
    language = languageOf(settings.language, locales);
    // High contrast is a look of the page; frames and menus follow the system then.
    nativeTheme.themeSource = settings.theme === 'high-contrast' ? 'system' : settings.theme;
    const template = menuTemplate({ language, platform: process.platform, onCommand });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  };
  follow(first);
  service.events.listen(({ name, payload }) => {
    if (name === 'settings') follow(settingsView.parse(payload));
  });
  return () => hostTexts[language];
}

interface Connected {
  readonly window: BrowserWindow;
  readonly service: AppService;
  readonly options: DesktopOptions;
  readonly text: () => HostTexts;
}

function connect(electron: Electron, { window, service, options, text }: Connected): void {
  const { app, dialog, ipcMain, Notification, powerSaveBlocker } = electron;
  bindElectronHost({
    ipcMain,
    contents: window.webContents,
    service,
    onRefused: (error) => {
      options.log(`${error.code}: ${error.message}`);
    },
  });
  showJobs(service.events, {
    window: () => (window.isDestroyed() ? undefined : window),
    powerSaveBlocker,
    notify: (announcement) => {
      new Notification(announcement).show();
    },
    text,
  });
  const flush = rememberWindow(window, async (windowState) => {
    await options.settings.update({ windowState });
  });
  const exit = (): void => {
    app.exit(0);
  };
  const quit = createQuit({ service, dialog, text, flush, exit });
  window.on('close', (event) => {
    void quit(event);
  });
  const revive = createRevival({ window, service, dialog, text, exit, now: () => performance.now() });
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    options.log(`the window ended: ${reason}`);
    void revive();
  });
}

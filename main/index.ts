/**
 * The desktop program: joins Electron, its host and the service. The only file that takes values of Electron; they exist
 * only inside it.
 */
import { shell } from 'electron/common';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  Notification,
  powerSaveBlocker,
  protocol,
  screen,
  session,
} from 'electron/main';
import { dataFolder, windowFiles } from '#platform/resource-paths.ts';
import { createSettingsStore } from '#service/settings.ts';
import { openService } from './hosts/compose/open-service.ts';
import { runDesktop, type Electron } from './hosts/electron/run-desktop.ts';

const electron: Electron = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  Notification,
  powerSaveBlocker,
  protocol,
  screen,
  session,
};
const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

runDesktop(electron, {
  ...windowFiles(),
  settings: createSettingsStore({ folder: dataFolder() }),
  openExternal: (url) => shell.openExternal(url),
  createService: (ports) => openService(ports, log),
  log,
}).catch((error: unknown) => {
  // Before there is a window, this is the only way to say it.
  dialog.showErrorBox('Task Sequence Media Builder', error instanceof Error ? error.message : String(error));
  app.exit(1);
});

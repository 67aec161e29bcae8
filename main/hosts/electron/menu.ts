/**
 * The application menu as data. What it commands is an event to the page, except what Electron does by itself (roles).
 * Trap: F1 belongs to the page, which knows the field; the menu shows the key but must not take it.
 */
import type { MenuItemConstructorOptions } from 'electron/main';
import type { MenuCommand } from '#contract/app.ts';
import type { Language } from '../window/language.ts';
import { hostTexts, type HostTexts } from './host-texts.ts';

export interface MenuFacts {
  readonly language: Language;
  readonly platform: NodeJS.Platform;
  readonly onCommand: (command: MenuCommand) => void;
}

type Item = MenuItemConstructorOptions;
type Command = (label: string, command: MenuCommand, accelerator?: string) => Item;

const SEPARATOR: Item = { type: 'separator' };

/** The whole menu in a language, after the custom of the system. */
export function menuTemplate({ language, platform, onCommand }: MenuFacts): Item[] {
  const isMac = platform === 'darwin';
  const text = isMac ? withoutMnemonics(hostTexts[language]) : hostTexts[language];
  const command: Command = (label, name, accelerator) => ({
    label,
    id: name,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => {
      onCommand(name);
    },
  });
  const menus = [
    fileMenu(text, command, isMac),
    editMenu(text),
    mediaMenu(text, command),
    viewMenu(text),
    ...(isMac ? [windowMenu(text)] : []),
    helpMenu(text, command, isMac),
  ];
  return isMac ? [applicationMenu(text, command), ...menus] : menus;
}

function fileMenu(text: HostTexts, command: Command, isMac: boolean): Item {
  const own = [
    command(text.newMedia, 'new-media', 'CmdOrCtrl+N'),
    command(text.openRequest, 'open-request', 'CmdOrCtrl+O'),
    command(text.saveRequest, 'save-request', 'CmdOrCtrl+S'),
  ];
  // On macOS settings and quitting are in the menu of the application.
  const rest = [
    SEPARATOR,
    command(text.settings, 'settings', 'CmdOrCtrl+,'),
    SEPARATOR,
    role('quit', text.quit),
  ];
  return { label: text.file, submenu: isMac ? own : [...own, ...rest] };
}

function editMenu(text: HostTexts): Item {
  return {
    label: text.edit,
    submenu: [
      role('undo', text.undo),
      role('redo', text.redo),
      SEPARATOR,
      role('cut', text.cut),
      role('copy', text.copy),
      role('paste', text.paste),
      role('selectAll', text.selectAll),
    ],
  };
}

function mediaMenu(text: HostTexts, command: Command): Item {
  return {
    label: text.media,
    submenu: [
      command(text.inspect, 'inspect', 'CmdOrCtrl+I'),
      command(text.verify, 'verify'),
      command(text.update, 'update'),
      command(text.writeImage, 'write-image'),
      SEPARATOR,
      command(text.history, 'history', 'CmdOrCtrl+Shift+H'),
      command(text.sites, 'sites'),
    ],
  };
}

function viewMenu(text: HostTexts): Item {
  return {
    label: text.view,
    submenu: [
      role('zoomIn', text.zoomIn),
      role('zoomOut', text.zoomOut),
      role('resetZoom', text.actualSize),
      SEPARATOR,
      role('togglefullscreen', text.fullScreen),
    ],
  };
}

function windowMenu(text: HostTexts): Item {
  return { label: text.window, role: 'windowMenu', submenu: [role('minimize', text.minimize)] };
}

function helpMenu(text: HostTexts, command: Command, isMac: boolean): Item {
  const topic: Item = { ...command(text.helpTopic, 'help', 'F1'), registerAccelerator: false };
  const about = [SEPARATOR, role('about', text.about)];
  return { label: text.help, role: 'help', submenu: isMac ? [topic] : [topic, ...about] };
}

function applicationMenu(text: HostTexts, command: Command): Item {
  return {
    label: 'Task Sequence Media Builder',
    submenu: [
      role('about', text.about),
      SEPARATOR,
      command(text.settings, 'settings', 'CmdOrCtrl+,'),
      SEPARATOR,
      role('services', text.services),
      SEPARATOR,
      role('hide', text.hide),
      role('hideOthers', text.hideOthers),
      role('unhide', text.showAll),
      SEPARATOR,
      role('quit', text.quit),
    ],
  };
}

/** Electron's own labels are English, so every role gets one of ours. */
function role(name: NonNullable<Item['role']>, label: string): Item {
  return { role: name, label };
}

/** macOS underlines no letters and would show the mark. */
function withoutMnemonics(texts: HostTexts): HostTexts {
  const bare = Object.entries(texts).map(([key, text]) => [key, text.replace('&', '')]);
  // Sound: the same keys with strings.
  return Object.fromEntries(bare) as HostTexts;
}

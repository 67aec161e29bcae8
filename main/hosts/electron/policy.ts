/**
 * What the desktop window may do, as values and pure functions: the tests walk Electron's security checklist over them
 * (docs/security.md). Nothing else in this host decides about trust.
 */
import type { BrowserWindowConstructorOptions } from 'electron/main';
import { assetPath } from '../window/assets.ts';

export const SCHEME = 'app';
const HOST = 'media-builder';
/** The only page there is. */
export const PAGE_URL = `${SCHEME}://${HOST}/`;

/** The smallest window in which every page of the wizard is usable, in device-independent pixels. */
export const MIN_WINDOW = { width: 1024, height: 700 } as const;

/** How windows are made. */
export function windowOptions(facts: {
  /** Absolute path of the bundle. */
  readonly preload: string;
  /** Installed copies have no developer tools. */
  readonly isPackaged: boolean;
}): BrowserWindowConstructorOptions {
  return {
    minWidth: MIN_WINDOW.width,
    minHeight: MIN_WINDOW.height,
    // Shown when there is something to see.
    show: false,
    title: 'Task Sequence Media Builder',
    webPreferences: {
      preload: facts.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !facts.isPackaged,
    },
  };
}

/** How the scheme of the page is registered; before the app is ready. */
export const SCHEME_PRIVILEGES = {
  standard: true,
  secure: true,
  supportFetchAPI: true,
  bypassCSP: false,
  allowServiceWorkers: false,
  corsEnabled: false,
} as const;

/** The frame a message comes from, as far as trust needs it. */
export interface FrameFacts {
  readonly url: string;
  /** null for the main frame of a window. */
  readonly parent: unknown;
}

/** Only the main frame with our own page may ask for anything. A frame that is gone (null) is not trusted either. */
export function isTrustedFrame(frame: FrameFacts | null): boolean {
  return frame !== null && frame.parent === null && isOurPage(frame.url);
}

/** The page may only go to itself, which is what reloading is. */
export function navigationFor(url: string): 'allow' | 'deny' {
  return resolveAppUrl(url) === 'index.html' ? 'allow' : 'deny';
}

/**
 * There is one window and no other. Links are opened by the call `app.openExternal`, whose handler judges them.
 * @returns always a refusal, whatever the address
 */
export function windowOpenFor(_url: string): { readonly action: 'deny' } {
  return { action: 'deny' };
}

/** Of all that a page can ask the system for, only the copying of texts: remedies and command lines are copyable. */
export function permissionFor(name: string): boolean {
  return name === 'clipboard-sanitized-write';
}

/** The file of dist/renderer a URL names; undefined for every other scheme, host or way out of the folder. */
export function resolveAppUrl(url: string): string | undefined {
  const parsed = parse(url);
  if (parsed === undefined || !isOurOrigin(parsed)) return undefined;
  // The parser has resolved ".." already; what is still there was hidden by encoding and is refused here.
  return assetPath(parsed.pathname === '' ? '/' : parsed.pathname);
}

function isOurPage(url: string): boolean {
  const parsed = parse(url);
  return parsed !== undefined && isOurOrigin(parsed);
}

function isOurOrigin({ protocol, host, username, password }: URL): boolean {
  return protocol === `${SCHEME}:` && host === HOST && username === '' && password === '';
}

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}

/**
 * Where the window was, kept through crashes: it is stored soon after every change, not at the end only.
 * Traps: a screen may be gone since, so a rectangle nobody could reach is moved; a maximised window has the size it
 * would go back to.
 */
import type { BrowserWindow, Rectangle } from 'electron/main';
import type { Settings } from '#service/settings.ts';
import { MIN_WINDOW } from './policy.ts';

export type WindowState = NonNullable<Settings['windowState']>;

export interface WindowPlace {
  /** Without x and y the system places the window. */
  readonly bounds: Partial<Pick<Rectangle, 'x' | 'y'>> & Pick<Rectangle, 'width' | 'height'>;
  readonly isMaximized: boolean;
}

const FIRST_SIZE = { width: 1280, height: 820 } as const;
/** Of the title bar this much must be on a screen, so that the window can be taken hold of. */
const GRIP = { width: 120, height: 40 } as const;

/**
 * Where to open the window.
 * @param workAreas of the screens there are now, without task bars; the first is the main one
 */
export function placeWindow(state: WindowState | null, workAreas: readonly Rectangle[]): WindowPlace {
  const [main] = workAreas;
  const width = state?.width ?? FIRST_SIZE.width;
  const height = state?.height ?? FIRST_SIZE.height;
  const isMaximized = state?.isMaximized ?? false;
  const at = pointOf(state);
  const home = at === undefined ? undefined : workAreas.find((area) => hasGrip(area, { ...at, width }));
  const area = home ?? main;
  const size = {
    width: fit(width, MIN_WINDOW.width, area?.width),
    height: fit(height, MIN_WINDOW.height, area?.height),
  };
  return { bounds: home === undefined || at === undefined ? size : { ...at, ...size }, isMaximized };
}

function pointOf(state: WindowState | null): { readonly x: number; readonly y: number } | undefined {
  const { x = null, y = null } = state ?? {};
  return x === null || y === null ? undefined : { x, y };
}

/** Not larger than the screen; on a screen below the minimum the system decides. */
function fit(length: number, min: number, available: number | undefined): number {
  return Math.max(min, Math.min(length, available ?? length));
}

function hasGrip(area: Rectangle, bar: Omit<Rectangle, 'height'>): boolean {
  const right = Math.min(area.x + area.width, bar.x + bar.width);
  const left = Math.max(area.x, bar.x);
  const isDeepEnough = bar.y >= area.y && bar.y + GRIP.height <= area.y + area.height;
  return isDeepEnough && right - left >= GRIP.width;
}

const SAVE_AFTER_MS = 500;

/**
 * Stores the place of a window whenever it has come to rest, and when it is closed.
 * @returns resolves when everything is stored; for the end of the program
 */
export function rememberWindow(
  window: Pick<BrowserWindow, 'on' | 'getNormalBounds' | 'isMaximized' | 'isMinimized' | 'isDestroyed'>,
  save: (state: WindowState) => Promise<void>,
): () => Promise<void> {
  let saving = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let known: WindowState | undefined;
  const saveNow = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (window.isDestroyed() || window.isMinimized()) return;
    const { x, y, width, height } = window.getNormalBounds();
    const state: WindowState = { x, y, width, height, isMaximized: window.isMaximized() };
    if (JSON.stringify(state) === JSON.stringify(known)) return;
    known = state;
    // One after the other, so that the last one wins.
    saving = saving.then(() => save(state));
  };
  const saveSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(saveNow, SAVE_AFTER_MS);
  };
  window.on('resize', saveSoon);
  window.on('move', saveSoon);
  window.on('maximize', saveSoon);
  window.on('unmaximize', saveSoon);
  window.on('close', saveNow);
  return async () => {
    await saving;
  };
}

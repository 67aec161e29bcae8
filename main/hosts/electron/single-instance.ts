/** One program, one window: a second start brings the first one to the front and ends. */
import type { App, BrowserWindow } from 'electron/main';

type Front = Pick<BrowserWindow, 'isMinimized' | 'restore' | 'show' | 'focus'>;

/** @returns false when another instance runs; this one should end then */
export function claimSingleInstance(
  app: Pick<App, 'requestSingleInstanceLock' | 'on'>,
  currentWindow: () => Front | undefined,
): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', () => {
    const window = currentWindow();
    if (window === undefined) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  });
  return true;
}

/**
 * When the process of the page ends: drives go on being written, so the page is loaded again and shows them, since all
 * events are whole states. A page that ends again at once is not loaded for ever.
 */
import type { BrowserWindow, Dialog } from 'electron/main';
import type { AppService } from '#service/host-ports.ts';
import type { HostTexts } from './host-texts.ts';
import { PAGE_URL } from './policy.ts';

export interface RevivalPorts {
  readonly window: Pick<BrowserWindow, 'loadURL'>;
  readonly service: Pick<AppService, 'isBusy' | 'close' | 'events'>;
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly text: () => HostTexts;
  readonly exit: () => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** Two ends within this time mean that loading again does not help. */
const TOO_SOON_MS = 30_000;

/** @returns to be called whenever the page's process has ended */
export function createRevival(ports: RevivalPorts): () => Promise<void> {
  let lastMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const isTooSoon = ports.now() - lastMs < TOO_SOON_MS;
    lastMs = ports.now();
    if (!isTooSoon) {
      await ports.window.loadURL(PAGE_URL);
      await ports.dialog.showMessageBox({ type: 'warning', message: ports.text().crashed });
      return;
    }
    await ports.dialog.showMessageBox({ type: 'error', message: ports.text().crashedAgain });
    await idle(ports.service);
    await ports.service.close();
    ports.exit();
  };
}

/** Resolves when no job runs any more; every end of a job is an event. */
async function idle({ isBusy, events }: RevivalPorts['service']): Promise<void> {
  if (!isBusy()) return;
  await new Promise<void>((resolve) => {
    const stop = events.listen(() => {
      // The service notices the end in the same turn in which it tells it.
      setImmediate(() => {
        if (isBusy()) return;
        stop();
        resolve();
      });
    });
  });
}

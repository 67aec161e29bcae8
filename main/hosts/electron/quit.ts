/**
 * The way out: the window closes at once when nothing runs; otherwise the user is asked first, and the program ends only
 * when everything that ran has been cancelled and cleaned up.
 */
import type { Dialog, Event as ElectronEvent, MessageBoxOptions } from 'electron/main';
import type { AppService } from '#service/host-ports.ts';
import type { HostTexts } from './host-texts.ts';

/** The question; continuing is what Enter and Escape mean. */
export function quitQuestion(text: HostTexts): MessageBoxOptions {
  return {
    type: 'warning',
    message: text.quitQuestion,
    detail: text.quitDetail,
    buttons: [text.keepWorking, text.cancelAndQuit],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
}

export interface QuitPorts {
  readonly service: Pick<AppService, 'isBusy' | 'close'>;
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly text: () => HostTexts;
  /** What else must be done before the end: the place of the window. */
  readonly flush: () => Promise<void>;
  /** Ends the program, whatever windows say. */
  readonly exit: () => void;
}

/** @returns for the `close` event of the window, which is always prevented: the end comes from here */
export function createQuit(
  ports: QuitPorts,
): (event: Pick<ElectronEvent, 'preventDefault'>) => Promise<void> {
  let state: 'open' | 'asking' | 'ending' = 'open';
  return async (event) => {
    event.preventDefault();
    if (state !== 'open') return;
    if (ports.service.isBusy()) {
      state = 'asking';
      const { response } = await ports.dialog.showMessageBox(quitQuestion(ports.text()));
      if (response !== 1) {
        state = 'open';
        return;
      }
    }
    state = 'ending';
    // What cannot be stored or closed must not keep the program from ending.
    await Promise.allSettled([ports.service.close(), ports.flush()]);
    ports.exit();
  };
}

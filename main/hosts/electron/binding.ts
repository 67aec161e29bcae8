/**
 * Connects the window to the service over Electron's IPC. Who asks is checked on every message: our window, its main
 * frame, our page. Anybody else gets a rejected promise and a line in the log; silence would look like success.
 * When the page is reloaded, crashes or closes, what it had asked for is cancelled and it is told nothing more.
 */
import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron/main';
import { MediaError } from '#base/errors/media-error.ts';
import type { Channels } from '#contract/channels.ts';
import type { AppService } from '#service/host-ports.ts';
import { isTrustedFrame } from './policy.ts';

export const CHANNELS: Channels = {
  call: 'media-builder:call',
  listen: 'media-builder:listen',
  event: 'media-builder:event',
};

export interface BindingOptions {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>;
  readonly contents: Pick<WebContents, 'send' | 'on' | 'isDestroyed'>;
  readonly service: Pick<AppService, 'dispatch' | 'events'>;
  /** Told of every message that was not answered. */
  readonly onRefused?: ((error: MediaError) => void) | undefined;
}

/** @returns ends the binding */
export function bindElectronHost({ ipcMain, contents, service, onRefused }: BindingOptions): () => void {
  let page = new AbortController();
  let stopTelling = (): void => undefined;
  const leavePage = (): void => {
    stopTelling();
    stopTelling = () => undefined;
    page.abort(new MediaError('E_CANCELLED', 'the window that asked is gone'));
    page = new AbortController();
  };
  const demandTrust = (event: IpcMainInvokeEvent): void => {
    const error = refusalOf(event, contents);
    if (error === undefined) return;
    onRefused?.(error);
    throw error;
  };

  ipcMain.handle(CHANNELS.call, async (event, method: unknown, input: unknown) => {
    demandTrust(event);
    const name = typeof method === 'string' ? method : '';
    return await service.dispatch(name, input, { signal: page.signal });
  });
  ipcMain.handle(CHANNELS.listen, (event) => {
    demandTrust(event);
    stopTelling();
    stopTelling = service.events.listen((message) => {
      if (!contents.isDestroyed()) contents.send(CHANNELS.event, message);
    });
  });
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) leavePage();
  });
  contents.on('render-process-gone', leavePage);
  contents.on('destroyed', leavePage);

  return () => {
    ipcMain.removeHandler(CHANNELS.call);
    ipcMain.removeHandler(CHANNELS.listen);
    leavePage();
  };
}

function refusalOf(
  { sender, senderFrame }: IpcMainInvokeEvent,
  contents: BindingOptions['contents'],
): MediaError | undefined {
  if (sender !== contents) return new MediaError('E_HOST_REFUSED', 'a message of another window');
  if (isTrustedFrame(senderFrame)) return undefined;
  const where =
    senderFrame === null ? 'a frame that is gone' : `a frame with ${senderFrame.url.slice(0, 200)}`;
  return new MediaError('E_HOST_REFUSED', `a message of ${where}`);
}

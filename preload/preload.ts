/**
 * All that the window gets of Electron: two functions. Trap: neither `ipcRenderer` nor an event object may be passed on,
 * since either would let a page reach every channel (docs/security.md, item 20).
 */
import { contextBridge, ipcRenderer } from 'electron/renderer';
import type { Bridge } from './contract/bridge.ts';
import type { Channels } from './contract/channels.ts';

const CHANNELS: Channels = {
  call: 'media-builder:call',
  listen: 'media-builder:listen',
  event: 'media-builder:event',
};

const bridge: Bridge = {
  call: (method, input) => ipcRenderer.invoke(CHANNELS.call, method, input),
  listen(listener) {
    const forward = (_event: unknown, message: unknown): void => {
      listener(message);
    };
    ipcRenderer.on(CHANNELS.event, forward);
    // A refusal shows at the first call; here nobody waits for the answer.
    ipcRenderer.invoke(CHANNELS.listen).catch(() => undefined);
    return () => {
      ipcRenderer.removeListener(CHANNELS.event, forward);
    };
  },
};

contextBridge.exposeInMainWorld('mediaBuilder', bridge);

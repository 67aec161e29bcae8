/**
 * The three ways from a window to the core, each over a service of the test: directly (through JSON, as any wire), over
 * Electron's IPC with the preload bundle that ships and the binding that ships, and over real HTTP with the window's own
 * bridge. What is not ours of Electron is the shim in `electron-shim.ts`.
 */
import { randomBytes } from 'node:crypto';
import { vi } from 'vitest';
import type { Bridge } from '#contract/bridge.ts';
import type { AppService } from '#service/host-ports.ts';
import { bindElectronHost } from '../../main/hosts/electron/binding.ts';
import { startWebHost } from '../../main/hosts/web/server.ts';
import { webBridge } from '../../renderer/bridge/web-bridge.ts';
import { createElectronShim } from './electron-shim.ts';
import { enter } from './web-visitor.ts';

export interface OpenBridge {
  readonly bridge: Bridge;
  /** The window goes away without a word. */
  leave(): void;
  close(): Promise<void>;
}

type TestService = Pick<AppService, 'dispatch' | 'events'>;
export type OpenTransport = (service: TestService) => Promise<OpenBridge>;

const throughJson = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));

function openDirect({ dispatch, events }: TestService): Promise<OpenBridge> {
  const window = new AbortController();
  const bridge: Bridge = {
    call: async (method, input) => throughJson(await dispatch(method, throughJson(input), window)),
    listen: (listener) =>
      events.listen((message) => {
        listener(throughJson(message));
      }),
  };
  const leave = (): void => {
    window.abort();
  };
  return Promise.resolve({
    bridge,
    leave,
    close: () => {
      leave();
      return Promise.resolve();
    },
  });
}

async function openElectron(service: TestService): Promise<OpenBridge> {
  const shim = createElectronShim();
  const unbind = bindElectronHost({ ipcMain: shim.ipcMain, contents: shim.contents, service });
  const exposed = await shim.loadPreload();
  // Sound: `electron-security.test.ts` shows that exactly these two functions are exposed.
  const bridge = exposed['mediaBuilder'] as Bridge;
  return {
    bridge,
    leave: () => {
      shim.endPage();
    },
    close: () => {
      unbind();
      return Promise.resolve();
    },
  };
}

async function openWeb(service: TestService): Promise<OpenBridge> {
  const host = await startWebHost({ service, assets: '/nonexistent', random: randomBytes });
  const visitor = await enter(host);
  vi.stubGlobal('fetch', visitor.fetch);
  vi.stubGlobal('EventSource', visitor.EventSource);
  const close = async (): Promise<void> => {
    visitor.leave();
    vi.unstubAllGlobals();
    await host.close();
  };
  return { bridge: webBridge(), leave: visitor.leave, close };
}

export const transports: Readonly<Record<string, OpenTransport>> = {
  direct: openDirect,
  electron: openElectron,
  web: openWeb,
};

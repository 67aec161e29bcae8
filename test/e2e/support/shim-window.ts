/**
 * The desktop window without Electron: the preload bundle that ships runs in Chromium, on as much of `electron/renderer`
 * as it touches; what it invokes travels over Playwright's wire to the binding that ships. The page itself comes from the
 * program's answer to `app://`. What is not ours of Electron is this file and `support/electron-shim.ts`, typed by
 * electron.d.ts.
 */
import type { ContextBridge, IpcRenderer } from 'electron/renderer';
import { windowFiles } from '#platform/resource-paths.ts';
import type { AppService } from '#service/host-ports.ts';
import { bindElectronHost, CHANNELS } from '../../../main/hosts/electron/binding.ts';
import { answerAppRequest } from '../../../main/hosts/electron/protocol.ts';
import { PAGE_URL } from '../../../main/hosts/electron/policy.ts';
import { createElectronShim, preloadBundle, SANDBOX_MODULES } from '../../support/electron-shim.ts';
import type { WindowSource } from './web-window.ts';

/** Stands for `app://media-builder`, a scheme that only Electron can register; no server has this name. */
const ORIGIN = 'https://media-builder.test';

export function shimWindows(service: AppService): WindowSource {
  const ends: (() => void)[] = [];
  return {
    async open(page, wire) {
      const shim = createElectronShim();
      const end = bindElectronHost({ ipcMain: shim.ipcMain, contents: shim.contents, service });
      ends.push(end);
      await page.route(`${ORIGIN}/**`, async (route) => {
        const request = route.request();
        // As `did-start-navigation`: before anything of the new document runs.
        if (request.isNavigationRequest()) shim.endPage('reload');
        const url = request.url().replace(`${ORIGIN}/`, PAGE_URL);
        const answer = await answerAppRequest({ method: request.method(), url }, windowFiles().assets);
        await route.fulfill({
          status: answer.status,
          headers: Object.fromEntries(answer.headers),
          body: Buffer.from(await answer.arrayBuffer()),
        });
      });
      await page.exposeFunction('shimInvoke', async (channel: string, args: readonly unknown[]) => {
        const [method, input] = args;
        if (channel === CHANNELS.call) wire.push({ method: String(method), input });
        return await shim.invoke(channel, args);
      });
      shim.onSent((channel, args) => {
        // A page that is being reloaded or closed is told nothing, as in Electron.
        void page.evaluate(tell, { channel, args }).catch(() => undefined);
      });
      page.on('close', () => {
        shim.endPage('close');
      });
      await page.addInitScript(preloadInPage());
      await page.goto(`${ORIGIN}/`);
    },
    close() {
      for (const end of ends.splice(0)) end();
      return Promise.resolve();
    },
  };
}

interface ShimPage {
  shimInvoke(channel: string, args: readonly unknown[]): Promise<unknown>;
  shimTell?: (channel: string, args: readonly unknown[]) => void;
}

function tell({ channel, args }: { readonly channel: string; readonly args: readonly unknown[] }): void {
  // Sound: set by `electronInPage` before any script of the page.
  (globalThis as unknown as ShimPage).shimTell?.(channel, args);
}

/** The bundle as a sandboxed preload script: with a `require` that knows what Electron's sandbox has, and nothing more. */
function preloadInPage(): string {
  return `(() => {
    const require = (${electronInPage.toString()})(${JSON.stringify(SANDBOX_MODULES)});
    const module = { exports: {} };
    const exports = module.exports;
    ${preloadBundle()}
  })();`;
}

/** Runs in the page: it can use nothing of this file. */
function electronInPage(modules: readonly string[]): (name: string) => unknown {
  // Sound: Playwright has exposed the function before any script of the page runs.
  const page = globalThis as unknown as ShimPage;
  const listeners = new Map<string, Set<(event: never, ...args: never[]) => void>>();
  page.shimTell = (channel, args) => {
    for (const listener of [...(listeners.get(channel) ?? [])]) {
      listener({} as never, ...(args as never[]));
    }
  };
  const ipcRenderer: Pick<IpcRenderer, 'invoke' | 'on' | 'removeListener'> = {
    invoke: (channel, ...args) => page.shimInvoke(channel, args),
    on(channel, listener) {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener as never));
      return ipcRenderer as IpcRenderer;
    },
    removeListener(channel, listener) {
      listeners.get(channel)?.delete(listener as never);
      return ipcRenderer as IpcRenderer;
    },
  };
  const contextBridge: Pick<ContextBridge, 'exposeInMainWorld'> = {
    exposeInMainWorld(name, api: unknown) {
      Object.defineProperty(globalThis, name, { value: Object.freeze(api), enumerable: true });
    },
  };
  return (name) => {
    if (!modules.includes(name)) throw new Error(`module not found: ${name}`);
    return name.startsWith('electron') ? { contextBridge, ipcRenderer } : {};
  };
}

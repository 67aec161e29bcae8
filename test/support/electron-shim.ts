/**
 * As much of Electron's plumbing as the binding and the preload script touch: what is sent is copied (structured clone),
 * what a handler throws arrives as an Error with the message Electron makes of it, and a sandboxed preload script may
 * require only what the sandbox has. It is our claim about Electron, so it is small, and its types are those of
 * electron.d.ts.
 */
import { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import type { IpcMain, IpcMainInvokeEvent, WebContents, WebFrameMain } from 'electron/main';
import type { ContextBridge, IpcRenderer, IpcRendererEvent } from 'electron/renderer';
import { PAGE_URL } from '../../main/hosts/electron/policy.ts';

/** What a sandboxed preload script may require (Electron's docs/tutorial/sandbox.md). */
export const SANDBOX_MODULES = [
  'electron',
  'electron/common',
  'electron/renderer',
  'events',
  'timers',
  'url',
];

/** Beside the channels: whatever is sent. */
const ANY = Symbol('any channel');

type Handler = Parameters<IpcMain['handle']>[1];
type Contents = Pick<WebContents, 'send' | 'on' | 'isDestroyed'>;

export interface ElectronShim {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>;
  readonly contents: Contents;
  /** Sends as any frame of any window; by default as our page. */
  invoke(channel: string, args: readonly unknown[], from?: Partial<IpcMainInvokeEvent>): Promise<unknown>;
  /** Told of everything that is sent to the page. */
  onSent(listener: (channel: string, args: readonly unknown[]) => void): void;
  /** Runs the preload bundle. @returns what it exposed in the main world, by name */
  loadPreload(): Promise<Readonly<Record<string, unknown>>>;
  /** The page is loaded anew, or gone. */
  endPage(how?: 'reload' | 'crash' | 'close'): void;
  readonly channels: () => readonly string[];
}

/** Our page's main frame. */
export function frame(facts: Partial<Pick<WebFrameMain, 'url' | 'parent'>> = {}): WebFrameMain {
  // Sound: the binding looks at no other members, and the type keeps these two right.
  return { url: PAGE_URL, parent: null, ...facts } as unknown as WebFrameMain;
}

export function createElectronShim(): ElectronShim {
  const handlers = new Map<string, Handler>();
  const toRenderer = new EventEmitter();
  const ofContents = new EventEmitter();
  let isDestroyed = false;
  const contents: Contents = {
    send(channel, ...args) {
      if (isDestroyed) throw new TypeError('Object has been destroyed');
      const copies = args.map((one: unknown) => structuredClone(one));
      toRenderer.emit(channel, ...copies);
      toRenderer.emit(ANY, channel, copies);
    },
    // Sound: an emitter takes every overload.
    on: ofContents.on.bind(ofContents) as unknown as Contents['on'],
    isDestroyed: () => isDestroyed,
  };
  const ipcMain: ElectronShim['ipcMain'] = {
    handle(channel, handler) {
      if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
      handlers.set(channel, handler);
    },
    removeHandler(channel) {
      handlers.delete(channel);
    },
  };
  const invoke: ElectronShim['invoke'] = async (channel, args, from = {}) => {
    const handler = handlers.get(channel);
    // Sound: see `frame`.
    const event = { sender: contents, senderFrame: frame(), type: 'frame', ...from } as IpcMainInvokeEvent;
    try {
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      const answer: unknown = await handler(event, ...args.map((one) => structuredClone(one)));
      return structuredClone(answer);
    } catch (error) {
      // Electron passes on nothing but this text.
      throw new Error(`Error invoking remote method '${channel}': ${String(error)}`, { cause: error });
    }
  };
  const ipcRenderer: Pick<IpcRenderer, 'invoke' | 'on' | 'removeListener'> = {
    invoke: (channel, ...args) => invoke(channel, args),
    on(channel, listener) {
      const forward = (...args: unknown[]): void => {
        // The event object has `sender`, the way to every channel: it must not reach the page.
        listener({ sender: ipcRenderer } as unknown as IpcRendererEvent, ...args);
      };
      Reflect.set(listener, 'forward', forward);
      toRenderer.on(channel, forward);
      return ipcRenderer as IpcRenderer;
    },
    removeListener(channel, listener) {
      toRenderer.off(channel, Reflect.get(listener, 'forward') as () => void);
      return ipcRenderer as IpcRenderer;
    },
  };
  return {
    ipcMain,
    contents,
    invoke,
    onSent: (listener) => {
      toRenderer.on(ANY, listener);
    },
    loadPreload: () => Promise.resolve(runPreload(ipcRenderer)),
    endPage(how = 'reload') {
      if (how === 'reload') {
        ofContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
      } else if (how === 'crash')
        ofContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
      else {
        isDestroyed = true;
        ofContents.emit('destroyed');
      }
    },
    channels: () => [...handlers.keys()],
  };
}

let bundle: string | undefined;

/** The preload bundle, built as for the product. */
export function preloadBundle(): string {
  if (bundle === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'media-builder-preload-'));
    const file = join(folder, 'preload.cjs');
    const run = spawnSync(process.execPath, ['scripts/build.mjs', '--preload', file], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stderr);
    bundle = readFileSync(file, 'utf8');
    rmSync(folder, { recursive: true, force: true });
  }
  return bundle;
}

function runPreload(ipcRenderer: unknown): Readonly<Record<string, unknown>> {
  const exposed: Record<string, unknown> = {};
  const contextBridge: Pick<ContextBridge, 'exposeInMainWorld'> = {
    exposeInMainWorld(name, api: unknown) {
      exposed[name] = copyToPage(api);
    },
  };
  const renderer = { contextBridge, ipcRenderer };
  const require = (name: string): unknown => {
    const bare = name.replace(/^node:/, '');
    if (!SANDBOX_MODULES.includes(bare)) throw new Error(`module not found: ${name}`);
    return bare.startsWith('electron') ? renderer : {};
  };
  runInContext(preloadBundle(), createContext({ require, exports: {}, module: { exports: {} } }), {
    filename: 'preload.cjs',
  });
  return exposed;
}

/** As the context bridge does it: plain values are copied, functions become functions that copy. */
function copyToPage(value: unknown): unknown {
  if (typeof value === 'function') {
    return (...args: unknown[]): unknown => {
      const answer: unknown = Reflect.apply(value, undefined, args.map(copyToPreload));
      return answer instanceof Promise || isThenable(answer)
        ? Promise.resolve(answer).then(copyToPage)
        : copyToPage(answer);
    };
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyToPage);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copyToPage(one)]));
}

function copyToPreload(value: unknown): unknown {
  if (typeof value !== 'function') return structuredClone(value);
  return (...args: unknown[]): unknown => Reflect.apply(value, undefined, args.map(copyToPage));
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

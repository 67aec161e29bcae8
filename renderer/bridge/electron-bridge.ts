/** The bridge that the preload script puts into the window: two functions, nothing of Electron. */
import type { Bridge } from '#contract/bridge.ts';

declare global {
  interface Window {
    /** Exposed by preload/preload.ts; absent in a browser. */
    readonly mediaBuilder?: Bridge;
  }
}

export function electronBridge(): Bridge | undefined {
  return window.mediaBuilder;
}

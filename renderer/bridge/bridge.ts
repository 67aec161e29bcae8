/** Which way this window reaches the core: through its preload script, or through the web host it came from. */
import type { Bridge } from '#contract/bridge.ts';
import { electronBridge } from './electron-bridge.ts';
import { webBridge } from './web-bridge.ts';

export function openBridge(): Bridge {
  return electronBridge() ?? webBridge();
}

/**
 * The bridge to the web host: calls are POSTs, events come as server-sent events. The cookie that proves who asks is set
 * by the host and cannot be read here. EventSource reconnects by itself, and the host then tells all last states again.
 * Trap: browsers keep six connections to a host, so all listeners share one stream. Who comes later is told the last
 * states by opening it anew: only the host knows which of them still hold.
 */
import type { Bridge } from '#contract/bridge.ts';

export function webBridge(): Bridge {
  const listeners = new Set<(event: unknown) => void>();
  let source: EventSource | undefined;
  let isOpening = false;
  const open = (): void => {
    isOpening = false;
    source?.close();
    source = undefined;
    if (listeners.size === 0) return;
    source = new EventSource('/events');
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const event: unknown = JSON.parse(data);
      for (const listener of [...listeners]) listener(event);
    };
  };
  /** Once for all listeners that come or go in the same turn. */
  const openSoon = (): void => {
    if (isOpening) return;
    isOpening = true;
    queueMicrotask(open);
  };
  return {
    async call(method, input) {
      const response = await fetch('/call', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ method, input }),
      });
      if (!response.ok) throw new Error(`the program answered ${response.status}`);
      const reply: unknown = await response.json();
      return reply;
    },
    listen(listener) {
      listeners.add(listener);
      openSoon();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) openSoon();
      };
    },
  };
}

/**
 * The bridge to the web host: calls are POSTs, events come as server-sent events. The cookie that proves who asks is set
 * by the host and cannot be read here. EventSource reconnects by itself, and the host then tells all last states again.
 */
import type { Bridge } from '#contract/bridge.ts';

export function webBridge(): Bridge {
  const listeners = new Set<(event: unknown) => void>();
  /** The last message of each state, for listeners that come after it. */
  const last = new Map<string, unknown>();
  let source: EventSource | undefined;
  const open = (): void => {
    if (source !== undefined) return;
    source = new EventSource('events');
    source.onmessage = ({ data }) => {
      const event: unknown = JSON.parse(String(data));
      const key = keyOf(event);
      if (key !== undefined) last.set(key, event);
      for (const listener of [...listeners]) listener(event);
    };
  };
  return {
    async call(method, input) {
      const response = await fetch('call', {
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
      open();
      for (const event of [...last.values()]) listener(event);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** Which state an event is; undefined for commands of the menu, which are none. */
function keyOf(event: unknown): string | undefined {
  if (typeof event !== 'object' || event === null || !('name' in event)) return undefined;
  const { name } = event;
  if (typeof name !== 'string' || name === 'menu') return undefined;
  const payload = 'payload' in event ? event.payload : undefined;
  const isJob = typeof payload === 'object' && payload !== null && 'jobId' in payload;
  return isJob ? `${name} ${String(payload.jobId)}` : name;
}

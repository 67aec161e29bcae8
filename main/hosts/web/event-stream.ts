/**
 * Events as server-sent events. A browser that does not read (a sleeping tab) must not make the program's memory grow:
 * since events are whole states, only the last one of each is kept until it reads again.
 */
import type { ServerResponse } from 'node:http';
import type { EventMessage } from '#contract/contract.ts';
import type { EventHub } from '#service/event-hub.ts';

/** So that both sides notice a broken connection. */
const HEARTBEAT_MS = 15_000;
/** What the browser waits before it connects again, in milliseconds. */
const RETRY_MS = 1000;

/** Tells all events over a response whose headers are written, from the last states on, until it is closed. */
export function streamEvents(
  events: Pick<EventHub, 'listen'>,
  response: Pick<ServerResponse, 'write' | 'on' | 'writableNeedDrain'>,
  heartbeatMs = HEARTBEAT_MS,
): void {
  const waiting = new Map<string, string>();
  const send = (key: string, text: string): void => {
    if (response.writableNeedDrain) {
      // Again at the end, where its newest state belongs.
      waiting.delete(key);
      waiting.set(key, text);
    } else response.write(text);
  };
  response.write(`retry: ${RETRY_MS}\n\n`);
  const stop = events.listen((message) => {
    send(keyOf(message), `data: ${JSON.stringify(message)}\n\n`);
  });
  const heart = setInterval(() => {
    send('heartbeat', ': still here\n\n');
  }, heartbeatMs);
  response.on('drain', () => {
    for (const [key, text] of [...waiting]) {
      if (response.writableNeedDrain) return;
      waiting.delete(key);
      response.write(text);
    }
  });
  response.on('close', () => {
    clearInterval(heart);
    stop();
    waiting.clear();
  });
}

function keyOf({ name, payload }: EventMessage): string {
  const isJob = typeof payload === 'object' && payload !== null && 'jobId' in payload;
  return isJob ? `${name} ${String(payload.jobId)}` : name;
}

/** Looks at the beginning of a stream that is then read from its first byte on. */
import { concatBytes } from '#base/bytes.ts';

export interface PeekedStream {
  /** The first bytes, as many as were asked for so far; fewer when the stream is shorter. */
  head(length: number): Promise<Uint8Array>;
  /** Everything, the head included; may be read once. */
  all(): AsyncIterable<Uint8Array>;
  /** Ends the stream without reading on. */
  close(): Promise<void>;
}

export function peek(source: AsyncIterable<Uint8Array>): PeekedStream {
  const iterator = source[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let heldBytes = 0;
  let isDone = false;
  return {
    async head(length) {
      while (heldBytes < length && !isDone) {
        const next = await iterator.next();
        if (next.done === true) isDone = true;
        else {
          held.push(next.value);
          heldBytes += next.value.length;
        }
      }
      return concatBytes(held).subarray(0, length);
    },
    async *all() {
      yield* held.splice(0);
      while (!isDone) {
        const next = await iterator.next();
        if (next.done === true) return;
        yield next.value;
      }
    },
    async close() {
      await iterator.return?.();
    },
  };
}

/** Source files in memory, with a count of how often each was opened and closed, and images made of them. */
import type { MediumSpec } from '#jobs/medium-spec.ts';
import type { OpenSource } from '#jobs/sources.ts';

export interface FakeSources {
  readonly openSource: OpenSource;
  readonly opened: Map<string, number>;
  readonly closed: Map<string, number>;
}

export function fakeSources(files: Readonly<Record<string, Uint8Array>>): FakeSources {
  const opened = new Map<string, number>();
  const closed = new Map<string, number>();
  const count = (counts: Map<string, number>, path: string): void => {
    counts.set(path, (counts.get(path) ?? 0) + 1);
  };
  const openSource: OpenSource = (path) => {
    const bytes = files[path];
    if (bytes === undefined) return Promise.reject(new Error(`ENOENT: "${path}"`));
    count(opened, path);
    return Promise.resolve({
      sizeBytes: bytes.length,
      read: (offset, target) => {
        const part = bytes.subarray(offset, offset + target.length);
        target.set(part);
        return Promise.resolve(part.length);
      },
      close: () => {
        count(closed, path);
        return Promise.resolve();
      },
    });
  };
  return { openSource, opened, closed };
}

/** Bytes that differ from place to place. */
export function patterned(sizeBytes: number, seed = 7): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let state = seed;
  for (let index = 0; index < sizeBytes; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = state >>> 16;
  }
  return bytes;
}

export function imageMedium(path: string, sizeBytes: number, isGrowing = false): MediumSpec {
  return { kind: 'image', content: { kind: 'file', id: 'image', path, sizeBytes, isGrowing } };
}

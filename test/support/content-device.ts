/** A device's content against storage of a test, and a clock that does not make a test wait. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { sha256Hex } from '#base/hash.ts';
import {
  createContent,
  type DeviceContent,
  type DeviceContentOptions,
} from '../../resources/runtime/content/content.ts';
import { VariableStore } from '../../resources/runtime/engine/variables.ts';
import type { Clock } from '../../resources/runtime/platform/platform.ts';
import { loopback } from '../conformance/runtime-support.ts';
import type { FaultyStorage } from './faulty-storage.ts';
import { tempFolder } from './temp.ts';

/** Sleeps a hundredth of the time, whether or not it can be interrupted. */
export class QuickClock implements Clock {
  readonly slept: number[] = [];
  now(): Date {
    return new Date();
  }
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms);
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, ms / 100));
    signal?.throwIfAborted();
  }
}

export interface Device {
  readonly content: DeviceContent;
  readonly variables: VariableStore;
  readonly clock: QuickClock;
  readonly log: string[];
  readonly cache: string;
}

export async function device(
  storage: FaultyStorage,
  own: Partial<DeviceContentOptions> & { cache?: string } = {},
): Promise<Device> {
  const variables = own.variables ?? new VariableStore();
  const clock = new QuickClock();
  const log: string[] = [];
  const cache = own.cache ?? (await tempFolder('cache'));
  const content = createContent({
    source: storage,
    rootsPem: [storage.rootPem],
    lookup: loopback,
    clock,
    variables,
    cacheFolder: () => Promise.resolve(cache),
    log: (text) => log.push(text),
    idleMs: 400,
    ...own,
  });
  return { content, variables, clock, log, cache };
}

export async function expectFiles(storage: FaultyStorage, folder: string): Promise<void> {
  for (const [path, bytes] of storage.files)
    expect([path, sha256Hex(await readFile(join(folder, path)))]).toEqual([path, sha256Hex(bytes)]);
}

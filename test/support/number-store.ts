/** A store of numbers, for the test of stores and the processes it starts. */
import { z } from 'zod';
import type { MediaError } from '#base/errors/media-error.ts';
import { createJsonStore, type JsonStore } from '#platform/json-store.ts';

export function numberStore(
  folder: string,
  onProblem?: (problem: MediaError) => void,
): JsonStore<readonly number[]> {
  return createJsonStore<readonly number[]>({
    folder,
    name: 'numbers.json',
    version: 1,
    schema: z.array(z.int()),
    empty: [],
    maxBytes: 20_000,
    onProblem,
  });
}

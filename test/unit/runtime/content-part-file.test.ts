/** The map of what has arrived of a file: when it is written, and what is believed of it. */
import { readFile } from 'node:fs/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { keptBytes, PartFile } from '../../../resources/runtime/content/part-file.ts';
import { placesOf } from '../../../resources/runtime/content/under-way.ts';
import { tempFolder } from '../../support/temp.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('the map is written once a second, also when the time of day is set back meanwhile', async () => {
  const file = { path: 'one.bin', sizeBytes: 100, sha256: 'a'.repeat(64) };
  const places = placesOf(await tempFolder('part'), 'PS100001', file);
  const nowMs = performance.now();
  const passed = vi.spyOn(performance, 'now').mockReturnValue(nowMs);
  const part = await PartFile.open(file, places);
  // A computer without a battery for its clock gets the time from the gateway, years off.
  vi.spyOn(Date, 'now').mockReturnValue(0);
  await part.write(0, Buffer.alloc(10));
  passed.mockReturnValue(nowMs + 1001);
  await part.write(10, Buffer.alloc(10));
  vi.spyOn(Date, 'now').mockRestore();
  await vi.waitFor(async () => {
    expect(JSON.parse(await readFile(places.map, 'utf8'))).toMatchObject({ done: [[0, 20]] });
  });
  expect(await keptBytes(file, places)).toBe(20);
  expect(await keptBytes({ ...file, sha256: 'b'.repeat(64) }, places)).toBe(0);
  await part.close();
});

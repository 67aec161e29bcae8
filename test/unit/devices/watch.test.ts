/** Watching drives on a clock of the test's own: what is reported, and what is not. */
import { expect, test } from 'vitest';
import type { Drive } from '#devices/drive.ts';
import { watchDrives, type DriveNews, type WatchedSystem } from '#devices/watch.ts';
import { STICK, volume } from '../../support/drives.ts';

const OTHER: Drive = { ...STICK, device: '/dev/sdc', serial: 'OTHER' };
const MOUNTED: Drive = { ...STICK, volumes: [volume({ mountpoints: ['/media/x'] })] };

type Look = readonly Drive[] | Error;

/** Watches a machine that gives these answers, then ends; returns what was reported. */
async function watch(looks: readonly Look[], hintAfter?: number) {
  const over = new AbortController();
  const news: DriveNews[] = [];
  const errors: unknown[] = [];
  const slept: number[] = [];
  let looked = 0;
  let hint: () => void = () => undefined;
  let stopped = 0;
  const system: WatchedSystem = {
    list: () => {
      const look = looks[looked];
      looked += 1;
      if (looked === looks.length) over.abort();
      return look instanceof Error ? Promise.reject(look) : Promise.resolve(look ?? []);
    },
    hints: (onHint) => {
      hint = onHint;
      return Promise.resolve(() => {
        stopped += 1;
      });
    },
  };
  await watchDrives(system, {
    signal: over.signal,
    onChange: (one) => news.push(one),
    onError: (error) => errors.push(error),
    intervalMs: 5000,
    sleep: async (ms) => {
      slept.push(ms);
      if (ms === 5000 && looked === hintAfter) {
        hint();
        // The interval itself would never end.
        await new Promise(() => undefined);
      }
    },
  });
  return { news, errors, slept, stopped };
}

const names = (drives: readonly Drive[]): readonly string[] => drives.map(({ device }) => device);
const short = ({ added, removed, changed }: DriveNews) => [names(added), names(removed), names(changed)];

test('the first list is all new; after that only differences are told', async () => {
  const { news, stopped } = await watch([[STICK], [STICK], [STICK, OTHER], [OTHER], [OTHER], []]);
  expect(news.map(short)).toEqual([
    [['/dev/sdb'], [], []],
    [['/dev/sdc'], [], []],
    [[], ['/dev/sdb'], []],
  ]);
  expect(news.at(-1)?.drives).toEqual([OTHER]);
  expect(stopped).toBe(1);
});

test('another stick in the same port is one gone and one come', async () => {
  const swapped = { ...STICK, serial: 'B' };
  const { news } = await watch([[STICK], [swapped], []]);
  expect(news.map(short)[1]).toEqual([['/dev/sdb'], ['/dev/sdb'], []]);
});

test('mounting is a change, the room in use is none', async () => {
  const used = { ...MOUNTED, volumes: [volume({ mountpoints: ['/media/x'], usedBytes: 7 })] };
  const { news } = await watch([[STICK], [MOUNTED], [used], []]);
  expect(news.map(short)).toEqual([
    [['/dev/sdb'], [], []],
    [[], [], ['/dev/sdb']],
  ]);
});

test('an error is told once, and drives are no news when it is over', async () => {
  const broken = new Error('lsblk is gone');
  const { news, errors } = await watch([[STICK], broken, broken, [STICK], broken, []]);
  expect(errors).toEqual([broken, broken]);
  expect(news).toHaveLength(1);
});

test('nothing is told after the end', async () => {
  expect((await watch([[STICK]])).news).toEqual([]);
});

test('a hint brings the next look forward, after a moment', async () => {
  const { news, slept } = await watch([[STICK], [], []], 1);
  expect(slept).toEqual([5000, 200, 5000, 5000]);
  expect(news.map(short)[1]).toEqual([[], ['/dev/sdb'], []]);
});

/** The estimate before a run: its range, what makes it longer, and how it is rounded. */
import { describe, expect, test } from 'vitest';
import { durationParts, makeTime, type MakeTimeInput } from '../../../renderer/state/make-time.ts';

const NOTHING: MakeTimeInput = { driveBytes: 0, drives: 0, fileBytes: [], contentBytes: 0 };

describe('the estimated time', () => {
  const check = (input: Partial<MakeTimeInput>, from: number, to: number): void => {
    expect(makeTime({ ...NOTHING, ...input })).toEqual({ from, to });
  };
  test('of nothing is the time to begin', () => {
    check({}, 5, 10);
  });
  test('of one small stick: seconds on a fast one, half a minute on a slow one', () => {
    check({ driveBytes: 160e6, drives: 1 }, 10, 40);
  });
  test('of a large medium is told in whole minutes', () => {
    check({ driveBytes: 30e9, drives: 1 }, 720, 4980);
  });
  test('of files grows with each, because they are made one after the other', () => {
    check({ fileBytes: [4e9] }, 25, 120);
    check({ fileBytes: [4e9, 4e9] }, 40, 240);
  });
  test('counts what the site has to send', () => {
    check({ contentBytes: 1e9 }, 15, 120);
  });
  test('never falls when sticks are added, and begins to grow when the port is full', () => {
    const ends = [1, 4, 8, 16].map((drives) => makeTime({ ...NOTHING, driveBytes: 1e9, drives }).to);
    expect(ends).toEqual([180, 270, 480, 960]);
  });
  test('is at no size longer on the fast side than on the slow one', () => {
    for (const driveBytes of [0, 1, 1e6, 1e9, 1e11]) {
      for (const drives of [0, 1, 3, 20]) {
        const { from, to } = makeTime({
          driveBytes,
          drives,
          fileBytes: [driveBytes],
          contentBytes: driveBytes,
        });
        expect(from).toBeLessThanOrEqual(to);
      }
    }
  });
});

test('a duration has the unit in which people say it', () => {
  expect([45, 90, 5340, 5400].map(durationParts)).toEqual([
    { value: 45, unit: 'second' },
    { value: 1.5, unit: 'minute' },
    { value: 89, unit: 'minute' },
    { value: 1.5, unit: 'hour' },
  ]);
});

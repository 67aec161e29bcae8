/** Many ask at once: nobody gets what was read before the question, and few readings serve all. */
import { expect, test } from 'vitest';
import { sharedReading } from '#devices/linux/shared-reading.ts';
import { codeOfPromise } from '../../support/codes.ts';

function readings() {
  const open: { resolve(value: number): void; reject(error: unknown): void }[] = [];
  const ask = sharedReading(
    () =>
      new Promise<number>((resolve, reject) => {
        open.push({ resolve, reject });
      }),
    0,
  );
  /** Waits until so many readings have begun. */
  const begun = async (count: number): Promise<void> => {
    await expect.poll(() => open.length).toBe(count);
  };
  return { open, ask, begun };
}

test('those who ask together share one reading', async () => {
  const { open, ask, begun } = readings();
  const asked = [ask(), ask(), ask()];
  await begun(1);
  open[0]?.resolve(1);
  expect(await Promise.all(asked)).toEqual([1, 1, 1]);
  expect(open).toHaveLength(1);
});

test('who asks while a reading is under way shares the next one', async () => {
  const { open, ask, begun } = readings();
  const first = ask();
  await begun(1);
  const [second, third] = [ask(), ask()];
  open[0]?.resolve(1);
  expect(await first).toBe(1);
  await begun(2);
  const fourth = ask();
  open[1]?.resolve(2);
  expect(await Promise.all([second, third])).toEqual([2, 2]);
  await begun(3);
  open[2]?.resolve(3);
  expect(await fourth).toBe(3);
});

test('one after the other, each reads anew; a failure is that of its reading alone', async () => {
  const { open, ask, begun } = readings();
  const first = ask();
  await begun(1);
  const second = ask();
  open[0]?.reject(new Error('lsblk failed'));
  await expect(first).rejects.toThrow('lsblk failed');
  await begun(2);
  open[1]?.resolve(2);
  expect(await second).toBe(2);
  const third = ask();
  await begun(3);
  open[2]?.resolve(3);
  expect(await third).toBe(3);
});

test('a signal ends the waiting of the one it belongs to', async () => {
  const { open, ask, begun } = readings();
  const abort = new AbortController();
  const cancelled = ask(abort.signal);
  const patient = ask();
  abort.abort();
  expect(await codeOfPromise(cancelled)).toBe('E_CANCELLED');
  await begun(1);
  open[0]?.resolve(2);
  expect(await patient).toBe(2);
  expect(await codeOfPromise(ask(abort.signal))).toBe('E_CANCELLED');
});

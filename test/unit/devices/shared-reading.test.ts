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
  );
  const settled = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));
  return { open, ask, settled };
}

test('who asks while a reading is under way shares the next one', async () => {
  const { open, ask, settled } = readings();
  const first = ask();
  const [second, third] = [ask(), ask()];
  expect(open).toHaveLength(1);
  open[0]?.resolve(1);
  expect(await first).toBe(1);
  await settled();
  expect(open).toHaveLength(2);
  const fourth = ask();
  open[1]?.resolve(2);
  expect(await Promise.all([second, third])).toEqual([2, 2]);
  await settled();
  open[2]?.resolve(3);
  expect(await fourth).toBe(3);
});

test('one after the other, each reads anew; a failure is that of its reading alone', async () => {
  const { open, ask, settled } = readings();
  const first = ask();
  const second = ask();
  open[0]?.reject(new Error('lsblk failed'));
  await expect(first).rejects.toThrow('lsblk failed');
  await settled();
  open[1]?.resolve(2);
  expect(await second).toBe(2);
  const third = ask();
  expect(open).toHaveLength(3);
  open[2]?.resolve(3);
  expect(await third).toBe(3);
});

test('a signal ends the waiting of the one it belongs to', async () => {
  const { open, ask } = readings();
  const abort = new AbortController();
  const cancelled = ask(abort.signal);
  const patient = ask();
  abort.abort();
  expect(await codeOfPromise(cancelled)).toBe('E_CANCELLED');
  open[0]?.resolve(1);
  await new Promise((resolve) => setImmediate(resolve));
  open[1]?.resolve(2);
  expect(await patient).toBe(2);
  expect(await codeOfPromise(ask(abort.signal))).toBe('E_CANCELLED');
});

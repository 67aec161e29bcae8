/** A time limit and a cancellation in one, also when nothing but the timer refers to the limit. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withDeadline } from '#base/deadline.ts';
import { runProgram } from '#platform/spawn.ts';

/** Work that ends only when it is told to, with the reason; nobody else holds the signal. */
async function endless(signal: AbortSignal): Promise<never> {
  return await new Promise((_resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
  });
}

test('work that takes too long is ended with a TimeoutError, in time', async () => {
  await expect(withDeadline({ timeoutMs: 20 }, endless)).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('a cancellation ends it with its own reason, before or while it runs, and the limit is gone', async () => {
  const before = AbortSignal.abort(new Error('before'));
  await expect(withDeadline({ signal: before, timeoutMs: 60_000 }, endless)).rejects.toThrow('before');
  const stop = new AbortController();
  const running = withDeadline({ signal: stop.signal, timeoutMs: 60_000 }, endless);
  stop.abort(new Error('while'));
  await expect(running).rejects.toThrow('while');
});

test('without a limit or a cancellation the work has all the time it needs', async () => {
  expect(await withDeadline({}, async (signal) => await Promise.resolve(signal.aborted))).toBe(false);
});

test('the limit outlives every collection of garbage', async () => {
  setFlagsFromString('--expose-gc');
  // Sound: the flag makes this function.
  const collect = runInNewContext('gc') as () => void;
  const cancel = new AbortController();
  const state = { hasEnded: false };
  const all = Promise.all(
    Array.from({ length: 200 }, async () => {
      await expect(withDeadline({ signal: cancel.signal, timeoutMs: 300 }, endless)).rejects.toMatchObject({
        name: 'TimeoutError',
      });
    }),
  ).finally(() => (state.hasEnded = true));
  while (!state.hasEnded) {
    collect();
    await delay(20);
  }
  await all;
});

test.runIf(process.platform !== 'win32')(
  'a program that takes too long is ended, and the words say so',
  async () => {
    await expect(runProgram('sleep', ['600'], { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'E_PROGRAM_START',
      message: expect.stringContaining('not done within 100 ms') as string,
    });
  },
);

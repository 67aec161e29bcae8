/** What was asked about a page's fields, and how Next waits for it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createQuestions } from '../../../renderer/state/questions.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A question that notes when it is asked and is answered by hand. */
function question(): {
  readonly run: () => Promise<void>;
  readonly answer: () => void;
  readonly asked: () => number;
} {
  let count = 0;
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return {
    run: async () => {
      count += 1;
      await promise;
    },
    answer: () => {
      resolve();
    },
    asked: () => count,
  };
}

test('a question is asked when its time has come, once, and is open until its answer', async () => {
  const questions = createQuestions();
  const one = question();
  questions.ask(one.run, 300);
  await vi.advanceTimersByTimeAsync(299);
  const before = [one.asked(), questions.isOpen()];
  await vi.advanceTimersByTimeAsync(1);
  const after = [one.asked(), questions.isOpen()];
  one.answer();
  await vi.advanceTimersByTimeAsync(0);
  expect([before, after, questions.isOpen()]).toEqual([[0, true], [1, true], false]);
});

test('a question that was taken back is never asked', async () => {
  const questions = createQuestions();
  const one = question();
  questions.ask(one.run, 300)();
  await questions.settle(1000);
  await vi.advanceTimersByTimeAsync(1000);
  expect([one.asked(), questions.isOpen()]).toEqual([0, false]);
});

test('who waits has everything asked at once, and goes on with the last answer', async () => {
  const questions = createQuestions();
  const [one, other] = [question(), question()];
  questions.ask(one.run, 300);
  questions.watch(other.run());
  let isSettled = false;
  const settled = questions.settle(5000).then(() => {
    isSettled = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  const asked = one.asked();
  one.answer();
  await vi.advanceTimersByTimeAsync(0);
  const tooEarly = isSettled;
  other.answer();
  await settled;
  expect([asked, tooEarly, one.asked(), questions.isOpen()]).toEqual([1, false, 1, false]);
});

test('who waits for what is never answered goes on after a time', async () => {
  const questions = createQuestions();
  const one = question();
  questions.ask(one.run, 300);
  const settled = questions.settle(5000);
  await vi.advanceTimersByTimeAsync(5000);
  await settled;
  expect([one.asked(), questions.isOpen()]).toEqual([1, true]);
});

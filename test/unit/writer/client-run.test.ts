/** The builder's end of one run: it ends, whichever side said so first. */
import { expect, test } from 'vitest';
import { ClientRun } from '#jobs/writer/client-run.ts';
import type { FrameSender } from '#jobs/writer/frames.ts';
import type { RequestMessage } from '#jobs/writer/messages.ts';

function newRun() {
  const sent: RequestMessage[] = [];
  // Sound: a run only sends.
  const sender = {
    send: (message: RequestMessage) => {
      sent.push(message);
      return Promise.resolve();
    },
  } as unknown as FrameSender<RequestMessage>;
  return { run: new ClientRun(1, sender, {}), sent };
}

test('asked for its end, a run waits until the writer says that it is over', async () => {
  const { run, sent } = newRun();
  let isOver = false;
  const ended = run.end().then(() => {
    isOver = true;
  });
  await Promise.resolve();
  expect([isOver, sent]).toEqual([false, [{ type: 'end', run: 1 }]]);
  run.onEnded();
  await ended;
});

test('a run the writer ended by itself is over when its end is asked for', async () => {
  const { run, sent } = newRun();
  run.onEnded();
  await run.end();
  expect(sent).toEqual([]);
});

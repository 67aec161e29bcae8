/** The builder's end of one run: it ends, whichever side said so first. */
import { expect, test } from 'vitest';
import type { DriveTarget } from '#jobs/drive-run.ts';
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

test('a drive that joins around the end of a run fails clearly instead of waiting for ever', async () => {
  const { run, sent } = newRun();
  const target = (device: string): DriveTarget => ({
    identity: { device, serial: '1', size: 1, devicePath: null, attachment: null },
    isConfirmed: true,
    allowLoop: false,
    isUpdate: false,
  });
  const crossing = run.add(target('/dev/sdb'));
  run.onEnded();
  const late = run.add(target('/dev/sdc'));
  expect(await Promise.all([crossing, late])).toMatchObject([
    { device: '/dev/sdb', outcome: 'failed', error: { code: 'E_WRITER_LOST' } },
    { device: '/dev/sdc', outcome: 'failed', error: { code: 'E_WRITER_LOST' } },
  ]);
  expect(sent).toHaveLength(1);
});

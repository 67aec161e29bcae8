/** A run as the user sees it: one drive fails and the others end, one is cancelled, all are, and the window is closed. */
import { expect, test } from './support/host.ts';
import { READY } from './support/media.ts';
import { plugCounterfeit, plugHeld, plugStick, stickName } from './support/memory-drives.ts';
import { startRun } from './support/run.ts';
import { ProgressPage } from './pages/progress.ts';

test.use({ draft: READY });

const [GOOD, BAD, HELD] = ['/dev/sdb', '/dev/sdc', '/dev/sdd'];

test('a drive that lies about its size fails with a reason, the other one ends verified', async ({
  stage,
}) => {
  plugStick(stage.machine, GOOD);
  plugCounterfeit(stage.machine, BAD);
  const progress = await startRun(stage.page, { drives: [GOOD, BAD] });
  await progress.hasOutcome(BAD, 'failed');
  await expect(progress.row(BAD)).toContainText('E_DEVICE_');
  await progress.hasOutcome(GOOD, 'verified');
  await progress.isOn('completion');
});

test('one drive is cancelled after a question, the other one goes on', async ({ stage }) => {
  const release = plugHeld(stage.machine, HELD);
  const releaseGood = plugHeld(stage.machine, GOOD);
  const progress = await startRun(stage.page, { drives: [GOOD, HELD] });
  await progress.cancelRow(HELD, stickName(HELD));
  release();
  await progress.hasOutcome(HELD, 'cancelled');
  releaseGood();
  await progress.hasOutcome(GOOD, 'verified');
});

test('the window can be closed during a run; all is cancelled only after a question', async ({ stage }) => {
  const release = plugHeld(stage.machine, GOOD);
  const first = await startRun(stage.page, { drives: [GOOD] });
  await first.row(GOOD).waitFor();
  const progress = new ProgressPage(await stage.reopen());
  await progress.isOn('progress');
  await progress.row(GOOD).waitFor();
  await progress.cancelAll.click();
  await progress.dialog.getByRole('button', { name: progress.words.progress.cancelKeep }).click();
  await expect(progress.dialog).toBeHidden();
  await expect(progress.cancelAll).toBeEnabled();
  await progress.cancelAll.click();
  await progress.dialog.getByRole('button', { name: progress.words.progress.cancelYes }).click();
  release();
  await progress.isOn('completion');
  await progress.hasOutcome(GOOD, 'cancelled');
});

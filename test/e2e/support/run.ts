/** The way from a draft that lacks only outputs and password (`READY`) to a run, for specs that are about the run. */
import type { Page } from '@playwright/test';
import { OutputsPage } from '../pages/outputs.ts';
import { ProgressPage } from '../pages/progress.ts';
import { SecurityPage } from '../pages/security.ts';
import { SummaryPage } from '../pages/summary.ts';
import { PASSWORD } from './media.ts';

export interface RunOutputs {
  readonly drives: readonly string[];
  readonly iso?: string;
}

/** Ends on the page of progress. */
export async function startRun(page: Page, { drives, iso }: RunOutputs): Promise<ProgressPage> {
  const outputs = new OutputsPage(page);
  await outputs.go('outputs');
  await outputs.drives.choose(...drives);
  if (iso !== undefined) await outputs.iso.fill(iso);
  await outputs.nextTo('security');
  const security = new SecurityPage(page);
  await security.setPassword(PASSWORD);
  await security.nextTo('task-sequence');
  const summary = new SummaryPage(page);
  await summary.go('summary');
  await summary.create.click();
  const progress = new ProgressPage(page);
  return progress;
}

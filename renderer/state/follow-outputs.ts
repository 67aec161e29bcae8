/**
 * Tells the wizard what it cannot know by itself: whether its drives are still plugged in and how large the medium is.
 * Drives are watched as long as one is chosen, on whatever page, so that a stick that is pulled out is noticed at once.
 */
import type { DrivesStore } from './drives-store.ts';
import { planKey, type PlanStore } from './plan-store.ts';
import type { WizardStore } from './wizard-store.ts';

export interface OutputSources {
  readonly wizard: WizardStore;
  readonly drives: DrivesStore;
  readonly plan: PlanStore;
}

export function followOutputs({ wizard, drives, plan }: OutputSources): void {
  let stopWatching: (() => void) | undefined;
  const watch = (): void => {
    const { draft, jobId } = wizard.getState();
    const isWanted = draft.drives.length > 0 && jobId === null;
    if (isWanted) stopWatching ??= drives.getState().watch();
    if (isWanted) return;
    stopWatching?.();
    stopWatching = undefined;
  };
  const learnSize = (): void => {
    const { state, plan: found, key } = plan.getState();
    const isCurrent = state === 'ready' && key === planKey(wizard.getState().draft);
    const driveBytes = isCurrent ? (found?.driveBytes ?? null) : null;
    if (wizard.getState().outputs.driveBytes !== driveBytes) wizard.getState().learn({ driveBytes });
  };
  drives.subscribe(({ state, drives: list }) => {
    wizard.getState().learn({ drives: state === 'ready' ? list : null });
  });
  plan.subscribe(learnSize);
  wizard.subscribe(({ draft, jobId }, before) => {
    if (draft !== before.draft) learnSize();
    if (draft.drives !== before.draft.drives || jobId !== before.jobId) watch();
  });
}

/** Keeps the plan of the drafted medium up to date while a component shows sizes; typing does not ask for each letter. */
import { useEffect } from 'react';
import type { PlanState } from '../state/plan-store.ts';
import { usePlanStore, useStores, useWizard } from './stores-context.tsx';

const ASK_AFTER_MS = 400;

export interface FollowedPlan extends Pick<PlanState, 'state' | 'plan' | 'error' | 'missing'> {
  /** Asks again after an error. */
  readonly retry: () => void;
}

export function usePlan(): FollowedPlan {
  const { plan: store, wizard } = useStores();
  const draft = useWizard((state) => state.draft);
  const { state, plan, error, missing } = usePlanStore((all) => all);
  useEffect(() => {
    const timer = setTimeout(() => {
      void store.getState().follow(draft);
    }, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [store, draft]);
  return {
    ...{ state, plan, error, missing },
    retry: () => {
      void store.getState().follow(wizard.getState().draft, true);
    },
  };
}

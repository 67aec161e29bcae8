/** The stores for components: zustand vanilla stores bound to React here and nowhere else. */
import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { AppState } from '../state/app-store.ts';
import type { CatalogState } from '../state/catalog-store.ts';
import type { DrivesStoreState } from '../state/drives-store.ts';
import type { FormsState } from '../state/forms-store.ts';
import type { HistoryState } from '../state/history-store.ts';
import type { JobsState } from '../state/jobs-store.ts';
import type { PlanState } from '../state/plan-store.ts';
import type { PrerequisiteState } from '../state/prerequisite-store.ts';
import type { Stores } from '../state/stores.ts';
import type { WizardState } from '../state/wizard-store.ts';

export const StoresContext = createContext<Stores | null>(null);

export function useStores(): Stores {
  const stores = use(StoresContext);
  if (stores === null) throw new Error('no stores around this component');
  return stores;
}

export function useApp<Result>(select: (state: AppState) => Result): Result {
  return useStore(useStores().app, select);
}

export function useWizard<Result>(select: (state: WizardState) => Result): Result {
  return useStore(useStores().wizard, select);
}

export function useCatalog<Result>(select: (state: CatalogState) => Result): Result {
  return useStore(useStores().catalog, select);
}

export function useDrives<Result>(select: (state: DrivesStoreState) => Result): Result {
  return useStore(useStores().drives, select);
}

export function useJobs<Result>(select: (state: JobsState) => Result): Result {
  return useStore(useStores().jobs, select);
}

export function usePlanStore<Result>(select: (state: PlanState) => Result): Result {
  return useStore(useStores().plan, select);
}

export function usePrerequisiteStore<Result>(select: (state: PrerequisiteState) => Result): Result {
  return useStore(useStores().prerequisites, select);
}

export function useHistory<Result>(select: (state: HistoryState) => Result): Result {
  return useStore(useStores().history, select);
}

export function useForms<Result>(select: (state: FormsState) => Result): Result {
  return useStore(useStores().forms, select);
}

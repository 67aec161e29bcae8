/**
 * What was filled into the views beside the wizard, kept while the window is open: who looks something up in the history
 * comes back to what was there. No secret is in it; those are the keeper's.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MediaRequest } from '#contract/media-request.ts';
import type { ChosenDrive } from './draft.ts';

export interface WriteImageForm {
  readonly path: string;
  readonly drives: readonly ChosenDrive[];
}

/** A request, and the connection it is made from. */
export interface ChosenRequest {
  readonly site: string;
  readonly request: MediaRequest;
}

export interface UpdateForm {
  readonly drives: readonly ChosenDrive[];
  readonly source: 'history' | 'file';
  /** The entry of the history; empty: none. */
  readonly mediaId: string;
  /** The request file, and the site it is made from; null: the wizard's. */
  readonly path: string;
  readonly site: string | null;
  readonly wanted: ChosenRequest | null;
}

export interface FormsState {
  readonly writeImage: WriteImageForm;
  readonly update: UpdateForm;
  readonly fillWriteImage: (change: Partial<WriteImageForm>) => void;
  readonly fillUpdate: (change: Partial<UpdateForm>) => void;
}

export type FormsStore = StoreApi<FormsState>;

export function createFormsStore(): FormsStore {
  return createStore<FormsState>()((set, get) => ({
    writeImage: { path: '', drives: [] },
    update: { drives: [], source: 'history', mediaId: '', path: '', site: null, wanted: null },
    fillWriteImage: (change) => {
      set({ writeImage: { ...get().writeImage, ...change } });
    },
    fillUpdate: (change) => {
      set({ update: { ...get().update, ...change } });
    },
  }));
}

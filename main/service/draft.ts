/**
 * The wizard's fields between two starts: those of the contract's list and no others, so nothing can be stored that nobody
 * thought about. Trap: what is not in the list, and a hidden variable with its value, is refused and not removed, so that a
 * field somebody adds is noticed by its first test and not by a reader of the file.
 */
import { z } from 'zod';
import { MediaError } from '#base/errors/media-error.ts';
import { storedDraft } from '#contract/draft.ts';
import { createJsonStore } from '#platform/json-store.ts';
import { asPlainObject, plainObject, type PlainObject } from '#platform/plain-json.ts';

export type Draft = PlainObject;

/** In the file; a wizard filled to all its limits needs about a tenth. */
const MAX_DRAFT_BYTES = 1024 * 1024;

export interface DraftStore {
  /** undefined when there is none. @throws MediaError E_STORE_* */
  read(): Promise<Draft | undefined>;
  /**
   * Replaces the draft; undefined removes it.
   * @throws MediaError E_STORE_SECRET or E_STORE_VALUE naming the key (not its value): a hidden value, a field that is not in
   * the list or not of its kind, a draft that is too large
   */
  write(draft: Readonly<Record<string, unknown>> | undefined): Promise<void>;
}

/** The draft in a folder. */
export function createDraftStore(options: {
  readonly folder: string;
  readonly onProblem?: ((problem: MediaError) => void) | undefined;
}): DraftStore {
  const store = createJsonStore<Draft | null>({
    ...options,
    name: 'draft.json',
    version: 1,
    schema: z.nullable(plainObject),
    empty: null,
    maxBytes: MAX_DRAFT_BYTES,
  });
  return {
    read: async () => (await store.read()) ?? undefined,
    async write(draft) {
      if (draft === undefined) {
        await store.remove();
        return;
      }
      const plain = asPlainObject(draft, 'draft');
      const [issue] = storedDraft.safeParse(plain).error?.issues ?? [];
      if (issue !== undefined) {
        const place = ['draft', ...issue.path].map(String).join('.');
        throw new MediaError('E_STORE_VALUE', `${place}: ${issue.message}`);
      }
      await store.update(() => plain);
    },
  };
}

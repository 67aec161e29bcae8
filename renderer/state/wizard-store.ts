/**
 * The wizard: the draft, which page is shown, which were seen. Pages change the draft by `update` and nothing else; back
 * and forward only change the page, so every value is kept. No React here.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MediaRequest } from '#contract/media-request.ts';
import type { PasswordRating } from '#contract/security.ts';
import { EMPTY_DRAFT, fromRequest, type Draft } from './draft.ts';
import { judgeDraft, type PageProblem, type SecretFacts } from './judge-draft.ts';
import { pagesOf, type PageId } from './pages.ts';
import {
  CERTIFICATE_PASSWORD,
  hiddenValueName,
  MEDIA_PASSWORD,
  MEDIA_PASSWORD_AGAIN,
  type SecretKeeper,
} from './secret-keeper.ts';

export interface WizardState {
  readonly draft: Draft;
  readonly page: PageId;
  /** Pages that were left by Next; their problems are shown. */
  readonly seen: readonly PageId[];
  readonly secrets: SecretFacts;
  readonly problems: readonly PageProblem[];
  /** The run that was started from this draft. */
  readonly jobId: string | null;
  update(change: Partial<Draft>): void;
  /** A secret changed: facts are read anew from the keeper. */
  refreshSecrets(rating?: PasswordRating | null): void;
  /** Shows a page if the way there is free: no page before it has a problem, and no run is under way. */
  go(page: PageId): void;
  next(): void;
  back(): void;
  /** The run has begun: progress is shown and the secrets are forgotten. */
  begin(jobId: string): void;
  complete(): void;
  /** A new medium; the site stays. */
  reset(): void;
  /** Takes over a request: from a file, or to make more of the same. */
  take(request: MediaRequest, site?: string): void;
  restore(draft: Draft): void;
}

export type WizardStore = StoreApi<WizardState>;

export function createWizardStore(keeper: SecretKeeper): WizardStore {
  return createStore<WizardState>()((set, get) => {
    const judged = (
      draft: Draft,
      secrets: SecretFacts,
    ): Pick<WizardState, 'draft' | 'secrets' | 'problems'> => ({
      draft,
      secrets,
      problems: judgeDraft(draft, secrets),
    });
    const startOver = (draft: Draft): void => {
      keeper.forgetAll();
      set({ ...judged(draft, factsOf(keeper, draft, null)), page: 'media-type', seen: [], jobId: null });
    };
    const first = judged(EMPTY_DRAFT, factsOf(keeper, EMPTY_DRAFT, null));
    return {
      ...first,
      page: 'media-type',
      seen: [],
      jobId: null,
      update(change) {
        const draft = { ...get().draft, ...change };
        set(judged(draft, factsOf(keeper, draft, get().secrets.rating)));
      },
      refreshSecrets(rating = get().secrets.rating) {
        const { draft } = get();
        set(judged(draft, factsOf(keeper, draft, keeper.has(MEDIA_PASSWORD) ? rating : null)));
      },
      go(page) {
        if (canGo(get(), page)) set({ page });
      },
      next() {
        const { page, seen, draft, problems } = get();
        const shown = seen.includes(page) ? seen : [...seen, page];
        set({ seen: shown });
        if (problems.some((one) => one.page === page)) return;
        const pages = pagesOf(draft.kind);
        const after = pages[pages.indexOf(page) + 1];
        if (after !== undefined && after !== 'progress') set({ page: after });
      },
      back() {
        const { page, draft } = get();
        const pages = pagesOf(draft.kind);
        const before = pages[pages.indexOf(page) - 1];
        if (before !== undefined && page !== 'progress' && page !== 'completion') set({ page: before });
      },
      begin(jobId) {
        keeper.forgetAll();
        set({ ...judged(get().draft, factsOf(keeper, get().draft, null)), jobId, page: 'progress' });
      },
      complete() {
        set({ page: 'completion' });
      },
      reset() {
        startOver({ ...EMPTY_DRAFT, site: get().draft.site });
      },
      take(request, site = get().draft.site) {
        startOver({ ...fromRequest(request, { ...EMPTY_DRAFT, site }) });
      },
      restore(draft) {
        startOver(draft);
      },
    };
  });
}

/** Pages before the first one with a problem, and that one; progress and completion belong to a run. */
export function canGo({ draft, problems, jobId, page: current }: WizardState, page: PageId): boolean {
  const pages = pagesOf(draft.kind);
  if (jobId !== null) return page === 'progress' || page === 'completion' ? page === current : false;
  if (page === 'progress' || page === 'completion') return false;
  const blocked = problems[0]?.page;
  const reachable = blocked === undefined ? pages.length : pages.indexOf(blocked);
  return pages.includes(page) && pages.indexOf(page) <= reachable;
}

/** Problems of a page, once the page was left by Next. */
export function shownProblems(state: WizardState, page: PageId = state.page): readonly PageProblem[] {
  return state.seen.includes(page) ? state.problems.filter((one) => one.page === page) : [];
}

function factsOf(keeper: SecretKeeper, draft: Draft, rating: PasswordRating | null): SecretFacts {
  return {
    hasPassword: keeper.has(MEDIA_PASSWORD),
    isPasswordRepeated: keeper.get(MEDIA_PASSWORD) === keeper.get(MEDIA_PASSWORD_AGAIN),
    rating,
    hiddenValues: draft.variables.filter(({ id }) => keeper.has(hiddenValueName(id))).map(({ id }) => id),
    hasCertificatePassword: keeper.has(CERTIFICATE_PASSWORD),
  };
}

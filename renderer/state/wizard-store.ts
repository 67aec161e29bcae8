/**
 * The wizard: the draft, which page is shown, which were seen. Pages change the draft by `update` and nothing else; back
 * and forward only change the page, so every value is kept. No React here.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MediaRequest } from '#contract/media-request.ts';
import type { CertificateReport, PasswordRating } from '#contract/security.ts';
import { EMPTY_DRAFT, fromRequest, type Draft } from './draft.ts';
import { judgeDraft, type PageProblem, type SecretFacts } from './judge-draft.ts';
import { NOTHING_KNOWN, type OutputFacts } from './output-facts.ts';
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
  readonly outputs: OutputFacts;
  readonly problems: readonly PageProblem[];
  /** The run that was started from this draft. */
  readonly jobId: string | null;
  update(change: Partial<Draft>): void;
  /** A secret changed: facts are read anew from the keeper. */
  refreshSecrets(rating?: PasswordRating | null): void;
  /** What was found in the certificate file; forgotten when another file is named. */
  setCertificate(report: CertificateReport | null): void;
  /** Something became known about drives, sizes or paths. */
  learn(facts: Partial<OutputFacts>): void;
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
      outputs = get().outputs,
    ): Pick<WizardState, 'draft' | 'secrets' | 'outputs' | 'problems'> => ({
      draft,
      secrets,
      outputs,
      problems: judgeDraft(draft, secrets, outputs),
    });
    const startOver = (draft: Draft): void => {
      keeper.forgetAll();
      set({ ...judged(draft, factsOf(keeper, draft)), page: 'media-type', seen: [], jobId: null });
    };
    const first = judged(EMPTY_DRAFT, factsOf(keeper, EMPTY_DRAFT), NOTHING_KNOWN);
    return {
      ...first,
      page: 'media-type',
      seen: [],
      jobId: null,
      update(change) {
        const { draft: before, secrets } = get();
        const draft = { ...before, ...change };
        const isSameFile = draft.certificatePath === before.certificatePath;
        set(judged(draft, factsOf(keeper, draft, isSameFile ? secrets : { ...secrets, certificate: null })));
      },
      refreshSecrets(rating = get().secrets.rating) {
        const { draft, secrets } = get();
        const known = { ...secrets, rating: keeper.has(MEDIA_PASSWORD) ? rating : null };
        set(judged(draft, factsOf(keeper, draft, known)));
      },
      setCertificate(certificate) {
        const { draft, secrets } = get();
        set(judged(draft, factsOf(keeper, draft, { ...secrets, certificate })));
      },
      learn(facts) {
        const { draft, secrets, outputs } = get();
        set(judged(draft, secrets, { ...outputs, ...facts }));
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
        set({ ...judged(get().draft, factsOf(keeper, get().draft)), jobId, page: 'progress' });
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

/** @param known what the core said of the secrets; without it they were not judged yet */
function factsOf(
  keeper: SecretKeeper,
  draft: Draft,
  known: Pick<SecretFacts, 'rating' | 'certificate'> = { rating: null, certificate: null },
): SecretFacts {
  const hidden = draft.variables.flatMap(({ id, isHidden }) => {
    const value = isHidden ? keeper.get(hiddenValueName(id)) : undefined;
    return value === undefined ? [] : [[id, value.length] as const];
  });
  return {
    hasPassword: keeper.has(MEDIA_PASSWORD),
    isPasswordRepeated: keeper.get(MEDIA_PASSWORD) === keeper.get(MEDIA_PASSWORD_AGAIN),
    rating: known.rating,
    certificate: known.certificate ?? null,
    hiddenValues: hidden.map(([id]) => id),
    hiddenLengths: Object.fromEntries(hidden),
    hasCertificatePassword: keeper.has(CERTIFICATE_PASSWORD),
  };
}

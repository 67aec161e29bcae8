/**
 * Sizes and dates of the drafted medium, asked of the core once for each request. A newer question wins: an answer for a
 * request that is no longer wanted is dropped. Who shows sizes calls `follow` (see `ui/use-plan.ts`).
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ErrorData } from '#contract/bridge.ts';
import { CREATABLE_KINDS, judgeRequest, type MediaRequest } from '#contract/media-request.ts';
import type { PlanSummary } from '#contract/medium.ts';
import type { Client } from '../bridge/client.ts';
import { toRequest, type Draft } from './draft.ts';
import { pageOfField, pagesOf, type PageId } from './pages.ts';

export interface PlanState {
  /** "incomplete": `missing` says where; "not-built": this kind of media cannot be created yet. */
  readonly state: 'incomplete' | 'not-built' | 'loading' | 'ready' | 'error';
  /** For which site and request, as `planKey` names them. */
  readonly key: string | null;
  readonly plan: PlanSummary | null;
  readonly error: ErrorData | null;
  /** Pages whose fields a plan needs first. */
  readonly missing: readonly PageId[];
  /** Plans this draft unless that was done; `again` also after an error. */
  follow(draft: Draft, again?: boolean): Promise<void>;
}

export type PlanStore = StoreApi<PlanState>;

/** Names what a plan depends on; null when the draft is no whole request or cannot be planned. */
export function planKey(draft: Draft): string | null {
  const request = plannable(draft);
  return request === undefined ? null : JSON.stringify([draft.site, request]);
}

export function createPlanStore(client: Client): PlanStore {
  return createStore<PlanState>()((set, get) => ({
    state: 'incomplete',
    key: null,
    plan: null,
    error: null,
    missing: [],
    async follow(draft, again = false) {
      const key = planKey(draft);
      const request = plannable(draft);
      if (key === null || request === undefined) {
        set({ ...whyNot(draft), key: null, plan: null, error: null });
        return;
      }
      const known = get();
      if (known.key === key && !(again && known.state === 'error')) return;
      set({ state: 'loading', key, plan: null, error: null, missing: [] });
      const reply = await client.call('media.plan', { site: draft.site, request });
      if (get().key !== key) return;
      if (reply.ok) set({ state: 'ready', plan: reply.value });
      else set({ state: 'error', error: reply });
    },
  }));
}

function plannable(draft: Draft): MediaRequest | undefined {
  return isCreatable(draft) ? judgeRequest(toRequest(draft)).request : undefined;
}

function isCreatable({ kind }: Draft): boolean {
  return CREATABLE_KINDS.some((one) => one === kind);
}

function whyNot(draft: Draft): Pick<PlanState, 'state' | 'missing'> {
  if (!isCreatable(draft)) return { state: 'not-built', missing: [] };
  const { problems } = judgeRequest(toRequest(draft));
  const wanting = new Set(problems.map(({ path }) => pageOfField(String(path[0] ?? ''))));
  return { state: 'incomplete', missing: pagesOf(draft.kind).filter((page) => wanting.has(page)) };
}

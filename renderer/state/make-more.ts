/** More of the same: a request again, with its password and its outputs asked for anew. */
import { judgeRequest, type MediaRequest } from '#contract/media-request.ts';
import { EMPTY_DRAFT } from './draft.ts';
import type { WizardState, WizardStore } from './wizard-store.ts';

/** The request of a history's entry; undefined when this version cannot read it. */
export function storedRequest(stored: Readonly<Record<string, unknown>>): MediaRequest | undefined {
  return judgeRequest(stored).request;
}

/** Starts the wizard with it, at the page where the outputs are chosen. */
export function makeMore(wizard: WizardStore, request: MediaRequest, site: string): void {
  wizard.getState().take(request, site);
  wizard.getState().go(request.kind === 'prestaged' ? 'properties' : 'outputs');
}

/** One click each; nobody misses them. */
const SLIGHT: readonly string[] = ['site', 'kind', 'mediaManagement'];

/** Whether the wizard holds work that would be lost: more than a new medium has, and not what a run was begun from. */
export function holdsWork({ draft, secrets, jobId }: WizardState): boolean {
  if (jobId !== null) return false;
  if (secrets.hasPassword || secrets.hasCertificatePassword || secrets.hiddenValues.length > 0) return true;
  const empty = new Map<string, unknown>(Object.entries(EMPTY_DRAFT));
  return Object.entries(draft).some(
    ([key, value]) => !SLIGHT.includes(key) && JSON.stringify(value) !== JSON.stringify(empty.get(key)),
  );
}

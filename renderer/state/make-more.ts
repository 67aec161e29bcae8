/** More of the same: a request again, with its password and its outputs asked for anew. */
import { judgeRequest, type MediaRequest } from '#contract/media-request.ts';
import type { WizardStore } from './wizard-store.ts';

/** The request of a history's entry; undefined when this version cannot read it. */
export function storedRequest(stored: Readonly<Record<string, unknown>>): MediaRequest | undefined {
  return judgeRequest(stored).request;
}

/** Starts the wizard with it, at the page where the outputs are chosen. */
export function makeMore(wizard: WizardStore, request: MediaRequest, site: string): void {
  wizard.getState().take(request, site);
  wizard.getState().go(request.kind === 'prestaged' ? 'properties' : 'outputs');
}

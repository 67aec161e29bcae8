/**
 * The table of prerequisites for the drafted medium. A newer question wins; an answer for a draft that is no longer
 * wanted, or that comes after the page was left, is dropped.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ErrorData } from '#contract/bridge.ts';
import type { CallInput } from '#contract/contract.ts';
import type { PrerequisiteTable } from '#contract/prerequisites.ts';
import type { Client } from '../bridge/client.ts';
import type { Draft } from './draft.ts';
import type { SecretFacts } from './judge-draft.ts';

export type PrerequisiteQuestion = CallInput<'prerequisites.check'>;

export interface PrerequisiteState {
  readonly state: 'idle' | 'loading' | 'ready' | 'error';
  /** What was asked, as text. */
  readonly key: string | null;
  /** Stays while the same is asked again. */
  readonly table: PrerequisiteTable | null;
  readonly error: ErrorData | null;
  /** Asks unless that was answered; `again` in any case. */
  check(question: PrerequisiteQuestion, again?: boolean): Promise<void>;
  /** Whatever is under way is not waited for any more. */
  stop(): void;
}

export type PrerequisiteStore = StoreApi<PrerequisiteState>;

/** What is asked for a draft; undefined when there is nothing to check: only a gateway has these prerequisites. */
export function questionOf(
  draft: Draft,
  secrets: Pick<SecretFacts, 'hasPassword' | 'rating' | 'certificate'>,
  language: PrerequisiteQuestion['language'],
): PrerequisiteQuestion | undefined {
  if (draft.kind !== 'bootable' || draft.mediaManagement !== 'internet-based' || draft.cmg === '') {
    return undefined;
  }
  const hasPassword = secrets.hasPassword && !draft.allowNoPassword;
  return {
    site: draft.site,
    language,
    cmg: draft.cmg,
    ...(draft.taskSequenceId === '' ? {} : { taskSequenceId: draft.taskSequenceId }),
    ...(draft.bootImageId === '' ? {} : { bootImageId: draft.bootImageId }),
    medium: {
      kind: draft.kind,
      mediaManagement: draft.mediaManagement,
      hasPassword,
      ...(hasPassword && secrets.rating !== null
        ? { passwordIsStrong: secrets.rating.verdict === 'strong' }
        : {}),
      certificate: draft.certificateSource,
      ...certificateFacts(secrets.certificate),
      unknownComputers: draft.unknownComputers,
    },
  };
}

function certificateFacts(
  report: SecretFacts['certificate'],
): Pick<PrerequisiteQuestion['medium'], 'certificateFacts'> {
  const { hash = null, keyBits = null } = report ?? {};
  return hash === null || keyBits === null ? {} : { certificateFacts: { hash, keyBits } };
}

/** Two questions with the same key have the same answer; the language changes words only. */
export function questionKey({ language: _words, ...question }: PrerequisiteQuestion): string {
  return JSON.stringify(question);
}

export function createPrerequisiteStore(client: Client): PrerequisiteStore {
  return createStore<PrerequisiteState>()((set, get) => {
    /** Of the question whose answer is wanted. */
    let asked = 0;
    let language: string | null = null;
    return {
      state: 'idle',
      key: null,
      table: null,
      error: null,
      async check(question, again = false) {
        const key = questionKey(question);
        const known = get();
        const isSame = known.key === key;
        const isAnswered = known.state === 'ready' || known.state === 'loading';
        if (isSame && isAnswered && language === question.language && !again) return;
        asked += 1;
        const mine = asked;
        language = question.language;
        set({ state: 'loading', key, error: null, ...(isSame ? {} : { table: null }) });
        const reply = await client.call('prerequisites.check', question);
        if (mine !== asked) return;
        if (reply.ok) set({ state: 'ready', table: reply.value });
        else set({ state: 'error', error: reply });
      },
      stop() {
        const { state, table } = get();
        if (state !== 'loading') return;
        asked += 1;
        // A table in another language, or an old one, is asked for anew when somebody looks again.
        language = null;
        set({ state: table === null ? 'idle' : 'ready' });
      },
    };
  });
}

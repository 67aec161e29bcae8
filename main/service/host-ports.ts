/**
 * The two sides of a host: what it gives to the service (`HostPorts`) and what it gets from it (`AppService`). A host adds
 * its transport and these ports, and no rule of its own.
 */
import type { CallInput } from '#contract/contract.ts';
import type { Dispatch } from './dispatch.ts';
import type { EventHub } from './event-hub.ts';

/** What the system's dialog is asked for: the input of `app.pickFile`. */
export type PickFileOptions = CallInput<'app.pickFile'>;

/** What only the host can do. */
export interface HostPorts {
  readonly host: 'electron' | 'web' | 'direct';
  /** The user's languages, best first: "de-DE". */
  readonly locales: readonly string[];
  /** The system's own dialog; null: the user chose nothing. Absent where there is none. */
  pickFile?(options: PickFileOptions): Promise<string | null>;
  /** Opens a page in the system's browser; the service has judged the address before. @throws MediaError E_PROGRAM_* */
  openExternal(url: string): Promise<void>;
}

/** The whole program behind a window. */
export interface AppService {
  readonly dispatch: Dispatch;
  readonly events: EventHub;
  /** A job runs: it is not the time to end the program. */
  isBusy(): boolean;
  /** Cancels what runs, waits for its end and closes what is open. */
  close(): Promise<void>;
}

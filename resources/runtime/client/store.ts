/**
 * What the client remembers between two starts: identity, token, policy, counters, history. One kept file each.
 * Trap: a file that cannot be read is treated as absent; identity excepted, since a second registration would make a
 * second device at the site.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { TaskSequencePolicy } from '#lab/wire/policy.ts';
import type { ClientIdentity } from '../gateway/client-site.ts';
import type { SiteToken } from '../gateway/site-tokens.ts';
import { readKept, writeKept, type Files } from './files.ts';
import type { ClientFolders } from './folders.ts';

export interface KeptPolicy {
  /** ISO 8601: when the site was asked. */
  readonly time: string;
  readonly taskSequences: readonly TaskSequencePolicy[];
}

/** The last report of each kind, so that the site sees when one is missing. */
export interface ReportNumbers {
  readonly heartbeat: number;
  readonly 'hardware-inventory': number;
  /** ISO 8601: when the last inventory was sent. */
  readonly inventoryTime: string | undefined;
}

export interface HistoryEntry {
  /** Of the run. */
  readonly id: string;
  /** Of the deployment that was run. */
  readonly deployment: string;
  readonly name: string;
  readonly kind: 'task-sequence';
  readonly result: 'running' | 'succeeded' | 'failed';
  /** ISO 8601. */
  readonly started: string;
  readonly ended: string | undefined;
  /** Code and cause of a failure, or what a success needs a word about. */
  readonly detail: string;
}

/** Entries kept; the oldest go first. */
const HISTORY_LENGTH = 200;

export class ClientStore {
  readonly #files: Files;
  readonly #folders: ClientFolders;

  constructor(files: Files, folders: ClientFolders) {
    this.#files = files;
    this.#folders = folders;
  }

  /** @throws MediaError E_RT_CLIENT_SETUP when there is one that cannot be read. */
  async identity(): Promise<ClientIdentity | undefined> {
    const found = await this.#load<ClientIdentity>(this.#folders.identity);
    if (found !== undefined) return found;
    const isThere = (await this.#files.stat(this.#folders.identity)) !== undefined;
    if (isThere) throw new MediaError('E_RT_CLIENT_SETUP', `${this.#folders.identity} cannot be read`);
    return undefined;
  }

  async saveIdentity(identity: ClientIdentity): Promise<void> {
    await this.#save(this.#folders.identity, identity);
  }

  async token(): Promise<SiteToken | undefined> {
    return await this.#load<SiteToken>(this.#folders.token);
  }

  async saveToken(token: SiteToken): Promise<void> {
    await this.#save(this.#folders.token, token);
  }

  async policy(): Promise<KeptPolicy | undefined> {
    return await this.#load<KeptPolicy>(this.#folders.policy);
  }

  async savePolicy(policy: KeptPolicy): Promise<void> {
    await this.#save(this.#folders.policy, policy);
  }

  async reportNumbers(): Promise<ReportNumbers> {
    const known = await this.#load<Partial<ReportNumbers>>(this.#folders.reports);
    return {
      heartbeat: known?.heartbeat ?? 0,
      'hardware-inventory': known?.['hardware-inventory'] ?? 0,
      inventoryTime: known?.inventoryTime,
    };
  }

  async saveReportNumbers(numbers: ReportNumbers): Promise<void> {
    await this.#save(this.#folders.reports, numbers);
  }

  /** Newest first. */
  async history(): Promise<readonly HistoryEntry[]> {
    return (await this.#load<readonly HistoryEntry[]>(this.#folders.history)) ?? [];
  }

  /** Puts an entry first, or replaces the one with the same id. */
  async remember(entry: HistoryEntry): Promise<void> {
    const others = (await this.history()).filter((one) => one.id !== entry.id);
    await this.#save(this.#folders.history, [entry, ...others].slice(0, HISTORY_LENGTH));
  }

  async #load<T>(path: string): Promise<T | undefined> {
    const text = await readKept(this.#files, path);
    // Sound: the sum in the file proves that this class wrote it.
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  async #save(path: string, value: unknown): Promise<void> {
    await writeKept(this.#files, path, JSON.stringify(value));
  }
}

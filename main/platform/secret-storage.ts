/**
 * Passwords and tokens, kept by the system: Keychain (macOS), Credential Manager (Windows), Secret Service (Linux).
 * Where none works, as on Linux without a desktop session, they stay in the memory of this process, and `describe` says
 * so; never in a file.
 * Traps: the library would fall back to the kernel's key ring on Linux, which a restart empties, so the Secret Service is
 * demanded by name. Windows keeps at most 2560 bytes (1280 UTF-16 units) under one name and a token can be longer, so
 * longer texts are kept in parts.
 */
import { MediaError } from '#base/errors/media-error.ts';

export interface SecretStorage {
  /** undefined when nothing is kept under the name. @throws MediaError E_SECRET_STORAGE */
  read(name: string): Promise<string | undefined>;
  /** Keeps a secret, in place of the former one. @throws MediaError E_SECRET_STORAGE */
  write(name: string, secret: string): Promise<void>;
  /** Removes it; nothing happens when it is not there. @throws MediaError E_SECRET_STORAGE */
  remove(name: string): Promise<void>;
  describe(): SecretStorageFacts;
}

export interface SecretStorageFacts {
  readonly kind: 'system' | 'memory';
  /** Does it survive the end of this process? */
  readonly isPersistent: boolean;
  /** Why the system's is not used. */
  readonly why?: string;
}

/** One name in the system's storage, as the library gives it. */
export interface SecretEntry {
  getPassword(signal?: AbortSignal): Promise<string | null | undefined>;
  setPassword(secret: string, signal?: AbortSignal): Promise<void>;
  deleteCredential(signal?: AbortSignal): Promise<boolean>;
}

export type OpenEntry = (name: string) => SecretEntry;

/** How the entries are shown in the system's own list of passwords. */
const SERVICE = 'Task Sequence Media Builder';
/** UTF-16 units under one name, below what Windows takes. */
const PART_LENGTH = 1200;
const MAX_PARTS = 50;
/** A locked storage asks the user for its password. */
const TIMEOUT_MS = 120_000;
const PROBE_TIMEOUT_MS = 5000;

/** The system's storage when it answers, otherwise memory. Never fails. */
export async function openSecretStorage(): Promise<SecretStorage> {
  try {
    const openEntry = await loadLibrary();
    await within(PROBE_TIMEOUT_MS, (signal) => openEntry('probe').getPassword(signal));
    return systemStorage(openEntry);
  } catch (error) {
    return memoryStorage(error instanceof Error ? error.message : String(error));
  }
}

/** Loaded when it is first needed: its native part may be missing on this system. */
async function loadLibrary(): Promise<OpenEntry> {
  const { AsyncEntry } = await import('@napi-rs/keyring');
  return (name) => new AsyncEntry(SERVICE, name, { linux: { store: 'secret-service' } });
}

/** Secrets in the memory of this process. `why` says what is wrong with the system's storage. */
export function memoryStorage(why: string): SecretStorage {
  const secrets = new Map<string, string>();
  return {
    read: (name) => Promise.resolve(secrets.get(name)),
    write(name, secret) {
      secrets.set(name, secret);
      return Promise.resolve();
    },
    remove(name) {
      secrets.delete(name);
      return Promise.resolve();
    },
    describe: () => ({ kind: 'memory', isPersistent: false, why }),
  };
}

/**
 * Secrets in the system's storage. The first part says how many there are ("3:…") and is written last, so that a write
 * that breaks off leaves the former secret or none, never a mixture that looks whole.
 */
export function systemStorage(openEntry: OpenEntry): SecretStorage {
  const entry = (name: string, part: number): SecretEntry =>
    openEntry(part === 0 ? name : `${name}, part ${part + 1}`);
  const readPart = async (name: string, part: number): Promise<string | undefined> =>
    (await asked(name, (signal) => entry(name, part).getPassword(signal))) ?? undefined;
  const removePart = (name: string, part: number): Promise<boolean> =>
    asked(name, (signal) => entry(name, part).deleteCredential(signal));
  const countOf = async (
    name: string,
  ): Promise<{ readonly count: number; readonly first: string } | undefined> => {
    const stored = await readPart(name, 0);
    if (stored === undefined) return undefined;
    const [, digits = '', first = ''] = /^(\d{1,2}):([\s\S]*)$/.exec(stored) ?? [];
    const count = Number(digits);
    if (count >= 1 && count <= MAX_PARTS) return { count, first };
    throw new MediaError('E_SECRET_STORAGE', `what is kept as "${name}" was not written by this program`);
  };
  const remove = async (name: string): Promise<void> => {
    const found = await countOf(name).catch(() => ({ count: 1 }));
    if (found === undefined) return;
    for (let part = 0; part < found.count; part += 1) await removePart(name, part);
  };
  return {
    async read(name) {
      const found = await countOf(name);
      if (found === undefined) return undefined;
      const parts = [found.first];
      for (let part = 1; part < found.count; part += 1) {
        const text = await readPart(name, part);
        if (text === undefined) {
          const place = `part ${part + 1} of ${found.count}`;
          throw new MediaError('E_SECRET_STORAGE', `of what is kept as "${name}" ${place} is missing`);
        }
        parts.push(text);
      }
      return parts.join('');
    },
    async write(name, secret) {
      const parts = partsOf(secret);
      if (parts.length > MAX_PARTS) {
        const most = PART_LENGTH * MAX_PARTS;
        throw new MediaError('E_SECRET_STORAGE', `a secret of ${secret.length} characters, at most ${most}`);
      }
      await remove(name);
      for (const [part, text] of [...parts.entries()].reverse()) {
        const stored = part === 0 ? `${parts.length}:${text}` : text;
        await asked(name, (signal) => entry(name, part).setPassword(stored, signal));
      }
    },
    remove,
    describe: () => ({ kind: 'system', isPersistent: true }),
  };
}

function partsOf(secret: string): readonly string[] {
  const parts: string[] = [];
  for (let at = 0; at < secret.length || parts.length === 0;) {
    // The two halves of a character beyond 16 bits stay together: halves are no text and would not come back.
    const isCut = /[\uD800-\uDBFF]/.test(secret.charAt(at + PART_LENGTH - 1));
    const end = at + PART_LENGTH + (isCut ? 1 : 0);
    parts.push(secret.slice(at, end));
    at = end;
  }
  return parts;
}

async function asked<T>(name: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await within(TIMEOUT_MS, work);
  } catch (cause) {
    // The library's messages name the operation, never the secret.
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_SECRET_STORAGE', `"${name}": ${why}`, { cause });
  }
}

/** The library's calls cannot always be cancelled, so their end is not waited for either. */
async function within<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${timeoutMs} ms`));
      abort.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(abort.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

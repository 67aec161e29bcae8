/**
 * The sites this user works with: address, what is trusted, who signs in; the lab is always among them. Passwords and
 * tokens lie in the system's secret storage, never in the file, and are sent only to the address they were stored for.
 * Trap: where the system's storage does not work, credentials live as long as this object; `list` says which is the case.
 */
import { z } from 'zod';
import { MediaError } from '#base/errors/media-error.ts';
import type { RunOptions } from '#base/progress.ts';
import { systemClock, type Clock } from '#platform/clock.ts';
import { createJsonStore } from '#platform/json-store.ts';
import { systemRandom, type RandomSource } from '#platform/random.ts';
import type { SecretStorage } from '#platform/secret-storage.ts';
import { createAdminServiceClient } from './admin-service-client.ts';
import { readCatalog, readSite, type SiteCatalog, type SiteInfo } from './catalog.ts';
import { readContents, type SiteContents } from './catalog-contents.ts';
import { siteBaseUrl, type SiteConnection, type SiteCredentials } from './connection.ts';
import { createCredentialKeeper, type CredentialState } from './connection-credentials.ts';
import { checkTrust, establishTrust, type TrustedRoot } from './site-probe.ts';
import { createSnapshots, type Snapshot } from './snapshots.ts';

/** Name of the built-in connection. */
export const LAB = 'lab';

export interface ConnectionFacts {
  readonly name: string;
  /** The lab is always there and cannot be removed. */
  readonly kind: 'lab' | 'adminservice';
  /** "https://provider.contoso.com/AdminService"; null: where the lab listens changes with every start. */
  readonly url: string | null;
  readonly signIn: SiteCredentials['kind'];
  /** "DOMAIN\\user"; null with a token. */
  readonly userName: string | null;
  /** "stored" in the system, kept for this "session", or "none": they are to be given when the site is opened. */
  readonly credentials: CredentialState;
  /** SHA-256 of the certificate that is trusted; null: the machine's own roots. */
  readonly rootFingerprint: string | null;
  /** ISO 8601; null for the lab. */
  readonly addedAt: string | null;
  /** When the offline snapshot was taken, ISO 8601; null when there is none. */
  readonly snapshotAt: string | null;
}

export interface NewConnection {
  /** Letters, digits, blanks, ".", "_" and "-", at most 64; not "lab". */
  readonly name: string;
  readonly url: string;
  /** SHA-256 of a certificate the server shows. */
  readonly rootFingerprint?: string | undefined;
  /** The root itself, which the server need not show. Neither: the machine's own roots. */
  readonly rootCertificatePem?: string | undefined;
  readonly credentials: SiteCredentials;
  /** Keep the credentials in the system's secret storage. */
  readonly isRemembered: boolean;
}

export interface OpenSite {
  readonly connection: SiteConnection;
  close(): Promise<void>;
}

export interface OpenOptions extends RunOptions {
  /** In place of the stored ones. */
  readonly credentials?: SiteCredentials | undefined;
}

/** Names are compared without case. Everything fails with E_SITE_CONNECTION for a name that is not there, and E_STORE_*. */
export interface Connections {
  /** The lab first, then by name. */
  list(): Promise<readonly ConnectionFacts[]>;
  find(name: string): Promise<ConnectionFacts | undefined>;
  /**
   * Stores a connection after the server has proved itself and the site has accepted the credentials.
   * @throws MediaError E_SITE_CONNECTION for a name that is taken or cannot be used, those of `establishTrust`, E_SITE_…
   */
  add(connection: NewConnection, options?: RunOptions): Promise<SiteInfo>;
  /** Other credentials, checked with the site first. @throws MediaError E_SITE_…, E_SECRET_STORAGE */
  signIn(
    name: string,
    given: { readonly credentials: SiteCredentials; readonly isRemembered: boolean },
    options?: RunOptions,
  ): Promise<SiteInfo>;
  /** Forgets connection, credentials and snapshot. @throws MediaError E_SITE_CONNECTION for the lab */
  remove(name: string): Promise<void>;
  /**
   * Opens a site, after it has proved itself again. The lab is started when none runs.
   * @throws MediaError E_SITE_CREDENTIALS when none are stored or given, E_SITE_FINGERPRINT, E_SITE_UNTRUSTED, E_SITE_…
   */
  open(name: string, options?: OpenOptions): Promise<OpenSite>;
  /** Reads what the site has and keeps it for times without the site. @throws MediaError E_SITE_… */
  sync(name: string, options?: OpenOptions): Promise<Snapshot>;
  /** Keeps a catalog that was just read. */
  saveSnapshot(name: string, catalog: SiteCatalog, contents?: SiteContents): Promise<Snapshot>;
  /** undefined when there is none. */
  readSnapshot(name: string): Promise<Snapshot | undefined>;
}

export interface ConnectionsOptions {
  readonly folder: string;
  /** Asked for when credentials are first needed. */
  readonly secrets: () => Promise<SecretStorage>;
  /** How the lab is opened; the core does not know it. */
  readonly openLab: (options: RunOptions) => Promise<OpenSite>;
  readonly clock?: Clock | undefined;
  readonly random?: RandomSource | undefined;
  readonly onProblem?: ((problem: MediaError) => void) | undefined;
}

const storedConnection = z.strictObject({
  /** Names what belongs to it in the secret storage and the snapshots; a connection of the same name gets another. */
  id: z.guid(),
  name: z.string(),
  url: z.string(),
  rootFingerprint: z.string().nullable(),
  rootCertificatePem: z.string().nullable(),
  signIn: z.enum(['password', 'token']),
  userName: z.string().nullable(),
  isRemembered: z.boolean(),
  addedAt: z.iso.datetime(),
});
type StoredConnection = Readonly<z.output<typeof storedConnection>>;

const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u;

/** The connections in a folder. */
export function createConnections(options: ConnectionsOptions): Connections {
  const { clock = systemClock, random = systemRandom, folder, onProblem } = options;
  const store = createJsonStore<readonly StoredConnection[]>({
    folder,
    name: 'connections.json',
    version: 1,
    schema: z.array(storedConnection),
    empty: [],
    onProblem,
  });
  const snapshots = createSnapshots({ folder, clock, onProblem });
  const keeper = createCredentialKeeper(options.secrets);

  const idOf = async (name: string): Promise<string> =>
    isLab(name) ? LAB : (await requireStored(store, name)).id;
  const factsOf = async (one: StoredConnection): Promise<ConnectionFacts> => ({
    name: one.name,
    kind: 'adminservice',
    url: one.url,
    signIn: one.signIn,
    userName: one.userName,
    credentials: keeper.stateOf(one),
    rootFingerprint: one.rootFingerprint,
    addedAt: one.addedAt,
    snapshotAt: (await snapshots.read(one.id))?.takenAt ?? null,
  });
  const labFacts = async (): Promise<ConnectionFacts> => ({
    name: LAB,
    kind: 'lab',
    url: null,
    signIn: 'token',
    userName: null,
    credentials: 'stored',
    rootFingerprint: null,
    addedAt: null,
    snapshotAt: (await snapshots.read(LAB))?.takenAt ?? null,
  });
  const list = async (): Promise<readonly ConnectionFacts[]> => {
    const stored = [...(await store.read())].sort((a, b) => a.name.localeCompare(b.name));
    return [await labFacts(), ...(await Promise.all(stored.map(factsOf)))];
  };
  const saveSnapshot: Connections['saveSnapshot'] = async (name, catalog, contents) =>
    await snapshots.write(await idOf(name), catalog, contents);

  const open = async (name: string, run: OpenOptions = {}): Promise<OpenSite> => {
    if (isLab(name)) return await options.openLab(run);
    const stored = await requireStored(store, name);
    const root = rootOf(stored);
    const credentials = run.credentials ?? (await keeper.read(stored));
    if (root !== undefined) await checkTrust(stored.url, root, { signal: run.signal });
    return { connection: connectionOf(stored, credentials), close: () => Promise.resolve() };
  };

  return {
    list,
    async find(name) {
      return (await list()).find((one) => isSameName(one.name, name));
    },
    async add(wanted, run = {}) {
      const name = usableName(wanted.name);
      refuseTaken(await store.read(), name);
      const url = siteBaseUrl(wanted.url);
      const trust = { fingerprint: wanted.rootFingerprint, certificatePem: wanted.rootCertificatePem };
      const root = await establishTrust(url, trust, { signal: run.signal });
      const { credentials } = wanted;
      const stored: StoredConnection = {
        id: random.guid(),
        name,
        url,
        rootFingerprint: root?.rootFingerprint ?? null,
        rootCertificatePem: root?.rootCertificatePem ?? null,
        ...signInOf(credentials),
        isRemembered: false,
        addedAt: clock().toISOString(),
      };
      const site = await askSite(connectionOf(stored, credentials), run);
      const isRemembered = await keeper.keep(stored, { credentials, isRemembered: wanted.isRemembered });
      try {
        await store.update((all) => {
          // Another process may have been faster.
          refuseTaken(all, name);
          return [...all, { ...stored, isRemembered }];
        });
      } catch (error) {
        await keeper.forget({ ...stored, isRemembered }).catch(() => undefined);
        throw error;
      }
      return site;
    },
    async signIn(name, given, run = {}) {
      const stored = await requireStored(store, name);
      const root = rootOf(stored);
      if (root !== undefined) await checkTrust(stored.url, root, { signal: run.signal });
      const site = await askSite(connectionOf(stored, given.credentials), run);
      const isRemembered = await keeper.keep(stored, given);
      const changed = { ...stored, ...signInOf(given.credentials), isRemembered };
      await store.update((all) => all.map((one) => (one.id === stored.id ? changed : one)));
      return site;
    },
    async remove(name) {
      const stored = await requireStored(store, name);
      // The secret first: when the storage is locked, the connection stays and can be removed later.
      await keeper.forget(stored);
      await snapshots.remove(stored.id);
      await store.update((all) => all.filter((one) => one.id !== stored.id));
    },
    open,
    async sync(name, run = {}) {
      const site = await open(name, run);
      const client = createAdminServiceClient(site.connection);
      try {
        const [catalog, contents] = await Promise.all([readCatalog(client, run), readContents(client, run)]);
        return await saveSnapshot(name, catalog, contents);
      } finally {
        await client.close();
        await site.close();
      }
    },
    saveSnapshot,
    async readSnapshot(name) {
      return await snapshots.read(await idOf(name));
    },
  };
}

async function requireStored(
  store: { readonly read: () => Promise<readonly StoredConnection[]> },
  name: string,
): Promise<StoredConnection> {
  if (isLab(name)) {
    throw new MediaError('E_SITE_CONNECTION', `"${LAB}" is the lab of this program and cannot be changed`);
  }
  const all = await store.read();
  const found = all.find((one) => isSameName(one.name, name));
  if (found !== undefined) return found;
  const names = [LAB, ...all.map((one) => one.name)].map((one) => `"${one}"`).join(', ');
  throw new MediaError('E_SITE_CONNECTION', `there is no connection "${name}"; there are ${names}`);
}

function usableName(name: string): string {
  const trimmed = name.trim();
  if (!isLab(trimmed) && NAME.test(trimmed)) return trimmed;
  throw new MediaError(
    'E_SITE_CONNECTION',
    `"${name}" cannot be the name of a connection: letters, digits, blanks, ".", "_" and "-", at most 64, and not "${LAB}"`,
  );
}

function refuseTaken(all: readonly StoredConnection[], name: string): void {
  const other = all.find((one) => isSameName(one.name, name));
  if (other !== undefined) {
    throw new MediaError('E_SITE_CONNECTION', `there is already a connection "${other.name}" (${other.url})`);
  }
}

/** One question the site answers only to who is signed in. */
async function askSite(connection: SiteConnection, options: RunOptions): Promise<SiteInfo> {
  const client = createAdminServiceClient(connection);
  try {
    return await readSite(client, options);
  } finally {
    await client.close();
  }
}

function connectionOf(stored: StoredConnection, credentials: SiteCredentials): SiteConnection {
  return {
    name: stored.name,
    url: stored.url,
    rootCertificatePem: stored.rootCertificatePem ?? undefined,
    credentials: () => Promise.resolve(credentials),
  };
}

function rootOf({ rootFingerprint, rootCertificatePem }: StoredConnection): TrustedRoot | undefined {
  if (rootFingerprint === null || rootCertificatePem === null) return undefined;
  return { rootFingerprint, rootCertificatePem };
}

function signInOf(credentials: SiteCredentials): Pick<StoredConnection, 'signIn' | 'userName'> {
  return {
    signIn: credentials.kind,
    userName: credentials.kind === 'password' ? credentials.userName : null,
  };
}

function isLab(name: string): boolean {
  return isSameName(name, LAB);
}

function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

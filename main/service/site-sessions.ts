/**
 * The sites the program talks to: one open session for each connection, with its catalog. A catalog is asked for again
 * after five minutes; when the site does not answer, what it said last stands in for it.
 * Traps: a session that was refused or lost is dropped, so that the next question signs in anew, with credentials that
 * were given meanwhile; a site that cannot prove who it is, is never replaced by its snapshot.
 */
import { isMediaError, MediaError, toErrorData, type ErrorData } from '#base/errors/media-error.ts';
import type { Clock } from '#platform/clock.ts';
import { createAdminServiceClient, type AdminServiceClient } from '#site/admin-service-client.ts';
import { readContents, type SiteContents } from '#site/catalog-contents.ts';
import { readCatalog, type SiteCatalog } from '#site/catalog.ts';
import type { SiteConnection } from '#site/connection.ts';
import type { Connections } from '#site/connections.ts';
import { createSharedWork, type SharedWork } from './shared-work.ts';

export interface OpenedSite {
  readonly connection: SiteConnection;
  /** Shared by everybody who asks this site; closed with the session. */
  readonly client: AdminServiceClient;
}

/** The catalog with where it comes from. */
export interface KnownCatalog {
  readonly catalog: SiteCatalog;
  /** Absent in snapshots that were taken without. */
  readonly contents?: SiteContents | undefined;
  /** When the site was asked, ISO 8601. */
  readonly readAt: string;
  /** Present: the site did not answer, this is what it said at `readAt`. In English. */
  readonly error: ErrorData | undefined;
}

export interface SiteSessions {
  /**
   * The session of a connection, opened at its first use and kept.
   * @throws MediaError E_SITE_CONNECTION for a name there is not, E_SITE_CREDENTIALS, E_SITE_…, E_LAB_START, E_CANCELLED
   */
  open(name: string, signal: AbortSignal): Promise<OpenedSite>;
  /**
   * Asks a site something. A session that turns out to be refused or lost is dropped.
   * @throws MediaError as `open`, and what `question` throws
   */
  ask<T>(
    name: string,
    question: (site: OpenedSite, signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T>;
  /**
   * What the site has, at most five minutes old unless `refresh`; the snapshot when it does not answer.
   * @throws MediaError E_SITE_… when there is no snapshot either, or the site refuses; E_CANCELLED
   */
  catalog(
    name: string,
    options: { readonly refresh: boolean; readonly signal: AbortSignal },
  ): Promise<KnownCatalog>;
  /** The address of an open session; undefined when there is none. */
  urlOf(name: string): string | undefined;
  /** Ends the session and forgets its catalog. */
  forget(name: string): Promise<void>;
  /** Ends everything; the object is not used afterwards. */
  close(): Promise<void>;
}

const CATALOG_AGE_MS = 5 * 60_000;
/** Pages that ask one after another do not each wait for a site that is away. */
const OFFLINE_AGE_MS = 30_000;
/** The site is away, not unwilling. */
const AWAY: readonly string[] = ['E_SITE_UNREACHABLE', 'E_SITE_TIMEOUT', 'E_SITE_FAILED'];
/** The session is of no use any more. */
const LOST: readonly string[] = [
  ...AWAY,
  'E_SITE_UNAUTHORIZED',
  'E_SITE_CREDENTIALS',
  'E_SITE_UNTRUSTED',
  'E_SITE_FINGERPRINT',
];

interface Session {
  readonly name: string;
  opened: (OpenedSite & { readonly close: () => Promise<void> }) | undefined;
  readonly opening: SharedWork<OpenedSite>;
  known: KnownCatalog | undefined;
  /** Of the clock, in milliseconds. */
  knownUntil: number;
  readonly reading: SharedWork<KnownCatalog>;
}

/** The sessions of the stored connections. */
export function createSiteSessions(options: {
  readonly connections: Connections;
  readonly clock: Clock;
}): SiteSessions {
  const { connections, clock } = options;
  const sessions = new Map<string, Session>();
  /** What is being opened or read; a lab that is just starting writes files, also when nobody wants it any more. */
  const working = new Set<Promise<unknown>>();

  const tracked = async <T>(work: Promise<T>): Promise<T> => {
    working.add(work);
    try {
      return await work;
    } finally {
      working.delete(work);
    }
  };

  const openNow = async (session: Session, signal: AbortSignal): Promise<OpenedSite> => {
    if (session.opened !== undefined) return session.opened;
    const site = await connections.open(session.name, { signal });
    if (signal.aborted || sessions.get(keyOf(session.name)) !== session) {
      // Forgotten while it was being opened.
      await site.close();
      throw new MediaError('E_CANCELLED', 'cancelled');
    }
    const client = createAdminServiceClient(site.connection);
    session.opened = {
      connection: site.connection,
      client,
      close: async () => {
        await client.close();
        await site.close();
      },
    };
    return session.opened;
  };

  const readNow = async (session: Session, signal: AbortSignal): Promise<KnownCatalog> => {
    try {
      const { client } = await session.opening.join(signal);
      const [catalog, contents] = await Promise.all([
        readCatalog(client, { signal }),
        readContents(client, { signal }),
      ]);
      // The user has what he asked for; a full disk is the matter of what he does next.
      await connections.saveSnapshot(session.name, catalog, contents).catch(() => undefined);
      return keep(session, { catalog, contents, readAt: clock().toISOString(), error: undefined });
    } catch (error) {
      await dropLost(session, error);
      if (!isMediaError(error) || !AWAY.includes(error.code)) throw error;
      const snapshot = await connections.readSnapshot(session.name);
      if (snapshot === undefined) throw error;
      const { catalog, contents, takenAt: readAt } = snapshot;
      return keep(session, { catalog, contents, readAt, error: toErrorData(error) });
    }
  };

  const keep = (session: Session, known: KnownCatalog): KnownCatalog => {
    session.known = known;
    session.knownUntil = clock().getTime() + (known.error === undefined ? CATALOG_AGE_MS : OFFLINE_AGE_MS);
    return known;
  };

  const sessionOf = (name: string): Session => {
    const found = sessions.get(keyOf(name));
    if (found !== undefined) return found;
    const session: Session = {
      name,
      opened: undefined,
      opening: createSharedWork((signal) => tracked(openNow(session, signal))),
      known: undefined,
      knownUntil: 0,
      reading: createSharedWork((signal) => tracked(readNow(session, signal))),
    };
    sessions.set(keyOf(name), session);
    return session;
  };

  const dropLost = async (session: Session, error: unknown): Promise<void> => {
    if (!isMediaError(error) || !LOST.includes(error.code)) return;
    const { opened } = session;
    session.opened = undefined;
    await opened?.close();
  };

  const end = async (session: Session): Promise<void> => {
    sessions.delete(keyOf(session.name));
    session.opening.abort();
    session.reading.abort();
    await session.opened?.close();
  };

  const open: SiteSessions['open'] = async (name, signal) => await sessionOf(name).opening.join(signal);

  return {
    open,
    async ask(name, question, signal) {
      const site = await open(name, signal);
      try {
        return await question(site, signal);
      } catch (error) {
        await dropLost(sessionOf(name), error);
        throw error;
      }
    },
    async catalog(name, { refresh, signal }) {
      const session = sessionOf(name);
      const isFresh = session.known !== undefined && clock().getTime() < session.knownUntil;
      if (isFresh && !refresh && session.known !== undefined) return session.known;
      return await session.reading.join(signal);
    },
    urlOf: (name) => sessions.get(keyOf(name))?.opened?.connection.url,
    async forget(name) {
      const session = sessions.get(keyOf(name));
      if (session !== undefined) await end(session);
    },
    async close() {
      await Promise.allSettled([...sessions.values()].map(end));
      await Promise.allSettled(working);
    },
  };
}

/** Names of connections are compared without case. */
function keyOf(name: string): string {
  return name.toLowerCase();
}

/** The sites the program talks to: one open session for each connection, with its catalog and credentials. */
import type { SiteCredentials, SiteConnection } from '#site/connection.ts';
import type { AdminServiceClient } from '#site/admin-service-client.ts';
import type { SiteCatalog } from '#site/catalog.ts';
import type { ErrorData } from '#base/errors/media-error.ts';

export interface OpenSite {
  readonly connection: SiteConnection;
  /** Shared by everybody who asks this site; closed with the session. */
  readonly client: AdminServiceClient;
}

/** The catalog with where it comes from. */
export interface KnownCatalog {
  readonly catalog: SiteCatalog;
  /** When the site was asked, ISO 8601. */
  readonly readAt: string;
  /** Present: the site did not answer, this is what it said at `readAt`. */
  readonly error: ErrorData | undefined;
}

export interface SiteSessions {
  /**
   * The session of a connection, opened at its first use and kept.
   * @throws MediaError E_CONNECTION_* for a name there is not, E_SITE_UNAUTHORIZED without credentials, E_LAB_START
   */
  open(name: string, signal: AbortSignal): Promise<OpenSite>;
  /**
   * What the site has, at most five minutes old unless `refresh`; the snapshot when it does not answer.
   * @throws MediaError E_SITE_* when there is no snapshot either, E_CANCELLED
   */
  catalog(
    name: string,
    options: { readonly refresh: boolean; readonly signal: AbortSignal },
  ): Promise<KnownCatalog>;
  /** Uses these credentials from now on, and until the program ends. */
  signIn(name: string, credentials: SiteCredentials): Promise<void>;
  /** Ends the session and forgets its credentials and catalog. */
  forget(name: string): Promise<void>;
  /** Whether there are credentials that were given since the start. */
  hasCredentials(name: string): boolean;
  close(): Promise<void>;
}

/**
 * How a site is reached: URL, the root its servers must prove, credentials, and where names that do not resolve here
 * listen (the lab's). Trap: a mapped address changes only where the connection goes; the certificate must still be for
 * the name. Credentials are asked for when needed and never kept in this object.
 */
import type { ConnectionOptions } from 'node:tls';
import { Agent, buildConnector } from 'undici';
import { MediaError } from '#base/errors/media-error.ts';

export type SiteCredentials =
  | { readonly kind: 'password'; readonly userName: string; readonly password: string }
  | { readonly kind: 'token'; readonly token: string };

export interface SiteConnection {
  /** How the user calls it. */
  readonly name: string;
  /** "https://provider.contoso.com/AdminService" */
  readonly url: string;
  /** Only servers below this certificate (a root, or any other of their chain) are trusted; absent: Node's own roots. */
  readonly rootCertificatePem?: string | undefined;
  readonly credentials: () => Promise<SiteCredentials>;
  /** Name (lower case) to "host:port", for names that do not resolve here. */
  readonly addresses?: Readonly<Record<string, string>> | undefined;
}

/** The connections to a site's servers; close it when done. */
export function createSiteAgent(connection: SiteConnection, connectTimeoutMs = 10_000): Agent {
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    minVersion: 'TLSv1.2',
    ...trustOf(connection),
  });
  return new Agent({
    connections: 8,
    keepAliveTimeout: 4000,
    connect(options, callback) {
      const mapped = connection.addresses?.[options.hostname.toLowerCase()];
      if (mapped === undefined) {
        connect(options, callback);
        return;
      }
      const target = new URL(`https://${mapped}`);
      connect(
        {
          ...options,
          hostname: target.hostname,
          port: target.port === '' ? '443' : target.port,
          servername: options.servername ?? options.hostname,
        },
        callback,
      );
    },
  });
}

/** What TLS trusts. Site servers rarely send their root, so a certificate further down may be what the user trusts. */
export function trustOf({
  rootCertificatePem,
}: Pick<SiteConnection, 'rootCertificatePem'>): Pick<ConnectionOptions, 'ca' | 'allowPartialTrustChain'> {
  return rootCertificatePem === undefined ? {} : { ca: rootCertificatePem, allowPartialTrustChain: true };
}

/** Value of the Authorization header. */
export function authorizationHeader(credentials: SiteCredentials): string {
  if (credentials.kind === 'token') return `Bearer ${credentials.token}`;
  const pair = `${credentials.userName}:${credentials.password}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

/**
 * The URL without a slash at its end, checked.
 * @throws MediaError E_USAGE when it is no https URL; credentials inside a URL are refused because URLs are logged.
 */
export function siteBaseUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new MediaError('E_USAGE', `"${text}" is not a URL`, { cause });
  }
  if (url.protocol !== 'https:') throw new MediaError('E_USAGE', `"${text}" is not an https URL`);
  if (url.username !== '' || url.password !== '') {
    throw new MediaError('E_USAGE', `the URL of ${url.host} must not hold a user name or password`);
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

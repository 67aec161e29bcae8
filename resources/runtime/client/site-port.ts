/**
 * The site as the client sees it. The gateway's adapter (gateway-site.ts) speaks the protocol; tests of the client's own
 * rules give another one. Every method throws what a person can be told: MediaError E_RT_….
 */
import type { ReportInstance, ReportKind } from '#lab/wire/client-report.ts';
import type { TaskSequencePolicy } from '#lab/wire/policy.ts';
import type { TaskSequenceStatus } from '#lab/wire/status.ts';
import type { ClientKey } from '../gateway/client-key.ts';
import type { ClientIdentity } from '../gateway/client-site.ts';
import type { ContentSource } from '../gateway/content-questions.ts';
import type { HttpClient } from '../gateway/http.ts';
import type { SiteToken } from '../gateway/site-tokens.ts';

/** What registration tells about this computer. */
export interface ComputerDescription {
  readonly name: string;
  readonly smbiosGuid: string;
  readonly macAddresses: readonly string[];
  /** SMSTSUDAUsers: whose device it is to be. */
  readonly users: readonly string[];
}

export interface Report {
  readonly kind: ReportKind;
  readonly name: string;
  readonly number: number;
  readonly instances: readonly ReportInstance[];
}

export interface SitePort {
  /** The site's host, for screens and logs. */
  readonly host: string;
  /** For content, which comes from other servers than the site's. */
  readonly http: HttpClient;
  /** The site's time, as far as it is known. */
  now(): Date;
  createKey(computerName: string): Promise<ClientKey>;
  /** The id the site gives to a new client. Takes the registration token; a token is good for one registration. */
  register(key: ClientKey, registrationToken: string, computer: ComputerDescription): Promise<string>;
  /** The first site token, by the registration token; later ones by the token that is still good. */
  obtainToken(
    identity: ClientIdentity,
    by: { readonly registrationToken: string } | { readonly siteToken: string },
  ): Promise<SiteToken>;
  /** From here on everything is said as this client. */
  useIdentity(identity: ClientIdentity, token: SiteToken): void;
  policies(): Promise<readonly TaskSequencePolicy[]>;
  sendReport(report: Report): Promise<void>;
  sendStatus(status: TaskSequenceStatus): Promise<void>;
  /** Where content is asked for. @throws MediaError E_RT_CLIENT_UNREGISTERED */
  contentSource(): ContentSource;
  close(): void;
}

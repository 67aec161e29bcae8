/**
 * What a registered client asks of its site over the gateway: policies, reports, status, content. Every request carries
 * the site token and is signed with the client's own key; nothing of a medium is used any more.
 */
import type { LookupFunction } from 'node:net';
import { parseAssignmentsReply, POLICY_MANAGER, renderAssignmentsRequest } from '#lab/wire/assignments.ts';
import {
  renderClientReport,
  reportEndpoints,
  type ReportInstance,
  type ReportKind,
} from '#lab/wire/client-report.ts';
import type { ContentList } from '#lab/wire/content-list.ts';
import type { TaskSequencePolicy } from '#lab/wire/policy.ts';
import type { ClientSigner } from '#lab/wire/signature.ts';
import { renderStatus, STATUS_MANAGER, type TaskSequenceStatus } from '#lab/wire/status.ts';
import type { Clock } from '../platform/platform.ts';
import { privateKeyOf, type ClientKey } from './client-key.ts';
import { askContentList, askLocations, type ContentSource } from './content-questions.ts';
import { HttpClient, type HttpTrust } from './http.ts';
import { readAssignedPolicy, taskSequenceReferences } from './policy-reading.ts';
import { SiteLink, type Sender } from './site-link.ts';

export interface ClientIdentity extends ClientKey {
  /** "GUID:8AE6B618-…", given by the site. */
  readonly clientId: string;
}

export interface ClientSiteOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  /** Of `tokenGatewayUrl`. */
  readonly gatewayUrl: URL;
  readonly siteCode: string;
  readonly identity: ClientIdentity;
  /** "5.00.9141.1000" */
  readonly clientVersion: string;
}

export interface ReportInput {
  /** Computer name. */
  readonly name: string;
  /** Counts up by one from 1 for every report of its kind. */
  readonly number: number;
  readonly instances: readonly ReportInstance[];
}

/** HTTPS without a client certificate: clients of a gateway that have a token show none. */
export function clientHttp(trust: Omit<HttpTrust, 'identity'>, lookup?: LookupFunction): HttpClient {
  const { rootsPem, gatewayUrl } = trust;
  return new HttpClient({ rootsPem, gatewayUrl }, lookup);
}

export class ClientSite implements ContentSource {
  readonly #options: ClientSiteOptions;
  readonly #link: SiteLink;
  readonly #sender: Sender & { readonly privateKey: ClientSigner['privateKey'] };

  constructor(options: ClientSiteOptions) {
    const { http, clock, gatewayUrl, identity } = options;
    this.#options = options;
    this.#link = new SiteLink({ http, clock, baseUrl: gatewayUrl, caller: 'client' });
    const signer = clientSigner(identity);
    this.#sender = { signer, sourceId: signer.clientId, privateKey: signer.privateKey };
  }

  /** The site's time, as far as it is known. */
  now(): Date {
    return this.#link.now();
  }

  /** The token for everything from now on; whoever keeps it renews it (client/agent.ts). */
  useToken(token: string): void {
    this.#link.token = token;
  }

  /** Task sequences deployed to this client that may run over the internet. */
  async clientPolicies(): Promise<readonly TaskSequencePolicy[]> {
    const { siteCode, identity } = this.#options;
    const request = renderAssignmentsRequest({ siteCode, clientId: identity.clientId });
    const body = await this.#link.message(POLICY_MANAGER, request, { sender: this.#sender });
    const references = await this.#link.translate(() => Promise.resolve(parseAssignmentsReply(body)));
    const policies: TaskSequencePolicy[] = [];
    for (const reference of taskSequenceReferences(references)) {
      const policy = await readAssignedPolicy(this.#link, this.#sender, reference);
      if (policy !== undefined) policies.push(policy);
    }
    return policies;
  }

  async sendHeartbeat(report: ReportInput): Promise<void> {
    await this.sendReport('heartbeat', report);
  }

  async sendInventory(report: ReportInput): Promise<void> {
    await this.sendReport('hardware-inventory', report);
  }

  async sendReport(kind: ReportKind, report: ReportInput): Promise<void> {
    const { identity, clientVersion } = this.#options;
    const body = await this.#link.translate(() =>
      Promise.resolve(
        renderClientReport({
          ...report,
          kind,
          clientId: identity.clientId,
          clientVersion,
          time: this.#link.now().toISOString(),
        }),
      ),
    );
    await this.#link.message(reportEndpoints[kind], body, { sender: this.#sender, mayBeEmpty: true });
  }

  async sendStatus(status: TaskSequenceStatus): Promise<void> {
    const options = { sender: this.#sender, mayBeEmpty: true };
    await this.#link.message(STATUS_MANAGER, renderStatus(status), options);
  }

  /** Addresses of content lists for a package, cloud locations only; empty when there is none. */
  async contentLocations(packageId: string, version: string): Promise<readonly URL[]> {
    const { siteCode } = this.#options;
    return await askLocations(this.#link, this.#sender, { siteCode, packageId, version });
  }

  async contentList(url: URL): Promise<ContentList> {
    return await askContentList(this.#link, url);
  }
}

/** Who signs as a client. */
export function clientSigner(identity: ClientIdentity): ClientSigner {
  return { clientId: identity.clientId, privateKey: privateKeyOf(identity) };
}

/** What the management point gets and works with, whichever way a request came. */
import type { LabGateway, LabManagementPoint } from '../data/types.ts';
import type { LabSite } from '../lab-site.ts';
import type { WireSettings } from './settings.ts';

/** How a request arrived; its prefix is already cut off. */
export type Entry =
  | { readonly kind: 'gateway'; readonly gateway: LabGateway }
  | {
      readonly kind: 'intranet';
      readonly managementPoint: LabManagementPoint;
      /** Host, and port when it is not 443, at which devices of this network reach a gateway. */
      readonly gatewayAddress: (gateway: LabGateway) => string;
    };

export interface MpRequest {
  /** CCM_POST stays CCM_POST here. */
  readonly method: string;
  /** Path and query below the management point. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly entry: Entry;
  /** Host and port as the client wrote them, for addresses in answers. */
  readonly host: string;
  /** SHA-1 of the TLS client certificate, upper-case hexadecimal. */
  readonly tlsThumbprint: string | undefined;
}

export interface MpContext {
  readonly site: LabSite;
  readonly settings: WireSettings;
}

/** Where the request came in, for the journal: the gateway's or the management point's name. */
export function entryName(entry: Entry): string {
  return entry.kind === 'gateway' ? entry.gateway.hostName : entry.managementPoint.hostName;
}

/** The token in the header that carries tokens. */
export function bearerOf({ settings }: MpContext, request: MpRequest): string | undefined {
  const header = request.headers[settings.tokenHeader.toLowerCase()] ?? '';
  return /^(?:Bearer\s+)?(\S+)$/i.exec(header.trim())?.[1];
}

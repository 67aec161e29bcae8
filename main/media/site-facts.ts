/**
 * What a plan must know of the site, already fetched: `media` asks nobody. `site` fills these types.
 * Trap: media know only the ports and certificates of the site they are made at (reference: configmgr-spec 1.3).
 */

export interface SiteFacts {
  readonly siteCode: string;
  /** DER; may be empty for sites that use HTTP only. */
  readonly rootCaCertificates: readonly Uint8Array[];
  /** DER. */
  readonly siteSigningCertificate?: Uint8Array | undefined;
  /** SMSIDs of the unknown-computer objects, as the site writes them. */
  readonly unknownComputers?:
    | {
        readonly x64?: string | undefined;
        readonly x86?: string | undefined;
        readonly arm64?: string | undefined;
      }
    | undefined;
  /** Client ports. */
  readonly ports: { readonly http: number; readonly https: number };
  /** `_SMSTSIISSSLState`, for example 448. */
  readonly iisSslState?: number | undefined;
  readonly checkRevocation: boolean;
}

export interface ManagementPointFacts {
  readonly host: string;
  readonly protocol: 'http' | 'https';
  /** The client port of the site when absent. */
  readonly port?: number | undefined;
}

export interface GatewayFacts {
  /** Service name, with ":port" when it is not 443. */
  readonly address: string;
  /** `MutualAuthPath` of the role record: "CCM_Proxy_MutualAuth/72186325152220500" or the number alone. */
  readonly mutualAuthPath: string;
}

/** The site's answer to a request for a media token; the form of the token is ours and opaque here. */
export interface MediaToken {
  readonly token: string;
  /** ISO 8601 in UTC. */
  readonly expires: string;
}

/** Where a medium asks for its policy. */
export type PolicySource =
  | { readonly mediaManagement: 'site-based'; readonly managementPoint: ManagementPointFacts }
  | { readonly mediaManagement: 'dynamic'; readonly managementPoints: readonly ManagementPointFacts[] }
  | {
      readonly mediaManagement: 'internet-based';
      readonly gateway: GatewayFacts;
      readonly mediaToken: MediaToken;
    };

/** A client in an installed system in front of the lab's gateways: the device's own functions over real TLS. */
import { randomUUID } from 'node:crypto';
import { issueBulkToken } from '#lab/management-point/tokens.ts';
import { gatewayPrefix } from '#lab/wire/paths.ts';
import { createClientKey, type ClientKey } from '../../resources/runtime/gateway/client-key.ts';
import {
  ClientSite,
  clientHttp,
  clientSigner,
  type ClientIdentity,
} from '../../resources/runtime/gateway/client-site.ts';
import type { HttpClient } from '../../resources/runtime/gateway/http.ts';
import { registerClient, type RegistrationInput } from '../../resources/runtime/gateway/registration.ts';
import { obtainSiteToken, type SiteToken } from '../../resources/runtime/gateway/site-tokens.ts';
import type { Clock } from '../../resources/runtime/platform/platform.ts';
import { CMG, type TestLab } from './gateway-support.ts';
import { loopback } from './runtime-support.ts';

export const CLIENT_VERSION = '5.00.9141.1000';

/** The device's clock; `aheadMs` puts it wrong. */
export interface DeviceClock extends Clock {
  aheadMs: number;
}

export function deviceClock(aheadMs = 0): DeviceClock {
  return {
    aheadMs,
    now() {
      return new Date(Date.now() + this.aheadMs);
    },
    sleep: () => Promise.resolve(),
  };
}

export interface TestClient {
  readonly http: HttpClient;
  readonly gatewayUrl: URL;
  readonly clock: DeviceClock;
  readonly identity: ClientIdentity;
  readonly site: ClientSite;
  /** Asks for a site token, with a registration token or the current site token, and keeps it. */
  readonly obtain: (authorization: string) => Promise<SiteToken>;
  /** What the client keeps; undefined before the first token. */
  readonly kept: { token: SiteToken | undefined };
}

export function gatewayUrlOf(lab: TestLab, gateway = CMG): URL {
  const roleId = lab.site.world.gateways.find((one) => one.hostName === gateway)?.roleId ?? '0';
  return new URL(`https://${gateway}:${lab.server.port}${gatewayPrefix(roleId, 'ServerAuth')}`);
}

export function httpTo(lab: TestLab, gatewayUrl = gatewayUrlOf(lab)): HttpClient {
  return clientHttp({ rootsPem: [lab.site.pki.rootCertificatePem], gatewayUrl }, loopback);
}

const keys = new Map<string, Promise<ClientKey>>();

/** A key for a computer; made once per name and test file. */
export function keyOf(name: string): Promise<ClientKey> {
  const known = keys.get(name) ?? createClientKey(name, new Date());
  keys.set(name, known);
  return known;
}

export interface ClientOptions extends Partial<Omit<RegistrationInput, 'clock'>> {
  readonly clock?: DeviceClock;
}

/** Registers with a token (a bulk one unless another is given); gives the id. */
export async function register(lab: TestLab, options: ClientOptions = {}): Promise<string> {
  const name = options.name ?? 'CT-1';
  const gatewayUrl = options.gatewayUrl ?? gatewayUrlOf(lab);
  const http = httpTo(lab, gatewayUrl);
  try {
    const { clientId } = await registerClient(http, {
      agentVersion: CLIENT_VERSION,
      smbiosGuid: randomUUID(),
      macAddresses: [],
      ...options,
      clock: options.clock ?? deviceClock(),
      registrationToken: options.registrationToken ?? (await issueBulkToken(lab.site, 60)).token,
      key: options.key ?? (await keyOf(name)),
      name,
      gatewayUrl,
    });
    return clientId;
  } finally {
    http.close();
  }
}

/** A registered client with its first site token. */
export async function makeClient(lab: TestLab, options: ClientOptions = {}): Promise<TestClient> {
  const registrationToken = options.registrationToken ?? (await issueBulkToken(lab.site, 60)).token;
  const clientId = await register(lab, { ...options, registrationToken });
  const key = options.key ?? (await keyOf(options.name ?? 'CT-1'));
  const client = openClient(lab, { ...key, clientId }, options.clock);
  client.site.useToken((await client.obtain(registrationToken)).token);
  return client;
}

/** A client that knows who it is, before it has a token. */
export function openClient(lab: TestLab, identity: ClientIdentity, clock = deviceClock()): TestClient {
  const gatewayUrl = gatewayUrlOf(lab);
  const http = httpTo(lab, gatewayUrl);
  const kept: { token: SiteToken | undefined } = { token: undefined };
  const signer = clientSigner(identity);
  const obtain = async (authorization: string): Promise<SiteToken> =>
    (kept.token = await obtainSiteToken(http, { clock, gatewayUrl, signer, authorization }));
  const { siteCode } = lab.site;
  const site = new ClientSite({ http, clock, gatewayUrl, siteCode, identity, clientVersion: CLIENT_VERSION });
  return { http, gatewayUrl, clock, identity, obtain, site, kept };
}

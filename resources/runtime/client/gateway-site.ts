/**
 * The site over its cloud management gateway, as a registered client speaks to it: adapts the conversation of
 * ../gateway to the client's port. Before the registration only a registration token says who asks.
 */
import type { LookupFunction } from 'node:net';
import { MediaError } from '#base/errors/media-error.ts';
import { tokenGatewayUrl } from '#lab/wire/paths.ts';
import { createClientKey } from '../gateway/client-key.ts';
import { ClientSite, clientHttp, clientSigner } from '../gateway/client-site.ts';
import { registerClient } from '../gateway/registration.ts';
import { obtainSiteToken } from '../gateway/site-tokens.ts';
import type { Clock } from '../platform/platform.ts';
import type { ClientSetup } from './setup-file.ts';
import type { SitePort } from './site-port.ts';

/** What the lab's client calls itself; the form is the product's. */
export const CLIENT_VERSION = '5.00.9141.1000';

export interface GatewaySiteOptions {
  readonly setup: Pick<ClientSetup, 'gateway' | 'siteCode' | 'rootsPem'>;
  readonly clock: Clock;
  readonly lookup?: LookupFunction | undefined;
}

/** @throws MediaError E_RT_CLIENT_SETUP when the settings name no gateway. */
export function openGatewaySite(options: GatewaySiteOptions): SitePort {
  const { setup, clock } = options;
  const gatewayUrl = tokenGatewayUrl(setup.gateway);
  if (gatewayUrl === undefined)
    throw new MediaError('E_RT_CLIENT_SETUP', `"${setup.gateway.slice(0, 200)}" is not a gateway`);
  const http = clientHttp({ rootsPem: setup.rootsPem, gatewayUrl }, options.lookup);
  let client: ClientSite | undefined;
  const registered = (): ClientSite => {
    if (client !== undefined) return client;
    throw new MediaError('E_RT_CLIENT_UNREGISTERED', 'this client has not registered yet');
  };
  return {
    host: gatewayUrl.host,
    http,
    now: () => client?.now() ?? clock.now(),
    createKey: async (computerName) => await createClientKey(computerName, clock.now()),
    async register(key, registrationToken, computer) {
      const input = { clock, gatewayUrl, registrationToken, key, agentVersion: CLIENT_VERSION, ...computer };
      return (await registerClient(http, input)).clientId;
    },
    async obtainToken(identity, by) {
      const authorization = 'registrationToken' in by ? by.registrationToken : by.siteToken;
      const signer = clientSigner(identity);
      return await obtainSiteToken(http, { clock, gatewayUrl, signer, authorization });
    },
    useIdentity(identity, token) {
      const { siteCode } = setup;
      client ??= new ClientSite({
        http,
        clock,
        gatewayUrl,
        siteCode,
        identity,
        clientVersion: CLIENT_VERSION,
      });
      client.useToken(token.token);
    },
    policies: async () => await registered().clientPolicies(),
    async sendReport({ kind, ...report }) {
      await registered().sendReport(kind, report);
    },
    async sendStatus(status) {
      await registered().sendStatus(status);
    },
    contentSource: registered,
    close() {
      http.close();
    },
  };
}

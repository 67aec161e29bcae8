/**
 * The gateway for a run that goes on in the boot image. A run that a medium began asks with the medium's identity; one
 * that Software Center began asks as the client the computer had (client/handover.ts), without any medium.
 */
import { tokenGatewayUrl } from '#lab/wire/paths.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { CLIENT_VERSION } from './client/gateway-site.ts';
import { readHandover, type Handover } from './client/handover.ts';
import type { GatewayClient } from './gateway/client.ts';
import { ClientSite, clientHttp } from './gateway/client-site.ts';
import type { ContentSource } from './gateway/content-questions.ts';
import type { HttpClient } from './gateway/http.ts';
import { readTrust } from './gateway/trust.ts';
import { connectGateway, stepper } from './gateway-stage.ts';
import type { Session } from './session.ts';
import { text } from './text.ts';

/** What a run asks of the site. */
export interface RunGateway {
  readonly client: ContentSource & Pick<GatewayClient, 'now' | 'sendStatus' | 'registrationToken'>;
  readonly http: HttpClient;
  readonly host: string;
}

/** Connects for a run whose variables are those of the session. @throws MediaError E_RT_…, E_TS_STATE */
export async function connectForRun(session: Session): Promise<RunGateway> {
  const handover = readHandover(session.variables);
  return handover === undefined ? await connectGateway(session) : await connectAsClient(session, handover);
}

async function connectAsClient(session: Session, handover: Handover): Promise<RunGateway> {
  const { platform, log } = session;
  const gatewayUrl = tokenGatewayUrl(handover.gateway);
  if (gatewayUrl === undefined)
    throw new MediaError('E_TS_STATE', `the state names "${handover.gateway.slice(0, 200)}" as its gateway`);
  const { identity, siteCode, rootsPem, token } = handover;
  const http = clientHttp({ rootsPem, gatewayUrl }, platform.lookup);
  const site = new ClientSite({
    http,
    clock: platform.clock,
    gatewayUrl,
    siteCode,
    identity,
    clientVersion: CLIENT_VERSION,
  });
  site.useToken(token.token);
  try {
    // Nothing of the answer is needed: it shows that the site is there and takes the client's token.
    const step = stepper(session, text.gatewayContact(gatewayUrl.host));
    const policies = await step(async () => await site.clientPolicies());
    log.write(
      'Gateway',
      `${gatewayUrl.host}: going on as ${identity.clientId}, ${policies.length} deployment(s)`,
    );
  } catch (error) {
    http.close();
    throw error;
  }
  return {
    http,
    host: gatewayUrl.host,
    client: {
      now: () => site.now(),
      sendStatus: async (status) => {
        await site.sendStatus(status);
      },
      contentLocations: async (packageId, version) => await site.contentLocations(packageId, version),
      contentList: async (url) => await site.contentList(url),
      registrationToken: async () =>
        await Promise.reject(
          new MediaError('E_TS_CLIENT_STAGE', 'a client that goes on needs no registration token'),
        ),
    },
  };
}

/** What the new system's client gets of whoever runs the task sequence. */
export function stagingIdentity(session: Session): {
  readonly rootsPem: readonly string[];
  readonly mediaId: string;
  readonly siteCode: string;
  readonly former: Pick<Handover, 'identity' | 'token'> | undefined;
} {
  const handover = readHandover(session.variables);
  if (handover !== undefined) {
    const { rootsPem, mediaId, siteCode, identity, token } = handover;
    return { rootsPem, mediaId, siteCode, former: { identity, token } };
  }
  const { rootsPem, mediaGuid, siteCode } = readTrust(session.variables);
  return { rootsPem, mediaId: mediaGuid, siteCode, former: undefined };
}

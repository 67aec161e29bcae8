/**
 * Registers a new client at the site: signed with its own new key, opened by a registration token (of the medium, or a
 * bulk registration token). The site answers the same id when the same key registers again, so a power cut does no harm.
 */
import { MediaError } from '#base/errors/media-error.ts';
import {
  CLIENT_REGISTRATION,
  parseRegistrationReply,
  renderClientRegistration,
} from '#lab/wire/client-registration.ts';
import { encodeRequest } from '#lab/wire/message.ts';
import { MESSAGE_METHOD, mpPaths } from '#lab/wire/paths.ts';
import type { Clock } from '../platform/platform.ts';
import { certificateDerOf, privateKeyOf, type ClientKey } from './client-key.ts';
import type { HttpClient } from './http.ts';
import { SiteLink } from './site-link.ts';

export interface RegistrationInput {
  readonly clock: Clock;
  /** Of `tokenGatewayUrl`: `https://<cmg>/CCM_Proxy_ServerAuth/<id>` */
  readonly gatewayUrl: URL;
  readonly registrationToken: string;
  readonly key: ClientKey;
  readonly agentVersion: string;
  /** Computer name. */
  readonly name: string;
  readonly fullName?: string;
  readonly smbiosGuid: string;
  readonly macAddresses: readonly string[];
  /** SMSTSUDAUsers: whose device it is to be. */
  readonly users?: readonly string[];
}

/** The id the site gave, "GUID:…". @throws MediaError E_RT_REGISTRATION, E_RT_REGISTRATION_TOKEN, E_RT_… */
export async function registerClient(
  http: HttpClient,
  input: RegistrationInput,
): Promise<{ readonly clientId: string }> {
  const { clock, gatewayUrl, key } = input;
  if (!/^[\w-]{1,15}$/.test(input.name))
    throw new MediaError('E_RT_REGISTRATION', `"${input.name.slice(0, 64)}" is not a computer name`);
  const link = new SiteLink({ http, clock, baseUrl: gatewayUrl, caller: 'registration' });
  link.token = input.registrationToken;
  const privateKey = privateKeyOf(key);
  const answer = await link.send({
    path: mpPaths.tokenRequest,
    method: MESSAGE_METHOD,
    what: 'the registration',
    body: () => {
      const body = renderClientRegistration(
        {
          time: link.signingTime().toISOString(),
          certificateDer: certificateDerOf(key),
          agentVersion: input.agentVersion,
          name: input.name,
          fullName: input.fullName ?? '',
          smbiosGuid: input.smbiosGuid,
          macAddresses: input.macAddresses,
          users: input.users ?? [],
        },
        privateKey,
      );
      return encodeRequest(
        { target: CLIENT_REGISTRATION, sourceId: '', replyCompression: 'zlib', body },
        { compress: true },
      );
    },
  });
  const body = await link.readReply(answer, { target: CLIENT_REGISTRATION, mayBeEmpty: false });
  return await link.translate(() => Promise.resolve({ clientId: parseRegistrationReply(body) }));
}

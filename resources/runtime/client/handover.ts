/**
 * What a task sequence takes along from the installed system into the boot image: where the site is, whom to trust, and
 * the registered client's identity, so that the boot image needs no medium and the computer stays the same device.
 * It travels in the variables of the saved state, hidden; the boot image reads it when there is no medium.
 * Trap: the state lies on the disk in a form that hides nothing from who holds the computer (state/slot.ts), as the
 * client's own files do; a wiped disk loses it together with the rest.
 */
import { X509Certificate } from 'node:crypto';
import { MediaError } from '#base/errors/media-error.ts';
import type { VariableStore } from '../engine/variables.ts';
import type { ClientIdentity } from '../gateway/client-site.ts';
import type { SiteToken } from '../gateway/site-tokens.ts';
import type { ClientSetup } from './setup-file.ts';

/** Names of the product where it has them; the identity's one is ours. */
const names = {
  gateway: 'SMSTSMP',
  siteCode: '_SMSTSSiteCode',
  roots: '_SMSTSRootCACerts',
  mediaId: '_SMSMediaGuid',
  client: '_TSMBClient',
} as const;

export interface Handover {
  /** "https://cmg.contoso.com/CCM_Proxy_MutualAuth/…", the form of CCMHOSTNAME with its scheme. */
  readonly gateway: string;
  readonly siteCode: string;
  readonly rootsPem: readonly string[];
  /** SMSID of the medium the system was once made from. */
  readonly mediaId: string;
  readonly identity: ClientIdentity;
  readonly token: SiteToken;
}

/** Puts the handover into the variables of a run that will go on in the boot image. */
export function writeHandover(
  variables: VariableStore,
  client: {
    readonly setup: Pick<ClientSetup, 'gateway' | 'siteCode' | 'rootsPem' | 'mediaId'>;
    readonly identity: ClientIdentity;
    readonly token: SiteToken;
  },
): void {
  const { setup, identity, token } = client;
  const roots = setup.rootsPem.map((pem) => new X509Certificate(pem).raw.toString('hex').toUpperCase());
  variables.setInternal(names.gateway, setup.gateway);
  variables.setInternal(names.siteCode, setup.siteCode);
  variables.setInternal(names.roots, roots.join(','));
  variables.setInternal(names.mediaId, setup.mediaId, { isHidden: true });
  variables.setInternal(names.client, JSON.stringify({ identity, token }), { isHidden: true });
}

/**
 * The handover in the variables of a saved run; undefined when the run was started from a medium.
 * @throws MediaError E_TS_STATE when it is incomplete.
 */
export function readHandover(variables: VariableStore): Handover | undefined {
  const text = variables.get(names.client);
  if (text === undefined) return undefined;
  const incomplete = (what: string): MediaError =>
    new MediaError('E_TS_STATE', `the state of the task sequence lacks ${what} of the client`);
  const required = (name: string): string => {
    const value = variables.get(name);
    if (value === undefined) throw incomplete(name);
    return value;
  };
  // Sound: only `writeHandover` sets this variable, whose name no step may set.
  const { identity, token } = JSON.parse(text) as Pick<Handover, 'identity' | 'token'>;
  return {
    gateway: required(names.gateway),
    siteCode: required(names.siteCode),
    rootsPem: required(names.roots)
      .split(',')
      .map((hex) => new X509Certificate(Buffer.from(hex, 'hex')).toString()),
    mediaId: variables.get(names.mediaId) ?? '',
    identity,
    token,
  };
}

/**
 * Keeps the credentials of stored connections: in the system's secret storage when the user wants it and it works,
 * otherwise in this object.
 * Trap: whoever can change the file of connections could have a password sent to another server. So what is kept names
 * the address and the root it was given for, and is not used for others.
 */
import { z } from 'zod';
import { MediaError } from '#base/errors/media-error.ts';
import type { SecretStorage } from '#platform/secret-storage.ts';
import type { SiteCredentials } from './connection.ts';

/** Where the credentials of a connection are. */
export type CredentialState = 'stored' | 'session' | 'none';

/** What of a connection the credentials belong to. */
export interface CredentialOwner {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly rootFingerprint: string | null;
  readonly isRemembered: boolean;
}

export interface CredentialKeeper {
  stateOf(owner: CredentialOwner): CredentialState;
  /** @throws MediaError E_SITE_CREDENTIALS when there are none, E_SECRET_STORAGE */
  read(owner: CredentialOwner): Promise<SiteCredentials>;
  /** Returns whether they are in the system's storage now. @throws MediaError E_SECRET_STORAGE */
  keep(
    owner: CredentialOwner,
    given: { readonly credentials: SiteCredentials; readonly isRemembered: boolean },
  ): Promise<boolean>;
  /** @throws MediaError E_SECRET_STORAGE */
  forget(owner: CredentialOwner): Promise<void>;
}

const kept = z.intersection(
  z.object({ url: z.string(), rootFingerprint: z.string().nullable() }),
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('password'), userName: z.string(), password: z.string() }),
    z.object({ kind: z.literal('token'), token: z.string() }),
  ]),
);

/** `storage` is asked for when it is first needed, once. */
export function createCredentialKeeper(openStorage: () => Promise<SecretStorage>): CredentialKeeper {
  const session = new Map<string, SiteCredentials>();
  let opened: Promise<SecretStorage> | undefined;
  const storage = (): Promise<SecretStorage> => (opened ??= openStorage());
  return {
    stateOf({ id, isRemembered }) {
      if (session.has(id)) return 'session';
      return isRemembered ? 'stored' : 'none';
    },
    async read(owner) {
      const own = session.get(owner.id);
      if (own !== undefined) return own;
      const text = owner.isRemembered ? await (await storage()).read(secretName(owner)) : undefined;
      if (text === undefined) {
        throw new MediaError('E_SITE_CREDENTIALS', `no credentials are stored for "${owner.name}"`);
      }
      return credentialsIn(text, owner);
    },
    async keep(owner, { credentials, isRemembered }) {
      const system = isRemembered || owner.isRemembered ? await storage() : undefined;
      if (isRemembered && system?.describe().isPersistent === true) {
        const { url, rootFingerprint } = owner;
        await system.write(secretName(owner), JSON.stringify({ url, rootFingerprint, ...credentials }));
        session.delete(owner.id);
        return true;
      }
      // What was stored before is no longer right.
      if (owner.isRemembered) await system?.remove(secretName(owner));
      session.set(owner.id, credentials);
      return false;
    },
    async forget(owner) {
      session.delete(owner.id);
      if (owner.isRemembered) await (await storage()).remove(secretName(owner));
    },
  };
}

/** With the name, because the system shows it to the user in its list of passwords. */
function secretName({ name, id }: CredentialOwner): string {
  return `${name} (${id})`;
}

function credentialsIn(text: string, owner: CredentialOwner): SiteCredentials {
  const result = kept.safeParse(parsed(text));
  if (!result.success) {
    throw new MediaError('E_SITE_CREDENTIALS', `what is stored for "${owner.name}" cannot be read`);
  }
  const { url, rootFingerprint, ...credentials } = result.data;
  if (url !== owner.url || rootFingerprint !== owner.rootFingerprint) {
    const text = `the credentials of "${owner.name}" were stored for ${url} (root ${rootFingerprint ?? 'of the machine'}), the connection has ${owner.url} (root ${owner.rootFingerprint ?? 'of the machine'})`;
    throw new MediaError('E_SITE_CREDENTIALS', text);
  }
  return credentials;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Judged by the schema, like everything else that is not what was stored.
    return undefined;
  }
}

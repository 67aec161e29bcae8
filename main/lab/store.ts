/**
 * What the lab must remember between starts: registered media certificates, issued tokens, registered clients.
 * One JSON file, written atomically; changes are queued so that two writers never lose each other's change. Every device
 * that calls is issued a token, so tokens long expired are dropped (an expired one is refused by its own claims anyway).
 * Trap: ids arrive with and without braces, "GUID:" and in both cases; `normalId` is the one form used as key.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import { fromBase64, toBase64 } from '#base/bytes.ts';
import { writeFileAtomic } from './files.ts';
import { openReplayMemory, shared } from './replay-memory.ts';

/** A row of SMS_CertificateInfo: what a media creator registered. */
export interface RegisteredCertificate {
  /** Media GUID in normal form. */
  readonly smsId: string;
  readonly certificateDer: Uint8Array;
  /** SHA-1 of the certificate, upper-case hexadecimal. */
  readonly thumbprint: string;
  /** 1 boot media, 2 PXE, 3 ISV proxy. */
  readonly type: 1 | 2 | 3;
  readonly issuedTo: string;
  /** ISO 8601. */
  readonly validFrom: string;
  readonly validUntil: string;
  readonly isBlocked: boolean;
  /** 1 self-signed, 2 issued by a certification authority. */
  readonly keyType: 1 | 2;
  /** User device affinity: 0 none, 1 pending approval, 2 automatic (SubmitRegistrationRecord UdaSetting). */
  readonly udaSetting: 0 | 1 | 2;
  readonly allowUnknownComputers: boolean;
}

/** A token the lab issued. The token itself is never kept, only what is needed to judge it. */
export interface IssuedToken {
  /** The token's unique id claim. */
  readonly id: string;
  readonly kind: 'media' | 'registration' | 'bulk' | 'client';
  /** What it was issued to: a media GUID, a client id. */
  readonly subject: string;
  /** ISO 8601. */
  readonly expires: string;
  readonly isBlocked: boolean;
}

/** Whether the users a device named are its primary users: the setting of the medium it was installed from. */
export interface UserDeviceAffinity {
  readonly state: 'not-allowed' | 'pending' | 'approved';
  readonly users: readonly string[];
}

export interface RegisteredClient {
  /** Client GUID in normal form. */
  readonly smsId: string;
  readonly name: string;
  /** Of the client's own key; policies are enveloped for it. */
  readonly certificateDer: Uint8Array;
  /** SHA-1 of the certificate, upper-case hexadecimal. */
  readonly thumbprint: string;
  /** ISO 8601. */
  readonly registeredAt: string;
  /** Id of the token it registered with. */
  readonly tokenId: string;
  /** The medium the client came from, when it came from one. */
  readonly mediaId?: string | undefined;
  /** Lower case without braces; empty when the firmware has none. */
  readonly smbiosGuid: string;
  /** Upper case with colons. */
  readonly macAddresses: readonly string[];
  readonly affinity?: UserDeviceAffinity | undefined;
  /** What it told last. */
  readonly heartbeat?: ClientFacts | undefined;
  readonly inventory?: ClientFacts | undefined;
}

export interface ClientFacts {
  /** ISO 8601, the site's clock. */
  readonly time: string;
  /** The client's own count. */
  readonly number: number;
  readonly instances: readonly {
    readonly className: string;
    readonly properties: Readonly<Record<string, string>>;
  }[];
}

export interface LabStore {
  certificate(smsId: string): RegisteredCertificate | undefined;
  certificateByThumbprint(thumbprint: string): RegisteredCertificate | undefined;
  certificates(): readonly RegisteredCertificate[];
  saveCertificate(certificate: RegisteredCertificate): Promise<void>;
  /** False when no such certificate is registered. */
  blockCertificate(smsId: string, isBlocked: boolean): Promise<boolean>;
  token(id: string): IssuedToken | undefined;
  tokens(): readonly IssuedToken[];
  saveToken(token: IssuedToken): Promise<void>;
  /** False when no such token was issued. */
  blockToken(id: string, isBlocked: boolean): Promise<boolean>;
  client(smsId: string): RegisteredClient | undefined;
  clients(): readonly RegisteredClient[];
  saveClient(client: RegisteredClient): Promise<void>;
  /** True the first time a signature is shown, until the given time; false when it comes again (replay-memory.ts). */
  takeOnce(signature: string, untilMs: number): Promise<boolean>;
  /** Resolves when everything saved so far is on the disk. */
  flush(): Promise<void>;
}

/** Ours: long enough to look into why a device was refused yesterday. */
const KEEP_EXPIRED_MS = 7 * 86_400_000;

interface StoreFile {
  readonly version: 1;
  readonly certificates: readonly (Omit<RegisteredCertificate, 'certificateDer'> & {
    readonly certificate: string;
  })[];
  readonly tokens: readonly IssuedToken[];
  readonly clients: readonly (Omit<RegisteredClient, 'certificateDer'> & { readonly certificate: string })[];
}

/** "{ABC…}", "GUID:ABC…" and "abc…" are the same id: lower case, no braces, no prefix. */
export function normalId(text: string): string {
  return text
    .trim()
    .replace(/^guid:/i, '')
    .replaceAll(/[{}]/g, '')
    .toLowerCase();
}

/**
 * Opens `<dataFolder>/store.json`; an absent file is an empty store.
 * @throws MediaError E_LAB_STORE when the file is there but cannot be read.
 */
export async function openStore(dataFolder: string, clock: () => Date = () => new Date()): Promise<LabStore> {
  const path = join(dataFolder, 'store.json');
  const loaded = await load(path);
  const certificates = new Map(
    loaded.certificates.map(({ certificate, ...rest }) => [
      rest.smsId,
      { ...rest, certificateDer: fromBase64(certificate) } satisfies RegisteredCertificate,
    ]),
  );
  const tokens = new Map(loaded.tokens.map((token) => [token.id, token]));
  const clients = new Map(
    loaded.clients.map(({ certificate, ...rest }) => [
      rest.smsId,
      { ...rest, certificateDer: fromBase64(certificate) } satisfies RegisteredClient,
    ]),
  );
  const replay = await openReplayMemory(dataFolder, clock);
  const saving = shared(() =>
    writeFileAtomic(path, JSON.stringify(toFile(certificates, tokens, clients), undefined, 1)),
  );
  const save = (): Promise<void> => saving.run();
  return {
    certificate: (smsId) => certificates.get(normalId(smsId)),
    certificateByThumbprint: (thumbprint) =>
      [...certificates.values()].find((one) => one.thumbprint === thumbprint.toUpperCase()),
    certificates: () => [...certificates.values()],
    saveCertificate(certificate) {
      const smsId = normalId(certificate.smsId);
      certificates.set(smsId, { ...certificate, smsId, thumbprint: certificate.thumbprint.toUpperCase() });
      return save();
    },
    async blockCertificate(smsId, isBlocked) {
      const found = certificates.get(normalId(smsId));
      if (found === undefined) return false;
      certificates.set(found.smsId, { ...found, isBlocked });
      await save();
      return true;
    },
    token: (id) => tokens.get(id),
    tokens: () => [...tokens.values()],
    saveToken(token) {
      const forgotten = clock().getTime() - KEEP_EXPIRED_MS;
      for (const one of tokens.values()) if (Date.parse(one.expires) < forgotten) tokens.delete(one.id);
      tokens.set(token.id, token);
      return save();
    },
    async blockToken(id, isBlocked) {
      const found = tokens.get(id);
      if (found === undefined) return false;
      tokens.set(id, { ...found, isBlocked });
      await save();
      return true;
    },
    client: (smsId) => clients.get(normalId(smsId)),
    clients: () => [...clients.values()],
    saveClient(client) {
      const smsId = normalId(client.smsId);
      clients.set(smsId, { ...client, smsId });
      return save();
    },
    takeOnce: (signature, untilMs) => replay.takeOnce(signature, untilMs),
    async flush() {
      await replay.flush();
      await saving.last();
    },
  };
}

function toFile(
  certificates: ReadonlyMap<string, RegisteredCertificate>,
  tokens: ReadonlyMap<string, IssuedToken>,
  clients: ReadonlyMap<string, RegisteredClient>,
): StoreFile {
  return {
    version: 1,
    certificates: [...certificates.values()].map(({ certificateDer, ...rest }) => ({
      ...rest,
      certificate: toBase64(certificateDer),
    })),
    tokens: [...tokens.values()],
    clients: [...clients.values()].map(({ certificateDer, ...rest }) => ({
      ...rest,
      certificate: toBase64(certificateDer),
    })),
  };
}

async function load(path: string): Promise<StoreFile> {
  try {
    // Sound: only this module writes the file, and the version is checked below.
    const file = JSON.parse(await readFile(path, 'utf8')) as Partial<StoreFile>;
    if (file.version !== 1) throw new Error(`version ${String(file.version)}, this program writes 1`);
    return {
      version: 1,
      certificates: file.certificates ?? [],
      tokens: file.tokens ?? [],
      clients: file.clients ?? [],
    };
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      return { version: 1, certificates: [], tokens: [], clients: [] };
    }
    throw new MediaError(
      'E_LAB_STORE',
      `${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
}

/**
 * Blob storage of a content-enabled gateway: signed addresses of a package's files, and one HTTPS listener on loopback
 * that answers for the storage's own host name ("contosocmg.blob.contoso.test"). Behind it stands Azurite, or the lab's
 * content itself when Azurite is not installed or not wanted; addresses and refusals look alike.
 * Traps: Azurite judges times by the machine's clock, the lab's own storage by the lab's. The account key signs every
 * address, so it stays in the data folder and never reaches a command line or the journal.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentPackage } from '../content-store.ts';
import type { LabGateway } from '../data/types.ts';
import { writeFileAtomic } from '../files.ts';
import { createAzurite } from './azurite.ts';
import { openBlobFront, type BlobFront } from './blob-front.ts';
import { accountOf, blobHostOf, containerOf, type BlobContext } from './blob-names.ts';
import { blobSas, type BlobName } from './sas.ts';

/** What stands behind the front. */
export type BlobStorageKind = 'azurite' | 'folder';

export interface SignedBlobsQuery {
  readonly content: ContentPackage;
  readonly gateway: LabGateway;
  /** The Host header the device called the gateway by; without a port the storage has none either. */
  readonly host: string;
  readonly lifeMs: number;
}

export interface SignedBlobs {
  readonly expires: Date;
  /** Path of the file to its address. */
  readonly urls: ReadonlyMap<string, string>;
}

export interface BlobStorage {
  readonly kind: BlobStorageKind;
  /** Host names the front answers for. */
  readonly hostNames: readonly string[];
  /** Port of the front on 127.0.0.1; it begins to listen with the first call. */
  listen(): Promise<number>;
  /** Addresses of all files of a package; makes sure that they are, or will be, in the storage. */
  signedBlobs(query: SignedBlobsQuery): Promise<SignedBlobs>;
  close(): Promise<void>;
}

/** Tolerance for clocks that are behind, as on the address of the list. */
const EARLY_MS = 10 * 60_000;
const SECRET_FILE = 'blob-storage.key';

/** Opens the storage of a lab; nothing runs or listens before it is used. */
export async function openBlobStorage(context: BlobContext, kind: BlobStorageKind): Promise<BlobStorage> {
  const secret = await openSecret(context.dataFolder);
  const hostNames = context.world.gateways
    .filter((one) => one.contentEnabled)
    .map((one) => blobHostOf(one.hostName));
  const accounts = new Map(hostNames.map((name) => [accountOf(name), accountKey(secret, accountOf(name))]));
  const azurite = kind === 'azurite' ? createAzurite(context, accounts) : undefined;
  let front: Promise<BlobFront> | undefined;
  const listen = (): Promise<BlobFront> =>
    (front ??= openBlobFront(context, { hostNames, accounts, azurite }));
  return {
    kind,
    hostNames,
    listen: async () => (await listen()).port,
    async signedBlobs({ content, gateway, host, lifeMs }) {
      const { port } = await listen();
      const blobHost = blobHostOf(gateway.hostName);
      const account = accountOf(blobHost);
      const now = context.clock().getTime();
      const time = { starts: new Date(now - EARLY_MS), expires: new Date(now + lifeMs) };
      const origin = `https://${blobHost}${isDefaultPort(host) ? '' : `:${port}`}`;
      azurite?.upload(account, content);
      const name: Omit<BlobName, 'blob'> = {
        account,
        key: accounts.get(account) ?? new Uint8Array(),
        container: containerOf(content),
      };
      const urls = content.files.map(({ path }): [string, string] => {
        const encoded = path.split('/').map(encodeURIComponent).join('/');
        return [path, `${origin}/${name.container}/${encoded}?${blobSas({ ...name, blob: path }, time)}`];
      });
      return { expires: time.expires, urls: new Map(urls) };
    },
    async close() {
      await (await front?.catch(() => undefined))?.close();
      await azurite?.close();
    },
  };
}

/** A device that reached the gateway on its real port reaches the storage there, too. */
function isDefaultPort(host: string): boolean {
  return !/:\d+$/.test(host) || host.endsWith(':443');
}

async function openSecret(dataFolder: string): Promise<Uint8Array> {
  const path = join(dataFolder, SECRET_FILE);
  const known = await readFile(path).catch(() => undefined);
  if (known?.length === 32) return new Uint8Array(known);
  const made = new Uint8Array(randomBytes(32));
  await writeFileAtomic(path, made);
  return made;
}

/** 64 bytes, as account keys are. */
function accountKey(secret: Uint8Array, account: string): Uint8Array {
  return new Uint8Array(createHmac('sha512', secret).update(`blob storage ${account}`).digest());
}

/**
 * What the medium's own list says of the packages on it: SMS/data/MediaManifest.json, believed only when the medium's
 * certificate signed it. That certificate stands in the media variables, behind the password.
 * Trap: after a restart another medium may be in the computer; its list is signed by another certificate, and not used.
 */
import { decodeUtf8 } from '#base/bytes.ts';
import { isSafeContentPath } from '#lab/wire/content-list.ts';
import { isSignedBy } from './crypto/signed-data.ts';
import type { ContentFile } from './engine/content-port.ts';
import { readTrust } from './gateway/trust.ts';
import type { Session } from './session.ts';

/** Path of a file on the medium that belongs to a package. */
const PACKAGE_PATH = /^SMS\/PKG\/([A-Z0-9]{3}[0-9A-F]{5})\/(.+)$/i;

type MediumFiles = (packageId: string) => readonly ContentFile[] | undefined;

/** Files of packages on the medium of a session; knows none when there is no list that can be believed. */
export function mediumFiles(session: Session): MediumFiles {
  const { mediumManifest, log } = session;
  if (mediumManifest === undefined) return () => undefined;
  let packages: ReadonlyMap<string, readonly ContentFile[]> = new Map();
  try {
    const { publicKey } = readTrust(session.variables).identity.certificate;
    if (isSignedBy(mediumManifest.bytes, mediumManifest.signature, publicKey))
      packages = packagesOf(mediumManifest.bytes);
    else log.write('Medium', 'The list of files was not signed by this medium and is not used', 'warning');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log.write('Medium', `The list of files cannot be used: ${why}`, 'warning');
  }
  return (packageId) => packages.get(packageId.toUpperCase());
}

function packagesOf(bytes: Uint8Array): ReadonlyMap<string, readonly ContentFile[]> {
  // Sound: the medium's own certificate signed what the builder wrote; members are checked all the same.
  const { files } = JSON.parse(decodeUtf8(bytes)) as { readonly files?: unknown };
  const packages = new Map<string, ContentFile[]>();
  for (const file of Array.isArray(files) ? files : []) {
    const { path, sizeBytes, sha256 } = file as Readonly<Record<string, unknown>>;
    const [, packageId, inner] = (typeof path === 'string' ? PACKAGE_PATH.exec(path) : undefined) ?? [];
    if (packageId === undefined || inner === undefined) continue;
    if (typeof sizeBytes !== 'number' || typeof sha256 !== 'string' || !isSafeContentPath(inner))
      throw new Error(`"${inner.slice(0, 200)}" of ${packageId} is no file of a package`);
    const id = packageId.toUpperCase();
    const known = packages.get(id);
    const found = { path: inner, sizeBytes, sha256 };
    if (known === undefined) packages.set(id, [found]);
    else known.push(found);
  }
  return packages;
}

/**
 * Is everything on the medium as it was written? Every file against the manifest: missing, changed, extra.
 * Trap: this compares files through the file system, days after writing; that the bytes of a fresh build arrived is
 * `image/verify`'s business.
 */
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import type { ContentFile } from '#base/extent.ts';
import { Sha256 } from '#base/hash.ts';
import { throwIfCancelled, type RunOptions } from '#base/progress.ts';
import { MIB } from '#base/units.ts';
import type { MediumReader } from '#image/medium-reader.ts';
import {
  MANIFEST_PATH,
  parseManifest,
  SIGNATURE_PATH,
  verifyManifestSignature,
  type ManifestFile,
  type MediaManifest,
} from './manifest.ts';
import { isUnlisted, pathKey, READ_LIMITS, readSmallFile } from './read-medium.ts';

export interface VerifyFinding {
  readonly code: 'E_MEDIA_FILE_MISSING' | 'E_MEDIA_FILE_CHANGED' | 'E_MEDIA_FILE_EXTRA' | 'E_MEDIA_SIGNATURE';
  readonly path: string;
  readonly message: string;
}

export interface VerifyReport {
  readonly isIntact: boolean;
  readonly mediaId: string;
  readonly checkedFiles: number;
  readonly checkedBytes: number;
  readonly findings: readonly VerifyFinding[];
}

const CHUNK_BYTES = MIB;

export interface VerifyOptions extends RunOptions {
  /** Leaves the contents to somebody who reads them anyway: signature, sizes and what is there too much are checked. */
  readonly skipsContents?: boolean | undefined;
}

/**
 * Reads every file of the manifest. Progress has the phase "verify" and counts bytes.
 * @throws MediaError E_MEDIA_FOREIGN without a manifest, E_MEDIA_MANIFEST when it cannot be read, E_CANCELLED.
 */
export async function verifyMedium(reader: MediumReader, options: VerifyOptions = {}): Promise<VerifyReport> {
  const { signal, skipsContents = false } = options;
  const bytes = await readSmallFile(reader, MANIFEST_PATH, { maxBytes: READ_LIMITS.manifest, signal });
  if (bytes === undefined) {
    throw new MediaError(
      'E_MEDIA_FOREIGN',
      `there is no ${MANIFEST_PATH}; only media of this program have one`,
    );
  }
  const manifest = parseManifest(bytes);
  const findings: VerifyFinding[] = [
    ...(await checkSignature(reader, bytes, signal)),
    ...(await extraFiles(reader, manifest)),
  ];
  const total = manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const buffer = new Uint8Array(CHUNK_BYTES);
  let done = 0;
  const advance = (count: number): void => {
    done += count;
    options.onProgress?.({ phase: 'verify', done: Math.min(done, total), total });
  };
  for (const file of manifest.files) {
    throwIfCancelled(signal);
    const before = done;
    findings.push(...(await checkFile(reader, file, { buffer, advance, signal, skipsContents })));
    // A file that is missing or shorter must not hold the bar back.
    if (done < before + file.sizeBytes) advance(before + file.sizeBytes - done);
  }
  return {
    isIntact: findings.length === 0,
    mediaId: manifest.mediaId,
    checkedFiles: manifest.files.length,
    checkedBytes: total,
    findings,
  };
}

async function checkSignature(
  reader: MediumReader,
  manifest: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<readonly VerifyFinding[]> {
  const finding = (message: string): VerifyFinding => ({
    code: 'E_MEDIA_SIGNATURE',
    path: SIGNATURE_PATH,
    message,
  });
  const signature = await readSmallFile(reader, SIGNATURE_PATH, { maxBytes: READ_LIMITS.signature, signal });
  if (signature === undefined) return [finding(`${SIGNATURE_PATH} is missing`)];
  try {
    verifyManifestSignature(manifest, signature);
    return [];
  } catch (error) {
    if (!isMediaError(error)) throw error;
    return [finding(error.message)];
  }
}

async function extraFiles(reader: MediumReader, manifest: MediaManifest): Promise<readonly VerifyFinding[]> {
  const listed = new Set(manifest.files.map((file) => pathKey(file.path)));
  const findings: VerifyFinding[] = [];
  for await (const { path, sizeBytes } of reader.list()) {
    if (path.endsWith('/') || listed.has(pathKey(path)) || isUnlisted(path)) continue;
    findings.push({
      code: 'E_MEDIA_FILE_EXTRA',
      path,
      message: `${path} (${sizeBytes} bytes) is not in the manifest`,
    });
  }
  return findings;
}

interface CheckContext {
  readonly buffer: Uint8Array;
  readonly advance: (bytes: number) => void;
  readonly signal: AbortSignal | undefined;
  readonly skipsContents: boolean;
}

async function checkFile(
  reader: MediumReader,
  file: ManifestFile,
  context: CheckContext,
): Promise<readonly VerifyFinding[]> {
  const { path } = file;
  const found = await reader.open(path);
  if (found === undefined) {
    return [
      { code: 'E_MEDIA_FILE_MISSING', path, message: `${path} (${file.sizeBytes} bytes) is not there` },
    ];
  }
  if (found.sizeBytes !== file.sizeBytes) {
    const message = `${path} had ${file.sizeBytes} bytes when it was written, it has ${found.sizeBytes}`;
    return [{ code: 'E_MEDIA_FILE_CHANGED', path, message }];
  }
  if (context.skipsContents) return [];
  const sha256 = await hashOf(found, context);
  if (sha256 === file.sha256) return [];
  return [
    {
      code: 'E_MEDIA_FILE_CHANGED',
      path,
      message: `${path} had SHA-256 ${file.sha256} when it was written, it has ${sha256}`,
    },
  ];
}

async function hashOf(file: ContentFile, context: CheckContext): Promise<string> {
  const { signal } = context;
  const content = await file.open(signal ?? new AbortController().signal);
  try {
    const hash = new Sha256();
    for (;;) {
      throwIfCancelled(signal);
      const count = await content.readInto(context.buffer);
      if (count === 0) return hash.digestHex();
      hash.update(context.buffer.subarray(0, count));
      context.advance(count);
    }
  } finally {
    await content.close();
  }
}

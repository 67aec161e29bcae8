/** Trees of files with known contents for the format tests; the same seed gives the same bytes. */
import { createCipheriv, createHash } from 'node:crypto';
import { bytesContent } from '#base/extent.ts';
import type { TreeFile } from '#base/file-tree.ts';

/** Bytes that do not compress and differ with `seed`. */
export function noise(seed: string, sizeBytes: number): Uint8Array {
  const key = createHash('sha256').update(seed).digest();
  const stream = createCipheriv('aes-256-ctr', key, new Uint8Array(16));
  return new Uint8Array(stream.update(new Uint8Array(sizeBytes)));
}

/** A file of text; a path that ends in "/" is an empty directory. */
export function textFile(path: string, text = path): TreeFile {
  return { path, content: bytesContent(path, new TextEncoder().encode(text)) };
}

/** A file of `noise`. */
export function noiseFile(path: string, sizeBytes: number): TreeFile {
  return { path, content: bytesContent(path, noise(path, sizeBytes)) };
}

/** A file that is only planned: its content cannot be read. */
export function sizedFile(path: string, sizeBytes: number): TreeFile {
  const refuse = (): Promise<never> => Promise.reject(new Error(`${path} is not to be read`));
  return { path, content: { name: path, sizeBytes, open: refuse } };
}

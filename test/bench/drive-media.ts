/** What is written in the bench: an image that does not compress, and a stick of 1.5 GiB. */
import { createCipheriv } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { MediumSpec } from '#jobs/medium-spec.ts';

const MIB = 1024 * 1024;

export function imageSpec(path: string, sizeBytes: number): MediumSpec {
  return { kind: 'image', content: { kind: 'file', id: 'image', path, sizeBytes, isGrowing: false } };
}

/** A stick with the tree on it and boot variables of 24 KB that begin with `variables`. */
export async function treeSpec(tree: string, variables: string): Promise<MediumSpec> {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(
    paths.sort().map(async (path) => {
      const id = relative(tree, path);
      const { size } = await stat(path);
      return { path: id, content: { kind: 'file', id, path, sizeBytes: size, isGrowing: false } as const };
    }),
  );
  const base64 = Buffer.alloc(24_000, variables).toString('base64');
  return {
    kind: 'disk',
    partitionStyle: 'gpt',
    label: 'BENCH',
    ids: {
      diskGuid: '33333333-3333-4333-8333-333333333333',
      partitionGuids: ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'],
      volumeId: 0x1234abcd,
    },
    modified: '2026-11-20T12:00:00Z',
    files: [{ path: 'SMS/data/Variables.dat', content: { kind: 'inline', base64 } }, ...files],
    biosBoot: null,
  };
}

/** Bytes that do not compress. */
export async function makeImage(path: string, sizeBytes: number): Promise<void> {
  const stream = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16));
  const zeros = Buffer.alloc(4 * MIB);
  const handle = await open(path, 'w');
  for (let done = 0; done < sizeBytes; done += zeros.length) await handle.write(stream.update(zeros));
  await handle.sync();
  await handle.close();
}

/** Builds the writer process of file-writer-helper.ts, with drives, in a folder of its own. */
import { spawnSync } from 'node:child_process';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Drive } from '../../main/devices/drive.ts';
import { identityOf } from '../../main/devices/drive.ts';
import type { DriveTarget } from '../../main/jobs/drive-run.ts';
import type { MediumSpec } from '../../main/jobs/medium-spec.ts';
import { tempFolder } from './temp.ts';

export const MIB = 1024 * 1024;
const root = resolve(import.meta.dirname, '../..');

export interface FileWriter {
  readonly folder: string;
  readonly script: string;
  drivePath(name: string): string;
}

/** A writer with one drive of `driveBytes` for each name, all of them full of 0x5a at the beginning. */
export async function fileWriter(names: readonly string[], driveBytes = 96 * MIB): Promise<FileWriter> {
  const folder = await tempFolder('file-writer');
  const script = join(folder, 'writer.cjs');
  bundleWriter('test/support/file-writer-helper.ts', script);
  await mkdir(join(folder, 'drives'));
  const drivePath = (name: string): string => join(folder, 'drives', name);
  for (const name of names) {
    await writeFile(drivePath(name), Buffer.alloc(MIB, 0x5a));
    await truncate(drivePath(name), driveBytes);
  }
  return { folder, script, drivePath };
}

/** Makes a writer bundle of any entry. */
export function bundleWriter(entry: string, outfile: string): void {
  const args = ['scripts/build.mjs', '--writer', entry, outfile];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the writer could not be built: ${stderr}`);
}

/** The drive as it would be chosen, with every permission a caller can claim. */
export function insisting(drive: Drive): DriveTarget {
  return { identity: identityOf(drive), isConfirmed: true, allowLoop: true, isUpdate: false };
}

/** A file as an image to be written. */
export function imageOf(path: string, sizeBytes: number, isGrowing = false): MediumSpec {
  return { kind: 'image', content: { kind: 'file', id: 'image', path, sizeBytes, isGrowing } };
}

/** A sample image: an MBR signature in front, then bytes that differ from place to place. */
export async function sampleImage(folder: string, sizeBytes: number): Promise<string> {
  const bytes = Buffer.alloc(sizeBytes);
  for (let at = 0; at < sizeBytes; at += 4) bytes.writeUInt32LE(at, at);
  bytes.writeUInt16LE(0xaa55, 510);
  const path = join(folder, `sample-${sizeBytes}.img`);
  await writeFile(path, bytes);
  return path;
}

/** Programs that are not ours, as judges of what was made. */
import { spawnSync } from 'node:child_process';
import { expect } from '@playwright/test';

const MIB = 1024 * 1024;
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

export interface Ran {
  readonly code: number;
  readonly output: string;
}

/** Runs a program to its end; a missing one has the code -1. */
export function ran(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Ran {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 64 * MIB,
    timeout: 120_000,
    env: { ...process.env, ...env, PATH },
  });
  return { code: status ?? -1, output: `${stdout}\n${stderr}` };
}

export function expectAccepted(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Ran {
  const result = ran(program, args, env);
  expect(result.code, `${program} ${args.join(' ')}\n${result.output}`).toBe(0);
  return result;
}

/** The command line that ships judges a medium: every file against its manifest. */
export function expectIntact(path: string, data: string): void {
  expectAccepted(process.execPath, ['dist/media-builder.mjs', 'verify', path], { MEDIA_BUILDER_DATA: data });
}

/** sgdisk for the partition table, fsck.fat for the file system of a disk; `scratch` takes a copy of the partition. */
export function expectGoodDisk(path: string, scratch: string): void {
  expect(expectAccepted('sgdisk', ['-v', path]).output).toContain('No problems found');
  const table = expectAccepted('sfdisk', ['--json', path]).output;
  // Sound: sfdisk's documented output; a table without partitions fails below.
  const { partitiontable } = JSON.parse(table) as {
    partitiontable: { sectorsize: number; partitions: readonly { start: number; size: number }[] };
  };
  const [volume] = partitiontable.partitions;
  if (volume === undefined) throw new Error(`no partition on ${path}`);
  const inMib = (sectors: number): number => (sectors * partitiontable.sectorsize) / MIB;
  const part = [`skip=${inMib(volume.start)}`, `count=${Math.floor(inMib(volume.size))}`];
  expectAccepted('dd', [`if=${path}`, `of=${scratch}`, 'bs=1M', ...part]);
  expectAccepted('fsck.fat', ['-n', scratch]);
}

export function expectGoodDisc(path: string): void {
  expectAccepted('xorriso', ['-abort_on', 'WARNING', '-indev', path, '-toc']);
}

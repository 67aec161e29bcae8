/**
 * The writer as root for a user who is not: a builder with the id of nobody asks sudo for it. sudo gets its rules from a
 * file mounted over its own in a mount namespace, so nothing of the machine is changed.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { chmod, open, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, vi } from 'vitest';
import { bundleWriter, fileWriter, MIB, sampleImage, type FileWriter } from '../support/file-writer.ts';
import { hasProgram, testWith } from '../support/oracle.ts';

const NOBODY = 65_534;
const RULES = 'Defaults env_reset\nDefaults use_pty\nnobody ALL=(root) NOPASSWD: ALL\n';
const PROGRAMS = ['sudo', 'setpriv', 'unshare', canEnterNamespace() ? 'mount' : 'a mount namespace as root'];

function canEnterNamespace(): boolean {
  if (!hasProgram('unshare')) return false;
  return spawnSync('unshare', ['-m', '--propagation', 'private', 'true']).status === 0;
}

let writer: FileWriter;
let image: string;
let sudoers: string;

beforeAll(async () => {
  writer = await fileWriter(['one.img', 'slow-one.img', 'loop-one.img']);
  // The user has to reach the script and the image in the folder, and nothing else in it.
  await chmod(writer.folder, 0o755);
  await chmod(join(writer.folder, 'drives'), 0o700);
  image = await sampleImage(writer.folder, 16 * MIB);
  sudoers = join(writer.folder, 'sudoers');
  await writeFile(sudoers, RULES, { mode: 0o440 });
});

/** Starts a bundle of a helper as nobody. Every program replaces the one before, so the child is the builder itself. */
function asNobody(helper: string, args: readonly string[]): ChildProcess {
  const script = join(writer.folder, `${helper}.cjs`);
  bundleWriter(`test/support/${helper}.ts`, script);
  const enter = 'mount --bind "$1" /etc/sudoers && shift && exec "$@"';
  const user = ['setpriv', '--reuid', `${NOBODY}`, '--regid', `${NOBODY}`, '--clear-groups'];
  const command = [...user, process.execPath, script, writer.script, ...args];
  const child = spawn(
    'unshare',
    ['-m', '--propagation', 'private', 'sh', '-c', enter, 'sh', sudoers, ...command],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Without a terminal of its own sudo may not wait for a password.
      detached: true,
      env: { PATH: process.env['PATH'], NODE_OPTIONS: '--no-warnings', MEDIA_BUILDER_ALLOW_LOOP: '1' },
    },
  );
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

interface Told {
  readonly how: string;
  readonly uid: number;
  readonly begins: readonly string[];
  readonly outcome: { readonly outcome: string; readonly error?: { readonly code: string } };
}

async function ask(drive: string, paths: readonly string[]): Promise<Told> {
  const child = asNobody('unprivileged-builder-helper', [writer.drivePath(drive), ...paths]);
  let output = '';
  let errors = '';
  child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (errors += data.toString()));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the builder ended with ${String(code)}: ${errors}`);
  return JSON.parse(output) as Told;
}

function descendants(pid: number): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  const children = text === '' ? [] : text.split(' ').map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a writer that is root for nobody', () => {
  testWith(PROGRAMS, 'reads what nobody may read, and not what only root may', async () => {
    const secret = join(writer.folder, 'secret');
    await writeFile(secret, 'root only', { mode: 0o600 });
    const ofGroup = join(writer.folder, 'of-group-root');
    await writeFile(ofGroup, 'group root may read this', { mode: 0o640 });
    const link = join(writer.folder, 'link-to-secret');
    await symlink(secret, link);
    const refused = ['/etc/shadow', secret, ofGroup, link, writer.drivePath('slow-one.img')];
    const told = await ask('one.img', [...refused, image]);
    expect(told).toMatchObject({ how: 'sudo', uid: NOBODY, outcome: { outcome: 'verified' } });
    expect(told.begins).toEqual([
      ...refused.map((path) => expect.stringMatching(`^E_IMAGE_CONTENT_READ "${path}": EACCES`) as unknown),
      'began',
    ]);
    // The drive is root's alone; it was the writer that wrote it.
    expect(statSync(writer.drivePath('one.img')).uid).toBe(0);
    const written = readFileSync(writer.drivePath('one.img')).subarray(0, 16 * MIB);
    expect(written.equals(readFileSync(image))).toBe(true);
  });

  testWith(
    PROGRAMS,
    'does not write a loop device, whatever the environment of the caller says',
    async () => {
      const told = await ask('loop-one.img', [image]);
      expect(told.outcome).toMatchObject({ outcome: 'failed', error: { code: 'E_DEVICE_LOOP' } });
    },
  );

  testWith(PROGRAMS, 'writes a loop device where the rules of sudo let the variable through', async () => {
    await writeFile(sudoers, `${RULES}Defaults env_keep += MEDIA_BUILDER_ALLOW_LOOP\n`);
    onTestFinished(() => writeFile(sudoers, RULES));
    const told = await ask('loop-one.img', [image]);
    expect(told.outcome).toMatchObject({ outcome: 'verified' });
  });

  testWith(PROGRAMS, 'is gone when the builder is killed, and the drive does not boot', async () => {
    const child = asNobody('writer-parent-helper', [image, writer.drivePath('slow-one.img')]);
    if (child.stdout === null || child.pid === undefined) throw new Error('the builder did not start');
    await once(child.stdout, 'data');
    const below = descendants(child.pid);
    // sudo, its monitor and the writer.
    expect(below.length).toBeGreaterThanOrEqual(2);
    child.kill('SIGKILL');
    const check = (): void => {
      expect(below.filter(isAlive)).toEqual([]);
    };
    await vi.waitFor(check, { timeout: 30_000, interval: 50 });
    const handle = await open(writer.drivePath('slow-one.img'), 'r');
    const sector = Buffer.alloc(512);
    await handle.read(sector, 0, 512, 0);
    await handle.close();
    expect(sector.every((byte) => byte === 0)).toBe(true);
  });

  testWith(PROGRAMS, 'is not there when sudo says no', async () => {
    await writeFile(sudoers, 'Defaults env_reset\n');
    await expect(ask('one.img', [image])).rejects.toThrow('E_WRITER_DECLINED');
  });
});

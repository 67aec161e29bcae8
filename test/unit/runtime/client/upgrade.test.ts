/**
 * Upgrade in place on folders, with the real wimlib and the real script of the first program: the whole way, refusals,
 * and a power cut at every change of file and every command of the script.
 */
import { spawnSync } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { isMediaError } from '#base/errors/media-error.ts';
import { diskFiles, type Files } from '../../../../resources/runtime/client/files.ts';
import { foldersOf } from '../../../../resources/runtime/client/folders.ts';
import {
  applyUpgrade,
  compareVersions,
  scanUpgrade,
  settleUpgrade,
  type UpgradeOptions,
} from '../../../../resources/runtime/client/upgrade.ts';
import { nextSystem } from '../../../../resources/runtime/engine/steps/startable-layout.ts';
import { tempFolder } from '../../../support/temp.ts';
import { hasWimlib, makeSystem, makeUpgradePackage, put } from '../../../support/upgrade-trees.ts';
import { CuttingPower, PowerCut } from './cut-files.ts';

const FINISH = fileURLToPath(
  new URL('../../../../resources/boot/templates/finish-upgrade.sh', import.meta.url),
);
if (!hasWimlib) console.warn('NOT RUN: upgrade in place (wimlib-imagex is absent)');

interface Computer {
  /** C: */
  readonly root: string;
  /** The EFI partition. */
  readonly loader: string;
}

let master: Computer;
let upgradePackage: string;

beforeAll(async () => {
  if (!hasWimlib) return;
  const folder = await tempFolder('upgrade');
  master = { root: join(folder, 'C'), loader: join(folder, 'efi') };
  await makeSystem(master.root, '10.0.26100.1');
  await put(join(master.root, 'Windows/old-only.txt'), 'of version 1');
  await put(join(master.root, 'Windows/CCM/client.cjs'), 'the client');
  await put(join(master.root, 'Windows/CCM/identity.json'), 'who I am');
  await put(join(master.root, 'Windows/CCM/Logs/smsts.log'), 'before');
  await put(join(master.root, 'Windows/Panther/unattend/Unattend.xml'), '<unattend/>');
  await put(join(master.root, 'Users/ada/letter.txt'), 'Dear Charles');
  await put(join(master.root, 'ProgramData/app/data'), 'kept');
  await put(join(master.loader, 'Contoso/vmlinuz'), 'kernel of 10.0.26100.1');
  await put(join(master.loader, 'Contoso/initrd'), 'initrd of 10.0.26100.1');
  upgradePackage = await makeUpgradePackage('10.0.26100.2');
});

async function computer(): Promise<Computer> {
  const folder = await tempFolder('upgrade-computer');
  const made = { root: join(folder, 'C'), loader: join(folder, 'efi') };
  await cp(master.root, made.root, { recursive: true });
  await cp(master.loader, made.loader, { recursive: true });
  return made;
}

function optionsFor(one: Computer, power = new CuttingPower(), files: Files = power.files): UpgradeOptions {
  return {
    files,
    folders: foldersOf(one.root),
    loader: () => Promise.resolve(one.loader),
    log: () => undefined,
    runTool: async (program, args) => {
      let result = { exitCode: 1, output: '' };
      const run = (): Promise<void> => {
        const ended = spawnSync(program, args, { encoding: 'utf8' });
        result = { exitCode: ended.status ?? 1, output: ended.stdout + ended.stderr };
        return Promise.resolve();
      };
      if (args[0] !== 'extract') await run();
      else
        await power.change(run, async () => {
          // Half of an extraction: what comes last is missing.
          await run();
          await diskFiles.remove(join(one.root, '$WINDOWS.~BT/NewOS/Windows/system.json'));
        });
      return result;
    },
  };
}

async function upgrade(one: Computer, power?: CuttingPower): Promise<void> {
  const options = optionsFor(one, power);
  await applyUpgrade(await scanUpgrade(upgradePackage, options), options);
}

/** What GRUB, init and the client do at a start; gives what was started. `after`: commands of init before the power goes. */
async function start(one: Computer, after?: number): Promise<string> {
  const kernel = await startedFiles(one.loader);
  const bin = await tempFolder('bin');
  for (const name of ['rm', 'mv', 'mkdir', 'sync']) {
    const real = name === 'sync' ? 'true' : name;
    const script =
      after === undefined
        ? `#!/bin/sh\nPATH=/usr/bin:/bin exec ${real} "$@"\n`
        : `#!/bin/sh\nn=$(cat ${bin}/n 2>/dev/null || echo 0)\nif [ "$n" -ge ${after} ]; then PATH=/usr/bin:/bin kill -9 $PPID; exit 1; fi\necho $((n + 1)) > ${bin}/n\nPATH=/usr/bin:/bin exec ${real} "$@"\n`;
    await writeFile(join(bin, name), script, { mode: 0o755 });
  }
  await writeFile(join(bin, 'cat'), '#!/bin/sh\nPATH=/usr/bin:/bin exec cat "$@"\n', { mode: 0o755 });
  const ended = spawnSync('/bin/sh', [FINISH, one.root], { env: { PATH: bin }, encoding: 'utf8' });
  if (ended.signal !== null) return 'power cut';
  expect([ended.status, ended.stderr]).toEqual([0, '']);
  const version = await versionOf(one.root);
  // Whatever started, nothing that belongs to the person or the client is missing.
  expect(await readFile(join(one.root, 'Users/ada/letter.txt'), 'utf8')).toBe('Dear Charles');
  expect(await readFile(join(one.root, 'ProgramData/app/data'), 'utf8')).toBe('kept');
  expect(await readFile(join(one.root, 'Windows/CCM/client.cjs'), 'utf8')).toBe('the client');
  expect(await readFile(join(one.root, 'Windows/CCM/identity.json'), 'utf8')).toBe('who I am');
  expect(await readFile(join(one.root, 'Windows/Panther/unattend/Unattend.xml'), 'utf8')).toBe('<unattend/>');
  expect(['10.0.26100.1', '10.0.26100.2']).toContain(version);
  return `${version} with ${kernel}`;
}

/** Kernel and initrd the loader takes; they are always of one version and whole. */
async function startedFiles(loader: string): Promise<string> {
  const text = async (name: string): Promise<string | undefined> =>
    await readFile(join(loader, name), 'utf8').catch(() => undefined);
  const [ready, kernel, initrd] = await Promise.all([
    text(nextSystem.ready),
    text(nextSystem.kernel),
    text(nextSystem.initrd),
  ]);
  const isNext = ready !== undefined && kernel !== undefined && initrd !== undefined;
  const pair = isNext ? [kernel, initrd] : [await text('Contoso/vmlinuz'), await text('Contoso/initrd')];
  const version = /^kernel of (10\.0\.26100\.[12])$/.exec(pair[0] ?? '')?.[1] ?? 'broken';
  expect(pair).toEqual([`kernel of ${version}`, `initrd of ${version}`]);
  return version;
}

async function versionOf(root: string): Promise<string> {
  const facts: unknown = JSON.parse(await readFile(join(root, 'Windows/system.json'), 'utf8'));
  return (facts as { version: string }).version;
}

test.runIf(hasWimlib)('a new system starts beside what the person and the client have', async () => {
  const one = await computer();
  const options = optionsFor(one);
  const plan = await scanUpgrade(upgradePackage, options);
  expect([plan.from.version, plan.to.version]).toEqual(['10.0.26100.1', '10.0.26100.2']);
  await applyUpgrade(plan, options);
  // Nothing has changed for a computer that is only running on.
  expect(await versionOf(one.root)).toBe('10.0.26100.1');
  await put(join(one.root, 'Windows/CCM/Logs/smsts.log'), 'before and after the copy');
  expect(await start(one)).toBe('10.0.26100.2 with 10.0.26100.2');
  expect(await settleUpgrade(options)).toBe(true);
  expect(await settleUpgrade(options)).toBe(false);
  expect(await startedFiles(one.loader)).toBe('10.0.26100.2');
  expect(await readFile(join(one.root, 'Windows/CCM/Logs/smsts.log'), 'utf8')).toBe(
    'before and after the copy',
  );
  expect(await diskFiles.list(one.root)).toEqual(['ProgramData', 'Users', 'Windows', 'Windows.old']);
  expect(await diskFiles.list(join(one.root, 'Windows'))).toEqual(['Boot', 'CCM', 'Panther', 'system.json']);
  expect(await readFile(join(one.root, 'Windows.old/Windows/old-only.txt'), 'utf8')).toBe('of version 1');
  expect(await diskFiles.list(join(one.loader, 'Contoso'))).toEqual(['initrd', 'vmlinuz']);
});

test.runIf(hasWimlib)(
  'a power cut at any change leaves one of both versions, and the way goes on',
  async () => {
    const counter = new CuttingPower();
    await upgrade(await computer(), counter);
    expect(counter.count).toBeGreaterThan(25);
    const seen = new Set<string>();
    for (let after = 0; after < counter.count; after++) {
      const one = await computer();
      await expect(upgrade(one, new CuttingPower(after))).rejects.toThrow(PowerCut);
      seen.add(await start(one));
      await settleUpgrade(optionsFor(one));
      if ((await versionOf(one.root)) === '10.0.26100.1') {
        await upgrade(one);
        await start(one);
        await settleUpgrade(optionsFor(one));
      }
      expect([after, await start(one)]).toEqual([after, '10.0.26100.2 with 10.0.26100.2']);
    }
    // The old system starts with the new kernel when the power went just before the last file; half of that file is
    // enough, since everything else is complete by then.
    expect([...seen].sort()).toEqual([
      '10.0.26100.1 with 10.0.26100.1',
      '10.0.26100.1 with 10.0.26100.2',
      '10.0.26100.2 with 10.0.26100.2',
    ]);
  },
  240_000,
);

test.runIf(hasWimlib)(
  'a power cut at any command of the first program, and at any change after it, too',
  async () => {
    for (let after = 0; ; after++) {
      const one = await computer();
      await upgrade(one);
      const first = await start(one, after);
      expect([after, await start(one)]).toEqual([after, '10.0.26100.2 with 10.0.26100.2']);
      if (first !== 'power cut') {
        expect(after).toBeGreaterThan(4);
        break;
      }
    }
    const counter = new CuttingPower();
    const whole = await computer();
    await upgrade(whole);
    await start(whole);
    await settleUpgrade(optionsFor(whole, counter));
    for (let after = 0; after < counter.count; after++) {
      const one = await computer();
      await upgrade(one);
      await start(one);
      await expect(settleUpgrade(optionsFor(one, new CuttingPower(after)))).rejects.toThrow(PowerCut);
      expect(await start(one)).toBe('10.0.26100.2 with 10.0.26100.2');
      await settleUpgrade(optionsFor(one));
      expect(await start(one)).toBe('10.0.26100.2 with 10.0.26100.2');
      expect(await diskFiles.stat(join(one.root, '$WINDOWS.~BT'))).toBeUndefined();
    }
  },
  240_000,
);

test.runIf(hasWimlib).each<[title: string, version: string, edition: string, message: RegExp]>([
  ['the same version', '10.0.26100.1', 'Professional', /not newer/],
  ['an older version', '10.0.22631.9', 'Professional', /not newer/],
  ['another edition', '10.0.26100.2', 'Education', /edition "Professional".*"Education"/],
])('refused before anything is changed: %s', async (_title, ...[version, edition, message]) => {
  const one = await computer();
  const before = await diskFiles.list(one.root);
  const failure: unknown = await scanUpgrade(
    await makeUpgradePackage(version, edition),
    optionsFor(one),
  ).catch((error: unknown) => error);
  expect(isMediaError(failure) && failure.code).toBe('E_TS_UPGRADE');
  expect(failure).toMatchObject({ message: expect.stringMatching(message) as string });
  expect(await diskFiles.list(one.root)).toEqual(before);
});

test.runIf(hasWimlib)('refused: no room on C:, no room for the kernel, no image', async () => {
  const one = await computer();
  const full: Files = { ...diskFiles, freeBytes: (path) => Promise.resolve(path === one.root ? 1000 : 1e12) };
  const codeOf = async (action: Promise<unknown>): Promise<unknown> =>
    await action.then(
      () => 'nothing',
      (error: unknown) => (isMediaError(error) ? error.code : error),
    );
  expect(await codeOf(scanUpgrade(upgradePackage, optionsFor(one, undefined, full)))).toBe('E_TS_SPACE');
  const smallLoader: Files = {
    ...diskFiles,
    freeBytes: (path) => Promise.resolve(path === one.loader ? 1000 : 1e12),
  };
  const options = optionsFor(one, undefined, smallLoader);
  const plan = await scanUpgrade(upgradePackage, options);
  expect(await codeOf(applyUpgrade(plan, options))).toBe('E_TS_BOOT_IMAGE_STAGE');
  expect(await start(one)).toBe('10.0.26100.1 with 10.0.26100.1');
  expect(await codeOf(scanUpgrade(await tempFolder('empty'), optionsFor(one)))).toBe('E_TS_UPGRADE');
});

test('versions are compared by number, part by part', () => {
  const sign = (one: string, other: string): number => Math.sign(compareVersions(one, other));
  expect([
    sign('10.0.26100.2', '10.0.26100.1'),
    sign('10.0.9600', '10.0.26100'),
    sign('10.0', '10.0.0'),
    sign('', '1'),
  ]).toEqual([1, -1, 0, -1]);
});

/**
 * `media-builder site` and `history` end to end, against a real lab as a stored connection with its own root. The system's
 * secret storage is a double that outlives the commands, as a keychain does; none runs here.
 */
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeUtf16le, encodeUtf8 } from '#base/bytes.ts';
import { startLab, type RunningLab } from '#lab/server.ts';
import { memoryStorage, systemStorage, type SecretStorage } from '#platform/secret-storage.ts';
import { bootImageFolder } from '#platform/resource-paths.ts';
import { createConnections } from '#site/connections.ts';
import { fingerprintOf } from '#site/site-probe.ts';
import { runCommandLine } from '../../main/hosts/cli/program.ts';
import { tempFolder } from '../support/temp.ts';

/** 18 random letters and digits; made for these tests. */
const PASSWORD = 'kQ7vWn3xTb9RmZs5Hd';
const folder = await tempFolder('command-line-stores');
const labFolder = join(folder, 'lab');
const token = join(labFolder, 'admin-token');
const passwordFile = join(folder, 'password.txt');
const keychain = new Map<string, string>();
const storage = systemStorage((name) => ({
  getPassword: () => Promise.resolve(keychain.get(name) ?? null),
  setPassword(secret) {
    keychain.set(name, secret);
    return Promise.resolve();
  },
  deleteCredential: () => Promise.resolve(keychain.delete(name)),
}));
let lab: RunningLab;
let root: string;
let folders = 0;

interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  readonly dataFolder: string;
  readonly storage?: SecretStorage;
  /** What is typed at a terminal; without it there is none. */
  readonly typed?: string;
  readonly clock?: () => Date;
}

async function run(args: readonly string[], around: Surroundings): Promise<Finished> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const outputs = Promise.all([text(stdout), text(stderr)]);
  const stdin = Readable.from(around.typed === undefined ? [] : [around.typed]);
  const exitCode = await runCommandLine(args, {
    stdin: around.typed === undefined ? stdin : Object.assign(stdin, { isTTY: true }),
    stdout,
    stderr,
    signal: new AbortController().signal,
    clock: around.clock ?? (() => new Date()),
    dataFolder: around.dataFolder,
    secretStorage: () => Promise.resolve(around.storage ?? storage),
  });
  stdout.end();
  stderr.end();
  const [out, err] = await outputs;
  return { exitCode, stdout: out, stderr: err };
}

function newData(): string {
  folders += 1;
  return join(folder, `data ${folders}`);
}

function jsonOf({ stdout }: Finished, type: string): Record<string, unknown>[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  // Sound: with --json every line is an object.
  return lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((one) => one['type'] === type);
}

/** Every file below a folder that holds one of the texts, in UTF-8 or UTF-16. */
async function filesHolding(below: string, ...texts: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(below, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const bytes = await readFile(join(entry.parentPath, entry.name));
    const needles = texts.flatMap((one) => [encodeUtf8(one), encodeUtf16le(one)]);
    if (needles.some((needle) => bytes.includes(Buffer.from(needle)))) found.push(entry.name);
  }
  return found;
}

const add = (...more: readonly string[]): string[] => [
  'site',
  'add',
  'contoso',
  '--url',
  lab.adminServiceUrl,
  ...more,
];

beforeAll(async () => {
  await writeFile(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
  lab = await startLab({ dataFolder: labFolder, bootImageFolder: bootImageFolder() });
  root = fingerprintOf(lab.rootCertificatePem);
});
afterAll(() => lab.close());

describe('media-builder site', () => {
  test('stores a site by the fingerprint of its root; create finds it by name and signs in', async () => {
    const dataFolder = newData();
    const added = await run(add('--root-fingerprint', root, '--token-file', token), { dataFolder });
    expect(added).toMatchObject({ exitCode: 0, stderr: '' });
    expect(added.stdout).toContain(root);
    expect(added.stdout).toContain('stored as "contoso"');
    const listed = await run(['site', 'list', '--json'], { dataFolder });
    expect(jsonOf(listed, 'connection')).toMatchObject([
      { name: 'lab', kind: 'lab', url: null },
      {
        name: 'contoso',
        url: lab.adminServiceUrl,
        rootFingerprint: root,
        credentials: 'stored',
        snapshotAt: null,
      },
    ]);
    const asked = await run(
      [
        'create',
        'bootable',
        '--site',
        'Contoso',
        '--media-management',
        'internet-based',
        '--boot-image',
        'PS100001',
        '--cmg',
        'contoso-old.contoso.test',
        '--password-file',
        passwordFile,
        '--iso',
        join(folder, 'x.iso'),
      ],
      { dataFolder },
    );
    expect(asked).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('stopped') });
  });

  test('stores an account with its password, and no byte of a secret in a file', async () => {
    const dataFolder = newData();
    const { userName, password } = lab.credentials;
    const account = ['--user', userName, '--password-file', join(labFolder, 'admin-password')];
    const added = await run(add('--root-fingerprint', root, ...account), { dataFolder });
    expect(added.exitCode).toBe(0);
    expect((await run(['site', 'sync', 'contoso'], { dataFolder })).exitCode).toBe(0);
    expect([...keychain.values()].filter((one) => one.includes(password))).toHaveLength(1);
    expect(await filesHolding(dataFolder, password, lab.credentials.token)).toEqual([]);
    expect(added.stdout + added.stderr).not.toContain(password);
    const removed = await run(['site', 'remove', 'CONTOSO'], { dataFolder });
    expect(removed.exitCode).toBe(0);
    expect([...keychain.values()].filter((one) => one.includes(password))).toEqual([]);
    expect(await readdir(join(dataFolder, 'snapshots'))).toEqual([]);
  });

  const refusals: readonly (readonly [
    name: string,
    args: () => readonly string[],
    exitCode: number,
    message: RegExp,
  ])[] = [
    ['a root nobody agreed to', () => ['--token-file', token], 1, /E_SITE_ROOT_UNKNOWN/],
    [
      'a wrong fingerprint',
      () => ['--root-fingerprint', '0'.repeat(64), '--token-file', token],
      1,
      /E_SITE_FINGERPRINT: .*trusted is 0{64}, shown are/,
    ],
    [
      'a fingerprint that is none',
      () => ['--root-fingerprint', 'abc', '--token-file', token],
      2,
      /64 hexadecimal digits/,
    ],
    [
      'a wrong token',
      () => ['--root-fingerprint', root, '--token-file', passwordFile],
      1,
      /E_SITE_UNAUTHORIZED/,
    ],
    ['no credentials', () => ['--root-fingerprint', root], 2, /needs --token-file/],
    [
      'a token and an account',
      () => ['--root-fingerprint', root, '--token-file', token, '--user', 'x'],
      2,
      /give either/,
    ],
    [
      'a password file without its account',
      () => ['--root-fingerprint', root, '--password-file', token],
      2,
      /needs the account/,
    ],
    [
      'fingerprint and file at once',
      () => ['--root-fingerprint', root, '--root-certificate', token],
      2,
      /exclude each other/,
    ],
    ['a root file that is none', () => ['--root-certificate', passwordFile, '--token-file', token], 2, /PEM/],
  ];
  test.each(refusals)('refuses %s, and stores nothing', async (_name, args, exitCode, message) => {
    const dataFolder = newData();
    const known = keychain.size;
    const refused = await run(add(...args()), { dataFolder });
    expect(refused.stderr).toMatch(message);
    expect(refused.exitCode).toBe(exitCode);
    await expect(stat(join(dataFolder, 'connections.json'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(keychain.size).toBe(known);
  });

  test.each(['lab', 'https://provider', '', '../x', 'x'.repeat(65)])('refuses the name %j', async (name) => {
    const args = ['site', 'add', name, '--url', lab.adminServiceUrl, '--token-file', token];
    expect(await run([...args, '--root-fingerprint', root], { dataFolder: newData() })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('E_SITE_CONNECTION'),
    });
  });

  test('refuses a name that is taken, one that is not there, and removing the lab', async () => {
    const dataFolder = newData();
    await run(add('--root-fingerprint', root, '--token-file', token), { dataFolder });
    const attempts = [
      await run(add('--root-fingerprint', root, '--token-file', token), { dataFolder }),
      await run(['site', 'sync', 'fabrikam'], { dataFolder }),
      await run(['site', 'remove', 'lab'], { dataFolder }),
    ];
    expect(attempts.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2]);
    expect(attempts[1]?.stderr).toContain('there are "lab", "contoso"');
  });

  test.each([
    ['yes', 0, /stored as "contoso"/],
    ['no', 130, /nothing was stored/],
  ])('asks at a terminal whether the root is to be trusted: %s', async (typed, exitCode, message) => {
    const answered = await run(add('--token-file', token), { dataFolder: newData(), typed: `${typed}\n` });
    expect(answered.stdout + answered.stderr).toMatch(message);
    expect(answered.exitCode).toBe(exitCode);
  });

  test('without a secret storage says so, keeps nothing, and takes the token at each command', async () => {
    const dataFolder = newData();
    const around = (): Surroundings => ({ dataFolder, storage: memoryStorage('no session bus') });
    const added = await run(add('--root-fingerprint', root, '--token-file', token), around());
    expect(added).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('no session bus') });
    expect(await run(['site', 'sync', 'contoso'], around())).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('E_SITE_CREDENTIALS'),
    });
    expect((await run(['site', 'sync', 'contoso', '--token-file', token], around())).exitCode).toBe(0);
    expect(await filesHolding(dataFolder, lab.credentials.token)).toEqual([]);
  });

  test('sends what is stored for one address to no other', async () => {
    const dataFolder = newData();
    await run(add('--root-fingerprint', root, '--token-file', token), { dataFolder });
    const file = join(dataFolder, 'connections.json');
    const changed = (await readFile(file, 'utf8')).replace(
      lab.adminServiceUrl,
      'https://127.0.0.1:9/AdminService',
    );
    await writeFile(file, changed);
    const refused = await run(['site', 'sync', 'contoso'], { dataFolder });
    expect(refused.stderr).toMatch(
      /E_SITE_CREDENTIALS: .*were stored for https:\/\/127\.0\.0\.1:\d+\/AdminService/,
    );
  });

  test('keeps a snapshot of the lab with its age', async () => {
    const dataFolder = newData();
    const at = (time: string): Surroundings => ({ dataFolder, clock: () => new Date(time) });
    const synced = await run(['site', 'sync', 'lab', '--data', labFolder], at('2026-11-21T10:00:00Z'));
    expect(synced.stdout).toContain('45 task sequences');
    const listed = await run(['site', 'list'], at('2026-11-24T10:00:00Z'));
    expect(listed.stdout).toMatch(/^lab .*3 days old$/m);
  });
});

test('a site whose root was changed is refused with both fingerprints; what it had is still there', async () => {
  const dataFolder = newData();
  const otherFolder = join(folder, 'other lab');
  const before = await startLab({ dataFolder: otherFolder });
  const url = before.adminServiceUrl;
  const former = fingerprintOf(before.rootCertificatePem);
  const trusted = ['--root-fingerprint', former, '--token-file', join(otherFolder, 'admin-token')];
  expect((await run(['site', 'add', 'other', '--url', url, ...trusted], { dataFolder })).exitCode).toBe(0);
  expect((await run(['site', 'sync', 'other'], { dataFolder })).exitCode).toBe(0);
  await before.close();
  const restartedMs = Date.now();
  await rm(join(otherFolder, 'pki'), { recursive: true });
  const after = await startLab({ dataFolder: otherFolder, port: Number(new URL(url).port) });
  try {
    const refused = await run(['site', 'sync', 'other'], { dataFolder });
    expect(refused.exitCode).toBe(1);
    const error = refused.stderr;
    expect(error).toContain('E_SITE_FINGERPRINT');
    expect([error.includes(former), error.includes(fingerprintOf(after.rootCertificatePem))]).toEqual([
      true,
      true,
    ]);
    // Nothing was sent, no credentials either: the new server saw no request.
    const asked = after.site.journal.entries().filter(({ area }) => area === 'adminservice');
    expect(asked.filter(({ time }) => Date.parse(time) >= restartedMs)).toEqual([]);
  } finally {
    await after.close();
  }
  const connections = createConnections({
    folder: dataFolder,
    secrets: () => Promise.resolve(storage),
    openLab: () => Promise.reject(new Error('not asked for')),
  });
  expect((await connections.readSnapshot('other'))?.catalog.site.siteCode).toBe('PS1');
  const away = await run(['site', 'sync', 'other'], { dataFolder });
  expect(away.stderr).toContain('E_SITE_UNREACHABLE');
});

describe('media-builder history', () => {
  const create = (iso: string, ...more: readonly string[]): string[] => [
    ...['create', 'bootable', '--data', labFolder, '--media-management', 'internet-based'],
    ...[
      '--boot-image',
      'PS100001',
      '--unknown-computers',
      '--password-file',
      passwordFile,
      '--iso',
      iso,
      ...more,
    ],
  ];

  test('lists what was made, and nothing of what was refused or of its password', async () => {
    const dataFolder = newData();
    const iso = join(folder, 'made.iso');
    const refused = await run(create(join(folder, 'no.iso'), '--cmg', 'contoso-old.contoso.test'), {
      dataFolder,
    });
    expect(refused.exitCode).toBe(3);
    expect((await run(['history'], { dataFolder })).stdout).toContain('No media were made');

    const made = await run(create(iso, '--cmg', 'contoso-cmg.contoso.test', '--json'), { dataFolder });
    expect(made.exitCode).toBe(0);
    const [created] = jsonOf(made, 'created');
    const [output] = jsonOf(made, 'output');
    const listed = await run(['history', '--json'], { dataFolder });
    expect(jsonOf(listed, 'medium')).toMatchObject([
      {
        mediaId: created?.['mediaId'],
        kind: 'bootable',
        worksUntil: created?.['worksUntil'],
        expirySources: [{ source: 'certificate' }, { source: 'media-token' }],
        siteCode: 'PS1',
        siteName: 'Contoso',
        connection: 'lab',
        cmg: 'contoso-cmg.contoso.test',
        bootImage: { packageId: 'PS100001' },
        thumbprint: created?.['thumbprint'],
        outputs: [{ kind: 'iso', name: iso, sha256: output?.['sha256'], outcome: 'verified' }],
        request: { kind: 'bootable', unknownComputers: true },
        expiry: { state: 'valid' },
      },
    ]);
    expect(await filesHolding(dataFolder, PASSWORD, lab.credentials.token)).toEqual([]);

    const inFiveMonths = (): Date => new Date(Date.now() + 155 * 86_400_000);
    const later = await run(['history'], { dataFolder, clock: inFiveMonths });
    expect(later.stdout).toMatch(/REPLACE IT: /);
    const inAYear = (): Date => new Date(Date.now() + 400 * 86_400_000);
    const over = await run(['history'], { dataFolder, clock: inAYear });
    expect(over.stdout).toMatch(/EXPIRED on .* \(media token\)/);

    const forget = ['history', '--forget', String(created?.['mediaId'])];
    const forgotten = [await run(forget, { dataFolder }), await run(forget, { dataFolder })];
    expect(forgotten.map(({ exitCode }) => exitCode)).toEqual([0, 1]);
  });

  test('that cannot be written costs no medium', async () => {
    const dataFolder = newData();
    await writeFile(dataFolder, 'a file where the folder should be');
    const iso = join(folder, 'kept.iso');
    const made = await run(create(iso, '--cmg', 'contoso-cmg.contoso.test'), { dataFolder });
    expect(made).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('not in the history') });
    expect((await stat(iso)).size).toBeGreaterThan(0);
  });
});

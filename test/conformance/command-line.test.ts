/**
 * The command line end to end, in this process, against a lab of its own: create, inspect, verify, what is refused and
 * how it ends. The boot image is the one set-up made.
 */
import { copyFile, open, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeUtf16le, encodeUtf8 } from '#base/bytes.ts';
import type { RunningLab } from '#lab/server.ts';
import { startLab } from '#lab/server.ts';
import { bootImageFolder } from '#platform/resource-paths.ts';
import { runCommandLine } from '../../main/hosts/cli/program.ts';
import { tempFolder } from '../support/temp.ts';

/** 18 random letters and digits; made for these tests. */
const PASSWORD = 'mT4kWq9zRb7XsHn2Vd';
const folder = await tempFolder('command-line');
const data = join(folder, 'lab');
const passwordFile = join(folder, 'password.txt');
let lab: RunningLab;

interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(args: readonly string[], stdin = '', cancelAt?: string): Promise<Finished> {
  const stdout = new PassThrough();
  const abort = new AbortController();
  stdout.on('data', (data: Buffer) => {
    if (cancelAt !== undefined && data.includes(cancelAt)) abort.abort();
  });
  const stderr = new PassThrough();
  const outputs = Promise.all([text(stdout), text(stderr)]);
  const exitCode = await runCommandLine(args, {
    stdin: Readable.from([stdin]),
    stdout,
    stderr,
    signal: abort.signal,
    clock: () => new Date(),
  });
  stdout.end();
  stderr.end();
  const [out, err] = await outputs;
  return { exitCode, stdout: out, stderr: err };
}

const create = (...more: string[]): string[] => [
  ...[
    'create',
    'bootable',
    '--data',
    data,
    '--media-management',
    'internet-based',
    '--boot-image',
    'PS100001',
  ],
  ...['--unknown-computers', ...more],
];
const CMG = ['--cmg', 'contoso-cmg.contoso.test'];
const WITH_PASSWORD = ['--password-file', passwordFile];

beforeAll(async () => {
  await writeFile(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
  lab = await startLab({ dataFolder: data, bootImageFolder: bootImageFolder() });
});
afterAll(() => lab.close());

describe('media-builder create bootable', () => {
  const iso = join(folder, 'stick.iso');
  const image = join(folder, 'stick.img');
  let made: Finished;
  beforeAll(async () => {
    made = await run(create(...CMG, ...WITH_PASSWORD, '--json', '--iso', iso, '--image', image));
  });

  test('makes both outputs and says so in one JSON object per line', () => {
    expect(made).toMatchObject({ exitCode: 0, stderr: '' });
    const lines = made.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter((line) => line['type'] === 'output').map((line) => line['ok'])).toEqual([true, true]);
    const created = lines.find((line) => line['type'] === 'created');
    expect(created).toMatchObject({
      label: 'Configuration Manager',
      mediaId: expect.stringMatching(/^\{[0-9A-F-]{36}\}$/),
    });
    for (const path of [iso, image]) {
      const own = lines.filter((line) => line['type'] === 'progress' && line['output'] === path);
      expect(own.at(-1)).toMatchObject({ phase: 'verify', percent: 100 });
    }
  });

  test('registers the media certificate at the site', () => {
    const { mediaId } = createdOf(made);
    expect(lab.site.store.certificate(mediaId)).toMatchObject({ type: 1, isBlocked: false });
  });

  test.each(['stick.iso', 'stick.img'])(
    'inspect says what %s is, without and with the password',
    async (name) => {
      const closed = await run(['inspect', join(folder, name)]);
      expect(closed).toMatchObject({ exitCode: 0, stderr: '' });
      expect(closed.stdout).toMatch(/Management +Internet-based/);
      expect(closed.stdout).toMatch(/Gateway +contoso-cmg\.contoso\.test/);
      expect(closed.stdout).not.toContain('SMSTSMP');
      const opened = await run(['inspect', join(folder, name), '--password-file', '-'], PASSWORD);
      expect(opened.stdout).toMatch(
        /SMSTSMP = https:\/\/contoso-cmg\.contoso\.test\/CCM_Proxy_MutualAuth\/\d+/,
      );
      expect(opened.stdout).toContain("valid, made with this medium's certificate");
      expect(opened.stdout).toContain('_SMSTSMediaPFX = (not shown)');
    },
  );

  test.each(['stick.iso', 'stick.img'])('verify finds %s intact', async (name) => {
    const verified = await run(['verify', join(folder, name)]);
    expect(verified.stdout).toContain('intact');
    expect(verified.exitCode).toBe(0);
  });

  test('verify finds one changed byte and names the file', async () => {
    const changed = join(folder, 'changed.img');
    await copyFile(image, changed);
    const bytes = await readFile(changed);
    const at = bytes.indexOf('label=Configuration Manager');
    expect(at).toBeGreaterThan(0);
    const file = await open(changed, 'r+');
    await file.write(encodeUtf8('X'), 0, 1, at + 6);
    await file.close();
    const verified = await run(['verify', changed]);
    expect(verified.exitCode).toBe(1);
    expect(verified.stderr).toContain('MediaLabel.txt');
    expect(verified.stdout).toContain('NOT intact');
  });

  test('inspect with a wrong password fails with the code and shows nothing', async () => {
    const refused = await run(['inspect', image, '--password-file', '-'], 'not the password');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('E_VARIABLES_PASSWORD');
    expect(refused.stdout).toBe('');
  });

  test('the password is nowhere: output, lab data, images (UTF-8 and UTF-16)', async () => {
    const places = new Map<string, Uint8Array>([
      ['standard output', encodeUtf8(made.stdout)],
      ['standard error', encodeUtf8(made.stderr)],
      ['stick.iso', await readFile(iso)],
      ['stick.img', await readFile(image)],
    ]);
    for (const entry of await readdir(data, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) places.set(entry.name, await readFile(join(entry.parentPath, entry.name)));
    }
    expect([...places.keys()]).toContain('lab.json');
    const found = [...places].filter(([, bytes]) =>
      [encodeUtf8(PASSWORD), encodeUtf16le(PASSWORD)].some((needle) =>
        Buffer.from(bytes).includes(Buffer.from(needle)),
      ),
    );
    expect(found.map(([name]) => name)).toEqual([]);
  });

  const refusals: readonly (readonly [
    name: string,
    args: readonly string[],
    exitCode: number,
    text: RegExp,
  ])[] = [
    [
      'a gateway that is stopped',
      ['--cmg', 'contoso-old.contoso.test', ...WITH_PASSWORD, '--iso', 'x.iso'],
      3,
      /E_CHOICE_UNUSABLE.*stopped/,
    ],
    [
      'a gateway the site does not have',
      ['--cmg', 'other.test', ...WITH_PASSWORD, '--iso', 'x.iso'],
      2,
      /contoso-edge/,
    ],
    [
      'a boot image of Windows PE',
      [...CMG, ...WITH_PASSWORD, '--boot-image', 'PS100002', '--iso', 'x.iso'],
      3,
      /Windows PE/,
    ],
    ['no output', [...CMG, ...WITH_PASSWORD], 2, /--iso, --image and --drive/],
    ['an output without a name', [...CMG, ...WITH_PASSWORD, '--iso', ''], 2, /empty name/],
    [
      'the same output in two spellings',
      [...CMG, ...WITH_PASSWORD, '--iso', 'x', '--image', './x'],
      2,
      /named twice/,
    ],
    [
      'the password file as output',
      [...CMG, ...WITH_PASSWORD, '--iso', join(folder, '.', 'password.txt')],
      2,
      /is a file this command reads/,
    ],
    ['the same output twice', [...CMG, ...WITH_PASSWORD, '--iso', 'x', '--image', 'x'], 2, /named twice/],
    [
      'a password as an argument',
      [...CMG, '--password', 'x', '--iso', 'x.iso'],
      2,
      /unknown option '--password'/,
    ],
    ['an unknown option', [...CMG, '--no-such-option'], 2, /unknown option/],
    ['no password at all', [...CMG, '--iso', 'x.iso'], 2, /E_PASSWORD_SOURCE/],
    [
      'a folder that does not exist',
      [...CMG, ...WITH_PASSWORD, '--iso', join(folder, 'none', 'x.iso')],
      1,
      /E_DEVICE_MISSING/,
    ],
  ];
  test.each(refusals)('refuses %s', async (_name, args, exitCode, message) => {
    const refused = await run(create(...args));
    expect(refused.stderr + refused.stdout).toMatch(message);
    expect(refused.exitCode).toBe(exitCode);
  });

  test('refuses a weak password for internet-based media, explains the rule, and never shows it', async () => {
    const weak = 'Sommer2026!Sommer';
    const refused = await run(
      create(...CMG, '--password-file', '-', '--iso', join(folder, 'weak.iso')),
      weak,
    );
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/E_MEDIA_PASSWORD_WEAK/);
    expect(refused.stderr).toMatch(/14|characters/);
    expect(refused.stderr).not.toContain(weak);
  });

  test.each(['write', 'verify'])(
    'cancelled in the phase %s, it ends with 130, leaves no file and blocks the certificate',
    async (phase) => {
      const target = join(folder, `cancelled-${phase}.iso`);
      await writeFile(target, 'what was there before');
      const before = lab.site.store.certificates().length;
      const cancelled = await run(
        create(...CMG, ...WITH_PASSWORD, '--json', '--iso', target),
        '',
        `"phase":"${phase}"`,
      );
      expect(cancelled.exitCode).toBe(130);
      expect(cancelled.stdout).toContain('"code":"E_CANCELLED"');
      expect(await readFile(target, 'utf8')).toBe('what was there before');
      expect((await readdir(folder)).filter((name) => name.includes('partial'))).toEqual([]);
      const registered = lab.site.store.certificates().slice(before);
      expect(registered.map((one) => one.isBlocked)).toEqual([true]);
    },
  );

  test('cancelled in its second output, it keeps the finished first one usable and ends with 130', async () => {
    const [first, second] = [join(folder, 'finished.iso'), join(folder, 'cut-off.img')];
    const before = lab.site.store.certificates().length;
    const cancelled = await run(
      create(...CMG, ...WITH_PASSWORD, '--json', '--iso', first, '--image', second),
      '',
      `"output":${JSON.stringify(second)},"phase":"write"`,
    );
    expect(cancelled.exitCode).toBe(130);
    const outputs = cancelled.stdout.split('\n').filter((line) => line.includes('"type":"output"'));
    expect(outputs.map((line) => (JSON.parse(line) as { ok: boolean }).ok)).toEqual([true, false]);
    expect(outputs[1]).toContain('"code":"E_CANCELLED"');
    expect((await readdir(folder)).filter((name) => name.startsWith('cut-off'))).toEqual([]);
    expect((await run(['verify', first])).exitCode).toBe(0);
    const registered = lab.site.store.certificates().slice(before);
    expect(registered.map((one) => one.isBlocked)).toEqual([false]);
  });

  test('--generate-password leaves no password behind when no medium was made', async () => {
    const file = join(folder, 'never-used.txt');
    const refused = await run(
      create(
        ...['--cmg', 'contoso-old.contoso.test', '--generate-password', file],
        ...['--iso', join(folder, 'never.iso')],
      ),
    );
    expect(refused.exitCode).toBe(3);
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('--generate-password writes a password only its owner can read, never twice to one file', async () => {
    const target = join(folder, 'generated.iso');
    const file = join(folder, 'generated.txt');
    const created = await run(create(...CMG, '--generate-password', file, '--iso', target));
    expect(created.exitCode).toBe(0);
    const { mode } = await stat(file);
    expect(mode % 0o1000).toBe(0o600);
    const password = (await readFile(file, 'utf8')).trim();
    expect(created.stdout + created.stderr).not.toContain(password);
    const opened = await run(['inspect', target, '--password-file', file]);
    expect(opened.stdout).toContain('SMSTSMP = ');
    const again = await run(create(...CMG, '--generate-password', file, '--iso', target));
    expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is there already') });
    expect((await readFile(file, 'utf8')).trim()).toBe(password);
  });
});

describe('--site URL', () => {
  const token = join(data, 'admin-token');
  const root = join(data, 'root.pem');
  const at = (...more: string[]): string[] =>
    create(
      ...CMG,
      ...WITH_PASSWORD,
      '--iso',
      join(folder, 'site.iso'),
      '--site',
      lab.adminServiceUrl,
      ...more,
    );

  test('reads the catalog of the named site; the lab’s servers resolve only through the lab itself', async () => {
    const asked = await run(at('--site-root-certificate', root, '--site-token-file', token));
    expect(asked.stderr).toMatch(/E_SITE_UNREACHABLE.*\.contoso\.test/s);
    const gateway = await run(
      at('--site-root-certificate', root, '--site-token-file', token, '--cmg', 'contoso-old.contoso.test'),
    );
    expect(gateway).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('stopped') });
  });

  test('signs in with an account, whose password never is an argument', async () => {
    const asked = await run(
      at(
        ...['--site-root-certificate', root, '--site-user', lab.credentials.userName],
        ...['--site-password-file', join(data, 'admin-password'), '--cmg', 'contoso-old.contoso.test'],
      ),
    );
    expect(asked).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('stopped') });
  });

  test.each([
    ['a server below another root', () => ['--site-token-file', token], 1, /E_SITE_UNTRUSTED/],
    [
      'a wrong token',
      () => ['--site-root-certificate', root, '--site-token-file', passwordFile],
      1,
      /E_SITE_UNAUTHORIZED/,
    ],
    ['no credentials', () => ['--site-root-certificate', root], 2, /--site-token-file/],
    [
      'a root that is none',
      () => ['--site-root-certificate', passwordFile, '--site-token-file', token],
      2,
      /PEM/,
    ],
    [
      'a URL without https',
      () => ['--site-token-file', token, '--site', 'http://localhost/AdminService'],
      2,
      /https/,
    ],
    ['credentials for the lab', () => ['--site', 'lab', '--site-user', 'x'], 2, /the lab needs none/],
  ] as const)('refuses %s', async (_name, more, exitCode, message) => {
    const refused = await run(at(...more()));
    expect(refused.stderr).toMatch(message);
    expect(refused.exitCode).toBe(exitCode);
  });
});

describe('media-builder lab', () => {
  test('prints where the lab is and how to sign in, serves it, and stops at Ctrl+C', async () => {
    const other = join(folder, 'other lab');
    const stopped = await run(['lab', '--data', other, '--scale', '60'], '', 'Ctrl+C stops it');
    expect(stopped.exitCode).toBe(0);
    expect(stopped.stdout).toMatch(/AdminService +https:\/\/127\.0\.0\.1:\d+\/AdminService/);
    expect(stopped.stdout).toContain('contoso-edge.contoso.test');
    const token = (await readFile(join(other, 'admin-token'), 'utf8')).trim();
    expect(stopped.stdout + stopped.stderr).not.toContain(token);
  });

  test('says what is wrong with a port', async () => {
    const refused = await run(['lab', '--data', join(folder, 'third lab'), '--port', 'https']);
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--port wants a whole number'),
    });
  });
});

describe('media-builder', () => {
  test.each([
    [['--help'], 0, /Exit codes: 0 done, 1 failed/],
    [['create', 'bootable', '--help'], 0, /Examples:/],
    [['--version'], 0, /^\d+\.\d+\.\d+\n$/],
    [['no-such-command'], 2, /unknown command/],
    [['inspect', '/no/such/file'], 1, /E_DEVICE_MISSING/],
  ] as const)('%j ends as it should', async (args, exitCode, message) => {
    const finished = await run(args);
    expect(finished.stdout + finished.stderr).toMatch(message);
    expect(finished.exitCode).toBe(exitCode);
  });
});

function createdOf(finished: Finished): { readonly mediaId: string } {
  const lines = finished.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; mediaId?: string });
  return { mediaId: lines.find((line) => line.type === 'created')?.mediaId ?? '' };
}

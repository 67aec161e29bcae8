/**
 * What a window asks of the program itself, through the one door of the service: files and folders, settings and draft,
 * passwords, certificates, requests.
 */
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import forge from 'node-forge';
import { describe, expect, test } from 'vitest';
import { encodeLatin1 } from '#base/bytes.ts';
import { generateRsaKey } from '#base/rsa.ts';
import { isMediaError } from '#base/errors/media-error.ts';
import { identityFromPfx } from '#media/certificate.ts';
import { createAppService } from '#service/app-service.ts';
import { memoryStorage } from '#platform/secret-storage.ts';
import { EMPTY_DRAFT } from '../../renderer/state/draft.ts';
import { toStored } from '../../renderer/state/draft-storage.ts';
import { ramMachine } from '../support/ram-machine.ts';
import { serviceStage, STAGE_REQUEST } from '../support/service-stage.ts';
import { tempFolder } from '../support/temp.ts';

const machine = ramMachine();
const folder = await tempFolder('service-window');
const isRoot = process.getuid?.() === 0;
/** Made for these tests. */
const PASSWORD = 'Tb9RmZs5HdkQ7vWn3x';

async function stage() {
  const made = await serviceStage({ machine, openWriter: machine.openWriter });
  return { ...made, window: made.open() };
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => 'no error',
    (error: unknown): unknown => (error instanceof Error ? Reflect.get(error, 'code') : error),
  );
}

describe('files and folders', () => {
  test('a folder is listed with folders first, hidden ones and other kinds left out, broken links, too', async () => {
    const place = join(folder, 'place');
    await mkdir(join(place, 'zeta'), { recursive: true });
    await mkdir(join(place, '.cache'));
    for (const name of ['b10.iso', 'b9.ISO', 'notes.txt']) await writeFile(join(place, name), 'four');
    await symlink(join(place, 'nothing'), join(place, 'broken.iso'));
    const { window } = await stage();
    const listing = await window.call('app.listFolder', { path: place, extensions: ['iso'] });
    expect({ ...listing, places: listing.places.length > 0 }).toEqual({
      path: place,
      parent: folder,
      entries: [
        { name: 'zeta', path: join(place, 'zeta'), isFolder: true, sizeBytes: null },
        { name: 'b9.ISO', path: join(place, 'b9.ISO'), isFolder: false, sizeBytes: 4 },
        { name: 'b10.iso', path: join(place, 'b10.iso'), isFolder: false, sizeBytes: 4 },
      ],
      places: true,
    });
    const errors = [join(folder, 'gone'), join(place, 'notes.txt'), 'place'].map((path) =>
      codeOf(window.call('app.listFolder', { path })),
    );
    expect(await Promise.all(errors)).toEqual(['E_DEVICE_MISSING', 'E_DEVICE_TARGET', 'E_DEVICE_TARGET']);
  });

  test('an output is judged before anything is made', async () => {
    const place = join(folder, 'outputs');
    const locked = join(folder, 'locked');
    for (const one of [place, locked, join(place, 'dir.iso')]) await mkdir(one);
    await writeFile(join(place, 'old.iso'), '');
    await chmod(locked, 0o500);
    const { window } = await stage();
    const check = async (path: string, kind: 'iso' | 'image' | 'wim' = 'iso'): Promise<string> =>
      (await window.call('app.checkOutput', { kind, path })).state;
    expect([
      await check(join(place, 'new.iso')),
      await check(join(place, 'NEW.IMG'), 'image'),
      await check(join(place, 'old.iso')),
      await check(join(place, 'dir.iso')),
      await check(join(place, 'new.img')),
      await check('new.iso'),
      await check(join(folder, 'gone', 'new.iso')),
      // Nothing is closed to the administrator.
      isRoot ? 'not-writable' : await check(join(locked, 'new.iso')),
    ]).toEqual([
      'new',
      'new',
      'exists',
      'is-folder',
      'wrong-extension',
      'not-absolute',
      'no-folder',
      'not-writable',
    ]);
    expect(await readdir(place)).toEqual(['dir.iso', 'old.iso']);
    const { freeBytes } = await window.call('app.checkOutput', { kind: 'iso', path: join(place, 'x.iso') });
    expect(freeBytes).toBeGreaterThan(0);
  });

  test('only pages of the documentation are opened', async () => {
    const opened: string[] = [];
    const service = createAppService({
      host: {
        host: 'direct',
        locales: ['de-DE'],
        openExternal: (url) => {
          opened.push(url);
          return Promise.resolve();
        },
      },
      dataFolder: await tempFolder('links'),
      builderVersion: '1.2.3',
      machine,
      openWriter: machine.openWriter,
      openLab: () => Promise.reject(new Error('no lab here')),
      openSecrets: () => Promise.resolve(memoryStorage('test')),
    });
    const { signal } = new AbortController();
    const page = 'https://learn.microsoft.com/de-de/intune/configmgr/osd/';
    const others = [
      'http://learn.microsoft.com/',
      'https://learn.microsoft.com.evil.test/',
      'https://learn.microsoft.com@evil.test/',
      'https://user@learn.microsoft.com/',
      'https://learn.microsoft.com:8443/',
      'file:///etc/passwd',
      'javascript:alert(1)',
    ];
    const replies = [];
    for (const url of [page, ...others])
      replies.push(await service.dispatch('app.openExternal', { url }, { signal }));
    expect(replies.map((reply) => (reply.ok ? 'opened' : reply.code))).toEqual([
      'opened',
      ...others.map(() => 'E_HOST_LINK'),
    ]);
    expect(opened).toEqual([page]);
    const noDialog = await service.dispatch(
      'app.pickFile',
      { mode: 'open', title: '', filters: [] },
      { signal },
    );
    expect(noDialog).toMatchObject({
      ok: false,
      code: 'E_HOST_NO_DIALOG',
      cause: expect.stringContaining('Browser') as unknown,
    });
    const info = await service.dispatch('app.info', {}, { signal });
    expect(info).toMatchObject({ ok: true, value: { version: '1.2.3', hasFileDialogs: false } });
    await service.close();
  });
});

describe('settings and draft', () => {
  test('are kept for the next start and told to every window', async () => {
    const { window, open } = await stage();
    const settings = await window.call('settings.read', {});
    const changed = { ...settings, language: 'nl', theme: 'dark', largeDriveGb: 512 } as const;
    expect(await window.call('settings.write', changed)).toEqual(changed);
    expect([window.last('settings'), open().last('settings')]).toEqual([changed, changed]);
    expect(await window.call('settings.read', {})).toEqual(changed);
    const draft = {
      kind: 'bootable',
      label: 'Contoso',
      variables: [{ id: 'v1', name: 'A', value: '1', isHidden: false }],
    };
    await window.call('draft.write', { draft });
    expect(await window.call('draft.read', {})).toEqual({ draft });
    await window.call('draft.write', { draft: null });
    expect(await window.call('draft.read', {})).toEqual({ draft: null });
  });

  test('a draft of the window with everything in it can be kept, but for the value of a hidden variable', async () => {
    const { window } = await stage();
    const variables = [{ id: '1', name: 'Key', value: '', isHidden: true }];
    const certificatePath = '/home/me/media.pfx';
    const draft = toStored({ ...EMPTY_DRAFT, label: 'Contoso', certificatePath, variables });
    await window.call('draft.write', { draft });
    expect(await window.call('draft.read', {})).toEqual({ draft });
  });

  test('a draft that is being stored when the program ends is stored, and nothing is left beside it', async () => {
    const made = await serviceStage({ machine, openWriter: machine.openWriter });
    const window = made.open();
    const draft = toStored({ ...EMPTY_DRAFT, label: 'Last words' });
    const written = window.call('draft.write', { draft });
    await made.service.close();
    const [name, ...others] = await readdir(made.folder);
    expect([name, others]).toEqual(['draft.json', []]);
    expect(await readFile(join(made.folder, 'draft.json'), 'utf8')).toContain('Last words');
    await written;
  });

  test('a draft with a secret is refused, and the secret is nowhere', async () => {
    const { window, folder: data, transcript } = await stage();
    const drafts = [
      { password: PASSWORD },
      { certificate: { certificatePassword: PASSWORD } },
      { variables: [{ id: 'v1', name: 'Key', isHidden: true, value: PASSWORD }] },
    ];
    const codes = drafts.map((draft) => codeOf(window.call('draft.write', { draft })));
    expect(await Promise.all(codes)).toEqual(drafts.map(() => 'E_STORE_SECRET'));
    const files = await readdir(data, { recursive: true, withFileTypes: true });
    const texts = files.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
    const stored = await Promise.all(texts.map((path) => readFile(path, 'latin1')));
    expect([...stored, ...transcript].filter((text) => text.includes(PASSWORD))).toEqual([]);
  });
});

describe('passwords', () => {
  test('are rated, and made so that the rule accepts them', async () => {
    const { window } = await stage();
    const rate = async (password: string) => await window.call('password.rate', { password });
    expect([(await rate('')).verdict, (await rate('Contoso2026!')).verdict]).toEqual(['empty', 'weak']);
    for (const form of ['words', 'characters'] as const) {
      const { password } = await window.call('password.generate', { form });
      expect(password).toMatch(form === 'words' ? /^([a-z]{3,}-){6}[a-z]{3,}$/ : /^[!-~]{15}$/);
      const rating = await rate(password);
      expect([rating.verdict, rating.bits >= rating.requiredBits]).toEqual(['strong', true]);
    }
    expect((await rate('x9'.repeat(2000))).secondsToBreak).toBeLessThanOrEqual(1e30);
  });
});

interface Wanted {
  readonly bits?: number;
  readonly days?: readonly [from: number, until: number];
  readonly purpose?: 'clientAuth' | 'serverAuth';
  readonly hash?: 'sha256' | 'sha1';
  readonly hasKey?: boolean;
}

const keys = new Map<number, string>();

async function pfxOf(wanted: Wanted): Promise<Uint8Array> {
  const { bits = 2048, days = [-1, 365], purpose = 'clientAuth', hash = 'sha256', hasKey = true } = wanted;
  const pem = keys.get(bits) ?? (await generateRsaKey(bits));
  keys.set(bits, pem);
  const key = forge.pki.privateKeyFromPem(pem);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
  certificate.serialNumber = '0a';
  const [notBefore, notAfter] = days.map((day) => new Date(Date.now() + day * 86_400_000));
  if (notBefore === undefined || notAfter === undefined) throw new Error('two days are needed');
  Object.assign(certificate.validity, { notBefore, notAfter });
  const name = [
    { name: 'commonName', value: 'PC042' },
    { name: 'organizationName', value: 'Contoso' },
  ];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([{ name: 'extKeyUsage', [purpose]: true }]);
  certificate.sign(key, forge.md[hash].create());
  const pfx = forge.pkcs12.toPkcs12Asn1(hasKey ? key : null, [certificate], PASSWORD, { algorithm: '3des' });
  return encodeLatin1(forge.asn1.toDer(pfx).getBytes());
}

describe('a certificate file', () => {
  test.each([
    ['that is right', {}, []],
    ['that has expired', { days: [-400, -1] }, ['error expired']],
    ['of tomorrow', { days: [1, 365] }, ['error not-yet-valid']],
    ['that ends soon', { days: [-1, 10] }, ['warning ends-soon']],
    ['for servers', { purpose: 'serverAuth' }, ['error no-client-authentication']],
    ['with a long key', { bits: 3072 }, ['error key-too-long']],
    [
      'with a short key and an old hash',
      { bits: 1024, hash: 'sha1' },
      ['warning key-too-short', 'warning weak-hash'],
    ],
    ['without a key', { hasKey: false }, ['error no-private-key']],
  ] as const)('%s is judged like the medium would judge it', async (name, wanted: Wanted, expected) => {
    const { window, transcript } = await stage();
    const file = await pfxOf(wanted);
    const path = join(folder, `${name.replaceAll(' ', '-')}.pfx`);
    await writeFile(path, file);
    const report = await window.call('certificate.check', { path, password: PASSWORD });
    expect(report.findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(expected);
    expect([report.subject, report.keyBits]).toEqual(['CN=PC042, O=Contoso', wanted.bits ?? 2048]);
    expect(report.isUsable).toBe(isTaken(file));
    expect(transcript.join('').includes(PASSWORD)).toBe(false);
  });

  test('that cannot be read is a finding and no error', async () => {
    const { window } = await stage();
    await writeFile(join(folder, 'good.pfx'), await pfxOf({}));
    await writeFile(join(folder, 'text.pfx'), 'no certificate');
    await writeFile(join(folder, 'huge.pfx'), Buffer.alloc(1024 * 1024 + 1));
    const check = async (name: string, password = PASSWORD): Promise<unknown> => {
      const { isUsable, findings } = await window.call('certificate.check', {
        path: join(folder, name),
        password,
      });
      return [isUsable, ...findings.map(({ code }) => code)];
    };
    expect([
      await check('good.pfx', 'not this one'),
      await check('text.pfx'),
      await check('huge.pfx'),
      await check('gone.pfx'),
      await check('.'),
    ]).toEqual([
      [false, 'wrong-password'],
      [false, 'not-readable'],
      [false, 'not-readable'],
      [false, 'not-readable'],
      [false, 'not-readable'],
    ]);
  });
});

/** What making a medium says of it. */
function isTaken(file: Uint8Array): boolean {
  try {
    const mediaId = '0f2d1a3c-1111-4222-8333-444455556666';
    identityFromPfx(file, { password: PASSWORD, mediaId, now: new Date() });
    return true;
  } catch (error) {
    if (isMediaError(error)) return false;
    throw error;
  }
}

describe('requests', () => {
  test('are saved whole, opened again, and replaced only when that is wanted', async () => {
    const { window } = await stage();
    const path = join(folder, 'request.json');
    await window.call('request.save', { path, request: STAGE_REQUEST, isReplacing: false });
    const { request } = await window.call('request.open', { path });
    expect(request).toMatchObject({ ...STAGE_REQUEST, schema: 1, partitionStyle: 'gpt' });
    const other = { ...STAGE_REQUEST, label: 'Other' };
    const save = (isReplacing: boolean): Promise<unknown> =>
      codeOf(window.call('request.save', { path, request: other, isReplacing }));
    expect([await save(false), await save(true)]).toEqual(['E_FILE_EXISTS', 'no error']);
    expect((await window.call('request.open', { path })).request).toMatchObject({ label: 'Other' });
    expect((await readdir(folder)).filter((name) => name.includes('partial'))).toEqual([]);
  });

  test('that are none are an error', async () => {
    const { window } = await stage();
    await writeFile(join(folder, 'list.json'), '[]');
    await writeFile(join(folder, 'half.json'), '{"kind": "boot');
    const codes = ['list.json', 'half.json', 'gone.json', '.'].map((name) =>
      codeOf(window.call('request.open', { path: join(folder, name) })),
    );
    expect(await Promise.all(codes)).toEqual([
      'E_MEDIA_REQUEST',
      'E_MEDIA_REQUEST',
      'E_DEVICE_MISSING',
      'E_DEVICE_TARGET',
    ]);
  });
});

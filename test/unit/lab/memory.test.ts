/** What the lab remembers: certificates, store, journal, content; across restarts, and after its folder was deleted. */
import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '#base/hash.ts';
import { openJournal } from '#lab/journal.ts';
import { openLabSite } from '#lab/lab-site.ts';
import { openPki } from '#lab/pki.ts';
import { normalId, openStore, type RegisteredCertificate } from '#lab/store.ts';
import { tempFolder } from '../../support/temp.ts';

const clock = (): Date => new Date('2026-11-20T12:00:00Z');

const certificate: RegisteredCertificate = {
  smsId: '{8C3D4C5E-0B1F-4E65-9D1C-5B1E6F0A7D21}',
  certificateDer: new Uint8Array([0x30, 1, 2, 255]),
  thumbprint: 'ab'.repeat(20),
  type: 1,
  issuedTo: 'Media',
  validFrom: '2026-01-01T00:00:00.000Z',
  validUntil: '2027-01-01T00:00:00.000Z',
  isBlocked: false,
  keyType: 1,
  udaSetting: 0,
  allowUnknownComputers: true,
};

describe('certificates', () => {
  it('chain to the root, name every host, and stay the same after a restart', async () => {
    const folder = await tempFolder('pki');
    const first = await openPki(folder, clock);
    const names = ['contoso-cmg.contoso.test', 'localhost', '127.0.0.1'];
    const server = first.serverCertificate(names);
    const leaf = new X509Certificate(server.certPem);
    const root = new X509Certificate(first.rootCertificatePem);
    expect(leaf.verify(root.publicKey)).toBe(true);
    expect(leaf.checkIssued(root)).toBe(true);
    expect(leaf.checkHost('contoso-cmg.contoso.test')).toBe('contoso-cmg.contoso.test');
    expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(leaf.checkHost('contoso-edge.contoso.test')).toBeUndefined();
    expect([root.ca, leaf.ca]).toEqual([true, false]);
    expect(new Uint8Array(root.raw)).toEqual(first.rootCertificateDer);
    expect(first.serverCertificate(names)).toBe(server);
    const again = await openPki(folder, clock);
    expect(again.rootCertificatePem).toBe(first.rootCertificatePem);
    expect(again.serverCertificate(names).certPem).toBe(server.certPem);
    expect(again.tokenSigningKey.x5t).toBe(first.tokenSigningKey.x5t);
  });

  it('keeps its keys readable for the owner only', async () => {
    const folder = await tempFolder('pki');
    (await openPki(folder, clock)).serverCertificate(['localhost']);
    const files = await readdir(join(folder, 'pki'));
    expect(files).toHaveLength(4);
    for (const file of files) {
      expect((await stat(join(folder, 'pki', file))).mode & 0o077).toBe(0);
    }
  });

  it('keeps the root and the signing keys although the clock was set back', async () => {
    const folder = await tempFolder('pki');
    const first = await openPki(folder, clock);
    const earlier = await openPki(folder, () => new Date('2020-01-01T00:00:00Z'));
    expect(earlier.rootCertificatePem).toBe(first.rootCertificatePem);
    expect(earlier.tokenSigningKey.x5t).toBe(first.tokenSigningKey.x5t);
    expect((await openPki(folder, clock)).rootCertificatePem).toBe(first.rootCertificatePem);
  });

  it('is issued anew when it is about to expire', async () => {
    const folder = await tempFolder('pki');
    const first = (await openPki(folder, clock)).serverCertificate(['localhost']);
    const later = (): Date => new Date('2028-11-15T12:00:00Z');
    const second = (await openPki(folder, later)).serverCertificate(['localhost']);
    expect(second.certPem).not.toBe(first.certPem);
    expect(
      new X509Certificate(second.certPem).verify(
        new X509Certificate((await openPki(folder, later)).rootCertificatePem).publicKey,
      ),
    ).toBe(true);
  });
});

describe('the store', () => {
  it('finds an id in each of its forms', () => {
    const id = '8c3d4c5e-0b1f-4e65-9d1c-5b1e6f0a7d21';
    for (const form of [id, `{${id.toUpperCase()}}`, `GUID:${id.toUpperCase()}`])
      expect(normalId(form)).toBe(id);
  });

  it('gives back after a restart what was saved', async () => {
    const folder = await tempFolder('store');
    const store = await openStore(folder);
    await Promise.all([
      store.saveCertificate(certificate),
      store.saveToken({
        id: 't1',
        kind: 'media',
        subject: 'm',
        expires: '2027-01-01T00:00:00Z',
        isBlocked: false,
      }),
      store.saveClient({
        smsId: 'GUID:AB',
        name: 'pc',
        certificateDer: new Uint8Array([1]),
        thumbprint: 'CD',
        registeredAt: 'now',
        tokenId: 't1',
        smbiosGuid: '',
        macAddresses: [],
      }),
    ]);
    expect(await store.blockCertificate(certificate.smsId, true)).toBe(true);
    expect(await store.blockToken('t1', true)).toBe(true);
    expect(await store.blockToken('t2', true)).toBe(false);
    expect(await store.blockCertificate('x', true)).toBe(false);
    const again = await openStore(folder);
    expect(again.certificates()).toEqual([
      { ...certificate, smsId: normalId(certificate.smsId), thumbprint: 'AB'.repeat(20), isBlocked: true },
    ]);
    expect(again.certificateByThumbprint('ab'.repeat(20))?.isBlocked).toBe(true);
    expect(again.token('t1')?.isBlocked).toBe(true);
    expect(again.client('{ab}')?.name).toBe('pc');
  });

  it('takes a signature once, until its time is over, also after a restart', async () => {
    const now = { ms: 1000 };
    const folder = await tempFolder('store');
    const open = (): ReturnType<typeof openStore> => openStore(folder, () => new Date(now.ms));
    const store = await open();
    // The same message twice at once: one of them is taken.
    const both = [store.takeOnce('AB', 5000), store.takeOnce('ab', 5000), store.takeOnce('CD', 2000)];
    expect(await Promise.all(both)).toEqual([true, false, true]);
    now.ms = 3000;
    const again = await open();
    expect([await again.takeOnce('AB', 9000), await again.takeOnce('CD', 9000)]).toEqual([false, true]);
    now.ms = 5001;
    const later = await open();
    expect([await later.takeOnce('AB', 9000), await later.takeOnce('CD', 9000)]).toEqual([true, false]);
    await writeFile(join(folder, 'replay.json'), '{"version":1,"taken":{}}');
    await expect(open()).rejects.toMatchObject({ code: 'E_LAB_STORE' });
  });

  it('forgets tokens long after they expired, and no others', async () => {
    const folder = await tempFolder('store');
    const store = await openStore(folder, clock);
    const save = (id: string, expires: string): Promise<void> =>
      store.saveToken({ id, kind: 'registration', subject: 'm', expires, isBlocked: false });
    await save('ancient', '2026-11-13T11:59:59Z');
    await save('yesterday', '2026-11-19T12:00:00Z');
    await save('good', '2026-11-21T12:00:00Z');
    expect((await openStore(folder)).tokens().map((one) => one.id)).toEqual(['yesterday', 'good']);
  });

  it('refuses a file it cannot read in place of forgetting what was in it', async () => {
    const folder = await tempFolder('store');
    for (const content of ['{"version":1,', '{"version":2}', '[]']) {
      await writeFile(join(folder, 'store.json'), content);
      await expect(openStore(folder)).rejects.toMatchObject({ code: 'E_LAB_STORE' });
    }
  });

  it('leaves no temporary file behind and is readable for the owner only', async () => {
    const folder = await tempFolder('store');
    const store = await openStore(folder);
    await Promise.all(Array.from({ length: 20 }, () => store.saveCertificate(certificate)));
    expect(await readdir(folder)).toEqual(['store.json']);
    expect((await stat(join(folder, 'store.json'))).mode & 0o077).toBe(0);
  });
});

describe('the journal', () => {
  it('replaces what is or looks like a secret', async () => {
    const folder = await tempFolder('journal');
    const journal = openJournal(folder, clock);
    journal.record('adminservice', 'request', {
      password: 'p1-secret',
      Authorization: 'Basic p2-secret',
      mediaToken: 'p3-secret',
      tokenId: 'kept-id',
      detail: 'sent Bearer p4-secret and eyJhbGciOiJSUzI1NiJ9.p5-secret.p6-secret here',
      nested: { CertificatePFX: 'p7-secret', list: ['Basic p8-secret'], bytes: new Uint8Array(3) },
    });
    await journal.close();
    const file = await readFile(join(folder, 'journal.jsonl'), 'utf8');
    expect(file).not.toContain('secret');
    expect(JSON.parse(file)).toEqual({
      time: '2026-11-20T12:00:00.000Z',
      area: 'adminservice',
      event: 'request',
      password: '[not recorded]',
      Authorization: '[not recorded]',
      mediaToken: '[not recorded]',
      tokenId: 'kept-id',
      detail: 'sent [not recorded] and [not recorded] here',
      nested: { CertificatePFX: '[not recorded]', list: ['[not recorded]'], bytes: '3 bytes' },
    });
  });

  it('waits for what comes and finds what came, and says what it saw in vain', async () => {
    const journal = openJournal(await tempFolder('journal'), clock);
    journal.record('lab', 'first');
    const coming = journal.waitFor((entry) => entry.event === 'second', 10_000);
    journal.record('lab', 'second', { n: 2 });
    expect(await coming).toMatchObject({ n: 2 });
    expect(await journal.waitFor((entry) => entry.event === 'first', 1)).toMatchObject({ area: 'lab' });
    await expect(journal.waitFor(() => false, 1)).rejects.toMatchObject({
      code: 'E_LAB_WAIT',
      message: expect.stringContaining('lab:second'),
    });
    await journal.close();
  });

  it('is appended to by the next run', async () => {
    const folder = await tempFolder('journal');
    for (const event of ['one', 'two']) {
      const journal = openJournal(folder, clock);
      journal.record('lab', event);
      await journal.close();
    }
    const lines = (await readFile(join(folder, 'journal.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(['one', 'two']);
  });
});

it('an entry keeps its own time, area and event, whatever its details are called', async () => {
  const journal = openJournal(await tempFolder('journal'), clock);
  journal.record('status', 'message', { time: '1999-01-01T00:00:00Z', area: 'sts', event: 'forged', n: 1 });
  expect(journal.entries()).toEqual([
    { time: '2026-11-20T12:00:00.000Z', area: 'status', event: 'message', n: 1 },
  ]);
  await journal.close();
});

it('a journal of more than 16 MiB is put aside at the next start, and only the last such one is kept', async () => {
  const folder = await tempFolder('journal');
  const path = join(folder, 'journal.jsonl');
  for (const mark of ['first', 'second']) {
    await writeFile(path, `${mark}${' '.repeat(16 * 1024 * 1024)}`);
    const journal = openJournal(folder, clock);
    journal.record('lab', 'opened');
    await journal.close();
  }
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ event: 'opened' });
  expect((await readFile(join(folder, 'journal.former.jsonl'), 'utf8')).slice(0, 6)).toBe('second');
  expect((await readdir(folder)).sort()).toEqual(['journal.former.jsonl', 'journal.jsonl']);
});

describe('content', () => {
  it('serves the folder of the boot image, ranges too, and refuses what is not in it', async () => {
    const folder = await tempFolder('boot-image');
    await mkdir(join(folder, 'EFI/BOOT'), { recursive: true });
    await writeFile(join(folder, 'EFI/BOOT/BOOTX64.EFI'), '0123456789');
    await writeFile(join(folder, 'boot-image.json'), '{"files":[]}');
    await writeFile(join(folder, '.build-key'), 'a mark of the build');
    const site = await openLabSite({ dataFolder: await tempFolder('lab'), bootImageFolder: folder });
    const content = site.content.get('PS100001');
    expect(content?.files).toEqual([
      { path: 'EFI/BOOT/BOOTX64.EFI', sizeBytes: 10, sha256: sha256Hex(Buffer.from('0123456789')) },
      { path: 'boot-image.json', sizeBytes: 12, sha256: sha256Hex(Buffer.from('{"files":[]}')) },
    ]);
    const parts: Buffer[] = [];
    for await (const part of content?.open('EFI/BOOT/BOOTX64.EFI', { first: 3, last: 5 }) ?? []) {
      parts.push(Buffer.from(part));
    }
    expect(Buffer.concat(parts).toString()).toBe('345');
    expect(() => content?.open('../boot-image.json')).toThrow(/no file/);
    await site.close();
  });

  it('goes without the boot image when it was not built, and says so', async () => {
    const site = await openLabSite({
      dataFolder: await tempFolder('lab'),
      bootImageFolder: join(await tempFolder('none'), 'missing'),
    });
    expect(site.content.has('PS100001')).toBe(false);
    expect(site.content.get('PS100030')?.files.map((file) => file.path)).toContain('diagnostics.sh');
    expect(site.journal.entries()).toContainEqual(expect.objectContaining({ event: 'boot-image-absent' }));
    await site.close();
  });

  it('serves the lab’s own systems and client by their list, and nothing before the list is there', async () => {
    const folder = await tempFolder('system-image');
    await mkdir(join(folder, 'workstation-2/sources'), { recursive: true });
    await writeFile(join(folder, 'workstation-2/sources/install.wim'), 'an image');
    const packagesOf = async (): Promise<readonly unknown[]> => {
      const site = await openLabSite({ dataFolder: await tempFolder('lab'), systemImageFolder: folder });
      await site.close();
      return ['PS100031', 'PS100064', 'PS10006A'].map((id) => site.content.get(id)?.files);
    };
    expect(await packagesOf()).toEqual([undefined, undefined, undefined]);
    const sha256 = sha256Hex(Buffer.from('an image'));
    const files = [{ path: 'workstation-2/sources/install.wim', sha256 }];
    await writeFile(join(folder, 'system-image.json'), JSON.stringify({ files }));
    const upgrade = [{ path: 'sources/install.wim', sizeBytes: 8, sha256 }];
    expect(await packagesOf()).toEqual([undefined, undefined, upgrade]);
  });

  it('is made again when the data folder was deleted', async () => {
    const dataFolder = join(await tempFolder('lab'), 'data');
    const first = await openLabSite({ dataFolder });
    await first.store.saveCertificate(certificate);
    await first.close();
    await rm(dataFolder, { recursive: true });
    const second = await openLabSite({ dataFolder });
    expect(second.store.certificates()).toEqual([]);
    expect(second.pki.rootCertificatePem).not.toBe(first.pki.rootCertificatePem);
    await second.close();
  });
});

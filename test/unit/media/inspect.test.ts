// Inspect and verify: what they say about good, damaged, incomplete and foreign media.
import { beforeEach, describe, expect, test } from 'vitest';
import { encodeUtf8 } from '#base/bytes.ts';
import { encodeTsmBootstrap } from '#formats/tsm-bootstrap/index.ts';
import { encodeVariablesDat } from '#formats/variables-dat/index.ts';
import { inspectMedium } from '#media/inspect.ts';
import { MANIFEST_PATH, SIGNATURE_PATH } from '#media/manifest.ts';
import { planBootableMedia } from '#media/plan.ts';
import { verifyMedium } from '#media/verify-medium.ts';
import { identity, MemoryMedium, planInput, STRONG_PASSWORD } from './fixture.ts';

let medium: MemoryMedium;

beforeEach(async () => {
  const input = await planInput({
    request: {
      variables: [
        { name: 'Site', value: 'Hamburg' },
        { name: 'Join', hidden: true },
      ],
    },
    secrets: { password: STRONG_PASSWORD, hiddenValues: new Map([['Join', 'geheim']]) },
  });
  medium = await MemoryMedium.of(planBootableMedia(input).outputs.drive.files);
});

describe('inspect', () => {
  test('says what a complete medium is, without the password', async () => {
    const report = await inspectMedium(medium);
    expect(report).toMatchObject({
      state: 'complete',
      fileSystem: 'FAT32',
      bootstrap: { isPasswordRequired: true },
      manifest: {
        kind: 'bootable',
        siteCode: 'PS1',
        cmg: 'contoso-cmg.contoso.test',
        label: 'Configuration Manager',
      },
      signature: { state: 'valid', thumbprint: (await identity()).thumbprint },
      variables: undefined,
      problems: [],
    });
    expect(report.manifest).not.toHaveProperty('files');
    expect(report.fileCount).toBe(medium.files.size);
  });

  test('shows the media variables with the password, secret and hidden ones without their values', async () => {
    const { variables, signature } = await inspectMedium(medium, { password: STRONG_PASSWORD });
    const shown = Object.fromEntries((variables ?? []).map(({ name, value }) => [name, value]));
    expect(shown).toMatchObject({ Site: 'Hamburg', _SMSTSSiteCode: 'PS1' });
    for (const name of ['Join', '_SMSTSMediaPFX', '_TSMBMediaToken']) {
      expect(shown, name).toHaveProperty(name, undefined);
    }
    expect(signature.isOfThisMedium).toBe(true);
    expect(JSON.stringify(variables)).not.toContain('geheim');
  });

  test('a wrong password is the error it is', async () => {
    await expect(inspectMedium(medium, { password: 'wrong' })).rejects.toMatchObject({
      code: 'E_VARIABLES_PASSWORD',
    });
  });

  test('opens a medium without password by itself', async () => {
    const plan = planBootableMedia(await planInput({ request: { allowNoPassword: true }, secrets: {} }));
    const { variables } = await inspectMedium(await MemoryMedium.of(plan.outputs.disc.files));
    expect(variables?.find((one) => one.name === '_SMSTSLaunchMode')?.value).toBe('CD');
  });

  test('a file that is missing or shorter makes a medium incomplete', async () => {
    medium.files.delete('boot/initrd');
    medium.files.set('boot/vmlinuz', encodeUtf8('k'));
    const report = await inspectMedium(medium);
    expect(report.state).toBe('incomplete');
    expect(report.problems).toEqual([
      {
        code: 'E_MEDIA_INCOMPLETE',
        message:
          '2 of 7 files are missing or shorter; the first is boot/initrd: 6000 bytes written, no bytes found',
      },
    ]);
  });

  test('a changed manifest has an invalid signature, a removed one a missing signature', async () => {
    const bytes = medium.files.get(MANIFEST_PATH) ?? new Uint8Array();
    medium.files.set(MANIFEST_PATH, encodeUtf8(Buffer.from(bytes).toString().replace('PS1', 'PS2')));
    expect((await inspectMedium(medium)).signature).toEqual({ state: 'invalid' });
    medium.files.delete(SIGNATURE_PATH);
    const report = await inspectMedium(medium);
    expect(report.signature).toEqual({ state: 'missing' });
    expect(report.problems.map((problem) => problem.code)).toEqual(['E_MEDIA_SIGNATURE']);
  });

  test('with the password it finds a manifest that was signed with a certificate of somebody else', async () => {
    const { mediaGuid, pfx, ...rest } = await identity();
    const variables = [
      { name: '_SMSMediaGuid', value: mediaGuid },
      { name: '_SMSTSMediaPFX', value: 'AA' },
    ];
    expect(pfx.length + rest.thumbprint.length).toBeGreaterThan(0);
    medium.files.set('SMS/data/Variables.dat', encodeVariablesDat(variables, { password: STRONG_PASSWORD }));
    const report = await inspectMedium(medium, { password: STRONG_PASSWORD });
    expect(report.signature).toMatchObject({ state: 'valid', isOfThisMedium: false });
    expect(report.problems.map((problem) => problem.code)).toContain('E_MEDIA_SIGNATURE');
  });

  test('media of other programs are foreign, a stick with holiday pictures is not media', async () => {
    const foreign = new MemoryMedium();
    foreign.files.set(
      'sms/DATA/tsmbootstrap.ini',
      encodeTsmBootstrap({ mediaType: 'FullMedia', isPasswordRequired: true, isUnattended: false }),
    );
    expect(await inspectMedium(foreign)).toMatchObject({
      state: 'foreign-media',
      bootstrap: { mediaType: 'FullMedia' },
    });
    const pictures = new MemoryMedium();
    pictures.files.set('beach.jpg', new Uint8Array(10));
    expect(await inspectMedium(pictures)).toMatchObject({
      state: 'not-media',
      fileCount: 1,
      contentBytes: 10,
    });
  });

  test('a manifest of another size than any of ours is not read into memory', async () => {
    const open = medium.open.bind(medium);
    medium.open = async (path) => {
      const file = await open(path);
      return file && path === MANIFEST_PATH ? { ...file, sizeBytes: 2 ** 40 } : file;
    };
    await expect(inspectMedium(medium)).rejects.toMatchObject({ code: 'E_MEDIA_MANIFEST' });
  });
});

describe('verify', () => {
  test('finds nothing on an intact medium and reports progress to the last byte', async () => {
    const seen: number[] = [];
    const report = await verifyMedium(medium, { onProgress: ({ done, total }) => seen.push(done / total) });
    expect(report).toMatchObject({ isIntact: true, findings: [], checkedFiles: 7 });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });

  test('names every file that is missing, changed or extra', async () => {
    medium.files.delete('boot/initrd');
    medium.files.set('boot/vmlinuz', encodeUtf8('kernal'));
    medium.files.set('boot/grub/grub.cfg', encodeUtf8('set timeout=10\n'));
    medium.files.set('virus.exe', encodeUtf8('x'));
    const { isIntact, findings } = await verifyMedium(medium);
    expect(isIntact).toBe(false);
    expect(findings.map(({ code, path }) => `${code} ${path}`).toSorted()).toEqual([
      'E_MEDIA_FILE_CHANGED boot/grub/grub.cfg',
      'E_MEDIA_FILE_CHANGED boot/vmlinuz',
      'E_MEDIA_FILE_EXTRA virus.exe',
      'E_MEDIA_FILE_MISSING boot/initrd',
    ]);
  });

  test('every single changed byte of a file is found', async () => {
    const bytes = medium.files.get('SMS/data/Variables.dat') ?? new Uint8Array();
    for (const offset of [0, 24, bytes.length - 1]) {
      const changed = bytes.slice();
      changed[offset] = ((changed[offset] ?? 0) + 1) % 256;
      medium.files.set('SMS/data/Variables.dat', changed);
      expect((await verifyMedium(medium)).findings).toMatchObject([
        { code: 'E_MEDIA_FILE_CHANGED', path: 'SMS/data/Variables.dat' },
      ]);
    }
  });

  test('what systems put on a drive when they mount it is not extra', async () => {
    medium.files.set('System Volume Information/WPSettings.dat', encodeUtf8('x'));
    medium.files.set('boot/grub/eltorito.img', encodeUtf8('x'));
    expect((await verifyMedium(medium)).isIntact).toBe(true);
  });

  test('a signature that does not fit is a finding', async () => {
    medium.files.delete(SIGNATURE_PATH);
    expect((await verifyMedium(medium)).findings.map((finding) => finding.code)).toEqual([
      'E_MEDIA_SIGNATURE',
    ]);
  });

  test('a medium without our manifest can not be verified', async () => {
    medium.files.delete(MANIFEST_PATH);
    await expect(verifyMedium(medium)).rejects.toMatchObject({ code: 'E_MEDIA_FOREIGN' });
  });

  test('can be cancelled', async () => {
    await expect(verifyMedium(medium, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'E_CANCELLED',
    });
  });
});

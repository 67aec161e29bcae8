// The plan of bootable media: what lies where, the variables of each kind, what is refused, determinism, no password.
import { describe, expect, test } from 'vitest';
import { decodeUtf8, encodeUtf16le, encodeUtf8, toHex } from '#base/bytes.ts';
import { bytesContent } from '#base/extent.ts';
import { sha256Hex } from '#base/hash.ts';
import { parseTsmBootstrap } from '#formats/tsm-bootstrap/index.ts';
import { decodeVariablesDat } from '#formats/variables-dat/index.ts';
import type { OutputKind } from '#media/media-variables.ts';
import type { BootablePlanInput } from '#media/plan-input.ts';
import { planBootableMedia, type MediaPlan } from '#media/plan.ts';
import type { MediaRequestInput } from '#media/request.ts';
import type { PolicySource } from '#media/site-facts.ts';
import {
  bootImage,
  bytesOf,
  CREATED,
  internetSource,
  planInput,
  site,
  STRONG_PASSWORD,
  TOKEN,
} from './fixture.ts';

async function fileBytes(plan: MediaPlan, path: string, kind: OutputKind = 'drive'): Promise<Uint8Array> {
  const file = plan.outputs[kind].files.find((one) => one.path === path);
  if (file === undefined) throw new Error(`no ${path}`);
  return await bytesOf(file.content);
}

async function variablesOf(plan: MediaPlan, kind: OutputKind = 'drive'): Promise<Record<string, string>> {
  const { variables } = decodeVariablesDat(
    await fileBytes(plan, 'SMS/data/Variables.dat', kind),
    STRONG_PASSWORD,
  );
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
}

const siteBased: Partial<BootablePlanInput> = {
  policySource: {
    mediaManagement: 'site-based',
    managementPoint: { host: 'mp1.contoso.test', protocol: 'https' },
  },
};
const siteBasedRequest: Partial<MediaRequestInput> = {
  mediaManagement: 'site-based',
  cmg: undefined,
  managementPoints: ['mp1.contoso.test'],
};

describe('files', () => {
  test('lie where the boot image, Configuration Manager and we put them', async () => {
    const plan = planBootableMedia(await planInput());
    expect(plan.outputs.drive.files.map((file) => file.path)).toEqual([
      'EFI/BOOT/BOOTX64.EFI',
      'MediaLabel.txt',
      'SMS/data/MediaManifest.json',
      'SMS/data/MediaManifest.p7s',
      'SMS/data/TsmBootstrap.ini',
      'SMS/data/Variables.dat',
      'boot/grub/grub.cfg',
      'boot/initrd',
      'boot/vmlinuz',
    ]);
  });

  test('of a prestart package lie below SMS/PKG, autorun.inf only when it was asked for', async () => {
    const script = encodeUtf8('echo hello');
    const content = { ...bytesContent('pre.cmd', script), sha256: sha256Hex(script) };
    const plan = planBootableMedia(
      await planInput({
        request: {
          prestart: { command: 'cmd /C pre.cmd', packageId: 'PS100020' },
          autorun: true,
          label: 'Büro Köln',
        },
        prestartFiles: [{ path: 'sub/pre.cmd', content }],
      }),
    );
    expect(await fileBytes(plan, 'SMS/PKG/PS100020/sub/pre.cmd')).toEqual(script);
    expect(decodeUtf8(await fileBytes(plan, 'autorun.inf'))).toBe('[autorun]\r\nlabel=Büro Köln\r\n');
    expect(decodeUtf8(await fileBytes(plan, 'MediaLabel.txt'))).toBe('label=Büro Köln\r\n');
  });

  test('TsmBootstrap.ini says what the medium needs', async () => {
    const plan = planBootableMedia(await planInput({ request: { unattended: true } }));
    expect(parseTsmBootstrap(await fileBytes(plan, 'SMS/data/TsmBootstrap.ini'))).toEqual({
      mediaType: 'BootMedia',
      isPasswordRequired: true,
      isUnattended: true,
    });
  });

  test('the sizes add up and the boot parts are handed on', async () => {
    const plan = planBootableMedia(await planInput());
    const { files, contentBytes } = plan.outputs.disc;
    expect(contentBytes).toBe(files.reduce((total, file) => total + file.content.sizeBytes, 0));
    expect(decodeUtf8(plan.bootParts['gpt-core'])).toBe('boot part gpt-core');
  });
});

describe('media variables', () => {
  test('of internet-based media point to the proxy path of the gateway and carry token, PFX and roots', async () => {
    const input = await planInput();
    const variables = await variablesOf(planBootableMedia(input));
    expect(variables).toEqual({
      SMSTSMP: 'https://contoso-cmg.contoso.test/CCM_Proxy_MutualAuth/72057594037928100',
      _SMSTSUseSSL: 'true',
      _TSMBMediaToken: TOKEN,
      _SMSMediaGuid: '{09821541-3BE2-421C-AA13-D1E0AD7F6C21}',
      _SMSTSMediaPFX: toHex(input.identity.pfx).toUpperCase(),
      _SMSTSMediaType: 'BootMedia',
      _SMSTSLaunchMode: 'UFD+FORMAT',
      _SMSTSStandAloneMedia: 'false',
      _SMSTSBrandingTitle: 'Task Sequence Media Builder',
      _SMSTSSiteCode: 'PS1',
      _SMSTSRootCACerts: '3001AA,3001BB',
      _SMSTSSiteSigningCertificate: '3001CC',
      _SMSTSHTTPPort: '80',
      _SMSTSHTTPSPort: '443',
      _SMSTSIISSSLState: '448',
      _SMSTSUseCRL: 'false',
      _SMSTSUseFirstCert: '1',
      _TSMBUnknownComputers: 'true',
      _SMSTSx64UnknownMachineGUID: '11111111-2222-3333-4444-555555555564',
      _SMSTSx86UnknownMachineGUID: '11111111-2222-3333-4444-555555555586',
      _SMSTSBootMediaPackageID: 'PS100001',
      _SMSTSBootMediaSourceVersion: '3',
      _TSMBMediaManagement: 'internet-based',
      _TSMBUnattended: 'false',
    });
  });

  test('of a disc and a drive differ in the launch mode only', async () => {
    const plan = planBootableMedia(await planInput());
    const disc = await variablesOf(plan, 'disc');
    expect(disc).toEqual({ ...(await variablesOf(plan)), _SMSTSLaunchMode: 'CD' });
  });

  test('of site-based media name the management point, with a port that is not the usual one', async () => {
    const policySource: PolicySource = {
      mediaManagement: 'site-based',
      managementPoint: { host: 'mp1.contoso.test', protocol: 'http' },
    };
    const ports = { http: 8080, https: 443 };
    const input = await planInput({ request: siteBasedRequest, policySource, site: { ...site, ports } });
    const variables = await variablesOf(planBootableMedia(input));
    expect(variables).toMatchObject({ SMSTSMP: 'http://mp1.contoso.test:8080', _SMSTSUseSSL: 'false' });
    expect(variables).not.toHaveProperty('_TSMBMediaToken');
  });

  test('of dynamic media list the first contacts in their order', async () => {
    const managementPoints = ['mp2.contoso.test', 'mp1.contoso.test'];
    const policySource: PolicySource = {
      mediaManagement: 'dynamic',
      managementPoints: managementPoints.map((host) => ({ host, protocol: 'https' })),
    };
    const request = { mediaManagement: 'dynamic', cmg: undefined, managementPoints } as const;
    const variables = await variablesOf(planBootableMedia(await planInput({ request, policySource })));
    expect(variables['SMSTSLocationMPs']).toBe('https://mp2.contoso.test*https://mp1.contoso.test');
    expect(variables).not.toHaveProperty('SMSTSMP');
  });

  test('of the request, hidden ones, affinity and prestart are carried', async () => {
    const plan = planBootableMedia(
      await planInput({
        request: {
          variables: [
            { name: 'Site', value: 'Hamburg' },
            { name: 'JoinPassword', hidden: true },
          ],
          userDeviceAffinity: 'pending',
          prestart: { command: 'cmd /C ask.cmd' },
        },
        secrets: { password: STRONG_PASSWORD, hiddenValues: new Map([['joinpassword', 'geheim']]) },
      }),
    );
    expect(await variablesOf(plan)).toMatchObject({
      Site: 'Hamburg',
      JoinPassword: 'geheim',
      _TSMBHiddenVariables: 'JoinPassword',
      SMSTSAssignUsersMode: 'Pending',
      _TSMBPrestartCommand: 'cmd /C ask.cmd',
    });
  });

  test.each(['72057594037928100', '/CCM_Proxy_MutualAuth/72057594037928100/'])(
    'a role record with the path "%s" gives the same address',
    async (mutualAuthPath) => {
      const policySource = {
        ...internetSource,
        gateway: { address: 'g.contoso.test:8443', mutualAuthPath },
      } as PolicySource;
      const variables = await variablesOf(planBootableMedia(await planInput({ policySource })));
      expect(variables['SMSTSMP']).toBe('https://g.contoso.test:8443/CCM_Proxy_MutualAuth/72057594037928100');
    },
  );
});

describe('rules', () => {
  const expired = '2026-11-20T11:59:59.000Z';
  test.each([
    ['no password', { secrets: {} }, 'E_MEDIA_PASSWORD_MISSING'],
    ['an empty password', { secrets: { password: '' } }, 'E_MEDIA_PASSWORD_MISSING'],
    ['a weak password', { secrets: { password: 'Password12345678' } }, 'E_MEDIA_PASSWORD_WEAK'],
    ['the password as label', { request: { label: `my ${STRONG_PASSWORD}` } }, 'E_MEDIA_PASSWORD_SHOWN'],
    ['facts for other media', siteBased, 'E_MEDIA_REQUEST'],
    [
      'an expired token',
      { policySource: { ...internetSource, mediaToken: { token: TOKEN, expires: expired } } as PolicySource },
      'E_MEDIA_TOKEN_MISSING',
    ],
    [
      'an empty token',
      {
        policySource: {
          ...internetSource,
          mediaToken: { token: '', expires: '2027-01-01T00:00:00Z' },
        } as PolicySource,
      },
      'E_MEDIA_TOKEN_MISSING',
    ],
    ['no root to trust', { site: { ...site, rootCaCertificates: [] } }, 'E_MEDIA_SITE_FACTS'],
    ['no unknown-computer object', { site: { ...site, unknownComputers: {} } }, 'E_MEDIA_SITE_FACTS'],
    [
      'a gateway path that is none',
      {
        policySource: { ...internetSource, gateway: { address: 'g', mutualAuthPath: '/x' } } as PolicySource,
      },
      'E_MEDIA_SITE_FACTS',
    ],
    [
      'a hidden variable without value',
      { request: { variables: [{ name: 'A', hidden: true as const }] } },
      'E_MEDIA_HIDDEN_VALUE',
    ],
    [
      'a value for no hidden variable',
      { secrets: { password: STRONG_PASSWORD, hiddenValues: new Map([['B', 'x']]) } },
      'E_MEDIA_HIDDEN_VALUE',
    ],
    [
      'a certificate that has ended',
      { createdAt: new Date('2027-11-20T12:00:00Z') },
      'E_MEDIA_CERTIFICATE_EXPIRED',
    ],
    [
      'a boot image that lacks a file',
      { bootImage: { ...bootImage(), fileAt: () => undefined } },
      'E_MEDIA_BOOT_IMAGE',
    ],
    [
      'a boot image whose file differs',
      { bootImage: { ...bootImage(), fileAt: (path: string) => bytesContent(path, encodeUtf8('x')) } },
      'E_MEDIA_BOOT_IMAGE',
    ],
    [
      'a boot part that differs',
      { bootImage: { ...bootImage(), bootParts: { ...bootImage().bootParts, efi: encodeUtf8('x') } } },
      'E_MEDIA_BOOT_IMAGE',
    ],
    [
      'a prestart package without files',
      { request: { prestart: { command: 'x', packageId: 'PS100020' } } },
      'E_MEDIA_REQUEST',
    ],
    [
      'prestart files without a package',
      { prestartFiles: [{ path: 'a', content: bytesContent('a', encodeUtf8('x')) }] },
      'E_MEDIA_REQUEST',
    ],
    [
      'a content without hash',
      {
        request: { prestart: { command: 'x', packageId: 'PS100020' } },
        prestartFiles: [{ path: 'a', content: bytesContent('a', encodeUtf8('x')) }],
      },
      'E_MEDIA_CONTENT_HASH',
    ],
    [
      'a file over 4 GiB',
      {
        request: { prestart: { command: 'x', packageId: 'PS100020' } },
        prestartFiles: [
          { path: 'a', content: { ...bytesContent('a', encodeUtf8('x')), sizeBytes: 2 ** 32 } },
        ],
      },
      'E_MEDIA_FILE_TOO_LARGE',
    ],
  ])('%s is refused', async (_what, changes, code) => {
    const input = await planInput(changes);
    expect(() => planBootableMedia(input)).toThrow(expect.objectContaining({ code }));
  });

  test('a medium without password is possible in so many words, and a warning says what it means', async () => {
    const plan = planBootableMedia(await planInput({ request: { allowNoPassword: true }, secrets: {} }));
    expect(plan.warnings.map((warning) => warning.code)).toContain('no-password');
    const bytes = await fileBytes(plan, 'SMS/data/Variables.dat');
    expect(decodeVariablesDat(bytes, undefined).variables).not.toHaveLength(0);
    expect(parseTsmBootstrap(await fileBytes(plan, 'SMS/data/TsmBootstrap.ini')).isPasswordRequired).toBe(
      false,
    );
  });

  test('a weak password is a warning only where the internet is not involved', async () => {
    const input = await planInput({
      ...siteBased,
      request: siteBasedRequest,
      secrets: { password: 'Password1' },
    });
    expect(planBootableMedia(input).warnings.map((warning) => warning.code)).toEqual(['weak-password']);
  });

  test('refuses a certificate that begins after the token has ended: such a medium would never work', async () => {
    const input = await planInput();
    const { start } = input.identity;
    const mediaToken = { token: TOKEN, expires: start };
    const late = { ...input, createdAt: new Date(Date.parse(start) - 1000) };
    expect(() =>
      planBootableMedia({ ...late, policySource: { ...internetSource, mediaToken } as PolicySource }),
    ).toThrow(expect.objectContaining({ code: 'E_MEDIA_CERTIFICATE_EXPIRED' }));
  });

  test('the medium works until the token or the certificate ends, whichever is first', async () => {
    const plan = planBootableMedia(await planInput());
    expect(plan.worksUntil).toBe('2027-05-20T12:00:00.000Z');
    expect(plan.warnings.map((warning) => warning.code)).toEqual(['certificate-outlives-token']);
    const alone = planBootableMedia(await planInput({ ...siteBased, request: siteBasedRequest }));
    expect(alone.worksUntil).toBe('2027-11-20T12:00:00.000Z');
  });
});

describe('determinism and secrecy', () => {
  test('two plans of the same input are byte-identical', async () => {
    const [first, second] = [planBootableMedia(await planInput()), planBootableMedia(await planInput())];
    for (const kind of ['disc', 'drive'] as const) {
      const paths = first.outputs[kind].files.map((file) => file.path);
      expect(second.outputs[kind].files.map((file) => file.path)).toEqual(paths);
      for (const path of paths) {
        expect(await fileBytes(second, path, kind), path).toEqual(await fileBytes(first, path, kind));
      }
    }
  });

  test('no file holds password, token, hidden value or private key in UTF-8 or UTF-16', async () => {
    const hidden = 'HiddenValue-4711';
    const input = await planInput({
      request: {
        variables: [{ name: 'Join', hidden: true }],
        prestart: { command: 'cmd /C private-command' },
      },
      secrets: { password: STRONG_PASSWORD, hiddenValues: new Map([['Join', hidden]]) },
    });
    const plan = planBootableMedia(input);
    const secrets = [
      STRONG_PASSWORD,
      TOKEN,
      hidden,
      'private-command',
      toHex(input.identity.pfx).toUpperCase(),
    ];
    for (const file of [...plan.outputs.disc.files, ...plan.outputs.drive.files]) {
      const bytes = Buffer.from(await bytesOf(file.content));
      for (const secret of secrets) {
        expect(bytes.includes(Buffer.from(encodeUtf8(secret))), `${file.path} in UTF-8`).toBe(false);
        expect(bytes.includes(Buffer.from(encodeUtf16le(secret))), `${file.path} in UTF-16`).toBe(false);
      }
    }
  });

  test('the manifest names size and SHA-256 of every other file', async () => {
    const plan = planBootableMedia(await planInput());
    for (const kind of ['disc', 'drive'] as const) {
      const { files, manifest } = plan.outputs[kind];
      const others = files.filter((file) => !file.path.startsWith('SMS/data/MediaManifest'));
      const expected = await Promise.all(
        others.map(async ({ path, content }) => {
          const bytes = await bytesOf(content);
          return { path, sizeBytes: bytes.length, sha256: sha256Hex(bytes) };
        }),
      );
      const listed = manifest.files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
      expect(listed).toEqual(expected);
      expect(manifest).toMatchObject({
        mediaId: '{09821541-3BE2-421C-AA13-D1E0AD7F6C21}',
        output: kind,
        cmg: 'contoso-cmg.contoso.test',
        created: CREATED.toISOString(),
        mediaTokenExpires: '2027-05-20T12:00:00.000Z',
      });
    }
  });
});

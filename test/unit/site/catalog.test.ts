/** Client and lab together, over HTTPS only: catalog, task sequences, registration and content. */
import { X509Certificate } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '#base/hash.ts';
import { siteFacts } from '#lab/data/prerequisite-cases.ts';
import { createAdminServiceClient } from '#site/admin-service-client.ts';
import { readCatalog } from '#site/catalog.ts';
import { openContentSource } from '#site/content-source.ts';
import {
  blockCertificate,
  getMediaAdditionalInfo,
  registerMediaCertificate,
} from '#site/media-registration.ts';
import { readDeployments, readTaskSequence } from '#site/task-sequence.ts';
import { connectionTo, mediaCertificate, runningLab } from '../../support/lab.ts';
import { tempFolder } from '../../support/temp.ts';

const bootImageFolder = await tempFolder('boot-image');
const shim = Buffer.from('MZ shim');
await mkdir(join(bootImageFolder, 'EFI/BOOT'), { recursive: true });
await writeFile(join(bootImageFolder, 'EFI/BOOT/BOOTX64.EFI'), shim);
await writeFile(
  join(bootImageFolder, 'boot-image.json'),
  JSON.stringify({ files: [{ path: 'EFI/BOOT/BOOTX64.EFI', sha256: sha256Hex(shim) }] }),
);

const lab = await runningLab({ bootImageFolder, scale: 2300, seed: 11 });
const connection = connectionTo(lab);
const client = createAdminServiceClient(connection);
afterAll(() => client.close());

describe('the catalog', () => {
  it('has everything the wizard lists, from a site of 2,300 task sequences in three pages', async () => {
    const catalog = await readCatalog(client);
    expect(catalog.site).toEqual({
      siteCode: 'PS1',
      siteName: 'Contoso',
      buildNumber: 9141,
      version: '5.00.9141.1000',
      server: 'ps1.contoso.test',
      type: 2,
    });
    expect(catalog.bootImages).toHaveLength(12);
    expect(catalog.bootImages[0]).toMatchObject({
      packageId: 'PS100001',
      family: 'linux',
      architecture: 'x64',
    });
    expect(catalog.bootImages.filter((one) => one.family === 'winpe')).toHaveLength(11);
    expect(catalog.taskSequences).toHaveLength(2300);
    expect(new Set(catalog.taskSequences.map((one) => one.packageId)).size).toBe(2300);
    expect(catalog.unknownComputers.map((one) => one.architecture).sort()).toEqual(['x64', 'x86']);
    expect(catalog.managementPoints).toContainEqual({
      hostName: 'ps1.contoso.test',
      usesHttps: true,
      allowsGatewayTraffic: true,
      isInternetFacing: true,
      isIntranetFacing: true,
    });
    expect(catalog.distributionPoints.filter((one) => one.isGateway).map((one) => one.hostName)).toEqual([
      'contoso-cmg.contoso.test',
    ]);
    const pages = lab.site.journal
      .entries()
      .filter((entry) => entry['path'] === '/AdminService/wmi/SMS_TaskSequencePackage');
    expect(pages).toHaveLength(3);
  });

  it('tells the gateways apart, and keeps every digit of the path to the management point', async () => {
    const { gateways } = await readCatalog(client);
    expect(
      gateways.map((one) => [
        one.hostName,
        one.state,
        one.stateNumber,
        one.contentEnabled,
        one.mutualAuthPath,
      ]),
    ).toEqual([
      ['contoso-cmg.contoso.test', 'ready', 0, true, '/CCM_Proxy_MutualAuth/72057594037928100'],
      ['contoso-edge.contoso.test', 'ready', 0, false, '/CCM_Proxy_MutualAuth/72057594037928117'],
      ['contoso-old.contoso.test', 'stopped', 6, false, '/CCM_Proxy_MutualAuth/72057594037928134'],
    ]);
    expect(gateways[0]?.managementPoints).toEqual(['ps1.contoso.test']);
  });
});

describe('facts of the whole site', () => {
  const shown: Readonly<Record<keyof typeof siteFacts, () => Promise<boolean>>> = {
    C18: async () => {
      const thumbprint = new X509Certificate(lab.rootCertificatePem).fingerprint.replaceAll(':', '');
      return (await readCatalog(client)).gateways.every(
        (one) => one.rootCertificateThumbprint === thumbprint,
      );
    },
    C21: async () => (await readCatalog(client)).site.type === 2,
    C22: async () => {
      const roles = await client.list('SMS_SCI_SysResUse', {
        filter: "NetworkOSPath eq '\\\\ps1.contoso.test'",
      });
      const names = roles.map((row) => row['RoleName']);
      return names.includes('SMS Provider') && names.includes('SMS Management Point');
    },
  };

  it.each(Object.entries(siteFacts))('%s: %s', async (condition, _what) => {
    // Sound: the entries are those of siteFacts.
    expect(await shown[condition as keyof typeof siteFacts]()).toBe(true);
  });
});

describe('a task sequence', () => {
  it('comes with XML, boot image, references and deployments', async () => {
    const details = await readTaskSequence(client, 'PS100010');
    expect(details).toMatchObject({
      name: 'Windows 11 24H2 - Remote Reinstall',
      type: 2,
      bootImageId: 'PS100001',
    });
    expect(details.sequenceXml).toContain('<sequence version="3.10">');
    expect(details.references).toContainEqual({
      packageId: 'PS100080',
      objectId: expect.stringContaining('ScopeId_'),
      name: '7-Zip 25',
      objectType: 512,
    });
    expect(await readDeployments(client, 'PS100010')).toEqual([
      {
        advertisementId: 'PS120010',
        name: 'Windows 11 24H2 - Remote Reinstall to SMS000US',
        packageId: 'PS100010',
        collectionId: 'SMS000US',
        isRequired: false,
        advertFlags: 0x840000,
        remoteClientFlags: 0xb00,
      },
    ]);
  });

  it('that does not exist is refused with the words of the site', async () => {
    await expect(readTaskSequence(client, 'PS1FFFFF')).rejects.toMatchObject({
      code: 'E_SITE_REFUSED',
      message: expect.stringContaining('not found'),
    });
  });
});

describe('a medium', () => {
  const mediaId = '{5B0D2F0A-3C6E-4B7B-8E55-0D9D4B1C7A10}';

  it('is registered, gets token, roots and signing certificate, and can be blocked', async () => {
    const { der } = mediaCertificate('Stick');
    await registerMediaCertificate(client, { mediaId, certificateDer: der, userDeviceAffinity: 1 });
    expect(lab.site.store.certificate(mediaId)).toMatchObject({
      certificateDer: der,
      udaSetting: 1,
      isBlocked: false,
    });
    const info = await getMediaAdditionalInfo(client, { mediaId });
    expect(info.rootCertificates).toEqual([lab.site.pki.rootCertificateDer]);
    expect(info.siteSigningCertificate).toEqual(lab.site.pki.siteSigningCertificateDer);
    expect(info.mediaTokenExpires.getTime()).toBeGreaterThan(Date.now());
    expect(JSON.stringify(lab.site.journal.entries())).not.toContain(info.mediaToken);
    await blockCertificate(client, { mediaId, isBlocked: true });
    expect(lab.site.store.certificate(mediaId)?.isBlocked).toBe(true);
    await expect(getMediaAdditionalInfo(client, { mediaId })).rejects.toMatchObject({
      code: 'E_SITE_REFUSED',
    });
  });
});

describe('content', () => {
  it('of the boot image is listed with its hashes and read from an on-premises distribution point', async () => {
    const source = openContentSource(connection);
    const files = await source.list({ distributionPoint: 'dp01.contoso.test', packageId: 'PS100001' });
    expect(files.map((file) => file.path)).toEqual(['EFI/BOOT/BOOTX64.EFI', 'boot-image.json']);
    expect(files[0]?.content).toMatchObject({ sizeBytes: shim.length, sha256: sha256Hex(shim) });
    const reader = await files[0]?.content.open(new AbortController().signal);
    const target = new Uint8Array(100);
    expect(await reader?.readInto(target)).toBe(shim.length);
    expect(Buffer.from(target.subarray(0, shim.length))).toEqual(shim);
    expect(await reader?.readInto(target)).toBe(0);
    await reader?.close();
    await source.close();
  });

  it('with folders and umlauts in names comes through whole', async () => {
    const source = openContentSource(connection);
    const files = await source.list({ distributionPoint: 'ps1.contoso.test', packageId: 'PS100033' });
    expect(files.map((file) => file.path)).toEqual([
      'apply-branding.cmd',
      'apply-branding.sh',
      'program.json',
      'wallpaper/Köln bei Nacht.txt',
    ]);
    await source.close();
  });

  it('that a distribution point does not hold is not found there', async () => {
    const source = openContentSource(connection);
    const address = { distributionPoint: 'dp05.contoso.test', packageId: 'PS100060' };
    await expect(source.list(address)).rejects.toMatchObject({ code: 'E_SITE_CONTENT' });
    await source.close();
  });
});

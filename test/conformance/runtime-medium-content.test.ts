/**
 * A task sequence whose package lies on the medium: taken from there when the medium's own signed list vouches for it,
 * from the gateway in every other case.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeUtf8 } from '#base/bytes.ts';
import { generatedContent } from '#lab/data/generated-content.ts';
import type { MediaIdentity } from '#media/certificate.ts';
import {
  encodeManifest,
  manifestFile,
  MANIFEST_PATH,
  signManifest,
  SIGNATURE_PATH,
} from '#media/manifest.ts';
import { runDevice } from '../../resources/runtime/flow.ts';
import { fakeDevice } from '../support/fake-device.ts';
import { startLab, type TestLab } from './gateway-support.ts';
import { loopback, makeDeviceMedium, PASSWORD } from './runtime-support.ts';

/** Remote Diagnostics, which runs a script of it. */
const PACKAGE = 'PS100030';
const DEPLOYMENT = { name: 'SMSTSPreferredAdvertID', value: 'PS120020' };
const SCRIPT = `SMS/PKG/${PACKAGE}/diagnostics.sh`;
const UNSIGNED = 'was not signed by this medium';
const OWN = 'diagnostics complete';
const HOSTILE = 'hostile script';

let lab: TestLab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(async () => {
  await lab.close();
});

/** The package and its signed list on a medium, as the builder puts them there. */
async function putPackage(folder: string, identity: MediaIdentity): Promise<void> {
  const files = Object.entries(generatedContent[PACKAGE] ?? {}).map(
    ([path, text]) => [`SMS/PKG/${PACKAGE}/${path}`, encodeUtf8(text)] as const,
  );
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  const manifest = encodeManifest({
    schema: 1,
    mediaId: identity.mediaGuid,
    kind: 'bootable',
    output: 'drive',
    label: 'TEST',
    mediaManagement: 'internet-based',
    siteCode: 'PS1',
    bootImage: { packageId: 'PS100001', name: 'Boot', version: '1' },
    created: '2026-11-21T20:00:00.000Z',
    certificate: { thumbprint: identity.thumbprint, origin: 'self-signed', expires: identity.expires },
    isPasswordProtected: true,
    builderVersion: '0',
    files: files.map(([path, bytes]) => manifestFile(path, bytes)),
  });
  await writeFile(join(folder, MANIFEST_PATH), manifest);
  await writeFile(join(folder, SIGNATURE_PATH), signManifest(manifest, identity));
}

/** Somebody changes the script on the stick. */
async function changeScript(folder: string): Promise<Uint8Array> {
  const bytes = encodeUtf8(`echo ${HOSTILE}\n`);
  await writeFile(join(folder, SCRIPT), bytes);
  return bytes;
}

interface Case {
  readonly title: string;
  readonly prepare: (folder: string) => Promise<void>;
  /** Whose list of files counted, what ran, and whether the medium's list was told to be worthless. */
  readonly wanted: readonly [list: 'medium' | 'gateway', ran: string, isListRefused: boolean];
}

test.each<Case>([
  { title: 'as it was made', prepare: () => Promise.resolve(), wanted: ['medium', OWN, false] },
  {
    title: 'whose file was changed',
    prepare: async (folder) => {
      await changeScript(folder);
    },
    wanted: ['gateway', OWN, false],
  },
  {
    title: 'whose file was changed together with the list',
    prepare: async (folder) => {
      const changed = manifestFile(SCRIPT, await changeScript(folder));
      const list = JSON.parse(await readFile(join(folder, MANIFEST_PATH), 'utf8')) as {
        readonly files: readonly { readonly path: string }[];
      };
      const files = list.files.map((one) => (one.path === SCRIPT ? changed : one));
      await writeFile(join(folder, MANIFEST_PATH), JSON.stringify({ ...list, files }));
    },
    wanted: ['gateway', OWN, true],
  },
  {
    title: 'whose list somebody else signed',
    prepare: async (folder) => {
      const other = await makeDeviceMedium(lab, { isRegistered: false, hasOwnKey: true });
      const bytes = new Uint8Array(await readFile(join(folder, MANIFEST_PATH)));
      await writeFile(join(folder, SIGNATURE_PATH), signManifest(bytes, other.identity));
    },
    wanted: ['gateway', OWN, true],
  },
  {
    title: 'whose signature is no signature',
    prepare: async (folder) => {
      await writeFile(join(folder, SIGNATURE_PATH), 'PKCS');
    },
    wanted: ['gateway', OWN, false],
  },
])('a package on a medium $title', async ({ prepare, wanted }) => {
  const medium = await makeDeviceMedium(lab, { variables: [DEPLOYMENT] });
  await putPackage(medium.folder, medium.identity);
  await prepare(medium.folder);
  const device = await fakeDevice(medium.folder, { lookup: loopback });
  const begin = lab.site.journal.entries().length;
  const ended = runDevice(device);
  await device.serial.expect('Password:');
  device.serial.type(`${PASSWORD}\r`);
  await device.serial.expect('Task sequence finished');
  device.serial.type('r');
  await ended;
  const log = await readFile(join(device.workFolder, 'smsts.log'), 'utf8');
  const isFetched = lab.site.journal
    .entries()
    .slice(begin)
    .some((one) => one.area === 'content' && one['packageId'] === PACKAGE);
  const ran = [OWN, HOSTILE].filter((one) => log.includes(one)).join(' and ');
  expect([isFetched ? 'gateway' : 'medium', ran, log.includes(UNSIGNED)]).toEqual(wanted);
});

test('a package that the gateway lacks is no hindrance when it is on the medium', async () => {
  const before = lab.site.world.contentStatus;
  const contentStatus = before.filter((one) => one.packageId !== PACKAGE);
  Object.assign(lab.site.world, { contentStatus });
  try {
    const medium = await makeDeviceMedium(lab, { variables: [DEPLOYMENT] });
    const outcomes: string[] = [];
    for (const isThere of [false, true]) {
      if (isThere) await putPackage(medium.folder, medium.identity);
      const device = await fakeDevice(medium.folder, { lookup: loopback });
      const ended = runDevice(device);
      await device.serial.expect('Password:');
      device.serial.type(`${PASSWORD}\r`);
      const wanted = isThere ? 'Task sequence finished' : 'Error E_RT_CONTENT_LOCATION';
      await device.serial.expect(wanted);
      outcomes.push(wanted);
      device.serial.type('p');
      await ended;
    }
    expect(outcomes).toHaveLength(2);
  } finally {
    Object.assign(lab.site.world, { contentStatus: before });
  }
});

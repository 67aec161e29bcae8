/**
 * A stick with a management point in the intranet, started in a virtual PC: while the boundary group does not prefer
 * cloud based sources, the task sequence is refused before its first step; with the option on, it runs, with policies of
 * the management point and content of the gateway. One start shows both.
 * With BOOT_SCREENSHOTS=<folder> pictures of the screen are left there.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { startLab, type RunningLab } from '#lab/server.ts';
import { FAILURE_SCREEN } from '../support/deployment-story.ts';
import {
  CMG,
  currentBootImage,
  enterPassword,
  journalOf,
  MACHINE_LIMIT_MS,
  makePathMedium,
  PATH_PROGRAMS,
  runDiagnostics,
  STEP_LIMIT_MS,
  type PathMedium,
} from '../support/first-path.ts';
import { blobPorts, openGuestNetwork, type GuestNetwork } from '../support/guest-network.ts';
import { testWith } from '../support/oracle.ts';
import { keepPicture } from '../support/pictures.ts';
import { bootMachine, type Machine } from '../support/qemu.ts';
import { tempFolder } from '../support/temp.ts';

const MP = 'ps1.contoso.test';
const REQUEST = {
  kind: 'bootable',
  mediaManagement: 'site-based',
  managementPoints: [MP],
  bootImageId: 'PS100001',
  unknownComputers: true,
};

let lab: RunningLab;
let network: GuestNetwork;
let medium: PathMedium;
let machine: Machine | undefined;

beforeAll(async () => {
  const folder = await tempFolder('intranet-boot');
  lab = await startLab({
    dataFolder: join(folder, 'lab'),
    bootImageFolder: await currentBootImage(),
    blobStorage: 'folder',
  });
  network = await openGuestNetwork({
    names: [CMG],
    targetPort: lab.gatewayPort,
    others: { ...blobPorts(lab), [MP]: Number(lab.addresses[MP]?.split(':')[1]) },
  });
  const requestFile = join(folder, 'request.json');
  await writeFile(requestFile, JSON.stringify(REQUEST));
  medium = await makePathMedium(lab, { outputs: ['stick'], requestFile });
});
afterAll(async () => {
  await machine?.stop();
  await network.close();
  await lab.close();
});

function preferCloud(prefersCloudSources: boolean): void {
  const { world } = lab.site;
  const boundaryGroups = world.boundaryGroups.map((one) => ({ ...one, prefersCloudSources }));
  Object.assign(world, { boundaryGroups });
}

testWith(
  PATH_PROGRAMS,
  'a stick with a management point in the intranet takes its content from the gateway, if the boundary group says so',
  async () => {
    const before = lab.site.journal.entries().length;
    preferCloud(false);
    machine = await bootMachine({
      firmware: 'bios',
      medium: { kind: 'usb', path: medium.stickPath },
      network,
      timeoutMs: MACHINE_LIMIT_MS,
    });
    const pc = machine;
    await enterPassword(pc);
    const line = await pc.expect(/(\d+) {2}Remote Diagnostics/, STEP_LIMIT_MS);
    await pc.expect(/Number:/, STEP_LIMIT_MS);
    pc.type(`${line[1] ?? ''}\r`);
    await pc.expect(/Error E_RT_CONTENT_INTRANET/, STEP_LIMIT_MS);
    await pc.expect(/Prefer cloud based\s+sources over on-premises sources/, STEP_LIMIT_MS);
    await pc.expect(/QR code\]/, STEP_LIMIT_MS);
    await keepPicture(pc, 'intranet-refused');
    const refused = lab.site.journal.entries().slice(before);
    expect(refused.filter((one) => ['status', 'content'].includes(one.area))).toEqual([]);

    preferCloud(true);
    pc.type('r');
    await runDiagnostics(pc, (name) => keepPicture(pc, `intranet-${name}`));
    await pc.event('RESET', STEP_LIMIT_MS, FAILURE_SCREEN);

    const seen = lab.site.journal.entries().slice(before);
    const own = journalOf(seen, medium.mediaId);
    const from = (event: string): readonly unknown[] => [
      ...new Set(own.filter((one) => one.event === event).map((one) => one['gateway'])),
    ];
    expect({
      assignments: from('assignments'),
      policies: from('policy'),
      tokens: seen.filter((one) => one.area === 'sts'),
      // The gateway is asked for the list of files only, and never sees the media certificate.
      gateway: seen
        .filter((one) => one.area === 'gateway' && one.event === 'request')
        .map((one) => [one['path'], one['thumbprint']]),
      status: own
        .filter((one) => one.area === 'status')
        .map((one) => `${String(one['kind'])} ${String(one['result'])}`)
        .at(-1),
    }).toEqual({
      assignments: [MP],
      policies: [MP],
      tokens: [],
      gateway: [['/downloadrestservice.svc/getcontentxmlsecure', '']],
      status: 'finished succeeded',
    });
  },
);

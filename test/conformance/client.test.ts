/** The client in an installed system against the real lab: from its first start to an upgrade out of Software Center. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { diskFiles } from '../../resources/runtime/client/files.ts';
import { readHandover } from '../../resources/runtime/client/handover.ts';
import { readSetup } from '../../resources/runtime/client/setup-file.ts';
import { ClientStore } from '../../resources/runtime/client/store.ts';
import { stagedBootImage } from '../../resources/runtime/engine/steps/startable-layout.ts';
import { restoreVariables } from '../../resources/runtime/engine/variables.ts';
import { GatewayClient } from '../../resources/runtime/gateway/client.ts';
import { HttpClient } from '../../resources/runtime/gateway/http.ts';
import { openStateFile } from '../../resources/runtime/state/state-file.ts';
import { hasWimlib } from '../support/upgrade-trees.ts';
import { install, startClientLab, switchOff } from './client-stage.ts';
import { deviceClock } from './client-support.ts';
import { DAY_MS, type TestLab } from './gateway-support.ts';
import { loopback, makeDeviceMedium, trustOf } from './runtime-support.ts';
import { COMPUTER_NAME, installedComputer, requireViewer, VIEWER } from './installed-support.ts';

const ESCAPE = '\u001b';

let lab: TestLab;
beforeAll(async () => {
  lab = await startClientLab();
});
afterAll(async () => {
  await lab.close();
});

function eventsSince(start: number): readonly string[] {
  return lab.site.journal
    .entries()
    .slice(start)
    .filter((one) => !['gateway', 'content'].includes(one.area) && one.event !== 'policy')
    .map((one) => `${one.area}:${one.event}`);
}

test('a first start registers, asks for policy, tells what it is, and forgets the registration token', async () => {
  const computer = await installedComputer(lab);
  const begin = lab.site.journal.entries().length;
  const stop = new AbortController();
  const started = await computer.start({ signal: stop.signal });
  const { serial } = started.device;
  await serial.expect('Introducing this computer to your organisation');
  await serial.expect('== Software Center: Operating Systems ==');
  const list = await serial.expect('[Tab: next page');
  expect(list).toContain('1  A: Upgrade to Lab Workstation 2  [Available]');
  expect(list).toContain('2  D: Wipe and Load  [Available]');
  serial.type('\t');
  const applications = await serial.expect('2  C: Fails  [Available]');
  expect(applications).toContain('1  B: Viewer  [Available]');
  for (const name of ['Office only', 'Media only', 'Hidden', 'Next year'])
    expect(serial.output).not.toContain(name);
  serial.type(`${ESCAPE}[Z${ESCAPE}[Z`);
  const facts = await serial.expect('Last inventory:');
  expect(facts).toContain(`Computer name:      ${COMPUTER_NAME}`);
  expect(facts).toContain('Contoso Lab Workstation 10.0.26100.1');
  await switchOff(stop, started);
  expect(eventsSince(begin)).toEqual([
    'sts:client-registered',
    'sts:site-token-issued',
    'management-point:assignments',
    'management-point:heartbeat',
    'management-point:inventory',
  ]);
  const identity = await new ClientStore(diskFiles, computer.folders).identity();
  const stored = lab.site.store.client(identity?.clientId ?? '');
  expect(stored?.name).toBe(COMPUTER_NAME);
  const rows = new Map(stored?.inventory?.instances.map((one) => [one.className, one.properties]));
  expect(rows.get('Win32_OperatingSystem')).toMatchObject({ Version: '10.0.26100.1', Locale: 'de-DE' });
  expect(rows.get('Win32_ComputerSystem')).toMatchObject({ Name: COMPUTER_NAME, Workgroup: 'REMOTE' });
  expect(rows.get('Win32_TimeZone')).toEqual({ StandardName: 'W. Europe Standard Time' });
  expect((await readSetup(diskFiles, computer.folders.setup))?.registrationToken).toBeUndefined();
});

test('the second start uses the site token only, and a month later it is renewed', async () => {
  const computer = await installedComputer(lab);
  const events: (readonly string[])[] = [];
  for (const aheadMs of [0, 0, 29 * DAY_MS, 31 * DAY_MS]) {
    lab.clock.aheadMs = aheadMs;
    const begin = lab.site.journal.entries().length;
    const stop = new AbortController();
    const started = await computer.start({ signal: stop.signal });
    started.device.clock.aheadMs = aheadMs;
    await started.device.serial.expect('[Tab: next page');
    await switchOff(stop, started);
    events.push(eventsSince(begin).filter((one) => one.startsWith('sts:')));
  }
  lab.clock.aheadMs = 0;
  expect(events).toEqual([
    ['sts:client-registered', 'sts:site-token-issued'],
    [],
    [],
    ['sts:site-token-renewed'],
  ]);
});

test('without a network Software Center opens with what was known, and R asks again', async () => {
  const computer = await installedComputer(lab);
  const first = new AbortController();
  const before = await computer.start({ signal: first.signal });
  await before.device.serial.expect('[Tab: next page');
  await switchOff(first, before);
  const second = new AbortController();
  const started = await computer.start({ signal: second.signal });
  const { device } = started;
  device.hardware.lease = undefined;
  await device.serial.expect('1  A: Upgrade to Lab Workstation 2');
  await device.serial.expect('E_RT_NO_ADDRESS');
  device.hardware.lease = { address: '192.0.2.11', router: undefined, nameServers: [] };
  device.serial.type('r');
  await device.serial.expect('Up to date as of');
  await switchOff(second, started);
});

/** A computer whose Software Center shows the second page, and where the journal stood before it was started. */
async function atApplications() {
  const computer = await installedComputer(lab);
  const begin = lab.site.journal.entries().length;
  const stop = new AbortController();
  const started = await computer.start({ signal: stop.signal });
  const { serial } = started.device;
  await serial.expect('[Tab: next page');
  serial.type('\t');
  return { computer, begin, stop, started, serial };
}

test('an application is installed, told to the site, and stays in the history', async () => {
  const { computer, stop, started, serial } = await atApplications();
  await serial.expect('B: Viewer  [Available]');
  await install(started, 1, false);
  await serial.expect('Install Viewer');
  await serial.expect('1  B: Viewer  [Installed]');
  // From Software Center on every screen names the computer.
  const shown = started.device.screen.output;
  expect(shown.slice(shown.indexOf('Software Center'))).not.toContain('Task Sequence Media');
  expect(await readFile(join(computer.root, 'ProgramData/Viewer/version'), 'utf8')).toBe('3.1\n');
  const store = new ClientStore(diskFiles, computer.folders);
  expect(await store.history()).toMatchObject([
    { deployment: VIEWER, result: 'succeeded', name: 'B: Viewer' },
  ]);
  const clientId = (await store.identity())?.clientId ?? '';
  const software = lab.site.store
    .client(clientId)
    ?.inventory?.instances.filter((one) => one.className === 'SMS_InstalledSoftware');
  expect(software?.map((one) => [one.properties['ProductName'], one.properties['ProductVersion']])).toEqual([
    ['Contoso Viewer', '3.1'],
  ]);
  expect(await diskFiles.stat(computer.folders.sequenceState)).toBeUndefined();
  await switchOff(stop, started);
});

test('content that is to be there before the start is, and stays where the sequence says so', async () => {
  const { computer, stop, started, serial } = await atApplications();
  await serial.expect('E: Weekly  [Available]');
  await install(started, 3, false);
  await serial.expect('== Downloading ==');
  await serial.expect('Step 1 of 2');
  await serial.expect('3  E: Weekly  [Installed]');
  expect(await diskFiles.list(join(computer.folders.cache, 'PS100036'))).toEqual([
    'Prepare.cmd',
    'weekly.cmd',
  ]);
  expect(await diskFiles.stat(computer.folders.sequenceState)).toBeUndefined();
  await switchOff(stop, started);
});

test('a required deployment begins by itself after a countdown, can be put off, and begins once', async () => {
  const makeAvailable = requireViewer(lab);
  try {
    const computer = await installedComputer(lab);
    const stop = new AbortController();
    const started = await computer.start({ signal: stop.signal });
    const { serial } = started.device;
    await serial.expect('== Required by your organisation ==');
    await serial.expect('"B: Viewer" has to be installed on this computer.');
    await serial.expect('It begins by itself in 15 min');
    serial.type('s');
    // Put off: Software Center is there, and it is still required.
    await serial.expect('== Software Center: Operating Systems ==');
    // The site's time counts; the computer's is taken from it.
    lab.clock.aheadMs = 3_700_000;
    started.device.clock.aheadMs = 3_700_000;
    serial.type('r');
    await serial.expect('It begins by itself in 15 min');
    await started.device.clock.advance(900_000);
    await serial.expect('Install Viewer');
    serial.type('\t');
    await serial.expect('== Software Center');
    await switchOff(stop, started);
    const again = new AbortController();
    const second = await computer.start({ signal: again.signal });
    await second.device.serial.expect('== Software Center: Operating Systems ==');
    await switchOff(again, second);
    expect(second.device.serial.output).not.toContain('It begins by itself');
    expect(await new ClientStore(diskFiles, computer.folders).history()).toMatchObject([
      { deployment: VIEWER, result: 'succeeded' },
    ]);
  } finally {
    lab.clock.aheadMs = 0;
    makeAvailable();
  }
});

test('a task sequence runs another one, whose steps and packages came with its own policy', async () => {
  const { begin, stop, started, serial } = await atApplications();
  await serial.expect('F: Nested  [Available]');
  expect(serial.output).not.toContain('Settings  [Available]');
  await install(started, 4, false);
  await serial.expect('== Downloading ==');
  await serial.expect('Step 2 of 3');
  await serial.expect('4  F: Nested  [Installed]');
  await switchOff(stop, started);
  const seen = lab.site.journal.entries().slice(begin);
  const steps = seen.filter((one) => one.area === 'status' && one['kind'] === 'step');
  expect(steps.map((one) => [one['step'], one['group'], one['result']])).toEqual([
    ['Set FromChild', 'Run the settings', 'succeeded'],
    ['Weekly', 'Run the settings', 'succeeded'],
    ['Afterwards', '', 'succeeded'],
  ]);
  expect(seen.some((one) => one.event === 'list' && one['packageId'] === 'PS100036')).toBe(true);
});

test('a task sequence that fails is told with its code, and Software Center comes back', async () => {
  const { begin, stop, started, serial } = await atApplications();
  await serial.expect('C: Fails');
  await install(started, 2, false);
  await serial.expect('== Task sequence error ==');
  await serial.expect('Error E_TS_STEP_FAILED');
  await serial.expect('Software Center opens by itself in');
  serial.type('\r');
  await serial.expect('2  C: Fails  [Failed]');
  const messages = lab.site.journal
    .entries()
    .slice(begin)
    .filter((one) => one.area === 'status');
  expect(messages.map((one) => `${String(one['kind'])} ${String(one['result'])}`)).toEqual([
    'started running',
    'step failed',
    'finished failed',
  ]);
  await switchOff(stop, started);
});

test.runIf(hasWimlib)(
  'an upgrade out of Software Center ends in version 2, reported by the same client',
  async () => {
    const computer = await installedComputer(lab);
    const started = await computer.start();
    await started.device.serial.expect('[Tab: next page');
    await install(started, 1, true);
    await started.device.serial.expect('Upgrade Operating System');
    expect(await started.ended).toBe('restarted');
    expect(started.device.nextStarts).toEqual(['installed-system']);
    const before = (await new ClientStore(diskFiles, computer.folders).identity())?.clientId;
    const stop = new AbortController();
    const second = await computer.start({ signal: stop.signal });
    await second.device.serial.expect('Upgrade to Lab Workstation 2  [Installed]');
    await switchOff(stop, second);
    const store = new ClientStore(diskFiles, computer.folders);
    const client = lab.site.store.client(before ?? '');
    expect((await store.identity())?.clientId).toBe(before);
    expect(
      client?.inventory?.instances.find((one) => one.className === 'Win32_OperatingSystem')?.properties[
        'Version'
      ],
    ).toBe('10.0.26100.2');
    expect(await readFile(join(computer.loader, 'Contoso/vmlinuz'), 'utf8')).toBe('kernel of 10.0.26100.2');
    expect(await readFile(join(computer.root, 'Users/ada/letter.txt'), 'utf8')).toBe('Dear Charles');
    expect(await store.history()).toMatchObject([{ deployment: 'PS120090', result: 'succeeded' }]);
  },
);

test('a task sequence with a boot image puts it onto the disk with all it needs, and restarts into it', async () => {
  const computer = await installedComputer(lab);
  const started = await computer.start();
  const { device } = started;
  await device.serial.expect('[Tab: next page');
  await install(started, 2, true);
  expect(await started.ended).toBe('restarted');
  expect(device.nextStarts).toEqual(['boot-image']);
  const text = async (path: string): Promise<string> => await readFile(join(computer.loader, path), 'utf8');
  expect(await text(stagedBootImage.kernel)).toBe('kernel of the boot image');
  expect(await text(stagedBootImage.initrd)).toBe('initrd of the boot image');
  expect(await text(stagedBootImage.startFile)).toContain('0fc63daf-8483-4772-8e79-3d69d8477de4');
  const facts = await device.machineFacts();
  const run = await openStateFile(computer.folders.sequenceState, facts['_SMSTSUUID'] ?? '').load();
  expect(run?.bootImageOnDisk).toBe(true);
  expect(run?.engine.position).toMatchObject({ kind: 'restarting', into: 'boot-image' });
  const handover = readHandover(restoreVariables(run?.engine.variables ?? []));
  const store = new ClientStore(diskFiles, computer.folders);
  expect([handover?.identity, handover?.token]).toEqual([await store.identity(), await store.token()]);
  expect(handover?.siteCode).toBe(lab.site.siteCode);
  expect(handover?.rootsPem.map((pem) => pem.trim())).toEqual([lab.site.pki.rootCertificatePem.trim()]);
});

test('the boot image goes on without a medium as the same client, and so does the new system', async () => {
  const computer = await installedComputer(lab);
  const first = await computer.start();
  await first.device.serial.expect('[Tab: next page');
  const before = await new ClientStore(diskFiles, computer.folders).identity();
  await install(first, 2, true);
  expect(await first.ended).toBe('restarted');
  // The power went before the loader knew: the system starts again and goes the same way.
  await diskFiles.remove(join(computer.loader, stagedBootImage.folder));
  const again = await computer.start();
  expect(await again.ended).toBe('restarted');
  expect(again.device.nextStarts).toEqual(['boot-image']);
  // The disk is wiped: nothing of the client is left but what travels in the state.
  await diskFiles.remove(computer.folders.client);
  const begin = lab.site.journal.entries().length;
  const boot = await computer.startBootImage();
  expect(await boot.ended).toBe('restarted');
  expect(await diskFiles.stat(join(computer.loader, stagedBootImage.startFile))).toBeUndefined();
  const stop = new AbortController();
  const second = await computer.start({ signal: stop.signal });
  await second.device.serial.expect('D: Wipe and Load  [Installed]');
  await switchOff(stop, second);
  expect(await new ClientStore(diskFiles, computer.folders).identity()).toEqual(before);
  expect(await readFile(computer.folders.program, 'utf8')).toBe('// the client, new\n');
  // What the boot image fetched is in the cache of the new system's client.
  const cached = join(computer.folders.cache, 'PS100031');
  expect(await readFile(join(cached, 'client.cjs'), 'utf8')).toBe('// the client, new\n');
  expect((await diskFiles.stat(`${cached}.files.json`))?.kind).toBe('file');
  const events = eventsSince(begin);
  expect(events.filter((one) => one.startsWith('sts:'))).toEqual([]);
  const messages = lab.site.journal
    .entries()
    .slice(begin)
    .filter((one) => one.area === 'status');
  expect(messages.map((one) => `${String(one['kind'])} ${String(one['result'])}`)).toEqual([
    'started running',
    'step succeeded',
    'step succeeded',
    'restart running',
    'started running',
    'step succeeded',
    'step succeeded',
    'finished succeeded',
  ]);
});

test('the users a task sequence named are told at the registration; the medium decides', async () => {
  const medium = await makeDeviceMedium(lab);
  const registered = lab.site.store.certificate(medium.identity.mediaGuid);
  if (registered === undefined) throw new Error('the medium is not registered');
  await lab.site.store.saveCertificate({ ...registered, udaSetting: 1 });
  const trust = await trustOf(medium);
  const http = new HttpClient(trust, loopback);
  const registrationToken = await new GatewayClient(trust, http, deviceClock()).registrationToken();
  http.close();
  const users = ['CONTOSO\\anna', 'CONTOSO\\ben'];
  const computer = await installedComputer(lab, { registrationToken, users });
  const stop = new AbortController();
  const started = await computer.start({ signal: stop.signal });
  await started.device.serial.expect('[Tab: next page');
  await switchOff(stop, started);
  const identity = await new ClientStore(diskFiles, computer.folders).identity();
  expect(lab.site.store.client(identity?.clientId ?? '')?.affinity).toEqual({ state: 'pending', users });
});

test('a system without settings says so and nothing else', async () => {
  const computer = await installedComputer(lab, { isStaged: false });
  const started = await computer.start();
  await started.device.serial.expect('there is no client in it');
  started.device.serial.type('p');
  expect(await started.ended).toBe('powered-off');
});

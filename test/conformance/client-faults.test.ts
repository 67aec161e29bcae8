/** The client in an installed system when the power goes or its disk lies: it goes on, or says what is over. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { diskFiles, type Files } from '../../resources/runtime/client/files.ts';
import { ClientStore } from '../../resources/runtime/client/store.ts';
import type { EnginePosition } from '../../resources/runtime/engine/state.ts';
import { openStateFile } from '../../resources/runtime/state/state-file.ts';
import { hasWimlib, put } from '../support/upgrade-trees.ts';
import { testHeader } from '../unit/runtime/idle-ports.ts';
import { install, startClientLab, switchOff } from './client-stage.ts';
import type { TestLab } from './gateway-support.ts';
import { installedComputer, powerCutAt, requireViewer, VIEWER } from './installed-support.ts';

let lab: TestLab;
beforeAll(async () => {
  lab = await startClientLab();
});
afterAll(async () => {
  await lab.close();
});

test.runIf(hasWimlib).each<[title: string, hits: (path: string) => boolean, moment: 'before' | 'after']>([
  ['while the new system is written', (path) => path.includes('NewOS/Windows/CCM'), 'before'],
  ['when everything but the last file is there', (path) => path.endsWith('BT/ready'), 'before'],
  [
    'when the new system is ready and the sequence does not know',
    (path) => path.endsWith('BT/ready'),
    'after',
  ],
  ['in the first start of the new system', (path) => path.endsWith('upgrade-done.json'), 'after'],
])('a power cut in an upgrade is no failure: %s', async (_title, hits, moment) => {
  const computer = await installedComputer(lab);
  const power = powerCutAt(hits, moment);
  const first = await computer.start({ files: power.files });
  await first.device.serial.expect('[Tab: next page');
  await install(first, 1, true);
  const isCut = await Promise.race([power.cut.then(() => true), first.ended.then(() => false)]);
  if (!isCut) {
    // The restart came first: the power goes in the next start.
    await computer.start({ files: power.files });
    await power.cut;
  }
  const starts: AbortController[] = [];
  for (let round = 0; round < 3; round++) {
    const stop = new AbortController();
    starts.push(stop);
    const started = await computer.start({ signal: stop.signal });
    const isOver = started.device.serial.expect('Upgrade to Lab Workstation 2  [Installed]').then(() => true);
    if (await Promise.race([isOver, started.ended.then(() => false)])) {
      await switchOff(stop, started);
      break;
    }
    isOver.catch(() => undefined);
  }
  const { systemFacts, sequenceState } = computer.folders;
  expect(JSON.parse(await readFile(systemFacts, 'utf8'))).toMatchObject({ version: '10.0.26100.2' });
  expect(await new ClientStore(diskFiles, computer.folders).history()).toMatchObject([
    { deployment: 'PS120090', result: 'succeeded', detail: '' },
  ]);
  expect(await diskFiles.stat(sequenceState)).toBeUndefined();
});

test('packages to be preserved are kept when the power goes between the end of a run and the cleaning up', async () => {
  const computer = await installedComputer(lab);
  const { sequenceState, cache } = computer.folders;
  const before = new AbortController();
  const first = await computer.start({ signal: before.signal });
  await first.device.serial.expect('[Tab: next page');
  await switchOff(before, first);
  const facts = await first.device.machineFacts();
  await openStateFile(sequenceState, facts['_SMSTSUUID'] ?? '').save({
    engine: {
      ...testHeader('<sequence version="3.10"/>'),
      version: 1,
      position: { kind: 'finished', hasSucceeded: true },
      toleratedCount: 0,
      restartCount: 0,
      variables: [{ name: 'SMSTSPreserveContent', value: 'true', isHidden: false }],
    },
  });
  await put(join(sequenceState, 'Packages/PS100036/weekly.cmd'), 'fetched');
  await put(join(sequenceState, 'Packages/PS100037.under-way/0a1b.part'), 'half of it');
  const stop = new AbortController();
  const second = await computer.start({ signal: stop.signal });
  await second.device.serial.expect('[Tab: next page');
  await switchOff(stop, second);
  expect(await readFile(join(cache, 'PS100036/weekly.cmd'), 'utf8')).toBe('fetched');
  expect(await diskFiles.list(cache)).toEqual(['PS100036']);
  expect(await diskFiles.stat(sequenceState)).toBeUndefined();
});

test('a task sequence whose state is damaged is told, given up, and no longer called running', async () => {
  const computer = await installedComputer(lab);
  const { sequenceState, logs } = computer.folders;
  const slots = ['TSEnv-1.dat', 'TSEnv-2.dat'];
  for (const name of slots) await put(join(sequenceState, name), 'neither old nor new');
  await put(join(sequenceState, 'Logs/smsts.log'), 'what the boot image did');
  await put(join(sequenceState, 'Packages/PS100036/weekly.cmd'), 'fetched');
  const store = new ClientStore(diskFiles, computer.folders);
  const begun = { id: 'run-1', deployment: VIEWER, name: 'B: Viewer', kind: 'task-sequence' } as const;
  await store.remember({
    ...begun,
    result: 'running',
    started: '2026-11-21T20:00:00Z',
    ended: undefined,
    detail: '',
  });
  const stop = new AbortController();
  const started = await computer.start({ signal: stop.signal });
  const { serial } = started.device;
  await serial.expect('== Task sequence error ==');
  await serial.expect('Error E_TS_STATE_DAMAGED');
  serial.type('\r');
  await serial.expect('1  A: Upgrade to Lab Workstation 2  [Available]');
  serial.type('\t');
  await serial.expect('1  B: Viewer  [Failed]');
  await switchOff(stop, started);
  expect(await store.history()).toMatchObject([
    { ...begun, result: 'failed', detail: expect.stringMatching(/^E_TS_STATE_DAMAGED: /) as string },
  ]);
  expect(await diskFiles.stat(sequenceState)).toBeUndefined();
  expect(await readFile(join(logs, 'boot-image-smsts.log'), 'utf8')).toBe('what the boot image did');
});

test.each<[title: string, result: string, line: string, position: EnginePosition | undefined]>([
  ['fails when nothing is left of it', 'failed', 'B: Viewer  [Failed]', undefined],
  [
    'succeeded when its state says so',
    'succeeded',
    'B: Viewer  [Installed]',
    { kind: 'finished', hasSucceeded: true },
  ],
  [
    'failed when its state says so',
    'failed',
    'B: Viewer  [Failed]',
    { kind: 'finished', hasSucceeded: false },
  ],
])('a task sequence whose end was not told is no longer called running: it %s', async (...row) => {
  const [, result, line, position] = row;
  const computer = await installedComputer(lab);
  const { sequenceState } = computer.folders;
  const header = testHeader('<sequence version="3.10"/>');
  const store = new ClientStore(diskFiles, computer.folders);
  await put(join(sequenceState, 'Packages/PS100036/weekly.cmd'), 'half of it');
  await store.remember({
    id: header.runId,
    deployment: VIEWER,
    name: 'B: Viewer',
    kind: 'task-sequence',
    result: 'running',
    started: header.startedAt,
    ended: undefined,
    detail: '',
  });
  if (position !== undefined)
    await openStateFile(sequenceState, computer.uuid).save({
      engine: { ...header, version: 1, position, toleratedCount: 0, restartCount: 0, variables: [] },
    });
  const stop = new AbortController();
  const started = await computer.start({ signal: stop.signal });
  await started.device.serial.expect('[Tab: next page');
  started.device.serial.type('\t');
  await started.device.serial.expect(line);
  await switchOff(stop, started);
  expect(await store.history()).toMatchObject([
    { id: header.runId, result, ended: expect.any(String) as string },
  ]);
  expect(await diskFiles.stat(sequenceState)).toBeUndefined();
});

/** A computer that was online once and is off now. */
async function registeredComputer() {
  const computer = await installedComputer(lab);
  const stop = new AbortController();
  const started = await computer.start({ signal: stop.signal });
  await started.device.serial.expect('[Tab: next page');
  await switchOff(stop, started);
  return { computer, store: new ClientStore(diskFiles, computer.folders) };
}

test('a task sequence that goes on after a restart waits for a network that comes late', async () => {
  const { computer, store } = await registeredComputer();
  const policy = (await store.policy())?.taskSequences.find((one) => one.advertisementId === VIEWER);
  const header = testHeader(policy?.sequence ?? '');
  await openStateFile(computer.folders.sequenceState, computer.uuid).save({
    engine: {
      ...header,
      sequence: { ...header.sequence, advertisementId: VIEWER, name: 'B: Viewer', bootImageId: '' },
      version: 1,
      position: { kind: 'between', next: 1, environment: 'installed-system' },
      toleratedCount: 0,
      restartCount: 1,
      variables: [],
    },
  });
  const stop = new AbortController();
  const started = await computer.start({ signal: stop.signal });
  const { serial, hardware } = started.device;
  const { lease } = hardware;
  let asked = 0;
  Object.defineProperty(hardware, 'lease', { get: () => (++asked > 3 ? lease : undefined) });
  await serial.expect('Install Viewer');
  await serial.expect('[Tab: next page');
  await switchOff(stop, started);
  expect(await store.history()).toMatchObject([{ deployment: VIEWER, result: 'succeeded', detail: '' }]);
  expect(asked).toBe(4);
});

test('a required deployment waits for the network instead of failing without one', async () => {
  const { computer, store } = await registeredComputer();
  const kept = await store.policy();
  await store.savePolicy({
    time: kept?.time ?? '',
    taskSequences: (kept?.taskSequences ?? []).map((one) => ({
      ...one,
      isRequired: one.advertisementId === VIEWER,
    })),
  });
  const makeAvailable = requireViewer(lab);
  try {
    const stop = new AbortController();
    const started = await computer.start({ signal: stop.signal });
    const { serial, hardware } = started.device;
    const { lease } = hardware;
    hardware.lease = undefined;
    await serial.expect('E_RT_NO_ADDRESS');
    expect(serial.output).not.toContain('It begins by itself');
    hardware.lease = lease;
    serial.type('r');
    await serial.expect('It begins by itself in 15 min');
    serial.type('i');
    await serial.expect('[Tab: next page');
    await switchOff(stop, started);
    expect(await store.history()).toMatchObject([{ deployment: VIEWER, result: 'succeeded' }]);
  } finally {
    makeAvailable();
  }
});

test('a disk that cannot be read for a moment ends neither Software Center nor the refreshing', async () => {
  const { computer } = await registeredComputer();
  let failures = 0;
  const files: Files = {
    ...diskFiles,
    read: async (path) => {
      if (path !== computer.folders.policy || failures === 0) return await diskFiles.read(path);
      failures -= 1;
      throw new Error('EIO: i/o error, read');
    },
  };
  const stop = new AbortController();
  const started = await computer.start({ signal: stop.signal, files });
  const { serial } = started.device;
  await serial.expect('[Tab: next page');
  // One for the refreshing, one for Software Center itself.
  failures = 2;
  await vi.waitFor(() => {
    serial.type('r');
    expect(failures).toBe(0);
    expect(serial.output).toContain('Up to date as of');
  }, 15_000);
  await switchOff(stop, started);
});

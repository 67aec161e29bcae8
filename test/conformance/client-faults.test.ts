/** The client in an installed system when the power goes or its disk lies: it goes on, or says what is over. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { diskFiles } from '../../resources/runtime/client/files.ts';
import { ClientStore } from '../../resources/runtime/client/store.ts';
import type { EnginePosition } from '../../resources/runtime/engine/state.ts';
import { openStateFile } from '../../resources/runtime/state/state-file.ts';
import { hasWimlib, put } from '../support/upgrade-trees.ts';
import { testHeader } from '../unit/runtime/idle-ports.ts';
import { install, startClientLab, switchOff } from './client-stage.ts';
import type { TestLab } from './gateway-support.ts';
import { installedComputer, powerCutAt } from './installed-support.ts';

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
  const stop = new AbortController();
  const second = await computer.start({ signal: stop.signal });
  await second.device.serial.expect('[Tab: next page');
  await switchOff(stop, second);
  expect(await readFile(join(cache, 'PS100036/weekly.cmd'), 'utf8')).toBe('fetched');
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
  const begun = { id: 'run-1', deployment: 'PS120091', name: 'B: Viewer', kind: 'task-sequence' } as const;
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
    deployment: 'PS120091',
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

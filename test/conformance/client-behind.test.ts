/** What the client does behind its screens, by the clock alone: nobody presses a key for it. */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '#lab/data/sequence-steps.ts';
import { sequenceXml } from '#lab/data/sequence-xml.ts';
import { diskFiles } from '../../resources/runtime/client/files.ts';
import { ClientStore } from '../../resources/runtime/client/store.ts';
import { openStateFile } from '../../resources/runtime/state/state-file.ts';
import type { FakeClock } from '../support/fake-device.ts';
import { tempFolder } from '../support/temp.ts';
import { testHeader } from '../unit/runtime/idle-ports.ts';
import { startClientLab, switchOff } from './client-stage.ts';
import type { TestLab } from './gateway-support.ts';
import { installedComputer, requireViewer } from './installed-support.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let lab: TestLab;
beforeAll(async () => {
  lab = await startClientLab();
});
afterAll(async () => {
  await lab.close();
});

/** The clock stands still from now on but for `pass`; `wakes`: when each sleep that can be ended is over, in order. */
function standStill(clock: FakeClock) {
  const startMs = Date.now();
  const wakes: number[] = [];
  const sleep = clock.sleep.bind(clock);
  clock.now = () => new Date(startMs + clock.aheadMs);
  clock.sleep = async (ms, signal) => {
    if (signal !== undefined) wakes.push(clock.now().getTime() + ms);
    await sleep(ms, signal);
  };
  return {
    startMs,
    wakes,
    pass: async (ms: number): Promise<void> => {
      clock.aheadMs += ms;
      lab.clock.aheadMs += ms;
      await clock.advance(ms);
    },
  };
}

test('a required deployment that was put off begins when the hour is over, between two questions for policy', async () => {
  const makeAvailable = requireViewer(lab);
  try {
    const computer = await installedComputer(lab);
    const stop = new AbortController();
    const started = await computer.start({ signal: stop.signal });
    const { serial } = started.device;
    const { startMs, wakes, pass } = standStill(started.device.clock);
    await serial.expect('It begins by itself in 15 min');
    await pass(5 * MINUTE_MS);
    await serial.expect('It begins by itself in 10 min');
    serial.type('s');
    await serial.expect('== Software Center: Operating Systems ==');
    const overMs = startMs + 5 * MINUTE_MS + HOUR_MS;
    // The network is looked at once a minute; the last look before the end comes half a minute before it.
    await pass(55 * MINUTE_MS);
    await expect.poll(() => wakes.at(-1), { timeout: 15_000 }).toBe(startMs + HOUR_MS + MINUTE_MS);
    await pass(4.5 * MINUTE_MS);
    await expect.poll(() => wakes.at(-1), { timeout: 15_000 }).toBe(overMs);
    await pass(0.5 * MINUTE_MS);
    await serial.expect('It begins by itself in 15 min');
    serial.type('s');
    await serial.expect('== Software Center: Operating Systems ==');
    await switchOff(stop, started);
  } finally {
    lab.clock.aheadMs = 0;
    makeAvailable();
  }
});

test('a cable that is pulled is told within a minute, and one that is back is used within the next', async () => {
  const computer = await installedComputer(lab);
  const stop = new AbortController();
  const started = await computer.start({ signal: stop.signal });
  const { clock, hardware, serial } = started.device;
  const { wakes, pass } = standStill(clock);
  const asked = (): number => lab.site.journal.entries().filter((one) => one.event === 'assignments').length;
  /** A minute passes, and everything that is done in it is done. */
  const minute = async (): Promise<void> => {
    const { length } = wakes;
    await pass(MINUTE_MS);
    await expect.poll(() => wakes.length, { timeout: 15_000 }).toBeGreaterThan(length);
  };
  try {
    await serial.expect('[Tab: next page');
    await expect.poll(() => wakes.length, { timeout: 15_000 }).toBeGreaterThan(0);
    const before = asked();
    await minute();
    expect([asked(), serial.output.includes('E_RT_NO_LINK')]).toEqual([before, false]);
    const { adapters } = hardware;
    hardware.adapters = adapters.map((one) => ({ ...one, hasLink: false }));
    await minute();
    await serial.expect('E_RT_NO_LINK');
    expect(asked()).toBe(before);
    hardware.adapters = adapters;
    await minute();
    expect(asked()).toBe(before + 1);
    await switchOff(stop, started);
  } finally {
    lab.clock.aheadMs = 0;
  }
});

test('a network that comes while a task sequence goes on is used by itself, and the run does not notice', async () => {
  const computer = await installedComputer(lab);
  const gate = join(await tempFolder('gate'), 'gate');
  expect(spawnSync('mkfifo', [gate]).status).toBe(0);
  const steps = [runCommand('Wait at the gate', `cat ${gate}`)];
  const header = testHeader(sequenceXml(steps, []));
  await openStateFile(computer.folders.sequenceState, computer.uuid).save({
    engine: {
      ...header,
      sequence: { ...header.sequence, bootImageId: '' },
      version: 1,
      position: { kind: 'between', next: 1, environment: 'installed-system' },
      toleratedCount: 0,
      restartCount: 1,
      variables: [],
    },
  });
  const begin = lab.site.journal.entries().length;
  const events = (): readonly string[] =>
    lab.site.journal
      .entries()
      .slice(begin)
      .map((one) => one.event);
  const store = new ClientStore(diskFiles, computer.folders);
  const stop = new AbortController();
  const started = await computer.start({ signal: stop.signal });
  const { clock, hardware, serial } = started.device;
  const { lease } = hardware;
  hardware.lease = undefined;
  try {
    await serial.expect('Wait at the gate');
    expect(events()).toEqual([]);
    hardware.lease = lease;
    await clock.advance(MINUTE_MS);
    await expect.poll(events, { timeout: 15_000 }).toContain('inventory');
    expect(events()).toEqual(expect.arrayContaining(['client-registered', 'site-token-issued', 'heartbeat']));
    expect(await store.history()).toMatchObject([{ result: 'running' }]);
    expect(serial.output).not.toContain('Introducing this computer');
  } finally {
    // For reading and writing: it does not wait for a reader that may be gone.
    await writeFile(gate, 'open', { flag: 'r+' });
  }
  await serial.expect('[Tab: next page');
  await switchOff(stop, started);
  expect(await store.history()).toMatchObject([{ id: header.runId, result: 'succeeded', detail: '' }]);
});

/**
 * A task sequence across restarts and power cuts on the device: what is kept on the disk, what is offered, what is not
 * run a second time. The disk is a folder, the lab is real.
 */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { taskSequences } from '#lab/data/task-sequences.ts';
import { runDevice } from '../../resources/runtime/flow.ts';
import { unfinishedSystem } from '../../resources/runtime/engine/steps/startable-layout.ts';
import { fakeDevice, type FakeDevice } from '../support/fake-device.ts';
import { tempFolder } from '../support/temp.ts';
import { startLab, type TestLab } from './gateway-support.ts';
import { loopback, makeDeviceMedium, PASSWORD } from './runtime-support.ts';

const UUID = '4C4C4544-0042-4A10-8053-B3C04F4E3332';

/** Steps write their name into a file of the computer, so that a second run of one shows. */
function step(name: string, more = ''): string {
  return `<step type="SMS_TaskSequence_RunCommandLineAction" name="${name}" ${more}>
    <action>smsswd.exe /run: sh -c "echo ${name} &gt;&gt; %MarkFile%"</action></step>`;
}

const restart = (target: string): string =>
  `<step type="SMS_TaskSequence_RebootAction" name="Restart to ${target}"><action>smsboot.exe /target:${target}</action></step>`;

const SEQUENCE = `<sequence version="3.10">
  <group name="First">${step('one')}${restart('WinPE')}</group>
  <group name="Second">${step('two')}${step('three')}${restart('HD')}</group>
  <group name="Third">${step('four', 'runIn="FullOS"')}</group>
</sequence>`;

let lab: TestLab;
beforeAll(async () => {
  const sequences = taskSequences.map((one) =>
    one.packageId === 'PS100020' ? { ...one, xml: () => SEQUENCE } : one,
  );
  lab = await startLab({}, { taskSequences: sequences });
});
afterAll(async () => {
  await lab.close();
});

interface Computer {
  readonly medium: string;
  readonly disk: string;
  readonly marks: string;
}

async function makeComputer(): Promise<Computer> {
  const disk = await tempFolder('disk');
  const marks = join(disk, 'marks.txt');
  const medium = await makeDeviceMedium(lab, {
    variables: [
      { name: 'SMSTSPreferredAdvertID', value: 'PS120020' },
      { name: 'MarkFile', value: marks },
    ],
  });
  return { medium: medium.folder, disk, marks };
}

/** The computer is switched on; what lies in memory is new every time. */
async function switchOn(
  computer: Computer,
  change: Partial<FakeDevice['hardware']> = {},
): Promise<{ readonly device: FakeDevice; readonly ended: Promise<string> }> {
  const device = await fakeDevice(computer.medium, { lookup: loopback, facts: { _SMSTSUUID: UUID } });
  device.hardware.target = computer.disk;
  Object.assign(device.hardware, change);
  return { device, ended: runDevice(device) };
}

async function typePassword(device: FakeDevice): Promise<void> {
  await device.serial.expect('Password:');
  device.serial.type(`${PASSWORD}\r`);
}

/** Waits for the notice of a restart in the middle and does not wait for its countdown. */
async function restarted(started: Awaited<ReturnType<typeof switchOn>>): Promise<void> {
  await started.device.serial.expect('goes on after a restart');
  started.device.serial.type('\r');
  expect(await started.ended).toBe('restarted');
}

async function marksOf(computer: Computer): Promise<readonly string[]> {
  return (await readFile(computer.marks, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
}

async function stateFiles(computer: Computer): Promise<readonly string[]> {
  return (await readdir(join(computer.disk, '_SMSTaskSequence')).catch((): string[] => [])).sort();
}

test('a sequence goes on after its own restarts, without a password, and each step runs once', async () => {
  const computer = await makeComputer();
  const first = await switchOn(computer);
  await typePassword(first.device);
  await restarted(first);
  expect(first.device.nextStarts).toEqual(['boot-image']);
  expect(await marksOf(computer)).toEqual(['one']);
  expect(await stateFiles(computer)).toContain('TSEnv-1.dat');
  const second = await switchOn(computer);
  await restarted(second);
  expect(second.device.serial.output).not.toContain('Password:');
  expect(second.device.nextStarts).toEqual(['installed-system']);
  expect(await marksOf(computer)).toEqual(['one', 'two', 'three']);
});

test('a system is held back until the run leaves the boot image, whatever the power does in between', async () => {
  const computer = await makeComputer();
  const mark = join(computer.disk, unfinishedSystem.file);
  const isHeldBack = async (): Promise<boolean> =>
    await stat(mark).then(
      () => true,
      () => false,
    );
  // As Apply Operating System Image leaves it.
  await mkdir(dirname(mark), { recursive: true });
  await writeFile(mark, unfinishedSystem.text);
  const seen: boolean[] = [];
  const first = await switchOn(computer);
  await typePassword(first.device);
  await restarted(first);
  seen.push(await isHeldBack());
  await restarted(await switchOn(computer));
  seen.push(await isHeldBack());
  // The power went when the state was written, but not the rest.
  await writeFile(mark, unfinishedSystem.text);
  const third = await switchOn(computer);
  await third.device.serial.expect("goes on in the system on this computer's own drive");
  third.device.serial.type('\r');
  await third.ended;
  seen.push(await isHeldBack());
  expect(seen).toEqual([true, false, false]);
});

test('a stick left in says that the sequence goes on from the disk, and leads there', async () => {
  const computer = await makeComputer();
  const first = await switchOn(computer);
  await typePassword(first.device);
  await restarted(first);
  await restarted(await switchOn(computer));
  const third = await switchOn(computer);
  await third.device.serial.expect("goes on in the system on this computer's own drive");
  third.device.serial.type('\r');
  expect(await third.ended).toBe('restarted');
  expect(third.device.nextStarts).toEqual(['installed-system']);
  expect(await marksOf(computer)).toEqual(['one', 'two', 'three']);
});

test('started anew by the person, the waiting run is given up', async () => {
  const computer = await makeComputer();
  const first = await switchOn(computer);
  await typePassword(first.device);
  await restarted(first);
  await restarted(await switchOn(computer));
  const third = await switchOn(computer);
  await third.device.serial.expect('A: start anew');
  third.device.serial.type('a');
  await typePassword(third.device);
  await restarted(third);
  expect(await marksOf(computer)).toEqual(['one', 'two', 'three', 'one']);
});

test('a power cut during a command is told, and the command is not run twice', async () => {
  const computer = await makeComputer();
  const mark = join(computer.disk, unfinishedSystem.file);
  await mkdir(dirname(mark), { recursive: true });
  await writeFile(mark, unfinishedSystem.text);
  const first = await switchOn(computer);
  await typePassword(first.device);
  await restarted(first);
  // The power goes while "two" runs: the state says so, and memory is gone.
  const second = await switchOn(computer);
  const running = second.device.runCommand.bind(second.device);
  let cut: (() => void) | undefined;
  const isCut = new Promise<void>((resolve) => {
    cut = resolve;
  });
  second.device.runCommand = async (request) => {
    await running(request);
    cut?.();
    return await new Promise(() => undefined);
  };
  await isCut;
  const third = await switchOn(computer);
  await third.device.serial.expect('was interrupted on this computer');
  third.device.serial.type('\r');
  await third.device.serial.expect('Error E_TS_INTERRUPTED');
  third.device.serial.type('n');
  expect(await third.ended).toBe('restarted');
  expect(await marksOf(computer)).toEqual(['one', 'two']);
  // What is on the disk is not complete: nothing goes on with it, and it is not started.
  expect(await readFile(mark, 'utf8')).toBe(unfinishedSystem.text);
  const fourth = await switchOn(computer);
  await fourth.device.serial.expect('Password:');
});

test('the boot image of the disk goes on without a medium, or says that there is nothing to go on with', async () => {
  const computer = await makeComputer();
  const first = await switchOn(computer);
  await typePassword(first.device);
  await restarted(first);
  const second = await switchOn(computer, { volumes: [], isResumedFromDisk: true });
  await restarted(second);
  expect(await marksOf(computer)).toEqual(['one', 'two', 'three']);
  const empty = { ...computer, disk: await tempFolder('disk') };
  await mkdir(join(empty.disk, 'SMS/boot-image'), { recursive: true });
  await writeFile(join(empty.disk, 'SMS/boot-image/start.cfg'), 'set default=boot-image\n');
  const third = await switchOn(empty, { volumes: [], isResumedFromDisk: true });
  await third.device.serial.expect('Error E_TS_STATE_MISSING');
  third.device.serial.type('n');
  expect(await third.ended).toBe('restarted');
  expect(await readdir(join(empty.disk, 'SMS/boot-image'))).toEqual([]);
});

test('the log goes to the disk with the state, and to the stick after a failure', async () => {
  const computer = await makeComputer();
  const stick = await tempFolder('stick');
  const first = await switchOn(computer, { stick });
  await typePassword(first.device);
  await restarted(first);
  const kept = await readFile(join(computer.disk, '_SMSTaskSequence/Logs/smsts.log'), 'utf8');
  expect(kept).toContain('<![LOG[Step 1 of 6: "one"');
  const second = await switchOn(computer, { stick });
  second.device.runCommand = () => Promise.resolve({ exitCode: 5, hasTimedOut: false, output: '' });
  await second.device.serial.expect('Error E_TS_STEP_FAILED');
  const [name = ''] = await readdir(join(stick, 'SMS/Logs'));
  expect(name).toMatch(/^smsts-\d{8}-\d{6}\.log$/);
  expect(await readFile(join(stick, 'SMS/Logs', name), 'utf8')).toContain('failed: E_TS_STEP_FAILED');
  second.device.serial.type('n');
  await second.ended;
});

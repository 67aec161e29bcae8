/**
 * The power goes at 20 random moments of a longer task sequence on the device: right before a command, when it has done
 * its work, and whenever the disk is reached for its state (torn writes are the state file's own tests). Whatever the
 * moment, the next starts end in a finished sequence or on a screen that says it is not; no command runs twice, and a
 * success has every step behind it. The lab is real, the disk a folder.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { taskSequences } from '#lab/data/task-sequences.ts';
import { runDevice } from '../../resources/runtime/flow.ts';
import { fakeDevice, type FakeDevice } from '../support/fake-device.ts';
import { randomOf } from '../support/random.ts';
import { tempFolder } from '../support/temp.ts';
import { startLab, type TestLab } from './gateway-support.ts';
import { loopback, makeDeviceMedium } from './runtime-support.ts';

const CUTS = 20;
/** Starts after which a computer that never comes to an end is called stuck. */
const MAX_STARTS = 8;
const RUN_MS = 20_000;

const COMMANDS = ['a1', 'a2', 'b1', 'b2', 'b3', 'c1', 'c2'] as const;
/** Set to continue on error, and always fails. */
const TOLERATED = 't1';

function command(name: string, attributes = ''): string {
  return `<step type="SMS_TaskSequence_RunCommandLineAction" name="${name}" ${attributes}><action>smsswd.exe /run: ${name}</action></step>`;
}

const set = (name: string, value: string): string =>
  `<step type="SMS_TaskSequence_SetVariableAction" name="Set ${name}"><action>tsenv.exe "${name}=${value}"</action></step>`;

const restart = `<step type="SMS_TaskSequence_RebootAction" name="Restart"><action>smsboot.exe /target:WinPE</action></step>`;

/** Its first restart puts the state onto the disk; without a disk a power cut means starting anew. */
const SEQUENCE = `<sequence version="3.10">${restart}
  <group name="First">${command('a1')}${set('Stage', 'first')}${command('a2')}</group>
  ${command(TOLERATED, 'continueOnError="true"')}${restart}
  <group name="Second">${command('b1')}${set('Stage', 'second')}
    <group name="Inner">${command('b2')}${command('b3')}</group></group>${restart}
  <group name="Third">${set('Stage', 'third')}${command('c1')}${command('c2')}</group>
</sequence>`;

let lab: TestLab;
let medium: string;
beforeAll(async () => {
  const sequences = taskSequences.map((one) =>
    one.packageId === 'PS100020' ? { ...one, xml: () => SEQUENCE } : one,
  );
  lab = await startLab({}, { taskSequences: sequences });
  const made = await makeDeviceMedium(lab, {
    password: undefined,
    variables: [{ name: 'SMSTSPreferredAdvertID', value: 'PS120020' }],
  });
  medium = made.folder;
});
afterAll(async () => {
  await lab.close();
});

interface Computer {
  readonly disk: string;
  readonly marks: string;
}

type StartEnd = 'cut' | 'restarted' | 'finished' | `failed ${string}`;

/** Counts moments and stops the world at one of them: by its number, or by what is about to happen. */
class Power {
  moments = 0;
  hasGone = false;
  /** What was about to happen when it went. */
  goneBefore = '';
  readonly #cutAt: number | string;

  constructor(cutAt: number | string) {
    this.#cutAt = cutAt;
  }

  /** One moment; from the one of the cut on nothing goes on. */
  async moment(what: string): Promise<void> {
    this.moments++;
    const isNow = typeof this.#cutAt === 'string' ? what === this.#cutAt : this.moments >= this.#cutAt;
    if (!isNow && !this.hasGone) return;
    if (!this.hasGone) this.goneBefore = what;
    this.hasGone = true;
    await new Promise(() => undefined);
  }
}

async function switchOn(computer: Computer, power: Power): Promise<StartEnd> {
  const made = await fakeDevice(medium, { lookup: loopback, facts: { _SMSTSUUID: UUID } });
  made.hardware.target = computer.disk;
  const device: FakeDevice = {
    ...made,
    disks: {
      ...made.disks,
      // Every look at the state and every write of it begins so.
      mount: async (volume) => {
        await power.moment('the disk');
        return await made.disks.mount(volume);
      },
    },
    runCommand: async ({ command: line }) => {
      const name = line.trim();
      await power.moment(name);
      await appendFile(computer.marks, `${name}\n`);
      await power.moment(`the end of ${name}`);
      return { exitCode: name === TOLERATED ? 5 : 0, hasTimedOut: false, output: '' };
    },
  };
  const ended = runDevice(device);
  return await toEnd(device, ended, power);
}

const UUID = '4C4C4544-0042-4A10-8053-B3C04F4E3335';

/** Lets the device go on whenever it asks, and says how its start ended. */
async function toEnd(device: FakeDevice, ended: Promise<string>, power: Power): Promise<StartEnd> {
  const seen = { isOver: false };
  const over = ended.then(() => {
    seen.isOver = true;
  });
  const limit = Date.now() + RUN_MS;
  const { serial } = device;
  let position = 0;
  const passed = (text: string): boolean => {
    const at = serial.output.indexOf(text, position);
    if (at >= 0) position = at + text.length;
    return at >= 0;
  };
  for (;;) {
    if (passed('R: restart   P: power off')) {
      serial.type('p');
      await over;
      return 'finished';
    }
    if (passed('QR code]')) {
      const code = [...serial.output.matchAll(/Error (E_\w+)/g)].at(-1)?.[1] ?? '';
      serial.type('p');
      await over;
      return `failed ${code}`;
    }
    // Whoever is in front of it lets it go on.
    if (passed('Enter: go on   A: start anew') || passed('[Enter: restart now')) serial.type('\r');
    if (seen.isOver) return 'restarted';
    if (power.hasGone) return 'cut';
    if (Date.now() > limit) throw new Error(`no end in ${RUN_MS} ms:\n${serial.output}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

interface Story {
  /** How every start ended. */
  readonly starts: readonly StartEnd[];
  readonly marks: readonly string[];
  readonly moments: number;
  /** What was about to happen when the power went. */
  readonly goneBefore: string;
}

/** Starts a computer until its task sequence is over; the power goes once. */
async function live(cutAt: number | string): Promise<Story> {
  const disk = await tempFolder('disk');
  const computer = { disk, marks: join(await tempFolder('marks'), 'marks.txt') };
  const starts: StartEnd[] = [];
  let moments = 0;
  let goneBefore = '';
  for (let isCut = false; starts.length < MAX_STARTS;) {
    const next = typeof cutAt === 'string' ? cutAt : cutAt - moments;
    const power = new Power(isCut ? Number.POSITIVE_INFINITY : next);
    const end = await switchOn(computer, power);
    starts.push(end);
    moments += power.moments;
    isCut ||= end === 'cut';
    goneBefore ||= power.goneBefore;
    if (end !== 'cut' && end !== 'restarted') break;
  }
  const text = await readFile(computer.marks, 'utf8').catch(() => '');
  return { starts, marks: text.split('\n').filter((line) => line !== ''), moments, goneBefore };
}

/** What is wrong with how it went, in words; nothing when all promises were kept. */
function broken({ starts, marks, goneBefore }: Story): readonly string[] {
  const every = ['a1', 'a2', TOLERATED, 'b1', 'b2', 'b3', 'c1', 'c2'];
  // A step that was cut short has failed, and this one may: the run goes on behind it.
  const all = goneBefore === TOLERATED ? every.filter((name) => name !== TOLERATED) : every;
  const end = starts.at(-1) ?? 'cut';
  const cutAt = starts.indexOf('cut');
  // Before the first restart there is no state on the disk: the run begins anew, and no command has run by then.
  const twice = marks.filter((name, index) => marks.indexOf(name) !== index);
  const wrong: string[] = [];
  if (cutAt < 0) wrong.push('the power never went');
  // The sequence was over and its state gone when the power went: the medium that was left in begins another run.
  if (end === 'finished' && marks.join() === [...all, ...all].join()) return wrong;
  if (twice.length > 0) wrong.push(`ran twice: ${twice.join(', ')}`);
  if (end === 'finished' && marks.join() !== all.join()) wrong.push(`success with ${marks.join(', ')}`);
  if (end !== 'finished' && end !== 'failed E_TS_INTERRUPTED' && end !== 'failed E_TS_STATE_DAMAGED')
    wrong.push(`ended with "${end}"`);
  if (end !== 'finished' && all.slice(0, marks.length).join() !== marks.join())
    wrong.push(`order ${marks.join(', ')}`);
  return wrong;
}

test('without a power cut the sequence runs each command once', async () => {
  const { starts, marks } = await live(Number.POSITIVE_INFINITY);
  expect({ starts, marks }).toEqual({
    starts: ['restarted', 'restarted', 'restarted', 'finished'],
    marks: [...COMMANDS.slice(0, 2), TOLERATED, ...COMMANDS.slice(2)],
  });
});

test('a command that was cut short counts as failed, and the run goes on behind it where it may fail', async () => {
  const tolerated = await live(TOLERATED);
  expect(tolerated.starts).toEqual(['restarted', 'cut', 'restarted', 'restarted', 'finished']);
  expect(tolerated.marks).toEqual(COMMANDS);
  const needed = await live('b2');
  expect(needed.starts.at(-1)).toBe('failed E_TS_INTERRUPTED');
  expect(needed.marks).toEqual(['a1', 'a2', TOLERATED, 'b1']);
});

test('whenever the power goes, it goes on or fails clearly', { timeout: 240_000 }, async () => {
  const seed = Number(process.env['POWER_SEED'] ?? Date.now() % 1_000_000);
  console.log(`POWER_SEED=${seed}`);
  const random = randomOf(seed);
  const { moments } = await live(Number.POSITIVE_INFINITY);
  const found: string[] = [];
  const ends = new Set<string>();
  for (let count = 0; count < CUTS; count++) {
    const cutAt = 1 + Math.floor(random() * moments);
    const story = await live(cutAt);
    ends.add(story.starts.at(-1) ?? '');
    for (const wrong of broken(story))
      found.push(`cut at moment ${cutAt} of ${moments}: ${wrong} (${story.starts.join(', ')})`);
  }
  expect({ seed, found }).toEqual({ seed, found: [] });
  // Both happen among twenty moments: a cut between steps, and one inside of a command.
  expect(ends).toEqual(new Set(['finished', 'failed E_TS_INTERRUPTED']));
});

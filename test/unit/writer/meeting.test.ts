/** The meeting on a socket: what the elevated side takes for a meeting file, and what happens to a wrong caller. */
import { chmodSync, existsSync, linkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { goToMeeting, readMeeting } from '../../../main/hosts/writer/meet.ts';
import { arrangeMeeting, type Meeting } from '../../../main/jobs/writer/meeting.ts';
import { seededRandom } from '../../../main/platform/random.ts';
import { tempFolder } from '../../support/temp.ts';

async function arranged(): Promise<Meeting> {
  const meeting = await arrangeMeeting(seededRandom('meeting'));
  onTestFinished(() => meeting.close());
  return meeting;
}

test('the file and its folder are for their owner alone, and name two different secrets', async () => {
  const meeting = await arranged();
  expect((statSync(meeting.path).mode % 0o1000).toString(8)).toBe('600');
  expect((statSync(dirname(meeting.path)).mode % 0o1000).toString(8)).toBe('700');
  const found = readMeeting(meeting.path);
  expect(found.meeting).toMatchObject(meeting.secrets);
  expect(found.uid).toBe(process.getuid?.());
  expect(meeting.secrets.builder).not.toBe(meeting.secrets.writer);
});

test('who comes deletes the file, and nobody can come after him', async () => {
  const meeting = await arranged();
  const { address } = readMeeting(meeting.path).meeting;
  const socket = await goToMeeting(meeting.path, readMeeting(meeting.path).meeting, (action) => action());
  await meeting.connected;
  expect(existsSync(meeting.path)).toBe(false);
  const second = await new Promise((resolve) => {
    connect(address).on('error', resolve).on('connect', resolve);
  });
  expect(second).toBeInstanceOf(Error);
  socket.destroy();
  await meeting.close();
  expect(existsSync(dirname(meeting.path))).toBe(false);
});

describe('no meeting file is', () => {
  const content = { address: '', builder: 'b'.repeat(64), writer: 'w'.repeat(64) };
  const cases: readonly (readonly [string, (path: string) => void, string])[] = [
    ['a missing one', () => undefined, 'ENOENT'],
    [
      'one that others may read',
      (path) => {
        writeFileSync(path, '{}', { mode: 0o644 });
      },
      'permissions are 644',
    ],
    [
      'a link',
      (path) => {
        symlinkSync('/etc/passwd', path);
      },
      'ELOOP',
    ],
    [
      'one with two names',
      (path) => {
        writeFileSync(path, '{}', { mode: 0o600 });
        linkSync(path, `${path}.2`);
      },
      '2 names',
    ],
    [
      'a long one',
      (path) => {
        writeFileSync(path, 'x'.repeat(5000), { mode: 0o600 });
      },
      'no small file',
    ],
    [
      'another text',
      (path) => {
        writeFileSync(path, 'root:x:0', { mode: 0o600 });
      },
      'its content is another',
    ],
    [
      'one that leads to another place',
      (path) => {
        writeFileSync(path, JSON.stringify({ ...content, address: '/run/dbus/socket' }), { mode: 0o600 });
      },
      'its address is another',
    ],
  ];
  test.each(cases)('%s', async (_name, make, why) => {
    const path = join(await tempFolder('meeting'), 'meeting.json');
    make(path);
    if (existsSync(path) && why.includes('644')) chmodSync(path, 0o644);
    expect(() => readMeeting(path)).toThrow(why);
  });
});

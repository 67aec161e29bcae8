import { describe, expect, it } from 'vitest';
import type { DriveView } from '#contract/drives.ts';
import {
  driveKey,
  driveRows,
  easyDrives,
  holdsOurs,
  isBack,
  isTypedName,
  judgeChosenDrive,
  withDrive,
  withoutDrive,
} from '../../../renderer/state/drive-choice.ts';
import type { ChosenDrive } from '../../../renderer/state/draft.ts';
import { stick } from './drive-samples.ts';

function chosen(view: DriveView, change: Partial<ChosenDrive> = {}): ChosenDrive {
  return {
    identity: view.identity,
    name: `SanDisk Ultra (${view.displayName})`,
    isConfirmed: false,
    isUpdate: false,
    ...change,
  };
}

const sdb = stick('/dev/sdb');
const sdc = stick('/dev/sdc');
const sdbAgain = stick('/dev/sdb', { identity: { ...sdb.identity, attachment: '2' } });

describe('the list of drives', () => {
  it('keeps a chosen drive in its place after it was pulled out', () => {
    const rows = driveRows([sdb, stick('/dev/sdd')], [chosen(sdc), chosen(sdb)]);
    expect(
      rows.map(({ identity, view, chosen: one }) => [identity.device, view !== null, one !== null]),
    ).toEqual([
      ['/dev/sdb', true, true],
      ['/dev/sdc', false, true],
      ['/dev/sdd', true, false],
    ]);
  });

  it('shows another drive in the same port beside the one that was pulled out of it', () => {
    const other = stick('/dev/sdb', { identity: { ...sdb.identity, serial: 'another', attachment: '2' } });
    const rows = driveRows([other], [chosen(sdb)]);
    expect(rows.map(({ identity, view }) => [identity.serial, view !== null])).toEqual([
      ['another', true],
      ['S-/dev/sdb', false],
    ]);
  });

  it('counts in the names of drives', () => {
    const disks = ['Disk 10', 'Disk 9', 'Disk 1'].map((device) => stick(device));
    expect(driveRows(disks, []).map(({ identity }) => identity.device)).toEqual([
      'Disk 1',
      'Disk 9',
      'Disk 10',
    ]);
  });
});

describe('choosing a drive', () => {
  it('adds it once, with what was said about it', () => {
    const once = withDrive([], sdb, { drives: [sdb] });
    expect(withDrive(once, sdb, { drives: [sdb], isConfirmed: true, isUpdate: true })).toEqual([
      chosen(sdb, { isConfirmed: true, isUpdate: true }),
    ]);
  });

  it('puts a drive that was plugged in again in the place of the one that was pulled out', () => {
    expect(isBack(sdb.identity, [sdbAgain])).toBe(true);
    expect(withDrive([chosen(sdb), chosen(sdc)], sdbAgain, { drives: [sdbAgain, sdc] })).toEqual([
      chosen(sdc),
      chosen(sdbAgain),
    ]);
  });

  it('keeps a drive that is still there, even when another one has its serial number', () => {
    const twin = stick('/dev/sde', { identity: { ...sdb.identity, device: '/dev/sde' } });
    expect(withDrive([chosen(sdb)], twin, { drives: [sdb, twin] })).toEqual([chosen(sdb), chosen(twin)]);
  });

  it('takes nothing for plugged in again that has no serial number', () => {
    const nameless = stick('/dev/sdb', { identity: { ...sdb.identity, serial: null } });
    expect(isBack(nameless.identity, [nameless])).toBe(false);
  });

  it('can be taken back', () => {
    expect(withoutDrive([chosen(sdb), chosen(sdc)], driveKey(sdb.identity))).toEqual([chosen(sdc)]);
  });

  it('takes with "select all" only drives that ask nothing and hold the medium', () => {
    const drives = [
      sdb,
      stick('/dev/asks', { canWrite: 'asks' }),
      stick('/dev/never', { canWrite: 'never' }),
      stick('/dev/small', { sizeBytes: 1e9 }),
    ];
    const names = (needed: number | null): readonly string[] =>
      easyDrives(drives, needed).map(({ displayName }) => displayName);
    expect([names(2e9), names(null)]).toEqual([['/dev/sdb'], ['/dev/sdb', '/dev/small']]);
  });
});

describe('typing the name of a drive', () => {
  const check = (typed: string, name: string, expected: boolean): void => {
    it(`${expected ? 'takes' : 'refuses'} "${typed}" for ${name}`, () => {
      expect(isTypedName(typed, name)).toBe(expected);
    });
  };
  check('/dev/sdb', '/dev/sdb', true);
  check('  /dev/SDB ', '/dev/sdb', true);
  check('disk 1  (e:)', 'Disk 1 (E:)', true);
  check('/dev/sd', '/dev/sdb', false);
  check('/dev/sdb1', '/dev/sdb', false);
  check('', '/dev/sdb', false);
});

describe('a chosen drive', () => {
  const asks = stick('/dev/sdb', { canWrite: 'asks' });
  const check = (
    name: string,
    [choice, drives, needed]: readonly [ChosenDrive, readonly DriveView[] | null, number | null],
    expected: string | undefined,
  ): void => {
    it(name, () => {
      expect(judgeChosenDrive(choice, drives, needed)).toBe(expected);
    });
  };
  check('is right while it is plugged in', [chosen(sdb), [sdb], 2e9], undefined);
  check('is gone when the list has it no more', [chosen(sdb), [sdc], null], 'drive-gone');
  check('is gone when it was plugged in again', [chosen(sdb), [sdbAgain], null], 'drive-gone');
  check('is not judged while nobody looks', [chosen(sdb), null, 2e9], undefined);
  check('needs to be confirmed when it is unusual', [chosen(asks), [asks], null], 'drive-not-confirmed');
  check('is right once confirmed', [chosen(asks, { isConfirmed: true }), [asks], null], undefined);
  check('is too small by one byte', [chosen(sdb), [sdb], 16e9 + 1], 'drive-too-small');
  check('is large enough to the byte', [chosen(sdb), [sdb], 16e9], undefined);
  check(
    'is refused when it became read-only',
    [chosen(sdb), [stick('/dev/sdb', { canWrite: 'never' })], null],
    'drive-never',
  );
});

describe('a medium on a drive', () => {
  const medium = {
    mediaId: 'M1',
    kind: 'bootable',
    label: 'Contoso',
    siteCode: 'PS1',
    cmg: null,
    created: '2026-11-01T00:00:00Z',
    expires: '2027-11-01T00:00:00Z',
  };
  const check = (name: string, contents: DriveView['contents'], expected: boolean): void => {
    it(name, () => {
      expect(holdsOurs(stick('/dev/sdb', { contents }))).toBe(expected);
    });
  };
  check('of ours can be updated', { kind: 'media', state: 'complete', medium }, true);
  check('that is incomplete cannot', { kind: 'media', state: 'incomplete', medium }, false);
  check('of another program cannot', { kind: 'media', state: 'foreign-media', medium: null }, false);
  check('that is still being read cannot', { kind: 'reading' }, false);
});

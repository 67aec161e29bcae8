import { describe, expect, it } from 'vitest';
import type { DriveView } from '#contract/drives.ts';
import {
  badgesOf,
  busName,
  findingKey,
  findingsOf,
  findingValues,
} from '../../../renderer/ui/drives/drive-words.ts';
import { stick } from './drive-samples.ts';

type Severity = DriveView['findings'][number]['severity'];

describe('the sentence for a finding', () => {
  const check = (code: string, severity: Severity, expected: string | undefined): void => {
    it(`of ${code} (${severity}) is "${expected ?? 'its own message'}"`, () => {
      expect(findingKey({ code, severity, message: 'm' })).toBe(expected);
    });
  };
  check('E_DEVICE_IN_USE', 'warning', 'mounted');
  check('E_DEVICE_IN_USE', 'confirm', 'mountedUnusual');
  check('E_DEVICE_IN_USE', 'never', 'held');
  check('E_DEVICE_FIXED', 'confirm', 'fixed');
  check('E_DEVICE_READ_ONLY', 'never', 'readOnly');
  check('E_DEVICE_OF_TOMORROW', 'confirm', undefined);

  it('is said once, however many partitions are mounted', () => {
    const finding = (message: string) => ({ severity: 'warning' as const, code: 'E_DEVICE_IN_USE', message });
    const view = stick('/dev/sdb', { findings: [finding('sdb1'), finding('sdb2')] });
    expect(findingsOf(view).map(({ message }) => message)).toEqual(['sdb1']);
  });

  it('names all places and counts only partitions with data', () => {
    const volume = { label: null, sizeBytes: 1, usedBytes: null };
    const view = stick('/dev/sdb', {
      volumes: [
        { ...volume, fileSystem: 'vfat', mountpoints: ['/media/a'] },
        { ...volume, fileSystem: null, mountpoints: [] },
        { ...volume, fileSystem: 'ntfs', mountpoints: ['/media/b', '/mnt'] },
      ],
    });
    expect(findingValues(view, 256e9)).toEqual({
      places: ['/media/a', '/media/b', '/mnt'],
      limitBytes: 256e9,
      count: 2,
    });
  });
});

describe('the badges of a drive', () => {
  const now = Date.parse('2026-11-21T00:00:00Z');
  const medium = (expires: string) => ({
    mediaId: 'M1',
    kind: 'bootable',
    label: 'Contoso',
    siteCode: 'PS1',
    cmg: null,
    created: '2025-01-01T00:00:00Z',
    expires,
  });
  const check = (name: string, change: Partial<DriveView>, expected: readonly string[]): void => {
    it(name, () => {
      expect(badgesOf(stick('/dev/sdb', change), now)).toEqual(expected);
    });
  };
  check('say that a stick is removable', {}, ['removable']);
  check('say card instead of removable', { isCard: true }, ['card']);
  check(
    'say that a large disk is not removable',
    { isRemovable: false, findings: [{ severity: 'confirm', code: 'E_DEVICE_LARGE', message: '' }] },
    ['fixed', 'large'],
  );
  check('say loop device and nothing about removing', { isVirtual: true, isRemovable: false }, ['loop']);
  check(
    'say that a medium of ours has expired',
    { contents: { kind: 'media', state: 'complete', medium: medium('2026-11-20T00:00:00Z') } },
    ['removable', 'ours', 'expired'],
  );
  check(
    'do not call a foreign medium ours',
    { contents: { kind: 'media', state: 'foreign-media', medium: null } },
    ['removable'],
  );
  check('say unfinished', { contents: { kind: 'unfinished' } }, ['removable', 'unfinished']);
});

it('names buses as they are printed on drives, and none that is unknown', () => {
  expect(['usb', 'NVMe', 'unknown'].map(busName)).toEqual(['USB', 'NVMe', undefined]);
});

/** Answers of programs that have another form: the error names the place, what was expected and what was found. */
import { expect, test } from 'vitest';
import { isMediaError } from '#base/errors/media-error.ts';
import { parseLsblk } from '#devices/linux/lsblk.ts';
import { parseDiskInfo, parseDiskList } from '#devices/macos/records.ts';
import { parseRecords } from '#devices/windows/records.ts';

function complaintOf(read: () => unknown): { readonly code: string; readonly message: string } | undefined {
  try {
    read();
  } catch (error) {
    if (isMediaError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  return undefined;
}

const plist = (dict: string): string => `<plist version="1.0"><dict>${dict}</dict></plist>`;

test.each([
  [
    'lsblk',
    () => parseLsblk({ blockdevices: [{ name: 'sda', children: [{ name: 7 }] }] }),
    'lsblk printed something unexpected: ✖ Invalid input: expected string, received number\n  → at blockdevices[0].children[0].name',
  ],
  [
    'PowerShell',
    () => parseRecords(JSON.stringify({ disks: [{ Number: -1 }] })),
    'PowerShell’s list of drives has another form: ✖ Too small: expected number to be >=0\n  → at disks[0].Number',
  ],
  [
    'diskutil list',
    () => parseDiskList(plist('<key>AllDisksAndPartitions</key><true/>')),
    'diskutil list has another form: ✖ Invalid input: expected array, received boolean\n  → at AllDisksAndPartitions',
  ],
  [
    'diskutil info',
    () => parseDiskInfo(plist('<key>Internal</key><true/>')),
    'diskutil info has another form: ✖ Invalid input: expected string, received undefined\n  → at DeviceIdentifier',
  ],
])('an answer of %s with another form is refused with what was expected', (_, read, message) => {
  expect(complaintOf(read)).toEqual({ code: 'E_DEVICE_LIST', message });
});

test('an answer wrong in each of a thousand rows gets a message that can be read', () => {
  const blockdevices = Array.from({ length: 1000 }, () => ({ name: 7 }));
  expect(complaintOf(() => parseLsblk({ blockdevices }))?.message.length).toBe(500);
});

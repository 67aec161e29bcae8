/** The Windows adapter on a virtual disk (scripts/ci/with-virtual-drive.ps1); Windows' own storage service judges. */
import { expect } from 'vitest';
import { oracle } from '../support/oracle.ts';
import { platformDriveTest, TEST_PARTITION } from '../support/platform-drive.ts';

platformDriveTest('a virtual disk of Windows is claimed, written, read back and given back', {
  platform: 'win32',
  judge: (device) => {
    const number = /\d+$/.exec(device)?.[0] ?? '';
    const command = `Get-Partition -DiskNumber ${number} | ForEach-Object { "$($_.Offset) $($_.Size)" }; (Get-Disk -Number ${number}).IsOffline`;
    const { stdout } = oracle('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command]);
    expect(stdout.trim().split(/\r?\n/)).toEqual([
      `${TEST_PARTITION.offset} ${TEST_PARTITION.sizeBytes}`,
      'False',
    ]);
  },
});

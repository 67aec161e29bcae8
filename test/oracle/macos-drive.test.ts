/** The macOS adapter on a disk image (scripts/ci/with-disk-image.sh); diskutil and plutil judge. */
import { expect } from 'vitest';
import { oracle } from '../support/oracle.ts';
import { platformDriveTest, TEST_PARTITION } from '../support/platform-drive.ts';

platformDriveTest('a disk image of macOS is claimed, written, read back and given back', {
  platform: 'darwin',
  judge: (device) => {
    const { stdout } = oracle('diskutil', ['list', '-plist', device]);
    const json = oracle('plutil', ['-convert', 'json', '-o', '-', '-'], { input: stdout }).stdout;
    expect(JSON.parse(json)).toMatchObject({
      AllDisksAndPartitions: [{ Partitions: [{ Size: TEST_PARTITION.sizeBytes }] }],
    });
  },
});

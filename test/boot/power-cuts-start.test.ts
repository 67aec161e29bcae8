/**
 * What a disk starts whose task sequence the power ended between the boot files and the client: never that system, which
 * is not whole. With the stick in it goes there (by UEFI in faults.test.ts), without it asks for it.
 */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { RunningLab } from '#lab/server.ts';
import {
  BOOT_LIMIT_MS,
  MACHINE_LIMIT_MS,
  makePathMedium,
  PATH_PROGRAMS,
  startPathLab,
} from '../support/first-path.ts';
import { testWith } from '../support/oracle.ts';
import { bootMachine, type Machine } from '../support/qemu.ts';
import { makeSystemDisk, SYSTEM_DISK_PROGRAMS } from '../support/system-disk.ts';
import { tempFolder } from '../support/temp.ts';

let lab: RunningLab;
let stickPath: string;
let machine: Machine | undefined;

beforeAll(async () => {
  lab = await startPathLab();
  ({ stickPath } = await makePathMedium(lab, { outputs: ['stick'] }));
});
afterEach(async () => {
  await machine?.stop();
  machine = undefined;
});
afterAll(async () => {
  await lab.close();
});

for (const { firmware, style, hasStick } of [
  { firmware: 'uefi-secure-boot', style: 'gpt', hasStick: false },
  { firmware: 'bios', style: 'mbr', hasStick: false },
  { firmware: 'bios', style: 'mbr', hasStick: true },
] as const) {
  testWith(
    [...PATH_PROGRAMS, ...SYSTEM_DISK_PROGRAMS],
    `an unfinished system is not started by ${firmware} ${hasStick ? 'but its stick is' : 'and asks for its stick'}`,
    async () => {
      const diskPath = await makeSystemDisk({
        folder: await tempFolder('unfinished'),
        style,
        isUnfinished: true,
      });
      machine = await bootMachine({
        firmware,
        memoryMiB: 2048,
        timeoutMs: MACHINE_LIMIT_MS,
        // The disk comes first: a firmware that took the stick by itself would show nothing.
        extraArguments: [
          ...['-drive', `if=none,id=disk,format=raw,file=${diskPath}`],
          ...['-device', 'ide-hd,bus=ide.0,drive=disk,bootindex=1'],
          ...(hasStick
            ? [
                ...[
                  '-drive',
                  `if=none,id=medium,format=raw,snapshot=on,file=${stickPath}`,
                  '-device',
                  'qemu-xhci',
                ],
                ...['-device', 'usb-storage,drive=medium,removable=on,bootindex=2'],
              ]
            : []),
        ],
      });
      // The menu of the disk is left to its stick without a word.
      const wanted = hasStick ? /Password:/ : /This system is not complete\. Insert its stick/;
      await machine.expect(wanted, BOOT_LIMIT_MS);
      expect(machine.console()).not.toMatch(/Contoso Lab Workstation 1/);
    },
  );
}

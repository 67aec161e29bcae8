/**
 * The lab's installed system in virtual PCs: applied to a disk by the host's own tools by the table of
 * startable-layout.ts, then started by firmware from that disk, without any medium.
 * With BOOT_SCREENSHOTS=<folder> each test leaves a picture of the screen there, for people to look at.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect } from 'vitest';
import { BOOT_LIMIT_MS, MACHINE_LIMIT_MS, STEP_LIMIT_MS } from '../support/first-path.ts';
import { testWith } from '../support/oracle.ts';
import { keepPicture } from '../support/pictures.ts';
import { bootMachine, MACHINE_PROGRAMS, missingFirmware, type Machine } from '../support/qemu.ts';
import { makeSystemDisk, SYSTEM_DISK_PROGRAMS, systemVolumeOf } from '../support/system-disk.ts';
import { tempFolder } from '../support/temp.ts';

const PROGRAMS = [...MACHINE_PROGRAMS, ...SYSTEM_DISK_PROGRAMS, ...missingFirmware()];
const run = promisify(execFile);

let machine: Machine | undefined;
afterEach(async () => {
  await machine?.stop();
  machine = undefined;
});

async function start(disk: string, firmware: 'uefi-secure-boot' | 'bios'): Promise<Machine> {
  machine = await bootMachine({
    firmware,
    timeoutMs: MACHINE_LIMIT_MS,
    extraArguments: [
      ...['-drive', `if=none,id=disk,format=raw,file=${disk}`],
      ...['-device', 'ide-hd,bus=ide.0,drive=disk,bootindex=1'],
    ],
  });
  return machine;
}

const UNATTEND = `<?xml version="1.0" encoding="utf-8"?>
<unattend xmlns="urn:schemas-microsoft-com:unattend"><settings pass="specialize">
<component name="Microsoft-Windows-Shell-Setup"><ComputerName>CT-LAB-07</ComputerName></component>
</settings></unattend>
`;

for (const { firmware, style } of [
  { firmware: 'uefi-secure-boot', style: 'gpt' },
  { firmware: 'bios', style: 'mbr' },
] as const) {
  testWith(
    PROGRAMS,
    `the applied system starts from a ${style} disk by ${firmware} and stays up`,
    async () => {
      const disk = await makeSystemDisk({
        folder: await tempFolder(`system-${style}`),
        style,
        files: { 'Windows/Panther/unattend/Unattend.xml': UNATTEND },
      });
      const pc = await start(disk, firmware);
      await pc.expect(/Contoso Lab Workstation 1 - not managed/, BOOT_LIMIT_MS);
      await pc.expect(/Computer name: +CT-LAB-07/, STEP_LIMIT_MS);
      await pc.expect(/Version: +10\.0\.26100\.1/, STEP_LIMIT_MS);
      await pc.expect(/can be switched off at any time/, STEP_LIMIT_MS);
      await keepPicture(machine, `system-${firmware}`);
      await pc.qmp('query-status');
      expect(pc.console()).not.toMatch(/panic|not found/i);
    },
  );
}

/** A client that leaves a mark and asks for the end, as the real one does for a restart. */
const MARKING_CLIENT = `
const { writeFileSync, readFileSync } = require('node:fs');
const { spawn } = require('node:child_process');
writeFileSync('/system/ProgramData/mark.txt', 'started by ' + process.argv[1]);
readFileSync('/system/Windows/system.json');
process.stdout.write('the client ran\\r\\n');
spawn('/bin/leave-system', ['poweroff'], { detached: true, stdio: 'ignore' });
setInterval(() => {}, 1000);
`;

testWith(PROGRAMS, 'a client on the disk is started, and its end leaves a clean volume', async () => {
  const folder = await tempFolder('system-client');
  const disk = await makeSystemDisk({
    folder,
    style: 'mbr',
    files: { 'Windows/CCM/client.cjs': MARKING_CLIENT, 'Windows/CCM/setup.json': '{}' },
  });
  const pc = await start(disk, 'bios');
  await pc.event('SHUTDOWN', BOOT_LIMIT_MS);
  await pc.stop();
  const volume = join(folder, 'after.img');
  await systemVolumeOf(disk, volume);
  const { stdout } = await run('ntfscat', ['-f', volume, 'ProgramData/mark.txt']);
  expect(stdout).toBe('started by /system/Windows/CCM/client.cjs');
  // Bit 0 says that it was not taken down properly.
  const { stdout: facts } = await run('ntfsinfo', ['-f', '-m', volume]);
  expect(/Volume Flags: +(0x\d+)/.exec(facts)?.[1]).toBe('0x0000');
});

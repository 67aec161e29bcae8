/** Starting as such, on machines the first-path tests do not have. */
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { RunningLab } from '#lab/server.ts';
import {
  BOOT_LIMIT_MS,
  CMG,
  MACHINE_LIMIT_MS,
  makePathMedium,
  PATH_PROGRAMS,
  startPathLab,
  type PathMedium,
} from '../support/first-path.ts';
import { blobPorts, openGuestNetwork, type GuestNetwork } from '../support/guest-network.ts';
import { testWith } from '../support/oracle.ts';
import { bootMachine, type Machine } from '../support/qemu.ts';

let lab: RunningLab;
let network: GuestNetwork;
let medium: PathMedium;
let machine: Machine | undefined;

beforeAll(async () => {
  lab = await startPathLab();
  network = await openGuestNetwork({
    names: [CMG],
    targetPort: lab.gatewayPort,
    others: blobPorts(lab),
  });
  medium = await makePathMedium(lab, { outputs: ['stick'], partitionStyle: 'mbr', isProtected: false });
});
afterEach(async () => {
  await machine?.stop();
  machine = undefined;
});
afterAll(async () => {
  await network.close();
  await lab.close();
});

testWith(PATH_PROGRAMS, 'a stick with an MBR starts by UEFI; without a network card it says so', async () => {
  const path = medium.stickPath;
  machine = await bootMachine({
    firmware: 'uefi',
    medium: { kind: 'usb', path },
    timeoutMs: MACHINE_LIMIT_MS,
  });
  await machine.expect(/Error E_RT_NO_ADAPTER/, BOOT_LIMIT_MS);
});

testWith(
  PATH_PROGRAMS,
  'a stick with an MBR starts by BIOS on a computer without a serial port and reaches its gateway',
  async () => {
    const path = medium.stickPath;
    machine = await bootMachine({
      firmware: 'bios',
      medium: { kind: 'usb', path },
      network,
      hasSerialPort: false,
      timeoutMs: MACHINE_LIMIT_MS,
    });
    await lab.site.journal.waitFor((entry) => entry.event === 'assignments', BOOT_LIMIT_MS);
  },
);

/** Starting as such, on machines the first-path tests do not have. */
import { afterAll, afterEach, beforeAll } from 'vitest';
import { CMG, startLab, type TestLab } from '../conformance/gateway-support.ts';
import {
  BOOT_LIMIT_MS,
  currentBootImage,
  MACHINE_LIMIT_MS,
  makePathMedium,
  type PathMedium,
} from '../support/first-path.ts';
import { GUEST_NETWORK_PROGRAMS, openGuestNetwork, type GuestNetwork } from '../support/guest-network.ts';
import { testWith } from '../support/oracle.ts';
import { bootMachine, MACHINE_PROGRAMS, type Machine } from '../support/qemu.ts';

let lab: TestLab;
let network: GuestNetwork;
let medium: PathMedium;
let machine: Machine | undefined;

beforeAll(async () => {
  lab = await startLab();
  network = await openGuestNetwork({ names: [CMG], targetPort: lab.server.port });
  medium = await makePathMedium(lab, await currentBootImage(), { forms: ['mbr'], password: undefined });
});
afterEach(async () => {
  await machine?.stop();
  machine = undefined;
});
afterAll(async () => {
  await network.close();
  await lab.close();
});

testWith(
  MACHINE_PROGRAMS,
  'a stick with an MBR starts by UEFI; without a network card it says so',
  async () => {
    const path = medium.paths.get('mbr') ?? '';
    machine = await bootMachine({
      firmware: 'uefi',
      medium: { kind: 'usb', path },
      timeoutMs: MACHINE_LIMIT_MS,
    });
    await machine.expect(/Error E_RT_NO_ADAPTER/, BOOT_LIMIT_MS);
  },
);

testWith(
  [...MACHINE_PROGRAMS, ...GUEST_NETWORK_PROGRAMS],
  'a stick with an MBR starts by BIOS on a computer without a serial port and reaches its gateway',
  async () => {
    const path = medium.paths.get('mbr') ?? '';
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

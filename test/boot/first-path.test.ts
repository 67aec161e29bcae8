/**
 * The whole first path in virtual PCs: firmware, boot loader, password, gateway, policy, task sequence, status, restart.
 * The lab runs here; the guest reaches it by name at port 443 (test/support/guest-network.ts).
 * With BOOT_SCREENSHOTS=<folder> each test leaves pictures of the screen there, for people to look at.
 */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { RunningLab } from '#lab/server.ts';
import { FAILURE_SCREEN } from '../support/deployment-story.ts';
import {
  BOOT_LIMIT_MS,
  CMG,
  enterPassword,
  journalOf,
  MACHINE_LIMIT_MS,
  makePathMedium,
  PATH_PROGRAMS,
  PASSWORD,
  runDiagnostics,
  startPathLab,
  STEP_LIMIT_MS,
  type PathMedium,
} from '../support/first-path.ts';
import { blobPorts, openGuestNetwork, type GuestNetwork } from '../support/guest-network.ts';
import { testWith } from '../support/oracle.ts';
import { keepPicture } from '../support/pictures.ts';
import { bootMachine, type Machine, type MachineOptions } from '../support/qemu.ts';

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
  medium = await makePathMedium(lab, { outputs: ['stick', 'disc'] });
});
afterEach(async () => {
  await machine?.stop();
  machine = undefined;
});
afterAll(async () => {
  await network.close();
  await lab.close();
});

async function start(
  options: Pick<MachineOptions, 'firmware' | 'medium'> & Partial<MachineOptions>,
): Promise<Machine> {
  machine = await bootMachine({ network, timeoutMs: MACHINE_LIMIT_MS, ...options });
  return machine;
}

/** Events of the lab that only a proven signature of the medium brings about, and the status of the whole run. */
function expectWholeRun(before: number): void {
  const entries = lab.site.journal.entries().slice(before);
  expect(entries.some((entry) => entry.event === 'key-information')).toBe(true);
  expect(entries.filter((entry) => entry.event === 'refused')).toEqual([]);
  const own = journalOf(entries, medium.mediaId);
  const signed = own.filter((entry) => ['token-exchanged', 'assignments', 'policy'].includes(entry.event));
  expect(new Set(signed.map((entry) => entry.event))).toEqual(
    new Set(['token-exchanged', 'assignments', 'policy']),
  );
  for (const entry of signed) expect(entry['signature']).toMatch(/sha256/i);
  const status = own.filter((entry) => entry.area === 'status');
  const summary = status.map((entry) => `${String(entry['kind'])} ${String(entry['result'])}`);
  expect(summary[0]).toBe('started running');
  expect(summary).toContain('group skipped');
  expect(summary.filter((line) => line === 'step failed')).toHaveLength(1);
  expect(summary.slice(-2)).toEqual(['restart running', 'finished succeeded']);
}

testWith(
  PATH_PROGRAMS,
  'a stick starts under Secure Boot, refuses a wrong password, and runs a task sequence to its restart',
  async () => {
    const before = lab.site.journal.entries().length;
    const pc = await start({ firmware: 'uefi-secure-boot', medium: { kind: 'usb', path: medium.stickPath } });
    await pc.expect(/Password:/, BOOT_LIMIT_MS);
    await keepPicture(machine, 'password');
    pc.type('Not-This-1\r');
    await pc.expect(/That is not the password of this medium/, STEP_LIMIT_MS);
    expect(lab.site.journal.entries()).toHaveLength(before);
    await pc.expect(/Password:/, STEP_LIMIT_MS);
    await keepPicture(machine, 'wrong-password');
    // The right one on the machine's own keyboard: both ways in work.
    await pc.typeOnKeyboard(PASSWORD);
    await pc.key('ret');
    await pc.expect(/The password is right/, STEP_LIMIT_MS);
    await runDiagnostics(pc, (name) => keepPicture(pc, name));
    const reset = await pc.event('RESET', STEP_LIMIT_MS, FAILURE_SCREEN);
    expect(reset.data).toMatchObject({ guest: true, reason: 'guest-reset' });
    expectWholeRun(before);
    expect(pc.console()).not.toContain(PASSWORD);
  },
);

const STARTS: readonly {
  readonly what: string;
  readonly firmware: MachineOptions['firmware'];
  readonly kind: 'usb' | 'cdrom';
  readonly image: 'stick' | 'disc';
  readonly networkCard: 'virtio-net-pci' | 'e1000' | 'e1000e';
}[] = [
  {
    what: 'a disc starts under Secure Boot',
    firmware: 'uefi-secure-boot',
    kind: 'cdrom',
    image: 'disc',
    networkCard: 'e1000e',
  },
  {
    what: 'the disc image written raw to a stick starts under Secure Boot',
    firmware: 'uefi-secure-boot',
    kind: 'usb',
    image: 'disc',
    networkCard: 'virtio-net-pci',
  },
  { what: 'a stick starts by BIOS', firmware: 'bios', kind: 'usb', image: 'stick', networkCard: 'e1000' },
  {
    what: 'a disc starts by BIOS',
    firmware: 'bios',
    kind: 'cdrom',
    image: 'disc',
    networkCard: 'virtio-net-pci',
  },
];

for (const { what, firmware, kind, image, networkCard } of STARTS) {
  testWith(PATH_PROGRAMS, `${what} and runs a task sequence over the gateway`, async () => {
    const before = lab.site.journal.entries().length;
    const pc = await start({
      firmware,
      medium: { kind, path: image === 'stick' ? medium.stickPath : medium.discPath },
      networkCard,
    });
    const named = async (name: string): Promise<void> => {
      await keepPicture(machine, `${firmware}-${kind}-${image}-${name}`);
    };
    await enterPassword(pc, named);
    await runDiagnostics(pc, named);
    await pc.event('RESET', STEP_LIMIT_MS, FAILURE_SCREEN);
    expectWholeRun(before);
  });
}

testWith(
  PATH_PROGRAMS,
  'a device whose gateway has a certificate from another root refuses to talk',
  async () => {
    const stranger = await startPathLab();
    const elsewhere = await openGuestNetwork({ names: [CMG], targetPort: stranger.gatewayPort });
    try {
      const pc = await start({
        firmware: 'bios',
        medium: { kind: 'usb', path: medium.stickPath },
        network: elsewhere,
      });
      await enterPassword(pc);
      await pc.expect(/Error E_RT_CMG_UNTRUSTED/, STEP_LIMIT_MS);
      await pc.expect(/The server that answered is not the one this stick was made for/, STEP_LIMIT_MS);
      await pc.expect(/What to do:/, STEP_LIMIT_MS);
      await keepPicture(machine, 'untrusted');
      // It was reached, and heard nothing but the beginning of a TLS handshake.
      expect(elsewhere.connectionCount()).toBeGreaterThan(0);
      const heard = stranger.site.journal.entries().filter((entry) => entry.area !== 'lab');
      expect(heard.filter((entry) => entry.event !== 'tls-failed')).toEqual([]);
    } finally {
      await machine?.stop();
      await elsewhere.close();
      await stranger.close();
    }
  },
);

testWith(PATH_PROGRAMS, 'a blocked medium is told so on the screen and gets no policy', async () => {
  const blocked = await makePathMedium(lab, { outputs: ['stick'] });
  expect(await lab.site.store.blockCertificate(blocked.mediaId, true)).toBe(true);
  const before = lab.site.journal.entries().length;
  const pc = await start({ firmware: 'bios', medium: { kind: 'usb', path: blocked.stickPath } });
  await enterPassword(pc);
  await pc.expect(/Error E_RT_MEDIA_BLOCKED/, STEP_LIMIT_MS);
  await pc.expect(/Your organisation has blocked this stick/, STEP_LIMIT_MS);
  await pc.expect(/Ask the help desk for a new one/, STEP_LIMIT_MS);
  await keepPicture(machine, 'blocked');
  const entries = lab.site.journal.entries().slice(before);
  expect(journalOf(entries, blocked.mediaId)).toContainEqual(
    expect.objectContaining({ event: 'refused', reason: 'certificate-blocked' }),
  );
  const served = entries.filter((entry) =>
    ['token-exchanged', 'assignments', 'policy'].includes(entry.event),
  );
  expect(served).toEqual([]);
});

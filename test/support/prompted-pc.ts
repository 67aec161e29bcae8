/**
 * A virtual PC that stands at the password prompt of a stick, with an empty disk, as often as a test wants one: it is
 * started once, then its state is loaded. Every PC has its disk and its firmware's variables for itself, and the firmware
 * alone decides what it starts from later.
 */
import { copyFile, mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BOOT_LIMIT_MS } from './first-path.ts';
import type { GuestNetwork } from './guest-network.ts';
import { loadMachine, saveMachine, WAITS_FOR_STATE } from './machine-state.ts';
import { bootMachine, type Machine, type MachineOptions } from './qemu.ts';

const DISK_BYTES = 12 * 1024 ** 3;
/** A machine that nobody stopped is killed after this. */
const MACHINE_LIMIT_MS = 1_200_000;

/** What stays of a PC when it is off. */
export interface PcParts {
  readonly diskPath: string;
  readonly firmwareVariablesPath: string;
}

export interface PromptedPc {
  /** A new PC at the prompt. `folder` is made and gets its parts; `network`: another one than that of the others. */
  open(
    folder: string,
    network?: GuestNetwork,
  ): Promise<{ readonly machine: Machine; readonly parts: PcParts }>;
  /** Switches a PC on that was off: firmware, boot order, everything. */
  switchOn(parts: PcParts): Promise<Machine>;
}

/** Starts a PC from a stick and keeps its state at the prompt in `folder`. */
export async function preparePromptedPc(options: {
  readonly folder: string;
  readonly stickPath: string;
  readonly network: GuestNetwork;
}): Promise<PromptedPc> {
  const { folder, stickPath, network } = options;
  const state = join(folder, 'state');
  const boot = async (parts: PcParts, extra: Partial<MachineOptions> = {}): Promise<Machine> =>
    await bootMachine({
      firmware: 'uefi-secure-boot',
      medium: { kind: 'usb', path: stickPath },
      ...parts,
      diskBus: 'sata',
      network,
      memoryMiB: 2048,
      timeoutMs: MACHINE_LIMIT_MS,
      ...extra,
    });
  const first = await newParts(join(folder, 'first'));
  const machine = await boot(first);
  try {
    await machine.expect(/Password:/, BOOT_LIMIT_MS);
    await saveMachine(machine, state);
  } finally {
    await machine.stop();
  }
  return {
    async open(own, ownNetwork = network) {
      const parts = await newParts(own);
      await copyFile(first.firmwareVariablesPath, parts.firmwareVariablesPath);
      const opened = await boot(parts, { network: ownNetwork, extraArguments: WAITS_FOR_STATE });
      try {
        await loadMachine(opened, state);
      } catch (error) {
        await opened.stop();
        throw error;
      }
      return { machine: opened, parts };
    },
    switchOn: boot,
  };
}

/** An empty disk, and the place for variables; QEMU's side makes those from the firmware's own when they are missing. */
async function newParts(folder: string): Promise<PcParts> {
  await mkdir(folder, { recursive: true });
  const diskPath = join(folder, 'disk.img');
  await writeFile(diskPath, '');
  await truncate(diskPath, DISK_BYTES);
  return { diskPath, firmwareVariablesPath: join(folder, 'variables.fd') };
}

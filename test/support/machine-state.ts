/**
 * The state of a virtual PC in a file: memory, processors, devices. A machine made of it stands where the other one
 * stood, which takes two seconds instead of a start. What lies on its disks is not in it: the caller copies those files
 * before the machine goes on. NVMe disks cannot be saved.
 */
import type { Machine } from './qemu.ts';

const SAVE_LIMIT_MS = 120_000;

/** Stops the machine for good and writes its state. */
export async function saveMachine(machine: Machine, path: string): Promise<void> {
  await machine.qmp('stop');
  await withEvents(machine);
  await machine.qmp('migrate', { uri: `exec:cat > '${path}'` });
  await completed(machine);
}

/** For bootMachine(): it waits for a state instead of starting. */
export const WAITS_FOR_STATE: readonly string[] = ['-incoming', 'defer'];

/** Lets a machine that was made with WAITS_FOR_STATE go on from a state; its devices must be the same ones. */
export async function loadMachine(machine: Machine, path: string): Promise<void> {
  await withEvents(machine);
  await machine.qmp('migrate-incoming', { uri: `exec:cat '${path}'` });
  await completed(machine);
  await machine.qmp('cont');
}

async function withEvents(machine: Machine): Promise<void> {
  await machine.qmp('migrate-set-capabilities', { capabilities: [{ capability: 'events', state: true }] });
}

async function completed(machine: Machine): Promise<void> {
  for (;;) {
    const { data } = await machine.event('MIGRATION', SAVE_LIMIT_MS);
    if (data?.['status'] === 'completed') return;
    if (data?.['status'] === 'failed')
      throw new Error('QEMU could not save or load the state of the machine');
  }
}

/**
 * The client's logs in Windows/CCM/Logs, in the form CMTrace reads and under the names the product's own logs have, so
 * that whoever knows those finds the way. A log beyond its size is kept once as .lo_.
 * Trap: the client runs for months, so the size is looked at with every entry and not at the start alone.
 */
import { renameSync, rmSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openLog, type DeviceLog } from '../log.ts';

const MAX_BYTES = 1024 * 1024;

/** Component of an entry to the file it goes to; what is not named goes to CcmExec.log. */
const FILES: Readonly<Record<string, string>> = {
  Setup: 'ccmsetup',
  Registration: 'ClientIDManagerStartup',
  Network: 'ClientLocation',
  Policy: 'PolicyAgent',
  Inventory: 'InventoryAgent',
  Status: 'StatusAgent',
  Content: 'ContentTransferManager',
  Install: 'AppEnforce',
  Center: 'SCClient',
  Engine: 'smsts',
  Failure: 'smsts',
};
const OTHERS = 'CcmExec';

/** One log for the program, spread over files by component. */
export async function openClientLogs(
  folder: string,
  now: () => Date,
  mask: (text: string) => string,
): Promise<DeviceLog> {
  await mkdir(folder, { recursive: true });
  const logs = new Map<string, DeviceLog>();
  return {
    path: join(folder, 'smsts.log'),
    write(component, message, severity) {
      const name = FILES[component] ?? OTHERS;
      const path = join(folder, `${name}.log`);
      const log = logs.get(name) ?? openLog(path, now);
      logs.set(name, log);
      roll(path);
      log.write(component, mask(message), severity);
    },
  };
}

function roll(path: string): void {
  try {
    if (statSync(path).size <= MAX_BYTES) return;
    const old = path.replace(/\.log$/, '.lo_');
    rmSync(old, { force: true });
    renameSync(path, old);
  } catch {
    // There is no log yet, or it stays long: neither may keep the client from its work.
  }
}

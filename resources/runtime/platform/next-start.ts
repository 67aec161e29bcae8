/**
 * Tells UEFI firmware by BootNext (efibootmgr) what to start after a restart: the installed system by its entry, or the
 * boot image by the entry that started it this time.
 * Trap: a wish only. BIOS has none, some firmware forgets it; then the order of the firmware decides, and whatever is
 * started finds the state on the disk and says where the task sequence goes on.
 */
import type { DisksPort } from '../engine/disk-port.ts';
import type { StepEnvironment } from '../engine/state.ts';
import { bootEntry } from '../engine/steps/startable-layout.ts';

/** What efibootmgr prints: "BootCurrent: 0003", "Boot0003* label<tab>HD(…)". */
export interface BootEntries {
  readonly current: string | undefined;
  readonly byLabel: ReadonlyMap<string, string>;
}

export function parseBootEntries(output: string): BootEntries {
  const byLabel = new Map<string, string>();
  for (const [, number, label] of output.matchAll(/^Boot([0-9A-F]{4})\*? ([^\t\r\n]+)/gm))
    if (number !== undefined && label !== undefined) byLabel.set(label.trim(), number);
  return { current: /^BootCurrent: ([0-9A-F]{4})/m.exec(output)?.[1], byLabel };
}

export async function nextStart(environment: StepEnvironment, runTool: DisksPort['runTool']): Promise<void> {
  const listed = await runTool('efibootmgr', []);
  if (listed.exitCode !== 0) return;
  const { current, byLabel } = parseBootEntries(listed.output);
  const entry = environment === 'boot-image' ? current : byLabel.get(bootEntry.label);
  if (entry !== undefined) await runTool('efibootmgr', ['--bootnext', entry]);
}

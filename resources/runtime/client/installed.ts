/** The list of what this client installed: kept for the inventory and for what is there already. */
import { readKept, writeKept, type Files } from './files.ts';

export interface InstalledSoftware {
  /** Package or application id. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly kind: 'application' | 'package';
  /** ISO 8601: when it was installed, or first found to be here. */
  readonly time: string;
}

export async function readInstalled(files: Files, path: string): Promise<readonly InstalledSoftware[]> {
  const text = await readKept(files, path);
  // Sound: the sum in the file proves that `addInstalled` wrote it.
  return text === undefined ? [] : (JSON.parse(text) as readonly InstalledSoftware[]);
}

/** Adds an entry, or replaces the one with the same id. */
export async function addInstalled(files: Files, path: string, added: InstalledSoftware): Promise<void> {
  const others = (await readInstalled(files, path)).filter((one) => one.id !== added.id);
  await writeKept(files, path, JSON.stringify([...others, added]));
}

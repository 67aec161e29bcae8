/**
 * Where a run keeps its state: in memory until the run itself has prepared a disk or must restart, then in
 * `_SMSTaskSequence` on a volume of the target. Beside it lies the log.
 * Rule (ours): a disk that the task sequence has not touched is not written for the sake of the state, so that a sequence
 * that only looks leaves the computer as it was.
 * Trap: volumes come and go under a run (Format and Partition Disk), so the volume is looked for at every save.
 */
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMediaError } from '#base/errors/media-error.ts';
import type { DisksPort, TargetVolume } from '../engine/disk-port.ts';
import type { VariableStore } from '../engine/variables.ts';
import { openStateFile, STATE_FOLDER, type SavedRun, type StateFile } from './state-file.ts';

export interface RunKeeperOptions {
  readonly disks: DisksPort;
  /** SMBIOS UUID of the computer. */
  readonly machineKey: string;
  /** The log in memory, which is copied to the volume with every save. */
  readonly logPath: string;
  readonly log: (text: string, severity?: 'info' | 'warning' | 'error') => void;
}

export interface FoundRun {
  readonly run: SavedRun;
  readonly volume: TargetVolume;
}

export class RunKeeper {
  readonly #options: RunKeeperOptions;
  readonly #files = new Map<string, StateFile>();
  #isDiskPrepared = false;
  #keptLogBytes = 0;

  constructor(options: RunKeeperOptions) {
    this.#options = options;
  }

  /** The run changed a disk itself: from now on its state is kept there. */
  markPrepared(): void {
    this.#isDiskPrepared = true;
  }

  /**
   * The newest run that waits on a disk, undefined when none does.
   * @throws MediaError E_TS_STATE_DAMAGED when there is one that cannot be read, and no other.
   */
  async find(): Promise<FoundRun | undefined> {
    const found: FoundRun[] = [];
    let damage: Error | undefined;
    for (const volume of await this.#dataVolumes()) {
      try {
        const run = await (await this.#fileOn(volume)).load();
        if (run !== undefined) found.push({ run, volume });
      } catch (error) {
        if (isMediaError(error) && error.code === 'E_TS_STATE_DAMAGED') damage = error;
        // A volume that cannot be mounted (a foreign or damaged one) holds no run of ours.
        else this.#log(`Volume ${nameOf(volume)} cannot be looked into: ${words(error)}`, 'warning');
      }
    }
    found.sort((a, b) => (a.run.engine.startedAt < b.run.engine.startedAt ? 1 : -1));
    const [newest] = found;
    if (newest === undefined && damage !== undefined) throw damage;
    if (newest !== undefined) this.#isDiskPrepared = true;
    return newest;
  }

  /**
   * Keeps the state, if there is a place for it.
   * @returns false when it is in memory only
   * @throws MediaError E_TS_STATE when a restart is asked for and there is no place, or the place cannot be written.
   */
  async save(run: SavedRun, variables: VariableStore): Promise<boolean> {
    const mustKeep = run.engine.position.kind === 'restarting';
    if (!this.#isDiskPrepared && !mustKeep) return false;
    const volume = await this.#chooseVolume(variables);
    if (volume === undefined) return false;
    const file = await this.#fileOn(volume);
    await file.save(run);
    if (volume.letter !== undefined)
      variables.setInternal('_SMSTSMDataPath', `${volume.letter}:\\${STATE_FOLDER}`);
    await this.#keepLog(file.folder);
    return true;
  }

  /** Takes the state away from every volume; the logs stay. */
  async clear(): Promise<void> {
    for (const volume of await this.#dataVolumes()) {
      try {
        await (await this.#fileOn(volume)).clear();
      } catch (error) {
        this.#log(`The state on ${nameOf(volume)} cannot be removed: ${words(error)}`, 'warning');
      }
    }
  }

  /** Folder for content and drivers on the target, undefined while there is none. */
  async workFolder(variables: VariableStore): Promise<string | undefined> {
    if (!this.#isDiskPrepared) return undefined;
    const volume = await this.#chooseVolume(variables);
    return volume === undefined ? undefined : (await this.#fileOn(volume)).folder;
  }

  async #dataVolumes(): Promise<readonly TargetVolume[]> {
    const volumes = await this.#options.disks.volumes();
    return volumes.filter((one) => one.kind === 'data' && one.fileSystem !== 'none');
  }

  /** The volume the sequence names, the one that holds the state already, or the largest. */
  async #chooseVolume(variables: VariableStore): Promise<TargetVolume | undefined> {
    const volumes = await this.#dataVolumes();
    const letterOf = (name: string): string | undefined => variables.get(name)?.slice(0, 1).toUpperCase();
    const byLetter = (letter: string | undefined): TargetVolume | undefined =>
      letter === undefined ? undefined : volumes.find((one) => one.letter?.toUpperCase() === letter);
    const largest = [...volumes].sort((a, b) => b.sizeBytes - a.sizeBytes)[0];
    return (
      byLetter(letterOf('SMSTSLocalDataDrive')) ??
      byLetter(letterOf('_SMSTSMDataPath')) ??
      byLetter(letterOf('OSDTargetSystemDrive')) ??
      largest
    );
  }

  async #fileOn(volume: TargetVolume): Promise<StateFile> {
    const folder = join(await this.#options.disks.mount(volume), STATE_FOLDER);
    const known = this.#files.get(folder);
    if (known !== undefined) return known;
    const file = openStateFile(folder, this.#options.machineKey);
    this.#files.set(folder, file);
    return file;
  }

  /** Adds what is new of the log; a log that cannot be written never fails a run. */
  async #keepLog(folder: string): Promise<void> {
    const target = join(folder, 'Logs', 'smsts.log');
    try {
      await mkdir(join(folder, 'Logs'), { recursive: true });
      const there = await stat(target).then(
        (found) => found.size,
        () => 0,
      );
      const text = await readFile(this.#options.logPath);
      // No file, or an empty one: on a volume made anew. One of an earlier start is gone on with.
      const from = there === 0 ? 0 : Math.min(this.#keptLogBytes, text.length);
      const handle = await open(target, 'a');
      try {
        await handle.write(text.subarray(from));
      } finally {
        await handle.close();
      }
      this.#keptLogBytes = text.length;
    } catch (error) {
      this.#log(`The log cannot be kept in ${folder}: ${words(error)}`, 'warning');
    }
  }

  #log(text: string, severity: 'info' | 'warning' | 'error' = 'info'): void {
    this.#options.log(text, severity);
  }
}

function nameOf(volume: TargetVolume): string {
  return volume.letter === undefined ? volume.device : `${volume.letter}: (${volume.device})`;
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Where a run keeps its state: in memory until the run itself has prepared a disk or must restart, then in
 * `_SMSTaskSequence` on a volume of the target. Beside it lies the log.
 * Rule (ours): a disk that the task sequence has not touched is not written for the sake of the state, so that a sequence
 * that only looks leaves the computer as it was.
 * Traps: volumes come and go under a run (Format and Partition Disk), so the volume is looked for at every save; and the
 * client of the installed system looks on its own volume only, so the state moves there once that is known.
 */
import { cp, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMediaError } from '#base/errors/media-error.ts';
import type { DisksPort, TargetVolume } from '../engine/disk-port.ts';
import type { VariableStore } from '../engine/variables.ts';
import { KeptLog } from './kept-log.ts';
import type { RunVolumes } from './staged-start.ts';
import { openStateFile, STATE_FOLDER, type SavedRun, type StateFile } from './state-file.ts';

/** Variables that name the drive of the state, and that of content: the best one first. */
const STATE_DRIVES = ['OSDTargetSystemDrive', 'SMSTSLocalDataDrive'] as const;
const WORK_DRIVES = ['SMSTSLocalDataDrive', 'OSDTargetSystemDrive'] as const;

/** Below the folder of the state, as run-powershell.ts names it. */
const SCRIPTS_FOLDER = 'PowerShell';

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

export class RunKeeper implements RunVolumes {
  readonly #options: RunKeeperOptions;
  readonly #files = new Map<string, StateFile>();
  /** Numbers of the disks that this run changed. */
  readonly #prepared = new Set<number>();
  /** Device of the volume that holds the newest state, and the number of that state. */
  #last: { readonly device: string; readonly generation: number } | undefined;
  readonly #keptLog: KeptLog;
  /** Device of each volume that content was put onto in this start, and the folder of it there. */
  readonly #content = new Map<string, string>();

  constructor(options: RunKeeperOptions) {
    this.#options = options;
    this.#keptLog = new KeptLog(options.logPath);
  }

  /** The run changed a disk itself: from now on its state is kept there. `disk`: as Disk.index counts. */
  markPrepared(disk: number): void {
    this.#prepared.add(disk);
  }

  isOwn(volume: TargetVolume): boolean {
    return this.#prepared.has(volume.diskIndex);
  }

  passOver(volume: TargetVolume, error: unknown): void {
    this.#log(`Volume ${nameOf(volume)} cannot be looked into: ${words(error)}`, 'warning');
  }

  /**
   * The newest run that waits on a disk, undefined when none does. Of one that a power cut stopped while it moved to
   * another volume, the newer state is taken and the older one removed.
   * @throws MediaError E_TS_STATE_DAMAGED when there is one that cannot be read, and no other.
   */
  async find(): Promise<FoundRun | undefined> {
    const found: (FoundRun & { readonly generation: number })[] = [];
    let damage: Error | undefined;
    for (const volume of await this.#dataVolumes()) {
      try {
        const file = await this.#fileOn(volume);
        const run = await file.load();
        if (run !== undefined) found.push({ run, volume, generation: file.generation });
      } catch (error) {
        if (isMediaError(error) && error.code === 'E_TS_STATE_DAMAGED') damage = error;
        // A volume that cannot be mounted (a foreign or damaged one) holds no run of ours.
        else this.passOver(volume, error);
      }
    }
    found.sort((a, b) => {
      const [timeA, timeB] = [a.run.engine.startedAt, b.run.engine.startedAt];
      if (timeA !== timeB) return timeA < timeB ? 1 : -1;
      return b.generation - a.generation;
    });
    const [newest, ...others] = found;
    if (newest === undefined && damage !== undefined) throw damage;
    if (newest === undefined) return undefined;
    const { run, volume, generation } = newest;
    this.#prepared.add(volume.diskIndex);
    this.#last = { device: volume.device, generation };
    const { folder } = await this.#fileOn(volume);
    for (const other of others)
      if (other.run.engine.runId === run.engine.runId) await this.#leave(other.volume, folder);
    return { run, volume };
  }

  /**
   * Keeps the state, if there is a place for it.
   * @returns false when it is in memory only
   * @throws MediaError E_TS_STATE when a restart is asked for and there is no place, or the place cannot be written.
   */
  async save(run: SavedRun, variables: VariableStore): Promise<boolean> {
    const mustKeep = run.engine.position.kind === 'restarting';
    if (this.#prepared.size === 0 && !mustKeep) return false;
    const volume = await this.#chooseVolume(variables, STATE_DRIVES, mustKeep);
    if (volume === undefined) return false;
    const file = await this.#fileOn(volume);
    const from = await this.#placeBefore(volume);
    if (from !== undefined) await this.#carryScripts(from, file.folder);
    await file.save(run, this.#last?.generation);
    this.#last = { device: volume.device, generation: file.generation };
    if (from !== undefined) {
      this.#log(`The state has moved from ${nameOf(from)} to ${nameOf(volume)}`);
      // Behind the new one: there is no moment without a state.
      await this.#leave(from, file.folder);
    }
    const { letter } = (await this.#chooseVolume(variables, WORK_DRIVES)) ?? volume;
    if (letter !== undefined) variables.setInternal('_SMSTSMDataPath', `${letter}:\\${STATE_FOLDER}`);
    await this.#mountContent();
    await this.#keepLog(file.folder);
    return true;
  }

  /** Takes the state away from every volume; the logs stay. */
  async clear(): Promise<void> {
    for (const volume of await this.#dataVolumes()) await this.#clearOn(volume);
    this.#last = undefined;
  }

  /** Folder for content and drivers on the target, undefined while there is none. */
  async workFolder(variables: VariableStore): Promise<string | undefined> {
    if (this.#prepared.size === 0) return undefined;
    const volume = await this.#chooseVolume(variables, WORK_DRIVES);
    if (volume === undefined) return undefined;
    const { folder } = await this.#fileOn(volume);
    this.#content.set(volume.device, folder);
    return folder;
  }

  /** Every folder that `workFolder` gave in this start: content stays where it was put when the place for it changes. */
  workFolders(): readonly string[] {
    return [...this.#content.values()];
  }

  async #dataVolumes(): Promise<readonly TargetVolume[]> {
    const volumes = await this.#options.disks.volumes();
    return volumes.filter((one) => one.kind === 'data' && one.fileSystem !== 'none');
  }

  /**
   * The volume that one of these variables names, the one that was taken before, or the largest. The last two are of disks
   * that the run prepared; a restart that was asked for takes any that can be written when there are none.
   */
  async #chooseVolume(
    variables: VariableStore,
    drives: readonly string[],
    mustKeep = false,
  ): Promise<TargetVolume | undefined> {
    const volumes = await this.#dataVolumes();
    const prepared = volumes.filter((one) => this.#prepared.has(one.diskIndex));
    const own = prepared.length === 0 && mustKeep ? volumes : prepared;
    const volumeOf = (name: string, among: readonly TargetVolume[]): TargetVolume | undefined => {
      const letter = variables.get(name)?.slice(0, 1).toUpperCase();
      return letter === undefined ? undefined : among.find((one) => one.letter?.toUpperCase() === letter);
    };
    for (const name of drives) {
      const volume = volumeOf(name, volumes);
      if (volume !== undefined) return volume;
    }
    const before = volumeOf('_SMSTSMDataPath', own);
    if (before !== undefined) return before;
    const bySize = [...own].sort((a, b) => b.sizeBytes - a.sizeBytes);
    return prepared.length > 0 ? bySize[0] : await this.#firstWritable(bySize);
  }

  async #firstWritable(volumes: readonly TargetVolume[]): Promise<TargetVolume | undefined> {
    for (const volume of volumes) {
      try {
        // A volume that another system left in use can often be mounted, but not written.
        await mkdir((await this.#fileOn(volume)).folder, { recursive: true });
        return volume;
      } catch (error) {
        this.passOver(volume, error);
      }
    }
    return undefined;
  }

  /** Where the newest state lies when that is another volume, and still there. */
  async #placeBefore(volume: TargetVolume): Promise<TargetVolume | undefined> {
    const device = this.#last?.device;
    if (device === volume.device) return undefined;
    return (await this.#dataVolumes()).find((one) => one.device === device);
  }

  /** Scripts that were recorded for the installed system are looked for beside the state (run-powershell.ts). */
  async #carryScripts(from: TargetVolume, folder: string): Promise<void> {
    try {
      const source = join((await this.#fileOn(from)).folder, SCRIPTS_FOLDER);
      if ((await stat(source).catch(() => undefined)) === undefined) return;
      await cp(source, join(folder, SCRIPTS_FOLDER), { recursive: true });
    } catch (error) {
      // A script that is not there fails its step by name.
      this.#log(`Scripts on ${nameOf(from)} cannot be taken along: ${words(error)}`, 'warning');
    }
  }

  /** What is left on a volume when a newer state lies in `folder`. */
  async #leave(from: TargetVolume, folder: string): Promise<void> {
    try {
      await this.#keptLog.carry((await this.#fileOn(from)).folder, folder);
    } catch (error) {
      this.#log(`The log on ${nameOf(from)} cannot be taken along: ${words(error)}`, 'warning');
    }
    await this.#clearOn(from);
  }

  /** Apply Operating System Image leaves everything unmounted; paths of content that steps were told must stay good. */
  async #mountContent(): Promise<void> {
    if (this.#content.size === 0) return;
    for (const volume of await this.#dataVolumes()) {
      if (!this.#content.has(volume.device)) continue;
      await this.#fileOn(volume).catch((error: unknown) => {
        this.passOver(volume, error);
      });
    }
  }

  /** What cannot be removed is only logged: whoever asks has something better to go on with. */
  async #clearOn(volume: TargetVolume): Promise<void> {
    try {
      await (await this.#fileOn(volume)).clear();
    } catch (error) {
      this.#log(`The state on ${nameOf(volume)} cannot be removed: ${words(error)}`, 'warning');
    }
  }

  async #fileOn(volume: TargetVolume): Promise<StateFile> {
    const folder = join(await this.#options.disks.mount(volume), STATE_FOLDER);
    const known = this.#files.get(folder);
    if (known !== undefined) return known;
    const file = openStateFile(folder, this.#options.machineKey);
    this.#files.set(folder, file);
    return file;
  }

  /** A log that cannot be written never fails a run. */
  async #keepLog(folder: string): Promise<void> {
    await this.#keptLog.keep(folder).catch((error: unknown) => {
      this.#log(`The log cannot be kept in ${folder}: ${words(error)}`, 'warning');
    });
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

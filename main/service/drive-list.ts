/**
 * The drives event: one watcher for all windows, on while at least one of them listens. The list is published at once;
 * what lies on each drive is looked at beside it, so a broken stick that keeps a read waiting delays nothing but itself.
 * Traps: a drive is not looked into while a job writes it, and what was seen before is forgotten then; drives of the
 * running system are counted, never listed.
 */
import { toErrorData, type ErrorData } from '#base/errors/media-error.ts';
import type { EventPayload } from '#contract/contract.ts';
import type { DriveView } from '#contract/drives.ts';
import { identityOf, type Drive } from '#devices/drive.ts';
import { judgeDrive, type DriveFinding } from '#devices/guard.ts';
import { watchDrives } from '#devices/watch.ts';
import { lookAt, verdictOf, type DriveContents } from './describe-drives.ts';
import type { EventHub } from './event-hub.ts';
import { contentsView } from './medium-views.ts';
import type { Machine } from './machine.ts';
import type { Settings, SettingsStore } from './settings.ts';
import { guardOptionsOf } from './write-targets.ts';

export interface DriveList {
  /** Begins or ends the watching for one window; it also ends when the window's signal aborts. */
  watch(isOn: boolean, window: AbortSignal): void;
  /** A job has the drive; it is not looked into until `release`, which reads it again. */
  hold(device: string): void;
  release(device: string): void;
  close(): Promise<void>;
}

export interface DriveListPorts {
  readonly machine: Machine;
  readonly settings: Pick<SettingsStore, 'read'>;
  readonly events: EventHub;
  /** Cause and remedy in the user's language. */
  readonly localise: (error: ErrorData) => ErrorData;
}

type DriveSettings = Pick<Settings, 'showLoopDrives' | 'largeDriveGb'>;
type Contents = DriveView['contents'];

export function createDriveList(ports: DriveListPorts): DriveList {
  const windows = new Set<AbortSignal>();
  const held = new Map<string, number>();
  let watcher: Watcher | undefined;
  let ending: Promise<void> = Promise.resolve();
  const adjust = (): void => {
    if (windows.size > 0 && watcher === undefined) watcher = new Watcher(ports, held);
    if (windows.size > 0 || watcher === undefined) return;
    const former = watcher;
    watcher = undefined;
    ending = Promise.all([ending, former.stop()]).then(() => undefined);
  };
  const leave = (window: AbortSignal): void => {
    windows.delete(window);
    adjust();
  };
  return {
    watch(isOn, window) {
      if (!isOn || window.aborted) {
        leave(window);
        return;
      }
      if (windows.has(window)) return;
      windows.add(window);
      window.addEventListener(
        'abort',
        () => {
          leave(window);
        },
        { once: true },
      );
      adjust();
    },
    hold(device) {
      held.set(device, (held.get(device) ?? 0) + 1);
      watcher?.forget(device);
    },
    release(device) {
      const left = (held.get(device) ?? 0) - 1;
      if (left > 0) held.set(device, left);
      else held.delete(device);
      watcher?.forget(device);
    },
    async close() {
      windows.clear();
      adjust();
      await ending;
    },
  };
}

class Watcher {
  readonly #ports: DriveListPorts;
  readonly #held: ReadonlyMap<string, number>;
  readonly #abort = new AbortController();
  readonly #done: Promise<void>;
  /** By `keyOf`; a look that is under way is the very object that stands for it. */
  readonly #contents = new Map<string, Contents>();
  #settings: DriveSettings | undefined;
  #drives: readonly Drive[] | undefined;
  #error: ErrorData | null = null;

  constructor(ports: DriveListPorts, held: ReadonlyMap<string, number>) {
    this.#ports = ports;
    this.#held = held;
    this.#publish();
    this.#done = this.#watch();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    this.#ports.events.publish('drives', { state: 'off', drives: [], error: null, hiddenSystemDrives: 0 });
    await this.#done;
  }

  /** Reads the drive again, unless a job has it. */
  forget(device: string): void {
    for (const drive of this.#drives ?? []) {
      if (drive.device === device) this.#contents.delete(keyOf(drive));
    }
    this.#show();
  }

  async #watch(): Promise<void> {
    const { machine, settings, events } = this.#ports;
    const { signal } = this.#abort;
    let stopListening = (): void => undefined;
    try {
      this.#settings = await settings.read();
      stopListening = events.listen(({ name, payload }) => {
        if (name !== 'settings') return;
        // Sound: the hub has validated the payload of this event.
        this.#settings = payload as EventPayload<'settings'>;
        this.#show();
      });
      await watchDrives(
        {
          list: async (listSignal) => {
            const drives = await machine.list(listSignal);
            // The same list as before the failure is no news for the watcher.
            if (this.#error !== null) this.#recover(drives);
            return drives;
          },
          hints: (onHint) => machine.hints(onHint),
        },
        {
          signal,
          onChange: ({ drives }) => {
            this.#recover(drives);
          },
          onError: (error) => {
            this.#fail(error);
          },
        },
      );
    } catch (error) {
      this.#fail(error);
    } finally {
      stopListening();
    }
  }

  #recover(drives: readonly Drive[]): void {
    this.#drives = drives;
    this.#error = null;
    this.#show();
  }

  #fail(error: unknown): void {
    this.#error = this.#ports.localise(toErrorData(error));
    this.#publish();
  }

  /** Publishes the list and begins to look at drives that have not been looked at. */
  #show(): void {
    if (this.#abort.signal.aborted) return;
    const drives = this.#listed();
    const keys = new Set(drives.map(keyOf));
    for (const key of [...this.#contents.keys()]) if (!keys.has(key)) this.#contents.delete(key);
    for (const drive of drives) this.#look(drive);
    this.#publish();
  }

  #look(drive: Drive): void {
    const key = keyOf(drive);
    if (this.#contents.has(key) || this.#held.has(drive.device)) return;
    const reading: Contents = { kind: 'reading' };
    this.#contents.set(key, reading);
    void lookAt(drive, this.#ports.machine).then((contents) => {
      // Meanwhile it may have been pulled out, or a job may have begun to write it.
      if (this.#contents.get(key) !== reading) return;
      this.#contents.set(key, this.#contentsView(contents));
      this.#publish();
    });
  }

  #contentsView(contents: DriveContents): Contents {
    if (contents.kind !== 'unknown' || contents.error === null) return contentsView(contents);
    return { kind: 'unknown', error: this.#ports.localise(contents.error) };
  }

  #listed(): readonly Drive[] {
    const { showLoopDrives = false } = this.#settings ?? {};
    return (this.#drives ?? []).filter(
      (drive) => !this.#isSystem(drive) && (showLoopDrives || (drive.kind !== 'loop' && !drive.isVirtual)),
    );
  }

  #isSystem(drive: Drive): boolean {
    return this.#judge(drive).some(({ code }) => code === 'E_DEVICE_SYSTEM');
  }

  #judge(drive: Drive): readonly DriveFinding[] {
    return this.#settings === undefined ? [] : judgeDrive(drive, guardOptionsOf(this.#settings));
  }

  #publish(): void {
    if (this.#abort.signal.aborted) return;
    const drives = this.#drives;
    const state = this.#error !== null ? 'error' : drives === undefined ? 'loading' : 'ready';
    this.#ports.events.publish('drives', {
      state,
      drives: this.#listed().map((drive) => this.#view(drive)),
      error: this.#error,
      hiddenSystemDrives: (drives ?? []).filter((drive) => this.#isSystem(drive)).length,
    });
  }

  #view(drive: Drive): DriveView {
    const findings = this.#judge(drive);
    const { displayName, description, busType, isRemovable, isReadOnly, isCard, isVirtual } = drive;
    return {
      identity: identityOf(drive),
      ...{ displayName, description, busType, isRemovable, isReadOnly, isCard, isVirtual },
      sizeBytes: drive.size,
      sectorBytes: drive.logicalBlockSize,
      volumes: drive.volumes.map(({ fileSystem, label, size, usedBytes, mountpoints }) => ({
        ...{ fileSystem, label, usedBytes },
        sizeBytes: size,
        mountpoints: [...mountpoints],
      })),
      contents: this.#contents.get(keyOf(drive)) ?? { kind: 'reading' },
      canWrite: verdictOf(findings),
      findings: [...findings],
    };
  }
}

/** The very drive with what the system recognises on it: another program's formatting is seen, too. */
function keyOf(drive: Drive): string {
  const volumes = drive.volumes.map(({ device, fileSystem, label, size }) => [
    device,
    fileSystem,
    label,
    size,
  ]);
  return JSON.stringify([identityOf(drive), drive.partitionTableType, volumes]);
}

/**
 * Drives on Windows behind the port. Never run on Windows where it was made; docs/drives-windows.md says what is known from
 * documentation, what from others' reports, and what is assumed.
 */
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MediaError } from '#base/errors/media-error.ts';
import { deviceError, systemCode } from '../device-errors.ts';
import type { Drive } from '../drive.ts';
import type { PlatformDrives } from '../platform-drives.ts';
import { exclusiveDevice, readingDevice } from '../sector-device.ts';
import { claimDrive, openPatiently, type WindowsHands } from './claim.ts';
import { DENIAL_SCRIPT, explainDenial, NO_DENIAL_FACTS, parseDenialFacts } from './denial.ts';
import { EXCLUSIVE_FLAGS, LOCK_FLAGS, physicalDrive } from './device-paths.ts';
import { LIST_SCRIPT } from './list-script.ts';
import { powershellValue, runPowershell } from './powershell.ts';
import { parseRecords } from './records.ts';
import { toDrives } from './to-drives.ts';
import { letterPath } from './volumes.ts';

/** Drives of this Windows computer. */
export function windowsDrives(): PlatformDrives {
  return {
    list,
    resolve: async (path) => {
      const known = physicalDrive(path);
      if (known !== undefined) return known;
      const letter = letterPath(path);
      return letter === null ? path : await byLetter(letter).catch(() => path);
    },
    // What an update compares survives the claim, so there is no other way for it.
    claim: (drive, { signal }) => claimDrive(drive, thisWindows, signal),
    openExclusively: async (drive) => {
      const hands: WindowsHands = { ...thisWindows, openAlone: (path) => open(path, EXCLUSIVE_FLAGS) };
      const handle = (await openPatiently(drive.device, drive, { hands }).catch((error: unknown) => {
        throw deviceError(error, drive.device);
        // Sound: openPatiently gives what openAlone gave.
      })) as FileHandle;
      return exclusiveDevice({
        ...sectorsOf(drive),
        handle,
        explain: (error) => explain(error, drive.device),
      });
    },
    openForReading: async (device) => {
      const drive = (await list()).find((one) => one.device === device);
      if (drive === undefined) throw new MediaError('E_DEVICE_MISSING', `there is no drive ${device}`);
      try {
        const handle = await open(device, 'r');
        return readingDevice({ ...sectorsOf(drive), handle, explain: (error) => explain(error, device) });
      } catch (error) {
        throw await explain(error, device);
      }
    },
  };
}

async function list(signal?: AbortSignal): Promise<readonly Drive[]> {
  const records = await runPowershell(LIST_SCRIPT, { signal }).then(parseRecords, (cause: unknown) => {
    throw new MediaError('E_DEVICE_LIST', cause instanceof Error ? cause.message : String(cause), { cause });
  });
  return toDrives(records, await programPaths());
}

/** Where this program's own files are. */
async function programPaths(): Promise<readonly string[]> {
  const paths = [process.execPath, fileURLToPath(import.meta.url)];
  return await Promise.all(paths.map((path) => realpath(path).catch(() => path)));
}

/** A letter means the drive when it is all there is on the drive; else it is a part of it, which the caller refuses. */
async function byLetter(letter: string): Promise<string> {
  const drives = await list();
  const drive = drives.find(({ mountpoints }) => mountpoints.some(({ path }) => path === letter));
  const volume = drive?.volumes.find(({ mountpoints }) => mountpoints.includes(letter));
  if (drive === undefined || volume === undefined) return letter;
  return drive.volumes.length === 1 ? drive.device : volume.device;
}

function sectorsOf(drive: Drive): { name: string; sizeBytes: number; sectorBytes: number } {
  return { name: drive.device, sizeBytes: drive.size, sectorBytes: drive.logicalBlockSize };
}

async function explain(error: unknown, device: string): Promise<MediaError> {
  const code = systemCode(error);
  if (code !== 'EPERM' && code !== 'EACCES') return deviceError(error, device);
  return explainDenial(`${device}: ${String(error)}`, await thisWindows.denialFacts(), error);
}

const thisWindows: WindowsHands = {
  runScript: runPowershell,
  openAlone: (path) => open(path, LOCK_FLAGS),
  wait: async (milliseconds, signal) => {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  },
  holders: async (volumes) =>
    await runPowershell(String.raw`
$folders = ${powershellValue({ volumes })}.volumes
$names = @(Get-CimInstance Win32_Process | Where-Object {
  $path = $_.ExecutablePath
  $path -and @($folders | Where-Object { $path.StartsWith($_, 'OrdinalIgnoreCase') }).Count -gt 0
} | ForEach-Object { $_.Name + ' (' + $_.ProcessId + ')' }) -join ', '
[Console]::Out.Write([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes(' ' + $names)))
`).then((names) => names.trim()),
  denialFacts: async () =>
    await runPowershell(DENIAL_SCRIPT)
      .then(parseDenialFacts)
      .catch(() => NO_DENIAL_FACTS),
};

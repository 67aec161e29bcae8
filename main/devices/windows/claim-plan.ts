/**
 * What is done to a drive so that Windows lets go of it, as a list of steps: planned here without doing anything, so
 * that the exact sequence is a table in a test, and carried out by claim.ts. The reasons are in docs/drives-windows.md.
 *
 * Windows refuses writes to those sectors of a disk that belong to a mounted file system, unless its volume was locked or
 * dismounted by control codes, which Node cannot send. So there must be no file system any more: Clear-Disk. It takes the
 * partition table and leaves the rest (only ZeroOutEntireDisk would not), so an update in place still finds the same
 * bytes to compare.
 * Trap: a volume opened with a share mode of 0 is locked, too, but does not let the disk be written: the flag for that
 * (VPB_DIRECT_WRITES_ALLOWED in Microsoft's public source of FAT) is set by the control code alone.
 */
import type { Drive } from '../drive.ts';
import { powershellValue } from './powershell.ts';
import { letterPath } from './volumes.ts';

export type ClaimStep =
  | {
      /** Open the volume for nobody else, to find out whether somebody uses it, and close it again. */
      readonly kind: 'try-lock';
      readonly volume: string;
      readonly why: string;
    }
  | { readonly kind: 'script'; readonly script: string; readonly why: string };

export interface ClaimPlan {
  readonly take: readonly ClaimStep[];
  /** Also when taking failed half-way; each step is tried whatever became of the one before. */
  readonly giveBack: readonly ClaimStep[];
}

/** The steps for a drive that guard and identity check let pass. */
export function planClaim(drive: Drive): ClaimPlan {
  const locks = drive.volumes.filter(({ mountpoints }) => mountpoints.length > 0).map(lockPath);
  const number = numberOf(drive.device);
  const goesOffline = !drive.isRemovable || drive.isVirtual;
  return {
    take: [
      ...locks.map((volume): ClaimStep => {
        return { kind: 'try-lock', volume, why: 'clearing would pull the volume away from whoever uses it' };
      }),
      {
        kind: 'script',
        script: clearScript(drive, number, goesOffline),
        why: 'no partition, no mounted file system: Windows lets every sector be written',
      },
    ],
    giveBack: [...(goesOffline ? [online(number)] : []), refresh(number)],
  };
}

/** "\\\\.\\E:" where there is a letter, else the volume without the backslash that would make it a folder. */
function lockPath({ device, mountpoints }: Drive['volumes'][number]): string {
  const letter = mountpoints.map(letterPath).find((path) => path !== null);
  return letter == null ? device.replace(/\\$/, '') : `\\\\.\\${letter.slice(0, 2)}`;
}

/** The number in "\\\\.\\PHYSICALDRIVE7". */
function numberOf(device: string): number {
  return Number(/(\d+)$/.exec(device)?.[1] ?? Number.NaN);
}

/**
 * Looks again at what it is about to clear, since numbers go to the next drive when one is pulled. A disk without a
 * partition table that has a file system all the same gets a table first, because Clear-Disk refuses it otherwise.
 */
function clearScript(drive: Drive, number: number, goesOffline: boolean): string {
  const { size } = drive;
  // Both sides drop what the two languages would clean differently.
  const serial = drive.serial?.replace(/[^A-Za-z0-9]/g, '') ?? null;
  return String.raw`
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$ConfirmPreference = 'None'
$chosen = ${powershellValue({ number, size, serial, goesOffline })}
$answer = [ordered]@{ stage = 'look'; message = ''; code = 0 }
try {
  $disk = Get-Disk -Number $chosen.number
  $serial = ([string]$disk.SerialNumber) -replace '[^A-Za-z0-9]', ''
  if ($disk.Size -ne $chosen.size -or ($chosen.serial -and $serial -and $serial -ne $chosen.serial)) {
    $answer.stage = 'changed'; throw "disk $($chosen.number) now is '$serial' with $($disk.Size) bytes"
  }
  if ($disk.IsBoot -or $disk.IsSystem) { $answer.stage = 'system'; throw "disk $($chosen.number) holds Windows" }
  $answer.stage = 'clear'
  if ($disk.IsOffline) { Set-Disk -Number $chosen.number -IsOffline $false }
  $mounted = @(Get-Partition -DiskNumber $chosen.number -ErrorAction SilentlyContinue)
  if ($disk.PartitionStyle -eq 'RAW' -and $mounted.Count -gt 0) {
    Initialize-Disk -Number $chosen.number -PartitionStyle MBR
    $disk = Get-Disk -Number $chosen.number
  }
  if ($disk.PartitionStyle -ne 'RAW') { Clear-Disk -Number $chosen.number -RemoveData -RemoveOEM -Confirm:$false }
  if ($chosen.goesOffline) { $answer.stage = 'offline'; Set-Disk -Number $chosen.number -IsOffline $true }
  $answer.stage = 'done'
} catch {
  $answer.message = $_.Exception.Message
  if ($_.Exception.StatusCode) { $answer.code = [long]$_.Exception.StatusCode }
}
${WRITE_ANSWER}`;
}

const WRITE_ANSWER = String.raw`$json = ConvertTo-Json -InputObject $answer -Compress
[Console]::Out.Write([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($json)))`;

function online(number: number): ClaimStep {
  const script = `Set-Disk -Number ${number} -IsOffline $false`;
  return {
    kind: 'script',
    script: quiet(script),
    why: 'Windows remembers a disk as offline, also after a restart',
  };
}

function refresh(number: number): ClaimStep {
  const script = `Update-Disk -Number ${number}`;
  return {
    kind: 'script',
    script: quiet(script),
    why: 'Windows reads the partition table only when told to',
  };
}

function quiet(script: string): string {
  return `
$ProgressPreference = 'SilentlyContinue'
$answer = [ordered]@{ stage = 'done'; message = ''; code = 0 }
try { ${script} -ErrorAction Stop } catch { $answer.stage = 'give-back'; $answer.message = $_.Exception.Message }
${WRITE_ANSWER}`;
}

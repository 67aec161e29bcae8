/**
 * Why Windows said "access denied". Node makes one code of many reasons (EPERM for ERROR_ACCESS_DENIED); they differ in
 * what the user has to do: start as administrator, allow the program in Windows Security, or close what uses the drive.
 */
import * as z from 'zod/mini';
import { MediaError } from '#base/errors/media-error.ts';

const facts = z.object({
  isElevated: z.boolean(),
  /** MSFT_MpPreference.EnableControlledFolderAccess; null when another product protects this computer. */
  controlledFolderAccess: z.nullable(z.int()),
  /** Defender's words on what it blocked in the last minutes (events 1123 and 1127). */
  blocked: z.array(z.string()),
});
export type DenialFacts = z.infer<typeof facts>;

/** 1: block; 3: block only changes to the disk (sectors). 2 and 4 only write to the event log. */
const BLOCKING_MODES = [1, 3];

/** Asks Windows for the facts; every question may fail on its own. */
export const DENIAL_SCRIPT = String.raw`
$ProgressPreference = 'SilentlyContinue'
$me = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
$mode = $null
try {
  $mode = [int](Get-CimInstance -Namespace root/Microsoft/Windows/Defender -ClassName MSFT_MpPreference -ErrorAction Stop
  ).EnableControlledFolderAccess
} catch { }
$blocked = @()
try {
  $filter = @{ LogName = 'Microsoft-Windows-Windows Defender/Operational'; Id = 1123, 1127
    StartTime = (Get-Date).AddMinutes(-3) }
  $blocked = @(Get-WinEvent -FilterHashtable $filter -MaxEvents 10 -ErrorAction Stop | ForEach-Object { [string]$_.Message })
} catch { }
$answer = [ordered]@{
  isElevated = $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
  controlledFolderAccess = $mode
  blocked = $blocked
}
$json = ConvertTo-Json -InputObject $answer -Compress
[Console]::Out.Write([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($json)))
`;

export function parseDenialFacts(json: string): DenialFacts {
  return facts.parse(JSON.parse(json));
}

/** When even the question was not answered. */
export const NO_DENIAL_FACTS: DenialFacts = { isElevated: false, controlledFolderAccess: null, blocked: [] };

/**
 * The error for a refused opening or writing.
 * @param message what was refused, with the system's own words
 */
export function explainDenial(message: string, found: DenialFacts, cause?: unknown): MediaError {
  const blocked = found.blocked.find((text) => /\b(media-builder|node)[\w-]*\.exe\b/i.test(text));
  if (blocked !== undefined) {
    const words = blocked.replace(/\s+/g, ' ').trim().slice(0, 300);
    return new MediaError('E_DEVICE_CONTROLLED', `${message}; Defender wrote: ${words}`, { cause });
  }
  // Without administrator rights the refusal needs no other reason.
  if (!found.isElevated) {
    return new MediaError('E_DEVICE_ACCESS', `${message}; this process has no administrator rights`, {
      cause,
    });
  }
  if (BLOCKING_MODES.includes(found.controlledFolderAccess ?? 0)) {
    const setting = `EnableControlledFolderAccess is ${found.controlledFolderAccess ?? 0}`;
    return new MediaError('E_DEVICE_CONTROLLED', `${message}; controlled folder access is on (${setting})`, {
      cause,
    });
  }
  return new MediaError(
    'E_DEVICE_ACCESS',
    `${message}; it has administrator rights and controlled folder access is off: a file system of the drive is mounted again, or another protection program refused it`,
    { cause },
  );
}

/**
 * How a program is started with administrator rights on each system: a pure plan, made from facts, and the gathering of
 * those facts. Linux keeps standard input and output connected; macOS and Windows do not, so there the two sides meet
 * on a socket (`meeting`), whose place is told in a file named in the arguments.
 * Trap: the plans for macOS and Windows were never run; tests compare them with tables only.
 */
import { accessSync, closeSync, constants, openSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import { runProgram } from './spawn.ts';

export interface ElevationFacts {
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** Already root, or an elevated administrator on Windows. */
  readonly isAdministrator: boolean;
  readonly hasTerminal: boolean;
  readonly hasGraphicalSession: boolean;
  /** Absolute paths; undefined when not installed. */
  readonly pkexec: string | undefined;
  readonly sudo: string | undefined;
  /** What of our environment a direct start may need. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface ElevatedStart {
  readonly how: 'direct' | 'pkexec' | 'sudo' | 'osascript' | 'runas';
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Exit codes that mean "no" when the program has not said anything yet. */
  readonly declinedCodes: readonly number[];
}

/** Pipes or a meeting on a socket, known before the arguments are made. */
export function channelFor(
  platform: ElevationFacts['platform'],
  isAdministrator: boolean,
): 'pipes' | 'socket' {
  if (platform === 'linux') return 'pipes';
  // Node makes writes to standard output blocking on Windows, so pipes would let a slow reader stop the writing.
  return platform === 'darwin' && isAdministrator ? 'pipes' : 'socket';
}

/**
 * What to start so that `command` (program and arguments, absolute paths) runs as administrator.
 * @throws MediaError E_WRITER_START when there is no way to ask for the rights
 */
export function planElevation(facts: ElevationFacts, command: readonly [string, ...string[]]): ElevatedStart {
  const [program, ...args] = command;
  if (facts.isAdministrator) {
    return { how: 'direct', program, args, env: directEnvironment(facts), declinedCodes: [] };
  }
  const env = askingEnvironment(facts);
  switch (facts.platform) {
    case 'linux':
      return linuxStart(facts, command, env);
    case 'darwin':
      return {
        how: 'osascript',
        program: '/usr/bin/osascript',
        args: [...OSASCRIPT.flatMap((line) => ['-e', line]), ...command],
        env,
        // "User canceled. (-128)" and every other error of a script end with 1.
        declinedCodes: [1],
      };
    case 'win32':
      return {
        how: 'runas',
        program: powerShell(facts),
        args: powerShellArguments(runAs(facts, command)),
        env,
        declinedCodes: [RUNAS_DECLINED],
      };
  }
}

/** pkexec(1): 126 "not authorized" or the dialog was dismissed, 127 no authorization could be had. */
const PKEXEC_DECLINED = [126, 127];
/** sudo(8): 1 when authentication failed or the policy does not allow it. */
const SUDO_DECLINED = [1];

function linuxStart(
  { pkexec, sudo, hasGraphicalSession, hasTerminal }: ElevationFacts,
  command: readonly string[],
  env: ElevatedStart['env'],
): ElevatedStart {
  if (pkexec !== undefined && hasGraphicalSession) {
    return { how: 'pkexec', program: pkexec, args: command, env, declinedCodes: PKEXEC_DECLINED };
  }
  if (sudo !== undefined) {
    // It asks on the terminal itself (/dev/tty), not on our pipes. Without one it must not wait for an answer.
    const asking = hasTerminal ? ['-p', 'Password of %p, to write drives: '] : ['-n'];
    return {
      how: 'sudo',
      program: sudo,
      args: [...asking, '--', ...command],
      env,
      declinedCodes: SUDO_DECLINED,
    };
  }
  throw new MediaError(
    'E_WRITER_START',
    'drives are written as root, and there is neither pkexec (in a graphical session) nor sudo to ask for it',
  );
}

/** AppleScript quotes each argument for the shell by itself, so that none of them is ever part of a shell line of ours. */
const OSASCRIPT = [
  'on run argv',
  'set commandLine to ""',
  'repeat with part in argv',
  'set commandLine to commandLine & quoted form of (part as text) & space',
  'end repeat',
  'do shell script commandLine with administrator privileges',
  'end run',
];

/** ERROR_CANCELLED is 1223; exit codes here are ours, and 126 is what pkexec says for the same. */
const RUNAS_DECLINED = 126;

/**
 * On Windows libuv reads the size of its thread pool from the environment a process was born with, and an elevated one is
 * born with a fresh one. So it is PowerShell that is elevated, sets the variable and runs the program.
 */
function runAs(facts: ElevationFacts, command: readonly string[]): readonly string[] {
  const inner = [
    `$env:UV_THREADPOOL_SIZE = '${THREADS}'`,
    `& ${command.map(quoteForPowerShell).join(' ')}`,
    'exit $LASTEXITCODE',
  ];
  const line = powerShellArguments(inner).join(' ');
  return [
    "$ErrorActionPreference = 'Stop'",
    'try {',
    `$p = Start-Process -FilePath ${quoteForPowerShell(powerShell(facts))} -ArgumentList ${quoteForPowerShell(line)} -Verb RunAs -WindowStyle Hidden -PassThru`,
    '$p.WaitForExit()',
    'exit $p.ExitCode',
    '} catch {',
    '[Console]::Error.WriteLine($_.Exception.Message)',
    `exit ${RUNAS_DECLINED}`,
    '}',
  ];
}

/** The threads of the writer: four for each of 32 drives. The same number as in scripts/build.mjs. */
const THREADS = 128;

function powerShell({ env }: ElevationFacts): string {
  return `${env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`;
}

function powerShellArguments(script: readonly string[]): readonly string[] {
  return ['-NoLogo', '-NoProfile', '-NonInteractive', '-EncodedCommand', powerShellScript(script)];
}

/** Encoded, so that no character of a path means anything to the shells in between. */
function powerShellScript(lines: readonly string[]): string {
  return Buffer.from(lines.join('\n'), 'utf16le').toString('base64');
}

/** A literal string. PowerShell takes the typographic quotation marks for straight ones. */
function quoteForPowerShell(text: string): string {
  return `'${text.replaceAll(/['‘’‚‛]/g, '$&$&')}'`;
}

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const WINDOWS_NAMES = ['SystemRoot', 'windir', 'SystemDrive', 'Path', 'PATHEXT', 'ComSpec', 'TEMP', 'TMP'];

/**
 * The environment of a program that already has the rights: a few names, so that nothing of a shell's settings
 * (NODE_OPTIONS, LD_*, SUDO_UID of an outer sudo) changes what it is or for whom it believes to work.
 */
function directEnvironment({ platform, env }: ElevationFacts): ElevatedStart['env'] {
  const kept = (names: readonly string[]): Record<string, string | undefined> =>
    Object.fromEntries(names.filter((name) => env[name] !== undefined).map((name) => [name, env[name]]));
  const own = kept(['MEDIA_BUILDER_ALLOW_LOOP']);
  return platform === 'win32'
    ? { ...kept(WINDOWS_NAMES), UV_THREADPOOL_SIZE: String(THREADS), ...own }
    : { PATH: SYSTEM_PATH, LANG: 'C.UTF-8', ...own };
}

/** The environment of the program that asks: it needs the user's session, and makes a clean one for what it starts. */
function askingEnvironment({ env }: ElevationFacts): ElevatedStart['env'] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(NODE_|LD_|DYLD_)/.test(name)));
}

/**
 * The facts of this process.
 * @throws MediaError E_DEVICE_PLATFORM on systems whose drives this program does not know
 */
export async function elevationFacts(): Promise<ElevationFacts> {
  const { platform, env } = process;
  if (platform !== 'linux' && platform !== 'darwin' && platform !== 'win32') {
    throw new MediaError('E_DEVICE_PLATFORM', `drives of "${platform}" are not known`);
  }
  return {
    platform,
    isAdministrator: platform === 'win32' ? await isWindowsAdministrator() : process.geteuid?.() === 0,
    hasTerminal: platform !== 'win32' && canOpen('/dev/tty'),
    hasGraphicalSession: [env['WAYLAND_DISPLAY'], env['DISPLAY']].some(
      (name) => name !== undefined && name !== '',
    ),
    pkexec: findProgram('pkexec'),
    sudo: findProgram('sudo'),
    env,
  };
}

/** fltmc lists file system filters, for elevated administrators only. */
async function isWindowsAdministrator(): Promise<boolean> {
  try {
    const fltmc = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'fltmc.exe');
    return (await runProgram(fltmc, [])).exitCode === 0;
  } catch {
    return false;
  }
}

function canOpen(path: string): boolean {
  try {
    closeSync(openSync(path, 'r+'));
    return true;
  } catch {
    return false;
  }
}

/** Programs that ask for rights are looked for in the system's folders only, not wherever PATH leads. */
function findProgram(name: string): string | undefined {
  const folders = SYSTEM_PATH.split(delimiter);
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Takes the command line of an <action> apart. Windows' rules for quotes apply, since the console wrote the text:
 * blanks separate, "…" keeps blanks together, and \" is a quote inside of one.
 */
import { MediaError } from '#base/errors/media-error.ts';

/** Words of a command line. */
export function splitCommandLine(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '\\' && text.charAt(index + 1) === '"') {
      word = `${word ?? ''}"`;
      index++;
    } else if (character === '"') {
      isQuoted = !isQuoted;
      word ??= '';
    } else if (/\s/.test(character) && !isQuoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (word !== undefined) words.push(word);
  return words;
}

/**
 * `tsenv.exe "NAME=VALUE" [/hiddenflag:True]`.
 * @throws MediaError E_TS_ACTION
 */
export function parseSetVariable(action: string): { name: string; value: string; isHidden: boolean } {
  const [program, assignment, ...flags] = splitCommandLine(action);
  const equals = assignment?.indexOf('=') ?? -1;
  if (!isProgram(program, 'tsenv') || assignment === undefined || equals < 1) {
    throw new MediaError('E_TS_ACTION', 'expected: tsenv.exe "NAME=VALUE"');
  }
  return {
    name: assignment.slice(0, equals),
    value: assignment.slice(equals + 1),
    isHidden: flags.some((flag) => /^\/hiddenflag:true$/i.test(flag)),
  };
}

/**
 * `smsswd.exe /run:[PKG] command`; the command is kept as it was written, quotes and all.
 * @throws MediaError E_TS_ACTION
 */
export function parseRunCommand(action: string): { packageId: string | undefined; command: string } {
  const match = /^\s*"?(?:[^"\s]*[\\/])?smsswd(?:\.exe)?"?\s+\/run:(\S*)\s+([\s\S]+)$/i.exec(action);
  const command = match?.[2]?.trim() ?? '';
  if (match === null || command === '') {
    throw new MediaError('E_TS_ACTION', `expected: smsswd.exe /run:[PACKAGE] COMMAND`);
  }
  const packageId = (match[1] ?? '').replaceAll('"', '');
  return { packageId: packageId === '' ? undefined : packageId, command };
}

/**
 * `smsboot.exe /target:HD|WinPE`; other values are refused.
 * @throws MediaError E_TS_ACTION
 */
export function parseRestart(action: string): 'boot-image' | 'installed-system' {
  const [program, ...flags] = splitCommandLine(action);
  const target = flags
    .map((flag) => /^\/target:(.+)$/i.exec(flag)?.[1]?.toLowerCase())
    .find((one) => one !== undefined);
  if (isProgram(program, 'smsboot')) {
    if (target === 'hd') return 'installed-system';
    if (target === 'winpe') return 'boot-image';
  }
  throw new MediaError('E_TS_ACTION', 'expected: smsboot.exe /target:HD or /target:WinPE');
}

/** Ours: commands written for Windows begin with "cmd.exe /c"; here the shell of the boot image takes that place. */
export function withoutCommandInterpreter(command: string): string {
  const match = /^\s*"?cmd(?:\.exe)?"?\s+(?:\/[a-bd-z]\s+)*\/c\s+([\s\S]+)$/i.exec(command);
  return match?.[1]?.trim() ?? command;
}

function isProgram(word: string | undefined, name: string): boolean {
  const file = word?.split(/[\\/]/).pop()?.toLowerCase();
  return file === name || file === `${name}.exe`;
}

/**
 * A command line as text that somebody can paste: for POSIX shells, and for PowerShell on Windows.
 * Trap: Windows PowerShell, its successor and the .cmd file that starts the program disagree on quotes, percent signs and
 * the like inside arguments. There, values that are not plain stay in a request file, and the line names that.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { BootableMediaRequest } from '#contract/media-request.ts';
import { requestArguments } from './create-option-table.ts';

export interface CommandLineInput {
  readonly request: BootableMediaRequest;
  readonly files: readonly { readonly kind: 'iso' | 'image' | 'wim'; readonly path: string }[];
  /** Devices: "/dev/sdb". */
  readonly drives: readonly string[];
  /** Options that name the site; none for the lab. */
  readonly siteArguments: readonly (readonly string[])[];
  /** As `process.platform` says. */
  readonly platform: string;
}

/** Where the line expects the request when its values cannot be arguments. */
export const REQUEST_FILE = 'media-request.json';
const COMMAND = 'media-builder create bootable';
const PLAIN_WORD = /^[A-Za-z0-9_./:@+,-]+$/;
/** What is the same in every PowerShell, and for cmd.exe behind it. */
const SAFE_ON_WINDOWS = /^[^"%^&|<>!`\p{C}]*[^"%^&|<>!`\p{C}\\]$/u;
/** PowerShell takes typographic quotes for quotes, too. */
const POWERSHELL_QUOTES = /['\u2018\u2019\u201A\u201B]/g;

/**
 * The line. It holds no secret: files with secrets are named, and the user makes them.
 * @throws MediaError E_USAGE for a value no command line can hold
 */
export function commandLineText(input: CommandLineInput): string {
  const { request, files, drives, siteArguments, platform } = input;
  const targets = [
    ...files.map(({ kind, path }) => [`--${kind}`, path]),
    ...drives.map((device) => ['--drive', device]),
    ...(drives.some((device) => device.startsWith('/dev/loop')) ? [['--allow-loop-drives']] : []),
  ];
  const asked = [...siteArguments, ...requestArguments(request)];
  if (platform !== 'win32') return joined([...asked, ...targets], quotePosix, ' \\\n    ');
  if (asked.flat().every((one) => SAFE_ON_WINDOWS.test(one))) {
    return joined([...asked, ...targets], quotePowerShell, ' `\n    ');
  }
  const secrets = requestArguments(request).filter(([name]) => name?.endsWith('-file') === true);
  const short = [...siteArguments, ['--request', REQUEST_FILE], ...secrets, ...targets];
  return joined(short, quotePowerShell, ' `\n    ');
}

function joined(
  parts: readonly (readonly string[])[],
  quote: (text: string) => string,
  separator: string,
): string {
  return [COMMAND, ...parts.map((part) => part.map(quote).join(' '))].join(separator);
}

/** A word for sh, bash, zsh and the like: inside single quotes nothing has a meaning but the quote itself. */
export function quotePosix(text: string): string {
  if (text.includes('\0')) {
    throw new MediaError(
      'E_USAGE',
      'a command line cannot hold the character U+0000; save the request as a file',
    );
  }
  return PLAIN_WORD.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A word for PowerShell: inside single quotes only quotes have a meaning, and are doubled. */
export function quotePowerShell(text: string): string {
  return PLAIN_WORD.test(text) && !/^[@,]|,/.test(text)
    ? text
    : `'${text.replaceAll(POWERSHELL_QUOTES, (quote) => quote + quote)}'`;
}

/**
 * TsmBootstrap.ini: the few settings that are needed before the media variables are open (reference: formats 1.2).
 * Trap: Configuration Manager's own encoding and line ends are not stated publicly; ASCII with CRLF is inferred.
 * Readers are more tolerant than the writer: any line end, a byte order mark, comments, keys in any case and order.
 */
import { decodeUtf8, encodeUtf8 } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';

/** Known values; the form of prestaged media (OEMMedia) is by analogy with `_SMSTSMediaType`. */
export const MEDIA_TYPES = ['BootMedia', 'FullMedia', 'OEMMedia'] as const;
export type BootstrapMediaType = (typeof MEDIA_TYPES)[number];

export interface TsmBootstrap {
  readonly mediaType: BootstrapMediaType;
  /** False: the variables are encrypted with the public built-in text. */
  readonly isPasswordRequired: boolean;
  /** Skips the welcome page, never the password. */
  readonly isUnattended: boolean;
}

/** The bytes of the file. */
export function encodeTsmBootstrap(settings: TsmBootstrap): Uint8Array {
  const lines = [
    '[MediaInfo]',
    `MediaType=${settings.mediaType}`,
    `PasswordRequired=${settings.isPasswordRequired}`,
    `Unattended=${settings.isUnattended}`,
    '',
  ];
  return encodeUtf8(lines.join('\r\n'));
}

/** The settings of a file. @throws MediaError E_BOOTSTRAP naming the key, with what was found and what is expected. */
export function parseTsmBootstrap(bytes: Uint8Array): TsmBootstrap {
  const values = sectionOf(decodeUtf8(bytes).replace(/^\uFEFF/, ''), 'mediainfo');
  const mediaType = values.get('mediatype') ?? '';
  const known = MEDIA_TYPES.find((type) => type.toLowerCase() === mediaType.toLowerCase());
  if (known === undefined) {
    throw new MediaError(
      'E_BOOTSTRAP',
      `MediaType is "${mediaType.slice(0, 60)}", known are ${MEDIA_TYPES.join(', ')}`,
    );
  }
  return {
    mediaType: known,
    isPasswordRequired: booleanOf(values, 'PasswordRequired'),
    // Media of unknown makers may leave it out; asking more is the harmless reading.
    isUnattended: values.has('unattended') ? booleanOf(values, 'Unattended') : false,
  };
}

function sectionOf(text: string, section: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let current = '';
  for (const raw of text.split(/\r\n|\n|\r/)) {
    const line = raw.trim();
    const header = /^\[(.*)\]$/.exec(line)?.[1];
    if (header !== undefined) {
      current = header.trim().toLowerCase();
      continue;
    }
    const equals = line.indexOf('=');
    if (current !== section || line.startsWith(';') || equals < 1) continue;
    const key = line.slice(0, equals).trim().toLowerCase();
    // Windows' own INI functions take the first of two equal keys.
    if (!values.has(key)) values.set(key, line.slice(equals + 1).trim());
  }
  return values;
}

function booleanOf(values: ReadonlyMap<string, string>, key: string): boolean {
  const value = values.get(key.toLowerCase());
  const isTrue = value?.toLowerCase() === 'true';
  if (!isTrue && value?.toLowerCase() !== 'false') {
    throw new MediaError(
      'E_BOOTSTRAP',
      `${key} is "${value?.slice(0, 60) ?? 'missing'}", it must be true or false`,
    );
  }
  return isTrue;
}

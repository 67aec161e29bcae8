/**
 * Windows/CCM/setup.json: what the client needs for its first start, and its only trust. Written by the staging in the
 * boot image, read by the client, and written once more without the registration token when that was used.
 * Trap: unknown installation properties are kept as they are; the site may know more of them than this program.
 */
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { splitCommandLine } from '../engine/actions.ts';
import { readKept, writeKept, type Files } from './files.ts';

export interface ClientSetup {
  readonly version: 1;
  /** Installation properties, names in upper case: CCMHOSTNAME, SMSSITECODE, … */
  readonly properties: Readonly<Record<string, string>>;
  /** "https://cmg.contoso.com/CCM_Proxy_MutualAuth/72057594037928017" */
  readonly gateway: string;
  readonly siteCode: string;
  /** PEM of the only roots a server may come from. */
  readonly rootsPem: readonly string[];
  /** Good for one registration; gone after it. */
  readonly registrationToken: string | undefined;
  /** Whose device it is to be ("DOMAIN\\user"); told at the registration. */
  readonly users: readonly string[];
  /** SMSID of the medium this system was made from. */
  readonly mediaId: string;
  /** ISO 8601 */
  readonly stagedAt: string;
}

const SITE_CODE = /^[A-Za-z0-9]{3}$/;

/** Properties of a command line such as `CCMHOSTNAME="cmg/…" SMSSITECODE=PS1 /forceinstall`; switches are kept, too. */
export function parseProperties(text: string): Readonly<Record<string, string>> {
  const properties: Record<string, string> = {};
  for (const word of splitCommandLine(text)) {
    const switchParts = /^[/-]([^:=\s]+)(?::([\s\S]*))?$/.exec(word);
    if (switchParts !== null) {
      properties[`/${(switchParts[1] ?? '').toLowerCase()}`] = switchParts[2] ?? '';
      continue;
    }
    const equals = word.indexOf('=');
    if (equals < 1)
      // Whole, here and below: a hidden value that was cut could no longer be masked by whoever shows it.
      throw new MediaError('E_TS_CLIENT_STAGE', `"${word}" is not an installation property (NAME=VALUE)`);
    properties[word.slice(0, equals).toUpperCase()] = word.slice(equals + 1);
  }
  return properties;
}

/**
 * Address of the gateway in CCMHOSTNAME, which is written without a scheme.
 * @throws MediaError E_TS_CLIENT_STAGE
 */
export function gatewayOf(properties: Readonly<Record<string, string>>): string {
  const name = properties['CCMHOSTNAME'] ?? '';
  if (name === '')
    throw new MediaError(
      'E_TS_CLIENT_STAGE',
      'the installation properties have no CCMHOSTNAME; the client could not find its gateway from the internet',
    );
  const address = `https://${name.replace(/^https:\/\//i, '').replace(/\/+$/, '')}`;
  let url: URL | undefined;
  try {
    url = new URL(address);
  } catch {
    // Told below with the name itself.
  }
  if (url === undefined || !/^\/CCM_Proxy_MutualAuth\/[0-9]+$/i.test(url.pathname))
    throw new MediaError(
      'E_TS_CLIENT_STAGE',
      `CCMHOSTNAME is "${name}", expected a gateway ("cmg.contoso.com/CCM_Proxy_MutualAuth/…")`,
    );
  return url.href;
}

/** SMSSITECODE, or the site of the medium when it is not given or AUTO (a gateway serves one site only). */
export function siteCodeOf(properties: Readonly<Record<string, string>>, mediumSiteCode: string): string {
  const given = properties['SMSSITECODE'] ?? 'AUTO';
  const code = given.toUpperCase() === 'AUTO' ? mediumSiteCode : given;
  if (SITE_CODE.test(code)) return code.toUpperCase();
  throw new MediaError('E_TS_CLIENT_STAGE', `SMSSITECODE is "${code}", expected three letters or digits`);
}

/** The settings; undefined when nothing was staged. @throws MediaError E_RT_CLIENT_SETUP when it is damaged. */
export async function readSetup(files: Files, path: string): Promise<ClientSetup | undefined> {
  const text = await readKept(files, path);
  if (text === undefined) {
    if ((await files.stat(path)) === undefined) return undefined;
    throw new MediaError('E_RT_CLIENT_SETUP', `${path} is incomplete`);
  }
  try {
    return checkSetup(JSON.parse(text));
  } catch (cause) {
    if (isMediaError(cause)) throw cause;
    throw new MediaError('E_RT_CLIENT_SETUP', `${path} cannot be read`, { cause });
  }
}

export async function writeSetup(files: Files, path: string, setup: ClientSetup): Promise<void> {
  await writeKept(files, path, `${JSON.stringify(setup, undefined, 2)}\n`);
}

function checkSetup(value: unknown): ClientSetup {
  const problem = (what: string): MediaError => new MediaError('E_RT_CLIENT_SETUP', `setup.json: ${what}`);
  if (typeof value !== 'object' || value === null) throw problem('not an object');
  // Sound: every member is checked before it is used.
  const setup = value as Partial<Record<keyof ClientSetup, unknown>>;
  const text = (name: keyof ClientSetup): string => {
    const found = setup[name];
    if (typeof found !== 'string' || found === '') throw problem(`"${name}" is missing`);
    return found;
  };
  const { properties, rootsPem, registrationToken, users } = setup;
  if (typeof properties !== 'object' || properties === null) throw problem('"properties" is missing');
  if (!Array.isArray(rootsPem) || rootsPem.length === 0 || rootsPem.some((one) => typeof one !== 'string'))
    throw problem('"rootsPem" is missing');
  return {
    version: 1,
    properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, String(one)])),
    gateway: text('gateway'),
    siteCode: text('siteCode'),
    rootsPem: rootsPem.map(String),
    registrationToken: typeof registrationToken === 'string' ? registrationToken : undefined,
    users: Array.isArray(users) ? users.map(String) : [],
    mediaId: text('mediaId'),
    stagedAt: text('stagedAt'),
  };
}

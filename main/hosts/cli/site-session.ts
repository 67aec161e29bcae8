/**
 * The site a command asks: the lab, a stored connection by its name, or a site by the URL of its AdminService. A URL needs
 * credentials, from files like every secret, and usually a root certificate, because site servers rarely have a public one.
 */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { MediaError } from '#base/errors/media-error.ts';
import { defaultLabFolder } from '#platform/resource-paths.ts';
import { siteBaseUrl, type SiteCredentials } from '#site/connection.ts';
import { createConnections, LAB, type Connections, type OpenSite } from '#site/connections.ts';
import { openLabSession } from '../compose/lab-session.ts';
import type { CommandContext } from './context.ts';
import { promptPassword, readPasswordFile } from './secrets.ts';

export interface SiteOptions {
  /** "lab", the name of a stored connection, or the URL of an AdminService; the lab when absent. */
  readonly site?: string;
  /** Data folder of the lab. */
  readonly data: string;
  readonly siteRootCertificate?: string;
  readonly siteUser?: string;
  readonly sitePasswordFile?: string;
  readonly siteTokenFile?: string;
}

/** Adds the options of `SiteOptions` to a command. */
export function addSiteOptions(command: Command): Command {
  return command
    .option('--site <name|url>', 'stored connection ("site list"), URL of an AdminService, or "lab"', LAB)
    .option('--site-root-certificate <file.pem>', 'with a URL: trust only site servers below this root')
    .option('--site-user <name>', 'account at the site, instead of the stored one; with --site-password-file')
    .option('--site-password-file <file>', 'file with its password, or - for standard input')
    .option('--site-token-file <file>', 'file with a token, instead of an account')
    .option('--data <folder>', 'data folder of the lab site', defaultLabFolder());
}

export type SiteSession = OpenSite;

export type SiteContext = Pick<
  CommandContext,
  'signal' | 'secrets' | 'clock' | 'dataFolder' | 'secretStorage'
>;

/** The connections of this user; `labFolder` is the data folder of the lab among them. */
export function openConnections(context: SiteContext, labFolder: string): Connections {
  const { secrets, signal } = context;
  return createConnections({
    folder: context.dataFolder,
    secrets: context.secretStorage,
    openLab: (run) => openLabSession(labFolder, { signal: run.signal ?? signal, note: secrets.note }),
    clock: context.clock,
    onProblem: (problem) => {
      secrets.note(`Note: ${problem.code}: ${problem.message}`);
    },
  });
}

/**
 * Opens the connection to the site; a lab is started when none runs.
 * @throws MediaError E_USAGE for options that do not fit together or unreadable files, E_PASSWORD_SOURCE, E_LAB_START,
 * E_SITE_CONNECTION and E_SITE_CREDENTIALS for stored connections, E_SITE_FINGERPRINT, E_SITE_UNTRUSTED
 */
export async function openSiteSession(options: SiteOptions, context: SiteContext): Promise<SiteSession> {
  const { site = LAB } = options;
  const { signal } = context;
  const connections = openConnections(context, options.data);
  if (site.toLowerCase() === LAB) {
    const own = [
      options.siteRootCertificate,
      options.siteUser,
      options.sitePasswordFile,
      options.siteTokenFile,
    ];
    if (own.some((one) => one !== undefined)) {
      throw new MediaError(
        'E_USAGE',
        'the --site-… options belong to --site URL; the lab needs none of them',
      );
    }
    return await connections.open(LAB, { signal });
  }
  const given = await readCredentials(
    {
      userName: options.siteUser,
      passwordFile: options.sitePasswordFile,
      tokenFile: options.siteTokenFile,
    },
    context,
  );
  if (!site.includes('://')) {
    if (options.siteRootCertificate !== undefined) {
      throw new MediaError(
        'E_USAGE',
        '--site-root-certificate belongs to --site URL; a connection has its own',
      );
    }
    const credentials = given ?? (await askForMissing(connections, site, context));
    return await connections.open(site, { signal, credentials });
  }
  const url = siteBaseUrl(site);
  if (given === undefined) {
    throw new MediaError(
      'E_USAGE',
      '--site URL needs --site-token-file, or --site-user and --site-password-file',
    );
  }
  const rootCertificatePem =
    options.siteRootCertificate === undefined ? undefined : await readRoot(options.siteRootCertificate);
  return {
    connection: {
      name: new URL(url).host,
      url,
      rootCertificatePem,
      credentials: () => Promise.resolve(given),
    },
    close: () => Promise.resolve(),
  };
}

/** Credentials as options name them. */
export interface CredentialOptions {
  readonly userName?: string | undefined;
  readonly passwordFile?: string | undefined;
  readonly tokenFile?: string | undefined;
}

/**
 * Reads what options name; without a password file the terminal is asked. undefined when they name nothing.
 * @throws MediaError E_USAGE for options that exclude each other, E_PASSWORD_SOURCE, E_CANCELLED
 */
export async function readCredentials(
  { userName, passwordFile, tokenFile }: CredentialOptions,
  { secrets }: Pick<SiteContext, 'secrets'>,
): Promise<SiteCredentials | undefined> {
  if (tokenFile !== undefined) {
    if (userName === undefined && passwordFile === undefined) {
      return { kind: 'token', token: await readPasswordFile(tokenFile, secrets) };
    }
    throw new MediaError('E_USAGE', 'give either a token file, or an account with its password file');
  }
  if (userName === undefined) {
    if (passwordFile === undefined) return undefined;
    throw new MediaError('E_USAGE', 'a password file needs the account it belongs to');
  }
  const password =
    passwordFile === undefined
      ? await promptPassword(`Password of ${userName}`, { confirm: false, input: secrets })
      : await readPasswordFile(passwordFile, secrets);
  return { kind: 'password', userName, password };
}

/** For a connection whose credentials are not stored; undefined leaves it to the connection to say so. */
async function askForMissing(
  connections: Connections,
  name: string,
  { secrets }: SiteContext,
): Promise<SiteCredentials | undefined> {
  if (secrets.stdin.isTTY !== true) return undefined;
  const found = await connections.find(name);
  if (found?.credentials !== 'none') return undefined;
  const input = { confirm: false, input: secrets };
  if (found.userName === null) {
    return { kind: 'token', token: await promptPassword(`Token of ${found.name}`, input) };
  }
  const { userName } = found;
  return { kind: 'password', userName, password: await promptPassword(`Password of ${userName}`, input) };
}

/** A certificate file. @throws MediaError E_USAGE */
export async function readRoot(path: string): Promise<string> {
  const pem = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new MediaError('E_USAGE', `the root certificate ${path} cannot be read`, { cause });
  });
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new MediaError('E_USAGE', `${path} holds no certificate in PEM form`);
  }
  return pem;
}

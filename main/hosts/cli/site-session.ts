/**
 * The site a command asks: the lab, or a site named by the URL of its AdminService. A site needs credentials, from
 * files like every secret, and usually its root certificate, because site servers rarely have a public one.
 */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { MediaError } from '#base/errors/media-error.ts';
import { defaultLabFolder } from '#platform/resource-paths.ts';
import { siteBaseUrl, type SiteCredentials } from '#site/connection.ts';
import { openLabSession, type LabSession } from './lab-session.ts';
import { readPasswordFile, type SecretInput } from './secrets.ts';

export interface SiteOptions {
  /** "lab" or the URL of an AdminService; the lab when absent. */
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
    .option('--site <url>', 'AdminService of the site to ask, or "lab"', 'lab')
    .option('--site-root-certificate <file.pem>', 'trust only site servers below this root')
    .option('--site-user <name>', 'account at the site; with --site-password-file')
    .option('--site-password-file <file>', 'file with its password, or - for standard input')
    .option('--site-token-file <file>', 'file with a token, instead of an account')
    .option('--data <folder>', 'data folder of the lab site', defaultLabFolder());
}

export type SiteSession = Pick<LabSession, 'connection' | 'close'>;

/**
 * Opens the connection to the site; a lab is started when none runs.
 * @throws MediaError E_USAGE for options that do not fit together or unreadable files, E_PASSWORD_SOURCE, E_LAB_START
 */
export async function openSiteSession(
  options: SiteOptions,
  run: { readonly signal: AbortSignal; readonly secrets: SecretInput },
): Promise<SiteSession> {
  const { site = 'lab' } = options;
  const { secrets, signal } = run;
  if (site === 'lab') {
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
    return await openLabSession(options.data, { signal, note: secrets.note });
  }
  const url = siteBaseUrl(site);
  const credentials = await readCredentials(options, secrets);
  const rootCertificatePem =
    options.siteRootCertificate === undefined ? undefined : await readRoot(options.siteRootCertificate);
  return {
    connection: {
      name: new URL(url).host,
      url,
      rootCertificatePem,
      credentials: () => Promise.resolve(credentials),
    },
    close: () => Promise.resolve(),
  };
}

async function readCredentials(options: SiteOptions, secrets: SecretInput): Promise<SiteCredentials> {
  const { siteUser: userName, sitePasswordFile, siteTokenFile } = options;
  if (siteTokenFile !== undefined) {
    if (userName !== undefined || sitePasswordFile !== undefined) {
      throw new MediaError(
        'E_USAGE',
        'give either --site-token-file or --site-user with --site-password-file',
      );
    }
    return { kind: 'token', token: await readPasswordFile(siteTokenFile, secrets) };
  }
  if (userName === undefined || sitePasswordFile === undefined) {
    throw new MediaError(
      'E_USAGE',
      '--site URL needs --site-token-file, or --site-user and --site-password-file',
    );
  }
  return { kind: 'password', userName, password: await readPasswordFile(sitePasswordFile, secrets) };
}

async function readRoot(path: string): Promise<string> {
  const pem = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new MediaError('E_USAGE', `the root certificate ${path} cannot be read`, { cause });
  });
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new MediaError('E_USAGE', `${path} holds no certificate in PEM form`);
  }
  return pem;
}

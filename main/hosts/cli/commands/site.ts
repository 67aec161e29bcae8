/**
 * `media-builder site`: the stored connections. Adding one shows the certificates of the server first; what this computer
 * does not trust by itself must be named by its fingerprint or its file, or agreed to on the terminal.
 */
import type { Command } from 'commander';
import { MediaError } from '#base/errors/media-error.ts';
import { defaultLabFolder } from '#platform/resource-paths.ts';
import type { ConnectionFacts } from '#site/connections.ts';
import { normalFingerprint, probeSite, type SiteProbe } from '#site/site-probe.ts';
import type { Snapshot } from '#site/snapshots.ts';
import { ask } from '../choose-drives.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { openConnections, readCredentials, readRoot } from '../site-session.ts';
import { ageText, table } from '../text-layout.ts';

export const SITE_EXAMPLES = `
Examples:
  Look at the certificates of a site server; without an answer on the terminal nothing is stored:
    media-builder site add contoso --url https://provider.contoso.com/AdminService --user 'CONTOSO\\osd'
  With the fingerprint of its root, asked for on another way:
    media-builder site add contoso --url https://provider.contoso.com/AdminService \\
        --root-fingerprint 5f:0c:… --user 'CONTOSO\\osd' --password-file password.txt
  Keep what the site has for times without it, then make media from it:
    media-builder site sync contoso
    media-builder create bootable --site contoso …

Passwords and tokens go into the system's secret storage (Keychain, Credential Manager, Secret Service), never into a
file. Where none works, name the file at each command: --site-user with --site-password-file, or --site-token-file.`;

export interface SiteAddOptions {
  readonly url: string;
  readonly rootCertificate?: string;
  readonly rootFingerprint?: string;
  readonly user?: string;
  readonly passwordFile?: string;
  readonly tokenFile?: string;
  /** False with --no-store. */
  readonly store: boolean;
}

export interface SiteSyncOptions {
  readonly user?: string;
  readonly passwordFile?: string;
  readonly tokenFile?: string;
  /** Data folder of the lab. */
  readonly data: string;
}

/** Adds the options of `site add`. */
export function addSiteAddOptions(command: Command): Command {
  return addCredentialOptions(
    command
      .requiredOption('--url <url>', 'AdminService of the site: https://SERVER/AdminService')
      .option('--root-certificate <file.pem>', 'trust the site below this root')
      .option(
        '--root-fingerprint <sha256>',
        'trust the certificate with this fingerprint in the chain the server shows',
      ),
  ).option('--no-store', 'do not keep the password or token, only check it');
}

/** Adds the options of `site sync`. */
export function addSiteSyncOptions(command: Command): Command {
  return addCredentialOptions(command).option(
    '--data <folder>',
    'data folder of the lab site',
    defaultLabFolder(),
  );
}

function addCredentialOptions(command: Command): Command {
  return command
    .option('--user <name>', 'account at the site')
    .option('--password-file <file>', 'file with its password, or - for standard input (default: ask)')
    .option('--token-file <file>', 'file with a token, instead of an account');
}

/** `site list` */
export async function siteList(context: CommandContext): Promise<number> {
  const { output, clock } = context;
  const all = await openConnections(context, defaultLabFolder()).list();
  for (const one of all) output.data('connection', one);
  const now = clock();
  output.text(
    table([
      ['Name', 'Address', 'Signs in with', 'Trusts', 'Snapshot'],
      ...all.map((one) => [one.name, addressOf(one), signInOf(one), trustOf(one), snapshotOf(one, now)]),
    ]).join('\n'),
  );
  return EXIT.done;
}

/** `site add` */
export async function siteAdd(
  context: CommandContext,
  name: string,
  options: SiteAddOptions,
): Promise<number> {
  const { output, signal } = context;
  if (options.rootCertificate !== undefined && options.rootFingerprint !== undefined) {
    throw new MediaError('E_USAGE', '--root-certificate and --root-fingerprint exclude each other');
  }
  const rootCertificatePem =
    options.rootCertificate === undefined ? undefined : await readRoot(options.rootCertificate);
  const named =
    options.rootFingerprint === undefined ? undefined : normalFingerprint(options.rootFingerprint);
  const probe = await probeSite(options.url, { signal });
  for (const { pem: _pem, ...certificate } of probe.chain) output.data('certificate', certificate);
  output.text(describeChain(probe));
  const isUnknown = rootCertificatePem === undefined && named === undefined && !probe.isTrustedByMachine;
  const rootFingerprint = isUnknown ? await agreeTo(context, probe) : named;
  const { user: userName, passwordFile, tokenFile } = options;
  const credentials = await readCredentials({ userName, passwordFile, tokenFile }, context);
  if (credentials === undefined) {
    throw new MediaError('E_USAGE', 'site add needs --token-file, or --user and --password-file');
  }
  const connections = openConnections(context, defaultLabFolder());
  const isRemembered = options.store;
  const added = { name, url: options.url, rootFingerprint, rootCertificatePem, credentials, isRemembered };
  const site = await connections.add(added, { signal });
  const stored = await connections.find(name);
  output.data('connection', { ...stored, site });
  output.text(`\nSite ${site.siteCode} ${site.siteName}, version ${site.version}; stored as "${name}".`);
  if (stored?.credentials === 'stored') {
    output.text("The credentials are in the system's secret storage.");
  } else {
    const { why } = isRemembered ? (await context.secretStorage()).describe() : { why: '--no-store' };
    output.note(
      `Note: the credentials are not stored (${why ?? 'no reason known'}); name them at each command.`,
    );
  }
  return EXIT.done;
}

/** `site sync` */
export async function siteSync(
  context: CommandContext,
  name: string,
  options: SiteSyncOptions,
): Promise<number> {
  const { output, signal } = context;
  const { user: userName, passwordFile, tokenFile } = options;
  const credentials = await readCredentials({ userName, passwordFile, tokenFile }, context);
  const snapshot = await openConnections(context, options.data).sync(name, { signal, credentials });
  const { site } = snapshot.catalog;
  const counts = countsOf(snapshot);
  output.data('snapshot', { name, takenAt: snapshot.takenAt, site, counts: Object.fromEntries(counts) });
  const list = counts.map(([what, count]) => `${count} ${what}`).join(', ');
  output.text(
    `${name}: site ${site.siteCode} ${site.siteName} has ${list}.\nKept for times without the site.`,
  );
  return EXIT.done;
}

/** `site remove` */
export async function siteRemove(context: CommandContext, name: string): Promise<number> {
  await openConnections(context, defaultLabFolder()).remove(name);
  context.output.data('removed', { name });
  context.output.text(`"${name}" is forgotten, with its credentials and its snapshot.`);
  return EXIT.done;
}

/**
 * Asks whether the last certificate of the chain is to be trusted, and gives its fingerprint. Without a terminal undefined,
 * which leaves the refusal to whoever wants to trust.
 */
async function agreeTo(context: CommandContext, { chain, host }: SiteProbe): Promise<string | undefined> {
  const last = chain.at(-1);
  if (last === undefined || context.secrets.stdin.isTTY !== true || context.output.isJson) return undefined;
  const question = `\nThis computer does not know who issued the certificates of ${host}. Compare the fingerprint of\n"${last.subject}" with what the administrator of the site says, on another way than this network.\nType "yes" when they are the same:`;
  if ((await ask(question, context)).toLowerCase() === 'yes') return last.fingerprint;
  throw new MediaError('E_CANCELLED', 'the certificate was not trusted; nothing was stored');
}

function describeChain({ chain, host, isTrustedByMachine, problem }: SiteProbe): string {
  const trusted = isTrustedByMachine ? 'this computer trusts it' : `not trusted by itself: ${problem ?? ''}`;
  const lines = chain.flatMap((one) => [
    `  ${one.subject}`,
    `    valid ${one.notBefore.slice(0, 10)} to ${one.notAfter.slice(0, 10)}`,
    `    SHA-256 ${one.fingerprint}`,
  ]);
  return [`${host} shows (${trusted})`, ...lines].join('\n');
}

function addressOf({ url }: ConnectionFacts): string {
  return url ?? 'inside this program';
}

function signInOf({ kind, userName, credentials }: ConnectionFacts): string {
  if (kind === 'lab') return 'its own token';
  const who = userName ?? 'a token';
  return credentials === 'none' ? `${who} (to be named)` : who;
}

function trustOf({ kind, rootFingerprint }: ConnectionFacts): string {
  if (kind === 'lab') return 'its own root';
  return rootFingerprint === null ? "this computer's roots" : `${rootFingerprint.slice(0, 16)}…`;
}

function snapshotOf({ snapshotAt }: ConnectionFacts, now: Date): string {
  return snapshotAt === null ? 'none' : ageText(new Date(snapshotAt), now);
}

function countsOf({ catalog, contents }: Snapshot): readonly (readonly [what: string, count: number])[] {
  return [
    ['task sequences', catalog.taskSequences.length],
    ['boot images', catalog.bootImages.length],
    ['gateways', catalog.gateways.length],
    ['management points', catalog.managementPoints.length],
    ['distribution points', catalog.distributionPoints.length],
    ['packages', contents?.packages.length ?? 0],
    ['driver packages', contents?.driverPackages.length ?? 0],
    ['OS images', contents?.osImages.length ?? 0],
    ['applications', contents?.applications.length ?? 0],
  ];
}

/**
 * `media-builder check`: the table of prerequisites of media over a cloud management gateway, with evidence, and what to
 * do for everything that is not met. Exit code 3 when something mandatory fails.
 * Trap: names come from a site and could hold control characters; none reaches the terminal.
 */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { Option } from 'commander';
import { MediaError } from '#base/errors/media-error.ts';
import { reportCertificate } from '#media/certificate-report.ts';
import { ratePassword } from '#media/password-rule.ts';
import { createAdminServiceClient } from '#site/admin-service-client.ts';
import {
  checkPrerequisites,
  failsMandatory,
  type PrerequisiteRow,
  type PrerequisiteTable,
} from '#site/prerequisites/check-prerequisites.ts';
import { describeRow } from '#site/prerequisites/describe-row.ts';
import type { MediumQuestion, PrerequisiteQuestion } from '#site/prerequisites/facts.ts';
import { openWay, reachGateway } from '#site/reach-gateway.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { promptPassword, readPasswordFile, type SecretInput } from '../secrets.ts';
import { addSiteOptions, openSiteSession, type SiteOptions } from '../site-session.ts';
import { wrap } from '../text-layout.ts';

export interface CheckCommandOptions extends SiteOptions {
  readonly cmg: string;
  readonly taskSequence?: string;
  readonly deployment?: string;
  readonly bootImage?: string;
  readonly managementPoint?: string;
  readonly mediaManagement: NonNullable<MediumQuestion['mediaManagement']>;
  readonly passwordFile?: string;
  readonly certificate?: string;
  readonly certificatePasswordFile?: string;
}

export const CHECK_EXAMPLES = `
Examples:
  Will a stick for this task sequence work over the gateway?
    media-builder check --cmg contoso-cmg.contoso.test --task-sequence PS100010 \\
        --boot-image PS100001
  Only what is not met, in a script (exit code 3 when something mandatory fails):
    media-builder check --cmg contoso-cmg.contoso.test --task-sequence PS100010 --json \\
        | jq -r 'select(.state == "fail") | "\\(.id) \\(.found)"'
  At a site of one's own:
    media-builder check --cmg CMG01 --deployment ABC20017 --site https://cm01.contoso.com/AdminService \\
        --site-user 'CONTOSO\\anna' --site-password-file account.txt

What only shows on the device or its network (constant connection, cable, IPv4) is "unknown".`;

/** Adds the options of `check`. */
export function addCheckOptions(command: Command): Command {
  return addSiteOptions(
    command
      .requiredOption('--cmg <name>', 'cloud management gateway: host name or name')
      .option('--task-sequence <id>', 'package ID of the task sequence')
      .option('--deployment <id>', 'its deployment, when it has several')
      .option('--boot-image <id>', 'boot image of the medium (default: that of the task sequence)')
      .option('--management-point <fqdn>', 'judge this one (default: those published through the gateway)')
      .addOption(
        new Option('--media-management <kind>', 'how the medium will find its management point')
          .choices(['dynamic', 'site-based', 'internet-based'])
          .default('internet-based'),
      )
      .option('--password-file <file>', 'file with the media password, or -, to judge its strength')
      .option('--certificate <file.pfx>', 'PKI certificate of the medium (default: self-signed)')
      .option('--certificate-password-file <file>', 'file with the password of the certificate file'),
  );
}

export async function check(context: CommandContext, options: CheckCommandOptions): Promise<number> {
  const { output, signal, clock } = context;
  const question = await questionOf(context, options);
  const session = await openSiteSession(options, context);
  const client = createAdminServiceClient(session.connection);
  try {
    const table = await checkPrerequisites(client, question, {
      signal,
      clock,
      probe: async (host, stop) => openWay(await reachGateway(host, session.connection, stop)),
    });
    const exitCode = failsMandatory(table) ? EXIT.prerequisites : EXIT.done;
    for (const row of table.rows) output.data('prerequisite', { ...row, ...describeRow(row, 'en') });
    const { checkedAt } = table;
    output.data('prerequisites', { cmg: options.cmg, checkedAt, ...countsOf(table), exitCode });
    output.text(describeTable(table, { cmg: options.cmg, columns: output.columns }));
    return exitCode;
  } finally {
    await client.close();
    await session.close();
  }
}

async function questionOf(
  { secrets, clock }: CommandContext,
  options: CheckCommandOptions,
): Promise<PrerequisiteQuestion> {
  const { passwordFile, certificatePasswordFile, sitePasswordFile, siteTokenFile } = options;
  const sources = [passwordFile, certificatePasswordFile, sitePasswordFile, siteTokenFile];
  if (sources.filter((one) => one === '-').length > 1) {
    throw new MediaError('E_USAGE', 'standard input can give one password, not two');
  }
  const password = passwordFile === undefined ? undefined : await readPasswordFile(passwordFile, secrets);
  return {
    cmg: options.cmg,
    taskSequenceId: options.taskSequence,
    deploymentId: options.deployment,
    bootImageId: options.bootImage,
    managementPoint: options.managementPoint,
    medium: {
      kind: 'bootable',
      mediaManagement: options.mediaManagement,
      certificate: await certificateOf(options, secrets, clock()),
      ...(password === undefined
        ? {}
        : { hasPassword: true, passwordIsStrong: ratePassword(password).verdict === 'strong' }),
    },
  };
}

/** @throws MediaError E_USAGE for a file that cannot be read, E_MEDIA_CERTIFICATE_… for one that cannot be opened */
async function certificateOf(
  { certificate: path, certificatePasswordFile: passwordFile }: CheckCommandOptions,
  secrets: SecretInput,
  now: Date,
): Promise<NonNullable<MediumQuestion['certificate']>> {
  if (path === undefined) return 'self-signed';
  const password =
    passwordFile === undefined
      ? await promptPassword(`Password of ${path}`, { confirm: false, input: secrets })
      : await readPasswordFile(passwordFile, secrets);
  const file = await readFile(path).catch((cause: unknown) => {
    throw new MediaError('E_USAGE', `the certificate file ${path} cannot be read`, { cause });
  });
  const { hash, keyBits, findings } = reportCertificate(new Uint8Array(file), { password, now });
  if (hash === null || keyBits === null) {
    const why = findings.map((one) => one.code);
    const code = why.includes('wrong-password') ? 'E_MEDIA_CERTIFICATE_PASSWORD' : 'E_MEDIA_CERTIFICATE_FILE';
    throw new MediaError(code, `${path}: ${why.join(', ')}`);
  }
  return { hash, keyBits };
}

function countsOf({ rows }: PrerequisiteTable): Readonly<Record<PrerequisiteRow['state'], number>> {
  const count = (state: PrerequisiteRow['state']): number => rows.filter((row) => row.state === state).length;
  return { pass: count('pass'), fail: count('fail'), warning: count('warning'), unknown: count('unknown') };
}

const STATES: Readonly<Record<PrerequisiteRow['state'], string>> = {
  pass: 'pass',
  fail: 'FAIL',
  warning: 'warning',
  unknown: 'unknown',
};
const INDENT = ' '.repeat(14);
const NAME_WIDTH = 9;

/** The table for people. */
export function describeTable(
  table: PrerequisiteTable,
  options: { readonly cmg: string; readonly columns: number },
): string {
  const counts = countsOf(table);
  const useless = table.rows.filter((row) => row.isBlocking).map((row) => row.id);
  const summary =
    `${counts.pass} pass, ${counts.fail} fail, ${counts.warning} ` +
    `${counts.warning === 1 ? 'warning' : 'warnings'}, ${counts.unknown} could not be determined.`;
  const verdict = failsMandatory(table)
    ? useless.length > 0
      ? `A medium would be useless: ${useless.join(', ')}.`
      : 'Something mandatory is not met; media can be made, but the deployment will fail.'
    : 'Nothing mandatory fails.';
  const when = `${table.checkedAt.slice(0, 16).replace('T', ' ')} UTC`;
  return [
    plain(`Prerequisites of media over ${options.cmg}, checked ${when}`),
    '',
    ...table.rows.flatMap((row) => rowLines(row, options.columns)),
    '',
    ...wrap(`${summary} ${verdict}`, { width: options.columns, indent: '' }),
  ].join('\n');
}

function rowLines(row: PrerequisiteRow, columns: number): readonly string[] {
  const texts = describeRow(row, 'en');
  const note =
    row.state !== 'fail'
      ? ''
      : row.isBlocking
        ? ' (media would be useless)'
        : row.isMandatory
          ? ''
          : ' (recommended)';
  const block = (text: string): readonly string[] => wrap(plain(text), { width: columns, indent: INDENT });
  const named = (name: string, text: string): readonly string[] => {
    const label = `${INDENT}${name.padEnd(NAME_WIDTH)}`;
    const indent = ' '.repeat(label.length);
    return wrap(plain(text), { width: columns, indent }).map((line, index) =>
      index === 0 ? label + line.slice(indent.length) : line,
    );
  };
  const [title = '', ...more] = block(`${texts.title}${note}`);
  const lines = [
    `${row.id}  ${STATES[row.state].padEnd(7)}  ${title.trimStart()}`,
    ...more,
    ...block(texts.found),
    ...row.evidence.flatMap((one) => named('seen', `${one.source}: ${one.found}`)),
  ];
  if (row.state === 'pass') return lines;
  return [
    ...lines,
    ...named('why', texts.why),
    ...named('console', texts.remedyConsole),
    // A command is copied as it is, so its lines are not broken.
    ...(texts.remedyCmdlet ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line, index) => `${INDENT}${(index === 0 ? 'cmdlet' : '').padEnd(NAME_WIDTH)}${plain(line)}`),
    ...(texts.link === null ? [] : [`${INDENT}${'more'.padEnd(NAME_WIDTH)}${texts.link}`]),
  ];
}

function plain(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}

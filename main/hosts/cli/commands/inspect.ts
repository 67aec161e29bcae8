/** `media-builder inspect`: what a medium is, from its manifest, and with the password its media variables. */
import { formatBytes } from '#base/units.ts';
import type { InspectReport } from '#media/inspect.ts';
import { inspectTarget } from '#service/inspect-target.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { readPasswordFile } from '../secrets.ts';

export interface InspectOptions {
  readonly passwordFile?: string;
}

export async function inspect(
  context: CommandContext,
  target: string,
  options: InspectOptions,
): Promise<number> {
  const { output, secrets, signal } = context;
  const password =
    options.passwordFile === undefined ? undefined : await readPasswordFile(options.passwordFile, secrets);
  const report = await inspectTarget(target, { signal, password });
  output.data('medium', { target, ...report });
  output.text(describeReport(target, report, context.clock()));
  for (const problem of report.problems) output.note(`${problem.code}: ${problem.message}`);
  return report.state === 'complete' && report.problems.length === 0 ? EXIT.done : EXIT.failed;
}

const STATES: Readonly<Record<InspectReport['state'], string>> = {
  complete: 'task sequence media of this program; every file is there (verify compares the contents)',
  incomplete:
    'INCOMPLETE task sequence media of this program: it was not completely written or has lost files',
  'foreign-media': 'task sequence media without a manifest: made by another program',
  'not-media': 'not task sequence media',
};

const MANAGEMENT = {
  dynamic: 'Dynamic',
  'site-based': 'Site-based',
  'internet-based': 'Internet-based',
} as const;

/** The report for people, as lines of "name  value". */
export function describeReport(target: string, report: InspectReport, now: Date): string {
  const { manifest } = report;
  const rows: (readonly [string, string])[] = [
    ['State', STATES[report.state]],
    ['File system', `${report.fileSystem}, label "${report.volumeLabel}"`],
    ['Content', `${report.fileCount} files, ${formatBytes(report.contentBytes)}`],
  ];
  if (manifest !== undefined) {
    rows.push(
      ['Kind', `${manifest.kind}, for a ${manifest.output}`],
      ['Label', manifest.label],
      ['Media ID', manifest.mediaId],
      ['Site', manifest.siteCode],
      ['Management', MANAGEMENT[manifest.mediaManagement]],
      ...(manifest.cmg === undefined ? [] : [['Gateway', manifest.cmg] as const]),
      [
        'Boot image',
        `${manifest.bootImage.packageId} ${manifest.bootImage.name} ${manifest.bootImage.version}`,
      ],
      ['Password', manifest.isPasswordProtected ? 'required' : 'none: everybody can use this medium'],
      ['Created', `${dateText(manifest.created)} by version ${manifest.builderVersion}`],
      ['Certificate', `${manifest.certificate.origin}, ${manifest.certificate.thumbprint}`],
      ['  valid until', dateText(manifest.certificate.expires)],
      ...(manifest.mediaTokenExpires === undefined
        ? []
        : [['Media token', `valid until ${dateText(manifest.mediaTokenExpires)}`] as const]),
      ['Works until', worksUntil(manifest, now)],
    );
  }
  rows.push(['Signature', signatureText(report)]);
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const lines = [target, ...rows.map(([name, value]) => `  ${name.padEnd(width)}${value}`)];
  if (report.variables !== undefined) {
    lines.push('', 'Media variables');
    for (const { name, value } of report.variables) lines.push(`  ${name} = ${shorten(value)}`);
  }
  return lines.join('\n');
}

function signatureText({ signature }: InspectReport): string {
  if (signature.state !== 'valid') return signature.state;
  switch (signature.isOfThisMedium) {
    case true:
      return "valid, made with this medium's certificate";
    case false:
      return "valid, but NOT made with this medium's certificate";
    case undefined:
      return 'valid (the password would show whether it is of this medium)';
  }
}

/** When the medium stops working, why, and whether that is over. */
export function worksUntil(manifest: NonNullable<InspectReport['manifest']>, now: Date): string {
  const ends = [manifest.certificate.expires, manifest.mediaTokenExpires].filter((one) => one !== undefined);
  const first = ends.reduce((a, b) => (Date.parse(a) <= Date.parse(b) ? a : b));
  const reason = first === manifest.certificate.expires ? 'certificate' : 'media token';
  const isOver = Date.parse(first) <= now.getTime();
  return `${dateText(first)} (${reason})${isOver ? ': EXPIRED' : ''}`;
}

function dateText(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function shorten(value: string | undefined): string {
  if (value === undefined) return '(not shown)';
  return value.length > 100 ? `${value.slice(0, 60)}… (${value.length} characters)` : value;
}

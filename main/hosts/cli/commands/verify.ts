/** `media-builder verify`: every file of a medium against its manifest, with its request every sector. */
import { MediaError } from '#base/errors/media-error.ts';
import { formatBytes } from '#base/units.ts';
import type { VerifyReport } from '#media/verify-medium.ts';
import { programVersion } from '#platform/resource-paths.ts';
import { verifyTarget } from '#service/inspect-target.ts';
import { verifyAgainstRequest, type SectorReport } from '#service/verify-request.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { openSiteSession, type SiteOptions } from '../site-session.ts';
import { table } from '../text-layout.ts';
import { readCreateRequest } from './create-options.ts';

export interface VerifyOptions extends SiteOptions {
  readonly request?: string;
}

export async function verify(
  context: CommandContext,
  target: string,
  options: VerifyOptions,
): Promise<number> {
  const { output } = context;
  const report =
    options.request === undefined
      ? await verifyFiles(context, target, options)
      : await verifySectors(context, target, { ...options, request: options.request });
  output.data('verified', { target, ...report });
  for (const finding of report.findings) output.note(`${finding.code}: ${finding.message}`);
  output.text(describeVerified(target, report));
  return report.isIntact ? EXIT.done : EXIT.failed;
}

async function verifyFiles(
  { output, signal }: CommandContext,
  target: string,
  options: VerifyOptions,
): Promise<VerifyReport> {
  if ((options.site ?? 'lab') !== 'lab') {
    throw new MediaError('E_USAGE', '--site is asked only with --request');
  }
  return await verifyTarget(target, {
    signal,
    onProgress: (progress) => {
      output.progress(target, progress);
    },
  });
}

async function verifySectors(
  context: CommandContext,
  target: string,
  options: VerifyOptions & { readonly request: string },
): Promise<SectorReport> {
  const { output, signal } = context;
  const { request } = await readCreateRequest({ data: options.data, request: options.request });
  const session = await openSiteSession(options, context);
  try {
    const report = await verifyAgainstRequest(
      { path: target, request, connection: session.connection, builderVersion: programVersion() },
      { signal, onProgress: output.progress },
    );
    for (const note of report.notes) output.note(`Note: ${note}`);
    return report;
  } finally {
    await session.close();
  }
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

/** Ranges that are printed; with --json all of them are. */
const SHOWN_RANGES = 20;

function describeVerified(target: string, report: VerifyReport | SectorReport): string {
  const files = `${report.checkedFiles} files, ${formatBytes(report.checkedBytes)}`;
  const media = `(media ID ${report.mediaId})`;
  if (!('sectors' in report)) {
    return report.isIntact
      ? `${target}: intact, ${files} are as they were made ${media}`
      : `${target}: NOT intact, ${count(report.findings.length, 'problem')} in ${files} ${media}`;
  }
  const { differing, checkedBytes, sectorBytes } = report.sectors;
  const amount = `${formatBytes(checkedBytes)} in sectors of ${sectorBytes} bytes`;
  if (report.isIntact) return `${target}: intact, ${amount} are as the request makes them ${media}`;
  const rows = differing
    .slice(0, SHOWN_RANGES)
    .map(({ firstSector, lastSector, part }): readonly string[] => [
      `  ${firstSector === lastSector ? `sector ${firstSector}` : `sectors ${firstSector} to ${lastSector}`}`,
      part,
    ]);
  const more = differing.length - rows.length;
  return [
    `${target}: NOT intact, not as made: ${count(differing.length, 'range')} of sectors and ${count(report.findings.length, 'file')}, of ${amount} ${media}`,
    ...table(rows),
    ...(more > 0 ? [`  and ${more} more ranges (--json lists them)`] : []),
  ].join('\n');
}

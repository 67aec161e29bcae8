/** What was found out about a medium, in the words of the contract: undefined becomes null, nothing else changes. */
import type { InspectView } from '#contract/medium.ts';
import type { DriveView } from '#contract/drives.ts';
import type { VerifyView } from '#contract/jobs.ts';
import type { InspectReport } from '#media/inspect.ts';
import type { VerifyFinding, VerifyReport } from '#media/verify-medium.ts';
import type { DriveContents } from './describe-drives.ts';
import type { SectorReport } from './verify-request.ts';

type ContentsView = DriveView['contents'];
type Manifest = NonNullable<InspectReport['manifest']>;

/** A report never lists more differences than a window can show. */
const MAX_DIFFERENCES = 1000;

/** When the medium of a manifest stops working: its certificate or its media token, whichever ends first. */
export function endOf({ certificate, mediaTokenExpires }: Manifest): string {
  const ends = [certificate.expires, ...(mediaTokenExpires === undefined ? [] : [mediaTokenExpires])];
  return ends.reduce((first, end) => (Date.parse(end) < Date.parse(first) ? end : first));
}

/** What a look at a drive found. */
export function contentsView(contents: DriveContents): ContentsView {
  if (contents.kind !== 'media') return contents;
  const { state, manifest } = contents.report;
  // Where a mark of ours was found there are media, whatever else is missing.
  if (state === 'not-media') return { kind: 'other' };
  return { kind: 'media', state, medium: manifest === undefined ? null : summaryOf(manifest) };
}

function summaryOf(manifest: Manifest): NonNullable<Extract<ContentsView, { kind: 'media' }>['medium']> {
  const { mediaId, kind, label, siteCode, created } = manifest;
  return { mediaId, kind, label, siteCode, cmg: manifest.cmg ?? null, created, expires: endOf(manifest) };
}

/** An inspected medium. */
export function inspectView(path: string, report: InspectReport): InspectView {
  const { manifest, signature, bootstrap } = report;
  return {
    path,
    state: report.state,
    fileSystem: report.fileSystem,
    volumeLabel: report.volumeLabel,
    isPasswordRequired: bootstrap?.isPasswordRequired ?? null,
    manifest:
      manifest === undefined
        ? null
        : {
            ...summaryOf(manifest),
            mediaManagement: manifest.mediaManagement,
            bootImage: `${manifest.bootImage.name} ${manifest.bootImage.version} (${manifest.bootImage.packageId})`,
            builderVersion: manifest.builderVersion,
          },
    fileCount: report.fileCount,
    contentBytes: report.contentBytes,
    signature: {
      state: signature.state,
      thumbprint: signature.thumbprint ?? null,
      isOfThisMedium: signature.isOfThisMedium ?? null,
    },
    variables:
      report.variables?.map(({ name, value, meaning }) => ({
        name,
        value: value ?? null,
        meaning: meaning ?? null,
      })) ?? null,
    problems: [...report.problems],
  };
}

/** A place on which nothing could be inspected: writing was not finished, or there is no file system of ours. */
export function emptyInspectView(path: string, state: 'unfinished' | 'not-media'): InspectView {
  return {
    path,
    state,
    fileSystem: null,
    volumeLabel: '',
    isPasswordRequired: null,
    manifest: null,
    fileCount: 0,
    contentBytes: 0,
    signature: { state: 'missing', thumbprint: null, isOfThisMedium: null },
    variables: null,
    problems: [],
  };
}

const DIFFERENCES = {
  E_MEDIA_FILE_MISSING: 'missing',
  E_MEDIA_FILE_CHANGED: 'changed',
  E_MEDIA_FILE_EXTRA: 'added',
} as const;

/** A verified medium. */
export function verifyView(report: VerifyReport | SectorReport, manifest: Manifest | undefined): VerifyView {
  const differences = report.findings.flatMap(({ code, path }) =>
    code === 'E_MEDIA_SIGNATURE' ? [] : [{ path, state: DIFFERENCES[code] }],
  );
  const isSigned = (finding: VerifyFinding): boolean => finding.code === 'E_MEDIA_SIGNATURE';
  const sectors = 'sectors' in report ? report.sectors : undefined;
  const notes = 'notes' in report ? report.notes : [];
  return {
    isIntact: report.isIntact,
    fileCount: report.checkedFiles,
    differences: differences.slice(0, MAX_DIFFERENCES),
    differenceCount: differences.length,
    sectors:
      sectors === undefined
        ? null
        : { comparedBytes: sectors.checkedBytes, differingRanges: sectors.differing.length },
    medium:
      manifest === undefined
        ? null
        : { mediaId: manifest.mediaId, label: manifest.label, expires: endOf(manifest) },
    problems: [
      ...report.findings.filter(isSigned).map(({ code, message }) => ({ code, message })),
      ...notes.map((message) => ({ code: 'request-differs', message })),
    ],
  };
}

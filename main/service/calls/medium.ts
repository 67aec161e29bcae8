/** Calls of the area "medium": what is this medium, and is it as it was made? Drives and image files alike. */
import { basename } from 'node:path';
import { isMediaError, MediaError, toErrorData } from '#base/errors/media-error.ts';
import type { CallArgument } from '#contract/contract.ts';
import type { InspectView } from '#contract/medium.ts';
import { requireBootable } from '#media/request.ts';
import type { VerifyReport } from '#media/verify-medium.ts';
import type { Handlers } from '../dispatch.ts';
import { inspectTarget, verifyTarget } from '../inspect-target.ts';
import { contentOutcome, failureOf } from '../job-rows.ts';
import { emptyInspectView, inspectView, verifyView } from '../medium-views.ts';
import type { RunningJob } from '../running-job.ts';
import type { ServicePorts } from '../service-ports.ts';
import { verifyAgainstRequest, type SectorReport } from '../verify-request.ts';

type MediumHandlers = Pick<Handlers, 'medium.inspect' | 'medium.verify'>;

export function mediumHandlers(ports: ServicePorts): MediumHandlers {
  return {
    'medium.inspect': async (input, { signal }) => await inspectPath(ports, input, signal),
    'medium.verify': async (input) => ({ jobId: await startVerifying(ports, input) }),
  };
}

/**
 * Looks into a drive or image file. One whose writing was not finished, or that holds nothing of ours, is an answer.
 * @throws MediaError E_DEVICE_*, E_IMAGE_* and E_ISO_*, E_FAT_* when it is damaged, E_VARIABLES_* for a wrong password
 */
export async function inspectPath(
  { machine }: ServicePorts,
  { path, password }: CallArgument<'medium.inspect'>,
  signal: AbortSignal,
): Promise<InspectView> {
  try {
    const wanted = password === '' ? undefined : password;
    return inspectView(path, await inspectTarget(path, { machine, signal, password: wanted }));
  } catch (error) {
    if (!isMediaError(error)) throw error;
    if (error.code === 'E_IMAGE_INCOMPLETE') return emptyInspectView(path, 'unfinished');
    if (error.code === 'E_IMAGE_UNKNOWN') return emptyInspectView(path, 'not-media');
    throw error;
  }
}

async function startVerifying(ports: ServicePorts, input: CallArgument<'medium.verify'>): Promise<string> {
  const { path, site, request } = input;
  if ((site === undefined) !== (request === undefined)) {
    throw new MediaError('E_USAGE', 'sectors are compared with a site and a request, not with one of them');
  }
  if (request !== undefined) requireBootable(request);
  if (ports.jobs.isWriting(path))
    throw new MediaError('E_DEVICE_IN_USE', `${path} is being written by a job`);
  const drive = (await ports.machine.list()).find(({ device }) => device === path);
  const name = drive === undefined ? basename(path) : `${drive.description} (${drive.displayName})`;
  return ports.jobs.start({
    kind: 'verify',
    title: name,
    rows: [{ id: path, kind: 'medium', name }],
    run: (job) => verify(ports, input, job),
  });
}

async function verify(
  ports: ServicePorts,
  input: CallArgument<'medium.verify'>,
  job: RunningJob,
): Promise<void> {
  const { path } = input;
  const { machine } = ports;
  const { signal } = job;
  const { manifest } = await inspectTarget(path, { machine, signal });
  const report = await compare(ports, input, job);
  job.setVerified(verifyView(report, manifest));
  const place = firstBadByte(report);
  const [finding] = report.findings;
  if (report.isIntact) {
    const bytes = 'sectors' in report ? report.sectors.checkedBytes : report.checkedBytes;
    job.endRow(path, contentOutcome(bytes));
    return;
  }
  const error =
    finding === undefined
      ? new MediaError('E_IMAGE_VERIFY_MISMATCH', `sectors differ, the first at byte ${place ?? 0}`)
      : new MediaError(finding.code, finding.message);
  job.endRow(path, failureOf(toErrorData(error), place));
}

async function compare(
  { machine, sites, builderVersion }: ServicePorts,
  { path, site, request }: CallArgument<'medium.verify'>,
  job: RunningJob,
): Promise<VerifyReport | SectorReport> {
  const { signal } = job;
  if (site === undefined || request === undefined) {
    return await verifyTarget(path, {
      machine,
      signal,
      onProgress: (progress) => {
        job.note(path, progress);
      },
    });
  }
  const { connection } = await sites.open(site, signal);
  return await verifyAgainstRequest(
    { path, request: requireBootable(request), connection, builderVersion },
    {
      machine,
      signal,
      onProgress: (subject, progress) => {
        job.note(subject, progress);
      },
    },
  );
}

function firstBadByte(report: VerifyReport | SectorReport): number | null {
  if (!('sectors' in report)) return null;
  const { differing, sectorBytes } = report.sectors;
  const [first] = differing;
  return first === undefined ? null : first.firstSector * sectorBytes;
}

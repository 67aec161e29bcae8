/** Writes a medium that was just made into the history: what it is and what became of each of its outputs. */
import type { DriveResult, DriveTarget } from '#jobs/drive-run.ts';
import type { History, HistoryOutput } from '#jobs/history.ts';
import type { BootableMediaRequest } from '#media/request.ts';
import { asPlainObject } from '#platform/plain-json.ts';
import { isAnyFinished, type CreateResult } from './create-bootable-media.ts';
import type { OutputResult } from './write-outputs.ts';

export interface MadeMedia {
  readonly request: BootableMediaRequest;
  readonly result: CreateResult;
  /** The name of the site connection. */
  readonly connection: string;
  /** Those that were to be written, also those that joined later: for their serial numbers. */
  readonly drives: readonly DriveTarget[];
  /** How the system calls a drive, by its device: "SanDisk Ultra". */
  readonly driveNames?: ReadonlyMap<string, string> | undefined;
  readonly builderVersion: string;
}

/**
 * Records a medium of which at least one output can be used; false, and nothing is written, when there is none.
 * @throws MediaError E_STORE_*; the medium is as good without it
 */
export async function recordMedia(history: History, made: MadeMedia): Promise<boolean> {
  const { result, request, connection, builderVersion } = made;
  if (!isAnyFinished(result.outputs)) return false;
  await history.add({
    mediaId: result.mediaId,
    kind: request.kind,
    label: result.label,
    createdAt: result.createdAt,
    worksUntil: result.worksUntil,
    expirySources: [...result.expirySources],
    siteCode: result.site.siteCode,
    siteName: result.site.siteName,
    connection,
    cmg: result.cmg,
    bootImage: result.bootImage,
    thumbprint: result.thumbprint,
    outputs: [
      ...result.outputs.files.map(fileOutput),
      ...result.outputs.drives.map((one) => driveOutput(one, made)),
    ],
    // A request has no secrets by its schema; what is named like one is refused all the same.
    request: asPlainObject(request, 'request'),
    builderVersion,
  });
  return true;
}

function fileOutput(one: OutputResult): HistoryOutput {
  const { kind, path: name } = one.target;
  if (one.ok) {
    const { sizeBytes, sha256 } = one;
    return { kind, name, serial: null, sizeBytes, sha256, outcome: 'verified' };
  }
  const outcome = one.error.code === 'E_CANCELLED' ? 'cancelled' : 'failed';
  return { kind, name, serial: null, sizeBytes: 0, sha256: null, outcome };
}

function driveOutput(one: DriveResult, { drives, driveNames }: MadeMedia): HistoryOutput {
  const { device, outcome } = one;
  const identity = drives.find((target) => target.identity.device === device)?.identity;
  const called = driveNames?.get(device);
  return {
    kind: 'drive',
    name: called === undefined || called === '' ? device : `${called} (${device})`,
    serial: identity?.serial ?? null,
    sizeBytes: outcome === 'verified' ? one.sizeBytes : (identity?.size ?? 0),
    sha256: null,
    outcome,
  };
}

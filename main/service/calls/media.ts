/**
 * Calls of the area "media": a medium is measured, or made as a job.
 * Traps: everything a user can still correct is refused by the call itself, before there is a job; secrets are wiped from
 * memory as soon as the medium is planned, so the job must hold them in one place and nowhere else.
 */
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import type { CallArgument } from '#contract/contract.ts';
import type { CreatedMedium } from '#contract/jobs.ts';
import { identityFromPfx } from '#media/certificate.ts';
import { checkPassword } from '#media/plan-checks.ts';
import { requireBootable, type BootableMediaRequest } from '#media/request.ts';
import { createBootableMedia, type CreateResult, type PlannedMedium } from '../create-bootable-media.ts';
import type { Handlers } from '../dispatch.ts';
import { contentOutcome, failureOf, type NewRow } from '../job-rows.ts';
import { previewMedia } from '../plan-preview.ts';
import { recordMedia } from '../record-media.ts';
import type { RunningJob } from '../running-job.ts';
import type { ServicePorts } from '../service-ports.ts';
import type { OutputResult, OutputTarget } from '../write-outputs.ts';
import { judgeChoices, type JudgedDrives } from '../write-targets.ts';
import { requireAbsolute } from './image.ts';

type CreateInput = CallArgument<'media.create'>;

const SITE = 'site';
const CONTENT = 'content';

export function mediaHandlers(ports: ServicePorts): Pick<Handlers, 'media.plan' | 'media.create'> {
  const { clock, random, builderVersion, sites } = ports;
  return {
    'media.plan': async ({ site, request: wanted }, { signal }) => {
      const request = requireBootable(wanted);
      const { connection } = await sites.open(site, signal);
      const { catalog } = await sites.catalog(site, { refresh: false, signal });
      return await previewMedia({ request, catalog, connection, clock, random, builderVersion }, signal);
    },
    'media.create': async (input, { signal }) => {
      const request = requireBootable(input.request);
      const files = checkFiles(input);
      checkPassword(request, input.secrets.password);
      const secrets = new WipedSecrets(input.secrets, await readPfx(request, input.secrets, ports));
      await sites.open(input.site, signal);
      const judge = async (choices: CreateInput['drives']): Promise<JudgedDrives> =>
        await judgeChoices(choices, { machine: ports.machine, settings: await ports.settings.read() });
      const judged = await judge(input.drives);
      return { jobId: startCreating(ports, { site: input.site, request, files, secrets, judged, judge }) };
    },
  };
}

interface Creation {
  readonly site: string;
  readonly request: BootableMediaRequest;
  readonly files: readonly OutputTarget[];
  readonly secrets: WipedSecrets;
  readonly judged: JudgedDrives;
  readonly judge: (choices: CreateInput['drives']) => Promise<JudgedDrives>;
}

function startCreating(ports: ServicePorts, creation: Creation): string {
  const { site, request, files, secrets, judged } = creation;
  const hasDrives = judged.targets.length + judged.refused.length > 0;
  /** How the system calls each drive, for the history. */
  const names = new Map<string, string>();
  const judge = async (choices: CreateInput['drives']): Promise<JudgedDrives> =>
    named(await creation.judge(choices), names);
  const rows: NewRow[] = [
    { id: SITE, kind: 'site', name: site },
    ...(judged.targets.length > 0 ? [{ id: CONTENT, kind: 'content', name: request.label } as const] : []),
    ...files.map(({ kind, path }) => ({ id: path, kind, name: basename(path) })),
  ];
  return ports.jobs.start({
    kind: 'create',
    title: request.label,
    rows,
    drives: hasDrives ? { judged: named(judged, names), judge: (choices) => judge([...choices]) } : undefined,
    run: (job) => create(ports, { site, request, files, secrets, names }, job),
    onEnd: () => {
      secrets.wipe();
      return Promise.resolve();
    },
  });
}

function named(judged: JudgedDrives, names: Map<string, string>): JudgedDrives {
  for (const { target, description } of judged.targets) names.set(target.identity.device, description);
  return judged;
}

async function create(
  ports: ServicePorts,
  what: Pick<Creation, 'site' | 'request' | 'files' | 'secrets'> & {
    readonly names: ReadonlyMap<string, string>;
  },
  job: RunningJob,
): Promise<void> {
  const { site, request, files, secrets } = what;
  const { clock, random, builderVersion } = ports;
  const { connection } = await ports.sites.open(site, job.signal);
  const result = await createBootableMedia(
    {
      ...{ request, secrets, outputs: files, connection, clock, random, builderVersion },
      get pfx() {
        return secrets.pfx;
      },
      drives:
        job.firstTargets.length === 0
          ? undefined
          : { targets: job.firstTargets, openWriter: () => ports.openWriter(job.signal) },
    },
    {
      ...job.driveOptions,
      onProgress: (subject, progress) => {
        if (progress.phase === 'prepare') job.note(SITE, progress);
        else if (progress.phase === 'download') job.noteContent(CONTENT, progress);
        else job.note(subject, progress);
      },
      onStep: (step) => {
        job.log(step);
        if (step !== 'planned') return;
        secrets.wipe();
        job.endRow(SITE, contentOutcome(0));
      },
      onMade: (made) => {
        job.setCreated(createdMedium(request, made));
      },
      onFile: (file) => {
        endFile(job, file);
      },
    },
  );
  for (const { code, message } of result.notes) job.log('note', { code, message }, 'warning');
  await record(ports, { ...what, result }, job);
}

function endFile(job: RunningJob, result: OutputResult): void {
  const { path } = result.target;
  if (!result.ok) {
    job.endRow(path, failureOf(result.error));
    return;
  }
  const { sizeBytes, bytesWritten, sha256 } = result;
  const rest = { bytesKept: 0, bytesVerified: bytesWritten };
  job.endRow(path, { outcome: 'verified', sizeBytes, bytesWritten, ...rest, sha256 });
}

function createdMedium({ kind }: BootableMediaRequest, made: PlannedMedium): CreatedMedium {
  const { mediaId, label, worksUntil, thumbprint, contentBytes, cmg, notes } = made;
  const { name, version, packageId } = made.bootImage;
  return {
    ...{ mediaId, kind, label, cmg, worksUntil, thumbprint, contentBytes },
    siteCode: made.site.siteCode,
    bootImage: `${name} ${version} (${packageId})`,
    created: made.createdAt,
    notes: [...notes],
  };
}

/** A history that cannot be written takes nothing from the medium; it is told as a note. */
async function record(
  { history, builderVersion }: ServicePorts,
  made: {
    readonly site: string;
    readonly request: BootableMediaRequest;
    readonly result: CreateResult;
    readonly names: ReadonlyMap<string, string>;
  },
  job: RunningJob,
): Promise<void> {
  const { request, result, site: connection, names: driveNames } = made;
  try {
    const drives = job.targets;
    await recordMedia(history, { request, result, connection, drives, driveNames, builderVersion });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    job.log('note', { code: 'history-not-written', message }, 'warning');
  }
}

/** @throws MediaError E_MEDIA_KIND, E_USAGE */
function checkFiles({ files, drives }: CreateInput): readonly OutputTarget[] {
  if (files.length + drives.length === 0) throw new MediaError('E_USAGE', 'no output is chosen');
  const paths = files.map(({ path }) => resolve(path));
  const twice = paths.find((path, index) => paths.indexOf(path) < index);
  if (twice !== undefined) throw new MediaError('E_USAGE', `the output ${twice} is named twice`);
  return files.map(({ kind, path }) => {
    requireAbsolute(path);
    if (kind !== 'wim') return { kind, path };
    throw new MediaError(
      'E_MEDIA_KIND',
      'this version makes no WIM files; bootable media are sticks and discs',
    );
  });
}

interface Pfx {
  readonly bytes: Uint8Array;
  readonly password: string;
}

/** Opens the certificate file once, so that a wrong password is refused before there is a job. */
async function readPfx(
  { certificate }: BootableMediaRequest,
  { certificatePassword: password = '' }: CreateInput['secrets'],
  { random, clock }: ServicePorts,
): Promise<Pfx | undefined> {
  if (certificate.source !== 'pfx') return undefined;
  const { path } = certificate;
  const read = await readFile(path).catch((cause: unknown) => {
    throw new MediaError('E_MEDIA_CERTIFICATE_FILE', `the certificate file ${path} cannot be read`, {
      cause,
    });
  });
  const bytes = new Uint8Array(read);
  identityFromPfx(bytes, { password, mediaId: random.guid(), now: clock() });
  return { bytes, password };
}

/** The secrets of one job, in one place, until the medium is planned. */
class WipedSecrets {
  #password: string | undefined;
  #pfx: Pfx | undefined;
  readonly hiddenValues: Map<string, string>;

  constructor({ password, hiddenValues }: CreateInput['secrets'], pfx: Pfx | undefined) {
    this.#password = password;
    this.#pfx = pfx;
    this.hiddenValues = new Map(Object.entries(hiddenValues));
  }

  get password(): string | undefined {
    return this.#password;
  }

  get pfx(): Pfx | undefined {
    return this.#pfx;
  }

  wipe(): void {
    this.#password = undefined;
    this.#pfx = undefined;
    this.hiddenValues.clear();
  }
}

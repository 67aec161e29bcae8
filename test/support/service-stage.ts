/**
 * The whole service without a host: a data folder, a lab or none, drives in memory or real ones, and windows that call and
 * listen. Every reply and event is kept as text, so that a test can look for what must not be in it.
 */
import { afterAll } from 'vitest';
import type { MediaError } from '#base/errors/media-error.ts';
import type { Reply } from '#contract/bridge.ts';
import type { CallInput, CallName, CallOutput, EventMessage, EventPayload } from '#contract/contract.ts';
import type { DriveChoice, DriveView } from '#contract/drives.ts';
import type { JobState } from '#contract/jobs.ts';
import { memoryStorage } from '#platform/secret-storage.ts';
import { bootImageFolder } from '#platform/resource-paths.ts';
import { createAppService, type AppServiceOptions } from '#service/app-service.ts';
import type { AppService } from '#service/host-ports.ts';
import type { RunningLab } from '#lab/server.ts';
import { connectionTo, runningLab } from './lab.ts';
import { tempFolder } from './temp.ts';

export interface Window {
  /** @throws CallFailure */
  readonly call: <Name extends CallName>(name: Name, input: CallInput<Name>) => Promise<CallOutput<Name>>;
  /** The last payload of an event that was told to this window. */
  last<Name extends 'drives' | 'settings'>(name: Name): EventPayload<Name> | undefined;
  job(jobId: string): JobState | undefined;
  /** Everything told to this window so far, oldest first. */
  readonly told: readonly EventMessage[];
  /** Resolves as soon as the condition holds, judged after every event. */
  until(what: string, condition: () => boolean): Promise<void>;
  /** The job when it has ended. */
  ended(jobId: string): Promise<JobState>;
  close(): void;
}

export interface ServiceStage {
  readonly service: AppService;
  readonly folder: string;
  readonly problems: readonly MediaError[];
  /** All replies and events, as they would travel. */
  readonly transcript: readonly string[];
  readonly open: () => Window;
}

export class CallFailure extends Error {
  readonly code: string;

  constructor({ code, message }: { readonly code: string; readonly message: string }) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** Longer than anything here may take. */
const LIMIT_MS = 120_000;

export type StageOptions = Pick<AppServiceOptions, 'machine' | 'openWriter'> & {
  readonly lab?: RunningLab;
  readonly clock?: AppServiceOptions['clock'];
};

/** Starts a lab with the real boot image. */
export async function labWithBootImage(): Promise<RunningLab> {
  return await runningLab({ bootImageFolder: bootImageFolder() });
}

export async function serviceStage({ lab, ...options }: StageOptions): Promise<ServiceStage> {
  const folder = await tempFolder('service');
  const problems: MediaError[] = [];
  const transcript: string[] = [];
  const service = createAppService({
    ...options,
    host: { host: 'direct', locales: ['en'], openExternal: () => Promise.resolve() },
    dataFolder: folder,
    builderVersion: '0.0.0-test',
    openLab: () =>
      lab === undefined
        ? Promise.reject(new Error('there is no lab'))
        : Promise.resolve({ connection: connectionTo(lab), close: () => Promise.resolve() }),
    openSecrets: () => Promise.resolve(memoryStorage('test')),
    onProblem: (problem) => problems.push(problem),
  });
  closeAtEnd.push(() => service.close());
  return { service, folder, problems, transcript, open: () => openWindow(service, transcript) };
}

const closeAtEnd: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closeAtEnd.splice(0)) await close();
});

function openWindow(service: AppService, transcript: string[]): Window {
  const gone = new AbortController();
  const told: EventMessage[] = [];
  const waiting = new Set<() => void>();
  const stop = service.events.listen((event) => {
    told.push(event);
    transcript.push(JSON.stringify(event));
    for (const look of [...waiting]) look();
  });
  const window: Window = {
    told,
    async call(name, input) {
      const reply = await service.dispatch(name, input, { signal: gone.signal });
      transcript.push(JSON.stringify(reply));
      if (!reply.ok) throw new CallFailure(reply);
      // Sound: dispatch has validated the answer with the schema of this call.
      return (reply as Extract<Reply<CallOutput<typeof name>>, { ok: true }>).value;
    },
    // Sound: the hub validates every payload with the schema of its event.
    last: (name) => told.findLast((event) => event.name === name)?.payload as never,
    job: (jobId) => told.map(jobIn).findLast((job) => job?.jobId === jobId),
    until: (what, condition) =>
      new Promise((resolve, reject) => {
        const end = (): void => {
          waiting.delete(look);
          clearTimeout(timer);
        };
        const look = (): void => {
          if (!condition()) return;
          end();
          resolve();
        };
        const timer = setTimeout(() => {
          end();
          reject(new Error(`waited in vain until ${what}`));
        }, LIMIT_MS);
        waiting.add(look);
        look();
      }),
    async ended(jobId) {
      await window.until(`job ${jobId} has ended`, () => (window.job(jobId)?.endedAt ?? null) !== null);
      const job = window.job(jobId);
      if (job === undefined) throw new Error(`job ${jobId} is not known`);
      return job;
    },
    close() {
      stop();
      gone.abort();
    },
  };
  return window;
}

function jobIn({ name, payload }: EventMessage): JobState | undefined {
  // Sound: the hub validates every payload with the schema of its event.
  return name === 'job' ? (payload as JobState) : undefined;
}

/** The user chooses a drive of the list. */
export function choose(
  { identity }: Pick<DriveView, 'identity'>,
  change: Partial<DriveChoice> = {},
): DriveChoice {
  return { identity, isConfirmed: false, isUpdate: false, ...change };
}

/** Internet-based media from the lab, with little on it. */
export const STAGE_REQUEST = {
  kind: 'bootable',
  mediaManagement: 'internet-based',
  bootImageId: 'PS100001',
  cmg: 'contoso-cmg.contoso.test',
} as const;

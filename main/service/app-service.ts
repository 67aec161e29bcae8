/**
 * The whole program behind a window: makes stores, sessions and jobs of one data folder and joins the handlers of all
 * areas. Hosts bring what only they can do, and the lab, which the service does not know.
 * Trap: jobs are beyond any window and end first; what they use (sessions, drives) is closed after them.
 */
import { setTimeout } from 'node:timers/promises';
import type { MediaError } from '#base/errors/media-error.ts';
import type { RunOptions } from '#base/progress.ts';
import type { DriveWriter } from '#jobs/drive-run.ts';
import { createHistory } from '#jobs/history.ts';
import { systemClock, type Clock } from '#platform/clock.ts';
import { systemRandom, type RandomSource } from '#platform/random.ts';
import { openSecretStorage, type SecretStorage } from '#platform/secret-storage.ts';
import { createConnections, type OpenSite } from '#site/connections.ts';
import { appHandlers } from './calls/app.ts';
import { drivesHandlers } from './calls/drives.ts';
import { historyHandlers } from './calls/history.ts';
import { imageHandlers } from './calls/image.ts';
import { jobsHandlers } from './calls/jobs.ts';
import { mediaHandlers } from './calls/media.ts';
import { mediumHandlers } from './calls/medium.ts';
import { prerequisiteHandlers } from './calls/prerequisites.ts';
import { requestHandlers } from './calls/request.ts';
import { securityHandlers } from './calls/security.ts';
import { draftHandlers, settingsHandlers, settingsView } from './calls/settings.ts';
import { siteHandlers } from './calls/site.ts';
import { createDispatch, type Handlers } from './dispatch.ts';
import { createDraftStore } from './draft.ts';
import { createDriveList } from './drive-list.ts';
import { createEventHub } from './event-hub.ts';
import type { AppService, HostPorts } from './host-ports.ts';
import { createJobRunner } from './job-runner.ts';
import { localiser, type Localiser } from './localise.ts';
import type { Machine } from './machine.ts';
import type { ServicePorts } from './service-ports.ts';
import { createSettingsStore, type SettingsStore } from './settings.ts';
import { createSiteSessions } from './site-sessions.ts';

export interface AppServiceOptions {
  readonly host: HostPorts;
  /** Where settings, draft, connections, snapshots and history lie; made when it is missing. */
  readonly dataFolder: string;
  readonly builderVersion: string;
  readonly machine: Machine;
  /** Starts the writer, which may ask the user for administrator rights. @throws MediaError E_WRITER_*, E_CANCELLED */
  readonly openWriter: (signal: AbortSignal) => Promise<DriveWriter>;
  /** Starts the lab, or joins one that runs. */
  readonly openLab: (options: RunOptions) => Promise<OpenSite>;
  /** The system's secret storage unless told. */
  readonly openSecrets?: (() => Promise<SecretStorage>) | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: RandomSource | undefined;
  /** Told of a file that was damaged and kept aside. */
  readonly onProblem?: ((problem: MediaError) => void) | undefined;
}

/** How long the end of the program waits for the answers of calls; a store that is written takes a few milliseconds. */
const LAST_CALLS_MS = 5000;

/** Makes the service. Nothing is read, opened or started before it is needed, but the settings. */
export function createAppService(options: AppServiceOptions): AppService {
  const { clock = systemClock, random = systemRandom, dataFolder: folder, onProblem, host } = options;
  const { localise, use } = localiser(host.locales);
  const settings = followed(createSettingsStore({ folder, onProblem }), use);
  const events = createEventHub();
  const secrets = once(options.openSecrets ?? openSecretStorage);
  const connections = createConnections({
    folder,
    secrets,
    openLab: options.openLab,
    clock,
    random,
    onProblem,
  });
  const sites = createSiteSessions({ connections, clock });
  const driveList = createDriveList({ machine: options.machine, settings, events, localise });
  const jobs = createJobRunner({ clock, random, events, driveList, localise });
  const ports: ServicePorts = {
    host,
    clock,
    random,
    builderVersion: options.builderVersion,
    dataFolder: folder,
    machine: options.machine,
    openWriter: options.openWriter,
    secrets,
    connections,
    settings,
    draft: createDraftStore({ folder, onProblem }),
    history: createHistory({ folder, clock, onProblem }),
    events,
    localise,
    sites,
    driveList,
    jobs,
  };
  const dispatch = createDispatch(handlersOf(ports), { localise });
  // The language of the first answer is that of the settings, too; when they cannot be read, their call says so.
  const ready = settings.read().then(
    (read) => {
      events.publish('settings', settingsView(read));
    },
    () => undefined,
  );
  const underWay = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;
  return {
    dispatch: async (method, input, context) => {
      const answer = ready.then(() => dispatch(method, input, context));
      underWay.add(answer);
      try {
        return await answer;
      } finally {
        underWay.delete(answer);
      }
    },
    events,
    isBusy: () => jobs.isBusy(),
    close: () => (closing ??= closeAll(ports, underWay)),
  };
}

function handlersOf(ports: ServicePorts): Handlers {
  return {
    ...appHandlers(ports),
    ...settingsHandlers(ports),
    ...draftHandlers(ports),
    ...siteHandlers(ports),
    ...prerequisiteHandlers(ports),
    ...securityHandlers(ports),
    ...requestHandlers(ports),
    ...historyHandlers(ports),
    ...drivesHandlers(ports),
    ...mediaHandlers(ports),
    ...mediumHandlers(ports),
    ...imageHandlers(ports),
    ...jobsHandlers(ports),
  };
}

/** A draft that is just being stored is stored; a call that hangs does not keep the program from ending. */
async function closeAll(ports: ServicePorts, underWay: ReadonlySet<Promise<unknown>>): Promise<void> {
  const { jobs, driveList, sites } = ports;
  await jobs.close();
  await driveList.close();
  await sites.close();
  const waiting = new AbortController();
  await Promise.race([
    Promise.allSettled(underWay),
    setTimeout(LAST_CALLS_MS, undefined, { signal: waiting.signal }).catch(() => undefined),
  ]);
  waiting.abort();
}

/** The same store; errors follow the language that was read or written last. */
function followed(store: SettingsStore, use: Localiser['use']): SettingsStore {
  return {
    async read() {
      const read = await store.read();
      use(read.language);
      return read;
    },
    async update(changes) {
      const written = await store.update(changes);
      use(written.language);
      return written;
    },
  };
}

function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => (opened ??= open());
}

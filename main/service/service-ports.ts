/**
 * What the handlers of all areas are handed. Each area file exports `<area>Handlers(ports)`, which gives its part of
 * `Handlers`; `app-service.ts` makes the ports and joins the parts.
 */
import type { DriveWriter } from '#jobs/drive-run.ts';
import type { History } from '#jobs/history.ts';
import type { Clock } from '#platform/clock.ts';
import type { RandomSource } from '#platform/random.ts';
import type { SecretStorage } from '#platform/secret-storage.ts';
import type { Connections } from '#site/connections.ts';
import type { DraftStore } from './draft.ts';
import type { DriveList } from './drive-list.ts';
import type { EventHub } from './event-hub.ts';
import type { HostPorts } from './host-ports.ts';
import type { JobRunner } from './job-runner.ts';
import type { Machine } from './machine.ts';
import type { Localiser } from './localise.ts';
import type { SettingsStore } from './settings.ts';
import type { SiteSessions } from './site-sessions.ts';

export interface ServicePorts {
  readonly host: HostPorts;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly builderVersion: string;
  /** Where settings, draft, connections and history lie. */
  readonly dataFolder: string;
  readonly machine: Machine;
  /** Starts the writer, which may ask the user for administrator rights. @throws MediaError E_WRITER_*, E_CANCELLED */
  readonly openWriter: (signal: AbortSignal) => Promise<DriveWriter>;
  /** Opened when it is first asked for; a locked storage asks the user. */
  readonly secrets: () => Promise<SecretStorage>;
  readonly connections: Connections;
  readonly settings: SettingsStore;
  readonly draft: DraftStore;
  readonly history: History;
  readonly events: EventHub;
  /** Cause and remedy in the user's language; for errors that are part of an answer. Thrown ones are done by dispatch. */
  readonly localise: Localiser['localise'];
  readonly sites: SiteSessions;
  /** `createDriveList`; the service closes it. */
  readonly driveList: DriveList;
  /** `createJobRunner`; the service closes it before everything else. */
  readonly jobs: JobRunner;
}

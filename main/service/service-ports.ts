/**
 * What the handlers of all areas are handed. Each area file exports `<area>Handlers(ports)`, which gives its part of
 * `Handlers`; `app-service.ts` makes the ports and joins the parts.
 */
import type { GuardedDrives } from '#devices/open-drive.ts';
import type { DriveWriter } from '#jobs/drive-run.ts';
import type { History } from '#jobs/history.ts';
import type { Clock } from '#platform/clock.ts';
import type { RandomSource } from '#platform/random.ts';
import type { SecretStorage } from '#platform/secret-storage.ts';
import type { DraftStore } from './draft.ts';
import type { EventHub } from './event-hub.ts';
import type { HostPorts } from './host-ports.ts';
import type { SettingsStore } from './settings.ts';
import type { SiteSessions } from './site-sessions.ts';

/** For looking at drives; whoever writes them is behind `openWriter`. */
export type Machine = Pick<GuardedDrives, 'list' | 'find' | 'openForReading' | 'hints'>;

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
  readonly secrets: SecretStorage;
  readonly settings: SettingsStore;
  readonly draft: DraftStore;
  readonly history: History;
  readonly events: EventHub;
  readonly sites: SiteSessions;
}

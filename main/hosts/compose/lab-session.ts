/**
 * The lab as the default site: a lab that runs already (found by its data folder) is used, otherwise one is started
 * inside this process and closed with it. Either way the builder talks to it over HTTPS like to any site.
 */
import { setTimeout } from 'node:timers/promises';
import { isMediaError } from '#base/errors/media-error.ts';
import { throwIfCancelled } from '#base/progress.ts';
import { bootImageFolder, systemImageFolder } from '#platform/resource-paths.ts';
import type { SiteConnection } from '#site/connection.ts';
import { findRunningLab, startLab, type LabFacts } from '../../lab/server.ts';

export interface LabSession {
  readonly connection: SiteConnection;
  /** True when the lab runs in this process. */
  readonly isOwn: boolean;
  close(): Promise<void>;
}

interface WaitOptions {
  readonly signal: AbortSignal;
  readonly note: (line: string) => void;
}

const ASK_AGAIN_MS = 250;
/** A start that a crash left behind is believed for a minute by the lab. */
const START_WAIT_MS = 70_000;

/**
 * The lab of a data folder, running. A lab inside another command ends with that command, so it is waited for, not used.
 * @throws MediaError E_LAB_START, E_CANCELLED
 */
export async function openLabSession(dataFolder: string, options: WaitOptions): Promise<LabSession> {
  const giveUpAtMs = performance.now() + START_WAIT_MS;
  for (let isFirst = true; ; isFirst = false) {
    throwIfCancelled(options.signal);
    const running = await findRunningLab(dataFolder);
    if (running?.isPassing === false) {
      return {
        connection: connectionTo(running, running.token),
        isOwn: false,
        close: () => Promise.resolve(),
      };
    }
    if (running === undefined) {
      const own = await startOwn(dataFolder, performance.now() < giveUpAtMs);
      if (own !== undefined) return own;
    }
    if (isFirst) options.note('Another command uses the lab site of this folder; waiting until it is done.');
    await setTimeout(ASK_AGAIN_MS, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

/** undefined when another process was faster and `mayWait`. */
async function startOwn(dataFolder: string, mayWait: boolean): Promise<LabSession | undefined> {
  try {
    const lab = await startLab({
      dataFolder,
      bootImageFolder: bootImageFolder(),
      systemImageFolder: systemImageFolder(),
      isPassing: true,
    });
    return {
      connection: connectionTo(lab.facts, lab.credentials.token),
      isOwn: true,
      close: () => lab.close(),
    };
  } catch (error) {
    if (mayWait && isMediaError(error) && error.code === 'E_LAB_START') return undefined;
    throw error;
  }
}

function connectionTo(facts: LabFacts, token: string): SiteConnection {
  return {
    name: 'lab',
    url: facts.adminServiceUrl,
    rootCertificatePem: facts.rootCertificatePem,
    addresses: facts.addresses,
    credentials: () => Promise.resolve({ kind: 'token', token }),
  };
}

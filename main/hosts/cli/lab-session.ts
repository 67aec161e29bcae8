/**
 * The lab as the default site: a lab that runs already (found by its data folder) is used, otherwise one is started
 * inside this process and closed with it. Either way the builder talks to it over HTTPS like to any site.
 */
import { bootImageFolder } from '#platform/resource-paths.ts';
import type { SiteConnection } from '#site/connection.ts';
import { findRunningLab, startLab, type LabFacts } from '../../lab/server.ts';

export interface LabSession {
  readonly connection: SiteConnection;
  /** True when the lab runs in this process. */
  readonly isOwn: boolean;
  close(): Promise<void>;
}

/** The lab of a data folder, running. @throws MediaError E_LAB_START */
export async function openLabSession(dataFolder: string): Promise<LabSession> {
  const running = await findRunningLab(dataFolder);
  if (running !== undefined) {
    return { connection: connectionTo(running, running.token), isOwn: false, close: () => Promise.resolve() };
  }
  const lab = await startLab({ dataFolder, bootImageFolder: bootImageFolder() });
  return {
    connection: connectionTo(lab.facts, lab.credentials.token),
    isOwn: true,
    close: () => lab.close(),
  };
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

/**
 * The lab as the default site: a lab that runs already (found by its data folder) is used, otherwise one is started
 * inside this process and closed with it. Either way the builder talks to it over HTTPS like to any site.
 */
import { bootImageFolder } from '#platform/resource-paths.ts';
import { findRunningLab, startLab } from '../../lab/server.ts';
import type { SiteConnection } from '#site/connection.ts';

export interface LabSession {
  readonly connection: SiteConnection;
  /** True when the lab runs in this process. */
  readonly isOwn: boolean;
  close(): Promise<void>;
}

export async function openLabSession(dataFolder: string): Promise<LabSession> {
  const running = await findRunningLab(dataFolder);
  if (running !== undefined) return { connection: running, isOwn: false, close: () => Promise.resolve() };
  const lab = await startLab({ dataFolder, bootImageFolder: bootImageFolder() });
  return { connection: lab.connection, isOwn: true, close: () => lab.close() };
}

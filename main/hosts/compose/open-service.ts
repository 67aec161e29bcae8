/** The service as every window's host runs it: with this machine's drives, the writer process and the lab site. */
import { createAppService } from '#service/app-service.ts';
import type { AppService, HostPorts } from '#service/host-ports.ts';
import { thisMachine } from '#devices/this-machine.ts';
import { launchWriter } from '#jobs/writer/launch.ts';
import { dataFolder, defaultLabFolder, programVersion } from '#platform/resource-paths.ts';
import { openLabSession } from './lab-session.ts';

/** @param log one line about what the user may want to know; nothing secret */
export function openService(host: HostPorts, log: (line: string) => void): AppService {
  return createAppService({
    host,
    dataFolder: dataFolder(),
    builderVersion: programVersion(),
    machine: thisMachine(),
    openWriter: async (signal) => {
      const writer = await launchWriter({ signal });
      for (const { code, message } of writer.problems) log(`${code}: ${message}`);
      return writer;
    },
    openLab: ({ signal }) =>
      openLabSession(defaultLabFolder(), { signal: signal ?? new AbortController().signal, note: log }),
    onProblem: ({ code, message }) => {
      log(`${code}: ${message}`);
    },
  });
}

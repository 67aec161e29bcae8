/**
 * The core behind a window: the program's own composition on this machine's drives, or the same service on drives in
 * memory, which a test can plug, pull out and hold. The lab is real in both, reached over HTTPS.
 */
import { join } from 'node:path';
import { programVersion } from '#platform/resource-paths.ts';
import { memoryStorage } from '#platform/secret-storage.ts';
import { createAppService } from '#service/app-service.ts';
import type { AppService, HostPorts } from '#service/host-ports.ts';
import { openLabSession, type LabSession } from '../../../main/hosts/compose/lab-session.ts';
import { ramMachine, type RamMachine } from '../../support/ram-machine.ts';

export interface Core {
  readonly service: AppService;
  readonly machine: RamMachine;
}

export interface CoreOptions {
  readonly host: HostPorts['host'];
  readonly folder: string;
  /** undefined: there is no lab; opening it fails. */
  readonly lab: LabSession | undefined;
  readonly locales: readonly string[];
}

/** On drives in memory. */
export function memoryCore({ host, folder, lab, locales }: CoreOptions): Core {
  const machine = ramMachine();
  const service = createAppService({
    host: { host, locales, openExternal: () => Promise.resolve() },
    dataFolder: folder,
    builderVersion: programVersion(),
    machine,
    openWriter: machine.openWriter,
    openLab: () =>
      lab === undefined
        ? Promise.reject(new Error('there is no lab in this test'))
        : Promise.resolve({ connection: lab.connection, close: () => Promise.resolve() }),
    openSecrets: () => Promise.resolve(memoryStorage('a test')),
  });
  return { service, machine };
}

/** A lab site with the real boot image, in a folder of its own. */
export async function startLab(folder: string): Promise<LabSession> {
  return await openLabSession(join(folder, 'lab'), {
    signal: new AbortController().signal,
    note: () => undefined,
  });
}

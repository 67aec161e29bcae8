/** Ports of an engine that has nothing around it: whoever asks for a disk or a client fails by name. */
import { MediaError } from '#base/errors/media-error.ts';
import type { RunHeader } from '../../../resources/runtime/engine/state.ts';
import type { EnginePorts } from '../../../resources/runtime/engine/ports.ts';

export function idlePorts(): EnginePorts {
  const refuse = (): Promise<never> =>
    Promise.reject(new MediaError('E_TS_STEP_UNSUPPORTED', 'the test has none of it'));
  const unknown = (): Promise<undefined> => Promise.resolve(undefined);
  return {
    environment: 'boot-image',
    content: {
      describe: refuse,
      packageFolder: refuse,
      streamFile: () => {
        throw new MediaError('E_RT_CONTENT_LOCATION', 'the test has no content');
      },
      freeBytes: () => Promise.resolve(0),
      release: () => Promise.resolve(),
    },
    disks: {
      disks: () => Promise.resolve([]),
      volumes: () => Promise.resolve([]),
      mount: refuse,
      withDevice: refuse,
      pathOf: refuse,
      runTool: refuse,
      settle: refuse,
    },
    client: {
      stage: refuse,
      ready: refuse,
      installPackage: refuse,
      installApplication: refuse,
      upgradeSystem: refuse,
    },
    facts: { stat: unknown, osVersion: unknown, osLanguage: unknown, wmiRows: unknown },
    runCommand: refuse,
    saveState: () => Promise.resolve(false),
    log: () => undefined,
    sleep: () => Promise.resolve(),
    now: () => new Date(0),
  };
}

export function testHeader(xml: string): RunHeader {
  return {
    runId: '00000000-0000-4000-8000-000000000001',
    startedAt: '2026-01-01T00:00:00.000Z',
    startedFrom: 'media',
    sequence: {
      packageId: 'PS100048',
      name: 'Test',
      advertisementId: 'PS120001',
      xml,
      bootImageId: 'PS100001',
    },
  };
}

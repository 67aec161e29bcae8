/**
 * What the engine gets in the boot image: the disks of the computer, content over the gateway, staging of the client,
 * and a state that lies on the disk as soon as the run has prepared one.
 * Trap: "prepared" is seen here, by the work the steps do on disks; the keeper must know it before the next save.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { diskFiles } from './client/files.ts';
import { stageClient } from './client/stage.ts';
import { deviceContent } from './device-content.ts';
import type { ClientPort } from './engine/client-port.ts';
import type { DisksPort } from './engine/disk-port.ts';
import type { EnginePorts } from './engine/ports.ts';
import { stagingIdentity, type RunGateway } from './run-gateway.ts';
import type { Session } from './session.ts';
import { leaveStagedStart, releaseSystem } from './state/staged-start.ts';
import type { RunKeeper } from './state/run-keeper.ts';

export interface DevicePortsOptions {
  readonly session: Session;
  readonly gateway: RunGateway;
  readonly keeper: RunKeeper;
  /** The boot image lies on the disk and the start menu goes there. */
  readonly bootImageOnDisk: boolean;
}

export function devicePorts(options: DevicePortsOptions): EnginePorts {
  const { session, gateway, keeper, bootImageOnDisk } = options;
  const { log, platform } = session;
  const disks = watchedDisks(platform.disks, (disk) => {
    keeper.markPrepared(disk);
  });
  return {
    environment: 'boot-image',
    content: deviceContent({ session, gateway, keeper }),
    disks,
    client: clientPort(session, gateway),
    facts: platform.facts,
    runCommand: async (request) => await platform.runCommand(request),
    saveState: async (engine) => {
      const isKept = await keeper.save({ engine, bootImageOnDisk }, session.variables);
      const { position } = engine;
      const isLeaving =
        position.kind === 'finished' ||
        (position.kind === 'restarting' && position.into === 'installed-system');
      if (bootImageOnDisk && isLeaving) await leaveStagedStart(platform.disks, keeper);
      // Behind the state, so that a power cut in between finds it (resume-stage.ts). A failed run leaves no whole system.
      if (isLeaving && !(position.kind === 'finished' && !position.hasSucceeded))
        await releaseSystem(platform.disks, keeper);
      return isKept;
    },
    now: () => gateway.client.now(),
    log: (message, severity) => {
      log.write('Engine', message, severity);
    },
    sleep: async (ms) => {
      await platform.clock.sleep(ms);
    },
  };
}

/** Tells when a step works on a disk itself; mounting and looking is no such work. */
function watchedDisks(disks: DisksPort, onWork: (diskIndex: number) => void): DisksPort {
  return {
    ...disks,
    withDevice: async (volume, action) => {
      onWork(volume.diskIndex);
      return await disks.withDevice(volume, action);
    },
    settle: async (device) => {
      const disk = (await disks.disks()).find((one) => one.device === device);
      if (disk !== undefined) onWork(disk.index);
      await disks.settle(device);
    },
  };
}

function clientPort(session: Session, gateway: RunGateway): ClientPort {
  const elsewhere = async (): Promise<never> =>
    await Promise.reject(
      new MediaError(
        'E_TS_STEP_UNSUPPORTED',
        'this needs the installed system; the boot image has no client',
      ),
    );
  return {
    stage: async (staging) => {
      await stageClient(staging, {
        files: diskFiles,
        ...stagingIdentity(session),
        // The one from the first contact may have run out in the hours since.
        registrationToken: async () => await gateway.client.registrationToken(),
        now: () => gateway.client.now(),
      });
    },
    ready: elsewhere,
    installPackage: elsewhere,
    installApplication: elsewhere,
    upgradeSystem: elsewhere,
  };
}

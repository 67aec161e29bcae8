/** What steps ask of the client in the installed system. */
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import type { ClientPort } from '../engine/client-port.ts';
import type { ContentPort } from '../engine/content-port.ts';
import type { Session } from '../session.ts';
import { systemVolumes } from './boot-files.ts';
import type { Files } from './files.ts';
import type { ClientFolders } from './folders.ts';
import { installApplication, installPackage, type ProgramOptions } from './programs.ts';
import type { SitePort } from './site-port.ts';
import { applyUpgrade, isUpgraded, scanCodes, scanUpgrade, type UpgradeOptions } from './upgrade.ts';

export interface InstalledClientOptions {
  readonly session: Session;
  readonly site: SitePort;
  readonly files: Files;
  readonly folders: ClientFolders;
  readonly content: ContentPort;
  readonly ready: () => Promise<void>;
}

export function installedClient(options: InstalledClientOptions): ClientPort {
  const programs = programOptions(options);
  const upgrade = upgradeOptions(options);
  return {
    stage: () =>
      Promise.reject(
        new MediaError('E_TS_CLIENT_STAGE', 'a client is staged from the boot image, this system has one'),
      ),
    ready: options.ready,
    installPackage: async (packageId, programName, folder) =>
      await installPackage({ packageId, programName, folder }, programs),
    installApplication: async (idOrName) => await installApplication(idOrName, programs),
    upgradeSystem: async (folder, { scanOnly, isInterrupted }) => {
      const name = 'Upgrade Operating System';
      try {
        if (isInterrupted && !scanOnly && (await isUpgraded(folder, upgrade)))
          return { exitCode: 0, name, isDone: true };
        const plan = await scanUpgrade(folder, upgrade);
        if (scanOnly) return { exitCode: scanCodes.noProblem, name };
        await applyUpgrade(plan, upgrade);
        // As Windows Setup in a task sequence; the step restarts by itself.
        return { exitCode: 0, name };
      } catch (error) {
        const code = scanOnly && isMediaError(error) ? scanCodeOf(error.code) : undefined;
        if (code === undefined || !isMediaError(error)) throw error;
        options.session.log.write('Engine', `Compatibility scan: ${error.message}`, 'warning');
        return { exitCode: code, name };
      }
    },
  };
}

/** The parts of a session that upgrading needs. */
export function upgradeOptions(
  options: Pick<InstalledClientOptions, 'files' | 'folders' | 'session'>,
): UpgradeOptions {
  const { files, folders, session } = options;
  const { disks } = session.platform;
  return {
    files,
    folders,
    loader: async () => {
      const { loader } = await systemVolumes(disks, folders.root, (text) => {
        session.log.write('Engine', text, 'warning');
      });
      return await disks.mount(loader);
    },
    runTool: async (program, args, tool) => await disks.runTool(program, args, tool),
    log: (text) => {
      session.log.write('Engine', text);
    },
  };
}

function programOptions({ files, folders, session, site, content }: InstalledClientOptions): ProgramOptions {
  return {
    files,
    folders,
    content: () => content,
    runCommand: async (request) => await session.platform.runCommand(request),
    now: () => site.now(),
    log: (text, severity) => {
      session.log.write('Install', text, severity);
    },
    redact: (text) => session.variables.redact(text),
  };
}

function scanCodeOf(code: string): number | undefined {
  if (code === 'E_TS_SPACE') return scanCodes.noRoom;
  return code === 'E_TS_UPGRADE' ? scanCodes.notPossible : undefined;
}

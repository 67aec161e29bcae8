/**
 * An installed system without a computer: a folder as C:, one as the EFI partition, fake terminals, the lab over TLS.
 * What Setup Windows and ConfigMgr leaves behind is left behind by the real staging. `restart` ends the program; the
 * first program of the next start is the real script.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256Hex } from '#base/hash.ts';
import type { ContentPackage } from '#lab/content-store.ts';
import { issueBulkToken } from '#lab/management-point/tokens.ts';
import { diskFiles, type Files } from '../../resources/runtime/client/files.ts';
import { foldersOf, type ClientFolders } from '../../resources/runtime/client/folders.ts';
import { runClient } from '../../resources/runtime/client/run-client.ts';
import type { ClientOutcome } from '../../resources/runtime/client/screens.ts';
import { stageClient } from '../../resources/runtime/client/stage.ts';
import type { TargetVolume } from '../../resources/runtime/engine/disk-port.ts';
import { runDevice, type Outcome } from '../../resources/runtime/flow.ts';
import { linuxFacts } from '../../resources/runtime/platform/facts.ts';
import { fakeDevice, type FakeDevice } from '../support/fake-device.ts';
import { targetVolume } from '../support/target-volume.ts';
import { tempFolder } from '../support/temp.ts';
import { makeSystem, put } from '../support/upgrade-trees.ts';
import { CMG, type TestLab } from './gateway-support.ts';
import { loopback } from './runtime-support.ts';

const FINISH = fileURLToPath(new URL('../../resources/boot/templates/finish-upgrade.sh', import.meta.url));
const PARTITION = '0fc63daf-8483-4772-8e79-3d69d8477de4';
export const COMPUTER_NAME = 'CONTOSO-7Q2';
/** Deployment of "B: Viewer" to the lab's clients. */
export const VIEWER = 'PS120091';

export interface InstalledComputer {
  readonly root: string;
  readonly loader: string;
  readonly folders: ClientFolders;
  /** SMBIOS UUID. */
  readonly uuid: string;
  /** Starts the system: first program, then the client. */
  start(options?: { readonly signal?: AbortSignal; readonly files?: Files }): Promise<StartedComputer>;
  /** Starts the boot image that was put onto the disk; there is no medium. */
  startBootImage(): Promise<{ readonly device: FakeDevice; readonly ended: Promise<Outcome> }>;
}

export interface StartedComputer {
  readonly device: FakeDevice;
  readonly ended: Promise<ClientOutcome>;
}

export interface InstalledOptions {
  readonly properties?: string;
  readonly registrationToken?: string;
  /** SMSTSUDAUsers of the task sequence that made the system. */
  readonly users?: readonly string[];
  readonly isStaged?: boolean;
}

export function hostNameOf(lab: TestLab): string {
  const roleId = lab.site.world.gateways.find((one) => one.hostName === CMG)?.roleId ?? '0';
  return `${CMG}:${lab.server.port}/CCM_Proxy_MutualAuth/${roleId}`;
}

export async function installedComputer(
  lab: TestLab,
  options: InstalledOptions = {},
): Promise<InstalledComputer> {
  const folder = await tempFolder('installed');
  const [root, loader] = [join(folder, 'C'), join(folder, 'efi')];
  const folders = foldersOf(root);
  await makeSystem(root, '10.0.26100.1');
  await put(folders.unattend, unattend());
  await put(join(root, 'Users/ada/letter.txt'), 'Dear Charles');
  await put(join(loader, 'Contoso/vmlinuz'), 'kernel of 10.0.26100.1');
  await put(join(loader, 'Contoso/initrd'), 'initrd of 10.0.26100.1');
  if (options.isStaged !== false) await stage(lab, { folder, folders, options });
  const uuid = crypto.randomUUID().toUpperCase();
  return {
    root,
    loader,
    folders,
    uuid,
    async start({ signal, files } = {}) {
      const ended = spawnSync('/bin/sh', [FINISH, root], { encoding: 'utf8' });
      if (ended.status !== 0) throw new Error(`the first program: ${ended.stderr}`);
      const device = await installedDevice({ root, loader, uuid });
      return {
        device,
        ended: runClient({
          platform: device,
          root,
          lookup: loopback,
          signal,
          ...(files === undefined ? {} : { files }),
        }),
      };
    },
    async startBootImage() {
      const device = await installedDevice({ root, loader, uuid });
      device.hardware.isResumedFromDisk = true;
      return { device, ended: runDevice(device) };
    },
  };
}

async function stage(
  lab: TestLab,
  at: { readonly folder: string; readonly folders: ClientFolders; readonly options: InstalledOptions },
): Promise<void> {
  const packageFolder = join(at.folder, 'PS100031');
  await mkdir(packageFolder);
  await writeFile(join(packageFolder, 'client.cjs'), '// the client\n');
  await stageClient(
    {
      packageFolder,
      windowsFolder: at.folders.windows,
      properties: at.options.properties ?? `CCMHOSTNAME=${hostNameOf(lab)} SMSSITECODE=${lab.site.siteCode}`,
      users: at.options.users ?? [],
    },
    {
      files: diskFiles,
      rootsPem: [lab.site.pki.rootCertificatePem],
      mediaId: '{8AE6B618-2F3C-4E5D-9A4B-0C1D2E3F4A5B}',
      siteCode: lab.site.siteCode,
      registrationToken: async () =>
        at.options.registrationToken ?? (await issueBulkToken(lab.site, 60)).token,
      now: () => new Date(),
    },
  );
}

async function installedDevice(at: {
  readonly root: string;
  readonly loader: string;
  readonly uuid: string;
}): Promise<FakeDevice> {
  const device = await fakeDevice(undefined, {
    lookup: loopback,
    facts: { _SMSTSUUID: at.uuid, _SMSTSModel: 'Lab', _SMSTSSerialNumber: 'SN-1' },
  });
  const system = volume('C', 3, { kind: 'data', fileSystem: 'ntfs', partitionId: PARTITION });
  const efi = volume(undefined, 1, { kind: 'efi', fileSystem: 'fat32', partitionId: 'efi' });
  const disks: FakeDevice['disks'] = {
    ...device.disks,
    volumes: () => Promise.resolve([efi, system]),
    mount: (one) => Promise.resolve(one.letter === 'C' ? at.root : at.loader),
    pathOf: (path) => Promise.resolve(join(at.root, path.slice(2).replaceAll('\\', '/'))),
    runTool: (program, args) => {
      const ended = spawnSync(program, args, { encoding: 'utf8' });
      return Promise.resolve({ exitCode: ended.status ?? undefined, output: ended.stdout + ended.stderr });
    },
  };
  const systemFacts = (): Promise<string> => Promise.resolve(join(at.root, 'Windows/system.json'));
  return { ...device, disks, facts: linuxFacts({ disks, systemFacts }) };
}

function volume(
  letter: string | undefined,
  partition: number,
  more: Pick<TargetVolume, 'kind' | 'fileSystem' | 'partitionId'>,
): TargetVolume {
  return targetVolume({ letter, partition, device: `/dev/fake${partition}`, sizeBytes: 64e9, ...more });
}

/** Deploys "B: Viewer" as required; what it returns makes it available again. */
export function requireViewer(lab: TestLab): () => void {
  const { world } = lab.site;
  const { deployments } = world;
  const required = deployments.map((one) =>
    one.advertisementId === VIEWER ? { ...one, offerType: 0 as const } : one,
  );
  Object.assign(world, { deployments: required });
  return () => {
    Object.assign(world, { deployments });
  };
}

/** The content of a package is a folder from now on. */
export async function setContent(lab: TestLab, packageId: string, folder: string): Promise<void> {
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(relative(folder, path), new Uint8Array(await readFile(path)));
  }
  const { packages, bootImages } = lab.site.world;
  const known = [...packages, ...bootImages].find((one) => one.packageId === packageId);
  const content: ContentPackage = {
    packageId,
    version: known?.sourceVersion ?? 1,
    files: [...files].map(([path, bytes]) => ({ path, sizeBytes: bytes.length, sha256: sha256Hex(bytes) })),
    async *open(path, range) {
      const bytes = files.get(path) ?? new Uint8Array(0);
      yield await Promise.resolve(range === undefined ? bytes : bytes.subarray(range.first, range.last + 1));
    },
  };
  // Sound: the lab makes a Map and only shows it as one that cannot be changed.
  (lab.site.content as Map<string, ContentPackage>).set(packageId, content);
}

function unattend(): string {
  const component = (name: string, inner: string): string => `<component name="${name}">${inner}</component>`;
  return `<?xml version="1.0"?><unattend xmlns="urn:schemas-microsoft-com:unattend"><settings pass="specialize">${component(
    'Microsoft-Windows-Shell-Setup',
    `<ComputerName>${COMPUTER_NAME}</ComputerName><TimeZone>W. Europe Standard Time</TimeZone>`,
  )}${component(
    'Microsoft-Windows-UnattendedJoin',
    '<Identification><JoinWorkgroup>REMOTE</JoinWorkgroup></Identification>',
  )}</settings><settings pass="oobeSystem">${component(
    'Microsoft-Windows-International-Core',
    '<SystemLocale>de-DE</SystemLocale>',
  )}</settings></unattend>`;
}

/** Files of a computer whose power goes at one change of them: what was asked for is done or not, nothing follows. */
export function powerCutAt(
  hits: (path: string) => boolean,
  moment: 'before' | 'after',
): { readonly files: Files; readonly cut: Promise<void> } {
  let announce = (): void => undefined;
  const cut = new Promise<void>((resolve) => (announce = resolve));
  const never = new Promise<never>(() => undefined);
  let isGone = false;
  const guarded = async (path: string, action: () => Promise<void>): Promise<void> => {
    if (isGone) await never;
    const isHit = hits(path);
    if (!isHit || moment === 'after') await action();
    if (!isHit) return;
    isGone = true;
    announce();
    await never;
  };
  const files: Files = {
    ...diskFiles,
    write: async (path, data, options) => {
      await guarded(path, async () => {
        await diskFiles.write(path, data, options);
      });
    },
    copyFile: async (from, to) => {
      await guarded(to, async () => {
        await diskFiles.copyFile(from, to);
      });
    },
  };
  return { files, cut };
}

/**
 * The lab's installed systems and its client package: what they are called and where they lie below .cache/system-image.
 * resources/boot makes them there, the lab serves each folder as a package.
 */
/** List of all files with their hashes, written when everything is there: { key, compression, files: [{ path, sha256 }] }. */
export const SYSTEM_DESCRIPTION = 'system-image.json';

export interface SystemVersion {
  readonly packageId: string;
  /** Folder that is the package's content. */
  readonly folder: string;
  /** The WIM, below the output folder. */
  readonly image: string;
  readonly name: string;
  readonly version: string;
  /** Day of the build that system.json names. */
  readonly built: string;
  /** A pipable image can be applied while it arrives; wimlib reads either kind, Microsoft's tools do not read this one. */
  readonly isPipable: boolean;
}

export const systemVersions: readonly SystemVersion[] = [
  {
    packageId: 'PS100064',
    folder: 'workstation-1',
    image: 'workstation-1/install.wim',
    name: 'Contoso Lab Workstation 1',
    version: '10.0.26100.1',
    built: '2026-11-01',
    isPipable: true,
  },
  {
    packageId: 'PS10006A',
    folder: 'workstation-2',
    image: 'workstation-2/sources/install.wim',
    name: 'Contoso Lab Workstation 2',
    version: '10.0.26200.1',
    built: '2026-11-01',
    isPipable: false,
  },
];

export const clientPackage = {
  packageId: 'PS100031',
  folder: 'client',
  program: 'client.cjs',
  description: 'ccmsetup.json',
  version: '5.00.9141.1000',
} as const;

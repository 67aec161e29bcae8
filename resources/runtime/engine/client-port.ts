/**
 * What steps ask of the Configuration Manager client: staged from the boot image, used in the installed system.
 */

/** What Setup Windows and ConfigMgr leaves in the new system for the client's first start. */
export interface ClientStaging {
  /** Folder of the client package's files. */
  readonly packageFolder: string;
  /** Folder of the new system ("…/Windows"), mounted. */
  readonly windowsFolder: string;
  /** SMSClientInstallProperties, expanded: "CCMHOSTNAME=… SMSSITECODE=…". */
  readonly properties: string;
  /** SMSTSUDAUsers: whose device it is to be, "DOMAIN\\user"; told at the registration. */
  readonly users: readonly string[];
}

export interface InstallReport {
  /** 0, 3010, or what the installer gave. */
  readonly exitCode: number;
  readonly name: string;
  /** Why an application, or one it depends on, does not apply to this computer; nothing was installed then. */
  readonly unmet?: string | undefined;
}

export interface UpgradeReport extends InstallReport {
  /** An attempt that the power cut off had put the new system into place: it is the running one already. */
  readonly isDone?: boolean | undefined;
}

export interface ClientPort {
  /** Puts client, properties and registration token into the new system. @throws MediaError E_TS_CLIENT_STAGE */
  stage(staging: ClientStaging): Promise<void>;
  /** Waits until the client is registered and has its policy (installed system). @throws MediaError E_TS_CLIENT_READY */
  ready(): Promise<void>;
  /** Runs a program of a package that is on this computer already. */
  installPackage(packageId: string, programName: string, folder: string): Promise<InstallReport>;
  /** Installs an application by its id or name; content is fetched by the client. */
  installApplication(idOrName: string): Promise<InstallReport>;
  /** Replaces the running system by the one of an upgrade package; a restart makes it the running one. */
  upgradeSystem(
    folder: string,
    options: { readonly scanOnly: boolean; readonly isInterrupted: boolean },
  ): Promise<UpgradeReport>;
}

/**
 * What the prerequisites are judged by: facts of the site, each either known or with the reason why it is not, and what
 * the caller knows of medium, device and network.
 * Trap: a fact that could not be read is never replaced by a default; its conditions become "could not determine".
 */
import type { BootImage, GatewayState, ManagementPoint, SiteInfo } from '../catalog.ts';
import type { Deployment } from '../task-sequence.ts';
import type { SequenceStep } from './sequence-steps.ts';
import type { FindingKey } from './texts/en-findings.ts';

/** One sentence of the texts and what is put into it. */
export interface Finding {
  readonly key: FindingKey;
  readonly values: Readonly<Record<string, string | number>>;
}

/** Where was looked and what was there, in the site's own names; the same in every language. */
export interface Evidence {
  /** Class, property and key: "SMS_Advertisement('PS120010').AdvertFlags". */
  readonly source: string;
  readonly found: string;
}

export type Fact<T> = { readonly known: T } | { readonly unknown: Finding };

/** Facts of an imported certificate; `provider` is absent when the file names none. */
export interface CertificateFacts {
  /** "sha256" in any spelling. */
  readonly hash: string;
  readonly keyBits: number;
  readonly provider?: string | undefined;
}

/** The medium as far as it is decided; what is absent is not known yet. */
export interface MediumQuestion {
  readonly kind: 'bootable' | 'stand-alone' | 'prestaged' | 'capture';
  readonly mediaManagement?: 'dynamic' | 'site-based' | 'internet-based' | undefined;
  readonly hasPassword?: boolean | undefined;
  readonly passwordIsStrong?: boolean | undefined;
  readonly certificate?: 'self-signed' | CertificateFacts | undefined;
  readonly unknownComputers?: boolean | undefined;
  /** SHA-1 thumbprints of the root certificates that the medium or its boot image trusts, when somebody looked. */
  readonly trustedRoots?: readonly string[] | undefined;
}

/** What is known of the device and its network; nothing of it can be seen at a site. */
export interface DeviceQuestion {
  readonly isOnline?: boolean | undefined;
  readonly isWired?: boolean | undefined;
  readonly hasIpv4?: boolean | undefined;
}

export interface PrerequisiteQuestion {
  /** Host name or name of the cloud management gateway. */
  readonly cmg: string;
  readonly taskSequenceId?: string | undefined;
  /** The task sequence may be left out beside it. */
  readonly deploymentId?: string | undefined;
  /** Boot image of the medium; that of the task sequence when absent. */
  readonly bootImageId?: string | undefined;
  /** Judge this management point instead of those published through the gateway. */
  readonly managementPoint?: string | undefined;
  readonly medium?: MediumQuestion | undefined;
  readonly device?: DeviceQuestion | undefined;
  /** Whether https://GATEWAY:443 was reached from this computer. */
  readonly reach?: { readonly state: 'reached' | 'failed'; readonly detail: string } | undefined;
}

export interface GatewayFacts {
  readonly hostName: string;
  readonly name: string;
  readonly state: GatewayState;
  readonly stateNumber: number;
  readonly statusDetails: string;
  readonly nalPath: string;
  readonly rootCertificateThumbprint: string;
}

/** A management point published through the gateway. */
export interface PublishedPoint {
  readonly hostName: string;
  /** 64 bits, so digits; the path segment behind CCM_Proxy_MutualAuth. */
  readonly roleId: string;
}

export interface TaskSequenceFacts {
  readonly packageId: string;
  readonly name: string;
  /** 1 generic, 2 operating system deployment. */
  readonly type: number;
  readonly isEnabled: boolean;
  /** It refers to something that is gone (TaskSequenceFlags bit 0). */
  readonly isDangling: boolean;
  readonly bootImageId: string;
  readonly dependentProgram: string;
  /** Enabled steps in order; steps of child task sequences are not among them. */
  readonly steps: readonly SequenceStep[];
}

/** One thing the task sequence needs, and what the gateway has of it. */
export interface ContentItem {
  readonly packageId: string;
  readonly name: string;
  /** 0 package, 3 driver package, 257 image, 258 boot image, 259 upgrade package, 512 application. */
  readonly objectType: number;
  readonly sourceVersion: number | undefined;
  /** SMS_PackageStatusDistPointsSummarizer: State 0 is installed. Absent: never distributed there. */
  readonly onGateway?: { readonly state: number; readonly sourceVersion: number } | undefined;
}

/** The custom client settings that decide for the collection; a property the site did not send is absent. */
export interface CloudSettings {
  readonly settingsId: number;
  readonly name: string;
  readonly allowCloudDp: boolean | undefined;
  readonly allowCmg: boolean | undefined;
}

export interface CollectionFacts {
  readonly collectionId: string;
  readonly name: string;
  readonly memberCount: number;
}

export interface PrerequisiteFacts {
  readonly question: PrerequisiteQuestion;
  readonly site: Fact<SiteInfo>;
  /** Host names of the SMS Providers. */
  readonly providers: Fact<readonly string[]>;
  readonly managementPoints: Fact<readonly ManagementPoint[]>;
  /** Host names of the CMG connection points. */
  readonly connectionPoints: Fact<readonly string[]>;
  /** IISSSLState of the site component manager; 1024 in it is enhanced HTTP. */
  readonly iisSslState: Fact<number>;
  /** Host names of all gateways of the site. */
  readonly gatewayNames: Fact<readonly string[]>;
  /** Those of them that are ready. */
  readonly readyGatewayNames: Fact<readonly string[]>;
  readonly gateway: Fact<GatewayFacts>;
  readonly published: Fact<readonly PublishedPoint[]>;
  readonly isContentEnabled: Fact<boolean>;
  /** Boot image of the medium, and that of the task sequence when it is another one. */
  readonly bootImages: Fact<readonly BootImage[]>;
  readonly taskSequence: Fact<TaskSequenceFacts>;
  readonly content: Fact<readonly ContentItem[]>;
  /** Every deployment of the task sequence. */
  readonly deployments: Fact<readonly Deployment[]>;
  /** The one in question. */
  readonly deployment: Fact<Deployment>;
  readonly collection: Fact<CollectionFacts>;
  readonly cloudSettings: Fact<CloudSettings>;
}

/** A fact made from a known one; what is unknown stays so. */
export function mapFact<T, U>(fact: Fact<T>, use: (value: T) => Fact<U>): Fact<U> {
  return 'known' in fact ? use(fact.known) : fact;
}

/** Whether a name the user gave is this gateway's host name or name. */
export function isNamed(gateway: Pick<GatewayFacts, 'hostName' | 'name'>, name: string): boolean {
  const wanted = name.toLowerCase();
  return wanted !== '' && [gateway.hostName, gateway.name].some((one) => one.toLowerCase() === wanted);
}

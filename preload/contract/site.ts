/** What the window sees of a site: connections, the catalog, and whether a gateway can be reached from here. */
import * as z from 'zod/mini';
import { errorData } from './bridge.ts';

/** The lab is always there and cannot be removed. */
export const connectionView = z.object({
  name: z.string(),
  kind: z.enum(['lab', 'adminservice']),
  url: z.string(),
  userName: z.nullable(z.string()),
  /** "none": they are asked for when the site is first used. */
  credentials: z.enum(['stored', 'session', 'none']),
  /** SHA-256 of the root that was trusted, lower-case hexadecimal; null: the machine's own roots. */
  rootFingerprint: z.nullable(z.string()),
  /** Of the offline snapshot, ISO 8601; null when there is none. */
  snapshotAt: z.nullable(z.string()),
});
export type ConnectionView = z.infer<typeof connectionView>;

export const connectionList = z.object({
  connections: z.array(connectionView),
  /** Where credentials are kept: "system" survives a restart, "memory" does not. */
  storage: z.object({ kind: z.enum(['system', 'memory']), why: z.nullable(z.string()) }),
});
export type ConnectionList = z.infer<typeof connectionList>;

/** A secret; never stored by the window. */
export const siteCredentials = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('password'), userName: z.string().check(z.minLength(1)), password: z.string() }),
  z.object({ kind: z.literal('token'), token: z.string().check(z.minLength(1)) }),
]);
export type SiteCredentials = z.infer<typeof siteCredentials>;

export const certificateView = z.object({
  subject: z.string(),
  issuer: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  /** SHA-256, lower-case hexadecimal. */
  fingerprint: z.string(),
});
export const siteProbe = z.object({
  host: z.string(),
  /** As the server sent it, the server's own first. */
  chain: z.array(certificateView),
  isTrustedByMachine: z.boolean(),
});
export type SiteProbe = z.infer<typeof siteProbe>;

export const gatewayView = z.object({
  hostName: z.string(),
  name: z.string(),
  state: z.enum(['ready', 'provisioning', 'starting', 'stopping', 'stopped', 'deleting', 'unknown']),
  stateNumber: z.number(),
  statusDetails: z.string(),
  contentEnabled: z.boolean(),
  managementPoints: z.array(z.string()),
  /** "/CCM_Proxy_MutualAuth/7205…"; null when no management point is published through it. */
  mutualAuthPath: z.nullable(z.string()),
  rootCertificateThumbprint: z.string(),
  /** Why it cannot be chosen; null when it can. */
  unusable: z.nullable(z.enum(['not-ready', 'no-management-point'])),
});
export type GatewayView = z.infer<typeof gatewayView>;

export const bootImageView = z.object({
  packageId: z.string(),
  name: z.string(),
  version: z.string(),
  sourceVersion: z.number(),
  architecture: z.string(),
  osVersion: z.string(),
  clientVersion: z.string(),
  isDefault: z.boolean(),
  family: z.enum(['winpe', 'linux']),
  sizeKb: z.number(),
  /** Why it cannot be chosen; null when it can. */
  unusable: z.nullable(z.enum(['winpe-not-built-yet'])),
});
export type BootImageView = z.infer<typeof bootImageView>;

export const managementPointView = z.object({
  hostName: z.string(),
  usesHttps: z.boolean(),
  allowsGatewayTraffic: z.boolean(),
  isInternetFacing: z.boolean(),
  isIntranetFacing: z.boolean(),
});
export const distributionPointView = z.object({
  hostName: z.string(),
  siteName: z.string(),
  usesHttps: z.boolean(),
  isGateway: z.boolean(),
});
export const taskSequenceView = z.object({
  packageId: z.string(),
  name: z.string(),
  description: z.string(),
  sourceVersion: z.number(),
  sourceDate: z.string(),
  isEnabled: z.boolean(),
  referencesCount: z.number(),
});
export type TaskSequenceView = z.infer<typeof taskSequenceView>;

/** One package, driver package, OS image or application. */
export const contentView = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  manufacturer: z.string(),
  sizeKb: z.number(),
});
export type ContentView = z.infer<typeof contentView>;

export const catalogView = z.object({
  connection: z.string(),
  /** When the site was asked, ISO 8601. */
  readAt: z.string(),
  /** True: from the offline snapshot, because the site did not answer; `error` says why. */
  isOffline: z.boolean(),
  error: z.nullable(errorData),
  site: z.object({
    siteCode: z.string(),
    siteName: z.string(),
    version: z.string(),
    buildNumber: z.number(),
    server: z.string(),
    type: z.number(),
  }),
  gateways: z.array(gatewayView),
  bootImages: z.array(bootImageView),
  managementPoints: z.array(managementPointView),
  distributionPoints: z.array(distributionPointView),
  taskSequences: z.array(taskSequenceView),
  packages: z.array(contentView),
  driverPackages: z.array(contentView),
  applications: z.array(contentView),
  /** With the indexes of the images in them. */
  osImages: z.array(
    z.extend(contentView, { indexes: z.array(z.object({ index: z.number(), name: z.string() })) }),
  ),
});
export type CatalogView = z.infer<typeof catalogView>;

export const reachability = z.object({
  state: z.enum(['reached', 'failed']),
  milliseconds: z.number(),
  /** What answered, or why nothing did. */
  detail: z.string(),
  error: z.nullable(errorData),
  testedAt: z.string(),
});
export type Reachability = z.infer<typeof reachability>;

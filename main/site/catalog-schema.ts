/**
 * The form of a stored catalog, for offline snapshots. It must be the one of `SiteCatalog`: the compiler compares them,
 * and a change here raises the version of the snapshot.
 */
import { z } from 'zod';
import type { SiteCatalog } from './catalog.ts';
import type { SiteContents } from './catalog-contents.ts';

export const siteCatalogSchema: z.ZodType<SiteCatalog> = z.object({
  site: z.object({
    siteCode: z.string(),
    siteName: z.string(),
    buildNumber: z.number(),
    version: z.string(),
    server: z.string(),
    type: z.number(),
  }),
  gateways: z.array(
    z.object({
      hostName: z.string(),
      name: z.string(),
      state: z.enum(['ready', 'provisioning', 'starting', 'stopping', 'stopped', 'deleting', 'unknown']),
      stateNumber: z.number(),
      statusDetails: z.string(),
      contentEnabled: z.boolean(),
      nalPath: z.string(),
      mutualAuthPath: z.exactOptional(z.string()),
      managementPoints: z.array(z.string()),
      rootCertificateThumbprint: z.string(),
    }),
  ),
  bootImages: z.array(
    z.object({
      packageId: z.string(),
      name: z.string(),
      version: z.string(),
      sourceVersion: z.number(),
      architecture: z.string(),
      osVersion: z.string(),
      clientVersion: z.string(),
      isDefault: z.boolean(),
      imagePath: z.string(),
      family: z.enum(['winpe', 'linux']),
      sizeKb: z.number(),
    }),
  ),
  managementPoints: z.array(
    z.object({
      hostName: z.string(),
      usesHttps: z.boolean(),
      allowsGatewayTraffic: z.boolean(),
      isInternetFacing: z.boolean(),
      isIntranetFacing: z.boolean(),
    }),
  ),
  distributionPoints: z.array(
    z.object({
      hostName: z.string(),
      nalPath: z.string(),
      siteName: z.string(),
      usesHttps: z.boolean(),
      isGateway: z.boolean(),
    }),
  ),
  taskSequences: z.array(
    z.object({
      packageId: z.string(),
      name: z.string(),
      description: z.string(),
      sourceVersion: z.number(),
      sourceDate: z.string(),
      isEnabled: z.boolean(),
      referencesCount: z.number(),
    }),
  ),
  unknownComputers: z.array(z.object({ name: z.string(), architecture: z.string(), guid: z.string() })),
});

const contentItem = {
  id: z.string(),
  name: z.string(),
  version: z.string(),
  manufacturer: z.string(),
  sizeKb: z.number(),
};

export const siteContentsSchema: z.ZodType<SiteContents> = z.object({
  packages: z.array(z.object(contentItem)),
  driverPackages: z.array(z.object(contentItem)),
  osImages: z.array(
    z.object({ ...contentItem, indexes: z.array(z.object({ index: z.number(), name: z.string() })) }),
  ),
  applications: z.array(z.object(contentItem)),
});

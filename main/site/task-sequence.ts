/**
 * One task sequence in full, with its deployments. Trap: XML, boot image, type and "run another program first" are lazy;
 * only the object asked for by key in parentheses has them.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { RunOptions } from '#base/progress.ts';
import { quoted, type AdminServiceClient, type SiteRow } from './admin-service-client.ts';
import { flagOf, optionalText, requiredNumber, requiredText } from './row-reader.ts';

export interface TaskSequenceReference {
  /** The package that holds the content. */
  readonly packageId: string;
  /** Package id, or the model name of an application. */
  readonly objectId: string;
  readonly name: string;
  /** 0 package, 3 driver package, 257 image, 258 boot image, 259 upgrade package, 512 application. */
  readonly objectType: number;
}

export interface TaskSequenceDetails {
  readonly packageId: string;
  readonly name: string;
  readonly isEnabled: boolean;
  /** 1 generic, 2 operating system deployment. */
  readonly type: number;
  readonly bootImageId: string;
  readonly dependentProgram: string;
  /** Version 3.10 XML. */
  readonly sequenceXml: string;
  readonly references: readonly TaskSequenceReference[];
}

export interface Deployment {
  readonly advertisementId: string;
  readonly name: string;
  readonly packageId: string;
  readonly collectionId: string;
  readonly isRequired: boolean;
  readonly advertFlags: number;
  readonly remoteClientFlags: number;
}

/** @throws MediaError E_SITE_REFUSED when the site has no such task sequence or does not show it. */
export async function readTaskSequence(
  client: AdminServiceClient,
  packageId: string,
  options: RunOptions = {},
): Promise<TaskSequenceDetails> {
  const row = await client.get('SMS_TaskSequencePackage', packageId, options);
  if (row === undefined) {
    throw new MediaError('E_SITE_REFUSED', `the site shows no task sequence ${packageId}`);
  }
  const references = await client.list(
    'SMS_TaskSequencePackageReference',
    {
      filter: `PackageID eq ${quoted(packageId)}`,
      select: ['RefPackageID', 'ObjectID', 'ObjectName', 'ObjectType'],
    },
    options,
  );
  return {
    packageId: requiredText(row, 'PackageID'),
    name: requiredText(row, 'Name'),
    isEnabled: flagOf(row, 'TsEnabled'),
    type: requiredNumber(row, 'Type'),
    bootImageId: optionalText(row, 'BootImageID'),
    dependentProgram: optionalText(row, 'DependentProgram'),
    sequenceXml: requiredText(row, 'Sequence'),
    references: references.map((one) => ({
      packageId: requiredText(one, 'RefPackageID'),
      objectId: requiredText(one, 'ObjectID'),
      name: optionalText(one, 'ObjectName'),
      objectType: requiredNumber(one, 'ObjectType'),
    })),
  };
}

/** What `deploymentOf` reads. */
export const DEPLOYMENT_PROPERTIES = [
  'AdvertisementID',
  'AdvertisementName',
  'PackageID',
  'CollectionID',
  'OfferType',
  'AdvertFlags',
  'RemoteClientFlags',
] as const;

/** The deployments of a task sequence. */
export async function readDeployments(
  client: AdminServiceClient,
  packageId: string,
  options: RunOptions = {},
): Promise<readonly Deployment[]> {
  const rows = await client.list(
    'SMS_Advertisement',
    { filter: `PackageID eq ${quoted(packageId)}`, select: DEPLOYMENT_PROPERTIES },
    options,
  );
  return rows.map(deploymentOf);
}

/** A deployment from its row. @throws MediaError E_SITE_ANSWER */
export function deploymentOf(row: SiteRow): Deployment {
  return {
    advertisementId: requiredText(row, 'AdvertisementID'),
    name: optionalText(row, 'AdvertisementName'),
    packageId: requiredText(row, 'PackageID'),
    collectionId: requiredText(row, 'CollectionID'),
    isRequired: row['OfferType'] === 0,
    advertFlags: requiredNumber(row, 'AdvertFlags'),
    remoteClientFlags: requiredNumber(row, 'RemoteClientFlags'),
  };
}

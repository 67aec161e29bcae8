/**
 * Everything a plan of bootable media is made from; all of it was fetched, read or made before. Trap: whoever fills
 * this decides about determinism, because identity, token and time are inputs and not made by the plan.
 */
import type { ContentFile } from '#base/extent.ts';
import type { TreeFile } from '#base/file-tree.ts';
import type { BootImageDescription, BootPartName } from './boot-image.ts';
import type { MediaIdentity } from './certificate.ts';
import type { BootableMediaRequest, MediaSecrets } from './request.ts';
import type { PolicySource, SiteFacts } from './site-facts.ts';

/** A boot image package of our family, opened. */
export interface BootImageContent {
  /** Source version of the package at the site. */
  readonly sourceVersion: number;
  readonly description: BootImageDescription;
  /** Gives the file of the package at a path of the description ("medium/boot/vmlinuz"); undefined when it is missing. */
  readonly fileAt: (path: string) => ContentFile | undefined;
  /** The files below `firmware/`, read. */
  readonly bootParts: Readonly<Record<BootPartName, Uint8Array>>;
}

export interface BootablePlanInput {
  readonly request: BootableMediaRequest;
  readonly secrets: MediaSecrets;
  readonly site: SiteFacts;
  readonly policySource: PolicySource;
  readonly bootImage: BootImageContent;
  /** Files of the prestart package, paths within the package; each with its SHA-256. */
  readonly prestartFiles?: readonly TreeFile[] | undefined;
  readonly identity: MediaIdentity;
  readonly createdAt: Date;
  readonly builderVersion: string;
}

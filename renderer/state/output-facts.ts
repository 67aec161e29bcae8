/** What is known about the outputs beside the draft: drives that are plugged in, sizes, what is at the paths. */
import type { OutputCheck } from '#contract/app.ts';
import type { DriveView } from '#contract/drives.ts';

export type FileField = 'isoPath' | 'imagePath' | 'wimPath';

/** The core's answer for one path; worth nothing for another one. */
export interface PathCheck {
  readonly path: string;
  readonly check: OutputCheck;
}

export interface OutputFacts {
  /** null: nobody looks at the drives, or they could not be listed. */
  readonly drives: readonly DriveView[] | null;
  /** The smallest drive that holds the medium as it is drafted now; null: not known. */
  readonly driveBytes: number | null;
  readonly checks: Readonly<Partial<Record<FileField, PathCheck>>>;
  /** Ids of prerequisites that make the medium useless ("C02"); absent or empty: none is known. */
  readonly blocking?: readonly string[];
}

export const NOTHING_KNOWN: OutputFacts = { drives: null, driveBytes: null, checks: {} };

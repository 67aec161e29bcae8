/** "What is this medium?" and "is it as it was made?", for drives and image files. */
import { throwIfCancelled, type RunOptions } from '#base/progress.ts';
import { inspectMedium, type InspectReport } from '#media/inspect.ts';
import { verifyMedium, type VerifyReport } from '#media/verify-medium.ts';
import { withMedium, type TargetOptions } from './open-target.ts';

/**
 * Looks into the medium at a path. The password, when given, opens the media variables.
 * @throws MediaError E_DEVICE_*, E_IMAGE_*, E_VARIABLES_* (a wrong password among them)
 */
export async function inspectTarget(
  path: string,
  options: RunOptions & TargetOptions & { readonly password?: string | undefined } = {},
): Promise<InspectReport> {
  throwIfCancelled(options.signal);
  return await withMedium(path, (reader) => inspectMedium(reader, options), options);
}

/**
 * Compares every file of the medium at a path with its manifest.
 * @throws MediaError E_DEVICE_*, E_IMAGE_*, E_MEDIA_FOREIGN, E_MEDIA_MANIFEST, E_CANCELLED
 */
export async function verifyTarget(
  path: string,
  options: RunOptions & TargetOptions = {},
): Promise<VerifyReport> {
  throwIfCancelled(options.signal);
  return await withMedium(path, (reader) => verifyMedium(reader, options), options);
}

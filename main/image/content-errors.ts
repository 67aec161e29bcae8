/** What is said when a content is not what was planned, or cannot be read; the same words wherever contents pass. */
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import type { ContentFile } from '#base/extent.ts';

/** E_IMAGE_CONTENT_CHANGED; `found` completes the sentence: "it ended after 7". */
export function contentSizeError({ name, sizeBytes }: ContentFile, found: string): MediaError {
  return new MediaError('E_IMAGE_CONTENT_CHANGED', `"${name}" was planned with ${sizeBytes} bytes, ${found}`);
}

/** Compares with the planned SHA-256, if there is one. @throws MediaError E_IMAGE_CONTENT_CHANGED */
export function checkContentHash({ name, sha256 }: ContentFile, digestHex: string): void {
  if (sha256 === undefined || sha256.toLowerCase() === digestHex) return;
  throw new MediaError(
    'E_IMAGE_CONTENT_CHANGED',
    `"${name}" was planned with SHA-256 ${sha256}, read was ${digestHex}`,
  );
}

/** The error itself when it is one of ours, else E_IMAGE_CONTENT_READ with its text. `name` is a path or URL. */
export function contentReadError(error: unknown, name: string): MediaError {
  if (isMediaError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new MediaError('E_IMAGE_CONTENT_READ', `"${name}": ${message}`, { cause: error });
}

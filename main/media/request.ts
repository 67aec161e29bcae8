/**
 * Requests as the core takes them: the schema is the contract's (`preload/contract/media-request.ts`), so that command line,
 * wizard and request files obey the same rules; here wrong ones become an error that names every field.
 */
import * as z from 'zod/mini';
import { MediaError } from '#base/errors/media-error.ts';
import {
  judgeRequest,
  mediaRequestSchema,
  problemText,
  type BootableMediaRequest,
  type MediaRequest,
  type RequestProblem,
} from '#contract/media-request.ts';
import { ruleTextsEn } from '#contract/rules/en.ts';

export type { BootableMediaRequest, MediaRequest, MediaRequestInput } from '#contract/media-request.ts';

/** What must never be stored, logged or put into an argument list. */
export interface MediaSecrets {
  /** undefined: the media are only disguised with a public text. */
  readonly password?: string | undefined;
  /** Values of the hidden variables by the name written in the request. */
  readonly hiddenValues?: ReadonlyMap<string, string> | undefined;
}

/**
 * Checks a request and fills in the defaults.
 * @throws MediaError E_MEDIA_REQUEST naming every field that is wrong, what it must be and what it is.
 */
export function parseMediaRequest(input: unknown): MediaRequest {
  const { request, problems } = judgeRequest(input);
  if (request !== undefined) return request;
  throw new MediaError('E_MEDIA_REQUEST', problems.map(describe).join('; '));
}

/**
 * The same for the one kind that can be made so far.
 * @throws MediaError E_MEDIA_REQUEST, E_MEDIA_KIND for a request of another kind
 */
export function parseBootableRequest(input: unknown): BootableMediaRequest {
  return requireBootable(parseMediaRequest(input));
}

/** @throws MediaError E_MEDIA_KIND */
export function requireBootable(request: MediaRequest): BootableMediaRequest {
  if (request.kind === 'bootable') return request;
  throw new MediaError(
    'E_MEDIA_KIND',
    `this version makes bootable media, the request is for ${request.kind} media`,
  );
}

/** The JSON schema of request files (draft 2020-12). */
export function mediaRequestJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(mediaRequestSchema, { io: 'input' });
}

function describe(problem: RequestProblem): string {
  const path = problem.path.length === 0 ? 'request' : problem.path.join('.');
  return `${path}: ${problemText(problem, ruleTextsEn)}${foundText(problem.found, path)}`;
}

function foundText(input: unknown, path: string): string {
  // Values of variables and command lines may hold what nobody should read in a log.
  if (/\.value$|^prestart\.command$/.test(path) && typeof input === 'string') {
    return ` (found ${input.length} characters)`;
  }
  if (input === undefined) return ' (found nothing)';
  if (typeof input === 'object') return '';
  return ` (found ${JSON.stringify(input).slice(0, 80)})`;
}

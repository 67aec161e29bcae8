/**
 * What is sent to make the drafted medium: the request, its secrets from the keeper, files and drives.
 * Trap: hidden values go by the names of their variables, while the keeper knows the rows.
 */
import type { CallInput } from '#contract/contract.ts';
import { judgeRequest, type MediaRequest } from '#contract/media-request.ts';
import { toRequest, type Draft } from './draft.ts';
import { CERTIFICATE_PASSWORD, hiddenValueName, MEDIA_PASSWORD, type SecretKeeper } from './secret-keeper.ts';

export type CreateInput = CallInput<'media.create'>;

/** The whole request; undefined while something is wrong with it. */
export function requestOfDraft(draft: Draft): MediaRequest | undefined {
  return judgeRequest(toRequest(draft)).request;
}

export function filesOf(draft: Draft): CreateInput['files'] {
  const { isoPath, imagePath, wimPath, kind } = draft;
  if (kind === 'prestaged') return wimPath === '' ? [] : [{ kind: 'wim', path: wimPath }];
  return [
    ...(isoPath === '' ? [] : [{ kind: 'iso' as const, path: isoPath }]),
    ...(imagePath === '' ? [] : [{ kind: 'image' as const, path: imagePath }]),
  ];
}

/** undefined while the request is not whole. */
export function createInput(draft: Draft, keeper: Pick<SecretKeeper, 'get'>): CreateInput | undefined {
  const request = requestOfDraft(draft);
  if (request === undefined) return undefined;
  const password = draft.allowNoPassword ? undefined : keeper.get(MEDIA_PASSWORD);
  const certificatePassword =
    draft.certificateSource === 'pfx' ? keeper.get(CERTIFICATE_PASSWORD) : undefined;
  return {
    site: draft.site,
    request,
    secrets: {
      ...(password === undefined ? {} : { password }),
      ...(certificatePassword === undefined ? {} : { certificatePassword }),
      hiddenValues: Object.fromEntries(
        draft.variables
          .filter(({ isHidden }) => isHidden)
          .map(({ id, name }) => [name, keeper.get(hiddenValueName(id)) ?? '']),
      ),
    },
    files: filesOf(draft),
    drives:
      draft.kind === 'prestaged'
        ? []
        : draft.drives.map(({ identity, isConfirmed, isUpdate }) => ({ identity, isConfirmed, isUpdate })),
  };
}

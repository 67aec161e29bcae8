/**
 * What a plan refuses before it makes anything. Trap: the messages go to logs and screens; none may hold a password,
 * a token or the value of a variable.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { sha256Hex } from '#base/hash.ts';
import { BOOT_PARTS, bootPartPath } from './boot-image.ts';
import { ratePassword } from './password-rule.ts';
import type { BootableMediaRequest } from './request.ts';
import type { BootablePlanInput, BootImageContent } from './plan-input.ts';

/** What the operator should know; none stops the build. */
export interface PlanWarning {
  readonly code: 'no-password' | 'weak-password' | 'certificate-outlives-token';
  readonly message: string;
}

/** @throws MediaError E_MEDIA_BOOT_IMAGE when a boot sector or boot image is not the one described. */
export function checkBootParts(bootImage: BootImageContent): void {
  for (const part of BOOT_PARTS) {
    const path = bootPartPath(part);
    const described = bootImage.description.files.find((file) => file.path === path);
    if (described === undefined) throw new MediaError('E_MEDIA_BOOT_IMAGE', `the description lacks ${path}`);
    const found = sha256Hex(bootImage.bootParts[part]);
    if (found !== described.sha256) {
      throw new MediaError(
        'E_MEDIA_BOOT_IMAGE',
        `${path} should have SHA-256 ${described.sha256}, it has ${found}`,
      );
    }
  }
}

/** @throws MediaError E_MEDIA_REQUEST, E_MEDIA_PASSWORD_MISSING, _WEAK or _SHOWN; what is allowed but unwise is a warning. */
export function checkSecrets(input: BootablePlanInput): PlanWarning[] {
  const { request, policySource } = input;
  if (request.mediaManagement !== policySource.mediaManagement) {
    throw new MediaError(
      'E_MEDIA_REQUEST',
      `mediaManagement is ${request.mediaManagement}, the site's facts are for ${policySource.mediaManagement}`,
    );
  }
  return checkPassword(request, input.secrets.password);
}

/**
 * The password's part of it, which needs no site and can be checked before anything is asked or made.
 * @throws MediaError E_MEDIA_PASSWORD_MISSING, _WEAK or _SHOWN
 */
export function checkPassword(request: BootableMediaRequest, password: string | undefined): PlanWarning[] {
  const isForInternet = request.mediaManagement === 'internet-based';
  if (password === '') throw new MediaError('E_MEDIA_PASSWORD_MISSING', 'the password is empty');
  if (password === undefined) {
    if (isForInternet && !request.allowNoPassword) {
      throw new MediaError(
        'E_MEDIA_PASSWORD_MISSING',
        'internet-based media need a password, unless the request sets allowNoPassword',
      );
    }
    return [
      { code: 'no-password', message: 'without a password anybody who finds the medium can read all of it' },
    ];
  }
  checkNotShown(request, password);
  const strength = ratePassword(password);
  if (isForInternet && strength.verdict === 'weak')
    throw new MediaError('E_MEDIA_PASSWORD_WEAK', strength.message);
  return strength.verdict === 'weak' ? [{ code: 'weak-password', message: strength.message }] : [];
}

/** Texts of the request that are readable on the medium. */
function checkNotShown(request: BootableMediaRequest, password: string): void {
  if (request.label.toLowerCase().includes(password.toLowerCase())) {
    throw new MediaError('E_MEDIA_PASSWORD_SHOWN', 'the label contains the password');
  }
}

/** @throws MediaError E_MEDIA_CERTIFICATE_EXPIRED, E_MEDIA_TOKEN_MISSING or E_MEDIA_SITE_FACTS. */
export function checkValidity(input: BootablePlanInput): void {
  const now = input.createdAt.getTime();
  const { identity, policySource } = input;
  if (Date.parse(identity.expires) <= now) {
    throw new MediaError(
      'E_MEDIA_CERTIFICATE_EXPIRED',
      `the media certificate ended at ${identity.expires}, the medium is made at ${input.createdAt.toISOString()}`,
    );
  }
  if (policySource.mediaManagement !== 'internet-based') return;
  const { token, expires } = policySource.mediaToken;
  if (token === '' || !(Date.parse(expires) > now)) {
    throw new MediaError(
      'E_MEDIA_TOKEN_MISSING',
      `the media token is ${token === '' ? 'empty' : `valid until ${expires}`}, the medium is made at ${input.createdAt.toISOString()}`,
    );
  }
  if (Date.parse(expires) <= Date.parse(identity.start)) {
    throw new MediaError(
      'E_MEDIA_CERTIFICATE_EXPIRED',
      `the media certificate begins at ${identity.start}, the media token ends before, at ${expires}: the medium would never work`,
    );
  }
  if (input.site.rootCaCertificates.length === 0) {
    throw new MediaError(
      'E_MEDIA_SITE_FACTS',
      `site ${input.site.siteCode} names no root CA certificate to trust`,
    );
  }
}

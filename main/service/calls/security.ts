/**
 * Calls of the areas "password" and "certificate".
 * Trap: passwords pass through here; they are in no error, and nothing is kept.
 */
import { open } from 'node:fs/promises';
import { reportCertificate, unreadableCertificate } from '#media/certificate-report.ts';
import { generatePassphrase } from '#media/passphrase.ts';
import { generatePassword, GUESSES_PER_SECOND, ratePassword, REQUIRED_BITS } from '#media/password-rule.ts';
import type { CertificateReport, PasswordRating } from '#contract/security.ts';
import type { Handlers } from '../dispatch.ts';
import type { ServicePorts } from '../service-ports.ts';

type SecurityHandlers = Pick<Handlers, 'password.rate' | 'password.generate' | 'certificate.check'>;

/** Real ones have a few kilobytes; with a long chain some tens. */
const MAX_CERTIFICATE_BYTES = 1024 * 1024;
/** JSON knows no infinity. */
const FOR_EVER_SECONDS = 1e30;

export function securityHandlers({ random, clock }: ServicePorts): SecurityHandlers {
  const bytes = (count: number): Uint8Array => random.bytes(count);
  return {
    'password.rate': ({ password }) => Promise.resolve(ratingOf(password)),
    'password.generate': ({ form }) =>
      Promise.resolve({ password: form === 'words' ? generatePassphrase(bytes) : generatePassword(bytes) }),
    'certificate.check': async ({ path, password }) => await checkFile(path, { password, now: clock() }),
  };
}

function ratingOf(password: string): PasswordRating {
  const { bits, verdict } = ratePassword(password);
  return {
    bits,
    requiredBits: REQUIRED_BITS,
    verdict: password === '' ? 'empty' : verdict,
    secondsToBreak: Math.min(2 ** (bits - 1) / GUESSES_PER_SECOND, FOR_EVER_SECONDS),
    guessesPerSecond: GUESSES_PER_SECOND,
  };
}

async function checkFile(
  path: string,
  options: { readonly password: string; readonly now: Date },
): Promise<CertificateReport> {
  try {
    const file = await open(path, 'r');
    try {
      const facts = await file.stat();
      if (!facts.isFile()) return unreadableCertificate({ reason: 'no file' });
      if (facts.size > MAX_CERTIFICATE_BYTES) {
        return unreadableCertificate({ bytes: facts.size, most: MAX_CERTIFICATE_BYTES });
      }
      return reportCertificate(new Uint8Array(await file.readFile()), options);
    } finally {
      await file.close();
    }
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    return unreadableCertificate({ reason: typeof code === 'string' ? code : 'unknown' });
  }
}

/** Passwords and certificates, judged by the core because the window must not carry word lists or parsers. */
import * as z from 'zod/mini';

export const passwordRating = z.object({
  bits: z.number(),
  requiredBits: z.number(),
  verdict: z.enum(['empty', 'weak', 'strong']),
  /** Half of all guesses at `guessesPerSecond`, in seconds; Infinity does not exist in JSON, so it ends at 1e30. */
  secondsToBreak: z.number(),
  guessesPerSecond: z.number(),
});
export type PasswordRating = z.infer<typeof passwordRating>;

/** What is wrong with a certificate file, or worth knowing. */
export const certificateFinding = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.enum([
    'not-readable',
    'wrong-password',
    'no-private-key',
    'no-client-authentication',
    'expired',
    'not-yet-valid',
    'ends-soon',
    'key-too-long',
    'key-too-short',
    'weak-hash',
  ]),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export const certificateReport = z.object({
  isUsable: z.boolean(),
  subject: z.nullable(z.string()),
  issuer: z.nullable(z.string()),
  notBefore: z.nullable(z.string()),
  notAfter: z.nullable(z.string()),
  keyBits: z.nullable(z.number()),
  hash: z.nullable(z.string()),
  /** SHA-1. */
  thumbprint: z.nullable(z.string()),
  findings: z.array(certificateFinding),
});
export type CertificateReport = z.infer<typeof certificateReport>;

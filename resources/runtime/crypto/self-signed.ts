/**
 * The self-signed certificate of a client: RSA, SHA-256, the key usages and purposes that real clients write (reference:
 * formats 3.6). Our own writer, because node-forge would take 220 kB of the program.
 * Trap: the computer's clock may be wrong at this moment, so the certificate begins long before; what a client may do is
 * judged by its registration and its token, never by these dates.
 */
import { createPublicKey, randomBytes, sign, type KeyObject } from 'node:crypto';
import { der } from './der-writer.ts';

const OID = {
  sha256WithRsa: '1.2.840.113549.1.1.11',
  commonName: '2.5.4.3',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  smsSigning: '1.3.6.1.4.1.311.101.2',
  sms: '1.3.6.1.4.1.311.101',
} as const;
/** digitalSignature and dataEncipherment: bits 0 and 3 of the first byte, four bits unused. */
const KEY_USAGE = Uint8Array.of(0x90);
const UNUSED_BITS = 4;
const YEAR_MS = 365.25 * 86_400_000;
const YEARS_BEFORE = 5;
const YEARS_AFTER = 100;
/** RFC 5280 upper bound of a common name. */
const MAX_NAME = 64;

/** DER of a certificate for the key, in the name of the computer. */
export function selfSignedCertificate(privateKey: KeyObject, name: string, now: Date): Uint8Array {
  const algorithm = der.sequence(der.oid(OID.sha256WithRsa), der.nothing());
  const commonName = name.slice(0, MAX_NAME);
  const subject = der.sequence(der.set(der.sequence(der.oid(OID.commonName), der.utf8(commonName))));
  const spki = new Uint8Array(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }));
  const body = der.sequence(
    der.context(0, der.integer(Uint8Array.of(2))),
    // A first byte of 1 keeps the number positive and of full length.
    der.integer(Uint8Array.of(1, ...randomBytes(15))),
    algorithm,
    subject,
    der.sequence(
      der.time(new Date(now.getTime() - YEARS_BEFORE * YEAR_MS)),
      der.time(new Date(now.getTime() + YEARS_AFTER * YEAR_MS)),
    ),
    subject,
    spki,
    der.context(
      3,
      der.sequence(
        extension(OID.keyUsage, der.bits(KEY_USAGE, UNUSED_BITS), true),
        extension(OID.extendedKeyUsage, der.sequence(der.oid(OID.smsSigning), der.oid(OID.sms)), false),
      ),
    ),
  );
  const signature = new Uint8Array(sign('sha256', body, privateKey));
  return der.sequence(body, algorithm, der.bits(signature));
}

function extension(oid: string, value: Uint8Array, isCritical: boolean): Uint8Array {
  return isCritical
    ? der.sequence(der.oid(oid), der.boolean(true), der.octets(value))
    : der.sequence(der.oid(oid), der.octets(value));
}

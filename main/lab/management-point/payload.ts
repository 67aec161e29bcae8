/** The signature of a message's body: checked whenever it is there, wanted wherever it is ours to want it. */
import { X509Certificate } from 'node:crypto';
import { verifyData } from '../wire/signature.ts';
import { Refusal } from './refusal.ts';

/** @throws Refusal signature-invalid, signature-missing */
export function checkPayload(
  message: { readonly payload: Uint8Array; readonly payloadSignature?: string | undefined },
  signer: {
    readonly certificateDer: Uint8Array;
    readonly isRequired: boolean;
    readonly allowSha1: boolean;
    readonly subject: Readonly<Record<string, string>>;
  },
): void {
  const { subject } = signer;
  if (message.payloadSignature === undefined) {
    if (signer.isRequired) throw new Refusal('signature-missing', 'the message body is not signed', subject);
    return;
  }
  const { publicKey } = new X509Certificate(signer.certificateDer);
  const signature = { hex: message.payloadSignature, allowSha1: signer.allowSha1 };
  if (verifyData(publicKey, message.payload, signature) === undefined)
    throw new Refusal('signature-invalid', 'the message body does not fit its signature', subject);
}

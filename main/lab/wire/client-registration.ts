/**
 * Registration of a client at MP_ClientRegistration: the new client signs with the key it just made and sends the
 * certificate of that key; the answer is its id.
 * Public: the request's elements, what is signed (the text of <Data>, UTF-16LE, no NUL), SMSID in the answer.
 * Ours: the properties "SMBIOS GUID", "MAC Addresses" and "User Device Affinity"; the answer's root is inferred.
 * Trap: the signature covers a text, not a tree, so the values are read from exactly the text that was signed.
 */
import type { KeyObject } from 'node:crypto';
import { encodeUtf16le, fromHex, toHex } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { parseBody, textAt } from './message.ts';
import { clientGuid, signData } from './signature.ts';
import {
  childOf,
  childrenOf,
  descend,
  parseXml,
  renderXml,
  requireAttribute,
  xml,
  type XmlElement,
} from './xml.ts';

export const CLIENT_REGISTRATION = 'MP_ClientRegistration';
/** SHA-256 with RSA. */
const HASH_ALGORITHM = '1.2.840.113549.1.1.11';
const AGENT = 'CCMSetup.exe';
const MAX_CERTIFICATE_BYTES = 16 * 1024;
const MAX_LIST = 64;

export interface ClientRegistration {
  /** ISO 8601 in UTC with milliseconds. */
  readonly time: string;
  /** Self-signed, of the client's own key. */
  readonly certificateDer: Uint8Array;
  /** "5.00.9141.1000" */
  readonly agentVersion: string;
  /** Computer name, up to 15 characters. */
  readonly name: string;
  readonly fullName: string;
  /** As the firmware has it; empty when unknown. */
  readonly smbiosGuid: string;
  readonly macAddresses: readonly string[];
  /** Users whose device it is to be (SMSTSUDAUsers), "DOMAIN\\user"; the site decides by the medium's setting. */
  readonly users: readonly string[];
}

export interface SignedRegistration extends ClientRegistration {
  /** What the signature covers. */
  readonly signedData: Uint8Array;
  /** Upper-case hexadecimal. */
  readonly signature: string;
}

/** Inner body of a signed request. */
export function renderClientRegistration(registration: ClientRegistration, privateKey: KeyObject): string {
  const data = renderXml(dataOf(registration));
  const signature = renderXml(
    xml('Signature', {}, [xml('SignatureValue', {}, signData(privateKey, encodeUtf16le(data)))]),
  );
  return `<ClientRegistrationRequest>${data}${signature}</ClientRegistrationRequest>`;
}

/** @throws MediaError E_WIRE_XML, E_WIRE_MESSAGE */
export function parseClientRegistration(body: string): SignedRegistration {
  const root = parseBody(body, 'ClientRegistrationRequest');
  const signature = textAt(root, 'Signature', 'SignatureValue');
  const signedText = /<Data[\s>][\s\S]*<\/Data>/.exec(body)?.[0];
  if (
    signedText === undefined ||
    childrenOf(root, 'Data').length !== 1 ||
    !/^[0-9A-Fa-f]{2,4096}$/.test(signature)
  )
    throw new MediaError('E_WIRE_MESSAGE', 'a registration without one <Data> and its signature');
  const data = parseXml(signedText);
  const property = (name: string): string =>
    childrenOf(childOf(data, 'DiscoveryProperties'), 'Property').find(
      (one) => one.attributes['Name'] === name,
    )?.attributes['Value'] ?? '';
  return {
    time: requireAttribute(data, 'TimeStamp'),
    certificateDer: certificateOf(data),
    agentVersion: childOf(data, 'AgentInformation')?.attributes['AgentVersion'] ?? '',
    name: property('Netbios Name').slice(0, 64),
    fullName: property('FQ Name').slice(0, 255),
    smbiosGuid: property('SMBIOS GUID').slice(0, 64),
    macAddresses: listOf(property('MAC Addresses')),
    users: listOf(property('User Device Affinity')),
    signedData: encodeUtf16le(signedText),
    signature,
  };
}

/** Inner body of the answer. */
export function renderRegistrationReply(clientId: string, time: Date): string {
  return renderXml(
    xml('ClientRegistrationResponse', {
      ResponseType: 'Registration',
      TimeStamp: time.toISOString(),
      Status: 1,
      SMSID: clientGuid(clientId),
    }),
  );
}

/** The client's id, "GUID:8AE6B618-…". @throws MediaError E_WIRE_XML, E_WIRE_MESSAGE */
export function parseRegistrationReply(body: string): string {
  const id = requireAttribute(parseBody(body, 'ClientRegistrationResponse'), 'SMSID');
  if (!/^GUID:[0-9A-Fa-f-]{36}$/.test(id))
    throw new MediaError('E_WIRE_MESSAGE', `a registration was answered with the id "${id.slice(0, 80)}"`);
  return clientGuid(id);
}

function dataOf(registration: ClientRegistration): XmlElement {
  const hex = toHex(registration.certificateDer).toUpperCase();
  // One certificate for both purposes, as self-signed clients have it.
  const certificates = ['Encryption', 'Signing'].map((purpose) =>
    xml(purpose, { Encoding: 'HexBinary', KeyType: 1 }, hex),
  );
  const properties: readonly (readonly [string, string])[] = [
    ['Netbios Name', registration.name],
    ['FQ Name', registration.fullName],
    ['InternetFlag', '1'],
    ['SMBIOS GUID', registration.smbiosGuid],
    ['MAC Addresses', registration.macAddresses.join(',')],
    ['User Device Affinity', registration.users.join(',')],
  ];
  return xml(
    'Data',
    { HashAlgorithm: HASH_ALGORITHM, SMSID: '', RequestType: 'Registration', TimeStamp: registration.time },
    [
      xml('AgentInformation', {
        AgentIdentity: AGENT,
        AgentVersion: registration.agentVersion,
        AgentType: 0,
      }),
      xml('Certificates', {}, certificates),
      xml(
        'DiscoveryProperties',
        {},
        properties.map(([name, value]) => xml('Property', { Name: name, Value: value })),
      ),
    ],
  );
}

function certificateOf(data: XmlElement): Uint8Array {
  const hex = descend(data, 'Certificates', 'Signing')?.text.trim() ?? '';
  const der = hex.length > 2 * MAX_CERTIFICATE_BYTES ? undefined : fromHex(hex);
  if (der === undefined || der.length === 0)
    throw new MediaError('E_WIRE_MESSAGE', 'a registration without a signing certificate');
  return der;
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && one.length <= 256)
    .slice(0, MAX_LIST);
}

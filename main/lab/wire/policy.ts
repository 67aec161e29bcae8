/**
 * Policy bodies: UTF-16LE XML of WMI instances; secret ones inside a CMS envelope for the media certificate.
 * `CCM_TaskSequence` is what a device runs; network access account and collection settings are read for completeness.
 * Trap: `TS_Sequence` is a secret blob on most sites and plain XML on some; both are read here.
 * Source: reference facts 3.5. Which ADV_ properties carry the deployment's flags is inferred (ADV_ADF, ADV_RCF).
 */
import { encodeUtf16le, fromHex } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { inflate, sha256Hex } from '#base/hash.ts';
import { parseCimTime, renderCimTime } from './cim-time.ts';
import { deploymentFlags } from './deployment-flags.ts';
import { MAX_MESSAGE_BYTES } from './multipart.ts';
import { decodeSecretBlob, encodeSecretBlob, isSecretBlob } from './secret-blob.ts';
import {
  childOf,
  childrenOf,
  decodeXmlBytes,
  parseXml,
  renderXml,
  walkXml,
  xml,
  type XmlElement,
} from './xml.ts';

/** One WMI instance of a policy; secret values are decoded, names as written. */
export interface PolicyInstance {
  readonly className: string;
  readonly properties: ReadonlyMap<string, string>;
}

export interface TaskSequencePolicy {
  readonly name: string;
  readonly packageId: string;
  readonly sourceVersion: string;
  readonly advertisementId: string;
  /** SMS_Advertisement.AdvertFlags. */
  readonly advertFlags: number;
  /** SMS_Advertisement.RemoteClientFlags; `deploymentFlags` says what both mean. */
  readonly remoteClientFlags: number;
  /** When the deployment begins, ISO 8601; empty: at once; anything else: nobody can tell. Media and PXE do not look at it. */
  readonly startTime: string;
  /** True for a required deployment. */
  readonly isRequired: boolean;
  readonly bootImageId: string;
  /** The version 3.10 task sequence XML. */
  readonly sequence: string;
}

/** XML of a task sequence policy; the sequence is put into a secret blob. `seed` is 40 random bytes. */
export function renderTaskSequencePolicy(policy: TaskSequencePolicy, seed: Uint8Array): string {
  const plain: readonly (readonly [string, string])[] = [
    ['PKG_Name', policy.name],
    ['PKG_PackageID', policy.packageId],
    ['PKG_SourceVersion', policy.sourceVersion],
    ['ADV_AdvertisementID', policy.advertisementId],
    ['ADV_ADF', hexFlags(policy.advertFlags)],
    ['ADV_RCF', hexFlags(policy.remoteClientFlags)],
    ['ADV_ActiveTime', policy.startTime === '' ? '' : renderCimTime(policy.startTime)],
    ['ADV_MandatoryAssignments', policy.isRequired ? 'True' : 'False'],
    ['PRG_ProgramName', '*'],
    ['PRG_ProgramID', '*'],
    ['TS_BootImageID', policy.bootImageId],
    ['TS_Deadline', ''],
  ];
  const properties = plain.map(([name, value]) => property(name, xml('value', {}, value)));
  const secret = property(
    'TS_Sequence',
    xml('value', { secret: '1' }, encodeSecretBlob(policy.sequence, seed)),
  );
  return renderPolicy('CCM_TaskSequence', [...properties, secret]);
}

/** The bytes a policy body has before any encryption: UTF-16LE with byte order mark. */
export function encodePolicyText(text: string): Uint8Array {
  return encodeUtf16le(`\uFEFF${text}`);
}

/** The value of PolicyHash for a policy body before encryption. Its form is inferred. */
export function policyHash(body: Uint8Array): string {
  return `SHA256:${sha256Hex(body).toUpperCase()}`;
}

/** How `openPolicyBody` judges what it fetched. */
export interface PolicyBodyOptions {
  /** Content of a CMS EnvelopedData; the device and the tests each bring their own. */
  readonly openEnvelope: (envelope: Uint8Array) => Uint8Array;
  /** PolicyHash of the assignment; compared when it is of the form this module writes. */
  readonly hash?: string;
}

/**
 * Text of a policy body as fetched: enveloped for the media certificate or, on HTTPS-only sites, plain.
 * @throws MediaError E_WIRE_MESSAGE when the hash differs, and what `openEnvelope` throws
 */
export function openPolicyBody(bytes: Uint8Array, options: PolicyBodyOptions): string {
  const plain = looksLikeEnvelope(bytes) ? options.openEnvelope(bytes) : bytes;
  const hash = options.hash ?? '';
  if (hash.startsWith('SHA256:') && hash !== policyHash(plain))
    throw new MediaError(
      'E_WIRE_MESSAGE',
      `policy body hash ${policyHash(plain)}, the assignment says ${hash}`,
    );
  return decodeXmlBytes(plain);
}

/** True when the bytes begin as CMS does (a DER or BER sequence) and not as UTF-16 or UTF-8 XML does. */
function looksLikeEnvelope(bytes: Uint8Array): boolean {
  return bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80;
}

/** All instances of a policy, also those inside compressed elements (hexadecimal zlib). @throws MediaError E_WIRE_XML, E_WIRE_MESSAGE, E_WIRE_CIPHER */
export function parsePolicy(text: string): readonly PolicyInstance[] {
  return collectInstances(parseXml(text), 0);
}

/** The task sequence of a policy; undefined when it has none. @throws MediaError */
export function readTaskSequencePolicy(text: string): TaskSequencePolicy | undefined {
  const found = parsePolicy(text).find((instance) => instance.className === 'CCM_TaskSequence');
  if (found === undefined) return undefined;
  const value = (name: string): string => found.properties.get(name) ?? '';
  const sequence = value('TS_Sequence');
  if (value('PKG_PackageID') === '' || !sequence.includes('<sequence'))
    throw new MediaError('E_WIRE_MESSAGE', 'a task sequence policy without PKG_PackageID or TS_Sequence');
  return {
    name: value('PKG_Name'),
    packageId: value('PKG_PackageID'),
    sourceVersion: value('PKG_SourceVersion'),
    advertisementId: value('ADV_AdvertisementID'),
    advertFlags: readHexFlags(value('ADV_ADF')),
    remoteClientFlags: readHexFlags(value('ADV_RCF')),
    startTime: readStartTime(value('ADV_ActiveTime')),
    isRequired: value('ADV_MandatoryAssignments') === 'True',
    bootImageId: value('TS_BootImageID'),
    sequence,
  };
}

/**
 * What a device may offer: hidden deployments only when the medium prefers exactly that one (SMSTSPreferredAdvertID);
 * with a preferred deployment that is there, only that one.
 */
export function offeredTaskSequences<T extends Pick<TaskSequencePolicy, 'advertisementId' | 'advertFlags'>>(
  policies: readonly T[],
  preferredAdvertId: string | undefined,
): readonly T[] {
  const wanted = preferredAdvertId?.trim().toUpperCase() ?? '';
  const preferred = policies.filter((one) => wanted !== '' && one.advertisementId.toUpperCase() === wanted);
  if (preferred.length > 0) return preferred;
  return policies.filter(
    (one) => !deploymentFlags({ advertFlags: one.advertFlags, remoteClientFlags: 0 }).isHidden,
  );
}

/** XML of a policy with one instance of plain and secret properties. */
export function renderPolicy(className: string, properties: readonly XmlElement[]): string {
  const instance = xml('instance', { class: className }, properties);
  const rule = xml('PolicyRule', { PolicyRuleID: '{1}' }, [
    xml('PolicyAction', { PolicyActionType: 'WMI-XML' }, [instance]),
  ]);
  return `<?xml version="1.0"?>${renderXml(xml('Policy', { PolicyType: 'Machine' }, [rule]))}`;
}

function hexFlags(flags: number): string {
  return flags.toString(16).toUpperCase().padStart(8, '0');
}

function readHexFlags(text: string): number {
  return /^[0-9A-Fa-f]{1,8}$/.test(text) ? Number.parseInt(text, 16) : 0;
}

/**
 * As ISO 8601; empty for none. What cannot be read stays as it is: it is a time nobody has reached, not none, which would
 * mean at once.
 */
function readStartTime(text: string): string {
  const ms = parseCimTime(text);
  return ms === undefined ? text : new Date(ms).toISOString().replace('.000Z', 'Z');
}

function property(name: string, value: XmlElement): XmlElement {
  return xml('property', { name, type: '8' }, [value]);
}

function collectInstances(root: XmlElement, depth: number): readonly PolicyInstance[] {
  if (depth > 4) throw new MediaError('E_WIRE_MESSAGE', 'policy compressed more than four times over');
  const result: PolicyInstance[] = [];
  for (const element of walkXml(root)) {
    if (element.name === 'instance') result.push(readInstance(element));
    const isCompressed =
      element.attributes['Compression'] === 'zlib' || element.name === 'CollectionSettings';
    const packed = isCompressed ? fromHex(element.text.trim()) : undefined;
    if (packed !== undefined && packed.length > 0)
      result.push(...collectInstances(parseXml(unpack(packed)), depth + 1));
  }
  return result;
}

function readInstance(element: XmlElement): PolicyInstance {
  const properties = new Map<string, string>();
  for (const one of childrenOf(element, 'property')) {
    const value = childOf(one, 'value');
    const text = value?.text ?? '';
    const isSecret = value?.attributes['secret'] === '1' && isSecretBlob(text);
    properties.set(one.attributes['name'] ?? '', isSecret ? decodeSecretBlob(text) : text);
  }
  return { className: element.attributes['class'] ?? '', properties };
}

function unpack(bytes: Uint8Array): string {
  try {
    return decodeXmlBytes(inflate(bytes, 2 * MAX_MESSAGE_BYTES)).replace(/\0+$/, '');
  } catch (cause) {
    throw new MediaError('E_WIRE_MESSAGE', 'a compressed part of a policy is damaged', { cause });
  }
}

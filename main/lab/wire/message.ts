/**
 * A message: an outer <Msg> (UTF-16 with byte order mark) that names the endpoint and carries the client token, and an
 * inner body (UTF-16, zlib when a Hook3 says so). One form for both directions.
 * Trap: `Body Length` is not to be trusted; media tools send a constant 728 whatever they send. We write the true length.
 */
import { concatBytes, encodeUtf16le } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { deflate, inflate } from '#base/hash.ts';
import { decodeMultipart, encodeMultipart, MAX_MESSAGE_BYTES, MULTIPART_CONTENT_TYPE } from './multipart.ts';
import { parseClientToken, renderClientToken, signData, type ClientToken, type Signer } from './signature.ts';
import {
  childOf,
  childrenOf,
  decodeXmlBytes,
  descend,
  parseXml,
  renderXml,
  xml,
  type XmlElement,
} from './xml.ts';

export interface Message {
  /** MP_PolicyManager, MP_LocationManager, MP_StatusManager … ; in a reply the ReplyTo of the request. */
  readonly target: string;
  /** SMSID of the sender: for media the unknown computer's GUID. */
  readonly sourceId: string;
  /** What the sender wants for the reply; absent means zlib. */
  readonly replyCompression?: 'none' | 'zlib' | undefined;
  readonly token?: ClientToken | undefined;
  /** Signature over the bytes of part 2, upper-case hex. Public for full clients; that our media send it too is ours. */
  readonly payloadSignature?: string | undefined;
  /** Inner XML text without NUL. */
  readonly body: string;
}

/** A read message: also the exact bytes that a payload signature covers. */
export interface ReceivedMessage extends Message {
  readonly payload: Uint8Array;
}

/** Body and content type for an HTTP request or answer. */
export interface EncodedMessage {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** A request from media: signs the payload when a signer is given; plain UTF-16 as media send it, CRLF and NUL at the end. */
export function encodeRequest(
  message: Omit<Message, 'payloadSignature'>,
  options: { readonly signer?: Signer; readonly compress?: boolean } = {},
): EncodedMessage {
  const compress = options.compress === true;
  const plain = encodeUtf16le(compress ? `${message.body}\0` : `${message.body}\r\n\0`);
  const payload = compress ? deflate(plain) : plain;
  const payloadSignature =
    options.signer === undefined ? undefined : signData(options.signer.privateKey, payload);
  return frame({ ...message, payloadSignature }, payload, { compressed: compress, length: plain.length });
}

/** An answer of the management point, compressed unless the request asked for none. */
export function encodeReply(body: string, request: Pick<Message, 'replyCompression'>): EncodedMessage {
  const compress = request.replyCompression !== 'none';
  const plain = encodeUtf16le(`${body}\0`);
  return frame({ target: 'direct:OSD', sourceId: '', body }, compress ? deflate(plain) : plain, {
    compressed: compress,
    length: plain.length,
  });
}

/**
 * Reads a message of either direction.
 * @throws MediaError E_WIRE_FRAMING, E_WIRE_XML, E_WIRE_MESSAGE
 */
export function decodeMessage(contentType: string, bytes: Uint8Array): ReceivedMessage {
  const [first, second] = decodeMultipart(contentType, bytes);
  if (first === undefined || second === undefined)
    throw new MediaError('E_WIRE_FRAMING', 'a message has two parts: the Msg and its body');
  const msg = parseXml(decodeXmlBytes(first.body));
  if (msg.name !== 'Msg') throw new MediaError('E_WIRE_MESSAGE', `expected <Msg>, found <${msg.name}>`);
  const hooks = childOf(msg, 'Hooks');
  const compressed = childrenOf(hooks, 'Hook3').some((hook) => hook.attributes['Name'] === 'zlib-compress');
  const auth = childrenOf(hooks, 'Hook2').find((hook) => hook.attributes['Name'] === 'clientauth');
  const token = propertyOf(auth, 'Token');
  const compression = msg.attributes['ReplyCompression'];
  return {
    target: childOf(msg, 'TargetEndpoint')?.text.trim() ?? '',
    sourceId: childOf(msg, 'SourceID')?.text.trim() ?? '',
    replyCompression: compression === 'none' || compression === 'zlib' ? compression : undefined,
    token: token === undefined ? undefined : parseClientToken(token),
    payloadSignature: propertyOf(auth, 'PayloadSignature')?.trim(),
    body: decodeXmlBytes(compressed ? inflateBody(second.body) : second.body).replace(/[\0\r\n]+$/, ''),
    payload: second.body,
  };
}

function frame(
  message: Message,
  payload: Uint8Array,
  body: { readonly compressed: boolean; readonly length: number },
): EncodedMessage {
  const auth: XmlElement[] = [];
  if (message.token !== undefined)
    auth.push(xml('Property', { Name: 'Token' }, renderClientToken(message.token)));
  if (message.payloadSignature !== undefined)
    auth.push(xml('Property', { Name: 'PayloadSignature' }, message.payloadSignature));
  const hooks = auth.length === 0 ? [] : [xml('Hook2', { Name: 'clientauth' }, auth)];
  if (body.compressed) hooks.push(xml('Hook3', { Name: 'zlib-compress' }));
  const msg = xml('Msg', { ReplyCompression: message.replyCompression }, [
    xml('ID'),
    xml('SourceID', {}, message.sourceId),
    xml('ReplyTo', {}, 'direct:OSD'),
    xml('Body', { Type: 'ByteRange', Offset: 0, Length: body.length }),
    xml('Hooks', {}, hooks),
    xml('Payload', { Type: 'inline' }),
    xml('TargetEndpoint', {}, message.target),
    xml('ReplyMode', {}, 'Sync'),
  ]);
  const bytes = encodeMultipart([
    {
      headers: { 'content-type': 'text/plain; charset=UTF-16' },
      body: concatBytes([Uint8Array.of(0xff, 0xfe), encodeUtf16le(renderXml(msg))]),
    },
    { headers: { 'content-type': 'application/octet-stream' }, body: payload },
  ]);
  return { contentType: MULTIPART_CONTENT_TYPE, bytes };
}

function propertyOf(hook: XmlElement | undefined, name: string): string | undefined {
  return childrenOf(hook, 'Property').find((property) => property.attributes['Name'] === name)?.text;
}

function inflateBody(bytes: Uint8Array): Uint8Array {
  try {
    return inflate(bytes, 2 * MAX_MESSAGE_BYTES);
  } catch (cause) {
    throw new MediaError('E_WIRE_FRAMING', 'the compressed message body is damaged or too large', { cause });
  }
}

/** The single element of an inner body, checked by name. @throws MediaError E_WIRE_XML, E_WIRE_MESSAGE */
export function parseBody(body: string, name: string): XmlElement {
  const root = parseXml(body);
  if (root.name !== name) throw new MediaError('E_WIRE_MESSAGE', `expected <${name}>, found <${root.name}>`);
  return root;
}

/** Text at a path of child names, trimmed; empty when missing. */
export function textAt(root: XmlElement, ...names: readonly string[]): string {
  return descend(root, ...names)?.text.trim() ?? '';
}

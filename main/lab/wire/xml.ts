/**
 * XML of the wire as a plain tree, read with fast-xml-parser and written by a few lines of our own.
 * Trap: values that secrets and task sequences live in arrive in CDATA with white space that counts, so nothing is
 * trimmed here; and a document type declaration is refused, because entities are the way to make a small text huge.
 */
import { XMLParser } from 'fast-xml-parser';
import { decodeUtf16le, decodeUtf8 } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';

/** One element; `text` is all character data directly inside it, CDATA included, in order. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** Most characters a message may have; the largest real one is a task sequence of a few megabytes. */
const MAX_XML_CHARS = 32 * 1024 * 1024;

/**
 * The root element of a text; a byte order mark, a trailing NUL and white space around it are tolerated.
 * @throws MediaError E_WIRE_XML
 */
export function parseXml(text: string): XmlElement {
  if (text.length > MAX_XML_CHARS)
    throw new MediaError('E_WIRE_XML', `XML of ${text.length} characters, at most ${MAX_XML_CHARS} are read`);
  const clean = text.replace(/^\uFEFF/, '').replace(/[\0\s]+$/, '');
  if (/<!DOCTYPE/i.test(clean.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '')))
    throw new MediaError('E_WIRE_XML', 'XML with a document type declaration is not read');
  let roots: readonly XmlElement[];
  try {
    // Without validation the parser mends broken markup silently; the successor package is not worth its bytes here.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    roots = toElements(parser.parse(clean, true));
  } catch (cause) {
    throw new MediaError('E_WIRE_XML', `not well-formed XML: ${messageOf(cause)}`, { cause });
  }
  const [root, second] = roots;
  if (root === undefined || second !== undefined)
    throw new MediaError('E_WIRE_XML', `XML has ${roots.length} root elements, must have one`);
  return root;
}

/** Text of XML bytes: UTF-16LE with or without byte order mark, or UTF-8. */
export function decodeXmlBytes(bytes: Uint8Array): string {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes.length > 1 && bytes[1] === 0);
  const text = isUtf16 ? decodeUtf16le(bytes) : decodeUtf8(bytes);
  return text.replace(/^\uFEFF/, '');
}

/** An element for `renderXml`; attributes that are undefined are left out. */
export function xml(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  content: readonly XmlElement[] | string = [],
): XmlElement {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) kept[key] = String(value);
  return typeof content === 'string'
    ? { name, attributes: kept, children: [], text: content }
    : { name, attributes: kept, children: content, text: '' };
}

/** The element on one line without declaration; text becomes CDATA when it holds markup. */
export function renderXml(element: XmlElement): string {
  const attributes = Object.entries(element.attributes)
    .map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`)
    .join('');
  const content = renderText(element.text) + element.children.map(renderXml).join('');
  return content === ''
    ? `<${element.name}${attributes}/>`
    : `<${element.name}${attributes}>${content}</${element.name}>`;
}

/** First child of that name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** All children of that name. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The descendant reached by child names; undefined as soon as one is missing. */
export function descend(
  element: XmlElement | undefined,
  ...names: readonly string[]
): XmlElement | undefined {
  return names.reduce<XmlElement | undefined>((current, name) => childOf(current, name), element);
}

/** The element itself and everything below it, in document order. */
export function* walkXml(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of element.children) yield* walkXml(child);
}

/** @throws MediaError E_WIRE_MESSAGE when the attribute is missing. */
export function requireAttribute(element: XmlElement, name: string): string {
  const value = element.attributes[name];
  if (value === undefined)
    throw new MediaError('E_WIRE_MESSAGE', `<${element.name}> has no attribute ${name}`);
  return value;
}

function toElements(nodes: unknown): readonly XmlElement[] {
  if (!Array.isArray(nodes)) return [];
  const result: XmlElement[] = [];
  for (const node of nodes as readonly Record<string, unknown>[]) {
    const name = Object.keys(node).find((key) => key !== ':@');
    if (name === undefined || name === '#text' || name.startsWith('?')) continue;
    const content = node[name];
    result.push({
      name,
      attributes: (node[':@'] ?? {}) as Readonly<Record<string, string>>,
      children: toElements(content),
      text: textOf(content),
    });
  }
  return result;
}

function textOf(nodes: unknown): string {
  if (!Array.isArray(nodes)) return '';
  return (nodes as readonly Record<string, unknown>[])
    .map((node) => (typeof node['#text'] === 'string' ? node['#text'] : ''))
    .join('');
}

function escapeAttribute(value: string): string {
  return escapeText(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\r', '&#13;');
}

function escapeText(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function renderText(value: string): string {
  if (!/[<>&]/.test(value)) return value;
  return `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A tree of XML that can be changed and written, for answer files. Comments of a file that is read are lost. */
import type { XmlElement } from '#lab/wire/xml.ts';

export interface XmlNode {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: XmlNode[];
  text: string;
}

export function toNode({ name, attributes, children, text }: XmlElement): XmlNode {
  return {
    name,
    attributes: { ...attributes },
    children: children.map(toNode),
    // Between elements there is white space only; in a value it counts.
    text: children.length > 0 ? '' : text,
  };
}

/** Text of a node and everything in it, two blanks for each level. */
export function writeNode(node: XmlNode, depth = 0): string {
  const blanks = '  '.repeat(depth);
  const attributes = Object.entries(node.attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const head = `${blanks}<${node.name}${attributes.join('')}`;
  if (node.children.length > 0) {
    const inner = node.children.map((child) => writeNode(child, depth + 1)).join('');
    return `${head}>\n${inner}${blanks}</${node.name}>\n`;
  }
  return node.text === '' ? `${head} />\n` : `${head}>${escapeXml(node.text)}</${node.name}>\n`;
}

/** What XML 1.0 allows: everything but most control characters, which no escape can carry. */
export function isXmlText(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isControl = code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d;
    if (isControl || (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff) return false;
  }
  return true;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}

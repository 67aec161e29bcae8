/**
 * Windows' answer file (Unattend.xml): read, merged into, written. Settings of a pass are kept in components whose names
 * and identity are Microsoft's; an unknown one in a file that is read is kept as it stands.
 * Trap: a component counts only with all attributes of its identity, so an existing one with the same name and another
 * architecture is another component.
 */
import { MediaError, isMediaError } from '#base/errors/media-error.ts';
import { parseXml } from '#lab/wire/xml.ts';
import { isXmlText, toNode, writeNode, type XmlNode } from './xml-tree.ts';

export type UnattendPass = 'offlineServicing' | 'specialize' | 'oobeSystem';

/** A value, or elements in order. */
export type UnattendValue = string | readonly UnattendElement[];

export interface UnattendElement {
  readonly name: string;
  readonly value: UnattendValue;
  /** Key of an item in a list (wcm:keyValue); the item is added. */
  readonly listKey?: string;
}

export interface Unattend {
  /** Sets one setting of a component; one that is there is replaced as a whole. @throws MediaError E_TS_UNATTEND */
  set(pass: UnattendPass, component: string, element: UnattendElement): void;
  /** Takes a component out of a pass. */
  remove(pass: UnattendPass, component: string): void;
  /** Value at a path of names below a component. */
  get(pass: UnattendPass, component: string, ...path: readonly string[]): string | undefined;
  /** Elements of a list below a component. */
  count(pass: UnattendPass, component: string, ...path: readonly string[]): number;
  toText(): string;
}

const NAMESPACE = 'urn:schemas-microsoft-com:unattend';
const WCM = 'http://schemas.microsoft.com/WMIConfig/2002/State';
/** Order in which Windows runs the passes; files are written in it. */
const PASSES = [
  'windowsPE',
  'offlineServicing',
  'generalize',
  'specialize',
  'auditSystem',
  'auditUser',
  'oobeSystem',
];
const IDENTITY: Readonly<Record<string, string>> = {
  processorArchitecture: 'amd64',
  publicKeyToken: '31bf3856ad364e35',
  language: 'neutral',
  versionScope: 'nonSxS',
};

/** An answer file without settings. */
export function emptyUnattend(): Unattend {
  return wrap({ name: 'unattend', attributes: { xmlns: NAMESPACE }, children: [], text: '' });
}

/** Reads an answer file. @throws MediaError E_TS_UNATTEND when it is not one; `name` is for the message. */
export function parseUnattend(text: string, name: string): Unattend {
  let root;
  try {
    root = toNode(parseXml(text));
  } catch (cause) {
    const why = isMediaError(cause) ? cause.message : String(cause);
    throw new MediaError('E_TS_UNATTEND', `${name} is not readable: ${why}`, { cause });
  }
  if (root.name !== 'unattend' || root.attributes['xmlns'] !== NAMESPACE) {
    throw new MediaError('E_TS_UNATTEND', `${name} is no answer file: it begins with <${root.name}>`);
  }
  const wrong = root.children.find(
    (child) => child.name === 'settings' && !PASSES.includes(child.attributes['pass'] ?? ''),
  );
  if (wrong !== undefined) {
    throw new MediaError(
      'E_TS_UNATTEND',
      `${name} has settings for the unknown pass "${wrong.attributes['pass'] ?? ''}"`,
    );
  }
  return wrap(root);
}

function wrap(root: XmlNode): Unattend {
  const passNode = (pass: string): XmlNode | undefined =>
    root.children.find((child) => child.name === 'settings' && child.attributes['pass'] === pass);
  const isOurs = (node: XmlNode, component: string): boolean =>
    node.name === 'component' &&
    node.attributes['name'] === component &&
    Object.entries(IDENTITY).every(
      ([key, value]) => node.attributes[key]?.toLowerCase() === value.toLowerCase(),
    );
  const componentNode = (pass: string, component: string): XmlNode | undefined =>
    passNode(pass)?.children.find((child) => isOurs(child, component));
  const at = (pass: string, component: string, path: readonly string[]): XmlNode | undefined => {
    let node = componentNode(pass, component);
    for (const name of path) node = node?.children.find((child) => child.name === name);
    return node;
  };

  const makePass = (pass: string): XmlNode => {
    const node: XmlNode = { name: 'settings', attributes: { pass }, children: [], text: '' };
    const before = root.children.findIndex(
      (child) =>
        child.name !== 'settings' || PASSES.indexOf(child.attributes['pass'] ?? '') > PASSES.indexOf(pass),
    );
    root.children.splice(before < 0 ? root.children.length : before, 0, node);
    return node;
  };

  return {
    set(pass, component, element) {
      const settings = passNode(pass) ?? makePass(pass);
      let node = settings.children.find((child) => isOurs(child, component));
      if (node === undefined) {
        const attributes = { name: component, ...IDENTITY, 'xmlns:wcm': WCM };
        node = { name: 'component', attributes, children: [], text: '' };
        settings.children.push(node);
      }
      // A list needs the prefix, and a component that was read may lack it.
      node.attributes['xmlns:wcm'] ??= WCM;
      const made = elementNode(element, component);
      const index = node.children.findIndex((child) => child.name === element.name);
      if (index < 0) node.children.push(made);
      else node.children.splice(index, 1, made);
    },
    remove(pass, component) {
      const settings = passNode(pass);
      const node = componentNode(pass, component);
      if (settings === undefined || node === undefined) return;
      settings.children.splice(settings.children.indexOf(node), 1);
      if (settings.children.length === 0) root.children.splice(root.children.indexOf(settings), 1);
    },
    get: (pass, component, ...path) => at(pass, component, path)?.text,
    count: (pass, component, ...path) => at(pass, component, path)?.children.length ?? 0,
    toText: () => `<?xml version="1.0" encoding="utf-8"?>\n${writeNode(root)}`,
  };
}

function elementNode({ name, value, listKey }: UnattendElement, component: string): XmlNode {
  const attributes: Record<string, string> =
    listKey === undefined ? {} : { 'wcm:action': 'add', 'wcm:keyValue': listKey };
  if (typeof value !== 'string') {
    return { name, attributes, children: value.map((child) => elementNode(child, component)), text: '' };
  }
  if (!isXmlText(value)) {
    throw new MediaError('E_TS_UNATTEND', `${component}/${name} holds a character that XML cannot carry`);
  }
  return { name, attributes, children: [], text: value };
}

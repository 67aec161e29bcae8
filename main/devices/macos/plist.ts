/**
 * XML property lists, as diskutil and ioreg print them with `-plist` and `-a`. Tags and text are fast-xml-parser's work
 * (see decision 005); here the few element names get their meaning (Apple's PropertyList-1.0 document type).
 * Trap: a dict is a row of key and value elements side by side, so the order of elements matters.
 */
import { XMLParser } from 'fast-xml-parser';
import { MediaError } from '#base/errors/media-error.ts';

export type PlistValue =
  string | number | boolean | readonly PlistValue[] | { readonly [key: string]: PlistValue };

/** One element as the parser gives it with `preserveOrder`: its name with its children, or text. */
type Element = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  // Names of volumes hold "&amp;"; other entities than XML's own are not expanded.
  processEntities: true,
});

/**
 * The value of a property list.
 * @throws MediaError E_DEVICE_LIST when the text is none
 */
export function parsePlist(text: string): PlistValue {
  try {
    const plist = childrenOf(find(parser.parse(text) as Element[], 'plist'), 'plist');
    const [first] = elementsOf(plist);
    if (first === undefined) throw new Error('there is no value in it');
    return valueOf(first);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_DEVICE_LIST', `not a property list (${words}): ${text.slice(0, 200)}`, { cause });
  }
}

function valueOf(element: Element): PlistValue {
  const name = nameOf(element);
  const children = childrenOf(element, name);
  switch (name) {
    case 'dict':
      return dictOf(elementsOf(children));
    case 'array':
      return elementsOf(children).map(valueOf);
    case 'true':
      return true;
    case 'false':
      return false;
    case 'integer':
    case 'real':
      return Number(textOf(children));
    case 'string':
    case 'date':
    case 'data':
      return textOf(children);
    default:
      throw new Error(`unknown element ${name}`);
  }
}

function dictOf(elements: readonly Element[]): PlistValue {
  const entries: [string, PlistValue][] = [];
  for (let index = 0; index < elements.length; index += 2) {
    const [key, value] = [elements[index], elements[index + 1]];
    if (key === undefined || value === undefined || nameOf(key) !== 'key')
      throw new Error('a key without a value');
    entries.push([textOf(childrenOf(key, 'key')), valueOf(value)]);
  }
  return Object.fromEntries(entries);
}

function find(elements: readonly Element[], name: string): Element {
  const found = elements.find((one) => name in one);
  if (found === undefined) throw new Error(`no element ${name}`);
  return found;
}

/** Everything but white space between elements. */
function elementsOf(children: readonly Element[]): readonly Element[] {
  return children.filter((one) => !('#text' in one) && !('#comment' in one));
}

function nameOf(element: Element): string {
  return Object.keys(element).find((key) => key !== ':@') ?? '';
}

function childrenOf(element: Element, name: string): readonly Element[] {
  const children = element[name];
  return Array.isArray(children) ? (children as readonly Element[]) : [];
}

function textOf(children: readonly Element[]): string {
  return children.map(({ '#text': text }) => (typeof text === 'string' ? text : '')).join('');
}

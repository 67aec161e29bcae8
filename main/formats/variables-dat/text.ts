/**
 * The text in Variables.dat: `<MediaVarList><var name="N"><![CDATA[V]]></var>…` (reference: formats 2.3).
 * Traps: `]]>` inside a value ends CDATA and is split over two sections; XML turns a carriage return into a line feed,
 * so it is written as `&#13;` between sections; readers meet the text with and without CRLF and NUL at its end.
 * The Version attribute's value is known from MDT only and Configuration Manager's own is not public; ours is 1.0.
 * Read by a strict scanner of this one grammar instead of fast-xml-parser: that parser accepts text that is not well
 * formed, which here is the sign of damage, and this file is bundled into the on-device program.
 */
import { MediaError } from '#base/errors/media-error.ts';

/** One media variable. Names are compared without case by everything that reads them. */
export interface MediaVariable {
  readonly name: string;
  readonly value: string;
}

/** How every text of ours ends. */
export const LIST_END = '</MediaVarList>\r\n\u0000';

const NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,255}$/;
// What XML 1.0 cannot hold, even as a reference: most control characters, lone surrogates, U+FFFE and U+FFFF.
// eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
const NOT_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uD800-\uDFFF\uFFFE\uFFFF]/u;

/**
 * The XML text of the variables, in their order, ending with CRLF and NUL (a terminated string is what MSXML's
 * callers hand on; inferred).
 * @throws MediaError E_VARIABLES_VALUE naming the variable, never its value.
 */
export function encodeVariablesText(variables: readonly MediaVariable[]): string {
  const seen = new Set<string>();
  const elements = variables.map(({ name, value }) => {
    if (!NAME.test(name)) {
      throw new MediaError(
        'E_VARIABLES_VALUE',
        `"${name.slice(0, 60)}" is not a variable name: letters, digits, "_" and "-", beginning with a letter or "_", at most 256`,
      );
    }
    if (seen.has(name.toUpperCase())) {
      throw new MediaError(
        'E_VARIABLES_VALUE',
        `the variable ${name} is there twice (compared without case)`,
      );
    }
    seen.add(name.toUpperCase());
    return `<var name="${name}">${encodeValue(name, value)}</var>`;
  });
  return `<?xml version="1.0"?>\r\n<MediaVarList Version="1.0">${elements.join('')}${LIST_END}`;
}

function encodeValue(name: string, value: string): string {
  if (NOT_XML.test(value)) {
    throw new MediaError(
      'E_VARIABLES_VALUE',
      `the value of ${name} holds a control character or half a surrogate pair, which XML cannot hold`,
    );
  }
  const sections = value.replaceAll(']]>', ']]]]><![CDATA[>').replaceAll('\r', ']]>&#13;<![CDATA[');
  return `<![CDATA[${sections}]]>`;
}

/**
 * The variables of a text, in their order; names that come twice are kept (the last one counts for readers).
 * @throws MediaError E_VARIABLES_DAMAGED when it is not the XML it should be; the message quotes nothing of it.
 */
export function parseVariablesText(text: string): readonly MediaVariable[] {
  // XML 1.0 section 2.11: every line end in a document is one line feed for its reader.
  const xml = text.replace(END_OF_TEXT, '').replaceAll(/\r\n?/g, '\n');
  if (NOT_XML.test(xml)) throw damaged('it holds characters that XML does not allow');
  const scanner = new Scanner(xml);
  scanner.expect(/<\?xml\s[^<>?]*\?>/y, 'an XML declaration');
  scanner.skip(MISC);
  const isEmptyList =
    scanner.expect(/<MediaVarList((?:\s[^<>]*?)?)(\/?)>/y, 'the element MediaVarList')[2] === '/';
  const variables = isEmptyList ? [] : readVariables(scanner);
  if (!isEmptyList) scanner.expect(/<\/MediaVarList\s*>/y, 'a variable or the end of the list');
  scanner.skip(MISC);
  scanner.expect(/$/y, 'the end of the text');
  return variables;
}

// eslint-disable-next-line no-control-regex -- the terminating NUL is what is cut off
const END_OF_TEXT = /[\s\u0000]+$/;
/** White space, comments, processing instructions. */
const MISC = /(?:\s+|<!--[^]*?-->|<\?[^]*?\?>)*/y;
const VAR_START =
  /<var\s+name\s*=\s*(?:"([^"<]*)"|'([^'<]*)')((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const VALUE_PART = /<!\[CDATA\[([^]*?)\]\]>|<!--[^]*?-->|([^<]+)/y;

function readVariables(scanner: Scanner): readonly MediaVariable[] {
  const variables: MediaVariable[] = [];
  for (;;) {
    scanner.skip(MISC);
    const start = scanner.take(VAR_START);
    if (start === undefined) return variables;
    const name = decodeReferences(start[1] ?? start[2] ?? '');
    if (name === '') throw damaged('a variable has no name');
    variables.push({ name, value: start[4] === '/' ? '' : readValue(scanner) });
  }
}

function readValue(scanner: Scanner): string {
  let value = '';
  for (let part = scanner.take(VALUE_PART); part !== undefined; part = scanner.take(VALUE_PART)) {
    value += part[1] ?? decodeReferences(part[2] ?? '');
  }
  scanner.expect(/<\/var\s*>/y, 'the end of a variable');
  return value;
}

const NAMED_REFERENCES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function decodeReferences(text: string): string {
  return text.replaceAll(
    /&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]{2,4}))?;?/g,
    (whole, ...groups: unknown[]) => {
      const [hex, decimal, name] = groups;
      const named = typeof name === 'string' ? NAMED_REFERENCES[name] : undefined;
      if (named !== undefined && whole.endsWith(';')) return named;
      const code =
        typeof hex === 'string'
          ? parseInt(hex, 16)
          : typeof decimal === 'string'
            ? parseInt(decimal, 10)
            : NaN;
      if (!whole.endsWith(';') || !(code <= 0x10_ffff))
        throw damaged('it holds "&" without a known reference');
      const character = String.fromCodePoint(code);
      if (NOT_XML.test(character)) throw damaged('it refers to a character that XML does not allow');
      return character;
    },
  );
}

/** Walks through a text with sticky expressions. */
class Scanner {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#position = pattern.lastIndex;
    return match;
  }

  skip(pattern: RegExp): void {
    this.take(pattern);
  }

  expect(pattern: RegExp, what: string): RegExpExecArray {
    const match = this.take(pattern);
    if (match === undefined) throw damaged(`at character ${this.#position} it should have ${what}`);
    return match;
  }
}

function damaged(what: string): MediaError {
  return new MediaError(
    'E_VARIABLES_DAMAGED',
    `the password is right, but the list of variables is not: ${what}`,
  );
}

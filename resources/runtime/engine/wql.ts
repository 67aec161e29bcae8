/**
 * The part of the WMI query language that conditions of task sequences use:
 * SELECT … FROM class [WHERE …] with =, <>, !=, <, >, <=, >=, LIKE, IS [NOT] NULL, NOT, AND, OR and parentheses.
 * LIKE knows %, _ and [a-f]. Comparisons ignore case, as WMI's do; a property that a row has not is NULL, and every
 * comparison with NULL is false. Which properties are selected does not matter: one row is enough for "true".
 */
import { isWqlLike } from './glob.ts';

export type WmiRow = Readonly<Record<string, string | number>>;

/** Does a row fulfil the WHERE part? */
export type RowTest = (row: WmiRow) => boolean;

export interface WqlQuery {
  readonly className: string;
  readonly matches: RowTest;
}

type Token =
  | { readonly kind: 'word' | 'text' | 'sign'; readonly value: string }
  | { readonly kind: 'number'; readonly value: string };

const TOKEN =
  /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(<>|!=|<=|>=|=|<|>|\(|\)|,|\*)|(-?\d+(?:\.\d+)?)(?![\w.])|([A-Za-z_][\w.]*))/y;
/** Deep enough for every query a person writes, and no way to exhaust the stack. */
const MAX_DEPTH = 32;
const MAX_LENGTH = 8192;

/** A query, undefined when it is not of the part of the language that is known here. */
export function parseWql(text: string): WqlQuery | undefined {
  const tokens = text.length > MAX_LENGTH ? undefined : tokenize(text);
  if (tokens === undefined) return undefined;
  try {
    return new Reader(tokens).query();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

class Unreadable extends Error {}

function tokenize(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const end = text.trimEnd().replace(/;$/, '').trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    const [, double, single, sign, number, word] = match;
    const quoted = double ?? single;
    if (quoted !== undefined) tokens.push({ kind: 'text', value: quoted.replace(/\\(.)/g, '$1') });
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign });
    else if (number !== undefined) tokens.push({ kind: 'number', value: number });
    else tokens.push({ kind: 'word', value: word ?? '' });
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  query(): WqlQuery {
    this.#keyword('select');
    if (!this.#sign('*')) {
      do this.#word();
      while (this.#sign(','));
    }
    this.#keyword('from');
    const className = this.#word();
    const matches = this.#isKeyword('where') ? this.#either(0) : () => true;
    if (this.#at < this.#tokens.length) throw new Unreadable();
    return { className, matches };
  }

  #either(depth: number): RowTest {
    const tests = [this.#all(depth)];
    while (this.#isKeyword('or')) tests.push(this.#all(depth));
    return (row) => tests.some((test) => test(row));
  }

  #all(depth: number): RowTest {
    const tests = [this.#one(depth)];
    while (this.#isKeyword('and')) tests.push(this.#one(depth));
    return (row) => tests.every((test) => test(row));
  }

  #one(depth: number): RowTest {
    if (depth > MAX_DEPTH) throw new Unreadable();
    if (this.#isKeyword('not')) {
      const test = this.#one(depth + 1);
      return (row) => !test(row);
    }
    if (!this.#sign('(')) return this.#comparison();
    const test = this.#either(depth + 1);
    if (!this.#sign(')')) throw new Unreadable();
    return test;
  }

  #comparison(): RowTest {
    const property = this.#word();
    if (this.#isKeyword('is')) {
      const isNegated = this.#isKeyword('not');
      this.#keyword('null');
      return (row) => (valueOf(row, property) === undefined) !== isNegated;
    }
    const isNegated = this.#isKeyword('not');
    if (this.#isKeyword('like')) {
      const pattern = this.#literal();
      return whenPresent(property, (value) => isWqlLike(String(value), pattern) !== isNegated);
    }
    const { kind, value: sign } = this.#next();
    if (kind !== 'sign' || isNegated) throw new Unreadable();
    const accept = SIGNS[sign];
    if (accept === undefined) throw new Unreadable();
    const wanted = this.#literal();
    return whenPresent(property, (value) => accept(compare(value, wanted)));
  }

  #literal(): string {
    const { kind, value } = this.#next();
    if (kind === 'text' || kind === 'number') return value;
    if (kind === 'word' && /^(?:true|false)$/i.test(value)) return value;
    throw new Unreadable();
  }

  #next(): Token {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new Unreadable();
    return token;
  }

  #word(): string {
    const { kind, value } = this.#next();
    if (kind !== 'word') throw new Unreadable();
    return value;
  }

  #keyword(word: string): void {
    if (this.#word().toLowerCase() !== word) throw new Unreadable();
  }

  #isKeyword(word: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word' || token.value.toLowerCase() !== word) return false;
    this.#at++;
    return true;
  }

  #sign(sign: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || token.value !== sign) return false;
    this.#at++;
    return true;
  }
}

const SIGNS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function whenPresent(property: string, test: (value: string | number) => boolean): RowTest {
  return (row) => {
    const value = valueOf(row, property);
    return value !== undefined && test(value);
  };
}

function valueOf(row: WmiRow, property: string): string | number | undefined {
  const wanted = property.toLowerCase();
  const name = Object.keys(row).find((one) => one.toLowerCase() === wanted);
  return name === undefined ? undefined : row[name];
}

/** Numbers compare as numbers when the row holds one, everything else as text without case. */
function compare(value: string | number, wanted: string): number {
  if (typeof value === 'number' && /^-?\d+(?:\.\d+)?$/.test(wanted)) return value - Number(wanted);
  const [left, right] = [String(value).toLowerCase(), wanted.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}

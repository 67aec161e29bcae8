/**
 * `$filter` and `$orderby` of the AdminService: a tokeniser and a recursive descent parser that give a tree.
 * Supported: eq ne gt ge lt le, and or not, parentheses, contains startswith endswith tolower toupper, `any` and `all`
 * over arrays. `in` and `like` are refused as on real sites (reference adminservice 1.5).
 * Trap: a quote inside a text is doubled ('O''Brien'), and `startswith(...) eq true` is a comparison of two booleans.
 */

export class QueryError extends Error {
  override readonly name = 'QueryError';
}

export type Literal = string | number | bigint | boolean | null;
export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type FunctionName = 'contains' | 'startswith' | 'endswith' | 'tolower' | 'toupper';

export type Expression =
  | { readonly kind: 'literal'; readonly value: Literal }
  /** "Name", or "role" and "a/AgentID" inside a lambda. */
  | { readonly kind: 'path'; readonly parts: readonly string[] }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Expression[] }
  | {
      readonly kind: 'any' | 'all';
      readonly array: string;
      readonly variable: string;
      /** Absent: any() alone asks whether the array has elements. */
      readonly predicate?: Expression;
    };

export interface OrderBy {
  readonly property: string;
  readonly isDescending: boolean;
}

interface Token {
  readonly kind: 'word' | 'text' | 'number' | 'time' | 'mark';
  readonly text: string;
}

const ARGUMENTS: Readonly<Record<FunctionName, number>> = {
  contains: 2,
  startswith: 2,
  endswith: 2,
  tolower: 1,
  toupper: 1,
};
const COMPARISONS: readonly string[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];
/** Deeper nesting than any client writes; keeps a hostile filter from using up the stack. */
const MAX_DEPTH = 100;

const TOKEN =
  /\s*(?:(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))|(?<number>-?\d+(?:\.\d+)?)|'(?<text>(?:[^']|'')*)'|(?<word>[A-Za-z_@][\w@.]*)|(?<mark>[(),:/]))/y;

function tokenise(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (source.slice(position).trim() !== '') {
    TOKEN.lastIndex = position;
    const groups = TOKEN.exec(source)?.groups;
    if (groups === undefined) throw new QueryError(`Syntax error at position ${position} in '${source}'.`);
    position = TOKEN.lastIndex;
    for (const kind of ['time', 'number', 'text', 'word', 'mark'] as const) {
      const found = groups[kind];
      if (found !== undefined)
        tokens.push({ kind, text: kind === 'text' ? found.replaceAll("''", "'") : found });
    }
  }
  return tokens;
}

/** @throws QueryError with a message for the caller. */
export function parseFilter(source: string): Expression {
  return new Parser(source).whole();
}

/** `Name desc,PackageID`. @throws QueryError */
export function parseOrderBy(source: string): readonly OrderBy[] {
  return source.split(',').map((part) => {
    const [property = '', direction = 'asc', ...rest] = part.trim().split(/\s+/);
    if (property === '' || rest.length > 0 || !/^(asc|desc)$/i.test(direction)) {
      throw new QueryError(`Syntax error in $orderby '${source}'.`);
    }
    return { property, isDescending: direction.toLowerCase() === 'desc' };
  });
}

class Parser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = tokenise(source);
  }

  whole(): Expression {
    const expression = this.#or();
    if (this.#peek() !== undefined) throw this.#unexpected();
    return expression;
  }

  #or(): Expression {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new QueryError('The filter is nested too deeply.');
    let left = this.#and();
    while (this.#takeWord('or')) left = { kind: 'or', left, right: this.#and() };
    this.#depth -= 1;
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.#takeWord('and')) left = { kind: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Expression {
    let isNegated = false;
    while (this.#takeWord('not')) isNegated = !isNegated;
    const of = this.#comparison();
    return isNegated ? { kind: 'not', of } : of;
  }

  #comparison(): Expression {
    const left = this.#primary();
    const token = this.#peek();
    if (token?.kind !== 'word' || !COMPARISONS.includes(token.text)) return left;
    this.#next += 1;
    // Sound: the list holds exactly the members of Comparison.
    return { kind: 'compare', operator: token.text as Comparison, left, right: this.#primary() };
  }

  #primary(): Expression {
    const token = this.#take();
    if (token === undefined) throw new QueryError(`The filter '${this.#source}' ends too early.`);
    switch (token.kind) {
      case 'text':
        return { kind: 'literal', value: token.text };
      case 'time':
        return { kind: 'literal', value: new Date(token.text).toISOString() };
      case 'number':
        return { kind: 'literal', value: numberOf(token.text) };
      case 'mark':
        if (token.text !== '(') throw this.#unexpected(token);
        return this.#parenthesised();
      case 'word':
        return this.#word(token);
    }
  }

  #parenthesised(): Expression {
    const inner = this.#or();
    this.#expect(')');
    return inner;
  }

  #word(token: Token): Expression {
    if (token.text === 'true' || token.text === 'false') {
      return { kind: 'literal', value: token.text === 'true' };
    }
    if (token.text === 'null') return { kind: 'literal', value: null };
    if (this.#takeMark('(')) return this.#call(token.text);
    const parts = [token.text];
    while (this.#takeMark('/')) {
      const part = this.#take();
      if (part?.kind !== 'word') throw this.#unexpected(part);
      if ((part.text === 'any' || part.text === 'all') && this.#takeMark('(')) {
        return this.#lambda(part.text, parts);
      }
      parts.push(part.text);
    }
    return { kind: 'path', parts };
  }

  #call(name: string): Expression {
    if (!isFunctionName(name)) throw new QueryError(`An unknown function with name '${name}' was found.`);
    const args = [this.#or()];
    while (this.#takeMark(',')) args.push(this.#or());
    this.#expect(')');
    if (args.length !== ARGUMENTS[name]) {
      throw new QueryError(`Function '${name}' takes ${ARGUMENTS[name]} arguments, got ${args.length}.`);
    }
    return { kind: 'call', name, args };
  }

  #lambda(kind: 'any' | 'all', parts: readonly string[]): Expression {
    const [array, ...more] = parts;
    if (array === undefined || more.length > 0) {
      throw new QueryError('Only arrays of the row can be searched with any and all.');
    }
    if (kind === 'any' && this.#takeMark(')')) return { kind, array, variable: '' };
    const variable = this.#take();
    if (variable?.kind !== 'word') throw this.#unexpected(variable);
    this.#expect(':');
    const predicate = this.#or();
    this.#expect(')');
    return { kind, array, variable: variable.text, predicate };
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #take(): Token | undefined {
    const token = this.#tokens[this.#next];
    this.#next += 1;
    return token;
  }

  #takeWord(text: string): boolean {
    return this.#takeIf('word', text);
  }

  #takeMark(text: string): boolean {
    return this.#takeIf('mark', text);
  }

  #takeIf(kind: Token['kind'], text: string): boolean {
    const token = this.#peek();
    if (token?.kind !== kind || token.text !== text) return false;
    this.#next += 1;
    return true;
  }

  #expect(mark: string): void {
    if (!this.#takeMark(mark)) throw this.#unexpected(this.#peek());
  }

  #unexpected(token: Token | undefined = this.#peek()): QueryError {
    return new QueryError(`Syntax error at '${token?.text ?? 'the end'}' in '${this.#source}'.`);
  }
}

function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(ARGUMENTS, name);
}

/** Whole numbers beyond 2^53 stay exact. */
function numberOf(text: string): number | bigint {
  const value = Number(text);
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(text) : value;
}

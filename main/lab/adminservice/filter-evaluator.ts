/**
 * Decides a parsed filter for one row. Texts compare without case because the provider translates to WQL, whose
 * comparisons ignore it (inferred). Lazy properties are null here, as in every list.
 * Trap: an unknown property is an error of the query, not a row that does not match.
 */
import { requireProperty } from './filter-check.ts';
import { QueryError, type Comparison, type Expression } from './filter-parser.ts';
import { emptyOf, valueOf, type WmiClass, type WmiInstance, type WmiScalar, type WmiValue } from './wmi.ts';

/** A value during evaluation: of the row, or of the element a lambda stands on. */
type Value = WmiValue | Readonly<Record<string, unknown>>;
type Scope = Readonly<Record<string, Value>>;

interface Row {
  readonly wmiClass: WmiClass;
  readonly instance: WmiInstance;
}

/** @throws QueryError when the filter does not fit the class. */
export function matches(wmiClass: WmiClass, instance: WmiInstance, filter: Expression): boolean {
  return truth(evaluate({ wmiClass, instance }, filter, {}));
}

function truth(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null) return false;
  throw new QueryError('A filter must be a condition that is true or false.');
}

function evaluate(row: Row, expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'path':
      return lookUp(row, expression.parts, scope);
    case 'and':
      return truth(evaluate(row, expression.left, scope)) && truth(evaluate(row, expression.right, scope));
    case 'or':
      return truth(evaluate(row, expression.left, scope)) || truth(evaluate(row, expression.right, scope));
    case 'not':
      return !truth(evaluate(row, expression.of, scope));
    case 'compare':
      return compare(
        expression.operator,
        evaluate(row, expression.left, scope),
        evaluate(row, expression.right, scope),
      );
    case 'call':
      return call(
        expression.name,
        expression.args.map((argument) => evaluate(row, argument, scope)),
      );
    case 'any':
    case 'all':
      return lambda(row, expression, scope);
  }
}

function lookUp(row: Row, parts: readonly string[], scope: Scope): Value {
  const [first = '', ...rest] = parts;
  let value: Value = Object.hasOwn(scope, first) ? (scope[first] ?? null) : propertyValue(row, first);
  for (const part of rest) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new QueryError(`'${part}' cannot be read of '${first}'.`);
    }
    value = Object.hasOwn(value, part) ? (Reflect.get(value, part) as Value) : null;
  }
  return value;
}

function propertyValue({ wmiClass, instance }: Row, name: string): WmiValue {
  const property = requireProperty(wmiClass, name);
  return property.isLazy === true ? emptyOf(property) : valueOf(instance, name, property);
}

function lambda(row: Row, expression: Extract<Expression, { kind: 'any' | 'all' }>, scope: Scope): boolean {
  const array = propertyValue(row, expression.array);
  if (!Array.isArray(array)) throw new QueryError(`'${expression.array}' is not an array.`);
  const { predicate } = expression;
  if (predicate === undefined) return array.length > 0;
  const test = (element: unknown): boolean =>
    // Sound: elements of a WMI array are scalars or embedded objects.
    truth(evaluate(row, predicate, { ...scope, [expression.variable]: element as Value }));
  return expression.kind === 'any' ? array.some(test) : array.every(test);
}

function call(name: Extract<Expression, { kind: 'call' }>['name'], args: readonly Value[]): Value {
  const [first, second] = args.map(textOrNull);
  if (first === undefined || first === null) return name.startsWith('to') ? null : false;
  if (name === 'tolower') return first.toLowerCase();
  if (name === 'toupper') return first.toUpperCase();
  if (second === undefined || second === null) return false;
  const [whole, part] = [first.toLowerCase(), second.toLowerCase()];
  if (name === 'contains') return whole.includes(part);
  return name === 'startswith' ? whole.startsWith(part) : whole.endsWith(part);
}

function textOrNull(value: Value): string | null {
  if (value === null || typeof value === 'string') return value;
  throw new QueryError('contains, startswith, endswith, tolower and toupper work on texts.');
}

function compare(operator: Comparison, left: Value, right: Value): boolean {
  const order = orderOf(left, right);
  switch (operator) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'gt':
      return order !== undefined && order > 0;
    case 'ge':
      return order !== undefined && order >= 0;
    case 'lt':
      return order !== undefined && order < 0;
    case 'le':
      return order !== undefined && order <= 0;
  }
}

/** Negative, zero or positive; undefined when only one side is null (comparable with eq and ne only). */
function orderOf(left: Value, right: Value): number | undefined {
  if (left === null || right === null) return left === right ? 0 : undefined;
  const isNumber = (value: Value): value is number | bigint =>
    typeof value === 'number' || typeof value === 'bigint';
  if (isNumber(left) && isNumber(right)) return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right);
  throw new QueryError(
    `A binary operator with incompatible types was detected: ${typeName(left)} and ${typeName(right)}.`,
  );
}

/** Times have one form in the lab's data, but a filter may leave the milliseconds out. */
function compareTexts(left: string, right: string): number {
  const time = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
  if (time.test(left) && time.test(right)) return Date.parse(left) - Date.parse(right);
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  return a < b ? -1 : a > b ? 1 : 0;
}

function typeName(value: Value): string {
  if (typeof value === 'string') return 'Edm.String';
  if (typeof value === 'boolean') return 'Edm.Boolean';
  if (typeof value === 'number' || typeof value === 'bigint') return 'Edm.Int64';
  return 'Collection';
}

/** Order of two values of one property for `$orderby`; null comes first. */
export function orderValues(left: WmiScalar, right: WmiScalar): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  return orderOf(left, right) ?? 0;
}

/**
 * Looks over a filter before any row is: a query that does not fit the class fails also when there are no rows, or when
 * `and` and `or` would never look at the wrong part.
 */
import { QueryError, type Expression, type Literal } from './filter-parser.ts';
import { isArrayType, type WmiClass, type WmiProperty } from './wmi.ts';

type StaticType = 'boolean' | 'text' | 'number' | 'null' | 'array' | 'unknown';

/** @throws QueryError when the filter does not fit the class or is no condition. */
export function checkFilter(wmiClass: WmiClass, filter: Expression): void {
  requireCondition(staticType(wmiClass, filter, []));
}

/** @throws QueryError in the words of the real service's library. */
export function requireProperty(wmiClass: WmiClass, name: string): WmiProperty {
  const property = Object.hasOwn(wmiClass.properties, name) ? wmiClass.properties[name] : undefined;
  if (property !== undefined) return property;
  throw new QueryError(`Could not find a property named '${name}' on type 'AdminService.${wmiClass.name}'.`);
}

function requireCondition(type: StaticType): 'boolean' {
  if (type === 'boolean' || type === 'unknown' || type === 'null') return 'boolean';
  throw new QueryError('A filter must be a condition that is true or false.');
}

/** `variables` are those of the lambdas around the expression; what they stand for is known only at a row. */
function staticType(wmiClass: WmiClass, expression: Expression, variables: readonly string[]): StaticType {
  const typeOf = (part: Expression): StaticType => staticType(wmiClass, part, variables);
  switch (expression.kind) {
    case 'literal':
      return literalType(expression.value);
    case 'path':
      return pathType(wmiClass, expression.parts, variables);
    case 'and':
    case 'or':
      requireCondition(typeOf(expression.left));
      return requireCondition(typeOf(expression.right));
    case 'not':
      return requireCondition(typeOf(expression.of));
    case 'compare':
      return compareTypes(typeOf(expression.left), typeOf(expression.right));
    case 'call':
      if (!expression.args.map(typeOf).every((type) => ['text', 'null', 'unknown'].includes(type))) {
        throw new QueryError(`Function '${expression.name}' works on texts.`);
      }
      return expression.name.startsWith('to') ? 'text' : 'boolean';
    case 'any':
    case 'all':
      if (propertyType(requireProperty(wmiClass, expression.array)) !== 'array') {
        throw new QueryError(`'${expression.array}' is not an array.`);
      }
      if (expression.predicate !== undefined) {
        requireCondition(staticType(wmiClass, expression.predicate, [...variables, expression.variable]));
      }
      return 'boolean';
  }
}

function pathType(wmiClass: WmiClass, parts: readonly string[], variables: readonly string[]): StaticType {
  const [first = '', ...rest] = parts;
  if (variables.includes(first)) return 'unknown';
  if (rest.length > 0) throw new QueryError(`'${parts.join('/')}' is no property.`);
  return propertyType(requireProperty(wmiClass, first));
}

function literalType(value: Literal): StaticType {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'string' ? 'text' : 'number';
}

function propertyType({ type }: WmiProperty): StaticType {
  if (isArrayType(type)) return 'array';
  if (type === 'boolean') return 'boolean';
  return type === 'string' || type === 'datetime' ? 'text' : 'number';
}

function compareTypes(left: StaticType, right: StaticType): 'boolean' {
  const isOpen = [left, right].some((type) => type === 'unknown' || type === 'null');
  if (left !== 'array' && right !== 'array' && (isOpen || left === right)) return 'boolean';
  throw new QueryError(`A binary operator with incompatible types was detected: ${left} and ${right}.`);
}

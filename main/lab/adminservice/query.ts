/**
 * One GET on a class: options checked, rows filtered, ordered, paged and shaped.
 * Trap: `$top` and `$skip` apply after filter and order, `/$count` ignores them; unknown options of the `$` kind are
 * ignored (an inline `$count` "does not appear to be supported" on real sites, reference adminservice 1.1).
 */
import type { LabSite } from '../lab-site.ts';
import { checkFilter, requireProperty } from './filter-check.ts';
import { matches, orderValues } from './filter-evaluator.ts';
import { QueryError, parseFilter, parseOrderBy } from './filter-parser.ts';
import { fullRow, selectedRow, type JsonRow, type RowContext } from './rows.ts';
import {
  emptyOf,
  instancesOf,
  isArrayType,
  valueOf,
  type WmiClass,
  type WmiInstance,
  type WmiScalar,
} from './wmi.ts';

export interface QueryOptions {
  readonly select?: string | undefined;
  readonly filter?: string | undefined;
  readonly orderBy?: string | undefined;
  readonly top?: string | undefined;
  readonly skip?: string | undefined;
}

/** The rows of a list query. @throws QueryError */
export function queryRows(wmiClass: WmiClass, site: LabSite, options: QueryOptions): readonly JsonRow[] {
  const names = selectedNames(wmiClass, options.select);
  const filtered = filterInstances(wmiClass, site, options.filter);
  const ordered = orderInstances(wmiClass, filtered, options.orderBy);
  const skip = countOf('$skip', options.skip) ?? 0;
  const top = countOf('$top', options.top) ?? Infinity;
  const context = contextOf(site, false);
  return ordered
    .slice(skip, skip + top)
    .map((instance) =>
      names === undefined
        ? fullRow(wmiClass, instance, context)
        : selectedRow(wmiClass, instance, { names, context }),
    );
}

/** How many rows the filter leaves. @throws QueryError */
export function countRows(wmiClass: WmiClass, site: LabSite, filter: string | undefined): number {
  return filterInstances(wmiClass, site, filter).length;
}

export interface KeyQuery {
  readonly key: string;
  /** False for the form `Class/key`, which leaves lazy properties empty. */
  readonly isParenthesised: boolean;
  readonly select?: string | undefined;
}

/** The row with this key; undefined when there is none. @throws QueryError for a malformed key. */
export function queryByKey(wmiClass: WmiClass, site: LabSite, query: KeyQuery): JsonRow | undefined {
  const names = selectedNames(wmiClass, query.select);
  const wanted = query.isParenthesised
    ? parseKey(wmiClass, query.key)
    : new Map([[wmiClass.keys[0] ?? '', query.key]]);
  const instance = instancesOf(wmiClass, site).find((one) =>
    [...wanted].every(([name, value]) => {
      const found = one[name];
      // Sound: keys are scalars, and neither lazy nor arrays.
      return keyText((found ?? null) as WmiScalar).toLowerCase() === value.toLowerCase();
    }),
  );
  if (instance === undefined) return undefined;
  const context = contextOf(site, query.isParenthesised);
  return names === undefined
    ? fullRow(wmiClass, instance, context)
    : selectedRow(wmiClass, instance, { names, context });
}

function keyText(value: WmiScalar): string {
  return value === null ? '' : String(value);
}

function contextOf(site: LabSite, isByKey: boolean): RowContext {
  const server = (site.world.siteServer.split('.')[0] ?? site.world.siteServer).toUpperCase();
  return { server, siteCode: site.siteCode, isByKey };
}

function filterInstances(
  wmiClass: WmiClass,
  site: LabSite,
  filter: string | undefined,
): readonly WmiInstance[] {
  const all = instancesOf(wmiClass, site);
  if (filter === undefined || filter.trim() === '') return all;
  const parsed = parseFilter(filter);
  checkFilter(wmiClass, parsed);
  return all.filter((instance) => matches(wmiClass, instance, parsed));
}

function orderInstances(
  wmiClass: WmiClass,
  instances: readonly WmiInstance[],
  orderBy: string | undefined,
): readonly WmiInstance[] {
  if (orderBy === undefined || orderBy.trim() === '') return instances;
  const terms = parseOrderBy(orderBy);
  // Also when there are no rows.
  for (const { property } of terms) requireProperty(wmiClass, property);
  const decorated = instances.map((instance) => ({
    instance,
    values: terms.map(({ property }) => sortValue(wmiClass, instance, property)),
  }));
  decorated.sort((a, b) => {
    for (const [index, { isDescending }] of terms.entries()) {
      const order = orderValues(a.values[index] ?? null, b.values[index] ?? null);
      if (order !== 0) return isDescending ? -order : order;
    }
    return 0;
  });
  return decorated.map(({ instance }) => instance);
}

function sortValue(wmiClass: WmiClass, instance: WmiInstance, name: string): WmiScalar {
  const property = requireProperty(wmiClass, name);
  if (isArrayType(property.type)) throw new QueryError(`'${name}' is an array and cannot be ordered by.`);
  const value = property.isLazy === true ? emptyOf(property) : valueOf(instance, name, property);
  // Sound: array types were refused above.
  return value as WmiScalar;
}

function selectedNames(wmiClass: WmiClass, select: string | undefined): readonly string[] | undefined {
  if (select === undefined || select.trim() === '' || select.trim() === '*') return undefined;
  const names = select.split(',').map((name) => name.trim());
  for (const name of names) requireProperty(wmiClass, name);
  return names;
}

function countOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new QueryError(`Invalid value '${text}' for ${name} query option.`);
  return Number(text);
}

/** `'PS100010'`, `16777219`, or `K1='a',K2=3` for several keys. */
function parseKey(wmiClass: WmiClass, text: string): ReadonlyMap<string, string> {
  const part = /\s*(?:(\w+)\s*=\s*)?(?:'((?:[^']|'')*)'|(-?\d+))\s*(,|$)/y;
  const found = new Map<string, string>();
  let position = 0;
  while (position < text.length) {
    part.lastIndex = position;
    const match = part.exec(text);
    if (match === null) throw new QueryError(`Bad key '${text}'.`);
    const [, name, quoted, bare] = match;
    found.set(name ?? wmiClass.keys[0] ?? '', quoted?.replaceAll("''", "'") ?? bare ?? '');
    position = part.lastIndex;
  }
  const isComplete = found.size === wmiClass.keys.length && wmiClass.keys.every((key) => found.has(key));
  if (!isComplete) {
    throw new QueryError(`The key '${text}' does not name ${wmiClass.keys.join(', ')}.`);
  }
  return found;
}

/**
 * How an instance becomes a row of JSON: order of fields, system fields, lazy names (reference adminservice 1.6).
 * Trap: the order is part of the shape: scalars by name, then the `__` fields, then arrays of embedded objects.
 */
import { emptyOf, valueOf, type WmiClass, type WmiInstance, type WmiProperty, type WmiValue } from './wmi.ts';

export type JsonRow = Readonly<Record<string, WmiValue | readonly string[]>>;

export interface RowContext {
  /** Name of the provider, as in `__SERVER`. */
  readonly server: string;
  readonly siteCode: string;
  /** Fill lazy properties: the row was asked for by key in parentheses. */
  readonly isByKey: boolean;
}

const DYNASTY = 'SMS_BaseClass';

/** The whole row. */
export function fullRow(wmiClass: WmiClass, instance: WmiInstance, context: RowContext): JsonRow {
  const names = Object.keys(wmiClass.properties).sort(byName);
  const lazyNames = names.filter((name) => wmiClass.properties[name]?.isLazy);
  const row: Record<string, WmiValue | readonly string[]> = {
    '@odata.etag': etagOf(wmiClass, instance),
    __LAZYPROPERTIES: ['__QUALIFIER_SECURITYVERBS', ...lazyNames],
    __QUALIFIER_SECURITYVERBS: context.isByKey ? -1 : null,
  };
  const isEmbedded = (name: string): boolean => wmiClass.properties[name]?.type === 'embedded';
  for (const name of names) if (!isEmbedded(name)) row[name] = shown(wmiClass, instance, { name, context });
  const path = relativePath(wmiClass, instance);
  const derivation = [...new Set([wmiClass.superclass, DYNASTY])];
  Object.assign(row, {
    __GENUS: 2,
    __CLASS: wmiClass.name,
    __SUPERCLASS: wmiClass.superclass,
    __DYNASTY: DYNASTY,
    __RELPATH: path,
    __PROPERTY_COUNT: names.length + 2,
    __DERIVATION: derivation,
    __SERVER: context.server,
    __NAMESPACE: `root\\sms\\site_${context.siteCode}`,
    __PATH: `\\\\${context.server}\\root\\sms\\site_${context.siteCode}:${path}`,
  });
  for (const name of names) if (isEmbedded(name)) row[name] = shown(wmiClass, instance, { name, context });
  return row;
}

/** Only the selected properties, in the order they were named: no etag, no system fields (reference 1.5). */
export function selectedRow(
  wmiClass: WmiClass,
  instance: WmiInstance,
  options: { readonly names: readonly string[]; readonly context: RowContext },
): JsonRow {
  return Object.fromEntries(
    options.names.map((name) => [name, shown(wmiClass, instance, { name, context: options.context })]),
  );
}

function shown(
  wmiClass: WmiClass,
  instance: WmiInstance,
  { name, context }: { readonly name: string; readonly context: RowContext },
): WmiValue {
  const property = wmiClass.properties[name];
  if (property === undefined) return null;
  if (property.isLazy === true && !context.isByKey) return emptyOf(property);
  return shortTimes(property, valueOf(instance, name, property));
}

/** Up to three decimals, zeros at the end cut, as the service writes times. */
function shortTimes(property: WmiProperty, value: WmiValue): WmiValue {
  if (property.type !== 'datetime' || typeof value !== 'string') return value;
  return value.replace(/\.(\d*?)0*Z$/, (_all, digits: string) => (digits === '' ? 'Z' : `.${digits}Z`));
}

/** Key values joined by ";" in key order. */
function etagOf(wmiClass: WmiClass, instance: WmiInstance): string {
  return wmiClass.keys.map((key) => keyText(instance[key])).join(';');
}

function keyText(value: unknown): string {
  return typeof value === 'string' ? value : String(value);
}

/** `SMS_X.PackageID="PS100010"`: backslashes and quotes escaped, numbers bare. */
function relativePath(wmiClass: WmiClass, instance: WmiInstance): string {
  const keys = wmiClass.keys.map((key) => {
    const value = instance[key];
    if (typeof value !== 'string') return `${key}=${keyText(value)}`;
    return `${key}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  });
  return `${wmiClass.name}.${keys.join(',')}`;
}

function byName(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `$metadata` of the classes (CSDL), with the types of reference 1.6. */
export function metadataXml(classes: readonly WmiClass[]): string {
  const types = classes.map((wmiClass) => {
    const keys = wmiClass.keys.map((key) => `<PropertyRef Name="${key}"/>`).join('');
    const properties = Object.entries(wmiClass.properties).map(
      ([name, property]) => `<Property Name="${name}" Type="${edmType(property)}"/>`,
    );
    return `<EntityType Name="${wmiClass.name}"><Key>${keys}</Key>${properties.join('')}</EntityType>`;
  });
  const sets = classes.map(({ name }) => `<EntitySet Name="${name}" EntityType="AdminService.${name}"/>`);
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>' +
    '<Schema Namespace="AdminService" xmlns="http://docs.oasis-open.org/odata/ns/edm">' +
    `${types.join('')}<EntityContainer Name="Container">${sets.join('')}</EntityContainer>` +
    '</Schema></edmx:DataServices></edmx:Edmx>'
  );
}

const EDM_TYPES = {
  string: 'Edm.String',
  boolean: 'Edm.Boolean',
  sint32: 'Edm.Int32',
  uint32: 'Edm.Int64',
  uint64: 'Edm.Decimal',
  datetime: 'Edm.DateTimeOffset',
  strings: 'Collection(Edm.String)',
  numbers: 'Collection(Edm.Int64)',
} as const;

function edmType(property: WmiProperty): string {
  if (property.type === 'embedded') return `Collection(AdminService.${property.of ?? 'Object'})`;
  return EDM_TYPES[property.type];
}

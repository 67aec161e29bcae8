/**
 * WMI classes as the AdminService shows them: a table of properties per class, and instances made from the lab's world.
 * Trap: lazy properties are null (arrays: empty) in every list and are filled only by a key in parentheses
 * (reference adminservice 0.4); 64-bit values are bigint here because a JavaScript number would lose digits.
 */
import type { LabSite } from '../lab-site.ts';

/** How the service types a property in its metadata (reference 1.6). */
export type WmiType =
  'string' | 'boolean' | 'sint32' | 'uint32' | 'uint64' | 'datetime' | 'strings' | 'numbers' | 'embedded';

export interface WmiProperty {
  readonly type: WmiType;
  readonly isLazy?: boolean;
  /** Class of embedded objects. */
  readonly of?: string;
}

/** An object inside a property; "@odata.type" is one of its entries when the class is polymorphic. */
export type WmiEmbedded = Readonly<Record<string, WmiScalar | readonly WmiScalar[]>>;
export type WmiScalar = string | number | bigint | boolean | null;
export type WmiValue = WmiScalar | readonly WmiScalar[] | readonly WmiEmbedded[];

/** Lazy values may be functions: they cost something and are wanted by key only. */
export type WmiInstance = Readonly<Record<string, WmiValue | (() => WmiValue)>>;

export interface WmiClass {
  readonly name: string;
  readonly superclass: string;
  /** In key order. */
  readonly keys: readonly string[];
  readonly properties: Readonly<Record<string, WmiProperty>>;
  readonly instances: (site: LabSite) => readonly WmiInstance[];
  /** The instances change while the lab runs; all others are made once. */
  readonly isLive?: boolean;
}

export const text: WmiProperty = { type: 'string' };
export const flag: WmiProperty = { type: 'boolean' };
export const int: WmiProperty = { type: 'sint32' };
export const uint: WmiProperty = { type: 'uint32' };
export const bigUint: WmiProperty = { type: 'uint64' };
export const time: WmiProperty = { type: 'datetime' };
export const texts: WmiProperty = { type: 'strings' };
export const numbers: WmiProperty = { type: 'numbers' };

export function embedded(of: string): WmiProperty {
  return { type: 'embedded', of };
}

export function lazy(property: WmiProperty): WmiProperty {
  return { ...property, isLazy: true };
}

const made = new WeakMap<LabSite, Map<WmiClass, readonly WmiInstance[]>>();

/** The instances of a class. A scaled site has thousands, and a client asks page by page: they are kept. */
export function instancesOf(wmiClass: WmiClass, site: LabSite): readonly WmiInstance[] {
  if (wmiClass.isLive === true) return wmiClass.instances(site);
  const ofSite = made.get(site) ?? new Map<WmiClass, readonly WmiInstance[]>();
  made.set(site, ofSite);
  const instances = ofSite.get(wmiClass) ?? wmiClass.instances(site);
  ofSite.set(wmiClass, instances);
  return instances;
}

/** The value of a property; an instance that does not set one has null, or an empty array. */
export function valueOf(instance: WmiInstance, name: string, property: WmiProperty): WmiValue {
  const value = instance[name];
  const resolved = typeof value === 'function' ? value() : value;
  return resolved ?? emptyOf(property);
}

/** What an unset or lazy property shows. */
export function emptyOf(property: WmiProperty): WmiValue {
  return isArrayType(property.type) ? [] : null;
}

export function isArrayType(type: WmiType): boolean {
  return type === 'strings' || type === 'numbers' || type === 'embedded';
}

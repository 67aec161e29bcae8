/** What single fields cannot say: rules between the fields of a request. Pure. */
import type { Problem, RuleId, RuleValues } from './rules/rule.ts';

/** These are written from other fields of the request. */
const BUILDER_VARIABLES = ['SMSTSMP', 'SMSTSLocationMPs', 'SMSTSAssignUsersMode'];
const ENVIRONMENT_LENGTH = 8192;

interface Range {
  readonly start?: string | undefined;
  readonly expires?: string | undefined;
}
type Variables = readonly (
  | { readonly hidden: true; readonly name: string }
  | { readonly hidden: false; readonly name: string; readonly value: string }
)[];
interface Contents {
  readonly applications: readonly string[];
  readonly packages: readonly string[];
  readonly driverPackages: readonly string[];
  readonly distributionPoints: readonly string[];
}
interface Contact {
  readonly mediaManagement: string;
  readonly managementPoints: readonly string[];
  readonly certificate: ({ readonly source: 'self-signed' } & Range) | { readonly source: 'pfx' };
}

/** What the rules look at; every request of the schema is one of these. */
export type JudgedFields =
  | { readonly kind: 'capture' }
  | ({
      readonly kind: 'bootable';
      readonly cmg?: string | undefined;
      readonly variables: Variables;
    } & Contact)
  | ({ readonly kind: 'prestaged'; readonly variables: Variables } & Contact & Contents)
  | ({
      readonly kind: 'standalone';
      readonly validity?: Range | undefined;
      readonly variables: Variables;
    } & Contents);

type Contradiction = Problem & { readonly found: unknown };

/** Everything in a request that contradicts itself. */
export function* contradictionsOf(request: JudgedFields): Generator<Contradiction> {
  if (request.kind === 'capture') return;
  if (request.kind !== 'standalone') {
    yield* managementContradictions(request);
    const { certificate } = request;
    if (certificate.source === 'self-signed') yield* rangeContradictions(certificate, ['certificate']);
  } else if (request.validity !== undefined) {
    yield* rangeContradictions(request.validity, ['validity']);
  }
  if (request.kind !== 'bootable') {
    yield* repeated(request.applications, 'applications');
    yield* repeated(request.packages, 'packages');
    yield* repeated(request.driverPackages, 'driverPackages');
    yield* repeated(request.distributionPoints, 'distributionPoints');
  }
  yield* variableContradictions(request.variables);
}

function* rangeContradictions({ start, expires }: Range, path: readonly string[]): Generator<Contradiction> {
  if (start === undefined || expires === undefined || Date.parse(expires) > Date.parse(start)) return;
  yield problem([...path, 'expires'], 'expires-before-start', { found: expires, values: { start } });
}

function* variableContradictions(variables: Variables): Generator<Contradiction> {
  const seen = new Set<string>();
  let length = 0;
  for (const [index, variable] of variables.entries()) {
    const path = ['variables', index, 'name'];
    const found = variable.name;
    const key = found.toUpperCase();
    if (seen.has(key)) yield problem(path, 'variable-twice', { found });
    if (BUILDER_VARIABLES.some((name) => name.toUpperCase() === key)) {
      yield problem(path, 'variable-of-builder', { found });
    }
    seen.add(key);
    length += found.length + (variable.hidden ? 0 : variable.value.length);
  }
  if (length > ENVIRONMENT_LENGTH) {
    yield problem(['variables'], 'variables-length', {
      found: length,
      values: { limit: ENVIRONMENT_LENGTH },
    });
  }
}

function* managementContradictions(
  request: Extract<JudgedFields, { readonly kind: 'bootable' | 'prestaged' }>,
): Generator<Contradiction> {
  const { mediaManagement, managementPoints } = request;
  const cmg = request.kind === 'bootable' ? request.cmg : undefined;
  const count = managementPoints.length;
  if (mediaManagement === 'internet-based') {
    if (cmg === undefined) yield problem(['cmg'], 'cmg-missing', { found: 'none' });
    if (count > 0) yield problem(['managementPoints'], 'management-point-unused', { found: count });
    return;
  }
  if (cmg !== undefined) {
    yield problem(['cmg'], 'cmg-unused', { found: cmg, values: { kind: mediaManagement } });
  }
  if (mediaManagement === 'site-based' && count !== 1) {
    yield problem(['managementPoints'], 'management-point-one', { found: count });
  }
  if (mediaManagement === 'dynamic' && count === 0) {
    yield problem(['managementPoints'], 'management-point-some', { found: count });
  }
}

function* repeated(list: readonly string[], field: string): Generator<Contradiction> {
  for (const [index, one] of list.entries()) {
    if (list.indexOf(one) < index) yield problem([field, index], 'content-twice', { found: one });
  }
}

function problem(
  path: readonly (string | number)[],
  rule: RuleId,
  { found, values = {} }: { readonly found: unknown; readonly values?: RuleValues },
): Contradiction {
  return { path, rule, values, found };
}

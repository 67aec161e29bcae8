/**
 * Conditions of groups and steps. What cannot be answered here (registry, installed software, WMI classes that are not
 * known, damaged queries; `CONDITION_KINDS`) counts as not met and is reported, so that a step meant for "this model only" is left out
 * rather than run on the wrong computer. That rule is ours; README.md has the table of all kinds.
 * Trap: an undecidable condition stays "not met" inside of "none" as well, which then holds: the log says so.
 */
import { parseCimTime } from '#lab/wire/cim-time.ts';
import { comparisonNamed } from './compare.ts';
import type { FactsPort, FileFacts } from './ports.ts';
import { RULE_KINDS, ruleHolds } from './rule-conditions.ts';
import type { Condition } from './sequence.ts';
import type { VariableStore } from './variables.ts';
import { parseWql, type WmiRow } from './wql.ts';

export interface ConditionContext {
  readonly variables: VariableStore;
  readonly facts: FactsPort;
  /** Told about every condition this program cannot answer. */
  readonly onUnknown: (what: string) => void;
}

type Fields = Readonly<Record<string, string>>;
type Evaluate = (fields: Fields, context: ConditionContext) => Promise<boolean>;

/** Does the condition hold? `undefined` (no condition) holds; "not" holds when none of its children does. */
export async function evaluateCondition(
  condition: Condition | undefined,
  context: ConditionContext,
): Promise<boolean> {
  if (condition === undefined) return true;
  if (condition.kind === 'expression')
    return await evaluateExpression(condition.type, condition.fields, context);
  const { operator, children } = condition;
  for (const child of children) {
    const holds = await evaluateCondition(child, context);
    // What is decided is not asked further: a query may take long.
    if (holds !== (operator === 'and')) return operator === 'or';
  }
  return operator !== 'or';
}

const KINDS: Readonly<Record<string, Evaluate>> = {
  SMS_TaskSequence_VariableConditionExpression: async (fields, context) =>
    await Promise.resolve(variableHolds(fields, context)),
  SMS_TaskSequence_WMIConditionExpression: wmiHolds,
  SMS_TaskSequence_FileConditionExpression: async (fields, context) =>
    await fileHolds(fields, context, false),
  SMS_TaskSequence_FolderConditionExpression: async (fields, context) =>
    await fileHolds(fields, context, true),
};

/** Kinds of the console that nobody can answer here, with the reason. */
const UNANSWERED: Readonly<Record<string, string>> = {
  SMS_TaskSequence_RegistryConditionExpression: 'there is no registry of Windows in the system that runs',
  SMS_TaskSequence_SoftwareConditionExpression:
    'there is no list of Windows Installer in the system that runs',
};

/** What becomes of every kind of condition; README.md has the same table, which a test compares. */
export const CONDITION_KINDS: Readonly<Record<string, 'answered' | 'not met'>> = Object.fromEntries([
  ...[...Object.keys(KINDS), ...RULE_KINDS].map((kind) => [kind, 'answered'] as const),
  ...Object.keys(UNANSWERED).map((kind) => [kind, 'not met'] as const),
]);

async function evaluateExpression(type: string, fields: Fields, context: ConditionContext): Promise<boolean> {
  const evaluate = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  const rule = ruleHolds(type, fields, context.variables);
  if (rule !== undefined) return rule;
  if (evaluate !== undefined) return await evaluate(fields, context);
  const why = Object.hasOwn(UNANSWERED, type) ? UNANSWERED[type] : 'this program does not know it';
  return unknown(`condition of kind "${type}" cannot be answered here: ${why}`, context);
}

function unknown(what: string, context: ConditionContext): false {
  context.onUnknown(`${what} and counts as not met`);
  return false;
}

function variableHolds(fields: Fields, context: ConditionContext): boolean {
  const name = (fields['Variable'] ?? '').trim();
  const operator = fields['Operator'] ?? 'exists';
  const compare = comparisonNamed(operator);
  if (compare === undefined)
    return unknown(`operator "${operator}" of a condition on "${name}" is unknown`, context);
  return compare(context.variables.get(name), context.variables.expand(fields['Value'] ?? ''));
}

/** True when the query has at least one row. */
async function wmiHolds(fields: Fields, context: ConditionContext): Promise<boolean> {
  const text = context.variables.expand(fields['Query'] ?? '');
  const shown = context.variables.describe(fields['Query'] ?? '');
  const namespace = (fields['Namespace'] ?? '').replaceAll('/', '\\').toLowerCase();
  if (namespace !== '' && !/^(?:\\\\\.\\)?root\\cimv2$/.test(namespace))
    return unknown(`the query "${shown}" is for the namespace ${namespace}, which is not here`, context);
  const query = parseWql(text);
  if (query === undefined)
    return unknown(`the query "${shown}" (SMS_TaskSequence_WMIConditionExpression) cannot be read`, context);
  const rows = await rowsOf(query.className, context.facts);
  if (rows === undefined)
    return unknown(`the query "${shown}" asks for ${query.className}, which is not known here`, context);
  return rows.some((row) => query.matches(row));
}

async function rowsOf(className: string, facts: FactsPort): Promise<readonly WmiRow[] | undefined> {
  if (className.toLowerCase() === 'win32_operatingsystem') return await operatingSystemRows(facts);
  return await facts.wmiRows(className);
}

/** Win32_OperatingSystem: what the facts say of the class, and what follows from version and language. */
export async function operatingSystemRows(facts: FactsPort): Promise<readonly WmiRow[] | undefined> {
  const [row] = (await facts.wmiRows('Win32_OperatingSystem')) ?? [];
  const version = await facts.osVersion();
  const language = await facts.osLanguage();
  if (row === undefined && version === undefined) return undefined;
  const parts = version?.split('.') ?? [];
  // WMI gives three numbers as the version, the fourth is the revision.
  const known = { Version: parts.slice(0, 3).join('.'), BuildNumber: parts[2] ?? '' };
  return [
    {
      OSArchitecture: '64-bit',
      ProductType: 1,
      ...row,
      ...(version === undefined ? {} : known),
      ...(language === undefined ? {} : { OSLanguage: language }),
    },
  ];
}

async function fileHolds(fields: Fields, context: ConditionContext, isFolder: boolean): Promise<boolean> {
  const path = context.variables.expand((fields['Path'] ?? '').trim());
  if (path === '') return unknown('a condition on a file without a path cannot be answered', context);
  if (path.includes('%')) return unknown(`the path "${path}" holds a variable that does not exist`, context);
  const found = await context.facts.stat(path);
  if (found?.isFolder !== isFolder) return false;
  return versionHolds(fields, found, context) && timeHolds(fields, found, context);
}

function versionHolds(fields: Fields, found: FileFacts, context: ConditionContext): boolean {
  const wanted = fields['Version'] ?? '';
  if (wanted === '') return true;
  const compare = comparisonNamed(fields['VersionOperator'] ?? 'equals');
  if (compare === undefined || found.version === undefined)
    return unknown(`the version of "${fields['Path'] ?? ''}" cannot be compared`, context);
  return compare(found.version, wanted);
}

function timeHolds(fields: Fields, found: FileFacts, context: ConditionContext): boolean {
  const text = fields['DateTime'] ?? '';
  if (text === '') return true;
  const wanted = timeOf(text);
  const compare = comparisonNamed(fields['DateTimeOperator'] ?? 'equals');
  if (compare === undefined || wanted === undefined)
    return unknown(`the time "${text}" of a condition on a file cannot be read`, context);
  // Seconds: the console writes no smaller unit.
  return compare(String(Math.floor(found.modified.getTime() / 1000)), String(Math.floor(wanted / 1000)));
}

/** CIM time (UTC as "20260131120000.000000+***", as the console writes it) or ISO 8601; milliseconds. */
function timeOf(text: string): number | undefined {
  const time = parseCimTime(text) ?? Date.parse(text.trim());
  return Number.isNaN(time) ? undefined : time;
}

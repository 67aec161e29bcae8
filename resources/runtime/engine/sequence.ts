/**
 * Reads a task sequence (XML, version 3.10 of Configuration Manager, or 3.00 as the Deployment Toolkit writes it) into a
 * tree; order is execution order. Child sequences (Run Task Sequence) become groups: the policy carries them along.
 * Traps: `disable` and `continueOnError` are present only when true; the command of a step stands in <action>, before or
 * behind <defaultVarList>, and the same values stand again in the list; an <action> may hold entities such as &quot;;
 * version 3.00 keeps "start in" in an attribute.
 */
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { parseXml, type XmlElement } from '#lab/wire/xml.ts';

/** Most bytes of one sequence (configmgr-spec 6.3), and of one with its child sequences. */
export const MAX_SEQUENCE_BYTES = 2 * 1024 * 1024;
const MAX_POLICY_BYTES = 32 * 1024 * 1024;
const MAX_DEPTH = 64;
const CHILD_TYPE = 'SMS_TaskSequence_SubTasksequence';

export type Condition =
  | {
      readonly kind: 'operator';
      readonly operator: 'and' | 'or' | 'not';
      readonly children: readonly Condition[];
    }
  | {
      readonly kind: 'expression';
      /** "SMS_TaskSequence_VariableConditionExpression" and its like. */
      readonly type: string;
      readonly fields: Readonly<Record<string, string>>;
    };

interface NodeBase {
  readonly name: string;
  readonly isDisabled: boolean;
  readonly continueOnError: boolean;
  readonly condition: Condition | undefined;
}

export interface StepVariable {
  readonly name: string;
  readonly property: string;
  readonly value: string;
  readonly isHidden: boolean;
}

export interface SequenceStep extends NodeBase {
  readonly kind: 'step';
  readonly type: string;
  readonly action: string;
  readonly variables: readonly StepVariable[];
  readonly successCodes: readonly number[];
  readonly retryCount: number;
  /** Where the step is set to run. */
  readonly runIn: 'WinPE' | 'FullOS' | 'WinPEandFullOS';
  /** undefined: no time-out. */
  readonly timeoutSeconds: number | undefined;
}

export interface SequenceGroup extends NodeBase {
  readonly kind: 'group';
  /** Package id of the task sequence that this group is, for a step Run Task Sequence. */
  readonly childSequence: string | undefined;
  readonly children: readonly SequenceNode[];
}

export type SequenceNode = SequenceStep | SequenceGroup;

export interface TaskSequence {
  readonly version: string;
  /** Package ids of <referenceList>. */
  readonly references: readonly string[];
  /** Variables of <globalVarList>. */
  readonly globals: readonly StepVariable[];
  readonly children: readonly SequenceNode[];
}

/** Child sequences that arrived beside the sequence, by package id. */
export type ChildSequences = ReadonlyMap<string, string>;

interface Reading {
  readonly children: ChildSequences;
  readonly depth: number;
  /** Package ids of the sequences around, to find those that run each other without end. */
  readonly around: readonly string[];
  readonly globals: StepVariable[];
}

/**
 * The tree of a sequence text.
 * @throws MediaError E_TS_XML when it is not XML, not a sequence, too large, or nests deeper than 64; E_TS_CHILD when
 * child sequences run each other without end.
 */
export function parseSequence(xml: string, children: ChildSequences = new Map()): TaskSequence {
  const root = rootOf(xml);
  const globals: StepVariable[] = [];
  const nodes = sequenceNodes(root, { children, depth: 0, around: [], globals });
  return {
    version: root.attributes['version'] ?? '',
    references: childrenNamed(root, 'referenceList').flatMap((list) =>
      list.children.map((one) => one.attributes['package'] ?? '').filter((id) => id !== ''),
    ),
    globals,
    children: nodes,
  };
}

function childrenNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

function sequenceNodes(root: XmlElement, reading: Reading): SequenceNode[] {
  reading.globals.push(
    ...childrenNamed(root, 'globalVarList').flatMap((list) => list.children.map(stepVariable)),
  );
  return nodes(root, reading);
}

function nodes(parent: XmlElement, reading: Reading): SequenceNode[] {
  if (reading.depth > MAX_DEPTH)
    throw new MediaError('E_TS_XML', `groups are nested deeper than ${MAX_DEPTH}`);
  const inner = { ...reading, depth: reading.depth + 1 };
  return parent.children.flatMap((child): SequenceNode[] => {
    if (child.name === 'group')
      return [{ kind: 'group', ...base(child), childSequence: undefined, children: nodes(child, inner) }];
    if (child.name === 'subtasksequence' || child.attributes['type'] === CHILD_TYPE)
      return [childSequence(child, inner)];
    return child.name === 'step' ? [step(child)] : [];
  });
}

/** Run Task Sequence: its sequence lies inside of the element or beside; without one it stays a step, and fails. */
function childSequence(element: XmlElement, reading: Reading): SequenceNode {
  const own = step(element);
  const id = packageOf(element, own);
  const text = reading.children.get(id);
  if (id !== '' && reading.around.includes(id))
    throw new MediaError('E_TS_CHILD', `"${own.name}" runs ${id}, which runs it in turn`);
  const inner = { ...reading, around: [...reading.around, id] };
  const nested = childrenNamed(element, 'sequence')[0] ?? element;
  const children = sequenceNodes(text === undefined ? nested : rootOf(text), inner);
  if (children.length === 0 && text === undefined) return { ...own, type: CHILD_TYPE };
  return { kind: 'group', ...base(element), childSequence: id, children };
}

function packageOf(element: XmlElement, own: SequenceStep): string {
  const named = own.variables.find((one) =>
    ['tspackageid', 'subtasksequencepackage'].includes(one.property.toLowerCase()),
  );
  return named?.value ?? element.attributes['package'] ?? '';
}

function base(element: XmlElement): NodeBase {
  const condition = element.children.find((child) => child.name === 'condition');
  return {
    name: element.attributes['name'] ?? '',
    isDisabled: isTrue(element.attributes['disable']),
    continueOnError: isTrue(element.attributes['continueOnError']),
    condition: condition === undefined ? undefined : parseConditions(condition),
  };
}

function step(element: XmlElement): SequenceStep {
  const { attributes } = element;
  const action = element.children.find((child) => child.name === 'action');
  const seconds = Number(attributes['timeout'] ?? '0');
  return {
    kind: 'step',
    ...base(element),
    type: attributes['type'] ?? element.name,
    action: action?.text.trim() ?? '',
    variables: [
      ...childrenNamed(element, 'defaultVarList').flatMap((list) => list.children.map(stepVariable)),
      ...startIn(attributes['startIn'] ?? ''),
    ],
    successCodes: (attributes['successCodeList'] ?? '0')
      .split(/[\s,;]+/)
      .filter((code) => /^-?\d+$/.test(code))
      .map(Number),
    retryCount: Math.min(100, Math.max(0, Math.trunc(Number(attributes['retryCount'] ?? '0')) || 0)),
    runIn: runInOf(attributes['runIn'] ?? ''),
    timeoutSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : undefined,
  };
}

function startIn(folder: string): readonly StepVariable[] {
  if (folder === '') return [];
  return [{ name: 'WorkingDirectory', property: 'WorkingDirectory', value: folder, isHidden: false }];
}

/** Anything but the two single places means both, as the console writes it for most steps. */
function runInOf(text: string): SequenceStep['runIn'] {
  const lower = text.toLowerCase();
  return lower === 'winpe' ? 'WinPE' : lower === 'fullos' ? 'FullOS' : 'WinPEandFullOS';
}

function stepVariable(element: XmlElement): StepVariable {
  const name = element.attributes['name'] ?? '';
  return {
    name,
    property: element.attributes['property'] ?? name,
    value: element.text,
    isHidden: isTrue(element.attributes['hidden']),
  };
}

/** Several conditions side by side must all hold; undefined for none. @throws MediaError E_TS_XML */
export function parseConditions(element: XmlElement, depth = 0): Condition | undefined {
  if (depth > MAX_DEPTH) throw new MediaError('E_TS_XML', `conditions are nested deeper than ${MAX_DEPTH}`);
  const children = element.children.map((child): Condition => {
    const operator = CONDITION_LISTS[child.name];
    if (operator === undefined) return expression(child);
    const inner = parseConditions(child, depth + 1);
    const list = inner?.kind === 'operator' ? inner.children : [];
    return { kind: 'operator', operator: operatorOf(child.attributes['type'] ?? operator), children: list };
  });
  return children.length === 0 ? undefined : { kind: 'operator', operator: 'and', children };
}

/** Elements that hold further conditions, with the operator they have when they name none. */
const CONDITION_LISTS: Readonly<Record<string, string>> = {
  operator: 'and',
  osConditionGroup: 'or',
  osExpressionGroup: 'and',
};

/** An element of another name is an expression that nobody can answer: it must not vanish and let the step run. */
function expression(element: XmlElement): Condition {
  const fields = Object.fromEntries(
    element.children.map((field) => [field.attributes['name'] ?? field.name, field.text]),
  );
  const type = element.name === 'expression' ? (element.attributes['type'] ?? '') : element.name;
  return { kind: 'expression', type, fields };
}

function operatorOf(text: string): 'and' | 'or' | 'not' {
  const lower = text.toLowerCase();
  if (lower === 'and' || lower === 'or' || lower === 'not') return lower;
  throw new MediaError('E_TS_XML', `unknown operator "${text}" in a condition`);
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true';
}

/** White space counts in values, so the reader must not trim; it refuses document types by itself. */
function rootOf(text: string): XmlElement {
  const bytes = new TextEncoder().encode(text).length;
  const limit = text.includes('<subtasksequence') ? MAX_POLICY_BYTES : MAX_SEQUENCE_BYTES;
  if (bytes > limit)
    throw new MediaError('E_TS_XML', `the task sequence has ${bytes} bytes, at most ${limit} are allowed`);
  try {
    const root = parseXml(text);
    if (root.name === 'sequence') return root;
    throw new MediaError('E_TS_XML', `expected <sequence>, found <${root.name}>`);
  } catch (cause) {
    if (!isMediaError(cause) || cause.code === 'E_TS_XML') throw cause;
    throw new MediaError('E_TS_XML', cause.message, { cause });
  }
}

/**
 * Reads a task sequence (XML, version 3.10) into a tree; order is execution order.
 * Traps: `disable` and `continueOnError` are present only when true; the command of a step stands in <action>, and the
 * same values stand again in <defaultVarList>; an <action> may hold entities such as &quot;.
 */
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { parseXml, type XmlElement } from '#lab/wire/xml.ts';

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

/**
 * The tree of a sequence text.
 * @throws MediaError E_TS_XML when it is not XML, not a sequence, or nests groups deeper than 64.
 */
export function parseSequence(xml: string): TaskSequence {
  const root = rootOf(xml);
  if (root.name !== 'sequence') throw new MediaError('E_TS_XML', `expected <sequence>, found <${root.name}>`);
  const lists = (name: string): readonly XmlElement[] => root.children.filter((child) => child.name === name);
  return {
    version: root.attributes['version'] ?? '',
    references: lists('referenceList').flatMap((list) =>
      list.children.map((one) => one.attributes['package'] ?? '').filter((id) => id !== ''),
    ),
    globals: lists('globalVarList').flatMap((list) => list.children.map(stepVariable)),
    children: nodes(root, 0),
  };
}

function nodes(parent: XmlElement, depth: number): SequenceNode[] {
  if (depth > 64) throw new MediaError('E_TS_XML', 'groups are nested deeper than 64');
  return parent.children.flatMap((child): SequenceNode[] => {
    if (child.name === 'group') return [{ kind: 'group', ...base(child), children: nodes(child, depth + 1) }];
    if (child.name === 'step' || child.name === 'subtasksequence') return [step(child)];
    return [];
  });
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
    variables: element.children
      .filter((child) => child.name === 'defaultVarList')
      .flatMap((list) => list.children.map(stepVariable)),
    successCodes: (attributes['successCodeList'] ?? '0')
      .split(/[\s,;]+/)
      .filter((code) => /^-?\d+$/.test(code))
      .map(Number),
    retryCount: Math.min(100, Math.max(0, Math.trunc(Number(attributes['retryCount'] ?? '0')) || 0)),
    runIn: runInOf(attributes['runIn'] ?? ''),
    timeoutSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : undefined,
  };
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

/** Several conditions side by side must all hold. */
function parseConditions(element: XmlElement): Condition | undefined {
  const children = element.children.flatMap((child): Condition[] => {
    if (child.name === 'operator') {
      const inner = parseConditions(child);
      const list = inner?.kind === 'operator' && inner.operator === 'and' ? inner.children : [];
      return [{ kind: 'operator', operator: operatorOf(child.attributes['type'] ?? 'and'), children: list }];
    }
    if (child.name !== 'expression') return [];
    const fields = Object.fromEntries(
      child.children.map((field) => [field.attributes['name'] ?? field.name, field.text]),
    );
    return [{ kind: 'expression', type: child.attributes['type'] ?? '', fields }];
  });
  return children.length === 0 ? undefined : { kind: 'operator', operator: 'and', children };
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
  try {
    return parseXml(text);
  } catch (cause) {
    if (!isMediaError(cause)) throw cause;
    throw new MediaError('E_TS_XML', cause.message, { cause });
  }
}

/**
 * Task sequence XML, version 3.10, from a tree of groups and steps (reference formats, chapter 5).
 * Trap: `disable` and `continueOnError` are written only when true, and a step's action repeats what its variables
 * say; both are kept in step by the helpers of sequence-steps.ts, never by hand.
 */

export type VariableOperator =
  | 'exists'
  | 'notExists'
  | 'equals'
  | 'notEquals'
  | 'greater'
  | 'greaterEqual'
  | 'less'
  | 'lessEqual'
  | 'like'
  | 'notLike';

export type Condition =
  | { readonly kind: 'all' | 'any' | 'none'; readonly of: readonly Condition[] }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly operator: VariableOperator;
      readonly value?: string;
    }
  | { readonly kind: 'wmi'; readonly namespace: string; readonly query: string }
  | { readonly kind: 'folder'; readonly path: string };

interface NodeBase {
  readonly name: string;
  readonly description?: string;
  readonly isDisabled?: boolean;
  readonly continueOnError?: boolean;
  readonly condition?: Condition;
}

export interface GroupNode extends NodeBase {
  readonly kind: 'group';
  readonly children: readonly SequenceNode[];
}

/** Variable name, property name, value, and whether the console hides the value. */
export type StepVariable = readonly [name: string, property: string, value: string, isHidden?: boolean];

export interface StepNode extends NodeBase {
  readonly kind: 'step';
  /** Class name: "SMS_TaskSequence_RunCommandLineAction". */
  readonly type: string;
  readonly action: string;
  readonly variables: readonly StepVariable[];
  readonly runIn?: 'WinPE' | 'FullOS' | 'WinPEandFullOS';
  readonly successCodes?: readonly number[];
  /** Package ids and application ids the step needs. */
  readonly references?: readonly string[];
  readonly retryCount?: number;
}

/** Run Task Sequence: another task sequence in the place of this node. */
export interface ChildNode extends NodeBase {
  readonly kind: 'child';
  readonly packageId: string;
  /** Name of the task sequence that is run. */
  readonly sequenceName: string;
  /** What the steps of that sequence need. */
  readonly references: readonly string[];
}

export type SequenceNode = GroupNode | StepNode | ChildNode;

/** The whole document; `references` in the order given. */
export function sequenceXml(nodes: readonly SequenceNode[], references: readonly string[]): string {
  const list = references.map((id) => `<reference package="${escapeXml(id)}"/>`).join('');
  const body = nodes.map((node) => nodeXml(node, 1)).join('');
  return `<sequence version="3.10">\n  <referenceList>${list}</referenceList>\n${body}</sequence>\n`;
}

/** Ids that enabled and disabled steps refer to, each once, in the order of the steps. */
export function referencesOf(nodes: readonly SequenceNode[]): readonly string[] {
  const found = nodes.flatMap((node) =>
    node.kind === 'group' ? referencesOf(node.children) : (node.references ?? []),
  );
  return [...new Set(found)];
}

const CHILD_ELEMENT = /<subtasksequence\b[\s\S]*?<\/subtasksequence>/g;

/**
 * The document with its child sequences inside, as a policy carries them (documented: one policy for all of them). That
 * each stands in the element that runs it is ours.
 * @param find document of a task sequence; undefined leaves the element empty, which fails on the device
 */
export function withChildSequences(text: string, find: (packageId: string) => string | undefined): string {
  return text.replace(CHILD_ELEMENT, (element) => {
    const id = /property="TsPackageID">([^<]*)</.exec(element)?.[1];
    const child = id === undefined ? undefined : find(id);
    if (child === undefined) return element;
    return element.replace('</subtasksequence>', `${withChildSequences(child, find)}</subtasksequence>`);
  });
}

function nodeXml(node: SequenceNode, depth: number): string {
  const pad = '  '.repeat(depth);
  const common = [
    ` name="${escapeXml(node.name)}" description="${escapeXml(node.description ?? '')}"`,
    node.isDisabled === true ? ' disable="true"' : '',
    node.continueOnError === true ? ' continueOnError="true"' : '',
  ].join('');
  const condition =
    node.condition === undefined
      ? ''
      : `${pad}  <condition>${conditionXml(asOperator(node.condition))}</condition>\n`;
  if (node.kind === 'group') {
    const children = node.children.map((child) => nodeXml(child, depth + 1)).join('');
    return `${pad}<group${common}>\n${condition}${children}${pad}</group>\n`;
  }
  if (node.kind === 'child') {
    const list = [
      ['TsName', node.sequenceName],
      ['TsPackageID', node.packageId],
    ].map(
      ([name = '', value = '']) =>
        `<variable name="${name}" property="${name}">${escapeXml(value)}</variable>`,
    );
    return (
      `${pad}<subtasksequence type="SMS_TaskSequence_SubTasksequence"${common}>\n${condition}` +
      `${pad}  <defaultVarList>${list.join('')}</defaultVarList>\n${pad}</subtasksequence>\n`
    );
  }
  const variables = node.variables
    .map(([name, property, value, isHidden]) => {
      const hidden = isHidden === true ? ' hidden="true"' : '';
      return `${pad}    <variable name="${name}" property="${property}"${hidden}>${escapeXml(value)}</variable>\n`;
    })
    .join('');
  const attributes = [
    `type="${node.type}"`,
    common.trim(),
    `runIn="${node.runIn ?? 'WinPEandFullOS'}"`,
    `successCodeList="${(node.successCodes ?? [0, 3010]).join(' ')}"`,
    `retryCount="${node.retryCount ?? 0}" runFromNet="false"`,
  ].join(' ');
  return (
    `${pad}<step ${attributes}>\n${condition}${pad}  <action>${escapeXml(node.action)}</action>\n` +
    `${pad}  <defaultVarList>\n${variables}${pad}  </defaultVarList>\n${pad}</step>\n`
  );
}

/** The condition element holds an operator at its top, also around a single expression. */
function asOperator(condition: Condition): Condition {
  const isOperator = condition.kind === 'all' || condition.kind === 'any' || condition.kind === 'none';
  return isOperator ? condition : { kind: 'all', of: [condition] };
}

const OPERATOR_TYPES = { all: 'and', any: 'or', none: 'not' } as const;

function conditionXml(condition: Condition): string {
  switch (condition.kind) {
    case 'all':
    case 'any':
    case 'none':
      return `<operator type="${OPERATOR_TYPES[condition.kind]}">${condition.of.map(conditionXml).join('')}</operator>`;
    case 'variable':
      return expression('SMS_TaskSequence_VariableConditionExpression', [
        ['Operator', condition.operator],
        ...(condition.value === undefined ? [] : ([['Value', condition.value]] as const)),
        ['Variable', condition.name],
      ]);
    case 'wmi':
      return expression('SMS_TaskSequence_WMIConditionExpression', [
        ['Namespace', condition.namespace],
        ['Query', condition.query],
      ]);
    case 'folder':
      return expression('SMS_TaskSequence_FolderConditionExpression', [['Path', condition.path]]);
  }
}

function expression(type: string, variables: readonly (readonly [string, string])[]): string {
  const inner = variables.map(([name, value]) => `<variable name="${name}">${escapeXml(value)}</variable>`);
  return `<expression type="${type}">${inner.join('')}</expression>`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

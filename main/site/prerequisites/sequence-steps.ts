/**
 * The enabled steps of a task sequence from its XML, flat and in order, with what groups add to them.
 * Traps: a disabled group disables its steps; conditions of a group count for its steps; a condition on _SMSTSInWinPE
 * only says where a step runs and is no doubt about whether it does. Variables are found by variable or property name.
 */
import { XMLParser } from 'fast-xml-parser';
import { MediaError } from '#base/errors/media-error.ts';

export interface SequenceStep {
  readonly name: string;
  /** Class name: "SMS_TaskSequence_ApplyNetworkSettingsAction". */
  readonly type: string;
  readonly action: string;
  /** Who goes on after an error: the step itself, a group around it (its rest is skipped), or nobody. */
  readonly continuesOnError: 'step' | 'group' | 'no';
  readonly hasCondition: boolean;
  readonly isInConditionalGroup: boolean;
  /** By variable name and by property name, both in lower case. */
  readonly variables: ReadonlyMap<string, string>;
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** The editor refuses task sequences beyond 2 MB. */
const MAX_CHARS = 16 * 1024 * 1024;

/** Variables whose value only says whether Windows PE or the full system runs. */
const PLACE_VARIABLE = '_smstsinwinpe';

/** The enabled steps. @throws MediaError E_SITE_ANSWER for text that is no task sequence. */
export function enabledSteps(xml: string): readonly SequenceStep[] {
  if (xml.length > MAX_CHARS || /<!DOCTYPE/i.test(xml)) throw notASequence(xml);
  let roots: readonly Element[];
  try {
    roots = elementsOf(parser.parse(xml));
  } catch (cause) {
    throw notASequence(xml, cause);
  }
  const sequence = roots.find((one) => one.name === 'sequence');
  if (sequence === undefined) throw notASequence(xml);
  return stepsBelow(sequence, { continues: false, isConditional: false });
}

/** A variable of a step; '' when it has none of that name. */
export function variableOf(step: SequenceStep, name: string): string {
  return step.variables.get(name.toLowerCase()) ?? '';
}

interface Surroundings {
  readonly continues: boolean;
  readonly isConditional: boolean;
}

function stepsBelow(parent: Element, around: Surroundings): readonly SequenceStep[] {
  return parent.children.flatMap((one) => {
    if (isOn(one, 'disable')) return [];
    // Run Task Sequence has an element of its own; what its sequence does is not looked into.
    if (one.name === 'step' || one.name === 'subtasksequence') return [stepOf(one, around)];
    if (one.name !== 'group') return [];
    return stepsBelow(one, {
      continues: around.continues || isOn(one, 'continueOnError'),
      isConditional: around.isConditional || isDoubtful(one),
    });
  });
}

const CHILD_TYPE = 'SMS_TaskSequence_SubTasksequence';

function stepOf(element: Element, around: Surroundings): SequenceStep {
  const child = (name: string): Element | undefined => element.children.find((one) => one.name === name);
  const variables = new Map<string, string>();
  for (const one of child('defaultVarList')?.children ?? []) {
    for (const name of [one.attributes['property'], one.attributes['name']]) {
      if (name !== undefined) variables.set(name.toLowerCase(), one.text);
    }
  }
  return {
    name: element.attributes['name'] ?? '',
    type: element.attributes['type'] ?? (element.name === 'step' ? '' : CHILD_TYPE),
    action: child('action')?.text ?? '',
    continuesOnError: isOn(element, 'continueOnError') ? 'step' : around.continues ? 'group' : 'no',
    hasCondition: isDoubtful(element),
    isInConditionalGroup: around.isConditional,
    variables,
  };
}

function isOn(element: Element, attribute: string): boolean {
  return element.attributes[attribute]?.toLowerCase() === 'true';
}

/** Whether a condition could keep it from running. */
function isDoubtful(element: Element): boolean {
  const condition = element.children.find((one) => one.name === 'condition');
  return condition !== undefined && expressionsOf(condition).some((one) => !isAboutPlace(one));
}

function expressionsOf(element: Element): readonly Element[] {
  return element.children.flatMap((one) => (one.name === 'expression' ? [one] : expressionsOf(one)));
}

function isAboutPlace(expression: Element): boolean {
  return expression.children.some(
    ({ attributes, text }) =>
      attributes['name'] === 'Variable' && text.trim().toLowerCase() === PLACE_VARIABLE,
  );
}

/** fast-xml-parser's ordered form: objects with one tag each, attributes under ":@", text under "#text". */
function elementsOf(nodes: unknown): readonly Element[] {
  if (!Array.isArray(nodes)) return [];
  return nodes.flatMap((node: unknown): Element[] => {
    if (typeof node !== 'object' || node === null) return [];
    const found = Object.entries(node).find(([key]) => key !== ':@' && key !== '#text');
    if (found === undefined) return [];
    const [name, content] = found as readonly [string, unknown];
    return [{ name, attributes: attributesOf(node), children: elementsOf(content), text: textOf(content) }];
  });
}

function attributesOf(node: object): Readonly<Record<string, string>> {
  const attributes: unknown = Reflect.get(node, ':@');
  if (typeof attributes !== 'object' || attributes === null) return {};
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)]));
}

function textOf(nodes: unknown): string {
  if (!Array.isArray(nodes)) return '';
  return nodes
    .map((node: unknown) => {
      const text: unknown =
        typeof node === 'object' && node !== null ? Reflect.get(node, '#text') : undefined;
      return typeof text === 'string' ? text : '';
    })
    .join('');
}

function notASequence(xml: string, cause?: unknown): MediaError {
  const text = `SMS_TaskSequencePackage.Sequence should be the XML of a task sequence, the site sent ${xml.length} characters that are none`;
  return new MediaError('E_SITE_ANSWER', text, { cause });
}

/**
 * Power cuts: random sequences are cut at every save and in the middle of steps, and taken up again from what was kept.
 * The effects must be those that the sequence's own rules allow: nothing lost, nothing of kind "fail" done twice, and no
 * run that lost a step called a success.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMediaError } from '#base/errors/media-error.ts';
import { runSequence } from '../../resources/runtime/engine/engine.ts';
import type { SequenceResult } from '../../resources/runtime/engine/ports.ts';
import { parseSequence } from '../../resources/runtime/engine/sequence.ts';
import type { EngineState } from '../../resources/runtime/engine/state.ts';
import { restoreVariables, VariableStore } from '../../resources/runtime/engine/variables.ts';
import { command, condition, group, sequence, setVariable, when } from '../unit/runtime/engine-support.ts';
import { idlePorts, testHeader } from '../unit/runtime/idle-ports.ts';

type Node =
  | { readonly kind: 'command'; readonly id: number; readonly exitCode: number; readonly goesOn: boolean }
  | { readonly kind: 'variable'; readonly id: number }
  | { readonly kind: 'restart' }
  | { readonly kind: 'if-set'; readonly id: number; readonly children: readonly Node[] }
  | { readonly kind: 'group'; readonly goesOn: boolean; readonly children: readonly Node[] };

const NUMBERED = fc.nat({ max: 3 });
const { tree: TREE } = fc.letrec<{ tree: readonly Node[]; node: Node }>((tie) => ({
  tree: fc.array(tie('node'), { maxLength: 4, depthIdentifier: 'groups' }),
  node: fc.oneof(
    { depthIdentifier: 'groups', maxDepth: 3 },
    fc.record({
      kind: fc.constant('command' as const),
      id: fc.constant(0),
      // 3010 asks for a restart, 5 fails.
      exitCode: fc.constantFrom(0, 0, 0, 5, 3010),
      goesOn: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('variable' as const), id: NUMBERED }),
    fc.record({ kind: fc.constant('restart' as const) }),
    fc.record({ kind: fc.constant('group' as const), goesOn: fc.boolean(), children: tie('tree') }),
    fc.record({ kind: fc.constant('if-set' as const), id: NUMBERED, children: tie('tree') }),
  ),
}));

/** Gives every command its own number, so that each effect is known by its step. */
function numbered(nodes: readonly Node[], next = { id: 1 }): readonly Node[] {
  return nodes.map((node): Node => {
    if (node.kind === 'command') return { ...node, id: next.id++ };
    return 'children' in node ? { ...node, children: numbered(node.children, next) } : node;
  });
}

function xmlOf(nodes: readonly Node[]): string {
  return nodes
    .map((node) => {
      if (node.kind === 'command') {
        const attributes = `continueOnError="${node.goesOn}" successCodeList="0 3010"`;
        return command(`C${node.id}`, `run ${node.id} ${node.exitCode}`, attributes);
      }
      if (node.kind === 'variable') return setVariable(`V${node.id}`, '1');
      if (node.kind === 'restart')
        return '<step type="SMS_TaskSequence_RebootAction" name="R"><action>smsboot.exe /target:WinPE</action></step>';
      const inner = xmlOf(node.children);
      if (node.kind === 'group') return group('G', `continueOnError="${node.goesOn}"`, inner);
      // Every group sets its own condition's variable first: a condition asked again would say something else.
      const clear = setVariable(`V${node.id}`, '');
      return group('I', '', condition(when(`V${node.id}`, 'exists')), clear, inner);
    })
    .join('');
}

/** The power goes at the n-th chance; a chance is before and after every save, and before and after every effect. */
class Power {
  readonly #cutAt: number;
  chances = 0;
  constructor(cutAt: number) {
    this.#cutAt = cutAt;
  }
  /** Never resolves once the power is gone: nothing runs on without it. */
  async chance(): Promise<void> {
    this.chances++;
    if (this.chances >= this.#cutAt) await new Promise<never>(() => undefined);
  }
  get isGone(): boolean {
    return this.chances >= this.#cutAt;
  }
}

interface Outcome {
  readonly effects: readonly number[];
  readonly ending: string;
  readonly tolerated: number;
  readonly chances: number;
}

/** Runs to the end, whatever restarts it takes; cut once at the given chance. */
async function play(
  xml: string,
  cutAt = Infinity,
): Promise<Outcome & { readonly interrupted: readonly string[] }> {
  const effects: number[] = [];
  const interrupted: string[] = [];
  let kept: EngineState | undefined;
  let power = new Power(cutAt);
  let chances = 0;
  for (let round = 0; round < 100; round++) {
    const on = power;
    const running = runSequence({
      sequence: parseSequence(xml),
      header: testHeader(xml),
      variables: kept === undefined ? new VariableStore() : restoreVariables(kept.variables),
      resume: kept,
      ports: {
        ...idlePorts(),
        saveState: async (state) => {
          await on.chance();
          kept = structuredClone(state);
          await on.chance();
          return true;
        },
        runCommand: async (request) => {
          const [, id, exitCode] = request.command.split(' ').map(Number);
          await on.chance();
          effects.push(id ?? 0);
          await on.chance();
          return { exitCode: exitCode ?? 0, hasTimedOut: false, output: '' };
        },
      },
      onEvent: (event) => {
        if (
          event.kind === 'step-failed' &&
          isMediaError(event.error) &&
          event.error.code === 'E_TS_INTERRUPTED'
        )
          interrupted.push(event.progress.step);
      },
    });
    const result = await untilOff(running, on);
    chances = Math.max(chances, on.chances);
    if (result === 'off') {
      power = new Power(Infinity);
      // Cut before anything was kept: the run begins anew. Cut behind its end: nothing is left to do.
      if (kept?.position.kind !== 'finished') continue;
      const { hasSucceeded } = kept.position;
      return {
        effects,
        ending: hasSucceeded ? 'succeeded' : 'failed',
        tolerated: kept.toleratedCount,
        chances,
        interrupted,
      };
    }
    if (result.kind === 'restart') continue;
    return { effects, ending: result.kind, tolerated: kept?.toleratedCount ?? 0, chances, interrupted };
  }
  throw new Error('the run does not end');
}

async function untilOff(running: Promise<SequenceResult>, power: Power): Promise<SequenceResult | 'off'> {
  let result: SequenceResult | undefined;
  let failure: Error | undefined;
  running.then(
    (done) => (result = done),
    (error: unknown) => (failure = error instanceof Error ? error : new Error(String(error))),
  );
  while (!power.isGone && failure === undefined) {
    if (result !== undefined) return result;
    await Promise.resolve();
  }
  if (failure !== undefined) throw failure;
  return 'off';
}

/** Compares the run that is cut with the one that is not; says whether the cut met a command. */
async function check(nodes: readonly Node[], cutAt: number): Promise<'whole' | 'interrupted'> {
  const xml = sequence(xmlOf(numbered(nodes)));
  const whole = await play(xml);
  const cut = await play(xml, cutAt);
  const unique = new Set(cut.effects);
  expect([...cut.effects].sort(order), 'a command ran twice').toEqual([...unique].sort(order));
  if (cut.interrupted.length === 0) {
    // No command was cut in its middle: the run is the same as without the power cut.
    expect([cut.effects, cut.ending, cut.tolerated]).toEqual([whole.effects, whole.ending, whole.tolerated]);
    return 'whole';
  }
  expect(cut.interrupted.length).toBe(1);
  // An interrupted command failed by the sequence's own rules: success only if it, or a group around it, tolerates it.
  const [name] = cut.interrupted;
  if (cut.ending === 'succeeded') expect(isTolerated(numbered(nodes), name ?? '')).toBe(true);
  const before = whole.effects.slice(0, whole.effects.indexOf(Number(name?.slice(1))));
  expect(cut.effects.slice(0, before.length)).toEqual(before);
  return 'interrupted';
}

const order = (left: number, right: number): number => left - right;

function isTolerated(nodes: readonly Node[], name: string, around = false): boolean {
  return nodes.some((node) => {
    if (node.kind === 'command') return `C${node.id}` === name && (node.goesOn || around);
    if (!('children' in node)) return false;
    return isTolerated(node.children, name, around || (node.kind === 'group' && node.goesOn));
  });
}

test('a run that was cut anywhere ends as the rules of its sequence say', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000);
  console.info(`seed ${seed}`);
  await fc.assert(
    fc.asyncProperty(TREE, fc.nat(), async (nodes, at) => {
      const { chances } = await play(sequence(xmlOf(numbered(nodes))));
      await check(nodes, 1 + (at % (chances + 1)));
    }),
    { seed, numRuns: 400 },
  );
});

test('a sequence of every rule is cut at each of its saves and effects', async () => {
  const nodes: readonly Node[] = [
    { kind: 'command', id: 0, exitCode: 0, goesOn: false },
    { kind: 'variable', id: 1 },
    {
      kind: 'group',
      goesOn: true,
      children: [
        { kind: 'if-set', id: 1, children: [{ kind: 'command', id: 0, exitCode: 3010, goesOn: false }] },
        { kind: 'command', id: 0, exitCode: 5, goesOn: true },
        { kind: 'restart' },
        { kind: 'command', id: 0, exitCode: 5, goesOn: false },
        { kind: 'command', id: 0, exitCode: 0, goesOn: false },
      ],
    },
    { kind: 'command', id: 0, exitCode: 0, goesOn: false },
  ];
  const { chances, effects, ending } = await play(sequence(xmlOf(numbered(nodes))));
  expect([effects, ending]).toEqual([[1, 2, 3, 4, 6], 'succeeded']);
  const kinds: string[] = [];
  for (let at = 1; at <= chances + 1; at++) kinds.push(await check(nodes, at));
  // Each of the five commands has three chances in it: after the save before it, before its effect, behind its effect,
  // and one before its end is kept.
  expect(kinds.filter((kind) => kind === 'interrupted').length).toBe(20);
});

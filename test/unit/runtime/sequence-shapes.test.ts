/**
 * Ten task sequences in the shapes of public exports (cloud install, models, stick maker, language packs, in-place
 * upgrade, BitLocker, BIOS, try and catch, dynamic variables, the Deployment Toolkit's version 3.00), written by hand:
 * each is read and planned, kinds nobody knows are named, and the ones that need only commands run.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planSequence, type SequencePlan } from '../../../resources/runtime/engine/plan.ts';
import { parseSequence } from '../../../resources/runtime/engine/sequence.ts';
import { runText } from './engine-support.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/sequences');

function read(name: string): string {
  return readFileSync(join(FOLDER, `${name}.xml`), 'utf8');
}

function plan(name: string): SequencePlan {
  return planSequence(parseSequence(read(name)));
}

/** Labels of the steps of a place, once each. */
function labels({ steps }: SequencePlan): readonly string[] {
  return [...new Set(steps.map((step) => step.label ?? `? ${step.type}`))];
}

test.each<[name: string, count: number, kinds: readonly string[]]>([
  [
    'cloud-install',
    5,
    [
      'Set Task Sequence Variable',
      'Format and Partition Disk',
      'Run PowerShell Script',
      'Run Command Line',
      'Restart Computer',
    ],
  ],
  ['model-support', 5, ['Set Task Sequence Variable', 'Run Command Line']],
  ['media-creator', 3, ['Run PowerShell Script', 'Download Package Content', 'Run Command Line']],
  ['language-pack', 4, ['Run PowerShell Script', 'Restart Computer']],
  [
    'in-place-upgrade',
    6,
    [
      'Check Readiness',
      'Upgrade Operating System',
      'Disable BitLocker',
      'Restart Computer',
      'Run Command Line',
    ],
  ],
  ['bitlocker', 3, ['Run Command Line', 'Pre-provision BitLocker', 'Enable BitLocker']],
  ['bios-update', 5, ['Run Command Line', 'Set Task Sequence Variable']],
  ['try-catch', 5, ['Run Command Line', 'Set Task Sequence Variable', 'Set Dynamic Variables']],
  ['dynamic-variables', 4, ['Set Dynamic Variables', 'Run Command Line', 'Install Application']],
  [
    'deployment-toolkit',
    7,
    [
      '? BDD_Gather',
      'Format and Partition Disk',
      '? BDD_InjectDrivers',
      '? BDD_InstallOS',
      'Restart Computer',
      'Run Command Line',
      'Set Task Sequence Variable',
    ],
  ],
])('%s: %i steps are read and planned', (name, count, kinds) => {
  const planned = plan(name);
  expect([planned.steps.length, labels(planned)]).toEqual([count, kinds]);
  expect(planned.unknownTypes).toEqual(
    kinds.filter((kind) => kind.startsWith('? ')).map((kind) => kind.slice(2)),
  );
  // A kind that is known has a place where it can run; one that is not has none.
  expect(
    planned.steps.filter((step) => (step.environments.length === 0) !== (step.label === undefined)),
  ).toEqual([]);
});

test('every fixture is tested', () => {
  expect(readdirSync(FOLDER).sort()).toHaveLength(10);
});

test('a plan names groups, places, conditions and what is switched off', () => {
  const { steps, references } = plan('bios-update');
  expect([references, steps[1], steps[4]]).toEqual([
    ['LAB00051', 'LAB00052'],
    {
      number: 2,
      groups: ['Firmware', 'Latitude'],
      name: 'Set SMSTSRebootRequested',
      type: 'SMS_TaskSequence_SetVariableAction',
      label: 'Set Task Sequence Variable',
      environments: ['boot-image', 'installed-system'],
      isDisabled: false,
      isConditional: true,
    },
    {
      number: 5,
      groups: [],
      name: 'Retired step',
      type: 'SMS_TaskSequence_RunCommandLineAction',
      label: 'Run Command Line',
      environments: ['boot-image', 'installed-system'],
      isDisabled: true,
      isConditional: false,
    },
  ]);
});

test('try and catch: the failure is caught, remembered and shown', async () => {
  const run = await runText(read('try-catch'), {
    commands: (line) => ({ exitCode: Number(/^exit (\d+)$/.exec(line)?.[1] ?? 0) }),
  });
  expect([run.result.kind, run.commands, run.variables.get('AllDone')]).toEqual([
    'succeeded',
    ['exit 0', 'exit 1', 'echo Fails 1'],
    undefined,
  ]);
});

test('a model that is not listed stops the sequence with its own code', async () => {
  const run = await runText(read('model-support'));
  expect([run.result.kind, run.variables.get('_SMSTSLastActionRetCode')]).toEqual(['failed', '50']);
});

test("the Deployment Toolkit's own kinds fail by their names", async () => {
  const run = await runText(read('deployment-toolkit'));
  expect(run.result.kind === 'failed' && String(run.result.error)).toContain('BDD_Gather');
});

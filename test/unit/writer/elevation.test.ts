/** How the writer would be started, for every situation in a table. The lines for macOS and Windows were never run. */
import { describe, expect, test } from 'vitest';
import { channelFor, planElevation, type ElevationFacts } from '../../../main/platform/elevation.ts';

const COMMAND = ['/usr/bin/node', "/opt/it's/writer.cjs", '--pipes'] as const;
const facts = (some: Partial<ElevationFacts>): ElevationFacts => ({
  platform: 'linux',
  isAdministrator: false,
  hasTerminal: false,
  hasGraphicalSession: false,
  pkexec: undefined,
  sudo: undefined,
  env: {
    PATH: '/home/eve/bin',
    DISPLAY: ':0',
    NODE_OPTIONS: '--require /home/eve/x.js',
    LD_PRELOAD: '/home/eve/x.so',
    SUDO_UID: '1000',
  },
  ...some,
});
const pkexec = '/usr/bin/pkexec';
const sudo = '/usr/bin/sudo';
const [node, script, pipes] = COMMAND;

const linux: readonly (readonly [string, Partial<ElevationFacts>, readonly string[]])[] = [
  ['root', { isAdministrator: true, pkexec, sudo, hasTerminal: true }, [node, script, pipes]],
  ['a desktop', { hasGraphicalSession: true, pkexec, sudo }, [pkexec, node, script, pipes]],
  [
    'a terminal on a desktop',
    { hasGraphicalSession: true, hasTerminal: true, pkexec, sudo },
    [pkexec, node, script, pipes],
  ],
  [
    'a terminal without a desktop',
    { hasTerminal: true, pkexec, sudo },
    [sudo, '-p', 'Password of %p, to write drives: ', '--', node, script, pipes],
  ],
  [
    'a desktop without pkexec',
    { hasGraphicalSession: true, hasTerminal: true, sudo },
    [sudo, '-p', 'Password of %p, to write drives: ', '--', node, script, pipes],
  ],
  ['neither: only without a password', { pkexec, sudo }, [sudo, '-n', '--', node, script, pipes]],
];

describe('on Linux', () => {
  test.each(linux)('%s', (_name, some, line) => {
    const { program, args } = planElevation(facts(some), COMMAND);
    expect([program, ...args]).toEqual(line);
  });

  test('without pkexec and sudo it is said what is missing', () => {
    expect(() => planElevation(facts({ hasTerminal: true }), COMMAND)).toThrow('neither pkexec');
  });

  test('exit codes that mean no', () => {
    const codes = [
      { hasGraphicalSession: true, pkexec },
      { sudo, hasTerminal: true },
      { isAdministrator: true },
    ].map((some) => planElevation(facts(some), COMMAND).declinedCodes);
    expect(codes).toEqual([[126, 127], [1], []]);
  });
});

describe('environments', () => {
  test('a direct start takes over nothing but what is named', () => {
    const { env } = planElevation(facts({ isAdministrator: true }), COMMAND);
    expect(Object.keys(env).sort()).toEqual(['LANG', 'PATH']);
    expect(env['PATH']).not.toContain('eve');
  });

  test('a program that asks for rights gets the session without what would change programs', () => {
    const { env } = planElevation(facts({ hasGraphicalSession: true, pkexec }), COMMAND);
    expect(env['DISPLAY']).toBe(':0');
    expect(Object.keys(env).filter((name) => /^(NODE_|LD_)/.test(name))).toEqual([]);
  });
});

test('macOS asks by osascript, with the command as arguments and not as script', () => {
  const { program, args, declinedCodes } = planElevation(facts({ platform: 'darwin' }), COMMAND);
  expect(program).toBe('/usr/bin/osascript');
  expect(args.slice(-3)).toEqual([...COMMAND]);
  expect(args.filter((arg) => arg === '-e')).toHaveLength(7);
  expect(args).toContain('do shell script commandLine with administrator privileges');
  expect(args.join(' ')).toContain('quoted form of (part as text)');
  expect(declinedCodes).toEqual([1]);
});

test('Windows asks by Start-Process, and a path cannot leave its quotation marks', () => {
  const path = 'C:\\Users\\O’Neil & $(calc) %TEMP%\\meeting.json';
  const command = ['C:\\node.exe', 'C:\\writer.cjs', '--meet', path] as const;
  const { program, args, declinedCodes } = planElevation(facts({ platform: 'win32' }), command);
  const decoded = (text: string | undefined): readonly string[] =>
    Buffer.from(text ?? '', 'base64')
      .toString('utf16le')
      .split('\n');
  const powerShell = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';
  const flags = ['-NoLogo', '-NoProfile', '-NonInteractive', '-EncodedCommand'];
  expect(program).toBe(powerShell);
  expect(args.slice(0, -1)).toEqual(flags);
  expect(declinedCodes).toEqual([126]);
  const start = /^\$p = Start-Process -FilePath '(.*)' -ArgumentList '(.*) (\S+)' -Verb RunAs /.exec(
    decoded(args.at(-1))[2] ?? '',
  );
  expect(start?.slice(1, 3)).toEqual([powerShell, flags.join(' ')]);
  expect(decoded(start?.[3])).toEqual([
    "$env:UV_THREADPOOL_SIZE = '128'",
    "& 'C:\\node.exe' 'C:\\writer.cjs' '--meet' 'C:\\Users\\O’’Neil & $(calc) %TEMP%\\meeting.json'",
    'exit $LASTEXITCODE',
  ]);
});

test('where pipes stay connected they are used, elsewhere the two meet on a socket', () => {
  const kinds = (['linux', 'darwin', 'win32'] as const).flatMap((platform) =>
    [true, false].map((isAdministrator) => channelFor(platform, isAdministrator)),
  );
  expect(kinds).toEqual(['pipes', 'pipes', 'pipes', 'socket', 'socket', 'socket']);
});

/** The log's form, and command lines of steps taken apart. */
import { expect, test } from 'vitest';
import {
  parseRestart,
  parseRunCommand,
  parseSetVariable,
  splitCommandLine,
  withoutCommandInterpreter,
} from '../../../resources/runtime/engine/actions.ts';
import { formatEntry } from '../../../resources/runtime/log.ts';
import { shownBytes } from '../../../resources/runtime/text.ts';

test('an entry is what CMTrace reads', () => {
  const time = new Date('2026-11-20T18:05:09.012Z');
  const entry = formatEntry({
    component: 'Engine',
    message: 'one\ntwo ]LOG]!> three',
    severity: 'warning',
    time,
  });
  expect(entry).toBe(
    '<![LOG[one\ntwo ] LOG]!> three]LOG]!><time="18:05:09.012+000" date="11-20-2026" component="Engine" ' +
      'context="" type="2" thread="1" file="">',
  );
});

test.each<[line: string, words: readonly string[]]>([
  ['a b  c', ['a', 'b', 'c']],
  ['"a b" c', ['a b', 'c']],
  [String.raw`x "say \"hi\"" y`, ['x', 'say "hi"', 'y']],
  ['""', ['']],
  [String.raw`C:\a\b "C:\c d\e"`, [String.raw`C:\a\b`, String.raw`C:\c d\e`]],
  ['', []],
])('words of %s', (line, words) => {
  expect(splitCommandLine(line)).toEqual(words);
});

test.each<[action: string, expected: unknown]>([
  ['tsenv.exe "A=1"', { name: 'A', value: '1', isHidden: false }],
  ['tsenv.exe "A=b=c d" /hiddenflag:False', { name: 'A', value: 'b=c d', isHidden: false }],
  ['TSENV "A=" /HiddenFlag:True', { name: 'A', value: '', isHidden: true }],
])('Set Task Sequence Variable: %s', (action, expected) => {
  expect(parseSetVariable(action)).toEqual(expected);
});

test.each<[action: string, expected: unknown]>([
  ['smsswd.exe /run: echo hi', { packageId: undefined, command: 'echo hi' }],
  ['smsswd.exe /run:PS100030 sh run.sh "a b"', { packageId: 'PS100030', command: 'sh run.sh "a b"' }],
  ['"smsswd.exe" /run:%PKG% x', { packageId: '%PKG%', command: 'x' }],
])('Run Command Line: %s', (action, expected) => {
  expect(parseRunCommand(action)).toEqual(expected);
});

test('Restart Computer knows two targets', () => {
  expect(parseRestart('smsboot.exe /target:HD')).toBe('installed-system');
  expect(parseRestart('smsboot.exe /target:WinPE')).toBe('boot-image');
});

test.each([
  () => parseSetVariable('tsenv.exe'),
  () => parseSetVariable('tsenv.exe "=1"'),
  () => parseRunCommand('smsswd.exe /run:PS1'),
  () => parseRunCommand('cmd.exe /c smsswd.exe /run: x'),
  () => parseRestart('smsboot.exe'),
  () => parseRestart('smsboot.exe /target:Moon'),
])('a broken action is refused (%#)', (parse) => {
  expect(parse).toThrow(expect.objectContaining({ code: 'E_TS_ACTION' }));
});

test.each<[command: string, expected: string]>([
  ['cmd.exe /c echo hi', 'echo hi'],
  ['cmd /q /c "a b"', '"a b"'],
  ['CMD.EXE /C dir', 'dir'],
  ['cmdlet /c x', 'cmdlet /c x'],
  ['echo cmd.exe /c x', 'echo cmd.exe /c x'],
])('the interpreter is dropped from %s', (command, expected) => {
  expect(withoutCommandInterpreter(command)).toBe(expected);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [5_240_000, '5.2 MB'],
  [3e12, '3.0 TB'],
])('%d bytes are shown as %s', (bytes, expected) => {
  expect(shownBytes(bytes)).toBe(expected);
});

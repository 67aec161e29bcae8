/** Keys, and the same view on a screen and on a serial line. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeviceConsole } from '../../../resources/runtime/console/console.ts';
import { KeyDecoder } from '../../../resources/runtime/console/keys.ts';
import { printable, wrap, type View } from '../../../resources/runtime/console/terminal.ts';
import { FakeTerminal } from '../../support/fake-device.ts';
import { ScreenGrid } from '../../support/screen-grid.ts';

const ESCAPE = '\u001b';

function keysOf(...pieces: readonly string[]): string {
  const decoder = new KeyDecoder();
  return pieces
    .flatMap((piece) => decoder.decode(Buffer.from(piece, 'latin1')))
    .map((key) => (key.kind === 'text' ? key.text : `<${key.kind}>`))
    .join('');
}

test.each<[title: string, pieces: readonly string[], expected: string]>([
  ['letters and Enter', ['ab\r'], 'ab<enter>'],
  ['CR LF is one Enter', ['a\r\nb\r\n'], 'a<enter>b<enter>'],
  ['LF alone is Enter', ['a\nb\n'], 'a<enter>b<enter>'],
  ['both codes of Backspace', ['\b\u007f'], '<backspace><backspace>'],
  ['Ctrl+U deletes all', ['\u0015'], '<clear>'],
  ['arrow keys', [`${ESCAPE}[A${ESCAPE}[B${ESCAPE}OA`], '<up><down><up>'],
  [
    'left, right, pages, Tab both ways',
    [`${ESCAPE}[D${ESCAPE}OC${ESCAPE}[5~${ESCAPE}[6~\t${ESCAPE}[Z`],
    '<left><right><page-up><page-down><tab><back-tab>',
  ],
  ['an arrow key in pieces', [ESCAPE, '[', 'A', 'x'], '<up>x'],
  ['unknown sequences vanish whole', [`${ESCAPE}[15~a${ESCAPE}[1;5Cb`], 'ab'],
  ['F1 and F5 of the Linux console vanish whole', [`${ESCAPE}[[Aa${ESCAPE}[[E${ESCAPE}[[`, 'Cb'], 'ab'],
  ['a lone Escape takes one character along', [`${ESCAPE}xy`], 'y'],
  ['other control characters vanish', ['a\u0003\u0004\u001ab'], 'ab'],
  ['UTF-8 in pieces', ['Z\xc3', '\xbcr'], 'Zür'],
  ['bytes that are no UTF-8 vanish', ['a\xffb'], 'ab'],
])('keys: %s', (_title, pieces, expected) => {
  expect(keysOf(...pieces)).toBe(expected);
});

test('where the bytes of keys are cut makes no difference', () => {
  const part = fc.constantFrom('a', 'Ö', '\r', '\n', '\b', `${ESCAPE}[A`, `${ESCAPE}[5~`, '€');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (parts, size) => {
      const bytes = Buffer.from(parts.join(''), 'utf8').toString('latin1');
      const pieces = bytes.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      expect(keysOf(...pieces)).toBe(keysOf(bytes));
    }),
  );
});

function consoleOf(): { device: DeviceConsole; screen: FakeTerminal; serial: FakeTerminal } {
  const screen = new FakeTerminal('tty1', 'screen');
  const serial = new FakeTerminal('ttyS0', 'serial');
  return { device: new DeviceConsole([screen, serial]), screen, serial };
}

test('a password can be begun on one terminal and ended on the other, and is shown on neither', async () => {
  const { device, screen, serial } = consoleOf();
  const answer = device.askText({ heading: 'H', lines: ['Intro'] }, { label: 'Password:', isHidden: true });
  screen.type('Gehe');
  serial.type('imX\u007f!\r');
  expect(await answer).toBe('Geheim!');
  for (const terminal of [screen, serial]) expect(terminal.output).not.toMatch(/Geh|heim|eim!/);
  expect(new ScreenGrid(screen.output, screen).texts()).toContain('  Password: •••••••');
  expect(serial.output).toContain('Password: *******\b \b*');
});

test('keys typed while nothing is asked are thrown away', async () => {
  const { device, serial } = consoleOf();
  serial.type('early\r');
  const answer = device.askText({ heading: 'H', lines: [] }, { label: 'Name:', isHidden: false });
  serial.type('late\r');
  expect(await answer).toBe('late');
});

test('Escape is a key when nothing follows it, and the start of another one otherwise', async () => {
  const { device, screen } = consoleOf();
  const seen: string[] = [];
  const done = device.readKeys((key) => seen.push(key.kind) === 3);
  screen.type(ESCAPE);
  screen.type('[A');
  screen.type(ESCAPE);
  await expect.poll(() => seen).toEqual(['up', 'escape']);
  screen.type('\t');
  await done;
  expect(seen).toEqual(['up', 'escape', 'tab']);
});

test('tabs hang under the heading; rows have a word at their end; a serial line says what moved', () => {
  const { device, screen, serial } = consoleOf();
  const view = (selected: number, active = 0): View => ({
    heading: 'Centre',
    title: 'PC-1',
    tabs: { items: ['One', 'Two'], active },
    lines: [],
    choices: { items: ['First', 'Second'], notes: ['Available', ''], selected },
  });
  device.show(view(0));
  device.show(view(1));
  device.show(view(1, 1));
  expect(new ScreenGrid(screen.output, screen).texts().slice(0, 7)).toEqual([
    expect.stringMatching(/^ {2}Centre +PC-1$/),
    '   One   Two',
    '',
    '',
    expect.stringMatching(/^ {4}1 {2}First {2,}Available$/),
    '    2  Second',
    '',
  ]);
  expect(serial.output).toBe(
    '\r\n== Centre: One ==\r\n  1  First  [Available]\r\n  2  Second\r\n>  2  Second\r\n' +
      '\r\n== Centre: Two ==\r\n  1  First  [Available]\r\n  2  Second\r\n',
  );
});

test("once the computer's name is known it stands beside every heading that has nothing else there", () => {
  const { device, screen } = consoleOf();
  device.title = 'CT-LAB-07';
  device.show({ heading: 'Upgrade', lines: [] });
  expect(new ScreenGrid(screen.output, screen).texts()[0]).toMatch(/^ {2}Upgrade +CT-LAB-07$/);
  device.show({ heading: 'Centre', title: 'PC-1', lines: [] });
  expect(new ScreenGrid(screen.output, screen).texts()[0]).toMatch(/^ {2}Centre +PC-1$/);
});

test('a field takes 512 characters and no more', async () => {
  const { device, serial } = consoleOf();
  const answer = device.askText({ heading: 'H', lines: [] }, { label: 'X:', isHidden: true });
  serial.type(`${'a'.repeat(600)}\r`);
  expect((await answer).length).toBe(512);
});

test.each<[title: string, typed: string, index: number]>([
  ['Enter takes the first', '\r', 0],
  ['a number and Enter', '2\r', 1],
  ['two digits', '12\r', 11],
  ['a second number replaces one that would be too large', '95\r', 4],
  ['a number out of range changes nothing', '0\r', 0],
  ['arrows', `${ESCAPE}[B${ESCAPE}[B${ESCAPE}[A\r`, 1],
  ['up from the first goes to the last', `${ESCAPE}[A\r`, 11],
])('a list of twelve: %s', async (_title, typed, index) => {
  const { device, serial } = consoleOf();
  const items = Array.from({ length: 12 }, (_, number) => `Item ${number + 1}`);
  const answer = device.askChoice({ heading: 'H', lines: [] }, items);
  serial.type(typed);
  expect(await answer).toBe(index);
  expect(serial.output.match(/Item 12/g)).toHaveLength(1);
});

test('a serial line gets what is new and only that', () => {
  const { device, serial } = consoleOf();
  device.show({ heading: 'Running', lines: ['Step 1 of 2'], progress: { label: 'Copy', percent: 0 } });
  device.show({ heading: 'Running', lines: ['Step 1 of 2'], progress: { label: 'Copy', percent: 40 } });
  device.show({ heading: 'Running', lines: ['Step 2 of 2'], progress: { label: 'Check', percent: 50 } });
  expect(serial.output).toBe(
    '\r\n== Running ==\r\nStep 1 of 2\r\n[  0%] Copy\r\nStep 2 of 2\r\n[ 50%] Check\r\n',
  );
});

test('a countdown overwrites its own line', () => {
  const { device, serial } = consoleOf();
  for (const left of [10, 9]) device.show({ heading: 'H', lines: ['L'], ticker: `in ${left} s` });
  device.show({ heading: 'H', lines: ['M'] });
  expect(serial.output).toBe('\r\n== H ==\r\nL\r\n\rin 10 s\rin 9 s \r\nM\r\n');
});

test('whatever is shown fits 80x25 and leaves heading and keys in their places', () => {
  const word = fc.stringMatching(/^[a-zA-Z0-9]{1,120}$/);
  const line = fc.array(word, { maxLength: 30 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), fc.integer({ min: 0, max: 40 }), (lines, count) => {
      const { device, screen } = consoleOf();
      const items = Array.from({ length: count }, (_, index) => `Task sequence ${index}`);
      device.show({
        heading: 'Heading',
        lines,
        choices: { items, selected: Math.max(0, count - 1) },
        keys: 'Keys',
      });
      // A line too long, or one too many, would push the heading off the screen.
      const rows = new ScreenGrid(screen.output, screen).texts();
      expect([rows[0]?.trim(), rows[24]?.trim()]).toEqual([
        expect.stringMatching(/^Heading +Task Sequence Media$/),
        'Keys',
      ]);
    }),
  );
});

test('the chosen item of a long list is on the screen', () => {
  const { device, screen } = consoleOf();
  const items = Array.from({ length: 200 }, (_, index) => `Task sequence ${index}`);
  device.show({ heading: 'H', lines: ['Choose'], choices: { items, selected: 150 } });
  expect(new ScreenGrid(screen.output, screen).texts().join('\n')).toContain('151  Task sequence 150');
});

test('text from outside cannot steer a terminal', () => {
  expect(printable(`a${ESCAPE}[2Jb\r\nc\u009b1m`)).toBe('a [2Jb c 1m');
  // Turned writing, line separator, zero width: on a screen such a name could look like another one.
  expect(printable('a\u202eb\u2028c\u200bd')).toBe('a b c d');
});

test('wrapping loses no word and keeps to the width', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z ]{0,200}$/), fc.integer({ min: 5, max: 40 }), (text, width) => {
      const lines = wrap(text, width);
      expect(lines.every((line) => line.length <= width)).toBe(true);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
});

/** Software Center: what keys do, and what stands on the screen, on both sizes of a console. */
import { expect, test } from 'vitest';
import type { Key } from '../../../../resources/runtime/console/keys.ts';
import { DeviceConsole } from '../../../../resources/runtime/console/console.ts';
import { SoftwareCenter } from '../../../../resources/runtime/client/software-center/center.ts';
import {
  firstPlace,
  press,
  type CenterData,
  type Place,
  type Step,
  type Wish,
} from '../../../../resources/runtime/client/software-center/model.ts';
import { viewOf } from '../../../../resources/runtime/client/software-center/views.ts';
import { FakeTerminal } from '../../../support/fake-device.ts';
import { contrast, ScreenGrid } from '../../../support/screen-grid.ts';
import { centerData } from './center-support.ts';

const SIZES = [
  { columns: 80, rows: 25 },
  { columns: 100, rows: 37 },
] as const;
const ESCAPE = '\u001b';

const named: Readonly<Record<string, Key['kind']>> = {
  tab: 'tab',
  back: 'back-tab',
  up: 'up',
  down: 'down',
  enter: 'enter',
  esc: 'escape',
  end: 'end',
};

/** Presses keys by name ("tab", "down") or letter. */
function walk(data: CenterData, ...keys: readonly string[]): { place: Place; wish: Wish | undefined } {
  let place = firstPlace;
  let wish: Wish | undefined;
  for (const name of keys) {
    const kind = named[name];
    const key: Key = kind === undefined || kind === 'text' ? { kind: 'text', text: name } : { kind };
    const step = press(data, place, key);
    place = step.place;
    wish = step.wish;
  }
  return { place, wish };
}

const [upgrade, wipe] = centerData().offers;

type Where = readonly [tab: string, page: string, row: number, wish: unknown];

test.each<[title: string, keys: readonly string[], where: Where]>([
  ['nothing', [], ['operating-systems', 'list', 0, undefined]],
  ['Tab goes round', ['tab', 'tab', 'tab', 'tab'], ['operating-systems', 'list', 0, undefined]],
  ['Shift+Tab goes back', ['back'], ['device', 'list', 0, undefined]],
  ['arrows go round', ['down', 'down', 'down', 'up'], ['operating-systems', 'list', 0, undefined]],
  ['a number selects', ['2'], ['operating-systems', 'list', 1, undefined]],
  ['a number out of range does nothing', ['9'], ['operating-systems', 'list', 0, undefined]],
  ['R refreshes', ['r'], ['operating-systems', 'list', 0, { kind: 'refresh' }]],
  ['Enter shows details', ['enter'], ['operating-systems', 'details', 0, undefined]],
  ['R in details does nothing', ['enter', 'r'], ['operating-systems', 'details', 0, undefined]],
  ['Escape goes back', ['enter', 'esc'], ['operating-systems', 'list', 0, undefined]],
  [
    'an operating system is asked for twice',
    ['enter', 'enter'],
    ['operating-systems', 'confirm', 0, undefined],
  ],
  [
    'Enter alone confirms nothing',
    ['enter', 'enter', 'enter'],
    ['operating-systems', 'confirm', 0, undefined],
  ],
  [
    'I installs',
    ['enter', 'enter', 'i'],
    ['operating-systems', 'list', 0, { kind: 'install', offer: upgrade }],
  ],
  [
    'the second one',
    ['down', 'enter', 'enter', 'I'],
    ['operating-systems', 'list', 1, { kind: 'install', offer: wipe }],
  ],
  ['Escape before I', ['enter', 'enter', 'esc', 'esc', 'i'], ['operating-systems', 'list', 0, undefined]],
  ['an empty list has no details', ['tab', 'enter', 'down'], ['applications', 'list', 0, undefined]],
  [
    'details of the history install nothing',
    ['tab', 'tab', 'enter', 'enter'],
    ['history', 'details', 0, undefined],
  ],
])('keys: %s', (_title, keys, where) => {
  const ended = walk(centerData(), ...keys);
  expect([ended.place.tab, ended.place.page, ended.place.selected[ended.place.tab], ended.wish]).toEqual(
    where,
  );
});

test('while something is installed nothing else can be started', () => {
  const data = centerData();
  const [first, ...rest] = data.offers;
  if (first === undefined) throw new Error('no offer');
  const busy: CenterData = { ...data, offers: [{ ...first, state: 'installing' }, ...rest] };
  expect(walk(busy, 'down', 'enter', 'enter').place.page).toBe('details');
  expect(viewOf(busy, walk(busy, 'down', 'enter').place).lines).toContain(
    'Something is being installed; wait until it has ended.',
  );
});

test('a list that became shorter keeps its selection inside', () => {
  const { place } = walk(centerData(), 'down');
  const shorter: CenterData = { ...centerData(), offers: centerData().offers.slice(0, 1) };
  expect(viewOf(shorter, place).choices?.selected).toBe(0);
  expect(press(shorter, place, { kind: 'enter' }).place).toMatchObject({ page: 'details', of: upgrade?.id });
});

/** As policy brings it: another offer, sorted before the others. */
function withAnother(data: CenterData): CenterData {
  const [first] = data.offers;
  if (first === undefined) throw new Error('no offer');
  return { ...data, offers: [{ ...first, id: 'PS120099', name: 'Another one' }, ...data.offers] };
}

test.each<[page: string, keys: readonly string[], next: readonly Key[]]>([
  ['details', ['down', 'enter'], [{ kind: 'enter' }, { kind: 'text', text: 'i' }]],
  ['confirm', ['down', 'enter', 'enter'], [{ kind: 'text', text: 'i' }]],
])('%s stay with their offer when policy brings another one before it', (_page, keys, next) => {
  const { place } = walk(centerData(), ...keys);
  const now = withAnother(centerData());
  expect(viewOf(now, place)).toEqual(viewOf(centerData(), place));
  let step: Step = { place };
  for (const key of next) step = press(now, step.place, key);
  expect(step.wish).toEqual({ kind: 'install', offer: wipe });
  expect(step.place.selected['operating-systems']).toBe(2);
});

test('details of the history stay with their row when another one comes before it', () => {
  const data = centerData();
  const { place } = walk(data, 'tab', 'tab', 'down', 'enter');
  const [first] = data.history;
  if (first === undefined) throw new Error('no history');
  const now: CenterData = { ...data, history: [{ ...first, id: '3' }, ...data.history] };
  expect(viewOf(now, place)).toEqual(viewOf(data, place));
});

test('a page whose offer was withdrawn goes back to the list, and its key installs nothing', async () => {
  const serial = new FakeTerminal('ttyS0', 'serial');
  const center = new SoftwareCenter(new DeviceConsole([serial]), centerData());
  const wish = center.nextWish();
  serial.type('\r\r');
  await serial.expect('Install "Upgrade to Lab Workstation 2" on this computer now?');
  center.update({ ...centerData(), offers: centerData().offers.slice(1) });
  await serial.expect('== Software Center: Operating Systems ==');
  await serial.expect('1  Lab Workstation - Wipe and Load  [Available]');
  serial.type('ir');
  expect(await wish).toEqual({ kind: 'refresh' });
  const { place } = walk(centerData(), 'enter', 'enter');
  const gone: CenterData = { ...centerData(), offers: centerData().offers.slice(1) };
  const step = press(gone, place, { kind: 'text', text: 'i' });
  expect([step.place.page, step.wish]).toEqual(['list', undefined]);
});

const PAGES: readonly (readonly [string, readonly string[]])[] = [
  ['list', []],
  ['details', ['down', 'enter']],
  ['confirmation', ['down', 'enter', 'enter']],
  ['empty list', ['tab']],
  ['history', ['tab', 'tab']],
  ['history details', ['tab', 'tab', 'down', 'enter']],
  ['device', ['tab', 'tab', 'tab']],
];

test.each(SIZES.flatMap((size) => PAGES.map(([page, keys]) => ({ ...size, page, keys }))))(
  '$page on $columns x $rows: all of it is on the screen, in colours that can be read',
  ({ columns, rows, keys }) => {
    const screen = new FakeTerminal('tty1', 'screen', { columns, rows });
    const data = centerData();
    const view = viewOf(data, walk(data, ...keys).place);
    const device = new DeviceConsole([screen]);
    device.title = data.device.name;
    device.show(view);
    const grid = new ScreenGrid(screen.output, { columns, rows });
    const shown = grid.texts().join('\n');
    expect(shown).toContain(view.heading);
    expect(shown).toContain('CONTOSO-7Q2');
    expect(shown).toContain(view.keys?.split('   ').at(-1));
    // Nothing was cut off: a row stays free above the keys, and a cut text ends with "~".
    expect(grid.text(rows - 2)).toBe('');
    expect(shown).not.toContain('~');
    for (const cell of grid.rows.flat().filter((one) => one.character !== ' '))
      expect([cell, contrast(cell.foreground, cell.background) >= 4.5]).toEqual([cell, true]);
  },
);

test('at work: from the list to a confirmed installation, on a screen and a serial line alike', async () => {
  const screen = new FakeTerminal('tty1', 'screen');
  const serial = new FakeTerminal('ttyS0', 'serial');
  const center = new SoftwareCenter(new DeviceConsole([screen, serial]), centerData());
  const wish = center.nextWish();
  await serial.expect('== Software Center: Operating Systems ==');
  await serial.expect('1  Upgrade to Lab Workstation 2  [Available]');
  serial.type(`${ESCAPE}[B`);
  await serial.expect('>  2  Lab Workstation - Wipe and Load');
  serial.type('\r');
  await serial.expect('The computer restarts into the boot image');
  screen.type('\r');
  await serial.expect('Install "Lab Workstation - Wipe and Load" on this computer now?');
  center.update({ ...centerData(), notice: 'something new' });
  serial.type('i');
  expect(await wish).toEqual({ kind: 'install', offer: wipe });
});

test('what changes by itself is on the screen at once, and keys between two wishes do nothing', async () => {
  const serial = new FakeTerminal('ttyS0', 'serial');
  const center = new SoftwareCenter(new DeviceConsole([serial]), centerData());
  const first = center.nextWish();
  serial.type('r');
  expect(await first).toEqual({ kind: 'refresh' });
  serial.type('r');
  const second = center.nextWish();
  center.update({ ...centerData(), offers: [] });
  await serial.expect('No operating system is offered');
  serial.type('r');
  expect(await second).toEqual({ kind: 'refresh' });
});

test('a name from the site cannot steer the terminal', () => {
  const data = centerData();
  const [first] = data.offers;
  if (first === undefined) throw new Error('no offer');
  const evil: CenterData = { ...data, offers: [{ ...first, name: `a${ESCAPE}[2Jb` }] };
  for (const keys of [[], ['enter'], ['enter', 'enter']])
    expect(JSON.stringify(viewOf(evil, walk(evil, ...keys).place))).not.toContain('\\u001b');
});

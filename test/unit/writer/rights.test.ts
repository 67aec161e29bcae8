/** For whom the writer works, and the order in which it changes its rights. */
import { describe, expect, test } from 'vitest';
import { askingUser, rightsOf, type RightsPort } from '../../../main/hosts/writer/rights.ts';

function port(calls: string[], refusing = ''): RightsPort {
  let uid = 0;
  const call = (name: string, ...values: readonly number[]): void => {
    calls.push(`${name} ${values.join(' ')}`);
    if (name === refusing) throw new Error('EPERM');
  };
  return {
    geteuid: () => uid,
    seteuid(value) {
      call('seteuid', value);
      uid = value;
    },
    setegid: (gid) => {
      call('setegid', gid);
    },
    initgroups: (user, gid) => {
      call('initgroups', user, gid);
    },
    primaryGroup: () => 100 + uid,
  };
}

describe('the user who asked', () => {
  const cases: readonly (readonly [Record<string, string>, number, number | undefined])[] = [
    [{}, 0, undefined],
    [{ SUDO_UID: '1000' }, 0, 1000],
    [{ PKEXEC_UID: '1001' }, 0, 1001],
    [{ PKEXEC_UID: '1001', SUDO_UID: '1001' }, 0, 1001],
    [{ SUDO_UID: '0' }, 0, undefined],
    [{ SUDO_UID: '1000' }, 1000, undefined],
    [{ SUDO_UID: '1000' }, -1, undefined],
  ];
  test.each(cases)('%j as user %d: %s', (env, uid, asked) => {
    expect(askingUser(env, uid)).toBe(asked);
  });

  test.each([
    { PKEXEC_UID: '1001', SUDO_UID: '1000' },
    { SUDO_UID: '' },
    { SUDO_UID: '-1' },
    { SUDO_UID: '1e3' },
    { SUDO_UID: 'root' },
  ])('%j is not clear', (env) => {
    expect(() => askingUser(env, 0)).toThrow('not clear');
  });
});

test('groups are taken on once, the user for each action only', () => {
  const calls: string[] = [];
  const asUser = rightsOf(7, port(calls));
  calls.push('ready');
  expect(asUser(() => calls.push('open'))).toBe(7);
  expect(calls).toEqual([
    ...['seteuid 7', 'seteuid 0', 'initgroups 7 107', 'setegid 107', 'ready'],
    ...['seteuid 7', 'open', 'seteuid 0'],
  ]);
});

test('root comes back after a failure, too', () => {
  const calls: string[] = [];
  const asUser = rightsOf(7, port(calls));
  expect(() =>
    asUser(() => {
      throw new Error('EACCES');
    }),
  ).toThrow('EACCES');
  expect(calls.at(-1)).toBe('seteuid 0');
});

test.each(['seteuid', 'setegid', 'initgroups'])('without %s it does not start', (refusing) => {
  expect(() => rightsOf(7, port([], refusing))).toThrow('the rights of user 7 cannot be taken on: EPERM');
});

test('nothing changes for who works for himself', () => {
  const calls: string[] = [];
  expect(rightsOf(undefined, port(calls))(() => 1)).toBe(1);
  expect(calls).toEqual([]);
});

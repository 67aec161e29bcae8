/** Secrets in the system's storage, whose entries are doubles with the limits of Windows; no keychain runs here. */
import { describe, expect, test } from 'vitest';
import { memoryStorage, openSecretStorage, systemStorage, type OpenEntry } from '#platform/secret-storage.ts';
import { codeOfPromise } from '../../support/codes.ts';

/** 2560 bytes of UTF-16. */
const WINDOWS_LIMIT = 1280;

function doubles(entries = new Map<string, string>()): OpenEntry {
  return (name) => ({
    getPassword: () => Promise.resolve(entries.get(name) ?? null),
    setPassword(secret) {
      if (secret.length > WINDOWS_LIMIT) return Promise.reject(new Error('attribute is too long'));
      entries.set(name, secret);
      return Promise.resolve();
    },
    deleteCredential: () => Promise.resolve(entries.delete(name)),
  });
}

describe("the system's storage", () => {
  test.each([
    ['a word', 'hunter2'],
    ['nothing', ''],
    ['what looks like a count', '3:abc'],
    ['lines', 'a\nb\r\n'],
    ['a token longer than Windows keeps in one piece', 'eyJ0'.repeat(1500)],
    ['characters beyond 16 bits where it is cut', `${'a'.repeat(1199)}${'😀'.repeat(700)}`],
  ])('gives %s back', async (_name, secret) => {
    const storage = systemStorage(doubles());
    await storage.write('site', secret);
    expect(await storage.read('site')).toBe(secret);
  });

  test('leaves nothing of a long secret behind a short one, and nothing at all after removing', async () => {
    const entries = new Map<string, string>();
    const storage = systemStorage(doubles(entries));
    await storage.write('site', 'x'.repeat(5000));
    expect(entries.size).toBe(5);
    await storage.write('site', 'short');
    expect([...entries]).toEqual([['site', '1:short']]);
    await storage.remove('site');
    await storage.remove('site');
    expect([await storage.read('site'), entries.size]).toEqual([undefined, 0]);
  });

  test('says what is wrong when a part is missing, foreign, refused or too large', async () => {
    const entries = new Map([
      ['half', '2:abc'],
      ['foreign', 'abc'],
    ]);
    const storage = systemStorage(doubles(entries));
    const locked = systemStorage(() => ({
      getPassword: () => Promise.reject(new Error('locked')),
      setPassword: () => Promise.reject(new Error('locked')),
      deleteCredential: () => Promise.reject(new Error('locked')),
    }));
    const attempts = [
      storage.read('half'),
      storage.read('foreign'),
      storage.write('large', 'x'.repeat(100_000)),
      locked.read('site'),
      locked.write('site', 'x'),
      locked.remove('site'),
    ];
    const codes = await Promise.all(attempts.map((one) => codeOfPromise(one)));
    expect(codes).toEqual(attempts.map(() => 'E_SECRET_STORAGE'));
  });
});

test('where no storage of the system works, secrets stay in memory and it says why', async () => {
  const storage = memoryStorage('no session bus');
  await storage.write('site', 'hunter2');
  expect(await storage.read('site')).toBe('hunter2');
  await storage.remove('site');
  expect(await storage.read('site')).toBeUndefined();
  expect(storage.describe()).toEqual({ kind: 'memory', isPersistent: false, why: 'no session bus' });
});

test('opening the storage never fails: it is the system’s, or memory with a reason', async () => {
  const { kind, isPersistent, why } = (await openSecretStorage()).describe();
  expect({ kind, isPersistent, hasReason: why !== undefined }).toEqual(
    kind === 'system'
      ? { kind: 'system', isPersistent: true, hasReason: false }
      : { kind: 'memory', isPersistent: false, hasReason: true },
  );
});

// The password rule: what passes, what does not, and a message that explains and reveals nothing.
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { generatePassword, ratePassword, REQUIRED_BITS } from '#media/password-rule.ts';

const printable = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join('');

/** mulberry32: the same numbers in every run. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('what passes', () => {
  test.each([
    ['14 random printable characters', 'k3!vR9#qTz2@Lm'],
    ['16 random letters and digits', 'x7Kq2ZpW9dTn4RvB'],
    ['7 random words', 'doubling breeching snowless constrict unstuffed equivocal aerobics'],
    [
      '7 random words with other separators',
      'Doubling-Breeching-Snowless-Constrict-Unstuffed-Equivocal-Aerobics',
    ],
    ['what the generator of a password manager gives', '}h8_Q~w2$Lc[P5nX'],
  ])('%s', (_what, password) => {
    const strength = ratePassword(password);
    expect(strength.bits).toBeGreaterThanOrEqual(REQUIRED_BITS);
    expect(strength.verdict).toBe('strong');
    expect(strength.yearsAt1e11).toBeGreaterThan(1e8);
  });
});

test.each([
  ['14 printable characters', printable, 14],
  ['16 letters and digits', printable.replace(/[^a-zA-Z0-9]/g, ''), 16],
])(
  'of forty random passwords of %s at most four hold a word by chance and are refused',
  (_what, characters, length) => {
    const next = pseudoRandom(20_261_120);
    const pick = (): string => characters[Math.floor(next() * characters.length)] ?? '';
    const passwords = Array.from({ length: 40 }, () => Array.from({ length }, pick).join(''));
    const refused = passwords.filter((password) => ratePassword(password).verdict === 'weak');
    expect(refused.length).toBeLessThanOrEqual(4);
    // One character less is below the rule whatever the characters are.
    for (const password of passwords) expect(ratePassword(password.slice(1)).verdict).toBe('weak');
  },
);

describe('what does not pass', () => {
  test.each([
    ['nothing', ''],
    ['a word and digits', 'Password12345678'],
    ['the same twice', 'Password12345678Password12345678'],
    ['12 random printable characters', 'k3!vR9#qTz2@'],
    ['15 random letters and digits', 'x7Kq2ZpW9dTn4Rv'],
    ['6 random words', 'doubling breeching snowless constrict unstuffed equivocal'],
    ['6 random words, separators and a digit', 'kettle-undertow-ideology-brutishly-underwent-cornmeal7'],
    ['two words of another language', 'Xylophon-Nordwind-7'],
    ['one word seven times', 'doubling doubling doubling doubling doubling doubling doubling'],
    ['words of another language, a year and a mark', 'Sommer-Regen-2026-Montag!'],
    ['a sentence everybody knows', 'to be or not to be that is the question'],
    ['another one', 'the quick brown fox jumps over the lazy dog'],
    ['the days of the week', 'monday tuesday wednesday thursday friday saturday sunday'],
    ['rows of the keyboard', 'qwertyuiopasdfghjklzxcvbnm1234567890'],
    ['dates', '2026-11-20 2026-11-21 2026-11-22'],
    ['substituted letters', 'P@ssw0rd!P@ssw0rd!2026#'],
    ['one character very often', 'a'.repeat(5000)],
    ['digits only', '12345678901234567890123456789'],
    ['names of the company and the season', 'Contoso.2026.Winter.Deployment'],
  ])('%s', (_what, password) => {
    const strength = ratePassword(password);
    expect(strength.bits).toBeLessThan(REQUIRED_BITS);
    expect(strength.verdict).toBe('weak');
  });
});

describe('the message', () => {
  test('says how long it withstands, why that is not enough and what passes', () => {
    const { message } = ratePassword('Summer2026!');
    expect(message).toMatch(
      /^This password withstands about .* at 100,000 million guesses a second \(\d+ bits\)/,
    );
    expect(message).toContain('90 bits are needed');
    expect(message).toContain('no salt and no repetition');
    expect(message).toContain('first 40 bytes');
    expect(message).toContain(
      '14 random printable characters, 16 random letters and digits, or 7 random words',
    );
  });

  test('never holds the password or a part of it', () => {
    for (const password of ['Xylophon-Nordwind-7', 'k3!vR9#qTz2@Lm', 'Password1']) {
      const { message } = ratePassword(password);
      for (const part of password.match(/.{4,8}/g) ?? []) expect(message).not.toContain(part);
    }
  });
});

describe('the generator', () => {
  test('gives passwords of 15 characters that pass and have no look-alikes', () => {
    const passwords = Array.from({ length: 20 }, () =>
      generatePassword((count) => new Uint8Array(randomBytes(count))),
    );
    expect(new Set(passwords).size).toBe(20);
    for (const password of passwords) {
      expect(password).toMatch(/^[!-~]{15}$/);
      expect(password).not.toMatch(/[0O1lI|`'"]/);
      expect(ratePassword(password).verdict).toBe('strong');
    }
  });

  test('uses the random bytes it is given and nothing else', () => {
    const counter = () => {
      let next = 7;
      return (count: number) => Uint8Array.from({ length: count }, () => (next = (next * 37 + 11) % 256));
    };
    expect(generatePassword(counter())).toBe(generatePassword(counter()));
  });
});

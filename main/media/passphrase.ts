/**
 * Passwords of words, which can be read out on a telephone: seven different words of a diceware list, each worth almost
 * 13 bits. Trap: words with digits or of two letters would not count in `ratePassword`, so they are not drawn.
 */
import { dictionary } from '@zxcvbn-ts/language-common';
import { ratePassword } from './password-rule.ts';

const WORDS = 7;
const SEPARATOR = '-';
/** Two bytes decide each word. */
const RANGE = 65_536;

let drawn: readonly string[] | undefined;

function wordList(): readonly string[] {
  drawn ??= [...new Set(dictionary.diceware.map(String))].filter((word) => /^[a-z]{3,}$/.test(word));
  return drawn;
}

/**
 * A password that the rule accepts: "wrath-copper-…".
 * @param random gives the bytes nobody can foresee.
 */
export function generatePassphrase(random: (count: number) => Uint8Array): string {
  const words = wordList();
  for (;;) {
    const chosen = new Set<string>();
    while (chosen.size < WORDS) {
      const [high = 0, low = 0] = random(2);
      const number = high * 256 + low;
      // Numbers above the last whole multiple would make the first words more likely.
      if (number >= words.length * Math.floor(RANGE / words.length)) continue;
      chosen.add(words[number % words.length] ?? '');
    }
    const password = [...chosen].join(SEPARATOR);
    if (ratePassword(password).verdict === 'strong') return password;
  }
}

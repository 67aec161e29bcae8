/**
 * How long a media password withstands (reference: formats 2.7). Variables.dat has no salt and no repetition, and its
 * first 40 bytes are enough to try passwords, so the usual "8 characters, one digit" is worth hours.
 * The rule: at least 90 bits. That is what 14 random printable characters (92), 16 random letters and digits (95) and
 * 7 random words (90) have; each withstands a rig of 1e11 guesses a second for more than a thousand million years.
 * Trap: nobody can measure randomness from one text. What is measured is how an attacker would describe it: known words,
 * dates, sequences and repetitions count by their rank in a list, the rest by the number of possible characters.
 */
import { zxcvbn, zxcvbnOptions } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as commonDictionary } from '@zxcvbn-ts/language-common';
import { dictionary as englishDictionary } from '@zxcvbn-ts/language-en';

export const REQUIRED_BITS = 90;
/** An upper bound for eight graphics processors (inferred; no published figure for this file exists). */
export const GUESSES_PER_SECOND = 1e11;
/** One of the 7776 words of a diceware list. */
const WORD_BITS = Math.log2(7776);
const PASSPHRASE_WORDS = 7;
/** Three letters or more with no capitals but the first or all. */
const WORD_CASE = /^(?:\p{Lu}?\p{Ll}{2,}|\p{Lu}{3,})$/u;
/** Characters up to which a known word in random text is taken for chance. */
const CHANCE_LENGTH = 4;
const SECONDS_PER_YEAR = 365.25 * 24 * 3600;

export interface PasswordStrength {
  /** Binary logarithm of the number of guesses an attacker who knows the pattern needs. */
  readonly bits: number;
  /** Half of all guesses at 1e11 a second, in years. */
  readonly yearsAt1e11: number;
  readonly verdict: 'strong' | 'weak';
  /** For people; never contains the password or a part of it. */
  readonly message: string;
}

/** Measures a password. Never throws; an empty one has 0 bits. */
export function ratePassword(password: string): PasswordStrength {
  const bits = Math.max(patternBits(password), passphraseBits(password));
  const yearsAt1e11 = 2 ** (bits - 1) / GUESSES_PER_SECOND / SECONDS_PER_YEAR;
  const verdict = bits >= REQUIRED_BITS ? 'strong' : 'weak';
  return { bits, yearsAt1e11, verdict, message: explain(bits, yearsAt1e11) };
}

/** The 85 printable characters that are not mistaken for another one when read from paper. */
const UNAMBIGUOUS = [...charactersBetween('!', '~')]
  .filter((character) => !'0O1lI|`\'"'.includes(character))
  .join('');
const GENERATED_LENGTH = 15;

/**
 * A password that the rule accepts: 15 printable characters (one more than the rule, because 9 look-alikes are left out).
 * @param random gives the bytes nobody can foresee.
 */
export function generatePassword(random: (count: number) => Uint8Array): string {
  for (;;) {
    let password = '';
    while (password.length < GENERATED_LENGTH) {
      const byte = random(1)[0] ?? 0;
      // Bytes above the last whole multiple would make the first characters more likely.
      if (byte < UNAMBIGUOUS.length * Math.floor(256 / UNAMBIGUOUS.length)) {
        password += UNAMBIGUOUS[byte % UNAMBIGUOUS.length] ?? '';
      }
    }
    if (ratePassword(password).verdict === 'strong') return password;
  }
}

/** A part of the password as one view sees it. */
interface Piece {
  readonly text: string;
  readonly isKnown: boolean;
  /** Known, and not by chance. */
  readonly isCertain?: boolean;
  readonly bits: number;
}

/**
 * The cheaper of two views of an attacker: the whole text at once, and word by word (the library does not look for
 * words on both sides of a blank).
 */
function patternBits(password: string): number {
  // The library takes time that grows with the square of the length; what follows can only add strength.
  const head = password.slice(0, 128);
  const characterBits = Math.log2(Math.max(poolSize(head), 1));
  const whole = sumOf(recognise(head, characterBits), head.length, characterBits);
  return Math.min(whole, sumOf(wordByWord(head, characterBits), head.length, characterBits));
}

/** What the library recognises, with its rank; what lies between is not known. */
function recognise(text: string, characterBits: number): readonly Piece[] {
  useDictionaries();
  return zxcvbn(text).sequence.map((match) => {
    const { token, pattern } = match;
    const isKnown = pattern !== 'bruteforce' && pattern !== 'separator';
    const random = token.length * characterBits;
    return {
      text: token,
      isKnown,
      bits: isKnown ? Math.min(random, Math.log2(Number(match['guesses']))) : random,
    };
  });
}

/** Letters, digits and the rest apart; a word that comes again adds nothing, nor does the separator of a phrase. */
function wordByWord(text: string, characterBits: number): readonly Piece[] {
  const parts = text.match(/\p{L}+|\p{N}+|[^\p{L}\p{N}]+/gu) ?? [];
  const isPhrase = looksLikePhrase(parts, text.length);
  const seen = new Set<string>();
  const pieces: Piece[] = [];
  for (const part of parts) {
    const isWord = isPhrase ? /^\p{L}{2}/u.test(part) : /^\p{L}{3}/u.test(part);
    const isRepeated = seen.has(part.toLowerCase());
    seen.add(part.toLowerCase());
    if (isRepeated && (isWord || isPhrase)) continue;
    if (isWord) pieces.push(...recogniseWord(part, { characterBits, isPhrase }));
    else if (/^\p{N}{4}/u.test(part)) pieces.push(...recognise(part, Math.log2(10)));
    else
      pieces.push(
        isPhrase ? phraseMark(part) : { text: part, isKnown: false, bits: part.length * characterBits },
      );
  }
  return pieces;
}

/** A separator or digit between the words of a phrase: one of 32 marks or of 10 digits. */
function phraseMark(text: string): Piece {
  const bits = text.length * Math.log2(/^\p{N}/u.test(text) ? 10 : 32);
  return { text, isKnown: true, isCertain: true, bits };
}

/** Four words or more that make up most of the text; random text never looks so. */
function looksLikePhrase(parts: readonly string[], length: number): boolean {
  const words = parts.filter((part) => WORD_CASE.test(part));
  return words.length >= 4 && words.reduce((total, word) => total + word.length, 0) >= 0.6 * length;
}

/** One run of letters; what is written and sounds like a word is worth a word at most. */
function recogniseWord(
  text: string,
  view: { readonly characterBits: number; readonly isPhrase: boolean },
): readonly Piece[] {
  const pieces = recognise(text, view.characterBits);
  if (!WORD_CASE.test(text)) return pieces;
  const bits = pieces.reduce((total, piece) => total + piece.bits, 0);
  if (view.isPhrase || (text.length >= 5 && looksLikeWord(text))) {
    return [{ text, isKnown: true, isCertain: true, bits: Math.min(WORD_BITS, bits) }];
  }
  const known = pieces
    .filter((piece) => piece.isKnown)
    .reduce((total, piece) => total + piece.text.length, 0);
  const isCertain = text.length >= 5 && known >= 0.7 * text.length;
  return pieces.map((piece) => ({ ...piece, isCertain: piece.isKnown && isCertain }));
}

function sumOf(pieces: readonly Piece[], length: number, characterBits: number): number {
  // Random text holds a short word now and then; only when there are many is the text made of them.
  const isShort = (piece: Piece): boolean =>
    piece.isKnown && piece.isCertain !== true && piece.text.length <= CHANCE_LENGTH;
  const shortLength = pieces.filter(isShort).reduce((total, piece) => total + piece.text.length, 0);
  const isChance = shortLength * 4 <= length;
  let bits = 0;
  for (const piece of pieces) {
    const digitsOnly = /^\p{N}+$/u.test(piece.text);
    if (piece.isKnown && (digitsOnly || !isChance || !isShort(piece))) bits += piece.bits;
    else bits += digitsOnly ? piece.bits : looseBits(piece.text, characterBits);
  }
  return bits;
}

/** Characters without a known pattern; what looks like words of another language counts as words. */
function looseBits(text: string, characterBits: number): number {
  let bits = 0;
  for (const part of text.match(/\p{L}+|[^\p{L}]+/gu) ?? []) {
    const words = (part.match(/\p{Lu}?\p{Ll}+|\p{Lu}+/gu) ?? []).filter(
      (piece) => piece.length >= 5 && looksLikeWord(piece) && (piece === part || !/^\p{Lu}+$/u.test(piece)),
    );
    const covered = words.reduce((total, word) => total + word.length, 0);
    const isWords = covered >= 0.7 * part.length;
    bits += isWords
      ? words.length * WORD_BITS + (part.length - covered) * characterBits
      : part.length * characterBits;
  }
  return bits;
}

/** Seven or more different words, separated by anything: each counts as drawn from a diceware list. */
function passphraseBits(password: string): number {
  const words = password
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length >= 3);
  const different = new Set(words);
  if (different.size < PASSPHRASE_WORDS) return 0;
  let bits = 0;
  for (const word of different) {
    bits += isDicewareWord(word) ? WORD_BITS : Math.min(WORD_BITS, patternBits(word));
  }
  return bits;
}

function looksLikeWord(text: string): boolean {
  if (/[^aeiouyäöüáéíóúàèâêîôûæøåëï]{5,}/i.test(text)) return false;
  const vowels = Array.from(text).filter((letter) => /[aeiouyäöüáéíóúàèâêîôûæøåëï]/i.test(letter)).length;
  const share = vowels / text.length;
  return share >= (text.length > 5 ? 0.2 : 0.28) && share <= 0.6;
}

/** How many characters somebody has to try who knows which classes are used but not which one is left out by chance. */
function poolSize(password: string): number {
  const letters = (/[a-z]/.test(password) ? 26 : 0) + (/[A-Z]/.test(password) ? 26 : 0);
  const alphanumeric = letters + (/[0-9]/.test(password) ? 10 : 0);
  if (!/[^a-zA-Z0-9]/.test(password)) return alphanumeric;
  return alphanumeric >= 36 ? 94 : alphanumeric + 32;
}

function explain(bits: number, years: number): string {
  const facts =
    'the encryption of task sequence media uses no salt and no repetition, and the first 40 bytes of the file are enough to try passwords, ' +
    'all media at once';
  const time = `about ${durationText(years)} at 100,000 million guesses a second (${Math.floor(bits)} bits)`;
  if (bits >= REQUIRED_BITS) return `This password withstands ${time}.`;
  return (
    `This password withstands ${time}; ${REQUIRED_BITS} bits are needed. Why so many: ${facts}. ` +
    'What passes: 14 random printable characters, 16 random letters and digits, or 7 random words; not words with digits.'
  );
}

function durationText(years: number): string {
  const units: readonly (readonly [seconds: number, name: string])[] = [
    [SECONDS_PER_YEAR * 1e9, 'thousand million years'],
    [SECONDS_PER_YEAR * 1e6, 'million years'],
    [SECONDS_PER_YEAR * 1e3, 'thousand years'],
    [SECONDS_PER_YEAR, 'years'],
    [86400, 'days'],
    [3600, 'hours'],
    [60, 'minutes'],
    [1, 'seconds'],
  ];
  const seconds = years * SECONDS_PER_YEAR;
  const [size, name] = units.find(([unit]) => seconds >= unit) ?? [1, ''];
  return name === '' ? 'less than a second' : `${Math.round(seconds / size)} ${name}`;
}

function* charactersBetween(first: string, last: string): Generator<string> {
  for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code += 1) yield String.fromCharCode(code);
}

let diceware: ReadonlySet<string> | undefined;

function isDicewareWord(word: string): boolean {
  diceware ??= new Set(commonDictionary.diceware.map(String));
  return diceware.has(word);
}

let isPrepared = false;

/** Building the word tables takes a tenth of a second and some megabytes; only who rates a password pays for it. */
function useDictionaries(): void {
  if (isPrepared) return;
  zxcvbnOptions.setOptions({
    dictionary: { ...commonDictionary, ...englishDictionary },
    graphs: adjacencyGraphs,
  });
  isPrepared = true;
}

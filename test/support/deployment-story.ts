/**
 * The person in front of a PC that is deployed: answers what the screen asks, whatever comes, until the story has an
 * end. Nothing here knows where in the task sequence the PC stands.
 */
import { PASSWORD } from './first-path.ts';
import type { Machine } from './qemu.ts';

/** How it ended, as the screen says it. */
export type StoryEnd =
  | { readonly kind: 'software-center' }
  /** An error screen with its code, in the boot image or in the installed system. */
  | { readonly kind: 'failed'; readonly code: string; readonly screen: string }
  /** Words that are no end of a deployment: the system without a client, the firmware's own menu … */
  | { readonly kind: 'stranded'; readonly screen: string };

export const SEQUENCE_NAME = 'Lab Workstation - Remote Reinstall';

type Answer = (match: RegExpMatchArray, machine: Machine) => StoryEnd | undefined;

const type =
  (keys: string): Answer =>
  (_match, machine) => {
    machine.type(keys);
    return undefined;
  };

const stranded: Answer = (match) => ({ kind: 'stranded', screen: match[0] });

/** What the boot image and the client show when something failed: the code, then all of the screen. */
export const FAILURE_SCREEN = /Error (E_[A-Z_]+)[\s\S]*?(?:Q: QR code|Enter: Software Center)/;

const ANSWERS: readonly (readonly [pattern: RegExp, answer: Answer])[] = [
  [/Password:/, type(`${PASSWORD}\r`)],
  [
    new RegExp(`(\\d+) {2}${SEQUENCE_NAME}[\\s\\S]*?Number:`),
    (match, machine) => {
      machine.type(`${match[1] ?? ''}\r`);
      return undefined;
    },
  ],
  [/Enter: go on {3}A: start anew/, type('\r')],
  [/Enter: restart into the installed system/, type('\r')],
  [FAILURE_SCREEN, (match) => ({ kind: 'failed', code: match[1] ?? '', screen: match[0] })],
  [/== Software Center: Operating Systems ==/, () => ({ kind: 'software-center' })],
  [/ - not managed/, stranded],
  [/volume of this computer was not found[^\n]*/, stranded],
  [/is not complete[^\n]*/, stranded],
  [/UEFI Interactive Shell|grub>|Kernel panic|ended unexpectedly[^\n]*/, stranded],
];

const ANY = new RegExp(ANSWERS.map(([pattern]) => `(?:${uncaptured(pattern)})`).join('|'));

/** Answers until the end. `limitMs` is for what takes longest between two questions. */
export async function answerToTheEnd(machine: Machine, limitMs: number): Promise<StoryEnd> {
  for (;;) {
    const { 0: shown } = await machine.expect(ANY, limitMs);
    for (const [pattern, answer] of ANSWERS) {
      const match = pattern.exec(shown);
      if (match === null) continue;
      const end = answer(match, machine);
      if (end !== undefined) return end;
      break;
    }
  }
}

/** Groups count from the whole expression otherwise. */
function uncaptured(pattern: RegExp): string {
  return pattern.source.replaceAll(/\((?!\?)/g, '(?:');
}

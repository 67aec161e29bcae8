/**
 * Required deployments in the installed system: one whose time has come, and that was never run from here, starts by
 * itself after a countdown, which can be put off a few times. Media do not look at times at all (configmgr-spec 4.1).
 * Trap: a policy of ours names no deadline of its own, so a required deployment is due when it begins; and what has run
 * once, well or not, is never begun again by itself.
 */
import { printable, type Line } from '../console/terminal.ts';
import { askWithCountdown, type Session } from '../session.ts';
import type { Offer } from './software-center/model.ts';
import { text } from './software-center/text.ts';

/** Ours: time to save work, how long it is put off, and how often. */
const COUNTDOWN_SECONDS = 900;
const SNOOZE_MS = 3_600_000;
const MOST_SNOOZES = 3;

export class RequiredDeployments {
  readonly #snoozed = new Map<string, { readonly count: number; readonly untilMs: number }>();

  /** The first one that is due; undefined when none is, or something is being installed. */
  due(offers: readonly Offer[], now: Date): Offer | undefined {
    if (offers.some((one) => one.state === 'installing')) return undefined;
    return offers.find((one) => {
      const untilMs = this.#snoozed.get(one.id)?.untilMs ?? 0;
      return one.isRequired && one.state === 'available' && now.getTime() >= untilMs;
    });
  }

  /** Milliseconds until the first one that was put off may begin; undefined when none is put off. */
  snoozeMs(now: Date): number | undefined {
    const left = [...this.#snoozed.values()].map((one) => one.untilMs - now.getTime());
    const open = left.filter((ms) => ms > 0);
    return open.length === 0 ? undefined : Math.min(...open);
  }

  /** Counts down on the screen. `now`: the clock of `due`. @returns true when it is to begin now, false when the person put it off */
  async ask(session: Session, offer: Offer, now: () => Date): Promise<boolean> {
    const { count } = this.#snoozed.get(offer.id) ?? { count: 0 };
    const maySnooze = count < MOST_SNOOZES;
    const warning =
      offer.kind === 'application'
        ? undefined
        : offer.startsBootImage
          ? text.confirmWipe
          : text.confirmUpgrade;
    const lines: readonly Line[] = [
      text.requiredIntro(printable(offer.name)),
      ...(warning === undefined ? [] : ['', warning]),
    ];
    const key = await askWithCountdown(session, {
      view: {
        heading: text.requiredHeading,
        lines,
        keys: maySnooze ? text.requiredKeys : text.requiredKeysFinal,
      },
      keys: maySnooze ? ['i', 's'] : ['i'],
      seconds: COUNTDOWN_SECONDS,
      otherwise: 'i',
      ticker: text.requiredIn,
    });
    if (key === 'i') return true;
    const untilMs = now().getTime() + SNOOZE_MS;
    this.#snoozed.set(offer.id, { count: count + 1, untilMs });
    session.log.write('Center', `${offer.id} is put off until ${new Date(untilMs).toISOString()}`);
    return false;
  }
}

/**
 * The layouts of a run's medium, shared by its drives: drives of the same geometry get the same plan to the byte, so it is
 * made once and kept for as long as one of them needs it. A plan of 70,000 files takes 40 MB and one to three seconds.
 * Trap: planning cannot be interrupted. So plans are made one after the other, each in a turn of the event loop of its own;
 * in between, the calls of the drives that are being written go on and whoever listens to the run hears that it lives.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MediaError } from '#base/errors/media-error.ts';
import type { ImagePlan } from '#base/extent.ts';
import { orCancelled, throwIfCancelled } from '#base/progress.ts';
import type { DriveGeometry } from './plan-medium.ts';

interface SharedPlan {
  readonly plan: Promise<ImagePlan>;
  users: number;
}

/** The same for two drives exactly when they get the same plan: everything else of it comes from the medium. */
export function geometryKey({ sizeBytes, sectorBytes }: DriveGeometry): string {
  return `${sizeBytes}/${sectorBytes}`;
}

export class SharedPlans {
  readonly #make: (geometry: DriveGeometry) => ImagePlan;
  readonly #shared = new Map<string, SharedPlan>();
  /** Settles with the youngest plan; holds none. */
  #busy: Promise<void> = Promise.resolve();

  /** @param make pure; what it throws, everybody gets who asks for this plan */
  constructor(make: (geometry: DriveGeometry) => ImagePlan) {
    this.#make = make;
  }

  /**
   * Does the work with the plan, which is kept until then.
   * @throws MediaError E_CANCELLED when `signal` is aborted before there is a plan: others may be made first
   */
  async use<T>(
    geometry: DriveGeometry,
    signal: AbortSignal,
    work: (plan: ImagePlan) => Promise<T>,
  ): Promise<T> {
    throwIfCancelled(signal);
    const key = geometryKey(geometry);
    const shared = this.#shared.get(key) ?? this.#begin(geometry);
    this.#shared.set(key, shared);
    shared.users += 1;
    try {
      return await work(await orCancelled(shared.plan, signal));
    } finally {
      shared.users -= 1;
      if (shared.users === 0) this.#shared.delete(key);
    }
  }

  #begin(geometry: DriveGeometry): SharedPlan {
    const making = this.#busy.then(async () => {
      await nextTurn();
      // Everybody who asked has been cancelled meanwhile.
      if (shared.users === 0) throw new MediaError('E_CANCELLED', 'cancelled');
      return this.#make(geometry);
    });
    const ignore = (): void => undefined;
    this.#busy = making.then(ignore, ignore);
    const shared: SharedPlan = { plan: making, users: 0 };
    return shared;
  }
}

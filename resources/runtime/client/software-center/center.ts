/**
 * Software Center at work: shows the pages, takes keys, and hands wishes on. What changes by itself (policy, history, a
 * renewed token) comes in as a whole new state.
 */
import type { DeviceConsole } from '../../console/console.ts';
import { firstPlace, placeIn, press, type CenterData, type Place, type Wish } from './model.ts';
import { viewOf } from './views.ts';

export class SoftwareCenter {
  readonly #console: DeviceConsole;
  #data: CenterData;
  #place: Place = firstPlace;
  #isOpen = false;

  constructor(console: DeviceConsole, data: CenterData) {
    this.#console = console;
    this.#data = data;
  }

  /** Shows another state, at once when the pages are on the screen. */
  update(data: CenterData): void {
    this.#data = data;
    this.#place = placeIn(data, this.#place);
    if (this.#isOpen) this.#draw();
  }

  get data(): CenterData {
    return this.#data;
  }

  /** Waits for the next wish. Rejects with the signal's reason when it is aborted. */
  async nextWish(signal?: AbortSignal): Promise<Wish> {
    let wish: Wish | undefined;
    this.#isOpen = true;
    this.#draw();
    try {
      await this.#console.readKeys(
        (key) => {
          const step = press(this.#data, this.#place, key);
          this.#place = step.place;
          wish = step.wish;
          if (wish === undefined) this.#draw();
          return wish !== undefined;
        },
        { signal },
      );
    } finally {
      this.#isOpen = false;
    }
    if (wish === undefined) throw new Error('the keys ended without a wish');
    return wish;
  }

  #draw(): void {
    this.#console.show(viewOf(this.#data, this.#place));
  }
}

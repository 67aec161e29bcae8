/**
 * What was asked about the fields of a page and is not answered yet: what is at a path, how strong a password is. Who
 * presses Next waits for it, since going on and being called back two pages later is worse than a moment; but not for
 * ever, because a share that does not answer must not hold up the rest.
 */

export interface Questions {
  /** Asks when nobody has taken it back for a while, or sooner when somebody waits. The result takes it back. */
  ask(run: () => Promise<void>, afterMs: number): () => void;
  /** Counts what is asked already. */
  watch(asked: Promise<unknown>): void;
  isOpen(): boolean;
  /** Asks everything at once and resolves with the last answer, or after a time without it. */
  settle(limitMs: number): Promise<void>;
}

export function createQuestions(): Questions {
  const open = new Set<() => Promise<unknown>>();
  return {
    ask(run, afterMs) {
      let asked: Promise<void> | undefined;
      const begin = (): Promise<void> => {
        clearTimeout(timer);
        return (asked ??= run().finally(() => open.delete(begin)));
      };
      const timer = setTimeout(() => void begin(), afterMs);
      open.add(begin);
      return () => {
        clearTimeout(timer);
        open.delete(begin);
      };
    },
    watch(asked) {
      const same = (): Promise<unknown> => asked;
      open.add(same);
      const forget = (): void => {
        open.delete(same);
      };
      asked.then(forget, forget);
    },
    isOpen: () => open.size > 0,
    async settle(limitMs) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, limitMs);
      });
      await Promise.race([Promise.allSettled([...open].map((begin) => begin())), limit]);
      clearTimeout(timer);
    },
  };
}

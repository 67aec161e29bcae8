/**
 * Questions to the core about something that changes with every keystroke: one is under way at a time, and when there was a
 * change meanwhile, one more follows with what is newest then. No timer, so the last answer is always about the last text.
 */
export function oneAtATime(ask: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let isAskedAgain = false;
  const run = async (): Promise<void> => {
    do {
      isAskedAgain = false;
      await ask();
      // Set while `ask` was waiting.
    } while (isAskedAgain as boolean);
  };
  return async () => {
    if (running !== undefined) {
      isAskedAgain = true;
      await running;
      return;
    }
    running = run().finally(() => {
      running = undefined;
    });
    await running;
  };
}

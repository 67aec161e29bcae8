/**
 * Gives the focus back to what had it before a dialog was opened. Our dialogs have no trigger of their own (a key, a row
 * or a store opens them), so Fluent does not know where to return to and the focus would fall to the page's body.
 */
import { useEffect, useState } from 'react';

/** For a component that is there as long as the dialog is open. */
export function useFocusBack(): void {
  // While it is rendered first: later the dialog itself has the focus.
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    },
    [before],
  );
}

/** What the application menu asks for: a view, a new medium, a request to be opened or saved. A browser has no such menu. */
import { useEffect, useState, type ReactElement } from 'react';
import { judgeRequest, type MediaRequest } from '#contract/media-request.ts';
import { OpenRequestDialog } from '../pages/summary/open-request-dialog.tsx';
import { SaveRequestDialog } from '../pages/summary/save-request-dialog.tsx';
import { VIEWS } from '../state/app-store.ts';
import { toRequest } from '../state/draft.ts';
import { holdsWork } from '../state/make-more.ts';
import type { WizardStore } from '../state/wizard-store.ts';
import { ReplaceDialog } from './replace-dialog.tsx';
import { useStores } from './stores-context.tsx';

type Asked =
  | { readonly dialog: 'open' }
  | { readonly dialog: 'new' }
  | { readonly dialog: 'save'; readonly request: MediaRequest };

export function MenuCommands(): ReactElement | null {
  const { client, app, wizard } = useStores();
  const [asked, setAsked] = useState<Asked | null>(null);
  useEffect(
    () =>
      client.listen('menu', ({ command }) => {
        const view = VIEWS.find((one) => one === command);
        // A run that is under way stays what the wizard shows.
        const isFree = wizard.getState().jobId === null;
        if (view !== undefined) app.getState().show(view);
        else if (command === 'help') app.getState().openHelp('mediaType.page');
        else app.getState().show('wizard');
        if (command === 'new-media' && isFree) {
          if (holdsWork(wizard.getState())) setAsked({ dialog: 'new' });
          else wizard.getState().reset();
        }
        if (command === 'open-request' && isFree) setAsked({ dialog: 'open' });
        if (command === 'save-request') {
          const { request } = judgeRequest(toRequest(wizard.getState().draft));
          if (request !== undefined) setAsked({ dialog: 'save', request });
          // What is missing is said where it belongs.
          else if (isFree) showFirstProblem(wizard);
        }
      }),
    [client, app, wizard],
  );
  const close = (): void => {
    setAsked(null);
  };
  if (asked === null) return null;
  if (asked.dialog === 'new') {
    return (
      <ReplaceDialog
        onClose={(isConfirmed) => {
          close();
          if (isConfirmed) wizard.getState().reset();
        }}
      />
    );
  }
  return asked.dialog === 'open' ? (
    <OpenRequestDialog onClose={close} />
  ) : (
    <SaveRequestDialog request={asked.request} onClose={close} />
  );
}

/** Goes to the page with the first problem and presses Next there, which marks its fields. */
function showFirstProblem(wizard: WizardStore): void {
  const [first] = wizard.getState().problems;
  if (first !== undefined) wizard.getState().go(first.page);
  wizard.getState().next();
}

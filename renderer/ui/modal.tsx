/**
 * A dialog that is there as long as its component is drawn: title, content, actions. Escape and a click beside it close it
 * (an alert only by Escape), and the focus goes back to where it was.
 */
import {
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import type { ReactElement, ReactNode } from 'react';
import { useFocusBack } from './use-focus-back.ts';

export interface ModalProps {
  readonly title: ReactNode;
  /** Closed without an answer. */
  readonly onClose: () => void;
  /** Buttons, the one that goes on last. */
  readonly actions: ReactNode;
  readonly children: ReactNode;
  /** It asks something that must be answered. */
  readonly isAlert?: boolean;
  /** "area.entry": help for the whole dialog. */
  readonly help?: string;
  /** Long button texts take the whole width. */
  readonly hasWideActions?: boolean;
  readonly className?: string;
  readonly contentClassName?: string;
  /** Makes a form of it: Enter in a field does the same as its button of type "submit". */
  readonly onSubmit?: () => void;
}

export function Modal(props: ModalProps): ReactElement {
  const {
    title,
    onClose,
    actions,
    children,
    isAlert = false,
    help,
    hasWideActions = false,
    onSubmit,
  } = props;
  useFocusBack();
  const body = (
    <DialogBody>
      <DialogTitle>{title}</DialogTitle>
      <DialogContent {...classOf(props.contentClassName)}>{children}</DialogContent>
      <DialogActions fluid={hasWideActions}>{actions}</DialogActions>
    </DialogBody>
  );
  return (
    <Dialog
      open
      modalType={isAlert ? 'alert' : 'modal'}
      onOpenChange={() => {
        onClose();
      }}
    >
      <DialogSurface {...classOf(props.className)} {...(help === undefined ? {} : { 'data-help': help })}>
        {onSubmit === undefined ? (
          body
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              onSubmit();
            }}
          >
            {body}
          </form>
        )}
      </DialogSurface>
    </Dialog>
  );
}

function classOf(className: string | undefined): { readonly className?: string } {
  return className === undefined ? {} : { className };
}

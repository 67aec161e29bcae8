/** Puts a page's own buttons into the wizard's footer, before Back. */
import { createContext, use, type ReactElement, type ReactNode } from 'react';
import { createPortal } from 'react-dom';

/** The place in the footer; null until it is drawn. */
export const FooterSlotContext = createContext<HTMLElement | null>(null);

export function FooterSlot({ children }: { readonly children: ReactNode }): ReactElement | null {
  const slot = use(FooterSlotContext);
  return slot === null ? null : createPortal(children, slot);
}

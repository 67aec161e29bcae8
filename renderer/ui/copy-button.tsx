/** Copies a text and says that it did. */
import { Button } from '@fluentui/react-components';
import { CheckmarkRegular, CopyRegular } from '@fluentui/react-icons';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

const SAY_FOR_MS = 2000;

export interface CopyButtonProps {
  /** A secret comes as a function, so that it is in no property of a component. */
  readonly text: string | (() => string);
  /** What is copied, for screen readers; the visible word is "Copy". */
  readonly label?: string;
}

export function CopyButton({ text, label }: CopyButtonProps): ReactElement {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => {
      setCopied(false);
    }, SAY_FOR_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [isCopied]);
  const word = isCopied ? t('copied') : t('copy');
  return (
    <Button
      size="small"
      icon={isCopied ? <CheckmarkRegular /> : <CopyRegular />}
      aria-label={label === undefined ? word : `${word}: ${label}`}
      aria-live="polite"
      onClick={() => {
        void navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(() => {
          setCopied(true);
        });
      }}
    >
      {word}
    </Button>
  );
}

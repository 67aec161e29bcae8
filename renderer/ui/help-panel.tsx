/**
 * Help for the field one is in: F1 opens it, Escape closes it. Entries are `help.<entry>` of an area's texts:
 * { text, link? }; links lead to Microsoft's documentation and open outside.
 */
import {
  Button,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  Link,
  makeStyles,
  OverlayDrawer,
  tokens,
} from '@fluentui/react-components';
import { Dismiss20Regular } from '@fluentui/react-icons';
import { useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useStores } from './stores-context.tsx';
import { useFocusBack } from './use-focus-back.ts';

const useStyles = makeStyles({
  text: { whiteSpace: 'pre-line', lineHeight: tokens.lineHeightBase400, maxWidth: '46ch' },
  link: { display: 'block', marginTop: tokens.spacingVerticalL },
});

export function HelpPanel(): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const { app, client } = useStores();
  const entry = useApp((state) => state.help);
  useHelpKey();
  const help =
    entry === null ? undefined : helpOf(i18n.getResource(i18n.language, areaOf(entry), 'help'), entry);
  const close = (): void => {
    app.getState().openHelp(null);
  };
  return (
    <OverlayDrawer
      position="end"
      open={help !== undefined}
      onOpenChange={(_event, { open }) => {
        if (!open) close();
      }}
    >
      {help !== undefined && <FocusBack />}
      <DrawerHeader>
        <DrawerHeaderTitle
          action={
            <Button appearance="subtle" aria-label={t('close')} icon={<Dismiss20Regular />} onClick={close} />
          }
        >
          {help?.title ?? t('help')}
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody>
        <div className={styles.text}>{help?.text}</div>
        {help?.link !== undefined && (
          <Link
            className={styles.link}
            as="button"
            onClick={() => {
              void client.call('app.openExternal', { url: help.link ?? '' });
            }}
          >
            {t('helpMore')}
          </Link>
        )}
      </DrawerBody>
    </OverlayDrawer>
  );
}

/** The drawer's content outlives its closing by an animation; this does not. */
function FocusBack(): null {
  useFocusBack();
  return null;
}

/** F1 opens the help of the field that has the focus, else of the page. */
function useHelpKey(): void {
  const { app } = useStores();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'F1') return;
      event.preventDefault();
      const field =
        document.activeElement?.closest('[data-help]') ?? document.querySelector('main [data-help]');
      const entry = field?.getAttribute('data-help');
      if (entry !== null && entry !== undefined) app.getState().openHelp(entry);
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, [app]);
}

interface HelpEntry {
  readonly title?: string | undefined;
  readonly text: string;
  readonly link?: string | undefined;
}

function areaOf(entry: string): string {
  return entry.split('.')[0] ?? '';
}

function helpOf(area: unknown, entry: string): HelpEntry | undefined {
  const name = entry.slice(areaOf(entry).length + 1);
  const found: unknown = isRecord(area) ? area[name] : undefined;
  if (!isRecord(found) || typeof found['text'] !== 'string') return undefined;
  const { title, link } = found;
  return {
    text: found['text'],
    title: typeof title === 'string' ? title : undefined,
    link: typeof link === 'string' ? link : undefined,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

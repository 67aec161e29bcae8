/** Short words beside a drive's name; each says in letters what its colour says. */
import { Badge, type BadgeProps } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { DriveView } from '#contract/drives.ts';
import type { BadgeId } from './drive-words.ts';
import { useDriveWords } from './use-drive-words.ts';

const COLORS: Readonly<Record<BadgeId, NonNullable<BadgeProps['color']>>> = {
  removable: 'informative',
  card: 'informative',
  loop: 'informative',
  fixed: 'warning',
  large: 'warning',
  readOnly: 'danger',
  ours: 'brand',
  unfinished: 'warning',
  expired: 'danger',
};

export function DriveBadges({ view }: { readonly view: DriveView }): ReactElement {
  const { t } = useTranslation('drives');
  const words = useDriveWords();
  return (
    <>
      {words.badges(view).map((id) => (
        <Badge key={id} appearance="tint" color={COLORS[id]} size="medium">
          {t(`badge.${id}`)}
        </Badge>
      ))}
    </>
  );
}

/** Up, down and remove of one row of a list whose order counts; by keyboard like any button. */
import { Button } from '@fluentui/react-components';
import { ArrowDownRegular, ArrowUpRegular, DeleteRegular } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

export interface OrderButtonsProps {
  /** The row, for screen readers. */
  readonly name: string;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

export function OrderButtons({ name, isFirst, isLast, onMove, onRemove }: OrderButtonsProps): ReactElement {
  const { t } = useTranslation();
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      <Button
        appearance="subtle"
        icon={<ArrowUpRegular />}
        // Stays focusable, so that the focus is not lost when a row arrives at the end.
        disabledFocusable={isFirst}
        aria-label={`${t('moveUp')}: ${name}`}
        onClick={() => {
          onMove(-1);
        }}
      />
      <Button
        appearance="subtle"
        icon={<ArrowDownRegular />}
        disabledFocusable={isLast}
        aria-label={`${t('moveDown')}: ${name}`}
        onClick={() => {
          onMove(1);
        }}
      />
      <Button
        appearance="subtle"
        icon={<DeleteRegular />}
        aria-label={`${t('remove')}: ${name}`}
        onClick={onRemove}
      />
    </span>
  );
}

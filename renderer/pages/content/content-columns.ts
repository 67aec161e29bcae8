/** Columns of packages, driver packages, applications and OS images. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContentView } from '#contract/site.ts';
import { formatBytes } from '../../text/format.ts';
import type { Column } from '../../ui/data-table.tsx';

const KIB = 1024;

/** @param hasPackageId applications have a model name instead, which nobody reads */
export function useContentColumns(hasPackageId = true): readonly Column<ContentView>[] {
  const { t, i18n } = useTranslation('content');
  const { language } = i18n;
  return useMemo(
    () => [
      { id: 'name', label: t('name'), width: '3fr', minWidth: 200, value: (row) => row.name },
      ...(hasPackageId
        ? [{ id: 'id', label: t('packageId'), width: '112px', value: (row: ContentView) => row.id }]
        : []),
      { id: 'version', label: t('version'), width: '1fr', minWidth: 90, value: (row) => row.version },
      {
        id: 'manufacturer',
        label: t('manufacturer'),
        width: '1fr',
        minWidth: 110,
        value: (row) => row.manufacturer,
      },
      {
        id: 'size',
        label: t('size'),
        width: '96px',
        value: (row) => row.sizeKb,
        render: (row) => formatBytes(row.sizeKb * KIB, language),
      },
    ],
    [t, language, hasPackageId],
  );
}

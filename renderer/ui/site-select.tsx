/** A choice among the site connections. */
import { Select } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionView } from '#contract/site.ts';

export interface SiteSelectProps {
  readonly connections: readonly ConnectionView[];
  readonly value: string;
  readonly onChange: (site: string) => void;
  /** Given by the surrounding FormField. */
  readonly id?: string;
  readonly 'aria-labelledby'?: string;
  readonly 'aria-describedby'?: string;
}

export function SiteSelect({ connections, value, onChange, ...field }: SiteSelectProps): ReactElement {
  const { t } = useTranslation('mediaType');
  // The chosen one may have been removed; it stays visible until another is chosen.
  const names: readonly Pick<ConnectionView, 'name' | 'kind'>[] = connections.some(
    ({ name }) => name === value,
  )
    ? connections
    : [{ name: value, kind: value === 'lab' ? 'lab' : 'adminservice' }, ...connections];
  return (
    <Select
      {...field}
      value={value}
      onChange={(_event, data) => {
        onChange(data.value);
      }}
    >
      {names.map(({ name, kind }) => (
        <option key={name} value={name}>
          {kind === 'lab' ? t('lab') : name}
        </option>
      ))}
    </Select>
  );
}

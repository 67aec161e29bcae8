/** Names and values below each other, aligned; on narrow windows the value goes below its name. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement, ReactNode } from 'react';

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'minmax(140px, 240px) minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalXS,
    margin: 0,
    '@media (max-width: 640px)': { gridTemplateColumns: 'minmax(0, 1fr)', rowGap: 0 },
  },
  term: { color: tokens.colorNeutralForeground2 },
  value: {
    margin: 0,
    overflowWrap: 'anywhere',
    '@media (max-width: 640px)': { marginBottom: tokens.spacingVerticalS },
  },
  values: { margin: 0, padding: 0, listStyle: 'none' },
});

export interface Fact {
  readonly name: string;
  /** Several: below each other. */
  readonly value: ReactNode | readonly string[];
}

export function FactList({ facts }: { readonly facts: readonly Fact[] }): ReactElement {
  const styles = useStyles();
  return (
    <dl className={styles.list}>
      {facts.map(({ name, value }) => (
        <FactRow key={name} name={name} value={value} />
      ))}
    </dl>
  );
}

function FactRow({ name, value }: Fact): ReactElement {
  const styles = useStyles();
  return (
    <>
      <dt className={styles.term}>{name}</dt>
      <dd className={styles.value}>
        {isTexts(value) ? (
          <ul className={styles.values}>
            {value.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        ) : (
          value
        )}
      </dd>
    </>
  );
}

function isTexts(value: Fact['value']): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

/** What is wrong with drives that were chosen outside the wizard; in the wizard, its own problems are shown. */
import { Field } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { fillIn } from '#contract/rules/rule.ts';
import type { ChosenDrive } from '../../state/draft.ts';
import { driveKey, judgeChosenDrive } from '../../state/drive-choice.ts';
import { useDrives } from '../stores-context.tsx';

export interface DriveProblemListProps {
  readonly chosen: readonly ChosenDrive[];
  readonly neededBytes: number | null;
}

export function DriveProblemList({ chosen, neededBytes }: DriveProblemListProps): ReactElement | null {
  const { t } = useTranslation('problems');
  const drives = useDrives((state) => (state.state === 'ready' ? state.drives : null));
  const problems = chosen.flatMap((one) => {
    const id = judgeChosenDrive(one, drives, neededBytes);
    return id === undefined
      ? []
      : [{ key: driveKey(one.identity), text: fillIn(t(id), { drive: one.name }) }];
  });
  if (problems.length === 0) return null;
  return (
    <div role="alert">
      {problems.map(({ key, text }) => (
        <Field key={key} validationState="error" validationMessage={text} />
      ))}
    </div>
  );
}

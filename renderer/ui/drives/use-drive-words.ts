/** The sentences about a drive in the user's language. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DriveView } from '#contract/drives.ts';
import { formatBytes, formatDay } from '../../text/format.ts';
import { useApp } from '../stores-context.tsx';
import { badgesOf, busName, findingKey, findingValues, type BadgeId } from './drive-words.ts';

const GB = 1e9;

export interface DriveWords {
  /** "16 GB · USB" */
  readonly size: (view: DriveView) => string;
  readonly badges: (view: DriveView) => readonly BadgeId[];
  readonly contents: (view: DriveView) => string;
  /** The sentence, and whether it is in English because there is none in this language. */
  readonly finding: (
    view: DriveView,
    finding: DriveView['findings'][number],
  ) => { readonly text: string; readonly isEnglish: boolean };
}

export function useDriveWords(): DriveWords {
  const { t, i18n } = useTranslation('drives');
  const largeGb = useApp((state) => state.settings?.largeDriveGb ?? 256);
  const { language } = i18n;
  // A day more or less does not matter to a date of expiry, but rendering twice must say the same.
  const [now] = useState(() => Date.now());
  const volumeText = ({ label, fileSystem, sizeBytes, usedBytes }: DriveView['volumes'][number]): string => {
    const values = {
      label: label ?? t('contents.noLabel'),
      fileSystem: fileSystemName(fileSystem ?? ''),
      size: formatBytes(sizeBytes, language),
    };
    return usedBytes === null
      ? t('contents.volume', values)
      : t('contents.volumeUsed', { ...values, used: formatBytes(usedBytes, language) });
  };
  return {
    size({ sizeBytes, busType, isVirtual }) {
      const bus = busName(busType) ?? (isVirtual ? t('virtualDisk') : undefined);
      const size = formatBytes(sizeBytes, language);
      return bus === undefined ? size : t('size', { size, bus });
    },
    badges: (view) => badgesOf(view, now),
    contents({ contents, volumes }) {
      if (contents.kind === 'reading') return t('contents.reading');
      if (contents.kind === 'unfinished') return t('contents.unfinished');
      if (contents.kind === 'unknown' && volumes.length === 0) return t('contents.unknown');
      if (contents.kind === 'media') {
        if (contents.state === 'foreign-media') return t('contents.foreign');
        if (contents.state === 'incomplete' || contents.medium === null) return t('contents.incomplete');
        const { kind, label, siteCode, expires } = contents.medium;
        const values = { kind: kindText(kind, t), label, site: siteCode, date: formatDay(expires, language) };
        return Date.parse(expires) < now ? t('contents.mediumExpired', values) : t('contents.medium', values);
      }
      const known = volumes.filter(({ fileSystem }) => fileSystem !== null);
      return known.length === 0 ? t('contents.none') : known.map(volumeText).join(' · ');
    },
    finding(view, finding) {
      const key = findingKey(finding);
      if (key === undefined) return { text: finding.message, isEnglish: true };
      const { places, limitBytes, count } = findingValues(view, largeGb * GB);
      const values = { places: places.join(', '), limit: formatBytes(limitBytes, language), count };
      return { text: t(`finding.${key}`, values), isEnglish: false };
    },
  };
}

function kindText(kind: string, t: ReturnType<typeof useTranslation<'drives'>>['t']): string {
  const known = (['bootable', 'standalone', 'prestaged', 'capture'] as const).find((one) => one === kind);
  return known === undefined ? kind : t(`kind.${known}`);
}

/** As it is printed in most places: "vfat" is Linux' word for every FAT. */
function fileSystemName(name: string): string {
  return name === 'vfat' || name === 'msdos'
    ? 'FAT'
    : /^(ntfs|exfat|fat\d*|apfs|hfs)/i.test(name)
      ? name.toUpperCase()
      : name;
}

import { describe, expect, it } from 'vitest';
import { fatLabel } from '#formats/fat32/index.ts';
import { jolietLabel } from '../../../main/formats/iso9660/names.ts';
import { fatLabelOf, isoLabelOf } from '../../../renderer/state/label-text.ts';

describe('what is shown of a media label', () => {
  for (const label of [
    'Configuration Manager',
    'Küche',
    'a/b*c:d',
    '   ',
    '',
    'fünfzehn Zeichen😀',
    'x'.repeat(15) + '😀',
    'Contoso 24H2 – Außendienst',
  ]) {
    it(`is what the planners write for "${label}"`, () => {
      expect([fatLabelOf(label), isoLabelOf(label)]).toEqual([fatLabel(label), jolietLabel(label)]);
    });
  }
});

/** The boot menu of an applied lab system, read by GRUB's own parser. */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  stagedBootImage,
  startFileText,
  startTexts,
  unfinishedSystem,
} from '../../resources/runtime/engine/steps/startable-layout.ts';
import { testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';

const SYSTEM = { systemId: '0123456789abcdef0123456789abcdef', partitionId: '5e1fab1e-02' };

testWith(
  ['grub-script-check'],
  'GRUB reads the boot menu and the file that leads to the boot image',
  async () => {
    const folder = await tempFolder('start-menu');
    const menu = startTexts(SYSTEM).at(-1);
    expect(menu?.path).toBe('boot/grub/grub.cfg');
    for (const text of [menu?.text ?? '', startFileText(SYSTEM.partitionId)]) {
      const file = join(folder, 'grub.cfg');
      await writeFile(file, text);
      // Ends with 1 and says the line when it does not understand it.
      execFileSync('grub-script-check', [file]);
    }
    expect(menu?.text).toContain(`-f ($root)/${stagedBootImage.startFile} `);
    expect(menu?.text).toContain(`-f ($root)/${unfinishedSystem.file} `);
  },
);

test('an id that would end a word of the boot menu is refused', () => {
  for (const partitionId of ['', 'a b', 'a;reboot', 'a"', '$x', 'a\nb'])
    expect(() => startTexts({ ...SYSTEM, partitionId })).toThrow(RangeError);
});

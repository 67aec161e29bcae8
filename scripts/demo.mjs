// npm run demo: the main job from nothing, without a window: a lab site, a password, a bootable ISO and a USB disk image
// for the lab's cloud management gateway, both inspected and verified. Prints every command so it can be repeated.
import { existsSync, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fail, root, run, say } from './lib.mjs';

const folder = join(root, 'out');
const file = (name) => relative(root, join(folder, name));

if (run(process.execPath, ['scripts/setup.mjs']) !== 0) process.exit(1);
mkdirSync(folder, { recursive: true });
// The password of an earlier run is kept, so that sticks made before still open with it.
const password = existsSync(join(folder, 'password.txt')) ? '--password-file' : '--generate-password';

const target = ['--iso', file('contoso.iso'), '--image', file('contoso-usb.img')];
command(
  'create',
  'bootable',
  '--media-management',
  'internet-based',
  '--boot-image',
  'PS100001',
  '--cmg',
  'contoso-cmg.contoso.test',
  '--unknown-computers',
  password,
  file('password.txt'),
  '--label',
  'Contoso Reset',
  ...target,
);
command('inspect', file('contoso-usb.img'));
command('verify', file('contoso-usb.img'));
command('verify', file('contoso.iso'));

say(`
What was made:
  ${file('contoso.iso')}      a disc image; burn it, or write it to a stick as it is
  ${file('contoso-usb.img')}  a disk image of a USB stick (GPT, FAT32)
  ${file('password.txt')}     the password the medium asks for (only you can read it)

The medium reaches the lab's cloud management gateway when it boots; docs/testing.md says how to see that in QEMU.
`);

function command(...args) {
  say(`\n$ npx media-builder ${args.join(' ')}`);
  if (run(process.execPath, ['dist/media-builder.mjs', ...args]) !== 0) fail('The command above failed.');
}

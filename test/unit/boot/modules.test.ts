import { expect, test } from 'vitest';
import { chooseModules, parseModulesDep } from '../../../resources/boot/modules.ts';
import { essentialModules } from '../../../resources/boot/module-set.ts';

const builtin = new Set(essentialModules.map((name) => name.replaceAll('-', '_')));

test('modules bring what they depend on, and others stay out', () => {
  const dependencies = parseModulesDep(
    [
      'kernel/drivers/nvme/host/nvme.ko: kernel/drivers/nvme/host/nvme-core.ko',
      'kernel/drivers/nvme/host/nvme-core.ko:',
      'kernel/sound/snd.ko: kernel/sound/soundcore.ko',
      '',
    ].join('\n'),
  );
  expect(chooseModules(dependencies, builtin)).toEqual([
    'kernel/drivers/nvme/host/nvme-core.ko',
    'kernel/drivers/nvme/host/nvme.ko',
  ]);
});

test('a module is found whether its name is written with - or _, and when it is compressed', () => {
  const dependencies = parseModulesDep('kernel/drivers/net/virtio-net.ko.xz: kernel/net/core/failover.ko.xz');
  expect(chooseModules(dependencies, builtin)).toEqual([
    'kernel/drivers/net/virtio-net.ko.xz',
    'kernel/net/core/failover.ko.xz',
  ]);
});

test('a folder with a star takes everything below it', () => {
  const dependencies = parseModulesDep('kernel/drivers/net/phy/realtek.ko:\nkernel/drivers/net/phyx.ko:');
  expect(chooseModules(dependencies, builtin)).toEqual(['kernel/drivers/net/phy/realtek.ko']);
});

test('a kernel without an essential module is refused by name', () => {
  const without = new Set([...builtin].filter((name) => name !== 'usb_storage'));
  expect(() => chooseModules(new Map(), without)).toThrow(
    expect.objectContaining({
      code: 'E_BOOT_RECIPE',
      message: expect.stringContaining('usb_storage') as string,
    }),
  );
});

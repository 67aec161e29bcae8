/** The lab closes at once, whatever its clients are doing: a connection may have said nothing at all yet. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startLab } from '#lab/server.ts';
import { tempFolder } from '../../support/temp.ts';

test.each(['adminServiceUrl', 'gatewayPort'] as const)(
  'closes with a silent connection to its %s',
  async (listener) => {
    const lab = await startLab({ dataFolder: await tempFolder('lab-close') });
    const port = listener === 'gatewayPort' ? lab.gatewayPort : Number(new URL(lab.adminServiceUrl).port);
    const silent = connect(port, '127.0.0.1');
    silent.on('error', () => undefined);
    await once(silent, 'connect');
    const closed = once(silent, 'close');
    await lab.close();
    await closed;
    expect(silent.destroyed).toBe(true);
  },
);

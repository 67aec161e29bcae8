/** Apply Operating System Image: whatever fails leaves a disk that nothing starts from, and says why. */
import { setImmediate as turn } from 'node:timers/promises';
import { beforeAll, expect } from 'vitest';
import { MediaError } from '#base/errors/media-error.ts';
import { MIB } from '#base/units.ts';
import type { ContentPort } from '../../resources/runtime/engine/content-port.ts';
import {
  APPLY_PROGRAMS,
  applyStep,
  divided,
  EMPTY,
  makePackages,
  namesIn,
  remains,
} from '../support/apply-stage.ts';
import { childrenNamed } from '../support/children.ts';
import { codeOfPromise } from '../support/codes.ts';
import { staged, type StepStageOptions } from '../support/step-stage.ts';

let packages = '';

beforeAll(async () => {
  packages = await makePackages();
}, 120_000);

staged(APPLY_PROGRAMS, 'an image that does not fit is refused before anything is changed', async () => {
  const outcomes: unknown[] = [];
  for (const [packageId, megabytes] of [
    ['PLAIN', 72],
    ['PIPE', 48],
  ] as const) {
    const stage = await divided(megabytes, { packages });
    const code = await codeOfPromise(stage.run(applyStep(packageId)));
    outcomes.push([packageId, code, await namesIn(stage, 'C:\\')]);
  }
  expect(outcomes).toEqual([
    ['PLAIN', 'E_TS_SPACE', ['Old', '_SMSTaskSequence']],
    ['PIPE', 'E_TS_SPACE', ['Old', '_SMSTaskSequence']],
  ]);
});

/** A content port whose streams end in a wrong hash. */
const wrongHash = (port: ContentPort): ContentPort => ({
  ...port,
  async *streamFile(packageId, path) {
    yield* port.streamFile(packageId, path);
    await turn();
    throw new MediaError('E_RT_CONTENT_HASH', `${path} is not what was announced`);
  },
});

/** A content port that stops in the middle of a file and does something. */
const inTheMiddle =
  (action: () => void) =>
  (port: ContentPort): ContentPort => ({
    ...port,
    async *streamFile(packageId, path) {
      let bytes = 0;
      for await (const chunk of port.streamFile(packageId, path)) {
        bytes += chunk.length;
        yield chunk;
        if (bytes > 15 * MIB && bytes - chunk.length <= 15 * MIB) action();
      }
    },
  });

staged(APPLY_PROGRAMS, 'whatever fails on the way leaves an empty volume that nothing starts', async () => {
  const killWimlib = (): void => {
    for (const pid of childrenNamed('wimlib-imagex')) process.kill(pid, 'SIGKILL');
  };
  const cases: readonly (readonly [
    name: string,
    packageId: string,
    megabytes: number,
    content?: StepStageOptions['content'],
  ])[] = [
    ['hash, beside', 'PLAIN', 300, wrongHash],
    ['hash, stream', 'PIPE', 72, wrongHash],
    ['killed', 'PIPE', 72, inTheMiddle(killWimlib)],
    ['corrupt', 'BAD', 300],
    ['disk full', 'LIAR', 48],
  ];
  const outcomes: unknown[] = [];
  for (const [name, packageId, megabytes, content] of cases) {
    const stage = await divided(megabytes, { packages, ...(content === undefined ? {} : { content }) });
    const code = await codeOfPromise(stage.run(applyStep(packageId)));
    outcomes.push([name, code, await remains(stage), stage.variables.get('OSDTargetSystemDrive')]);
  }
  expect(outcomes).toEqual([
    ['hash, beside', 'E_RT_CONTENT_HASH', EMPTY, undefined],
    ['hash, stream', 'E_RT_CONTENT_HASH', EMPTY, undefined],
    ['killed', 'E_TS_APPLY', EMPTY, undefined],
    ['corrupt', 'E_TS_IMAGE', EMPTY, undefined],
    ['disk full', 'E_TS_SPACE', EMPTY, undefined],
  ]);
});

staged(APPLY_PROGRAMS, 'a run that is called off ends wimlib and leaves nothing behind', async () => {
  const controller = new AbortController();
  const stage = await divided(72, {
    packages,
    content: inTheMiddle(() => {
      controller.abort(new MediaError('E_TS_STEP_TIMEOUT', 'called off'));
    }),
  });
  const code = await codeOfPromise(stage.run(applyStep('PIPE'), { signal: controller.signal }));
  expect({ code, ...(await remains(stage)), running: childrenNamed('wimlib-imagex') }).toEqual({
    code: 'E_TS_STEP_TIMEOUT',
    ...EMPTY,
    running: [],
  });
});

staged(APPLY_PROGRAMS, 'a new image takes the loader of the old one away before anything else', async () => {
  const stage = await divided(300, { packages });
  await stage.run(applyStep('PLAIN'));
  const before = (await remains(stage)).loaders.length;
  const code = await codeOfPromise(stage.run(applyStep('BARE', { target: 'C:' })));
  const after = await remains(stage);
  expect({ before, code, after }).toEqual({
    before: 5,
    code: 'E_TS_NOT_STARTABLE',
    after: {
      names: ['Windows', '_SMSTaskSequence'],
      loaders: [
        'EFI/BOOT/grubx64.efi',
        'EFI/BOOT/mmx64.efi',
        'EFI/Contoso/grubx64.efi',
        'EFI/Contoso/mmx64.efi',
      ],
    },
  });
});

staged(APPLY_PROGRAMS, 'wrong images and places are named before anything is changed', async () => {
  const stage = await divided(300, { packages });
  const check = async (xml: string): Promise<string> => await codeOfPromise(stage.run(xml));
  const outcomes = {
    letter: await check(applyStep('PLAIN', { target: 'X:' })),
    partition: await check(applyStep('PLAIN', { target: '0,9' })),
    fat: await check(applyStep('PLAIN', { target: '0,1' })),
    words: await check(applyStep('PLAIN', { target: 'somewhere' })),
    index: await check(applyStep('PIPE', { index: 3 })),
    zero: await check(applyStep('PIPE', { index: 0 })),
    unknown: await check(applyStep('NONE')),
    several: await check(applyStep('TWO')),
    id: await check(applyStep('../x')),
  };
  expect({ outcomes, names: await namesIn(stage, 'C:\\') }).toEqual({
    outcomes: {
      letter: 'E_TS_VOLUME',
      partition: 'E_TS_VOLUME',
      fat: 'E_TS_VOLUME',
      words: 'E_TS_VOLUME',
      index: 'E_TS_IMAGE',
      zero: 'E_TS_IMAGE',
      unknown: 'E_RT_CONTENT_LOCATION',
      several: 'E_TS_IMAGE',
      id: 'E_TS_ACTION',
    },
    names: ['Old', '_SMSTaskSequence'],
  });
});

staged(APPLY_PROGRAMS, 'firmware and disk that do not fit together are named', async () => {
  const stage = await divided(300, { packages, variables: { _SMSTSBootUEFI: 'false' } });
  expect(await codeOfPromise(stage.run(applyStep('PLAIN')))).toBe('E_TS_NOT_STARTABLE');
});

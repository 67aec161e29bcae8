/**
 * Who may import whom (ARCHITECTURE.md, "Rooms"). Every rule here has a planted violation in test/planted that
 * test/posture/fences.test.ts expects to be caught, so a rule that no longer bites fails the tests.
 */
const path = (...rooms) => `^(test/planted/)?(${rooms.join('|')})(/|$)`;

/** A room and the rooms of ours it may see (besides itself). */
const ROOMS = {
  'preload/contract': [],
  'main/base': [],
  'main/formats': ['main/base'],
  'main/image': ['main/base', 'main/formats'],
  'main/media': ['main/base', 'main/formats', 'main/image', 'preload/contract'],
  'main/platform': ['main/base', 'main/image'],
  'main/devices': ['main/base', 'main/formats', 'main/image', 'main/platform'],
  'main/site': ['main/base', 'main/formats', 'main/image', 'main/media', 'main/platform', 'preload/contract'],
  'main/jobs': ['main/base', 'main/formats', 'main/image', 'main/media', 'main/devices', 'main/platform'],
  'main/hosts/writer': ['main/base', 'main/image', 'main/jobs', 'main/devices', 'main/platform'],
  'main/hosts/compose': [
    'main/base',
    'main/media',
    'main/site',
    'main/devices',
    'main/jobs',
    'main/service',
    'main/platform',
    'main/lab',
    'preload/contract',
  ],
  'main/hosts/window': ['main/base', 'main/platform', 'preload/contract'],
  'main/hosts/web': ['main/hosts/window', 'main/base', 'main/service', 'main/platform', 'preload/contract'],
  'main/hosts/electron': [
    'main/hosts/window',
    'main/base',
    'main/service',
    'main/platform',
    'preload/contract',
  ],
  preload: ['preload/contract'],
  renderer: ['preload/contract'],
  'main/service': [
    'preload/contract',
    'main/jobs',
    'main/base',
    'main/formats',
    'main/image',
    'main/media',
    'main/site',
    'main/devices',
    'main/platform',
  ],
  'main/lab/wire': ['main/base'],
  'main/lab': ['main/base', 'main/platform'],
  'resources/runtime': [
    'main/base',
    'main/formats/gpt',
    'main/formats/mbr',
    'main/formats/variables-dat',
    'main/formats/tsm-bootstrap',
    'main/lab/wire',
  ],
  // The lab's installed system is made by the tables of its two users: who applies it and who serves it.
  'resources/boot': [
    'main/base',
    'main/platform',
    'main/image/grub\\.ts',
    'main/lab/data/system-packages\\.ts',
    'resources/runtime/engine/steps/startable-layout\\.ts',
  ],
};

/** Where a host is put together: the only files that may join it with the lab site and the machine. */
const ROOTS = '^(test/planted/)?main/(hosts/web/)?index\\.ts$';

const ours = '^(test/planted/)?(main|preload|renderer|resources|scripts|test)/';

const roomRules = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `room-${room.replaceAll('/', '-')}`,
  severity: 'error',
  comment: `${room} may import ${allowed.length === 0 ? 'nothing of ours' : allowed.join(', ')} and itself.`,
  from: { path: path(room), pathNot: [ROOTS, ...(room === 'main/lab' ? [path('main/lab/wire')] : [])] },
  to: { path: ours, pathNot: path(room, ...allowed) },
}));

/** Node's own modules a pure room may use. */
const nodeRules = [
  { room: 'main/base', only: '^(node:)?(buffer|crypto|zlib)$' },
  { room: 'main/formats', only: undefined },
  { room: 'main/image', only: undefined },
].map(({ room, only }) => ({
  name: `node-modules-${room.replaceAll('/', '-')}`,
  severity: 'error',
  comment:
    only === undefined
      ? `${room} uses no Node module.`
      : `${room} uses of Node only buffer, crypto and zlib.`,
  from: { path: path(room) },
  to: { dependencyTypes: ['core'], ...(only === undefined ? {} : { pathNot: only }) },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    ...nodeRules,
    {
      name: 'format-door',
      severity: 'error',
      comment: 'A format is entered by its index.ts (names.ts and tables.ts are part of the door).',
      from: { path: ours, pathNot: '^(test/planted/)?main/formats/([^/]+)/' },
      to: { path: '^(test/planted/)?main/formats/[^/]+/', pathNot: '/index\\.ts$' },
    },
    {
      name: 'format-door-between-formats',
      severity: 'error',
      comment: 'Also one format enters another by its index.ts.',
      from: { path: '^(?:test/planted/)?main/formats/([^/]+)/' },
      to: { path: '^(test/planted/)?main/formats/[^/]+/', pathNot: ['main/formats/$1/', '/index\\.ts$'] },
    },
    {
      name: 'lab-beside-the-builder',
      severity: 'error',
      comment:
        'The lab is a program beside the builder: only the command line, what roots share, and tests import it.',
      from: {
        path: ours,
        pathNot: [
          path('main/lab', 'resources/runtime'),
          '^main/hosts/(cli|compose)/',
          '^resources/boot/build-system-image\\.ts$',
          '^test/(?!planted)',
        ],
      },
      to: { path: path('main/lab') },
    },
    {
      name: 'composition-in-roots',
      severity: 'error',
      comment: 'What roots share (main/hosts/compose) is imported by roots, the command line and tests only.',
      from: {
        path: ours,
        pathNot: [path('main/hosts/compose'), ROOTS, '^main/hosts/cli/', '^test/(?!planted)'],
      },
      to: { path: path('main/hosts/compose') },
    },
    {
      name: 'roots-compose-only',
      severity: 'error',
      comment: 'A root joins a host with the service: it reaches neither into the lab nor below the service.',
      from: { path: ROOTS },
      to: {
        path: ours,
        pathNot: path(
          'main/hosts/compose',
          'main/hosts/electron',
          'main/hosts/web',
          'main/hosts/window',
          'main/service',
          'main/platform',
          'main/base',
          'preload/contract',
        ),
      },
    },
    {
      name: 'electron-main-in-its-host',
      severity: 'error',
      comment: "'electron/main' (and 'electron/common') only in main/hosts/electron and its root.",
      from: { path: ours, pathNot: ['^main/hosts/electron/', '^main/index\\.ts$', '^test/(?!planted)'] },
      to: { path: '^electron/(main|common)$' },
    },
    {
      name: 'electron-renderer-in-the-preload',
      severity: 'error',
      comment: "'electron/renderer' only in the preload script.",
      from: { path: ours, pathNot: ['^preload/preload\\.ts$', '^test/(?!planted)'] },
      to: { path: '^electron/renderer$' },
    },
    {
      name: 'child-process',
      severity: 'error',
      comment: 'Programs are started in main/platform/spawn.ts (set-up and tests apart).',
      from: {
        path: ours,
        pathNot: [
          '^main/platform/spawn\\.ts$',
          '^resources/runtime/platform/',
          '^test/(?!planted)',
          '^scripts/',
        ],
      },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'secret-storage',
      severity: 'error',
      comment: "The system's secret storage is behind the port in main/platform/secret-storage.ts.",
      from: { path: ours, pathNot: '^main/platform/secret-storage\\.ts$' },
      to: { path: '@napi-rs/keyring' },
    },
    {
      name: 'small-zod',
      severity: 'error',
      comment: 'What the writer process loads takes zod/mini: the whole of zod would delay each start.',
      from: {
        path: '^(test/planted/)?main/(devices|jobs|hosts/writer)/',
        pathNot: '^main/jobs/history\\.ts$',
      },
      to: { path: 'node_modules/zod/(index|v4/classic)' },
    },
    {
      name: 'no-electron',
      severity: 'error',
      comment: "'electron' is never imported; values come from electron/main or electron/renderer.",
      from: {},
      to: { path: '^electron$|node_modules/electron/index' },
    },
    {
      name: 'nothing-imports-test',
      severity: 'error',
      comment: 'Product code never imports test code.',
      from: { path: '^(test/planted/)?(main|resources|preload|renderer|scripts)/' },
      to: { path: '^test/', pathNot: '^test/planted/' },
    },
    { name: 'no-cycles', severity: 'error', comment: 'No cycles.', from: {}, to: { circular: true } },
    {
      name: 'no-unresolvable',
      severity: 'error',
      comment: 'Every import resolves.',
      from: {},
      to: { couldNotResolve: true, pathNot: '^electron' },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      comment: 'Packages are declared in package.json.',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};

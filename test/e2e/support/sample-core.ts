/**
 * A core made of samples, put into a page as `window.mediaBuilder`: for pictures of the window, and for states that the
 * real core seldom has (offline, empty, thousands of rows). Every answer has the contract's type; nothing is judged here,
 * so whatever matters is tested against the real core.
 * `?sample=` of the page's address chooses: normal, empty, offline, error, loading, large, rows-N (N task sequences).
 * `?hold=site.catalog` keeps the answer to a call, as the text a host sends, until the page calls `releaseSample()`.
 */
import type { Bridge, ErrorData } from '#contract/bridge.ts';
import type { CallName, CallOutput, EventName, EventPayload } from '#contract/contract.ts';
import type { Settings } from '#contract/app.ts';
import { sampleHistory, sampleJob, samplePrerequisites } from './sample-jobs.ts';
import { sampleCatalog, sampleDrives } from './sample-site.ts';

type Answers = { readonly [Name in CallName]?: (input: never) => CallOutput<Name> | ErrorData };

const variant = new URLSearchParams(location.search).get('sample') ?? 'normal';
const listeners = new Set<(event: unknown) => void>();
let settings: Settings = {
  language: 'en',
  theme: 'light',
  showLoopDrives: false,
  largeDriveGb: 256,
  defaultFolder: null,
  ...(JSON.parse(new URLSearchParams(location.search).get('settings') ?? '{}') as Partial<Settings>),
};
let draft: Record<string, unknown> | null = JSON.parse(
  new URLSearchParams(location.search).get('draft') ?? 'null',
) as Record<string, unknown> | null;

const unreachable: ErrorData = {
  ok: false,
  code: 'E_SITE_UNREACHABLE',
  message: 'ps1.contoso.test:443: connect ECONNREFUSED',
  cause: 'The site’s server does not answer, or the way to it is closed.',
  remedy: 'Check the network and the name of the server, then try again.',
};

function publish<Name extends EventName>(name: Name, payload: EventPayload<Name>): void {
  for (const listener of [...listeners]) listener({ name, payload });
}

const answers: Answers = {
  'app.info': () => ({
    version: '0.1.0',
    host: 'direct',
    platform: 'linux',
    locales: ['en-GB'],
    hasFileDialogs: false,
    defaultFolder: '/home/anna/Documents',
    dataFolder: '/home/anna/.local/share/media-builder',
  }),
  'app.openExternal': () => ({}),
  'app.checkOutput': () => ({ state: 'new', freeBytes: 214_000_000_000 }),
  'app.listFolder': () => ({
    path: '/home/anna/Documents',
    parent: '/home/anna',
    entries: [
      { name: 'Media', path: '/home/anna/Documents/Media', isFolder: true, sizeBytes: null },
      {
        name: 'contoso.iso',
        path: '/home/anna/Documents/contoso.iso',
        isFolder: false,
        sizeBytes: 166_723_584,
      },
    ],
    places: [
      { name: 'Home', path: '/home/anna' },
      { name: 'Documents', path: '/home/anna/Documents' },
    ],
  }),
  'settings.read': () => settings,
  'settings.write': (input: Settings) => {
    settings = input;
    return settings;
  },
  'draft.read': () => ({ draft }),
  'draft.write': (input: { draft: Record<string, unknown> | null }) => {
    draft = input.draft;
    return {};
  },
  'site.list': () => ({
    connections: [
      connection('lab', 'https://ps1.contoso.test/AdminService', 'lab'),
      connection('Contoso production', 'https://cm01.contoso.com/AdminService', 'adminservice'),
    ],
    storage: { kind: 'system', why: null },
  }),
  'site.catalog': () =>
    variant === 'error' ? unreachable : sampleCatalog(variant, variant === 'offline' ? unreachable : null),
  'site.reachGateway': () => ({
    state: 'reached',
    milliseconds: 84,
    detail: 'HTTP 403 from contoso-cmg.contoso.test (as a gateway answers without a certificate)',
    error: null,
    testedAt: '2026-11-21T16:00:00Z',
  }),
  'prerequisites.check': () => (variant === 'error' ? unreachable : samplePrerequisites()),
  'drives.watch': ({ isOn }: { isOn: boolean }) => {
    if (isOn && variant !== 'loading') {
      publish(
        'drives',
        variant === 'error'
          ? { state: 'error', drives: [], error: unreachable, hiddenSystemDrives: 0 }
          : sampleDrives(variant),
      );
    }
    return {};
  },
  'password.rate': ({ password }: { password: string }) => {
    const bits = Math.min(128, password.length * 6.2);
    return {
      bits,
      requiredBits: 90,
      verdict: password === '' ? 'empty' : bits < 90 ? 'weak' : 'strong',
      secondsToBreak: 2 ** (bits - 1) / 1e11,
      guessesPerSecond: 1e11,
    };
  },
  'password.generate': ({ form }: { form: string }) => ({
    password: form === 'words' ? 'lamp-orbit-cedar-vivid-mango-quilt-storm' : 'q7#Fm2&vTz9!kWd',
  }),
  'certificate.check': () => ({
    isUsable: true,
    subject: 'CN=OSD Media, O=Contoso',
    issuer: 'CN=Contoso Issuing CA 2',
    notBefore: '2026-03-01T00:00:00Z',
    notAfter: '2027-03-01T00:00:00Z',
    keyBits: 2048,
    hash: 'SHA-256',
    thumbprint: 'a909502dd82ae41433e6f83886b00d4277a32a7b',
    findings: [{ severity: 'warning', code: 'ends-soon', values: { days: 100 } }],
  }),
  'request.commandLine': () => ({
    text: "npx media-builder create bootable --media-management internet-based \\\n    --boot-image PS100001 --cmg contoso-cmg.contoso.test --unknown-computers \\\n    --password-file password.txt --label 'Contoso Reset' --drive /dev/sdb --iso contoso.iso",
  }),
  'request.save': () => ({}),
  'media.plan': () => ({
    contentBytes: 166_000_000,
    fileCount: 41,
    isoBytes: 166_723_584,
    driveBytes: 171_966_464,
    worksUntil: '2027-11-21T12:00:00Z',
    expirySources: [
      { source: 'certificate', at: '2027-11-21T12:00:00Z' },
      { source: 'cmg-experience', at: '2027-05-21T12:00:00Z' },
    ],
    notes: [],
  }),
  'media.create': () => started(),
  'image.write': () => started(),
  'medium.verify': () => started(),
  'medium.inspect': ({ path }: { path: string }) => ({
    path,
    state: 'complete',
    fileSystem: 'fat32',
    volumeLabel: 'CONTOSO RES',
    isPasswordRequired: true,
    manifest: {
      mediaId: '{5C3F2B1E-7A44-4B6B-9E0E-1D2C3B4A5F60}',
      kind: 'bootable',
      label: 'Contoso Reset',
      mediaManagement: 'internet-based',
      siteCode: 'PS1',
      cmg: 'contoso-cmg.contoso.test',
      bootImage: 'PS100001 Media Builder boot image 1.0',
      created: '2026-11-02T09:12:00Z',
      expires: '2027-11-02T09:12:00Z',
      builderVersion: '0.1.0',
    },
    fileCount: 41,
    contentBytes: 166_000_000,
    signature: {
      state: 'valid',
      thumbprint: 'a909502dd82ae41433e6f83886b00d4277a32a7b',
      isOfThisMedium: null,
    },
    variables: null,
    problems: [],
  }),
  'image.describe': ({ path }: { path: string }) => ({
    path,
    packing: 'none',
    sizeBytes: 171_966_464,
    fileBytes: 171_966_464,
    medium: null,
  }),
  'jobs.list': () => ({ jobs: [] }),
  'jobs.cancel': () => ({}),
  'jobs.addDrives': () => ({}),
  'jobs.forget': () => ({}),
  'history.list': () => ({ entries: variant === 'empty' ? [] : sampleHistory() }),
  'history.forget': () => ({}),
};

function connection(
  name: string,
  url: string,
  kind: 'lab' | 'adminservice',
): CallOutput<'site.list'>['connections'][number] {
  return {
    name,
    url,
    kind,
    userName: kind === 'lab' ? null : 'CONTOSO\\osd-media',
    credentials: kind === 'lab' ? 'session' : 'stored',
    rootFingerprint: kind === 'lab' ? null : 'b1'.repeat(32),
    snapshotAt: '2026-11-20T17:30:00Z',
  };
}

/** The job is told in the state the address asks for: running, done, failed, cancelled. */
function started(): { readonly jobId: string } {
  const state = new URLSearchParams(location.search).get('job') ?? 'running';
  setTimeout(() => {
    publish('job', sampleJob(state));
  }, 0);
  return { jobId: 'sample-job' };
}

const bridge: Bridge = {
  async call(method, input) {
    // Sound: the client sends inputs of the contract; this is a sample, not a check.
    const answer = answers[method as CallName] as ((input: unknown) => unknown) | undefined;
    if (variant === 'loading' && method === 'site.catalog') await new Promise(() => undefined);
    if (answer === undefined) {
      return { ...unreachable, code: 'E_CALL_UNKNOWN', message: `the sample core has no ${method}` };
    }
    const value = await arrival(method, answer(input));
    const isError = typeof value === 'object' && value !== null && 'ok' in value && value.ok === false;
    return isError ? value : { ok: true, value };
  },
  listen(listener) {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
};

const heldCall = new URLSearchParams(location.search).get('hold');
let release: () => void = () => undefined;
const released = new Promise<void>((resolve) => {
  release = resolve;
});

/** What is held was made before, so that only its arrival is measured. */
async function arrival(method: string, value: unknown): Promise<unknown> {
  if (method !== heldCall) return value;
  const text = JSON.stringify(value);
  await released;
  return JSON.parse(text) as unknown;
}

/** What Electron's application menu does. */
const sampleMenu = (command: EventPayload<'menu'>['command']): void => {
  publish('menu', { command });
};

Object.assign(window, { mediaBuilder: bridge, releaseSample: release, sampleMenu });

/**
 * The same behaviour over every way from a window to the core. A transport that loses, adds or reorders something, or
 * that turns an error into something else, fails here by its name.
 */
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { MediaError } from '#base/errors/media-error.ts';
import type { EventMessage } from '#contract/contract.ts';
import { calls } from '#contract/contract.ts';
import type { JobState } from '#contract/jobs.ts';
import { createDispatch, type Handlers } from '#service/dispatch.ts';
import { createEventHub, type EventHub } from '#service/event-hub.ts';
import { transports, type OpenBridge } from '../support/bridges.ts';

const settings = {
  language: 'de',
  theme: 'dark',
  showLoopDrives: false,
  largeDriveGb: 275,
  defaultFolder: null,
} as const;

function job(jobId: string, fraction: number): JobState {
  return {
    ...{ jobId, kind: 'create', title: 'Contoso', startedAt: '2026-11-20T08:00:00Z', endedAt: null },
    ...{ state: 'running', fraction, remainingSeconds: null, rows: [], log: [] },
    ...{ created: null, verified: null, error: null },
  };
}

/** Every call of the contract is refused but those a test answers. */
function handlersWith(own: Partial<Handlers>): Handlers {
  const refused = Object.keys(calls).map((name) => [
    name,
    () => Promise.reject(new MediaError('E_JOB_UNKNOWN', `${name} is not part of this test`)),
  ]);
  // Sound: every name of the contract has a function, and functions that reject answer nothing wrong.
  return { ...(Object.fromEntries(refused) as Handlers), ...own };
}

describe.each(Object.keys(transports))('the bridge over %s', (name) => {
  const opened: OpenBridge[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });

  async function open(own: Partial<Handlers> = {}): Promise<OpenBridge & { readonly events: EventHub }> {
    const events = createEventHub();
    const transport = transports[name];
    if (transport === undefined) throw new Error(name);
    const one = await transport({ dispatch: createDispatch(handlersWith(own)), events });
    opened.push(one);
    return { ...one, events };
  }

  /** Collects what is told; nothing is waited for here. */
  function collect({ bridge }: OpenBridge): { readonly seen: EventMessage[]; readonly stop: () => void } {
    const seen: EventMessage[] = [];
    const stop = bridge.listen((event) => {
      seen.push(event as EventMessage);
    });
    return { seen, stop };
  }

  test('carries input to the handler, with defaults filled in, and the answer back', async () => {
    const given: unknown[] = [];
    const { bridge } = await open({
      'password.rate': (input) => {
        given.push(input);
        return Promise.reject(new MediaError('E_JOB_STATE', 'seen'));
      },
      'jobs.cancel': (input) => {
        given.push(input);
        return Promise.resolve({});
      },
    });
    await bridge.call('password.rate', { password: 'p', more: 1 });
    const answer = await bridge.call('jobs.cancel', { jobId: 'j', device: undefined });
    expect([given, answer]).toEqual([[{ password: 'p' }, { jobId: 'j' }], { ok: true, value: {} }]);
  });

  test.each(['nonsense', '__proto__', 'constructor', 'toString', ''])(
    'does not know "%s"',
    async (method) => {
      const { bridge } = await open();
      expect(await bridge.call(method, {})).toMatchObject({ ok: false, code: 'E_CALL_UNKNOWN' });
    },
  );

  test('answers wrong input with the place and without the value', async () => {
    const { bridge } = await open();
    const reply = await bridge.call('password.rate', { password: ['hunter2'] });
    expect(reply).toMatchObject({ ok: false, code: 'E_CALL_INPUT' });
    expect(JSON.stringify(reply)).toContain('password');
    expect(JSON.stringify(reply)).not.toContain('hunter2');
  });

  test.each([undefined, null, 7, 'text', []])('answers %j as input like any wrong input', async (input) => {
    const { bridge } = await open();
    expect(await bridge.call('password.rate', input)).toMatchObject({ ok: false, code: 'E_CALL_INPUT' });
  });

  test('takes "__proto__" in an object for a name like any other', async () => {
    const { bridge } = await open({ 'draft.write': () => Promise.resolve({}) });
    const input: unknown = JSON.parse('{"draft": {"__proto__": {"isAdmin": true}}}');
    expect(await bridge.call('draft.write', input)).toEqual({ ok: true, value: {} });
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined();
  });

  test('does not pass on an answer that breaks the contract', async () => {
    // Sound: that the handler answers wrongly is what this is about.
    const wrong = (() => Promise.resolve({ password: 7 })) as unknown as Handlers['password.generate'];
    const { bridge } = await open({ 'password.generate': wrong });
    expect(await bridge.call('password.generate', { form: 'words' })).toMatchObject({
      ok: false,
      code: 'E_CALL_OUTPUT',
    });
  });

  test('carries errors as data: code, message, cause and remedy', async () => {
    const { bridge } = await open({
      'jobs.forget': () => Promise.reject(new MediaError('E_JOB_STATE', 'job 7 still runs')),
      'draft.read': () => Promise.reject(new TypeError('a defect')),
    });
    const [known, defect] = [
      await bridge.call('jobs.forget', { jobId: '7' }),
      await bridge.call('draft.read', {}),
    ];
    expect(known).toMatchObject({ ok: false, code: 'E_JOB_STATE', message: 'job 7 still runs' });
    expect(Object.keys(known as object).sort()).toEqual(['cause', 'code', 'message', 'ok', 'remedy']);
    expect(defect).toMatchObject({ ok: false, code: 'E_INTERNAL' });
  });

  test('loses nothing of any text', async () => {
    const text = 'Grüße, Ĳssel, 日本語, 😀, \u2028\u2029, "\\", \u0000, \ud800 alone';
    const { bridge } = await open({
      'request.open': ({ path }) => Promise.resolve({ request: { path, text } }),
    });
    const path = `/tmp/${text}`;
    expect(await bridge.call('request.open', { path })).toEqual({
      ok: true,
      value: { request: { path, text } },
    });
  });

  test('carries answers of many megabytes whole', async () => {
    const rows = Array.from({ length: 50_000 }, (_, index) => ({
      index,
      name: `Tasksequenz ${index} für Köln`,
      at: null,
    }));
    const { bridge } = await open({ 'request.open': () => Promise.resolve({ request: { rows } }) });
    expect(await bridge.call('request.open', { path: '/x' })).toEqual({
      ok: true,
      value: { request: { rows } },
    });
  });

  test('answers calls that are under way at once, each its own', async () => {
    const waiting: (() => void)[] = [];
    const { bridge } = await open({
      'request.open': ({ path }) =>
        new Promise((resolve) => {
          waiting.push(() => {
            resolve({ request: path });
          });
        }),
    });
    const asked = ['/a', '/b', '/c'].map((path) => bridge.call('request.open', { path }));
    await vi.waitFor(() => {
      expect(waiting).toHaveLength(3);
    });
    for (const answer of waiting.reverse()) answer();
    const requests = (await Promise.all(asked)).map(
      (reply) => (reply as { value: { request: string } }).value.request,
    );
    expect(requests).toEqual(['/a', '/b', '/c']);
  });

  test('tells a late listener the last state of each, and no command of the menu', async () => {
    const one = await open();
    one.events.publish('settings', { ...settings, theme: 'light' });
    one.events.publish('settings', settings);
    one.events.publish('job', job('a', 0.5));
    one.events.publish('job', job('b', 0.1));
    one.events.publish('job', job('gone', 0.1));
    one.events.forgetJob('gone');
    one.events.publish('menu', { command: 'help' });
    const { seen } = collect(one);
    await vi.waitFor(() => {
      expect(seen).toEqual([
        { name: 'settings', payload: settings },
        { name: 'job', payload: job('a', 0.5) },
        { name: 'job', payload: job('b', 0.1) },
      ]);
    });
  });

  test('tells whole states in their order, to every listener', async () => {
    const one = await open();
    const [first, second] = [collect(one), collect(one)];
    one.events.publish('job', job('a', 0));
    await vi.waitFor(() => {
      expect([first.seen.length > 0, second.seen.length > 0]).toEqual([true, true]);
    });
    for (const fraction of [0.25, 0.5, 0.75, 1]) one.events.publish('job', job('a', fraction));
    const states = [0, 0.25, 0.5, 0.75, 1].map((fraction) => ({ name: 'job', payload: job('a', fraction) }));
    await vi.waitFor(() => {
      // A state may come twice, when a second listener asks for the last ones; never out of order.
      expect([first, second].map(({ seen }) => withoutRepeats(seen))).toEqual([states, states]);
    });
  });

  test('tells nothing to who has stopped listening', async () => {
    const one = await open();
    const [gone, there] = [collect(one), collect(one)];
    one.events.publish('settings', settings);
    await vi.waitFor(() => {
      expect(gone.seen.length).toBeGreaterThan(0);
    });
    gone.stop();
    const before = gone.seen.length;
    one.events.publish('menu', { command: 'help' });
    await vi.waitFor(() => {
      expect(there.seen.at(-1)).toEqual({ name: 'menu', payload: { command: 'help' } });
    });
    expect(gone.seen).toHaveLength(before);
  });

  test('cancels what a window had asked for when it is gone', async () => {
    const signals: AbortSignal[] = [];
    const one = await open({
      'site.probe': (_input, { signal }) => {
        signals.push(signal);
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new MediaError('E_CANCELLED', 'cancelled'));
          });
        });
      },
    });
    const asked = one.bridge.call('site.probe', { url: 'https://cm.contoso.test' }).catch(() => 'gone');
    await vi.waitFor(() => {
      expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    });
    one.leave();
    await vi.waitFor(() => {
      expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    });
    await asked;
    await setImmediate();
  });
});

function withoutRepeats(messages: readonly EventMessage[]): readonly EventMessage[] {
  return messages.filter(
    (message, index) => index === 0 || JSON.stringify(message) !== JSON.stringify(messages[index - 1]),
  );
}

/** The desktop host's decisions: where the window opens, how it is remembered, how the program ends. */
import { EventEmitter } from 'node:events';
import type { BrowserWindow, MessageBoxOptions, Rectangle } from 'electron/main';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEventHub } from '#service/event-hub.ts';
import { createRevival } from '../../../main/hosts/electron/crash.ts';
import { pickFile } from '../../../main/hosts/electron/dialogs.ts';
import { hostTexts } from '../../../main/hosts/electron/host-texts.ts';
import { createQuit, quitQuestion } from '../../../main/hosts/electron/quit.ts';
import { claimSingleInstance } from '../../../main/hosts/electron/single-instance.ts';
import { placeWindow, rememberWindow, type WindowState } from '../../../main/hosts/electron/window-state.ts';

const MAIN: Rectangle = { x: 0, y: 25, width: 1920, height: 1055 };
const LEFT: Rectangle = { x: -2560, y: 0, width: 2560, height: 1440 };

describe('the place of the window', () => {
  const state = (change: Partial<WindowState>): WindowState => ({
    ...{ x: 100, y: 100, width: 1400, height: 900, isMaximized: false },
    ...change,
  });
  test.each<[string, WindowState | null, readonly Rectangle[], ReturnType<typeof placeWindow>['bounds']]>([
    ['at the first start is left to the system', null, [MAIN], { width: 1280, height: 820 }],
    ['is where it was', state({}), [MAIN], { x: 100, y: 100, width: 1400, height: 900 }],
    [
      'may be on a second screen',
      state({ x: -2000 }),
      [MAIN, LEFT],
      { x: -2000, y: 100, width: 1400, height: 900 },
    ],
    [
      'is left to the system when that screen is gone',
      state({ x: -2000 }),
      [MAIN],
      { width: 1400, height: 900 },
    ],
    ['is left to the system below the last screen', state({ y: 1079 }), [MAIN], { width: 1400, height: 900 }],
    [
      'is left to the system when its title is above the screen',
      state({ y: 0 }),
      [MAIN],
      { width: 1400, height: 900 },
    ],
    [
      'is left to the system when too little can be taken hold of',
      state({ x: 1850 }),
      [MAIN],
      { width: 1400, height: 900 },
    ],
    [
      'is kept when enough can be taken hold of',
      state({ x: 1700 }),
      [MAIN],
      { x: 1700, y: 100, width: 1400, height: 900 },
    ],
    [
      'is not larger than its screen',
      state({ width: 5000, height: 3000 }),
      [MAIN],
      { x: 100, y: 100, width: 1920, height: 1055 },
    ],
    [
      'is not smaller than the wizard needs',
      state({ width: 300, height: 300 }),
      [MAIN],
      { x: 100, y: 100, width: 1024, height: 700 },
    ],
    ['without any screen is what it was', state({}), [], { width: 1400, height: 900 }],
    [
      'is left to the system when only its size is known',
      state({ x: null, y: null }),
      [MAIN],
      { width: 1400, height: 900 },
    ],
  ])('%s', (_name, stored, areas, expected) => {
    expect(placeWindow(stored, areas).bounds).toEqual(expected);
  });

  test('is maximised again', () => {
    expect(placeWindow(state({ isMaximized: true }), [MAIN]).isMaximized).toBe(true);
  });
});

describe('remembering the window', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function remembered() {
    const emitter = new EventEmitter();
    const facts = { bounds: { ...MAIN }, isMinimized: false };
    const saved: WindowState[] = [];
    const flush = rememberWindow(
      {
        // Sound: an emitter takes every overload.
        on: emitter.on.bind(emitter) as unknown as BrowserWindow['on'],
        getNormalBounds: () => facts.bounds,
        isMaximized: () => false,
        isMinimized: () => facts.isMinimized,
        isDestroyed: () => false,
      },
      (state) => {
        saved.push(state);
        return Promise.resolve();
      },
    );
    return { emitter, facts, saved, flush };
  }

  test('stores once when it has come to rest, long before the end', async () => {
    const { emitter, facts, saved, flush } = remembered();
    for (let x = 1; x <= 50; x += 1) {
      facts.bounds.x = x;
      emitter.emit('move');
      vi.advanceTimersByTime(20);
    }
    expect(saved).toEqual([]);
    vi.advanceTimersByTime(500);
    await flush();
    expect(saved).toEqual([{ ...MAIN, x: 50, isMaximized: false }]);
  });

  test('stores at the end what has not been stored yet, and nothing twice', async () => {
    const { emitter, facts, saved, flush } = remembered();
    facts.bounds.x = 7;
    emitter.emit('resize');
    emitter.emit('close');
    emitter.emit('close');
    await flush();
    expect(saved.map(({ x }) => x)).toEqual([7]);
  });

  test('does not take a minimised window for a small one', async () => {
    const { emitter, facts, saved, flush } = remembered();
    facts.isMinimized = true;
    emitter.emit('close');
    await flush();
    expect(saved).toEqual([]);
  });
});

describe('the way out', () => {
  function program({ isBusy = false, answer = 0, storeFails = false } = {}) {
    const did: string[] = [];
    const asked: MessageBoxOptions[] = [];
    const quit = createQuit({
      service: {
        isBusy: () => isBusy,
        close: () => {
          did.push('service closed');
          return Promise.resolve();
        },
      },
      // Sound: of the two forms of the question the host uses the one without a window.
      dialog: {
        showMessageBox: ((options: MessageBoxOptions) => {
          asked.push(options);
          return Promise.resolve({ response: answer, checkboxChecked: false });
        }) as never,
      },
      text: () => hostTexts.de,
      flush: () => (storeFails ? Promise.reject(new Error('disk full')) : Promise.resolve()),
      exit: () => did.push('ended'),
    });
    const preventDefault = vi.fn();
    return { did, asked, close: () => quit({ preventDefault }), preventDefault };
  }

  test('is open when nothing runs: no question, everything closed, then the end', async () => {
    const { did, asked, close, preventDefault } = program();
    await close();
    expect([did, asked, preventDefault.mock.calls.length]).toEqual([['service closed', 'ended'], [], 1]);
  });

  test('asks while media are written, and goes on when that is the answer', async () => {
    const { did, asked, close } = program({ isBusy: true });
    await close();
    expect([did, asked]).toEqual([[], [quitQuestion(hostTexts.de)]]);
    await close();
    expect(asked).toHaveLength(2);
  });

  test('cancels what runs when that is the answer', async () => {
    const { did, close } = program({ isBusy: true, answer: 1 });
    await close();
    expect(did).toEqual(['service closed', 'ended']);
  });

  test('asks once, however often the window is told to close', async () => {
    const { asked, close } = program({ isBusy: true });
    await Promise.all([close(), close(), close()]);
    expect(asked).toHaveLength(1);
  });

  test('is not blocked by what cannot be stored', async () => {
    const { did, close } = program({ storeFails: true });
    await close();
    expect(did).toEqual(['service closed', 'ended']);
  });

  test('means "continue" by Enter and Escape', () => {
    const { buttons, defaultId, cancelId } = quitQuestion(hostTexts.nl);
    expect([buttons, defaultId, cancelId]).toEqual([['Doorgaan', 'Annuleren en afsluiten'], 0, 0]);
  });
});

describe('a page whose process ended', () => {
  test('is loaded again once; when it ends again soon, the program waits for its jobs and ends', async () => {
    const did: string[] = [];
    const events = createEventHub();
    const facts = { isBusy: true, now: 0 };
    const revive = createRevival({
      window: {
        loadURL: (url) => {
          did.push(url);
          return Promise.resolve();
        },
      },
      service: {
        isBusy: () => facts.isBusy,
        close: () => {
          did.push('service closed');
          return Promise.resolve();
        },
        events,
      },
      dialog: {
        showMessageBox: (({ message }: MessageBoxOptions) => {
          did.push(message);
          return Promise.resolve({ response: 0, checkboxChecked: false });
        }) as never,
      },
      text: () => hostTexts.en,
      exit: () => did.push('ended'),
      now: () => facts.now,
    });
    await revive();
    facts.now = 60_000;
    await revive();
    expect(did).toEqual([
      'app://media-builder/',
      hostTexts.en.crashed,
      'app://media-builder/',
      hostTexts.en.crashed,
    ]);
    did.length = 0;
    facts.now = 61_000;
    const ending = revive();
    await vi.waitFor(() => {
      expect(did).toEqual([hostTexts.en.crashedAgain]);
    });
    facts.isBusy = false;
    events.publish('menu', { command: 'help' });
    await ending;
    expect(did).toEqual([hostTexts.en.crashedAgain, 'service closed', 'ended']);
  });
});

describe('a second start', () => {
  test('ends when it is not the first, and brings the first one’s window to the front', () => {
    const app = Object.assign(new EventEmitter(), { requestSingleInstanceLock: () => isFirst });
    let isFirst = false;
    // Sound: an emitter takes every overload.
    const claim = (front: string[]) =>
      claimSingleInstance(app as never, () => ({
        isMinimized: () => true,
        restore: () => front.push('restored'),
        show: () => front.push('shown'),
        focus: () => front.push('focused'),
      }));
    const front: string[] = [];
    expect(claim(front)).toBe(false);
    app.emit('second-instance');
    expect(front).toEqual([]);
    isFirst = true;
    expect(claim(front)).toBe(true);
    app.emit('second-instance');
    expect(front).toEqual(['restored', 'shown', 'focused']);
  });
});

describe('the dialogs of the system', () => {
  const window = {} as unknown as BrowserWindow;
  function dialogWith(path: string | undefined) {
    const asked: unknown[] = [];
    const dialog = {
      showOpenDialog: (_window: unknown, options: unknown) => {
        asked.push(options);
        return Promise.resolve({ canceled: path === undefined, filePaths: path === undefined ? [] : [path] });
      },
      showSaveDialog: (_window: unknown, options: unknown) => {
        asked.push(options);
        return Promise.resolve({ canceled: path === undefined, filePath: path ?? '' });
      },
    };
    // Sound: the host uses the form with a window.
    return { asked, dialog: dialog as never };
  }
  const filters = [{ name: 'ISO', extensions: ['iso'] }];

  test.each([
    ['open', { title: 'T', filters, properties: ['openFile'] }],
    ['save', { title: 'T', filters, properties: ['showOverwriteConfirmation', 'createDirectory'] }],
    ['folder', { title: 'T', properties: ['openDirectory', 'createDirectory'] }],
  ] as const)('ask for what is wanted: %s', async (mode, expected) => {
    const { asked, dialog } = dialogWith('/home/anna/x.iso');
    expect(await pickFile(dialog, window, { mode, title: 'T', filters })).toBe('/home/anna/x.iso');
    expect(asked).toEqual([expected]);
  });

  test.each(['open', 'save', 'folder'] as const)('give null when nothing was chosen: %s', async (mode) => {
    expect(await pickFile(dialogWith(undefined).dialog, window, { mode, title: 'T', filters })).toBeNull();
  });
});

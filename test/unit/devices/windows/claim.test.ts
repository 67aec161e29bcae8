/** What is done to a drive on Windows before and after it is written: the plan as a table, its execution with doubles. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Drive } from '#devices/drive.ts';
import { planClaim } from '#devices/windows/claim-plan.ts';
import { claimDrive, PATIENCE_MS, type WindowsHands } from '#devices/windows/claim.ts';
import { explainDenial, parseDenialFacts } from '#devices/windows/denial.ts';
import { powershellCommand, powershellValue, scriptOutput } from '#devices/windows/powershell.ts';
import { parseRecords } from '#devices/windows/records.ts';
import { toDrives } from '#devices/windows/to-drives.ts';
import { codeOf, codeOfPromise } from '../../../support/codes.ts';

function recorded(name: string, number: number): Drive {
  const json = readFileSync(
    new URL(`../../../fixtures/drives/windows/${name}.json`, import.meta.url),
    'utf8',
  );
  const found = toDrives(parseRecords(json), []).find(({ device }) => device.endsWith(`DRIVE${number}`));
  if (found === undefined) throw new Error(`no disk ${number} in ${name}`);
  return found;
}

const stick = recorded('laptop-nvme-usb-stick', 1);
const ventoy = recorded('stick-several-partitions', 1);
const image = recorded('vhd-attached', 2);

/** A step in a line; of a script the commands that change something. */
function inShort(steps: ReturnType<typeof planClaim>['take']): readonly string[] {
  return steps.map((step) =>
    step.kind === 'script'
      ? [...step.script.matchAll(/(?:Set|Clear|Update|Initialize)-Disk\b[^;}\n]*/g)]
          .map(([text]) => text.trim())
          .join('; ')
      : `${step.kind} ${step.volume}`,
  );
}

const CLEAR = [
  'Set-Disk -Number $chosen.number -IsOffline $false',
  'Initialize-Disk -Number $chosen.number -PartitionStyle MBR',
  'Clear-Disk -Number $chosen.number -RemoveData -RemoveOEM -Confirm:$false',
  'Set-Disk -Number $chosen.number -IsOffline $true',
].join('; ');

describe('the plan', () => {
  test.each([
    {
      what: 'a stick is cleared and looked at again afterwards',
      plan: planClaim(stick),
      take: ['try-lock \\\\.\\E:', CLEAR],
      giveBack: ['Update-Disk -Number 1 -ErrorAction Stop'],
    },
    {
      what: 'volumes without a mount point are not in use by anybody',
      plan: planClaim(ventoy),
      take: ['try-lock \\\\.\\E:', CLEAR],
      giveBack: ['Update-Disk -Number 1 -ErrorAction Stop'],
    },
    {
      what: 'a disk that is not removable goes offline and online again',
      plan: planClaim(image),
      take: ['try-lock \\\\.\\V:', CLEAR],
      giveBack: [
        'Set-Disk -Number 2 -IsOffline $false -ErrorAction Stop',
        'Update-Disk -Number 2 -ErrorAction Stop',
      ],
    },
  ])('$what', ({ plan, take, giveBack }) => {
    expect(inShort(plan.take)).toEqual(take);
    expect(inShort(plan.giveBack)).toEqual(giveBack);
    expect([...plan.take, ...plan.giveBack].every(({ why }) => why.length > 20)).toBe(true);
  });

  test('only what is not removable is taken offline, and the script knows what was chosen', () => {
    const chosen = (drive: Drive): unknown => {
      const step = planClaim(drive).take.find(({ kind }) => kind === 'script');
      const base64 = /FromBase64String\('([^']+)'\)/.exec(step?.kind === 'script' ? step.script : '')?.[1];
      return JSON.parse(Buffer.from(base64 ?? '', 'base64').toString('utf8'));
    };
    expect(chosen(stick)).toEqual({
      ...{ number: 1, size: 30784094208, serial: '4C530001230000000001', goesOffline: false },
    });
    expect(chosen(image)).toEqual({ number: 2, size: 2147483648, serial: null, goesOffline: true });
  });

  test('a serial number cannot break out of the script', () => {
    const hostile = { ...stick, serial: "1'); Remove-Item C:\\ -Recurse; ('’" };
    const step = planClaim(hostile).take.at(-1);
    expect(step?.kind === 'script' ? step.script : '').not.toContain('Remove-Item');
    expect(powershellValue("’'$(calc)")).toMatch(
      /^\(\[Text\.Encoding\]::UTF8\.GetString\(\[Convert\]::FromBase64String\('[A-Za-z0-9+/=]+'\)\) \| ConvertFrom-Json\)$/,
    );
  });
});

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: refused, open`), { code });
}

/** Doubles that write down what is asked of them. */
function doubles(given: { opens?: readonly (string | undefined)[]; answer?: object } = {}) {
  const log: string[] = [];
  const opens = [...(given.opens ?? [])];
  const answer = given.answer ?? { stage: 'done', message: '', code: 0 };
  const hands: WindowsHands = {
    runScript: (script) => {
      log.push(/(Clear|Update|Set)-Disk/.exec(script)?.[0] ?? 'script');
      return Promise.resolve(JSON.stringify(answer));
    },
    openAlone: (path) => {
      log.push(`open ${path}`);
      const code = opens.shift();
      if (code !== undefined) return Promise.reject(systemError(code));
      return Promise.resolve({
        close: () => {
          log.push(`close ${path}`);
          return Promise.resolve();
        },
      });
    },
    wait: (milliseconds) => {
      log.push(`wait ${milliseconds}`);
      return Promise.resolve();
    },
    holders: () => Promise.resolve('setup.exe (4711)'),
    denialFacts: () => Promise.resolve({ isElevated: true, controlledFolderAccess: 1, blocked: [] }),
  };
  return { log, hands };
}

describe('carrying it out', () => {
  test('locks are tried and let go before the drive is cleared; giving back is done once', async () => {
    const { log, hands } = doubles();
    const claim = await claimDrive(stick, hands);
    expect(log).toEqual(['open \\\\.\\E:', 'close \\\\.\\E:', 'Set-Disk']);
    await claim.release();
    await claim.release();
    expect(log.slice(3)).toEqual(['Update-Disk']);
  });

  test('somebody else’s short look is waited for', async () => {
    const { log, hands } = doubles({ opens: ['EBUSY', 'EBUSY'] });
    await claimDrive(stick, hands);
    expect(log.filter((line) => line.startsWith('wait'))).toEqual(['wait 100', 'wait 200']);
  });

  test('a program that keeps the volume open is named, nothing is cleared, and the drive is given back', async () => {
    const { log, hands } = doubles({ opens: PATIENCE_MS.map(() => 'EBUSY').concat('EBUSY') });
    const claim = claimDrive(stick, hands);
    await expect(claim).rejects.toMatchObject({ code: 'E_DEVICE_IN_USE' });
    await expect(claim).rejects.toThrow(/setup\.exe \(4711\)/);
    expect(log.filter((line) => !/^(open|wait)/.test(line))).toEqual(['Update-Disk']);
  });

  test.each([
    { stage: 'changed', code: 0, expected: 'E_DEVICE_CHANGED' },
    { stage: 'system', code: 0, expected: 'E_DEVICE_SYSTEM' },
    { stage: 'look', code: 0, expected: 'E_DEVICE_MISSING' },
    { stage: 'clear', code: 40001, expected: 'E_DEVICE_CONTROLLED' },
    { stage: 'clear', code: 1, expected: 'E_DEVICE_IO' },
    { stage: 'offline', code: 0, expected: 'E_DEVICE_IO' },
  ])(
    'a script that ends in stage "$stage" with code $code is $expected',
    async ({ stage, code, expected }) => {
      const { hands } = doubles({ answer: { stage, code, message: 'as Windows says it' } });
      expect(await codeOfPromise(claimDrive(stick, hands))).toBe(expected);
    },
  );

  test('a cancelled claim does nothing more', async () => {
    const { log, hands } = doubles();
    const signal = AbortSignal.abort();
    await expect(claimDrive(stick, hands, signal)).rejects.toThrow();
    expect(log).toEqual(['Update-Disk']);
  });
});

describe('access denied', () => {
  const facts = { isElevated: true, controlledFolderAccess: 0, blocked: [] };
  test.each([
    { ...facts, controlledFolderAccess: 1, expected: 'E_DEVICE_CONTROLLED' },
    { ...facts, controlledFolderAccess: 3, expected: 'E_DEVICE_CONTROLLED' },
    { ...facts, controlledFolderAccess: 2, expected: 'E_DEVICE_ACCESS' },
    { ...facts, controlledFolderAccess: null, expected: 'E_DEVICE_ACCESS' },
    { ...facts, isElevated: false, controlledFolderAccess: 1, expected: 'E_DEVICE_ACCESS' },
    {
      ...facts,
      blocked: [
        'Controlled Folder Access blocked C:\\Program Files\\nodejs\\node.exe from making changes to the disk.',
      ],
      expected: 'E_DEVICE_CONTROLLED',
    },
    { ...facts, blocked: ['blocked C:\\Windows\\notepad.exe from …'], expected: 'E_DEVICE_ACCESS' },
  ])('$isElevated, mode $controlledFolderAccess, $blocked: $expected', ({ expected, ...found }) => {
    expect(explainDenial('refused', parseDenialFacts(JSON.stringify(found))).code).toBe(expected);
  });
});

describe('PowerShell', () => {
  test('is started by its full path, without profile, with the script as UTF-16 in Base64', () => {
    const { program, args } = powershellCommand('Get-Date', 'D:\\Windows');
    expect(program).toBe('D:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe');
    expect(args).toEqual([
      ...['-NoLogo', '-NoProfile', '-NonInteractive', '-EncodedCommand', 'RwBlAHQALQBEAGEAdABlAA=='],
    ]);
  });

  test('no script is longer than a command line may be', async () => {
    const { LIST_SCRIPT } = await import('#devices/windows/list-script.ts');
    const longest = [
      LIST_SCRIPT,
      ...planClaim(stick).take.map((step) => (step.kind === 'script' ? step.script : '')),
    ];
    for (const script of longest)
      expect(powershellCommand(script, 'C:\\Windows').args.join(' ').length).toBeLessThan(32_000);
  });

  test('an answer is undone from Base64; anything else is an error with its words', () => {
    const stdout = Buffer.from('{"ä":1}', 'utf8').toString('base64');
    expect(scriptOutput({ exitCode: 0, stdout: `${stdout}\r\n`, stderr: '' })).toBe('{"ä":1}');
    for (const stdout of ['', 'Get-CimInstance : Access denied']) {
      expect(codeOf(() => scriptOutput({ exitCode: 0, stdout, stderr: 'words' }))).toBe('E_DEVICE_LIST');
    }
    expect(codeOf(() => scriptOutput({ exitCode: 1, stdout, stderr: '' }))).toBe('E_DEVICE_LIST');
  });
});

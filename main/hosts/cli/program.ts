/**
 * The commands, their options and help, and what becomes of errors. Nothing here ends the process or reads global
 * state: `runCommandLine` takes its streams and returns the exit code, so that tests run it as it is.
 */
import type { Readable } from 'node:stream';
import { Command, CommanderError } from 'commander';
import { MediaError } from '#base/errors/media-error.ts';
import { thisMachine } from '#devices/this-machine.ts';
import type { DriveWriter } from '#jobs/drive-run.ts';
import { dataFolder, defaultLabFolder, programVersion } from '#platform/resource-paths.ts';
import { openSecretStorage, type SecretStorage } from '#platform/secret-storage.ts';
import { addDriveOptions } from './choose-drives.ts';
import { addCheckOptions, check, CHECK_EXAMPLES, type CheckCommandOptions } from './commands/check.ts';
import { addCreateOptions, type CreateOptions } from './commands/create-options.ts';
import { createBootable } from './commands/create.ts';
import { history, HISTORY_EXAMPLES, type HistoryCommandOptions } from './commands/history.ts';
import { inspect, type InspectOptions } from './commands/inspect.ts';
import { addTokenCommands } from './commands/lab-token-options.ts';
import { runLab, type LabOptions } from './commands/lab.ts';
import {
  addSiteAddOptions,
  addSiteSyncOptions,
  siteAdd,
  siteList,
  siteRemove,
  siteSync,
  SITE_EXAMPLES,
  type SiteAddOptions,
  type SiteSyncOptions,
} from './commands/site.ts';
import { verify, type VerifyOptions } from './commands/verify.ts';
import { addSiteOptions } from './site-session.ts';
import { drives, type DrivesOptions } from './commands/drives.ts';
import { write, type WriteCommandOptions } from './commands/write.ts';
import type { CommandContext, Machine } from './context.ts';
import { launch } from './drive-writer.ts';
import { EXIT, exitCodeFor } from './exit-code.ts';
import { createOutput, type Output, type Streams } from './output.ts';

export interface ProcessLike extends Streams {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly signal: AbortSignal;
  readonly clock: () => Date;
  /** Drives and their writer; tests bring others than this machine's. */
  readonly machine?: Machine;
  readonly openWriter?: () => Promise<DriveWriter>;
  /** Where this user's connections and history lie; tests bring one of their own. */
  readonly dataFolder?: string;
  readonly secretStorage?: () => Promise<SecretStorage>;
}

const EXAMPLES = `
Examples:
  A password-protected stick image and disc for remote workers, from the lab site:
    media-builder create bootable --media-management internet-based --boot-image PS100001 \\
        --cmg contoso-cmg.contoso.test --unknown-computers --password-file password.txt \\
        --image contoso-usb.img --iso contoso.iso
  Will the task sequence work over the gateway?
    media-builder check --cmg contoso-cmg.contoso.test --task-sequence PS100010
  Eight sticks at once:
    media-builder drives
    media-builder write contoso-usb.img --drive /dev/sdb --drive /dev/sdc …
  What is this stick?
    media-builder inspect /dev/sdb
  Is every file as it was made?
    media-builder verify contoso-usb.img
  Which media were made here, and which must be replaced soon?
    media-builder history

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 prerequisites not met, 130 cancelled.
Passwords are never arguments: use --password-file FILE, --password-file - (standard input), or wait to be asked.`;

const CREATE_EXAMPLES = `
Examples:
  For remote workers, over the cloud management gateway, valid for 90 days:
    media-builder create bootable --media-management internet-based --boot-image PS100001 \\
        --cmg contoso-cmg.contoso.test --unknown-computers --expires 2027-02-18 \\
        --password-file password.txt --iso contoso.iso
  For the office network, on a drive (everything on it is lost):
    media-builder create bootable --media-management site-based --boot-image PS100001 \\
        --management-point mp1.contoso.test --drive /dev/sdb
  As a stored request says, the password from another program:
    pass show stick | media-builder create bootable --request stick.json --password-file - --iso stick.iso`;

const LAB_EXAMPLES = `
Examples:
  The lab site on any free port, until Ctrl+C:
    media-builder lab
  A large site, with data in a folder of its own that can be deleted afterwards:
    media-builder lab --data /tmp/big-lab --scale 5000`;

const DRIVES_EXAMPLES = `
Examples:
  What is plugged in, and which drives can be written?
    media-builder drives
  See sticks come and go:
    media-builder drives --watch
  The paths of all that can be written without a question:
    media-builder drives --json | jq -r 'select(.type == "drive" and .canWrite == "yes").device'`;

const WRITE_EXAMPLES = `
Examples:
  The same image to three sticks at once (everything on them is lost):
    media-builder write contoso-usb.img --drive /dev/sdb --drive /dev/sdc --drive /dev/sdd
  A packed image, as it was downloaded:
    media-builder write debian.img.xz --drive /dev/sdb
  Anew from the beginning, although a medium of ours is on it:
    media-builder write contoso-usb.img --drive /dev/sdb --full

A drive that already holds one of our media is updated: only what differs is written.
Each drive has its own result; exit code 0 means that all of them were read back and are right.`;

const INSPECT_EXAMPLES = `
Examples:
  What is this stick, and does it still work?
    media-builder inspect /dev/sdb
  Its media variables, too (secret ones stay hidden):
    media-builder inspect contoso.iso --password-file password.txt
  Only the day it stops working:
    media-builder inspect contoso.iso --json | jq -r .manifest.certificate.expires`;

const VERIFY_EXAMPLES = `
Examples:
  Before it is posted:
    media-builder verify /dev/sdb
  In a script; ends with 1 when a file is missing, changed or added:
    media-builder verify contoso-usb.img --json
  Every sector, too: partition table, FATs, directories (the site's boot image must still be the same):
    media-builder verify /dev/sdb --request stick.json`;

/** Runs one command line and returns its exit code; prints through `io` only. */
export async function runCommandLine(args: readonly string[], io: ProcessLike): Promise<number> {
  let output: Output | undefined;
  let exitCode: number = EXIT.done;
  const isJson = args.includes('--json');

  /** Wraps a command: makes its context and turns what it throws into output and exit code. */
  const action =
    <Args extends readonly unknown[]>(run: (context: CommandContext, ...args: Args) => Promise<number>) =>
    async (...args: Args): Promise<void> => {
      output = createOutput(io, { json: isJson, now: () => performance.now() });
      const { note } = output;
      const context: CommandContext = {
        output,
        secrets: { stdin: io.stdin, note, signal: io.signal },
        signal: io.signal,
        clock: io.clock,
        dataFolder: io.dataFolder ?? dataFolder(),
        secretStorage: io.secretStorage ?? openSecretStorage,
        machine: io.machine ?? thisMachine(),
        openWriter: io.openWriter ?? (() => launch(note, io.signal)),
      };
      exitCode = await run(context, ...args);
    };

  const program = makeProgram(io);
  const withJson = (command: Command): Command => command.option('--json', 'print one JSON object per line');

  const lab = withJson(program.command('lab'))
    .description('start the lab site and print its addresses; Ctrl+C stops it')
    .option('--data <folder>', 'where the lab keeps its data', defaultLabFolder())
    .option('--port <number>', 'port of the AdminService (default: any free one)')
    .option('--scale <number>', 'a site with this many task sequences')
    .addHelpText('after', LAB_EXAMPLES)
    .action(action((context, options: LabOptions) => runLab(context, options)));
  addTokenCommands(lab, { withJson, action });

  const create = program.command('create').description('create task sequence media');
  addSiteOptions(addCreateOptions(withJson(create.command('bootable'))))
    .description('create bootable media')
    .addHelpText('after', CREATE_EXAMPLES)
    .action(action((context, options: CreateOptions) => createBootable(context, options)));

  addCheckOptions(withJson(program.command('check')))
    .description('check the prerequisites of media over a cloud management gateway')
    .addHelpText('after', CHECK_EXAMPLES)
    .action(action((context, options: CheckCommandOptions) => check(context, options)));

  withJson(program.command('drives'))
    .description('list the drives: what lies on them and whether they can be written')
    .option('--all', 'loop devices, attached disk images and empty card readers, too')
    .option('--watch', 'then print what is plugged in and out, until Ctrl+C')
    .addHelpText('after', DRIVES_EXAMPLES)
    .action(action((context, options: DrivesOptions) => drives(context, options)));

  addDriveOptions(withJson(program.command('write')))
    .description('write a disk image or ISO file, packed or not, to drives and read it back')
    .argument('<image>', 'disk image or ISO file; also as .gz, .xz, .zst or .zip')
    .addHelpText('after', WRITE_EXAMPLES)
    .action(action((context, image: string, options: WriteCommandOptions) => write(context, image, options)));

  withJson(program.command('inspect'))
    .description('say what a medium is: a drive, a disk image or an ISO file')
    .argument('<target>', 'drive or image file')
    .option('--password-file <file>', 'file with the media password, or -, to show the media variables')
    .addHelpText('after', INSPECT_EXAMPLES)
    .action(action((context, target: string, options: InspectOptions) => inspect(context, target, options)));

  addSiteOptions(withJson(program.command('verify')))
    .description('check every file of a medium against its manifest, with --request every sector')
    .argument('<target>', 'drive or image file')
    .option('--request <file>', 'the request it was made from: compare sector by sector')
    .addHelpText('after', VERIFY_EXAMPLES)
    .action(action((context, target: string, options: VerifyOptions) => verify(context, target, options)));

  const site = program
    .command('site')
    .description('the stored site connections')
    .addHelpText('after', SITE_EXAMPLES);
  withJson(site.command('list'))
    .description('list the connections, the lab first')
    .action(action((context, _options: object) => siteList(context)));
  addSiteAddOptions(withJson(site.command('add').argument('<name>', 'what the connection is to be called')))
    .description('check a site and store how it is reached')
    .addHelpText('after', SITE_EXAMPLES)
    .action(action((context, name: string, options: SiteAddOptions) => siteAdd(context, name, options)));
  addSiteSyncOptions(withJson(site.command('sync').argument('<name>', 'connection, or "lab"')))
    .description('keep what the site has, for times without it')
    .action(action((context, name: string, options: SiteSyncOptions) => siteSync(context, name, options)));
  withJson(site.command('remove').argument('<name>', 'connection'))
    .description('forget a connection, its credentials and its snapshot')
    .action(action((context, name: string) => siteRemove(context, name)));

  withJson(program.command('history'))
    .description('list the media made on this computer and until when they work')
    .option('--forget <media-id>', 'take a medium off the list')
    .addHelpText('after', HISTORY_EXAMPLES)
    .action(action((context, options: HistoryCommandOptions) => history(context, options)));

  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version are no errors; for the others commander has said what is wrong.
      if (error.exitCode === 0) return EXIT.done;
      if (isJson)
        createOutput(io, { json: true, now: () => 0 }).error(new MediaError('E_USAGE', error.message));
      return EXIT.usage;
    }
    (output ?? createOutput(io, { json: isJson, now: () => 0 })).error(error);
    return exitCodeFor(error);
  }
}

function makeProgram(io: ProcessLike): Command {
  const program = new Command('media-builder')
    .description(
      'Task Sequence Media Builder: makes task sequence media for Microsoft Configuration Manager.',
    )
    .version(programVersion())
    .exitOverride()
    .showHelpAfterError('(--help shows every option)')
    .addHelpText('after', EXAMPLES);
  program.configureOutput({
    writeOut: (text) => io.stdout.write(text),
    writeErr: (text) => io.stderr.write(text),
  });
  return program;
}

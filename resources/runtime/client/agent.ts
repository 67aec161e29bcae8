/**
 * The client's conversation with its site: registers once, keeps its token good, asks for policy, tells what it is.
 * Order of a first start: key, registration, site token, registration token forgotten, policy, heartbeat, inventory.
 * Trap: the power may go between any two of these. The key is kept before it is registered, so that a second attempt is
 * the same client to the site; the registration token is forgotten only when the site token is kept.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { ReportKind } from '#lab/wire/client-report.ts';
import type { ClientIdentity } from '../gateway/client-site.ts';
import type { SiteToken } from '../gateway/site-tokens.ts';
import type { DeviceLog } from '../log.ts';
import type { Platform } from '../platform/platform.ts';
import { readComputer, type Computer } from './computer.ts';
import type { Files } from './files.ts';
import type { ClientFolders } from './folders.ts';
import { readInstalled } from './installed.ts';
import { heartbeatInstances, inventoryInstances, kernelFacts, type InventorySources } from './inventory.ts';
import { writeSetup, type ClientSetup } from './setup-file.ts';
import type { SitePort } from './site-port.ts';
import { ClientStore, type KeptPolicy } from './store.ts';

/** Configuration Manager renews site tokens monthly (configmgr-spec 5.4). */
const RENEW_AFTER_MS = 30 * 24 * 3600_000;

export interface AgentOptions {
  readonly setup: ClientSetup;
  readonly site: SitePort;
  readonly platform: Platform;
  readonly files: Files;
  readonly folders: ClientFolders;
  readonly log: DeviceLog;
  /** What is done at the moment, for a screen. */
  readonly onStep?: (step: AgentStep) => void;
}

export type AgentStep = 'registering' | 'token' | 'policy' | 'reporting';

export class ClientAgent {
  readonly store: ClientStore;
  readonly #options: AgentOptions;
  #setup: ClientSetup;
  #identity: ClientIdentity | undefined;
  #token: SiteToken | undefined;
  #isReady = false;
  /** Address of this computer, for the heartbeat. */
  address: string | undefined;

  constructor(options: AgentOptions) {
    this.#options = options;
    this.#setup = options.setup;
    this.store = new ClientStore(options.files, options.folders);
  }

  get setup(): ClientSetup {
    return this.#setup;
  }

  get identity(): ClientIdentity | undefined {
    return this.#identity;
  }

  get token(): SiteToken | undefined {
    return this.#token;
  }

  /** True when the client may ask the site for something. */
  get isReady(): boolean {
    return this.#isReady;
  }

  async computer(): Promise<Computer> {
    return await readComputer(this.#options.files, this.#options.folders);
  }

  /** Takes what was kept, before there is a network: who this client is, and what it may ask with. */
  async restore(): Promise<void> {
    const { site, log } = this.#options;
    try {
      this.#identity ??= await this.store.identity();
      this.#token ??= await this.store.token();
    } catch (error) {
      // `connect` meets it again and tells.
      log.write('Registration', error instanceof Error ? error.message : String(error), 'warning');
    }
    const [identity, token] = [this.#identity, this.#token];
    if (identity === undefined || identity.clientId === '' || token === undefined) return;
    site.useIdentity(identity, token);
  }

  /** Registers if need be, and gets or renews the token. @throws MediaError E_RT_… */
  async connect(): Promise<void> {
    const { site, log } = this.#options;
    this.#identity ??= await this.store.identity();
    this.#token ??= await this.store.token();
    let identity = this.#identity ?? (await this.#makeKey());
    if (identity.clientId === '') {
      this.#options.onStep?.('registering');
      identity = await this.#register(identity);
    }
    if (this.#token === undefined) {
      this.#options.onStep?.('token');
      const registrationToken = this.#registrationToken();
      await this.#keepToken(await site.obtainToken(identity, { registrationToken }));
      log.write('Registration', 'The site token is kept; from now on only it is used');
    }
    await this.#forgetRegistrationToken();
    if (this.#token !== undefined) site.useIdentity(identity, this.#token);
    this.#isReady = true;
    await this.renew();
  }

  /** Renews the token when it is a month old; a failure matters only when the token is no longer good. */
  async renew(): Promise<void> {
    const { site, log } = this.#options;
    const identity = this.#identity;
    const token = this.#token;
    if (identity === undefined || token === undefined) return;
    const age = site.now().getTime() - new Date(token.issued).getTime();
    if (age < RENEW_AFTER_MS) return;
    log.write('Registration', `The site token is ${Math.floor(age / 86_400_000)} days old; it is renewed`);
    try {
      await this.#keepToken(await site.obtainToken(identity, { siteToken: token.token }));
      if (this.#token !== undefined) site.useIdentity(identity, this.#token);
    } catch (error) {
      if (site.now() >= new Date(token.expires)) throw error;
      const why = error instanceof Error ? error.message : String(error);
      log.write(
        'Registration',
        `It was not renewed and stays good until ${token.expires}: ${why}`,
        'warning',
      );
    }
  }

  /** Asks for policy and keeps it. */
  async refreshPolicy(): Promise<KeptPolicy> {
    const { site, log } = this.#options;
    this.#options.onStep?.('policy');
    const taskSequences = await site.policies();
    const policy: KeptPolicy = { time: site.now().toISOString(), taskSequences };
    await this.store.savePolicy(policy);
    log.write(
      'Policy',
      `${taskSequences.length} task sequence deployment(s): ${taskSequences.map((one) => one.advertisementId).join(', ')}`,
    );
    return policy;
  }

  async heartbeat(): Promise<void> {
    await this.#report('heartbeat', heartbeatInstances);
  }

  async inventory(): Promise<void> {
    await this.#report('hardware-inventory', inventoryInstances);
  }

  async #report(
    kind: ReportKind,
    instancesOf: (sources: InventorySources) => Promise<Parameters<SitePort['sendReport']>[0]['instances']>,
  ): Promise<void> {
    const { site, log, platform, files, folders } = this.#options;
    this.#options.onStep?.('reporting');
    const computer = await this.computer();
    const instances = await instancesOf({
      computer,
      platform,
      kernel: await kernelFacts(files),
      installed: await readInstalled(files, folders.installed),
      siteCode: this.#setup.siteCode,
      address: this.address,
    });
    const numbers = await this.store.reportNumbers();
    const number = numbers[kind] + 1;
    await site.sendReport({ kind, name: computer.name, number, instances });
    const inventoryTime = kind === 'hardware-inventory' ? site.now().toISOString() : numbers.inventoryTime;
    await this.store.saveReportNumbers({ ...numbers, [kind]: number, inventoryTime });
    log.write('Inventory', `${kind} ${number} was sent: ${instances.length} instance(s)`);
  }

  async #makeKey(): Promise<ClientIdentity> {
    const { site, log } = this.#options;
    const { name } = await this.computer();
    const identity: ClientIdentity = { ...(await site.createKey(name)), clientId: '' };
    await this.store.saveIdentity(identity);
    this.#identity = identity;
    log.write('Registration', 'A key of this client was made');
    return identity;
  }

  async #register(identity: ClientIdentity): Promise<ClientIdentity> {
    const { site, platform, log } = this.#options;
    const { name } = await this.computer();
    const facts = await platform.machineFacts();
    const adapters = await platform.listAdapters();
    const clientId = await site.register(identity, this.#registrationToken(), {
      name,
      smbiosGuid: facts['_SMSTSUUID'] ?? '',
      macAddresses: adapters.map((one) => one.macAddress),
      users: this.#setup.users,
    });
    const registered: ClientIdentity = { ...identity, clientId };
    await this.store.saveIdentity(registered);
    this.#identity = registered;
    log.write('Registration', `Registered as ${clientId} with the name ${name}`);
    if (this.#setup.users.length > 0)
      log.write('Registration', `Named as its users: ${this.#setup.users.join(', ')}`);
    return registered;
  }

  #registrationToken(): string {
    const { registrationToken } = this.#setup;
    if (registrationToken !== undefined) return registrationToken;
    throw new MediaError('E_RT_CLIENT_SETUP', 'this client is not registered and has no registration token');
  }

  async #keepToken(token: SiteToken): Promise<void> {
    await this.store.saveToken(token);
    this.#token = token;
    this.#options.log.write('Registration', `A site token is good until ${token.expires}`);
  }

  async #forgetRegistrationToken(): Promise<void> {
    if (this.#setup.registrationToken === undefined) return;
    const { files, folders } = this.#options;
    const setup: ClientSetup = { ...this.#setup, registrationToken: undefined };
    await writeSetup(files, folders.setup, setup);
    this.#setup = setup;
  }
}

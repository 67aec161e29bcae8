/**
 * Getting and staying online: network, registration, token, policy, reports. Asked for from several sides at once (the
 * start, a run that needs content, the hourly round, a key of Software Center): whoever comes while it is going on waits
 * for the same attempt.
 * Traps: the network may come minutes after the start (a dock, a cable); a run that needs it waits, nothing else does.
 * It may also go, or become another one, and nobody tells: an address is only good as long as somebody answers.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { isConnectionFailure } from '../gateway/failures.ts';
import { connectNetwork, type Network } from '../network.ts';
import type { Session } from '../session.ts';
import type { ClientAgent } from './agent.ts';
import { wordsOf } from './run-history.ts';

export interface ConnectionOptions {
  readonly session: Session;
  /** Shows nothing: for what goes on behind other screens. */
  readonly silent: Session;
  readonly agent: ClientAgent;
}

/** SMSTSWaitCcmexecOperationalTimeout */
const READY_SECONDS = 1800;
const READY_PAUSE_SECONDS = 10;

export class Connection {
  readonly #options: ConnectionOptions;
  #network: Network | undefined;
  #hasReported = false;
  #going: Promise<void> | undefined;
  #failure: unknown;
  #isOnline = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** The last conversation with the site ended well. */
  get isOnline(): boolean {
    return this.#isOnline;
  }

  /** Why the last attempt failed; undefined when it did not. */
  get failure(): unknown {
    return this.#failure;
  }

  get address(): string | undefined {
    return this.#network?.address;
  }

  /**
   * Whatever is missing or due. `isShown`: the network being looked for is on the screen.
   * @returns false when it failed: `failure` says why
   */
  async attempt(isShown = false): Promise<boolean> {
    try {
      await this.#online(isShown);
      return true;
    } catch {
      return false;
    }
  }

  /** As `attempt`, and what the computer is now is told even when it was told before. */
  async report(): Promise<boolean> {
    // One that began earlier may have told what the computer was.
    await this.#going?.catch(() => undefined);
    this.#hasReported = false;
    return await this.attempt();
  }

  /** Looks whether the cable is still there, which nobody tells; without it the next attempt asks for a network anew. */
  async look(): Promise<void> {
    const { platform, log } = this.#options.session;
    const network = this.#network;
    if (network === undefined || !this.#isOnline) return;
    const adapters = await platform.listAdapters();
    if (adapters.some(({ name, hasLink }) => name === network.adapter && hasLink)) return;
    // An attempt that began meanwhile will tell.
    if (this.#going !== undefined) return;
    log.write('Network', `${network.adapter} has no link any more`, 'warning');
    this.#network = undefined;
    this.#isOnline = false;
  }

  /**
   * Waits until the client is registered and has policy; the last attempt is not cut off when the time is over.
   * @throws MediaError E_TS_CLIENT_READY
   */
  async ready(): Promise<void> {
    const { session, agent } = this.#options;
    const configured = Number(session.variables.get('SMSTSWaitCcmexecOperationalTimeout') ?? READY_SECONDS);
    const seconds = Number.isFinite(configured) && configured > 0 ? configured : READY_SECONDS;
    const isReady = async (): Promise<boolean> => agent.isReady && (await agent.store.policy()) !== undefined;
    const { clock } = session.platform;
    const endMs = clock.now().getTime() + seconds * 1000;
    // By the clock, since an attempt may take minutes; and by the pauses, should somebody set the clock back.
    for (let paused = 0; paused < seconds && clock.now().getTime() < endMs; paused += READY_PAUSE_SECONDS) {
      if (await isReady()) return;
      if ((await this.attempt(true)) && (await isReady())) return;
      await clock.sleep(READY_PAUSE_SECONDS * 1000);
    }
    const last = this.#failure;
    throw new MediaError(
      'E_TS_CLIENT_READY',
      `after ${seconds} s: ${last === undefined ? 'there is no policy' : wordsOf(last, session.variables)}`,
      { cause: last },
    );
  }

  async #online(isShown: boolean): Promise<void> {
    this.#going ??= this.#goOnline(isShown).finally(() => (this.#going = undefined));
    await this.#going;
  }

  /** @throws MediaError E_RT_… */
  async #goOnline(isShown: boolean): Promise<void> {
    const { session, silent, agent } = this.#options;
    try {
      // Nobody answered: the adapter may be gone, or its cable be in another network. A refusal came over this one.
      if (isConnectionFailure(this.#failure)) this.#network = undefined;
      this.#network ??= await connectNetwork(isShown ? session : silent);
      agent.address = this.#network.address;
      if (agent.isReady) await agent.renew();
      else await agent.connect();
      await agent.refreshPolicy();
      if (!this.#hasReported) {
        await agent.heartbeat();
        await agent.inventory();
        this.#hasReported = true;
      }
      this.#isOnline = true;
      this.#failure = undefined;
    } catch (error) {
      this.#isOnline = false;
      this.#failure = error;
      session.log.write('Network', wordsOf(error, session.variables), 'warning');
      throw error;
    }
  }
}

/**
 * Tells windows what changed. Every event is a whole state, and the last one of each is told to who comes later, so a
 * window that reconnects is right without asking. Commands of the menu are no states and are not told again.
 */
import * as z from 'zod/mini';
import { events, type EventMessage, type EventName, type EventPayload } from '#contract/contract.ts';

export type EventListener = (event: EventMessage) => void;

export interface EventHub {
  /** @throws when the payload is not what the contract says: a mistake of this program. */
  publish<Name extends EventName>(name: Name, payload: EventPayload<Name>): void;
  /** Forgets what late listeners would be told: of a job that was forgotten. */
  forgetJob(jobId: string): void;
  listen(listener: EventListener): () => void;
}

export function createEventHub(): EventHub {
  const listeners = new Set<EventListener>();
  const last = new Map<string, EventMessage>();
  return {
    publish(name, payload) {
      // Plain JSON, as a wire would carry it.
      const message: EventMessage = {
        name,
        payload: JSON.parse(JSON.stringify(z.parse(events[name], payload))),
      };
      if (name !== 'menu') last.set(keyOf(name, payload), message);
      for (const listener of [...listeners]) listener(message);
    },
    forgetJob(jobId) {
      last.delete(`job ${jobId}`);
    },
    listen(listener) {
      listeners.add(listener);
      for (const message of [...last.values()]) listener(message);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** Each job has a last state of its own. */
function keyOf(name: EventName, payload: unknown): string {
  if (name !== 'job') return name;
  // Sound: the payload of this event has just been validated.
  return `job ${(payload as EventPayload<'job'>).jobId}`;
}

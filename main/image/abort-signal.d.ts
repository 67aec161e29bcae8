/**
 * What this room knows of a platform type: it has no Node and no DOM types, and without this declaration the signals in
 * the ports of `base` would silently be `any` here. A part of the standard interface, nothing of ours.
 */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
}

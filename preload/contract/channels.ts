/**
 * The names of Electron's channels between the preload script and the main process. Only the type is shared: the preload
 * bundle carries no module of ours, and both sides write the values down against this type.
 */
export interface Channels {
  readonly call: 'media-builder:call';
  /** Begins to tell events; the last states come again each time. */
  readonly listen: 'media-builder:listen';
  readonly event: 'media-builder:event';
}

/** Puts the policy into effect on the window's contents and its session. */
import type { Session, WebContents } from 'electron/main';
import { navigationFor, permissionFor, windowOpenFor } from './policy.ts';

/** No other pages, windows, frames or web views. */
export function guardContents(contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>): void {
  contents.on('will-navigate', (details) => {
    if (navigationFor(details.url) === 'deny') details.preventDefault();
  });
  contents.on('will-frame-navigate', (details) => {
    if (navigationFor(details.url) === 'deny') details.preventDefault();
  });
  contents.on('will-redirect', (details) => {
    if (navigationFor(details.url) === 'deny') details.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => windowOpenFor(url));
}

/** No permissions, devices or downloads, whoever asks. */
export function guardSession(
  session: Pick<
    Session,
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'on'
  >,
): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(permissionFor(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => permissionFor(permission));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => {
    event.preventDefault();
  });
}

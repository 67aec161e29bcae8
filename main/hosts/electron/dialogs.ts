/** The system's dialogs for files. */
import type { BrowserWindow, Dialog, FileFilter } from 'electron/main';
import type { PickFileOptions } from '#service/host-ports.ts';

/**
 * Asks for a file or folder.
 * @returns its path, null when nothing was chosen
 */
export async function pickFile(
  dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>,
  window: BrowserWindow,
  { mode, title, filters, defaultPath }: PickFileOptions,
): Promise<string | null> {
  const shared = { title, ...(defaultPath === undefined ? {} : { defaultPath }) };
  const known: FileFilter[] = filters.map(({ name, extensions }) => ({ name, extensions: [...extensions] }));
  if (mode === 'save') {
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      ...shared,
      filters: known,
      properties: ['showOverwriteConfirmation', 'createDirectory'],
    });
    return canceled || filePath === '' ? null : filePath;
  }
  const { canceled, filePaths } = await dialog.showOpenDialog(
    window,
    mode === 'folder'
      ? { ...shared, properties: ['openDirectory', 'createDirectory'] }
      : { ...shared, filters: known, properties: ['openFile'] },
  );
  return canceled ? null : (filePaths[0] ?? null);
}

/** Starts the writer process for a command and says what is going on. */
import type { DriveWriter } from '#jobs/drive-run.ts';
import { launchWriter } from '#jobs/writer/launch.ts';

/** @throws MediaError E_WRITER_START, E_WRITER_DECLINED, E_WRITER_MESSAGE, E_CANCELLED */
export async function launch(note: (line: string) => void, signal: AbortSignal): Promise<DriveWriter> {
  const writer = await launchWriter({
    signal,
    onStart(how) {
      if (how !== 'direct') note(`Writing drives needs administrator rights; ${how} asks for them.`);
    },
  });
  for (const { code, message } of writer.problems) note(`Note: ${code}: ${message}`);
  return writer;
}

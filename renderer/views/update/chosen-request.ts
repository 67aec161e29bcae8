/** What the parts of the update view hand to each other. */
import type { MediaRequest } from '#contract/media-request.ts';

export interface ChosenRequest {
  readonly site: string;
  readonly request: MediaRequest;
}

export interface RequestChoiceProps {
  /** Of the media on the chosen sticks. */
  readonly mediaIds: readonly string[];
  readonly chosen: ChosenRequest | null;
  readonly onChange: (chosen: ChosenRequest | null) => void;
}

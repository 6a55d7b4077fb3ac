import type { FeedbackRequest } from '../../..';

/** What a reader can do with an answer. A promise that rejects has the reason as its message. */
export interface AnswerActions {
  /** The content of an artifact. */
  blob(name: string): Promise<Blob>;
  /** Asks another question. */
  ask(question: string): void;
  /** Runs the program again, or another one in its place. */
  rerun(program?: string): Promise<void>;
  /** A rating is that of the owner; `verified` is for curators. */
  feedback(value: FeedbackRequest): Promise<void>;
  share(shared: boolean): Promise<void>;
  exportNotebook(): Promise<Blob>;
  erase(): Promise<void>;
}

/** What a reader can do with an answer. */
export interface AnswerActions {
  blob(name: string): Promise<Blob>;
  ask(question: string): void;
  rerun(program?: string): Promise<void>;
  feedback(value: { rating: 'up' | 'down'; note?: string; verified?: boolean }): Promise<void>;
  share(shared: boolean): Promise<void>;
  exportNotebook(): Promise<Blob>;
  erase(): Promise<void>;
}

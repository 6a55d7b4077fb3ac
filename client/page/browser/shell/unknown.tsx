export interface UnknownProps {
  readonly title: string;
  readonly text: string;
  readonly onNew: () => void;
}

/** In place of a question that cannot be shown, or of an address without one. */
export function Unknown({ title, text, onNew }: UnknownProps) {
  return (
    <div class="unknown">
      <h1>{title}</h1>
      <p>{text}</p>
      <button type="button" class="primary" onClick={onNew}>
        Ask a question
      </button>
    </div>
  );
}

/** Why an action was refused. */
export function Problem({ text }: { readonly text: string | undefined }) {
  return text === undefined ? null : (
    <p class="answer-problem" role="alert">
      {text}
    </p>
  );
}

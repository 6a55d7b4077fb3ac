import { useEffect, useId, useRef, useState } from 'preact/hooks';

export interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  /** Name of the button that confirms. */
  readonly action: string;
  /** Rejects with the reason why it was not done. */
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
  /** A rejection in words. */
  readonly messageOf: (error: unknown) => string;
}

/** A dialog that asks before something is done that cannot be undone. */
export function Confirm({ title, text, action, onConfirm, onClose, messageOf }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  function confirm(): void {
    setBusy(true);
    setProblem(undefined);
    onConfirm()
      .then(onClose)
      .catch((error: unknown) => {
        setBusy(false);
        setProblem(messageOf(error));
      });
  }

  return (
    <dialog ref={dialog} class="confirm" aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      <p>{text}</p>
      {problem !== undefined && (
        <p class="notice problem" role="alert">
          {problem}
        </p>
      )}
      <div class="buttons">
        <button type="button" onClick={() => dialog.current?.close()}>
          Keep
        </button>
        <button type="button" class="danger" disabled={busy} onClick={confirm}>
          {busy ? 'Deleting…' : action}
        </button>
      </div>
    </dialog>
  );
}

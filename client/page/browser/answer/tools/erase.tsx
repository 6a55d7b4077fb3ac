import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../icon';
import { Problem } from '../problem';
import { useAction } from '../use-action';

/** Deletes an answer, after a question. */
export function Erase({ onErase }: { readonly onErase: () => Promise<void> }) {
  const [isOpen, setOpen] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  const { isRunning, problem, run } = useAction(onErase);
  useLayoutEffect(() => {
    if (isOpen) keep.current?.focus();
  }, [isOpen]);
  return (
    <>
      <button type="button" class="quiet small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon name="trash" />
        Delete
      </button>
      {isOpen && (
        <div class="tool-panel">
          <p>Delete the question, its answer and its files? They cannot be restored.</p>
          <div class="buttons">
            <button ref={keep} type="button" onClick={() => setOpen(false)}>
              Keep
            </button>
            <button type="button" class="danger" disabled={isRunning} onClick={() => void run()}>
              {isRunning ? 'Deleting…' : 'Delete'}
            </button>
          </div>
          <Problem text={problem} />
        </div>
      )}
    </>
  );
}

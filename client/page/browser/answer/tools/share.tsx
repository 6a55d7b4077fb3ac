import { useState } from 'preact/hooks';
import { CopyButton } from '../copy-button';
import { Icon } from '../icon';
import { Problem } from '../problem';
import { useAction } from '../use-action';

export interface ShareProps {
  readonly jobId: string;
  readonly isShared: boolean;
  readonly onShare: (shared: boolean) => Promise<void>;
}

/** Lets colleagues read an answer by its link, and withdraws that. */
export function Share({ jobId, isShared, onShare }: ShareProps) {
  const [isOpen, setOpen] = useState(false);
  const { isRunning, problem, run } = useAction(() => onShare(!isShared));
  const link = new URL(`#${jobId}`, location.href).href;
  return (
    <>
      <button type="button" class="quiet small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon name="link" />
        {isShared ? 'Shared' : 'Share'}
      </button>
      {isOpen && (
        <div class="tool-panel">
          <p>
            {isShared
              ? 'Everyone who is signed in and has this link can read the question, the answer and its files.'
              : 'Share the question, the answer and its files with everyone who is signed in and has the link?'}
          </p>
          {isShared && (
            <div class="share-link">
              <input
                readOnly
                aria-label="Link to this answer"
                value={link}
                onFocus={({ currentTarget }) => currentTarget.select()}
              />
              <CopyButton what="the link" text={() => link} />
            </div>
          )}
          <div class="buttons">
            <button
              type="button"
              class={isShared ? undefined : 'primary'}
              disabled={isRunning}
              onClick={() => void run()}
            >
              {isShared ? 'Stop sharing' : 'Share'}
            </button>
            <button type="button" class="quiet" onClick={() => setOpen(false)}>
              Close
            </button>
          </div>
          <Problem text={problem} />
        </div>
      )}
    </>
  );
}

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Feedback as FeedbackValue } from '../../../..';
import type { AnswerActions } from '../actions';
import { Icon } from '../icon';
import { Problem } from '../problem';
import { useAction } from '../use-action';

const MAX_NOTE = 2_000;

export interface FeedbackProps {
  readonly feedback: FeedbackValue | undefined;
  readonly mayRate: boolean;
  readonly mayVerify: boolean;
  readonly onFeedback: AnswerActions['feedback'];
}

/** Whether the answer helps, with a note; curators mark it as verified. */
export function Feedback({ feedback, mayRate, mayVerify, onFeedback }: FeedbackProps) {
  const [rating, setRating] = useState(feedback?.rating);
  const [hasNote, setHasNote] = useState(false);
  const [note, setNote] = useState(feedback?.note ?? '');
  const [isThanked, setThanked] = useState(false);
  const value = useRef<Parameters<AnswerActions['feedback']>[0]>({});
  const { isRunning, problem, run } = useAction(() => onFeedback(value.current));
  useEffect(() => setRating(feedback?.rating), [feedback?.rating]);
  const isVerified = feedback?.verified === true;

  async function rate(next: 'up' | 'down'): Promise<void> {
    const text = note.trim();
    value.current = { rating: next, ...(text !== '' && { note: text }) };
    const before = rating;
    setRating(next);
    if (!(await run())) setRating(before);
  }

  async function verify(verified: boolean): Promise<void> {
    value.current = { verified };
    await run();
  }

  return (
    <>
      {mayRate && (
        <>
          <button
            type="button"
            class="quiet small"
            aria-pressed={rating === 'up'}
            disabled={isRunning}
            aria-label="Helpful"
            title="Helpful"
            onClick={() => {
              setHasNote(true);
              setThanked(false);
              void rate('up');
            }}
          >
            <Icon name="up" />
          </button>
          <button
            type="button"
            class="quiet small"
            aria-pressed={rating === 'down'}
            disabled={isRunning}
            aria-label="Not helpful"
            title="Not helpful"
            onClick={() => {
              setHasNote(true);
              setThanked(false);
              void rate('down');
            }}
          >
            <Icon name="down" />
          </button>
        </>
      )}
      {mayVerify && (
        <button
          type="button"
          class="quiet small"
          aria-pressed={isVerified}
          disabled={isRunning}
          onClick={() => void verify(!isVerified)}
        >
          <Icon name="verified" />
          {isVerified ? 'Verified' : 'Verify'}
        </button>
      )}
      {mayRate && hasNote && rating !== undefined && (
        <form
          class="tool-panel"
          onSubmit={(event) => {
            event.preventDefault();
            void rate(rating).then(() => {
              setHasNote(false);
              setThanked(true);
            });
          }}
        >
          <label>
            {rating === 'up' ? 'What was good? (optional)' : 'What is wrong? (optional)'}
            <textarea
              rows={2}
              maxLength={MAX_NOTE}
              value={note}
              onInput={({ currentTarget }) => setNote(currentTarget.value)}
            />
          </label>
          <div class="buttons">
            <button type="submit" disabled={isRunning || note.trim() === ''}>
              Send note
            </button>
            <button type="button" class="quiet" onClick={() => setHasNote(false)}>
              No note
            </button>
          </div>
        </form>
      )}
      <span role="status" class="visually-hidden">
        {isThanked && problem === undefined ? 'Thank you. The note was sent.' : ''}
      </span>
      <Problem text={problem} />
    </>
  );
}

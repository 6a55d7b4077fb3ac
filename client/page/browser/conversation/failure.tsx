import { Icon } from '../shell/icon';
import type { Job } from '../state/api';
import { FAILURES, type Remedy } from './failure-words';

export interface FailureProps {
  readonly job: Job;
  readonly onAsk: (question: string) => void;
  readonly onRemedy: (remedy: Remedy) => void;
}

const REMEDIES: Readonly<Record<Remedy, string>> = {
  'ask-again': 'Ask again',
  'more-time': 'Ask again with more time',
  'larger-machine': 'Ask again on a larger machine',
};

/** A question without an answer: why, and what can be asked or tried. */
export function Failure({ job, onAsk, onRemedy }: FailureProps) {
  const { failure } = job;
  const words = FAILURES[failure?.kind ?? 'cancelled'];
  const remedies = words.remedies.filter((remedy) => remedy !== 'larger-machine' || job.size !== 'large');
  const choices = failure?.choices ?? [];
  const error = job.attempts.findLast((attempt) => attempt.error)?.error;
  return (
    <div class={`notice ${words.tone}`}>
      <h3>
        <Icon name={words.tone === 'calm' ? 'info' : 'warning'} /> {words.title}
      </h3>
      {failure && failure.kind !== 'cancelled' && <p class="failure-message">{failure.message}</p>}
      {choices.length > 0 ? (
        <>
          <p>You can ask instead:</p>
          <ul class="choices">
            {choices.map(({ question }) => (
              <li key={question}>
                <button type="button" class="choice" onClick={() => onAsk(question)}>
                  {question}
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : (
        words.hint !== '' && <p>{words.hint}</p>
      )}
      {error && (
        <details>
          <summary>Error of the program</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: It scrolls, so the keyboard must reach it. */}
          <pre tabIndex={0}>{error.traceback}</pre>
        </details>
      )}
      {job.program !== undefined && (
        <details>
          <summary>Program</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: It scrolls, so the keyboard must reach it. */}
          <pre tabIndex={0}>{job.program}</pre>
        </details>
      )}
      {remedies.length > 0 && (
        <div class="buttons">
          {remedies.map((remedy) => (
            <button key={remedy} type="button" onClick={() => onRemedy(remedy)}>
              {REMEDIES[remedy]}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

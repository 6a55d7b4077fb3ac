import type { TimelineEvent } from '../../..';
import { formatSeconds } from '../shell/format';
import { Icon } from '../shell/icon';
import { useNow } from '../shell/use-now';
import type { Job } from '../state/api';
import { headlineOf, type Stage, stagesOf } from './stages';
import './working.css';

export interface WorkingProps {
  /** Undefined until it has been read. */
  readonly job: Job | undefined;
  readonly events: readonly TimelineEvent[];
  readonly output: { readonly text: string; readonly truncated: boolean };
  readonly cancelling: boolean;
  /** Milliseconds that the server's clock is ahead. */
  readonly clockOffset: number;
  /** Undefined where the caller may not cancel. */
  readonly onCancel: (() => void) | undefined;
  /** Undefined where the user has been asked already. */
  readonly onNotify: (() => void) | undefined;
}

/** A question under way: what is going on, for how long, and what the program prints. */
export function Working({ job, events, output, cancelling, clockOffset, onCancel, onNotify }: WorkingProps) {
  const now = useNow(clockOffset, true);
  const stages = job ? stagesOf(job, events, now) : [];
  const total = job ? (now - Date.parse(job.acceptedAt)) / 1000 : 0;
  return (
    <div class="working">
      <div class="working-head">
        <span class="spinner" aria-hidden="true" />
        <strong class="working-now">{headlineOf(job, stages, cancelling)}</strong>
        {/* A timer that is read aloud each second would drown everything else. */}
        <span class="clock" role="timer" aria-live="off">
          {formatSeconds(total)}
        </span>
        <span class="spacer" />
        {onNotify && (
          <button type="button" class="quiet" onClick={onNotify}>
            <Icon name="bell" /> Notify me
          </button>
        )}
        {onCancel && (
          <button type="button" class="cancel" disabled={cancelling} onClick={onCancel}>
            <Icon name="stop" /> {cancelling ? 'Cancelling…' : 'Cancel'}
          </button>
        )}
      </div>
      {stages.length > 0 && (
        <ol class="stages">
          {stages.map((stage, index) => (
            <StageLine key={`${index}-${stage.name}`} stage={stage} />
          ))}
        </ol>
      )}
      {output.text !== '' && (
        <section class="printed" aria-label="Output of the program">
          <h3>Output</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: It scrolls, so the keyboard must reach it. */}
          <pre tabIndex={0}>{output.text}</pre>
          {output.truncated && <p class="quiet-text">The program prints more than is shown here.</p>}
        </section>
      )}
      {job?.program !== undefined && (
        <details class="program">
          <summary>Program</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: It scrolls, so the keyboard must reach it. */}
          <pre tabIndex={0}>{job.program}</pre>
        </details>
      )}
    </div>
  );
}

const WORDS: Readonly<Record<Stage['state'], string>> = {
  done: 'done',
  failed: 'failed',
  active: 'under way',
  pending: 'to come',
};

function StageLine({ stage: { name, state, seconds } }: { readonly stage: Stage }) {
  return (
    <li class={`stage ${state}`}>
      <span class="stage-mark" aria-hidden="true">
        {state === 'done' && <Icon name="check" />}
        {state === 'failed' && <Icon name="close" />}
      </span>
      <span>{name}</span>
      <span class="visually-hidden">, {WORDS[state]}</span>
      {seconds !== undefined && <span class="clock">{formatSeconds(seconds)}</span>}
    </li>
  );
}

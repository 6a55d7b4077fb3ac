import { type Signal, signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { Composer } from '../compose/composer';
import { formatInstant, formatTime } from '../shell/format';
import { Icon } from '../shell/icon';
import type { Options } from '../state/options';
import './conversation.css';

/** Other questions in the same place of the conversation, such as earlier wordings. */
export interface Versions {
  readonly number: number;
  readonly count: number;
  readonly previous?: string | undefined;
  readonly next?: string | undefined;
}

export interface TurnProps {
  readonly jobId: string;
  readonly prompt: string | undefined;
  readonly acceptedAt: string | undefined;
  /** The question whose program was run again, and whether it was edited. */
  readonly rerunOf?: string | undefined;
  readonly programEdited?: boolean | undefined;
  readonly versions?: Versions | undefined;
  readonly options: Signal<Options>;
  /** Undefined where the caller may not ask it in other words. */
  readonly onEdit?: ((text: string) => Promise<void>) | undefined;
  readonly messageOf: (error: unknown) => string;
  /** Why the last action was refused. */
  readonly refusal?: string | undefined;
  /** The answer, or what there is in its place. */
  readonly children: ComponentChildren;
}

/** A longer question shows its beginning at first. */
const MAX_CHARACTERS = 400;
const MAX_LINES = 6;

const isLong = (prompt: string): boolean => prompt.length > MAX_CHARACTERS || prompt.split('\n').length > MAX_LINES;

/** A question with what became of it. */
export function Turn(props: TurnProps) {
  const { jobId, prompt, acceptedAt, versions } = props;
  const [editing, setEditing] = useState(false);
  const [showsAll, setShowsAll] = useState(false);
  const isShortened = prompt !== undefined && isLong(prompt) && !showsAll;
  return (
    <article class="turn" id={`turn-${jobId}`} aria-labelledby={`question-${jobId}`}>
      <header class="turn-head">
        <h2
          class={editing ? 'visually-hidden' : isShortened ? 'question shortened' : 'question'}
          id={`question-${jobId}`}
          tabIndex={-1}
        >
          {prompt ?? 'Loading the question…'}
        </h2>
        {editing && prompt !== undefined && props.onEdit ? (
          <Edit
            prompt={prompt}
            options={props.options}
            messageOf={props.messageOf}
            onSend={props.onEdit}
            onClose={() => setEditing(false)}
          />
        ) : (
          <div class="turn-tools">
            {isShortened && (
              <button type="button" class="quiet" onClick={() => setShowsAll(true)}>
                Show all<span class="visually-hidden"> of the question</span>
              </button>
            )}
            {versions && versions.count > 1 && <VersionSwitch versions={versions} />}
            {acceptedAt !== undefined && (
              <time dateTime={acceptedAt} title={formatInstant(acceptedAt)}>
                {formatTime(acceptedAt)}
              </time>
            )}
            {props.onEdit && prompt !== undefined && (
              <button type="button" class="quiet" onClick={() => setEditing(true)}>
                <Icon name="edit" /> Edit<span class="visually-hidden"> question</span>
              </button>
            )}
          </div>
        )}
      </header>
      {props.rerunOf !== undefined && (
        <p class="quiet-text">
          {props.programEdited ? 'Run with an edited program. ' : 'Run again with the same program. '}
          <a href={`#${props.rerunOf}`}>The answer before</a>
        </p>
      )}
      {props.refusal !== undefined && (
        <p class="notice problem" role="alert">
          {props.refusal}
        </p>
      )}
      {props.children}
    </article>
  );
}

interface EditProps {
  readonly prompt: string;
  readonly options: Signal<Options>;
  readonly messageOf: (error: unknown) => string;
  readonly onSend: (text: string) => Promise<void>;
  readonly onClose: () => void;
}

function Edit({ prompt, options, messageOf, onSend, onClose }: EditProps) {
  const text = useMemo(() => signal(prompt), [prompt]);
  return (
    <Composer
      label="Edit the question"
      text={text}
      options={options}
      messageOf={messageOf}
      autoFocus
      onDiscard={onClose}
      onSend={async (changed) => {
        await onSend(changed);
        onClose();
      }}
    />
  );
}

function VersionSwitch({ versions: { number, count, previous, next } }: { readonly versions: Versions }) {
  return (
    <span class="versions">
      {previous !== undefined && (
        <a href={`#${previous}`} aria-label="Earlier version of the question">
          <Icon name="previous" />
        </a>
      )}
      <span>
        Version {number} of {count}
      </span>
      {next !== undefined && (
        <a href={`#${next}`} aria-label="Later version of the question">
          <Icon name="next" />
        </a>
      )}
    </span>
  );
}

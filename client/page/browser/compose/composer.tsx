import type { Signal } from '@preact/signals';
import type { ComponentChildren, Ref } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { formatNumber } from '../shell/format';
import { Icon } from '../shell/icon';
import type { Options } from '../state/options';
import './compose.css';
import { OptionsPanel } from './options-panel';

export const MAX_CHARACTERS = 20_000;
/** The count appears when fewer characters than these are left. */
const COUNT_FROM = 1000;

export interface ComposerProps {
  readonly label: string;
  /** Whether the label is visible; otherwise only screen readers have it. */
  readonly labelVisible?: boolean;
  readonly placeholder?: string;
  readonly text: Signal<string>;
  readonly options: Signal<Options>;
  /** Sends the question. Rejects with a reason for the user when it is refused: the text stays. */
  readonly onSend: (text: string) => Promise<void>;
  readonly messageOf: (error: unknown) => string;
  /** Why nothing can be sent now; the text can be written all the same. */
  readonly waiting?: string | undefined;
  readonly onDiscard?: (() => void) | undefined;
  readonly autoFocus?: boolean;
  readonly field?: Ref<HTMLTextAreaElement>;
  readonly children?: ComponentChildren;
}

/** A text box for a question. Enter sends, Shift+Enter begins a new line. */
export function Composer(props: ComposerProps) {
  const { label, text, options, onSend, messageOf, waiting, onDiscard } = props;
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [showsOptions, setShowsOptions] = useState(false);
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const left = MAX_CHARACTERS - text.value.trim().length;
  const isBlank = text.value.trim() === '';
  const canSend = !sending && !isBlank && left >= 0 && waiting === undefined;

  function send(): void {
    if (!canSend) return;
    setSending(true);
    setProblem(undefined);
    onSend(text.value.trim())
      .catch((error: unknown) => setProblem(messageOf(error)))
      .finally(() => setSending(false));
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') onDiscard?.();
    // Enter that ends the composition of a character, also where the browser reports it only by its code.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  }

  return (
    <form
      class="composer"
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label for={`${id}-text`} class={props.labelVisible ? 'composer-label' : 'visually-hidden'}>
        {label}
      </label>
      <div class="composer-box">
        <textarea
          id={`${id}-text`}
          ref={props.field}
          rows={1}
          value={text.value}
          placeholder={props.placeholder}
          // biome-ignore lint/a11y/noAutofocus: The page is for asking a question.
          autoFocus={props.autoFocus}
          enterkeyhint="send"
          aria-describedby={`${id}-note`}
          aria-invalid={left < 0}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
          onKeyDown={onKeyDown}
        />
        <div class="composer-row">
          <button
            type="button"
            class="quiet"
            aria-expanded={showsOptions}
            aria-controls={`${id}-options`}
            onClick={() => setShowsOptions(!showsOptions)}
          >
            <Icon name="settings" /> Options
          </button>
          <span id={`${id}-note`} class={left < 0 ? 'composer-note too-long' : 'composer-note'}>
            {noteOf(left, waiting) ?? <span class="keys">Enter to ask, Shift+Enter for a new line</span>}
          </span>
          {onDiscard && (
            <button type="button" class="quiet" onClick={onDiscard}>
              Discard
            </button>
          )}
          <button type="submit" class="primary send" disabled={!canSend}>
            <Icon name="send" /> {sending ? 'Asking…' : 'Ask'}
          </button>
        </div>
        <div id={`${id}-options`} hidden={!showsOptions}>
          {showsOptions && <OptionsPanel options={options} />}
        </div>
      </div>
      {problem !== undefined && (
        <p class="notice problem" role="alert">
          {problem}
        </p>
      )}
      {props.children}
    </form>
  );
}

function noteOf(left: number, waiting: string | undefined): string | undefined {
  if (left < 0) return `${formatNumber(-left)} ${left === -1 ? 'character' : 'characters'} too many`;
  if (left < COUNT_FROM) return `${formatNumber(left)} of ${formatNumber(MAX_CHARACTERS)} characters left`;
  return waiting;
}

import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../icon';
import { Problem } from '../problem';
import { useAction } from '../use-action';
import { CodeLines } from './code-view';

export interface ProgramEditorProps {
  readonly program: string;
  /** Where the cursor begins, and what is selected. */
  readonly selection?: readonly [start: number, end: number] | undefined;
  readonly onRun: (program: string) => Promise<void>;
  readonly onClose: () => void;
}

/**
 * Edits a program. A text area lies over the highlighted lines: it has the browser's undo, spelling and screen reader
 * support, and Tab leaves it.
 */
export function ProgramEditor({ program, selection, onRun, onClose }: ProgramEditorProps) {
  const [text, setText] = useState(program);
  const area = useRef<HTMLTextAreaElement>(null);
  const { isRunning, problem, run } = useAction(() => onRun(text));
  useEffect(() => {
    const [start, end] = selection ?? [0, 0];
    area.current?.focus({ preventScroll: selection === undefined });
    area.current?.setSelectionRange(start, end);
  }, [selection]);

  /** A new line begins where the one before does, and deeper after a colon. */
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void run();
      return;
    }
    const field = area.current;
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !field) return;
    event.preventDefault();
    const before = field.value.slice(0, field.selectionStart);
    const line = before.slice(before.lastIndexOf('\n') + 1);
    const indent = `${/^[ \t]*/.exec(line)?.[0] ?? ''}${/:\s*$/.test(line) ? '    ' : ''}`;
    field.setRangeText(`\n${indent}`, field.selectionStart, field.selectionEnd, 'end');
    setText(field.value);
  }

  return (
    <div class="code editor">
      <div class="editor-lines">
        <pre aria-hidden="true">
          <CodeLines language="python" code={text} />
        </pre>
        <textarea
          ref={area}
          aria-label="Program"
          value={text}
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          wrap="off"
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <div class="buttons">
        <button type="button" class="primary" disabled={isRunning || text.trim() === ''} onClick={() => void run()}>
          <Icon name="run" />
          {isRunning ? 'Starting…' : 'Run this program'}
        </button>
        <button type="button" onClick={onClose}>
          Discard
        </button>
        <span class="quiet-text">It runs as a new answer; this one stays.</span>
      </div>
      <Problem text={problem} />
    </div>
  );
}

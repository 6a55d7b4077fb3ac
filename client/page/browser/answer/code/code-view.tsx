import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { CopyButton } from '../copy-button';
import { highlight, type Language } from './highlight';

const LANGUAGES = { python: 'Python', sql: 'SQL' };

/** Highlighted lines. Their numbers are drawn by the style sheet, so that they are not copied. */
export function CodeLines({ language, code }: { readonly language: Language; readonly code: string }) {
  const lines = useMemo(() => highlight(language, code), [language, code]);
  return (
    <code>
      {lines.map((pieces, line) => (
        <span key={line} class="code-line">
          {pieces.map(({ text, kind }, index) =>
            kind === undefined ? (
              text
            ) : (
              <span key={index} class={kind}>
                {text}
              </span>
            ),
          )}
          {'\n'}
        </span>
      ))}
    </code>
  );
}

export interface CodeViewProps {
  readonly language: Language;
  readonly code: string;
  /** What it is, for example `Query 1`. */
  readonly title: string;
  /** Further buttons. */
  readonly children?: ComponentChildren;
}

/** Code to read and to copy. */
export function CodeView({ language, code, title, children }: CodeViewProps) {
  return (
    <div class="code">
      <div class="code-head">
        <span>{LANGUAGES[language]}</span>
        <span class="spacer" />
        {children}
        <CopyButton what={title} text={() => code} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard */}
      <section class="code-scroll" tabIndex={0} aria-label={title}>
        <pre>
          <CodeLines language={language} code={code} />
        </pre>
      </section>
    </div>
  );
}

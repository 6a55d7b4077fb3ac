import type { JobView, TimelineEvent } from '../..';
import { formatBytes, formatSteps, formatValue } from '../../format';
import { type Content, element } from './dom';
import { htmlOf } from './markdown';

export interface JobViewProps {
  readonly job: JobView;
  readonly events: readonly TimelineEvent[];
  /** URL of an artifact. */
  readonly addressOf: (name: string) => string;
  readonly onCancel: () => void;
  /** Puts the question back into the form. */
  readonly onEdit: () => void;
  /** Asks a follow-up; rejects when it is refused. */
  readonly onFollowUp: (prompt: string) => Promise<void>;
  /** Asks another question. */
  readonly onAsk: (question: string) => void;
}

const IMAGE_TYPES = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/svg+xml']);
const ACTIVE_LABELS = {
  received: 'Received',
  generating: 'Writing the program',
  running: 'Running',
  repairing: 'Repairing',
};
const FINAL_LABELS = { succeeded: 'Answered', failed: 'Failed', cancelled: 'Cancelled' };
const LABELS = { ...ACTIVE_LABELS, ...FINAL_LABELS };

/** The whole view of a job. */
export function jobView({ job, events, addressOf, onCancel, onEdit, onFollowUp, onAsk }: JobViewProps): Content[] {
  const hasEnded = job.status in FINAL_LABELS;
  return [
    job.followUpOf === undefined
      ? undefined
      : element('p', { class: 'quiet-text' }, element('a', { href: `#${job.followUpOf}` }, 'The question before')),
    element('h1', {}, job.prompt),
    statusLine(job, hasEnded ? button('Edit question', onEdit) : button('Cancel', onCancel)),
    job.failure && element('p', { class: 'failure' }, `${job.failure.message} `, job.failure.hint),
    choices(job, onAsk),
    answer(job, addressOf),
    notes('Assumptions', notInAnswer(job, job.assumptions)),
    table(
      'Values',
      Object.entries(job.values).map(([name, value]) => [name, formatValue(value)]),
    ),
    artifacts(job, addressOf),
    hasEnded ? followUpForm(onFollowUp) : undefined,
    folded(`Steps (${events.length})`, steps(job, events), !hasEnded),
    hasEnded ? duration(job) : undefined,
    job.queries.length > 0 && hasEnded ? folded(`SQL (${job.queries.length})`, job.queries.map(statement)) : undefined,
    job.program === undefined ? undefined : folded('Program', element('pre', {}, job.program)),
    job.attempts.flatMap(({ attempt, error }) =>
      error ? folded(`Error of program ${attempt}`, element('pre', {}, error.traceback)) : [],
    ),
    element(
      'p',
      { class: 'quiet-text' },
      `Job ${job.jobId}`,
      job.sandbox.length > 0 ? `, confined by ${job.sandbox.join(', ')}` : '',
    ),
  ];
}

/** The question that follows. Its text survives until it is asked. */
function followUpForm(onFollowUp: JobViewProps['onFollowUp']): HTMLElement {
  const prompt = element('textarea', { id: 'follow-up', rows: '2', required: true, maxlength: '20000' });
  const failure = element('p', { class: 'failure', role: 'alert', hidden: true });
  const send = element('button', { type: 'submit' }, 'Ask');
  const form = element(
    'form',
    { class: 'follow-up' },
    element('label', { for: 'follow-up' }, 'Ask a follow-up'),
    prompt,
    element('div', { class: 'row' }, send),
    failure,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send.setAttribute('disabled', '');
    failure.hidden = true;
    onFollowUp((prompt as HTMLTextAreaElement).value).catch((error: unknown) => {
      send.removeAttribute('disabled');
      failure.textContent = error instanceof Error ? error.message : String(error);
      failure.hidden = false;
    });
  });
  return form;
}

function button(text: string, onClick: () => void): HTMLElement {
  const node = element('button', { type: 'button', class: 'quiet' }, text);
  node.addEventListener('click', onClick);
  return node;
}

/** Questions that can be asked instead. */
function choices({ failure }: JobView, onAsk: JobViewProps['onAsk']): Content {
  if (!failure?.choices?.length) return undefined;
  return [
    element('p', {}, 'You can ask instead:'),
    element(
      'ul',
      { class: 'choices' },
      failure.choices.map(({ question }) =>
        element(
          'li',
          {},
          button(question, () => onAsk(question)),
        ),
      ),
    ),
  ];
}

function statusLine(job: JobView, action: HTMLElement): HTMLElement {
  const kind = job.status in FINAL_LABELS ? job.status : 'running';
  const { timings, cost } = job;
  const facts = [
    timings.total === undefined ? undefined : `${timings.total.toFixed(1)} s`,
    cost && `${cost.estimated ? 'about ' : ''}$${cost.usd.toFixed(4)}`,
  ].filter((fact) => fact !== undefined);
  return element(
    'div',
    { class: 'row' },
    element('span', { class: `status ${kind}` }, element('span', { class: 'dot' }, '● '), LABELS[job.status]),
    element('span', { class: 'quiet-text' }, facts.join(' · ')),
    action,
  );
}

/** The lines that the answer does not already contain. */
const notInAnswer = (job: JobView, lines: readonly string[]): string[] =>
  lines.filter((line) => !(job.answer ?? '').includes(line.replace(/\.$/, '')));

function answer(job: JobView, addressOf: JobViewProps['addressOf']): Content {
  const warnings = notInAnswer(job, job.warnings);
  const text = element('section', { class: 'answer' });
  const names = job.artifacts.filter(({ mediaType }) => IMAGE_TYPES.has(mediaType)).map(({ name }) => name);
  text.innerHTML = htmlOf(job.answer ?? '', new Map(names.map((name) => [name, addressOf(name)])));
  const shown = [...text.querySelectorAll('img')].map((image) => image.getAttribute('src'));
  const others = names.filter((name) => !shown.includes(addressOf(name)));
  return [
    job.answer === undefined ? undefined : text,
    warnings.length > 0
      ? element(
          'div',
          { class: 'warnings' },
          warnings.map((line) => element('p', {}, line)),
        )
      : undefined,
    others.map((name) => element('figure', {}, element('img', { src: addressOf(name), alt: name }))),
  ];
}

function notes(title: string, lines: readonly string[]): Content {
  if (lines.length === 0) return undefined;
  return [
    element('h2', {}, title),
    element(
      'ul',
      {},
      lines.map((line) => element('li', {}, line)),
    ),
  ];
}

function table(title: string, rows: readonly (readonly [string, string])[]): Content {
  if (rows.length === 0) return undefined;
  const lines = rows.map(([name, value]) => element('tr', {}, element('th', {}, name), element('td', {}, value)));
  return folded(title, element('table', {}, element('tbody', {}, lines)));
}

function artifacts(job: JobView, addressOf: JobViewProps['addressOf']): Content {
  if (job.artifacts.length === 0) return undefined;
  const lines = job.artifacts.map(({ name, size: bytes, mediaType }) =>
    element(
      'tr',
      {},
      element('td', {}, element('a', { href: addressOf(name), download: name.split('/').at(-1) ?? name }, name)),
      element('td', { class: 'quiet-text' }, formatBytes(bytes)),
      element('td', { class: 'quiet-text' }, mediaType),
    ),
  );
  return [element('h2', {}, 'Files'), element('table', {}, element('tbody', {}, lines))];
}

function steps(job: JobView, events: readonly TimelineEvent[]): Content {
  const start = Date.parse(job.acceptedAt);
  const lines = events.map(({ at, text }) =>
    element('li', {}, element('time', { datetime: at }, `${((Date.parse(at) - start) / 1000).toFixed(1)} s`), text),
  );
  return element('ol', { class: 'steps' }, lines);
}

/** Each step of the critical path, and what overlapped it. */
function duration({ timings }: JobView): Content {
  return [table('Time', formatSteps(timings.steps)), table('Meanwhile', formatSteps(timings.overlapped))];
}

function statement({ sql, rows, milliseconds, error }: JobView['queries'][number]): Content {
  const result = error ?? `${rows ?? 0} ${rows === 1 ? 'row' : 'rows'} in ${milliseconds} ms`;
  return [element('pre', {}, sql), element('p', { class: 'quiet-text' }, result)];
}

function folded(title: string, content: Content, open = false): HTMLElement {
  return element('details', { open: open || undefined }, element('summary', {}, title), content);
}

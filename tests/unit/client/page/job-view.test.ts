/** @jest-environment jsdom */
import type { JobView } from '../../../../client';
import { element } from '../../../../client/page/browser/dom';
import { jobView } from '../../../../client/page/browser/job-view';

const job: JobView = {
  jobId: '01jdab3x9y7q2k4m6n8p0r1s2t',
  status: 'succeeded',
  prompt: 'How many users are there? <b>',
  size: 'small',
  acceptedAt: '2026-11-22T07:00:00.000Z',
  deadlineAt: '2026-11-22T07:30:00.000Z',
  endedAt: '2026-11-22T07:00:06.000Z',
  answer: 'There are **1,000** users.\n\nAssumed: all of them.',
  values: { users: 1000 },
  assumptions: ['all of them.', 'Test accounts count.'],
  warnings: ['Two rows have no age.'],
  program: 'print("<i>")',
  queries: [{ sql: 'select count(*) from users', result: 'finished', rows: 1, milliseconds: 12 }],
  artifacts: [
    { name: 'charts/ages #1.png', size: 2048, sha256: '0'.repeat(64), mediaType: 'image/png', link: '' },
    { name: 'page.html', size: 10, sha256: '0'.repeat(64), mediaType: 'text/html', link: '' },
  ],
  attempts: [
    { attempt: 1, result: 'failed', error: { type: 'KeyError', message: 'age', traceback: 'Traceback: KeyError' } },
  ],
  timings: { total: 6 },
  cost: { estimated: true, usd: 0.0007, units: { inputTokens: 1, outputTokens: 1, taskSeconds: 60, statements: 1 } },
  sandbox: ['landlock', 'seccomp'],
  links: { self: '', events: '', results: '' },
};
const events = [{ at: '2026-11-22T07:00:01.500Z', type: 'PromptReceived', text: 'The prompt is on the bus.' }];

function shown(changes: Partial<JobView> = {}, actions: { onCancel?: () => void; onRepeat?: () => void } = {}) {
  const content = jobView({
    job: { ...job, ...changes },
    events,
    addressOf: (name) => `results/${encodeURIComponent(name)}`,
    onCancel: () => {},
    onRepeat: () => {},
    ...actions,
  });
  return element('div', {}, content);
}
const textOf = (found: Element | null) => found?.textContent ?? '';
const summaries = (view: Element) => [...view.querySelectorAll('summary')].map(textOf);

describe('a job on the page', () => {
  it('shows the question as it was asked, the answer, and how it ended', () => {
    const view = shown();
    expect(textOf(view.querySelector('h1'))).toBe('How many users are there? <b>');
    expect(textOf(view.querySelector('.answer strong'))).toBe('1,000');
    expect(textOf(view.querySelector('.row'))).toContain('Answered6.0 s · about $0.0007');
  });

  it('shows pictures, and offers everything else as a file', () => {
    const view = shown();
    const pictures = [...view.querySelectorAll('img')].map((picture) => picture.getAttribute('src'));
    expect(pictures).toEqual(['results/charts%2Fages%20%231.png']);
    const files = [...view.querySelectorAll('a[download]')].map((link) => link.getAttribute('download'));
    expect(files).toEqual(['ages #1.png', 'page.html']);
  });

  it('says what the answer does not say itself', () => {
    const view = shown();
    expect([...view.querySelectorAll('ul li')].map(textOf)).toEqual(['Test accounts count.']);
    expect(textOf(view.querySelector('.warnings'))).toBe('Two rows have no age.');
  });

  it('has the program, the SQL, the steps and the errors at hand', () => {
    expect(summaries(shown())).toEqual(['Values', 'Steps (1)', 'SQL (1)', 'Program', 'Error of program 1']);
    expect(textOf(shown().querySelector('.steps li'))).toBe('1.5 sThe prompt is on the bus.');
  });

  it('says why there is no answer, and what can be done', () => {
    const failure = { kind: 'unanswerable' as const, message: 'There is no table rockets.', hint: 'Ask about users.' };
    const view = shown({ status: 'failed', answer: undefined, failure });
    expect(textOf(view.querySelector('.failure'))).toBe('There is no table rockets. Ask about users.');
  });

  it('offers to cancel what is under way, with its steps unfolded, and to repeat what has ended', () => {
    const [onCancel, onRepeat] = [jest.fn(), jest.fn()];
    const running = shown({ status: 'running', queries: [] }, { onCancel });
    expect(running.querySelector('details[open] summary')?.textContent).toBe('Steps (1)');
    running.querySelector('button')?.click();
    expect(onCancel).toHaveBeenCalledTimes(1);
    shown({}, { onRepeat }).querySelector('button')?.click();
    expect(onRepeat).toHaveBeenCalledTimes(1);
  });
});

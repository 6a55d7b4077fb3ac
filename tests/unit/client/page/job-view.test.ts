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
  timings: { total: 6, steps: { model: 4, pull: 1.5, run: 0.5 }, overlapped: { pull: 20 } },
  cost: { estimated: true, usd: 0.0007, units: { inputTokens: 1, outputTokens: 1, taskSeconds: 60, statements: 1 } },
  actions: [],
  sandbox: ['landlock', 'seccomp'],
  links: { self: '', events: '', results: '' },
};
const events = [{ at: '2026-11-22T07:00:01.500Z', type: 'PromptReceived', text: 'The prompt is on the bus.' }];

function render(
  changes: Partial<JobView> = {},
  actions: {
    onCancel?: () => void;
    onEdit?: () => void;
    onFollowUp?: (prompt: string) => Promise<void>;
    onAsk?: (question: string) => void;
  } = {},
) {
  const content = jobView({
    job: { ...job, ...changes },
    events,
    addressOf: (name) => `results/${encodeURIComponent(name)}`,
    onCancel: () => {},
    onEdit: () => {},
    onFollowUp: async () => {},
    onAsk: () => {},
    ...actions,
  });
  return element('div', {}, content);
}
const textOf = (found: Element | null) => found?.textContent ?? '';
const summaries = (view: Element) => [...view.querySelectorAll('summary')].map(textOf);

describe('a job on the page', () => {
  it('shows the question unchanged, the answer and the status', () => {
    const view = render();
    expect(textOf(view.querySelector('h1'))).toBe('How many users are there? <b>');
    expect(textOf(view.querySelector('.answer strong'))).toBe('1,000');
    expect(textOf(view.querySelector('.row'))).toContain('Answered6.0 s · about $0.0007');
  });

  it('asks the question of a choice when its button is pressed', () => {
    const question = 'How many users are there by <b>country</b>?';
    const choices = [{ question, tables: ['users'], columns: ['country'] }];
    const asked: string[] = [];
    const view = render(
      { status: 'failed', failure: { kind: 'unanswerable', message: 'Which?', hint: 'Rephrase.', choices } },
      { onAsk: (one) => asked.push(one) },
    );
    const button = view.querySelector<HTMLButtonElement>('.choices button');
    expect(textOf(button)).toBe(question);
    button?.click();
    expect(asked).toEqual([question]);
  });

  it('shows images, and links every other artifact as a download', () => {
    const view = render();
    const pictures = [...view.querySelectorAll('img')].map((picture) => picture.getAttribute('src'));
    expect(pictures).toEqual(['results/charts%2Fages%20%231.png']);
    const answered = render({ answer: 'First:\n\n![Ages](<charts/ages #1.png>)\n\nThen a table.' });
    expect([...answered.querySelectorAll('.answer img')].map((one) => one.getAttribute('alt'))).toEqual(['Ages']);
    expect(answered.querySelectorAll('img')).toHaveLength(1);
    const files = [...view.querySelectorAll('a[download]')].map((link) => link.getAttribute('download'));
    expect(files).toEqual(['ages #1.png', 'page.html']);
  });

  it('shows only the assumptions and warnings that the answer does not contain', () => {
    const view = render();
    expect([...view.querySelectorAll('ul li')].map(textOf)).toEqual(['Test accounts count.']);
    expect(textOf(view.querySelector('.warnings'))).toBe('Two rows have no age.');
  });

  it('has panels for values, steps, SQL, program and errors', () => {
    expect(summaries(render())).toEqual([
      ...['Values', 'Steps (1)', 'Time', 'Meanwhile', 'SQL (1)', 'Program', 'Error of program 1'],
    ]);
    expect(textOf(render().querySelector('.steps li'))).toBe('1.5 sThe prompt is on the bus.');
  });

  it('shows how long each step took, and what went on meanwhile', () => {
    const panels = [...render().querySelectorAll('details')].map(textOf);
    expect(panels).toContain('Timethe model4.0 spulling the image1.5 sthe program0.5 s');
    expect(panels).toContain('Meanwhilepulling the image20.0 s');
  });

  it('shows the failure and its hint', () => {
    const failure = { kind: 'unanswerable' as const, message: 'There is no table rockets.', hint: 'Ask about users.' };
    const view = render({ status: 'failed', answer: undefined, failure });
    expect(textOf(view.querySelector('.failure'))).toBe('There is no table rockets. Ask about users.');
  });

  it('has a form for a follow-up below the answer, which says why one is refused', async () => {
    const onFollowUp = jest.fn(async () => {
      throw new Error('Job a was erased.');
    });
    const view = render({ followUpOf: 'before' }, { onFollowUp });
    expect(view.querySelector('a[href="#before"]')).not.toBeNull();
    const form = view.querySelector('form');
    const text = form?.querySelector('textarea');
    if (!form || !text) throw new Error('There is no form.');
    text.value = 'and by month?';
    form.dispatchEvent(new Event('submit', { cancelable: true }));
    await Promise.resolve();
    await Promise.resolve();
    expect(onFollowUp).toHaveBeenCalledWith('and by month?');
    expect(textOf(form.querySelector('.failure'))).toBe('Job a was erased.');
    expect(form.querySelector('button')?.hasAttribute('disabled')).toBe(false);
    expect(text.value).toBe('and by month?');
    expect(render({ status: 'running' }).querySelector('form')).toBeNull();
  });

  it('offers to cancel a running job, with its steps open, and to edit the question of an ended one', () => {
    const [onCancel, onEdit] = [jest.fn(), jest.fn()];
    const running = render({ status: 'running', queries: [] }, { onCancel });
    expect(running.querySelector('details[open] summary')?.textContent).toBe('Steps (1)');
    running.querySelector('button')?.click();
    expect(onCancel).toHaveBeenCalledTimes(1);
    render({}, { onEdit }).querySelector('button')?.click();
    expect(onEdit).toHaveBeenCalledTimes(1);
  });
});

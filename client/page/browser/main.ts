import { CodeInterpreterClient, hasEnded, type JobView, ProblemError, type TimelineEvent } from '../..';
import { byId, element } from './dom';
import { jobView } from './job-view';
import { readTables, tablesView } from './tables-view';

// The page's server forwards /api to the API.
const client = new CodeInterpreterClient({ baseUrl: `${location.origin}/api` });
const form = byId('ask', 'form');
const prompt = byId('prompt', 'textarea');
const errorText = byId('error', 'p');
const article = byId('job', 'article');
const list = byId('jobs', 'ul');
const tables = byId('tables', 'details');
const more = byId('more', 'button');

const messageOf = (error: unknown): string =>
  error instanceof ProblemError ? error.message : 'Can’t reach the API. Is the system still running?';

const addressOf = (jobId: string, name: string): string =>
  `api/jobs/${jobId}/results/${name.split('/').map(encodeURIComponent).join('/')}`;

/** Aborted when the page changes to another job. */
let following = new AbortController();

function draw(job: JobView, events: readonly TimelineEvent[]): void {
  const { jobId } = job;
  // Redrawing must not close panels that the user opened.
  const open = new Set([...article.querySelectorAll('details[open] > summary')].map(({ textContent }) => textContent));
  article.replaceChildren();
  const content = jobView({
    job,
    events,
    addressOf: (name) => addressOf(jobId, name),
    onCancel: () => void client.cancel(jobId).catch((error: unknown) => alert(messageOf(error))),
    onFollowUp: async (question) => {
      const accepted = await client.submit({ prompt: question, followUpOf: jobId }).catch((error: unknown) => {
        throw new Error(messageOf(error));
      });
      location.hash = accepted.jobId;
    },
    onEdit: () => {
      prompt.value = job.prompt;
      prompt.focus();
    },
    onAsk: (question) => {
      prompt.value = question;
      form.requestSubmit();
    },
  });
  article.append(element('div', {}, content));
  for (const summary of article.querySelectorAll('summary')) {
    if (open.has(summary.textContent)) summary.parentElement?.setAttribute('open', '');
  }
}

async function show(jobId: string): Promise<void> {
  following.abort();
  following = new AbortController();
  const { signal } = following;
  article.replaceChildren();
  if (jobId === '') return;
  try {
    const job = await client.get(jobId, signal);
    if (hasEnded(job.status)) return draw(job, await client.events(jobId, signal));
    draw(job, []);
    await follow(jobId, signal);
  } catch (error) {
    if (!signal.aborted) article.replaceChildren(element('p', { class: 'failure' }, messageOf(error)));
  }
}

function showError(error: unknown): void {
  errorText.textContent = messageOf(error);
  errorText.hidden = false;
}

async function follow(jobId: string, signal: AbortSignal): Promise<void> {
  const events: TimelineEvent[] = [];
  const steps = client.follow(jobId, { signal });
  for (;;) {
    const step = await steps.next();
    if (step.done) return draw(step.value, events);
    events.push(step.value);
    draw(await client.get(jobId, signal), events);
  }
}

/** Lists the newest jobs, or appends the page at `cursor`. */
async function listJobs(cursor?: string): Promise<void> {
  more.disabled = true;
  const page = await client.list({ limit: 20, cursor }).finally(() => {
    more.disabled = false;
  });
  const lines = page.jobs.map(({ jobId, prompt: question, status }) => {
    const current = location.hash === `#${jobId}` ? 'page' : undefined;
    return element(
      'li',
      {},
      element('a', { href: `#${jobId}`, title: `${question} (${status})`, 'aria-current': current }, question),
    );
  });
  if (cursor === undefined) list.replaceChildren();
  list.append(...lines);
  more.hidden = page.nextCursor === undefined;
  more.onclick = () => void listJobs(page.nextCursor).catch(showError);
}

async function submit(): Promise<void> {
  const button = form.querySelector('button');
  errorText.hidden = true;
  button?.setAttribute('disabled', '');
  try {
    const { jobId } = await client.submit({ prompt: prompt.value });
    location.hash = jobId;
  } catch (error) {
    showError(error);
  } finally {
    button?.removeAttribute('disabled');
  }
}

/** Shows the tables where the page's server knows them. */
async function showTables(): Promise<void> {
  const known = await readTables();
  tables.replaceChildren(...tablesView(known));
  tables.hidden = known.length === 0;
}

function showCurrent(): void {
  show(location.hash.slice(1)).catch(showError);
  listJobs().catch(showError);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  submit().catch(showError);
});
prompt.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
addEventListener('hashchange', showCurrent);
showCurrent();
showTables().catch(showError);

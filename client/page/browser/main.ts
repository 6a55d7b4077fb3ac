import { CodeInterpreterClient, hasEnded, type JobView, ProblemError, type TimelineEvent } from '../..';
import { byId, element } from './dom';
import { jobView } from './job-view';

// The server of this page sends what is below /api on to the API.
const client = new CodeInterpreterClient({ baseUrl: `${location.origin}/api` });
const form = byId('ask', 'form');
const prompt = byId('prompt', 'textarea');
const refused = byId('refused', 'p');
const shown = byId('job', 'article');
const list = byId('jobs', 'ul');
const more = byId('more', 'button');

const inWords = (error: unknown): string =>
  error instanceof ProblemError ? error.message : 'The API cannot be reached. Is the system still up?';

const addressOf = (jobId: string, name: string): string =>
  `api/jobs/${jobId}/results/${name.split('/').map(encodeURIComponent).join('/')}`;

/** What is shown at present is followed until something else is. */
let following = new AbortController();

function draw(job: JobView, events: readonly TimelineEvent[]): void {
  const { jobId } = job;
  // What was unfolded stays unfolded.
  const open = new Set([...shown.querySelectorAll('details[open] > summary')].map(({ textContent }) => textContent));
  shown.replaceChildren();
  const content = jobView({
    job,
    events,
    addressOf: (name) => addressOf(jobId, name),
    onCancel: () => void client.cancel(jobId).catch((error: unknown) => alert(inWords(error))),
    onRepeat: () => {
      prompt.value = job.prompt;
      prompt.focus();
    },
  });
  shown.append(element('div', {}, content));
  for (const summary of shown.querySelectorAll('summary')) {
    if (open.has(summary.textContent)) summary.parentElement?.setAttribute('open', '');
  }
}

async function show(jobId: string): Promise<void> {
  following.abort();
  following = new AbortController();
  const { signal } = following;
  shown.replaceChildren();
  if (jobId === '') return;
  try {
    const job = await client.get(jobId, signal);
    if (hasEnded(job.status)) return draw(job, await client.events(jobId, signal));
    draw(job, []);
    await follow(jobId, signal);
  } catch (error) {
    if (!signal.aborted) shown.replaceChildren(element('p', { class: 'failure' }, inWords(error)));
  }
}

function complain(error: unknown): void {
  refused.textContent = inWords(error);
  refused.hidden = false;
}

async function follow(jobId: string, signal: AbortSignal): Promise<void> {
  const events: TimelineEvent[] = [];
  const steps = client.follow(jobId, { signal, interval: 300, maxInterval: 2000 });
  for (;;) {
    const step = await steps.next();
    if (step.done) return draw(step.value, events);
    events.push(step.value);
    draw(await client.get(jobId, signal), events);
  }
}

/** The newest questions, or those after the ones that are there. */
async function listJobs(cursor?: string): Promise<void> {
  more.disabled = true;
  const page = await client.list({ limit: 20, cursor }).finally(() => {
    more.disabled = false;
  });
  const lines = page.jobs.map(({ jobId, prompt: asked, status }) => {
    const current = location.hash === `#${jobId}` ? 'page' : undefined;
    return element(
      'li',
      {},
      element('a', { href: `#${jobId}`, title: `${asked} (${status})`, 'aria-current': current }, asked),
    );
  });
  if (cursor === undefined) list.replaceChildren();
  list.append(...lines);
  more.hidden = page.nextCursor === undefined;
  more.onclick = () => void listJobs(page.nextCursor).catch(complain);
}

async function submit(): Promise<void> {
  const button = form.querySelector('button');
  refused.hidden = true;
  button?.setAttribute('disabled', '');
  try {
    const { jobId } = await client.submit({ prompt: prompt.value });
    location.hash = jobId;
  } catch (error) {
    complain(error);
  } finally {
    button?.removeAttribute('disabled');
  }
}

function turn(): void {
  show(location.hash.slice(1)).catch(complain);
  listJobs().catch(complain);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  submit().catch(complain);
});
prompt.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
addEventListener('hashchange', turn);
turn();

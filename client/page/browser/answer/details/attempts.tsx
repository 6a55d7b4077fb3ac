import type { JobView } from '../../../..';
import { CodeView } from '../code/code-view';

/** Programs that failed before the one that answered, with their errors. */
export function Attempts({ attempts }: { readonly attempts: JobView['attempts'] }) {
  return (
    <>
      {attempts.map(({ attempt, error, failure, program }) => (
        <div key={attempt} class="attempt">
          <h4>Program {attempt.toLocaleString()}</h4>
          <p>{error ? `${error.type}: ${error.message}` : (failure?.message ?? 'It failed.')}</p>
          {error && error.traceback !== '' && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard
            <section class="code-scroll traceback" tabIndex={0} aria-label={`Traceback of program ${attempt}`}>
              <pre>{error.traceback}</pre>
            </section>
          )}
          {program !== undefined && (
            <details>
              <summary>The program that failed</summary>
              <CodeView language="python" code={program} title={`Program ${attempt}`} />
            </details>
          )}
        </div>
      ))}
    </>
  );
}

/** Attempts that ended with an error. */
export const failedAttempts = (job: JobView): JobView['attempts'] =>
  job.attempts.filter(
    ({ error, failure, result }) => error !== undefined || failure !== undefined || result === 'failed',
  );

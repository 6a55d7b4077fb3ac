import type { JobView } from '../../../..';
import { countOf, formatDollars, formatSeconds, sandboxText, stepsOf } from './words';

/** Time by step, cost and confinement of a job. */
export function Facts({ job }: { readonly job: JobView }) {
  const steps = stepsOf(job.timings.steps);
  const total = job.timings.total ?? steps.reduce((sum, { seconds }) => sum + seconds, 0);
  const sandbox = sandboxText(job.sandbox);
  return (
    <div class="facts">
      <h4>Time</h4>
      <table class="steps-table">
        <caption class="visually-hidden">Seconds by step</caption>
        <thead class="visually-hidden">
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Share</th>
            <th scope="col">Time</th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ name, seconds }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="step-bar" aria-hidden="true">
                <span style={{ width: `${Math.max(1, (100 * seconds) / Math.max(total, 0.001))}%` }} />
              </td>
              <td class="number">{formatSeconds(seconds)}</td>
            </tr>
          ))}
          {job.timings.total !== undefined && (
            <tr>
              <th scope="row">In all</th>
              <td aria-hidden="true" />
              <td class="number">{formatSeconds(job.timings.total)}</td>
            </tr>
          )}
        </tbody>
      </table>
      {job.cost && (
        <>
          <h4>Cost</h4>
          <p>{costText(job.cost)}</p>
        </>
      )}
      <h4>Sandbox</h4>
      <p>
        {sandbox ?? 'It is not known how the program was confined.'} It could read the tables, and change nothing in
        them.
      </p>
    </div>
  );
}

function costText({ usd, estimated, units }: NonNullable<JobView['cost']>): string {
  const tokens =
    units.inputTokens + units.outputTokens + (units.cacheReadInputTokens ?? 0) + (units.cacheWriteInputTokens ?? 0);
  const parts = [
    `${countOf(tokens, 'token')} of the model`,
    `${formatSeconds(units.taskSeconds)} of computing`,
    countOf(units.statements, 'query', 'queries'),
  ];
  return `${estimated ? 'About ' : ''}${formatDollars(usd)}: ${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}.`;
}

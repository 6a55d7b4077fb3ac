import type { Scenario } from '../world/scenario';
import { START, type World } from '../world/world';

const OWNER = 'anonymous';
/** Longest run, in days. */
const MAX_DAYS = 6;

/** An owner never exceeds a limit, and every job counts exactly once while it is open, and its cost exactly once. */
export function ownerPromises({ history, table }: World, { openJobs }: Scenario): string[] {
  const violations: string[] = [];
  if (history.maxOpenJobs > openJobs)
    violations.push(`${history.maxOpenJobs} jobs were open; their owner may have ${openJobs}.`);
  const open = table.jobs().flatMap(({ accepted, outcome }) => (outcome ? [] : [accepted.jobId]));
  if (JSON.stringify(table.openJobs(OWNER).sort()) !== JSON.stringify(open.sort()))
    violations.push(`Open jobs are ${open.join() || 'none'}; for their owner count ${table.openJobs(OWNER).join()}.`);
  const days = Array.from({ length: MAX_DAYS }, (_, day) => new Date(START + day * 86_400_000).toISOString());
  const usd = days.reduce((sum, day) => sum + table.usdOf(OWNER, day.slice(0, 10)), 0);
  const changes = table.settlements().map((settlement) => settlement.usd);
  const expected = changes.reduce((sum, change) => sum + change, history.reservedUsd);
  if (Math.abs(usd - expected) > 1e-4)
    violations.push(`The jobs reserved or cost ${expected} dollars; for their owner count ${usd}.`);
  const settled = table.settlements().map(({ jobId }) => jobId);
  if (JSON.stringify(settled.sort()) !== JSON.stringify([...history.ends.keys()].sort()))
    violations.push(
      `The jobs ${[...history.ends.keys()].join()} have ended; settled with their owner: ${settled.join()}.`,
    );
  return violations;
}

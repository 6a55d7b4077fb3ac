import type { Template } from '../template';

const unknownKeys = new Set(['events:source', 'events:detail-type']);

type Conditions = Record<string, Record<string, unknown>>;

/** The conditions of a statement without those on unknown keys, or nothing when none is left. */
function known(conditions: Conditions): Conditions | undefined {
  const left = Object.entries(conditions)
    .map(([operator, keys]) => [operator, Object.entries(keys).filter(([key]) => !unknownKeys.has(key))] as const)
    .filter(([, keys]) => keys.length > 0)
    .map(([operator, keys]) => [operator, Object.fromEntries(keys)]);
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}

function rewrite(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(rewrite);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) =>
    key === 'Condition' && 'Effect' in node ? [key, known(value as Conditions)] : [key, rewrite(value)],
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/**
 * The emulator never fills in `events:source` and `events:detail-type`, so that a condition on them denies the
 * right PutEvents too. What the conditions say is proved by a test of the template.
 */
export function eventConditions(template: Template): void {
  for (const resource of Object.values(template.Resources)) {
    if (!resource.Type.startsWith('AWS::IAM::') || !resource.Properties) continue;
    resource.Properties = rewrite(resource.Properties) as Record<string, unknown>;
  }
}

import type { Template } from '../template';

const unknownKeys = new Set(['events:source', 'events:detail-type']);

function drop(node: unknown): void {
  if (Array.isArray(node)) {
    node.forEach(drop);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const record = node as Record<string, unknown>;
  const conditions = 'Effect' in record ? (record.Condition as Record<string, Record<string, unknown>>) : undefined;
  for (const [operator, keys] of Object.entries(conditions ?? {})) {
    for (const key of Object.keys(keys)) if (unknownKeys.has(key)) delete keys[key];
    if (Object.keys(keys).length === 0) delete conditions![operator];
  }
  if (conditions && Object.keys(conditions).length === 0) delete record.Condition;
  Object.values(record).forEach(drop);
}

/**
 * The emulator never fills in `events:source` and `events:detail-type`, so that a condition on them denies the
 * right PutEvents too. What the conditions say is proved by a test of the template.
 */
export function eventConditions(template: Template): void {
  for (const resource of Object.values(template.Resources)) {
    if (resource.Type.startsWith('AWS::IAM::')) drop(resource.Properties);
  }
}

import type { Template } from '../template';

const UNSUPPORTED_KEYS = new Set(['events:source', 'events:detail-type', 's3:if-none-match']);

type Conditions = Record<string, Record<string, unknown>>;

/** The conditions of a statement without those on unsupported keys; undefined when there are no others. */
function supportedConditions(conditions: Conditions): Conditions | undefined {
  const supported = Object.entries(conditions)
    .map(([operator, keys]) => [operator, Object.entries(keys).filter(([key]) => !UNSUPPORTED_KEYS.has(key))] as const)
    .filter(([, keys]) => keys.length > 0)
    .map(([operator, keys]) => [operator, Object.fromEntries(keys)]);
  return supported.length > 0 ? Object.fromEntries(supported) : undefined;
}

function rewrite(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(rewrite);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) =>
    key === 'Condition' && 'Effect' in node ? [key, supportedConditions(value as Conditions)] : [key, rewrite(value)],
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/**
 * Removes conditions on keys of the request. The emulator does not support these keys, so the
 * conditions would deny every PutEvents and every claim of a standby. Contract tests check them in the template.
 */
export function requestConditions(template: Template): void {
  for (const resource of Object.values(template.Resources)) {
    if (!resource.Type.startsWith('AWS::IAM::') || !resource.Properties) continue;
    resource.Properties = rewrite(resource.Properties) as Record<string, unknown>;
  }
}

import { resourcesOf, type Template } from '../template';

function rewrite(node: unknown, secrets: ReadonlySet<string>): unknown {
  if (Array.isArray(node)) return node.map((item) => rewrite(item, secrets));
  if (typeof node !== 'object' || node === null) return node;
  const record = node as Record<string, unknown>;
  if (typeof record.Ref === 'string' && secrets.has(record.Ref)) return { 'Fn::GetAtt': [record.Ref, 'Id'] };
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, rewrite(value, secrets)]));
}

/** Replaces `Ref` of a secret: on the emulator it is the name, not the ARN, and no policy would match it. */
export function secretReferences(template: Template): void {
  const secrets = new Set(resourcesOf(template, 'AWS::SecretsManager::Secret').map(([logicalId]) => logicalId));
  Object.assign(template, rewrite(template, secrets));
}

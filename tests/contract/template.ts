import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pythonOf, root } from '../../local/paths';

export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have a schema of their own for each type
  readonly Properties: any;
}

/** A template as CloudFormation gets it. */
export class Template {
  readonly parameters: Readonly<Record<string, { Default?: unknown; Description?: string }>>;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly outputs: Readonly<Record<string, { Value: unknown; Description?: string }>>;

  constructor(file = 'template.yaml') {
    const script = join(__dirname, 'transform.py');
    const text = execFileSync(pythonOf('emulator'), [script, join(root, file)], { maxBuffer: 2 ** 26 });
    const template = JSON.parse(text.toString());
    this.parameters = template.Parameters ?? {};
    this.outputs = template.Outputs ?? {};
    this.resources = new Map(Object.entries<Resource>(template.Resources));
  }

  /** Resources of a type, with their logical ids. */
  of(type: string): [string, Resource][] {
    return [...this.resources].filter(([, resource]) => resource.Type === type);
  }

  /** @throws an error when there is no such resource. */
  get(logicalId: string): Resource {
    const resource = this.resources.get(logicalId);
    if (!resource) throw new Error(`The template has no ${logicalId}.`);
    return resource;
  }
}

/** The logical id that a Ref, GetAtt or Sub of one resource points at. */
export function target(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    if ('Ref' in value) return String(value.Ref);
    if ('Fn::GetAtt' in value) return String([value['Fn::GetAtt']].flat()[0]);
    if ('Fn::Sub' in value) return /\$\{([A-Za-z0-9]+)/.exec(String(value['Fn::Sub']))?.[1] ?? '';
  }
  return String(value);
}

/** A template's value with made-up names in place of what only a deployment knows. */
export function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return nameOf(String(value.Ref));
  if ('Fn::GetAtt' in value) return nameOf([value['Fn::GetAtt']].flat().join('.'));
  if ('Fn::Sub' in value) return String([value['Fn::Sub']].flat()[0]).replace(/\$\{([^}]+)\}/g, (_, id) => nameOf(id));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
}

/** What a deployment of the stack `stack` in account 123456789012 calls it. */
function nameOf(reference: string): string {
  const pseudo: Record<string, string> = {
    'AWS::Partition': 'aws',
    'AWS::Region': 'eu-west-1',
    'AWS::AccountId': '123456789012',
    'AWS::StackName': 'stack',
  };
  return pseudo[reference] ?? `<${reference}>`;
}

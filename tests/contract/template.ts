import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pythonOf, root } from '../../local/setup/paths';
import type { PropertiesOf, Type } from './resources';

export interface Resource<T extends Type> {
  readonly Type: T;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: string | readonly string[];
  readonly Properties: PropertiesOf[T];
}

export interface Parameter {
  readonly Default?: unknown;
  readonly Description?: string;
  readonly Type?: string;
  readonly AllowedPattern?: string;
  readonly MaxValue?: number;
}

export interface Output {
  readonly Description?: string;
  readonly Condition?: string;
  readonly Value: unknown;
}

/** A parsed template. */
export interface Content {
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
  readonly Parameters?: Readonly<Record<string, Parameter>>;
  readonly Rules?: Readonly<Record<string, object>>;
  readonly Outputs?: Readonly<Record<string, Output>>;
  readonly Resources: Readonly<Record<string, Resource<Type>>>;
}

/** Templates after the SAM transform. Paths are relative to the repository. */
export function contentsOf(...files: string[]): Content[] {
  const paths = files.map((file) => join(root, file));
  const text = execFileSync(pythonOf('emulator'), [join(__dirname, 'transform.py'), ...paths], { maxBuffer: 2 ** 26 });
  return JSON.parse(text.toString()) as Content[];
}

/** Look-ups in a template. Default: template.yaml. */
export class Template {
  private readonly content: Content;

  constructor(content?: Content) {
    this.content = content ?? (contentsOf('template.yaml')[0] as Content);
  }

  get parameters(): NonNullable<Content['Parameters']> {
    return this.content.Parameters ?? {};
  }

  get rules(): NonNullable<Content['Rules']> {
    return this.content.Rules ?? {};
  }

  get outputs(): NonNullable<Content['Outputs']> {
    return this.content.Outputs ?? {};
  }

  get metadata(): NonNullable<Content['Metadata']> {
    return this.content.Metadata ?? {};
  }

  get mappings(): NonNullable<Content['Mappings']> {
    return this.content.Mappings ?? {};
  }

  get types(): string[] {
    return Object.values(this.content.Resources).map(({ Type }) => Type);
  }

  /** Resources of a type, with their logical ids. */
  of<T extends Type>(type: T): [string, Resource<T>][] {
    const all = Object.entries(this.content.Resources) as [string, Resource<T>][];
    return all.filter(([, resource]) => resource.Type === type);
  }

  /** @throws when there is no resource with this id and type */
  get<T extends Type>(logicalId: string, type: T): Resource<T>['Properties'] {
    const [, resource] = this.of(type).find(([id]) => id === logicalId) ?? [];
    if (!resource) throw new Error(`The template has no ${logicalId} of type ${type}.`);
    return resource.Properties;
  }
}

/** The logical id that a Ref, GetAtt or Sub refers to. */
export function target(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    if ('Ref' in value) return String(value.Ref);
    if ('Fn::GetAtt' in value) return String([value['Fn::GetAtt']].flat()[0]);
    if ('Fn::Sub' in value) return /\$\{([A-Za-z0-9]+)/.exec(String(value['Fn::Sub']))?.[1] ?? '';
  }
  return String(value);
}

/** A value with references replaced by the names of the deployment in the samples; others become `<Name>`. */
export function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return nameOf(String(value.Ref));
  if ('Fn::GetAtt' in value) return nameOf([value['Fn::GetAtt']].flat().join('.'));
  if ('Fn::Sub' in value) return String([value['Fn::Sub']].flat()[0]).replace(/\$\{([^}]+)\}/g, (_, id) => nameOf(id));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
}

/** Names of the deployment in the samples. */
const names: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '111122223333',
  'AWS::StackName': 'code-interpreter',
  Bucket: 'code-interpreter-111122223333',
  'Cluster.Arn': 'arn:aws:ecs:us-east-1:111122223333:cluster/code-interpreter',
};

const nameOf = (reference: string): string => names[reference] ?? `<${reference}>`;

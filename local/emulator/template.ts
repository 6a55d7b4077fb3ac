import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environmentOf } from '../setup/environment.mjs';
import { pythonOf, root } from '../setup/paths';

export interface Resource {
  Type: string;
  Condition?: string;
  DependsOn?: string | string[];
  Properties?: Record<string, unknown>;
}

/** The parts of a CloudFormation template that are used here. */
export interface Template {
  Parameters?: Record<string, unknown>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown; Condition?: string }>;
}

export interface Translation {
  template: Template;
  /** Key in the bucket → template of a nested stack. */
  nested: Record<string, Template>;
  /** Logical id of each function → folder of its code below dist/. */
  functions: Record<string, string>;
}

/** Translates a SAM template and writes a zip of each function's code to `folder`, for upload to `bucket`. */
export async function translate(file: string, folder: string, bucket: string): Promise<Translation> {
  const script = join(root, 'local/emulator/translate.py');
  const { stdout } = await promisify(execFile)(pythonOf('emulator'), [script, file, folder, bucket], {
    maxBuffer: 64 * 1024 * 1024,
    env: environmentOf(process.env, root),
  });
  return JSON.parse(stdout) as Translation;
}

/** Resources of a type, with their logical ids. */
export function resourcesOf(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

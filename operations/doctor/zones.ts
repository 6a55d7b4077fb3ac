import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Zones without Fargate on ARM64, from the Amazon ECS Developer Guide; stacks/network.yaml names the pages. */
export const withoutArm64 = ['use1-az3', 'apne1-az3', 'apne3-az2', 'apne3-az3', 'cac1-az4', 'usw1-az2'];

/** The two zones of a new network in a region, by stacks/network.yaml; undefined where it has none. */
export function defaultZones(region: string): readonly [string, string] | undefined {
  const template = readFileSync(join(__dirname, '../../stacks/network.yaml'), 'utf8');
  const [, first, second] = new RegExp(`^ {4}${region}: \\{ A: (\\S+), B: (\\S+) \\}$`, 'm').exec(template) ?? [];
  return first && second ? [first, second] : undefined;
}

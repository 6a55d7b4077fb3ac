// Reads a task definition as DescribeTaskDefinition gives it, prints the input of RegisterTaskDefinition for the same
// one with another image: next-revision.mjs IMAGE
import { readFileSync } from 'node:fs';

/** What ECS adds to a task definition when it is registered. */
const added = [
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
];

const [image] = process.argv.slice(2);
const definition = JSON.parse(readFileSync(0, 'utf8'));
for (const name of added) delete definition[name];
for (const container of definition.containerDefinitions) container.image = image;
process.stdout.write(JSON.stringify(definition));

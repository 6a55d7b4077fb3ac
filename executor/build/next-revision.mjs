// Reads a task definition (DescribeTaskDefinition) from standard input and prints the input of RegisterTaskDefinition for
// the same definition with another image. Usage: next-revision.mjs IMAGE
import { readFileSync } from 'node:fs';

/** Fields that ECS adds when a task definition is registered. */
const readOnlyFields = [
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
for (const name of readOnlyFields) delete definition[name];
for (const container of definition.containerDefinitions) container.image = image;
process.stdout.write(JSON.stringify(definition));

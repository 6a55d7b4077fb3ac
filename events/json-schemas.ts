import * as z from 'zod/mini';
import { busEvents, documents } from './all';

/** JSON Schema (2020-12) of a contract. Unknown fields are allowed: readers ignore them. */
export const jsonSchema = (schema: z.core.$ZodType): object => z.toJSONSchema(schema, { io: 'input' });

/** The schemas of all event details and documents, by file path below `schemas/`. */
export function jsonSchemas(): Record<string, object> {
  const events = busEvents.map(({ detailType, schema }) => [`events/${detailType}.json`, titled(detailType, schema)]);
  const files = Object.entries(documents).map(([name, schema]) => [`documents/${name}.json`, titled(name, schema)]);
  return Object.fromEntries([...events, ...files]);
}

const titled = (title: string, schema: z.core.$ZodType): object => ({ title, ...jsonSchema(schema) });

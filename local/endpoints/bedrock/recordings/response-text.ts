import { parse, stringify } from 'yaml';
import * as z from 'zod';

/** A call of a tool in a response. */
export interface ToolCall {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A tool of a request: its name and the JSON Schema of its input. */
export interface OfferedTool {
  readonly name: string;
  readonly schema: unknown;
}

/** The text of a response is not in the format, or calls a tool that was not offered. The message says what to do. */
export class ResponseTextError extends Error {
  override name = 'ResponseTextError';
}

const HEADING = /^## +(\S+) *$/;
const FENCE = /^(`{3,})python *$/;
/** The field that a block of Python stands for. */
const PROGRAM = 'program';

/** The lines of one call: YAML, and the program of its block. */
interface Section {
  readonly name: string;
  readonly yaml: string[];
  program?: string;
}

/**
 * Reads the calls of a response. A line `## TOOL` begins a call; its fields follow as YAML, a program as a block of Python.
 * @throws ResponseTextError
 */
export function parseResponseText(text: string): ToolCall[] {
  const sections = sectionsOf(text.split(/\r?\n/));
  if (sections.length === 0)
    throw new ResponseTextError('There is no call. Begin each call with a line such as "## write_program".');
  return sections.map(({ name, yaml, program }) => {
    const fields = fieldsOf(name, yaml.join('\n'));
    if (program !== undefined && PROGRAM in fields) {
      throw new ResponseTextError(`The call of ${name} has a program twice: leave out the field, or the block.`);
    }
    return { name, input: { ...fields, ...(program !== undefined && { [PROGRAM]: program }) } };
  });
}

function sectionsOf(lines: readonly string[]): Section[] {
  const sections: Section[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const [, name] = HEADING.exec(line) ?? [];
    const [, fence] = FENCE.exec(line) ?? [];
    const section = sections.at(-1);
    if (name) sections.push({ name, yaml: [] });
    else if (!section) {
      if (line.trim())
        throw new ResponseTextError(
          `"${line.trim().slice(0, 60)}" stands before the first call. Begin with a line such as "## write_program".`,
        );
    } else if (fence) {
      const end = lines.indexOf(fence, at + 1);
      if (end < 0)
        throw new ResponseTextError(`The block of the call of ${section.name} has no end. Close it with ${fence}.`);
      if (section.program !== undefined)
        throw new ResponseTextError(`The call of ${section.name} has two blocks of Python. One is allowed.`);
      section.program = `${lines.slice(at + 1, end).join('\n')}\n`;
      at = end;
    } else section.yaml.push(line);
  }
  return sections;
}

function fieldsOf(name: string, yaml: string): Record<string, unknown> {
  let fields: unknown;
  try {
    fields = parse(yaml) ?? {};
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new ResponseTextError(
      `The fields of the call of ${name} are no YAML: ${reason} Write texts with colons as blocks: "plan: |" and indented lines.`,
    );
  }
  if (typeof fields === 'object' && fields !== null && !Array.isArray(fields)) return { ...fields };
  throw new ResponseTextError(`The call of ${name} has a text instead of fields. Write "FIELD: value" in each line.`);
}

/** The calls as text. Read again, it gives the same calls. */
export function formatResponseText(calls: readonly ToolCall[]): string {
  return calls
    .map(({ name, input }) => {
      const { [PROGRAM]: program, ...others } = input;
      const isBlock = typeof program === 'string' && program.endsWith('\n') && !program.includes('\r');
      const fields = isBlock ? others : input;
      const yaml = Object.keys(fields).length > 0 ? stringify(fields, { lineWidth: 0 }) : '';
      return `## ${name}\n\n${yaml}${isBlock ? `\n${fenced(program)}\n` : ''}`;
    })
    .join('\n');
}

function fenced(program: string): string {
  const longest = Math.max(2, ...[...program.matchAll(/`{3,}/g)].map(([fence]) => fence.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}python\n${program}${fence}`;
}

/** @throws ResponseTextError when a call is of a tool that was not offered, or its input does not match the schema */
export function checkCalls(calls: readonly ToolCall[], tools: readonly OfferedTool[]): void {
  for (const { name, input } of calls) {
    const tool = tools.find((one) => one.name === name);
    if (!tool) {
      throw new ResponseTextError(
        `There is no tool ${name}. The request offers: ${tools.map((one) => one.name).join(', ')}.`,
      );
    }
    const known = Object.keys((tool.schema as { properties?: object }).properties ?? {});
    const unknown = Object.keys(input).filter((field) => !known.includes(field));
    if (unknown.length > 0) {
      throw new ResponseTextError(`${name} has no field ${unknown.join(', ')}. It has: ${known.join(', ')}.`);
    }
    const checked = z.fromJSONSchema(tool.schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(input);
    if (!checked.success) {
      const [issue] = checked.error.issues;
      throw new ResponseTextError(
        `The call of ${name} is not valid: ${issue?.path.join('.') || 'input'}: ${issue?.message}.`,
      );
    }
  }
}

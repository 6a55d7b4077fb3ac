import { parseCallInput, parseModelJson } from '../../../../../functions/shared/model/parse-json';

/** A tool as the request offers it. */
export interface OfferedTool {
  readonly name: string;
  /** Names of its parameters. */
  readonly parameters: readonly string[];
}

export interface TextCall {
  readonly name: string;
  readonly input: Record<string, unknown>;
}

/** Thoughts that a server leaves in the text. */
const THOUGHTS = /<(think|thinking|reasoning)>[\s\S]*?(?:<\/\1>|$)/gi;
/** Control tokens of chat templates, such as `<|python_tag|>`, `[TOOL_CALLS]` and `<|message|>`. */
const CONTROL_TOKENS = /<\|[^|<>]*\|>|\[\/?TOOL_CALLS?\]/g;
const TAGGED = /<(tool_calls?|function_calls?|tool_use|tools?)>([\s\S]*?)(?:<\/\1>|$)/gi;
const FENCED = /```[ \t]*(?:json|tool_call|tool_code|javascript)?[ \t]*\r?\n([\s\S]*?)```/gi;
/** `<function=name><parameter=key>value</parameter></function>` */
const XML_CALL = /<function=([\w.-]+)>([\s\S]*?)(?:<\/function>|$)/gi;
const XML_PARAMETER = /<parameter=([\w.-]+)>\r?\n?([\s\S]*?)\r?\n?(?:<\/parameter>|$)/gi;

/** The text without thoughts and control tokens. */
export const plainText = (text: string): string => text.replace(THOUGHTS, '').replace(CONTROL_TOKENS, '').trim();

/** The calls of tools that a model writes into its text, where the server does not recognise them. */
export function callsInText(response: string, tools: readonly OfferedTool[]): TextCall[] {
  const text = plainText(response);
  const xmlCalls = [...text.matchAll(XML_CALL)].flatMap(([, name = '', body = '']): TextCall[] => {
    const parameters = [...body.matchAll(XML_PARAMETER)].map(([, key = '', value = '']) => [key, value]);
    return tools.some((tool) => tool.name === name) ? [{ name, input: Object.fromEntries(parameters) }] : [];
  });
  if (xmlCalls.length > 0) return xmlCalls;
  for (const candidate of candidatesIn(text)) {
    const value = parseModelJson(candidate);
    const calls = [value].flat().flatMap((one) => callOf(one, tools) ?? []);
    if (calls.length > 0) return calls;
  }
  return [];
}

/** The parts of a text that may be JSON, the most explicit first. */
function* candidatesIn(text: string): Generator<string> {
  for (const [, , inside = ''] of text.matchAll(TAGGED)) if (isJson(inside)) yield inside.trim();
  for (const [, inside = ''] of text.matchAll(FENCED)) if (isJson(inside)) yield inside.trim();
  // Bare, or after an introduction. A program in a fence is text that starts with no brace.
  const start = text.search(/^[ \t]*[[{]/m);
  if (start >= 0 && !/```\w*\s*$/.test(text.slice(0, start))) yield text.slice(start, endOf(text)).trim();
}

const isJson = (text: string): boolean => /^\s*[[{]/.test(text);

const endOf = (text: string): number => Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1;

/** A call with name and arguments, or the arguments of the only tool that has such parameters. */
function callOf(value: unknown, tools: readonly OfferedTool[]): TextCall | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const object = value as Record<string, unknown>;
  const inner = object.function ?? object.tool_call ?? object.function_call;
  if (typeof inner === 'object' && inner !== null) return callOf(inner, tools);
  const name = [object.name, object.tool, object.tool_name, object.function, object.recipient_name]
    .filter((one) => typeof one === 'string')
    .map((one) => one.replace(/^functions\./, ''))[0];
  const tool = tools.find((one) => one.name === name);
  if (tool) {
    const input = parseCallInput(object.arguments ?? object.parameters ?? object.input ?? object.args);
    return input && { name: tool.name, input };
  }
  const fields = Object.keys(object);
  const matching = tools.filter(
    ({ parameters }) => fields.length > 0 && fields.every((field) => parameters.includes(field)),
  );
  return matching.length === 1 && matching[0] ? { name: matching[0].name, input: object } : undefined;
}

import type { ContentBlock, ConverseRequest, Message, ToolConfiguration } from '@aws-sdk/client-bedrock-runtime';
import type { Dialect } from './dialect';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string | null;
  readonly tool_calls?: readonly ChatToolCall[];
  readonly tool_call_id?: string;
}

export interface ChatToolCall {
  readonly id: string;
  readonly type: 'function';
  /** `arguments` is JSON text. */
  readonly function: { readonly name: string; readonly arguments: string };
}

export type ChatRequest = Readonly<Record<string, unknown>> & { readonly messages: readonly ChatMessage[] };

/** Instructions for a server or model without tools, which asks for the program as plain text. */
const WITHOUT_TOOLS = `You have no tools here. Instead of calling a tool, answer with one fenced block of Python that holds
the whole program:
\`\`\`python
...
\`\`\`
If the question cannot be answered, write no program but one line: UNANSWERABLE: and the reason.`;

const join = (texts: readonly (string | undefined)[]): string => texts.filter(Boolean).join('\n\n');
const textOf = (content: readonly ContentBlock[] = []): string => join(content.map(({ text }) => text));
const resultOf = ({ toolResult }: ContentBlock): string =>
  join((toolResult?.content ?? []).map(({ text, json }) => text ?? JSON.stringify(json)));

function withTools({ role, content = [] }: Message): ChatMessage[] {
  const text = textOf(content);
  if (role === 'assistant') {
    const calls = content.flatMap(({ toolUse }): ChatToolCall[] =>
      toolUse
        ? [
            {
              id: toolUse.toolUseId ?? '',
              type: 'function',
              function: { name: toolUse.name ?? '', arguments: JSON.stringify(toolUse.input) },
            },
          ]
        : [],
    );
    return [{ role, content: text || null, ...(calls.length > 0 ? { tool_calls: calls } : {}) }];
  }
  const results = content
    .filter(({ toolResult }) => toolResult)
    .map(
      (block): ChatMessage => ({ role: 'tool', tool_call_id: block.toolResult?.toolUseId, content: resultOf(block) }),
    );
  return text ? [...results, { role: 'user', content: text }] : results;
}

function withoutTools({ role = 'user', content = [] }: Message): ChatMessage {
  const parts = content.map((block) => {
    if (block.toolUse) return `\`\`\`python\n${(block.toolUse.input as { program?: string }).program ?? ''}\n\`\`\``;
    return block.toolResult ? resultOf(block) : block.text;
  });
  return { role, content: join(parts) };
}

/** Converts a Converse request to a chat completions request in the server's dialect. */
export function chatRequest(request: ConverseRequest, model: string, dialect: Dialect): ChatRequest {
  const { system = [], messages = [], toolConfig, inferenceConfig } = request;
  const instructions = join([...system.map(({ text }) => text), dialect.tools ? undefined : WITHOUT_TOOLS]);
  const conversation = messages.flatMap((message) => (dialect.tools ? withTools(message) : [withoutTools(message)]));
  const { limit } = dialect;
  return {
    model,
    messages: withInstructions(instructions, conversation, dialect),
    ...(inferenceConfig?.maxTokens && limit !== 'none' ? { [limit]: inferenceConfig.maxTokens } : {}),
    ...(dialect.tools && toolConfig?.tools ? toolFields(toolConfig, dialect) : {}),
    stream: dialect.stream,
    ...(dialect.streamOptions ? { stream_options: { include_usage: true } } : {}),
  };
}

function withInstructions(text: string, messages: readonly ChatMessage[], { systemRole }: Dialect): ChatMessage[] {
  if (text === '') return [...messages];
  if (systemRole) return [{ role: 'system', content: text }, ...messages];
  const [first, ...others] = messages;
  return [{ role: 'user', content: join([text, first?.content ?? undefined]) }, ...others];
}

function toolFields({ tools = [], toolChoice }: ToolConfiguration, dialect: Dialect): object {
  return {
    tools: tools.flatMap(({ toolSpec }) => {
      if (!toolSpec) return [];
      const { name, description, inputSchema } = toolSpec;
      return [{ type: 'function', function: { name, description, parameters: inputSchema?.json } }];
    }),
    ...toolChoiceField(toolChoice, dialect),
  };
}

function toolChoiceField(choice: ToolConfiguration['toolChoice'], dialect: Dialect): object {
  if (dialect.toolChoice === 'auto' || !(choice?.tool || choice?.any)) return {};
  if (choice.any || dialect.toolChoice === 'required') return { tool_choice: 'required' };
  return { tool_choice: { type: 'function', function: { name: choice.tool?.name } } };
}

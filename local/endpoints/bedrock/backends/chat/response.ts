import type { ToolConfiguration } from '@aws-sdk/client-bedrock-runtime';
import { parseCallInput } from '../../../../../functions/shared/model/parse-json';
import type { ConverseBody } from '../../backend';
import type { ChatResponse } from './stream';
import { callsInText, type OfferedTool, plainText } from './text-calls';

const STOP_REASONS: Readonly<Record<string, string>> = {
  length: 'max_tokens',
  max_tokens: 'max_tokens',
  content_filter: 'content_filtered',
};

const UNANSWERABLE = /^\W*UNANSWERABLE:\s*([\s\S]+)/m;

const offeredTools = (toolConfig: ToolConfiguration | undefined): OfferedTool[] =>
  (toolConfig?.tools ?? []).flatMap(({ toolSpec }) => {
    const schema = toolSpec?.inputSchema?.json as { properties?: object } | undefined;
    return toolSpec?.name ? [{ name: toolSpec.name, parameters: Object.keys(schema?.properties ?? {}) }] : [];
  });

/** Converts a chat completions response to a Converse response. `toolConfig` is that of the request. */
export function converseResponse(
  response: ChatResponse,
  toolConfig: ToolConfiguration | undefined,
  milliseconds: number,
): ConverseBody {
  const tools = offeredTools(toolConfig);
  const text = plainText(response.text);
  const stopReason = STOP_REASONS[response.finish ?? 'length'];
  const calls: { readonly id: string; readonly name: string; readonly input?: Record<string, unknown> }[] =
    response.calls.map(({ id, name, input }) => ({
      id,
      name: name.replace(/^functions\./, ''),
      input: parseCallInput(input),
    }));
  // Half a call must not become a whole one.
  if (calls.length === 0 && !stopReason) {
    for (const { name, input } of callsInText(response.text, tools)) calls.push({ id: '', name, input });
  }
  const unanswerable = calls.length === 0 ? unanswerableIn(text, tools) : undefined;
  if (unanswerable) calls.push(unanswerable);
  const isInText = calls.length > response.calls.length;
  const blocks = calls.flatMap(({ id, name, input }, index) =>
    input ? [{ toolUse: { toolUseId: id || `call${index}`, name, input } }] : [],
  );
  const content = [...(text && !isInText ? [{ text }] : []), ...blocks];
  const called = blocks.length > 0 ? 'tool_use' : 'end_turn';
  const { input, output, cached } = response.usage;
  return {
    output: { message: { role: 'assistant', content } },
    stopReason: stopReason ?? (blocks.length < calls.length ? 'malformed_tool_use' : called),
    usage: {
      inputTokens: input,
      outputTokens: output,
      totalTokens: input + output + cached,
      ...(cached > 0 && { cacheReadInputTokens: cached }),
    },
    metrics: { latencyMs: milliseconds },
  };
}

/** The refusal of a model without tools, as a call of the tool for it. */
function unanswerableIn(text: string, tools: readonly OfferedTool[]) {
  const [, reason] = UNANSWERABLE.exec(text.replaceAll('*', '')) ?? [];
  const tool = tools.find(({ name }) => name === 'unanswerable');
  if (!reason || !tool || text.includes('```')) return undefined;
  return { id: '', name: tool.name, input: { reason: reason.trim() } };
}

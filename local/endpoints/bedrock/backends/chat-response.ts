import type { ConverseBody } from '../backend';
import type { ChatResponse } from './chat-stream';

const STOP_REASONS: Readonly<Record<string, string>> = {
  length: 'max_tokens',
  content_filter: 'content_filtered',
};

const UNANSWERABLE = /^\W*UNANSWERABLE:\s*([\s\S]+)/m;

function inputOf(text: string): unknown {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return undefined;
  }
}

/** Converts a chat completions response to a Converse response. `tool` names the tool that a model without tools imitates. */
export function converseResponse(response: ChatResponse, tool: string | undefined, milliseconds: number): ConverseBody {
  const { text, usage } = response;
  const calls = response.calls.filter(Boolean).map(({ id, name, input }, index) => ({
    toolUse: { toolUseId: id || `call-${index}`, name, input: inputOf(input) },
  }));
  const stopReason = response.finish ? STOP_REASONS[response.finish] : 'max_tokens';
  const unreadable = calls.some(({ toolUse }) => toolUse.input === undefined);
  const reason = calls.length === 0 && tool ? UNANSWERABLE.exec(text.replaceAll('*', ''))?.[1] : undefined;
  if (reason && tool && !text.includes('```')) {
    calls.push({ toolUse: { toolUseId: 'call-0', name: tool, input: { unanswerable: reason.trim() } } });
  }
  const content = [
    ...(text && !reason ? [{ text }] : []),
    ...calls.filter(({ toolUse }) => toolUse.input !== undefined),
  ];
  return {
    output: { message: { role: 'assistant', content: content.length > 0 ? content : [{ text: ' ' }] } },
    stopReason: stopReason ?? (unreadable ? 'malformed_tool_use' : calls.length > 0 ? 'tool_use' : 'end_turn'),
    usage: { inputTokens: usage.input, outputTokens: usage.output, totalTokens: usage.input + usage.output },
    metrics: { latencyMs: milliseconds },
  };
}

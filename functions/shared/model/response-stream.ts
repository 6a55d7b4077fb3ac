import type { ContentBlock, ConverseStreamOutput, ToolUseBlock } from '@aws-sdk/client-bedrock-runtime';
import { parseCallInput } from './parse-json';
import type { ModelResponse } from './port';

/** A content block whose parts are still arriving. */
interface Block {
  text?: string;
  toolUse?: { toolUseId: string; name: string; input: string };
  reasoning?: { text?: string; signature?: string; redacted?: Uint8Array[] };
}

/** Collects the events of ConverseStream into the response of Converse. */
export function responseStream() {
  const blocks = new Map<number, Block>();
  let stopReason: ModelResponse['stopReason'];
  let usage: ModelResponse['usage'];
  let characters = 0;

  const blockAt = (index = 0): Block => {
    const block = blocks.get(index) ?? {};
    blocks.set(index, block);
    return block;
  };

  function addDelta({ contentBlockIndex, delta }: NonNullable<ConverseStreamOutput['contentBlockDelta']>): void {
    const block = blockAt(contentBlockIndex);
    if (delta?.text !== undefined) {
      block.text = (block.text ?? '') + delta.text;
      characters += delta.text.length;
    }
    if (delta?.toolUse) {
      block.toolUse ??= { toolUseId: '', name: '', input: '' };
      block.toolUse.input += delta.toolUse.input ?? '';
      characters += delta.toolUse.input?.length ?? 0;
    }
    if (delta?.reasoningContent) {
      const { text, signature, redactedContent } = delta.reasoningContent;
      block.reasoning ??= {};
      const { reasoning } = block;
      if (text !== undefined) reasoning.text = (reasoning.text ?? '') + text;
      if (signature !== undefined) reasoning.signature = (reasoning.signature ?? '') + signature;
      if (redactedContent) reasoning.redacted = [...(reasoning.redacted ?? []), redactedContent];
      characters += text?.length ?? 0;
    }
  }

  return {
    add(event: ConverseStreamOutput): void {
      const start = event.contentBlockStart?.start?.toolUse;
      if (start) {
        const { toolUseId = '', name = '' } = start;
        blockAt(event.contentBlockStart?.contentBlockIndex).toolUse = { toolUseId, name, input: '' };
      }
      if (event.contentBlockDelta) addDelta(event.contentBlockDelta);
      if (event.messageStop) stopReason = event.messageStop.stopReason;
      if (event.metadata?.usage) usage = event.metadata.usage;
    },
    /** Characters of output so far. */
    characters: () => characters,
    /** Undefined if the stream has not ended with a stop reason. */
    response(): ModelResponse | undefined {
      if (!stopReason) return undefined;
      const inOrder = [...blocks].sort(([a], [b]) => a - b).map(([, block]) => block);
      // Converse rejects blank text, should the response be sent back.
      const contents = inOrder.filter((block) => block.toolUse || block.reasoning || block.text?.trim()).map(contentOf);
      const isMalformed = contents.includes(undefined) && stopReason !== 'max_tokens';
      const content = contents.filter((block) => block !== undefined);
      return {
        output: { message: { role: 'assistant', content } },
        stopReason: isMalformed ? 'malformed_tool_use' : stopReason,
        usage,
      };
    },
  };
}

/** Undefined for a tool call whose input is no JSON object. */
function contentOf({ text, toolUse, reasoning }: Block): ContentBlock | undefined {
  if (toolUse) {
    const input = parseCallInput(toolUse.input);
    return input && { toolUse: { ...toolUse, input: input as ToolUseBlock['input'] } };
  }
  if (reasoning?.redacted) return { reasoningContent: { redactedContent: concat(reasoning.redacted) } };
  if (reasoning) {
    const { text: thought = '', signature } = reasoning;
    return { reasoningContent: { reasoningText: { text: thought, ...(signature !== undefined && { signature }) } } };
  }
  return { text: text ?? '' };
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

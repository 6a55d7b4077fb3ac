import type { Backend, ConverseBody } from '../../../local/endpoints/bedrock/backend';

/** A question with this text is looked into before its program is written. */
export const LOOKS_FIRST = 'How many users are there? Look first.';

/** The backend, which looks into a column first if the question is LOOKS_FIRST. */
export const lookingBackend = (backend: Backend): Backend => ({
  ...backend,
  async converse(modelId, request, signal): Promise<ConverseBody> {
    const text = JSON.stringify(request.messages);
    if (!text.includes(LOOKS_FIRST)) return backend.converse(modelId, request, signal);
    const program = { plan: 'Count.', assumptions: [], program: 'from interpreter import answer\nanswer("1")\n' };
    const toolUse = text.includes('toolResult')
      ? { toolUseId: 'program', name: 'write_program', input: program }
      : { toolUseId: 'look', name: 'look', input: { table: 'users', column: 'userid' } };
    return {
      output: { message: { role: 'assistant', content: [{ toolUse }] } },
      stopReason: 'tool_use',
      usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
    };
  },
});

import type { ContentBlock, Message, ToolChoice as ToolChoiceField } from '@aws-sdk/client-bedrock-runtime';
import { type Features, TOOL_CHOICES, type ToolChoice } from './features';
import type { Effort, Thinking } from './options';
import type { ModelRequest } from './port';

/** What the model has refused so far. Kept for later calls, because it depends on the model and not on the request. */
export interface Refusals {
  /** The strictest tool choice that was not refused. */
  toolChoice: ToolChoice;
  /** Thinking, effort and streaming of tool input. */
  modelFields: boolean;
  cachePoints: boolean;
}

export interface Settings {
  readonly thinking: Thinking;
  readonly effort: Effort;
}

/** Streams a program while it is written. Otherwise Claude sends nothing between the start and the end of a parameter. */
const CLAUDE_FIELDS = { anthropic_beta: ['fine-grained-tool-streaming-2025-05-14'] };

/** The request as the model accepts it. */
export function adaptRequest(
  request: ModelRequest,
  features: Features,
  settings: Settings,
  refusals: Refusals,
): ModelRequest {
  const withCachePoints = features.cachePoints && !refusals.cachePoints;
  const keep = (block: ContentBlock) =>
    (withCachePoints || !block.cachePoint) && (features.takesReasoning || !block.reasoningContent);
  const messages = request.messages?.map(
    (message): Message => ({ ...message, content: message.content?.filter(keep) }),
  );
  const { inferenceConfig } = request;
  return {
    ...request,
    // Thoughts count as output.
    ...(inferenceConfig?.maxTokens &&
      thinks(features, settings) && {
        inferenceConfig: { ...inferenceConfig, maxTokens: 2 * inferenceConfig.maxTokens },
      }),
    messages,
    system: request.system?.filter(({ cachePoint }) => withCachePoints || !cachePoint),
    ...(request.toolConfig && {
      toolConfig: { ...request.toolConfig, toolChoice: toolChoiceOf(request, features, settings, refusals) },
    }),
    ...(refusals.modelFields ? {} : reasoningFields(features, settings)),
  };
}

const thinks = ({ reasoning }: Features, { thinking }: Settings): boolean =>
  reasoning !== undefined && (reasoning.alwaysThinks || (thinking === 'adaptive' && reasoning.effort !== 'none'));

/** The requested tool choice, or the strictest looser one that the model knows. */
function toolChoiceOf(
  { toolConfig }: ModelRequest,
  features: Features,
  settings: Settings,
  refusals: Refusals,
): ToolChoiceField | undefined {
  const wish = toolConfig?.toolChoice;
  if (!wish?.tool && !wish?.any) return wish;
  const limits = [
    wish.tool ? 'tool' : 'any',
    thinks(features, settings) ? features.toolChoiceWhileThinking : features.toolChoice,
    refusals.toolChoice,
  ] as const;
  const choice = TOOL_CHOICES[Math.max(...limits.map((limit) => TOOL_CHOICES.indexOf(limit)))];
  if (choice === 'tool') return wish;
  return choice === 'any' ? { any: {} } : undefined;
}

function reasoningFields({ reasoning }: Features, { thinking, effort }: Settings): Partial<ModelRequest> {
  switch (reasoning?.effort) {
    case 'converse':
      return {
        additionalModelRequestFields: { ...CLAUDE_FIELDS, ...reasoning.thinking[thinking] },
        outputConfig: { effort },
      };
    case 'none':
      return { additionalModelRequestFields: CLAUDE_FIELDS };
    case 'nova':
      // Nova rejects an output limit together with high effort.
      return thinking === 'off'
        ? {}
        : {
            additionalModelRequestFields: {
              reasoningConfig: { type: 'enabled', maxReasoningEffort: novaEffort(effort) },
            },
          };
    case 'openai':
      return { additionalModelRequestFields: { reasoning_effort: thinking === 'off' ? 'low' : effort } };
    default:
      return {};
  }
}

const novaEffort = (effort: Effort): Effort => (effort === 'high' ? 'medium' : effort);

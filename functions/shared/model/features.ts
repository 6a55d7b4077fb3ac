import type { Thinking } from './options';

/**
 * What a model of Bedrock accepts in a request, by its id. Collected on 2026-11-30 from
 * - https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolChoice.html (tool choice)
 * - https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html (cache points)
 * - https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-adaptive-thinking.html
 * - https://platform.claude.com/docs/en/models/sonnet-5-5/whats-new-sonnet-5-5 (forced tool use, between_tools)
 * - https://platform.claude.com/docs/en/agents-and-tools/tool-use/fine-grained-tool-streaming
 * - https://docs.aws.amazon.com/nova/latest/nova2-userguide/using-converse-api.html (reasoningConfig)
 * - https://github.com/langchain-ai/langchain-aws/issues/1278 (tool choice of gpt-oss, tried on Bedrock)
 */
export interface Features {
  /** The strictest tool choice, alone and while the model thinks. */
  readonly toolChoice: ToolChoice;
  readonly toolChoiceWhileThinking: ToolChoice;
  readonly cachePoints: boolean;
  /** Whether an assistant's turn may contain reasoning blocks. */
  readonly takesReasoning: boolean;
  readonly reasoning?: Reasoning;
}

/** From strict to loose. `auto` is Bedrock's default. */
export const TOOL_CHOICES = ['tool', 'any', 'auto'] as const;
export type ToolChoice = (typeof TOOL_CHOICES)[number];

/** How the model's reasoning is set: fields of the model, and whether Converse's own effort applies. */
export interface Reasoning {
  readonly effort: 'converse' | 'nova' | 'openai' | 'none';
  /** Fields that turn thinking on or off. Undefined: it cannot be changed. */
  readonly thinking: Readonly<Partial<Record<Thinking, object>>>;
  /** Whether the model thinks although thinking is off. */
  readonly alwaysThinks: boolean;
}

/** Thoughts are streamed: a model that keeps them to itself would send nothing for minutes. */
const ADAPTIVE = { thinking: { type: 'adaptive', display: 'summarized' } };

const unknown: Features = {
  toolChoice: 'any',
  toolChoiceWhileThinking: 'any',
  cachePoints: false,
  takesReasoning: false,
};

const claude = (changes: Partial<Features> & { readonly reasoning: Reasoning }): Features => ({
  toolChoice: 'tool',
  toolChoiceWhileThinking: 'auto',
  cachePoints: true,
  takesReasoning: true,
  ...changes,
});

const neverThinks: Reasoning = { effort: 'none', thinking: {}, alwaysThinks: false };
const thinksOnRequest: Reasoning = { effort: 'converse', thinking: { adaptive: ADAPTIVE }, alwaysThinks: false };
const alwaysThinks: Reasoning = {
  effort: 'converse',
  thinking: { off: ADAPTIVE, adaptive: ADAPTIVE },
  alwaysThinks: true,
};
const forcesNoTool = { toolChoice: 'auto', toolChoiceWhileThinking: 'auto' } as const;
const openWeights = (toolChoice: ToolChoice): Features => ({
  ...unknown,
  toolChoice,
  toolChoiceWhileThinking: toolChoice,
});

/** Of several names in an id, the longest counts. */
const features: Readonly<Record<string, Features>> = {
  'claude-': claude({ ...forcesNoTool, reasoning: alwaysThinks }),
  'claude-3': { ...openWeights('tool'), cachePoints: true },
  'claude-sonnet-4': claude({ reasoning: neverThinks }),
  'claude-opus-4': claude({ reasoning: neverThinks }),
  'claude-haiku-4-5': claude({ reasoning: neverThinks }),
  'claude-sonnet-4-6': claude({ reasoning: thinksOnRequest }),
  'claude-opus-4-6': claude({ reasoning: thinksOnRequest }),
  'claude-opus-4-7': claude({ reasoning: thinksOnRequest }),
  'claude-opus-4-8': claude({ reasoning: thinksOnRequest }),
  'claude-sonnet-5': claude({ toolChoiceWhileThinking: 'tool', reasoning: alwaysThinks }),
  'claude-opus-5': claude({ toolChoiceWhileThinking: 'tool', reasoning: alwaysThinks }),
  'claude-fable-5': claude({ toolChoiceWhileThinking: 'tool', reasoning: alwaysThinks }),
  'claude-mythos-5': claude({ toolChoiceWhileThinking: 'tool', reasoning: alwaysThinks }),
  'claude-haiku-5-5': claude({
    toolChoiceWhileThinking: 'tool',
    reasoning: { ...thinksOnRequest, thinking: { off: { thinking: { type: 'disabled' } }, adaptive: ADAPTIVE } },
  }),
  'claude-sonnet-5-5': claude({
    ...forcesNoTool,
    reasoning: { ...thinksOnRequest, thinking: { off: { thinking: { type: 'between_tools' } }, adaptive: ADAPTIVE } },
  }),
  'claude-opus-5-5': claude({ ...forcesNoTool, reasoning: alwaysThinks }),
  'claude-fable-5-1': claude({ ...forcesNoTool, reasoning: alwaysThinks }),
  'claude-mythos-5-1': claude({ ...forcesNoTool, reasoning: alwaysThinks }),
  'amazon.nova': { ...openWeights('tool'), cachePoints: true },
  'amazon.nova-2': {
    ...openWeights('tool'),
    cachePoints: true,
    takesReasoning: true,
    reasoning: { effort: 'nova', thinking: {}, alwaysThinks: false },
  },
  'openai.gpt-oss': {
    ...openWeights('tool'),
    reasoning: { effort: 'openai', thinking: {}, alwaysThinks: true },
  },
  'mistral-large': openWeights('any'),
  'meta.llama': openWeights('auto'),
};

/** The features of a model, by its id or the id of an inference profile. An unknown model is asked for `any` tool. */
export function featuresOf(modelId: string): Features {
  const names = Object.keys(features).filter((name) => modelId.includes(name));
  const [name] = names.sort((a, b) => b.length - a.length);
  return (name === undefined ? undefined : features[name]) ?? unknown;
}

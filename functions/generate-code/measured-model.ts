import type { Metrics } from '../shared/metrics/port';
import type { Model } from '../shared/model/port';

/** Records the number, the duration and the tokens of a model's calls. */
export const measuredModel = (model: Model, metrics: Metrics, milliseconds: () => number): Model => ({
  modelId: model.modelId,
  async converse(request, options) {
    const startedAt = milliseconds();
    const seconds = () => (milliseconds() - startedAt) / 1000;
    const details = { modelId: model.modelId };
    try {
      const response = await model.converse(request, options);
      const { usage, stopReason } = response;
      const tokens = {
        ModelInputTokens: usage?.inputTokens ?? 0,
        ModelOutputTokens: usage?.outputTokens ?? 0,
        ModelCacheReadTokens: usage?.cacheReadInputTokens ?? 0,
        ModelCacheWriteTokens: usage?.cacheWriteInputTokens ?? 0,
      };
      const values = { ModelCalls: 1, ModelErrors: 0, ModelSeconds: seconds(), ...tokens };
      metrics.record('The model responded.', [{ values }], { ...details, stopReason });
      return response;
    } catch (error) {
      const values = { ModelCalls: 1, ModelErrors: 1, ModelSeconds: seconds() };
      metrics.record('The model call failed.', [{ values }], { ...details, error });
      throw error;
    }
  },
});

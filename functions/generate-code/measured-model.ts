import type { Metrics } from '../shared/metrics/port';
import type { Model } from '../shared/model/port';

/** A model whose calls are measured: how many, how long, how many tokens. */
export const measuredModel = (model: Model, metrics: Metrics, milliseconds: () => number): Model => ({
  modelId: model.modelId,
  async converse(request) {
    const began = milliseconds();
    const seconds = () => (milliseconds() - began) / 1000;
    const details = { modelId: model.modelId };
    try {
      const answer = await model.converse(request);
      const { usage, stopReason } = answer;
      const tokens = { ModelInputTokens: usage?.inputTokens ?? 0, ModelOutputTokens: usage?.outputTokens ?? 0 };
      const values = { ModelCalls: 1, ModelErrors: 0, ModelSeconds: seconds(), ...tokens };
      metrics.record('The model has answered.', [{ values }], { ...details, stopReason });
      return answer;
    } catch (error) {
      const values = { ModelCalls: 1, ModelErrors: 1, ModelSeconds: seconds() };
      metrics.record('The model has not answered.', [{ values }], { ...details, error });
      throw error;
    }
  },
});

import type { Usage } from '../../events';
import {
  GENERATION_SECONDS,
  HAND_IN_SECONDS,
  LEASE_RENEWAL_SECONDS,
  MIN_MODEL_CALL_SECONDS,
  MODEL_CALL_SECONDS,
} from '../../lib/time-limits';
import { sumOfUsage } from '../../lib/usage';
import { estimatedUsage } from '../shared/model/estimate';
import {
  type Model,
  type ModelRequest,
  ModelRequestError,
  type ModelResponse,
  ModelUnavailable,
  type TokenUsage,
} from '../shared/model/port';
import { type Lease, LeaseLost } from './lease';

/** The model under an attempt's lease. */
export interface ModelCalls {
  /** Whether the model should hand in its program now, because the time of the invocation ends soon. */
  isTimeToHandIn(): boolean;
  /**
   * One response. The lease is renewed while it arrives, and counts its tokens even if it breaks off or the invocation
   * is lost. Rejects with LeaseLost, ModelUnavailable or ModelRequestError.
   */
  converse(request: ModelRequest): Promise<ModelResponse>;
}

const usageOf = ({ inputTokens = 0, outputTokens = 0, ...cached }: Partial<TokenUsage>): Usage => ({
  inputTokens,
  outputTokens,
  cacheReadInputTokens: cached.cacheReadInputTokens,
  cacheWriteInputTokens: cached.cacheWriteInputTokens,
  modelCalls: 1,
});

/** Calls the model for one invocation, which started at `startedAt`. */
export function modelCalls(model: Model, lease: Lease, startedAt: number, now: () => string): ModelCalls {
  const age = () => (Date.parse(now()) - startedAt) / 1000;
  const count = (usage: Usage) => {
    lease.usage = sumOfUsage([lease.usage, usage]);
  };

  return {
    isTimeToHandIn: () => age() >= HAND_IN_SECONDS,
    async converse(request) {
      const remaining = GENERATION_SECONDS - age();
      if (remaining < MIN_MODEL_CALL_SECONDS) {
        throw new ModelUnavailable(`The model wrote no program within ${Math.round(age())} s.`);
      }
      // If this invocation is lost, the next one finds its call as one that broke off.
      const inFlight = { ...usageOf(estimatedUsage(request, 0)), brokenCalls: 1 };
      const renew = () => lease.renew(sumOfUsage([lease.usage, inFlight]));
      await renew();
      let renewedAt = age();
      const onProgress = async () => {
        if (age() - renewedAt < LEASE_RENEWAL_SECONDS) return;
        renewedAt = age();
        // The lease outlasts a renewal that fails.
        await renew().catch((error: unknown) => {
          if (error instanceof LeaseLost) throw error;
        });
      };
      let response: ModelResponse;
      try {
        response = await model.converse(request, {
          timeoutSeconds: Math.min(MODEL_CALL_SECONDS, remaining),
          onBrokenCall: (usage) => count({ ...usageOf(usage), brokenCalls: 1 }),
          onProgress,
        });
      } catch (error) {
        const isCounted = [ModelUnavailable, ModelRequestError, LeaseLost].some((type) => error instanceof type);
        // After an unexpected error, the model may have responded.
        if (!isCounted) count(inFlight);
        throw error;
      }
      count(usageOf(response.usage ?? {}));
      return response;
    },
  };
}

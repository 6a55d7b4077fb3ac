import {
  type CallOptions,
  type Model,
  type ModelRequest,
  ModelRequestError,
  type ModelResponse,
  ModelUnavailable,
} from '../../../functions/shared/model/port';
import { toolCall, toolCalls } from '../../fakes/model';
import type { Generation } from './history';
import type { SimulationContext } from './process';
import { WITHHELD_VALUE } from './tables';

/** Numbers the programs of one run, so that each is unique. */
export interface Counter {
  next: number;
}

const PART_SECONDS = 10;
/** The share of responses that look into a column, twice. */
const LOOKS = 0.75;
const COLUMN = { table: 'users', column: 'email' };
/** A model may ask for one look too many, but writes after the refusal. */
const mayLook = ({ messages, toolConfig }: ModelRequest): boolean =>
  !toolConfig?.toolChoice?.tool && !JSON.stringify(messages).includes('No looks are left');
const brokenUsage = { inputTokens: 90, outputTokens: 5, totalTokens: 95 };

/**
 * A model that takes 1 to 40 s, is sometimes unavailable, sometimes breaks off, sometimes looks, sometimes returns an
 * invalid program, and rarely has used up its quota of the day.
 */
export function model(
  { time, seconds, random, faults }: SimulationContext,
  generation: Generation,
  counter: Counter,
  { unanswerable, seconds: duration }: { readonly unanswerable: boolean; readonly seconds?: number },
): Model {
  async function respond(request: ModelRequest, { onProgress, onBrokenCall }: CallOptions): Promise<ModelResponse> {
    if (random.chance(faults().fail / 4)) throw new ModelRequestError('ThrottlingException: too many tokens per day');
    if (random.chance(faults().fail)) throw new ModelUnavailable('ThrottlingException');
    generation.billedCalls.push(seconds());
    const breaksOff = random.chance(faults().fail);
    for (let left = duration ?? random.between(1, 40); left > 0; left -= PART_SECONDS) {
      await time.sleep(Math.min(left, PART_SECONDS));
      try {
        await onProgress?.();
      } catch (error) {
        onBrokenCall?.(brokenUsage);
        throw error;
      }
    }
    if (breaksOff) {
      onBrokenCall?.(brokenUsage);
      throw new ModelUnavailable('The response broke off.');
    }
    if (random.chance(faults().fail / 2)) {
      generation.invalidResponses += 1;
      return toolCall({ plan: 'plan', program: '' });
    }
    if (mayLook(request) && random.chance(LOOKS)) {
      generation.lookingResponses += 1;
      return toolCalls(['look', COLUMN], ['look', COLUMN]);
    }
    if (unanswerable) return toolCall({ unanswerable: 'There is no such table.' });
    counter.next += 1;
    const title = `# attempt ${generation.attempt}, program ${counter.next}`;
    const program = `${title}\nfrom interpreter import answer\nanswer("x")\n`;
    generation.programs.push(program);
    return toolCall({ plan: 'plan', program });
  }

  return {
    modelId: 'simulated',
    converse(request, options = {}) {
      if (JSON.stringify(request).includes(WITHHELD_VALUE)) generation.showedValue = true;
      generation.showedEarlier.push(JSON.stringify(request.messages).includes('<earlier>'));
      generation.calls.push(seconds());
      return generation.process.call('converse', () => respond(request, options));
    },
  };
}

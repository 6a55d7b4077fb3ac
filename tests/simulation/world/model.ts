import { type Model, type ModelResponse, ModelUnavailable } from '../../../functions/shared/model/port';
import { toolCall } from '../../fakes/model';
import type { Generation } from './history';
import type { SimulationContext } from './process';

/** Numbers the programs of one run, so that each is unique. */
export interface Counter {
  next: number;
}

/** A model that takes 1 to 40 s, is sometimes unavailable, and sometimes returns an invalid program. */
export function model(
  { time, seconds, random, faults }: SimulationContext,
  generation: Generation,
  counter: Counter,
  unanswerable: boolean,
): Model {
  async function respond(): Promise<ModelResponse> {
    await time.sleep(random.between(1, 40));
    if (random.chance(faults().fail)) throw new ModelUnavailable('ThrottlingException');
    if (random.chance(faults().fail / 2)) {
      generation.invalidResponses += 1;
      return toolCall({ plan: 'plan', program: '' });
    }
    if (unanswerable) return toolCall({ unanswerable: 'There is no such table.' });
    counter.next += 1;
    const title = `# attempt ${generation.attempt}, program ${counter.next}`;
    return toolCall({ plan: 'plan', program: `${title}\nfrom interpreter import answer\nanswer("x")\n` });
  }

  return {
    modelId: 'simulated',
    converse() {
      generation.calls.push(seconds());
      return generation.process.call('converse', respond);
    },
  };
}

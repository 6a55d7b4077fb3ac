import { type Model, type ModelResponse, ModelUnavailable } from '../../../functions/shared/model/port';
import { toolCall } from '../../fakes/model';
import type { Generation } from './history';
import type { Surroundings } from './process';

/** Numbers the programs of one run, so that no two are alike. */
export interface Counter {
  next: number;
}

/** A model that takes its time, is out of order at times, and at times hands in what is no program. */
export function model(
  { time, seconds, chance, faults }: Surroundings,
  generation: Generation,
  counter: Counter,
  unanswerable: boolean,
): Model {
  async function answer(): Promise<ModelResponse> {
    await time.sleep(chance.between(1, 40));
    if (chance.chance(faults().fail)) throw new ModelUnavailable('ThrottlingException');
    if (chance.chance(faults().fail / 2)) {
      generation.badAnswers += 1;
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
      return generation.process.call('converse', answer);
    },
  };
}

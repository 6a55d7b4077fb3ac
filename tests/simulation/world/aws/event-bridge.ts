import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { SimulationContext } from '../process';

export interface Entry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
}

/** Amazon EventBridge behind its SDK client: PutEvents returns 200 and reports the failure of each entry separately. */
export function eventBridge({ random, faults }: SimulationContext, onEntry: (entry: Entry) => void) {
  return (command: object): unknown => {
    if (!(command instanceof PutEventsCommand))
      throw new Error(`The simulated EventBridge does not support ${command.constructor.name}.`);
    const entries = (command.input.Entries ?? []).map(({ Source = '', DetailType = '', Detail = '' }, index) => {
      if (random.chance(faults().fail)) return { ErrorCode: 'InternalFailure', ErrorMessage: 'Try again.' };
      onEntry({ source: Source, detailType: DetailType, detail: JSON.parse(Detail) });
      return { EventId: `entry-${index}` };
    });
    return { FailedEntryCount: entries.filter(({ EventId }) => !EventId).length, Entries: entries };
  };
}

import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Surroundings } from '../process';

export interface Entry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
}

/** Amazon EventBridge as its client reaches it: PutEvents answers 200 and tells of each entry by itself. */
export function eventBridge({ chance, faults }: Surroundings, onEntry: (entry: Entry) => void) {
  return (command: object): unknown => {
    if (!(command instanceof PutEventsCommand))
      throw new Error(`EventBridge does not know ${command.constructor.name}.`);
    const answers = (command.input.Entries ?? []).map(({ Source = '', DetailType = '', Detail = '' }, index) => {
      if (chance.chance(faults().fail)) return { ErrorCode: 'InternalFailure', ErrorMessage: 'Try again.' };
      onEntry({ source: Source, detailType: DetailType, detail: JSON.parse(Detail) });
      return { EventId: `entry-${index}` };
    });
    return { FailedEntryCount: answers.filter(({ EventId }) => !EventId).length, Entries: answers };
  };
}

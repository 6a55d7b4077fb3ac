import type { EventBridgeClient, PutEventsCommand, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import throttled from '../../../../../events/samples/aws/api-putevents-response-partial-failure.json';
import { eventBridgeBus } from '../../../../../functions/shared/event-bus/eventbridge';

/** A client that answers each call with the next list of results, and then takes everything. */
function client(...answers: PutEventsResultEntry[][]) {
  const calls: string[][] = [];
  const send = async ({ input }: PutEventsCommand) => {
    calls.push((input.Entries ?? []).map(({ DetailType }) => DetailType ?? ''));
    const Entries = answers.shift() ?? (input.Entries ?? []).map(() => ({ EventId: 'id' }));
    return { Entries, FailedEntryCount: Entries.filter(({ EventId }) => !EventId).length };
  };
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  return { calls, pauses, bus: eventBridgeBus({ send } as unknown as EventBridgeClient, 'bus', pause) };
}

const events = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ detailType: `E${index}`, detail: {} }));
const [taken, refusedForNow] = throttled.Entries as [PutEventsResultEntry, PutEventsResultEntry];

describe('publishing on EventBridge', () => {
  it('sends at most ten events in one call, in order', async () => {
    const { bus, calls } = client();
    await bus.publish(events(23));
    expect(calls.map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(calls.flat()).toEqual(events(23).map(({ detailType }) => detailType));
  });

  it('sends only those again that failed for a passing reason', async () => {
    const { bus, calls, pauses } = client([taken, refusedForNow]);
    await bus.publish(events(2));
    expect(calls).toEqual([['E0', 'E1'], ['E1']]);
    expect(pauses).toHaveLength(1);
  });

  it('rejects at once when an event is refused for good', async () => {
    const { bus, calls } = client([{ ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'no' }]);
    await expect(bus.publish(events(1))).rejects.toThrow(
      'EventBridge did not take E0: NotAuthorizedForSourceException no',
    );
    expect(calls).toHaveLength(1);
  });

  it('rejects when an event keeps failing', async () => {
    const { bus, calls, pauses } = client(...Array.from({ length: 9 }, () => [refusedForNow]));
    await expect(bus.publish(events(1))).rejects.toThrow('Rate exceeded');
    expect(calls).toHaveLength(5);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  });

  it('calls nobody when there is nothing to publish', async () => {
    const { bus, calls } = client();
    await bus.publish([]);
    expect(calls).toEqual([]);
  });
});

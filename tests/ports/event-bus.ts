import { LaunchRequested, type PublishedEvent } from '../../events';
import type { EventBus } from '../../functions/shared/event-bus/port';
import { JOB_ID } from '../unit/functions/shared/domain/facts';

export interface Received {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
}

export interface BusUnderTest {
  readonly bus: EventBus;
  /** What a rule of the bus has sent on since it was asked last; waits until there are so many. */
  received(count: number): Promise<Received[]>;
}

const event = (launch: number): PublishedEvent =>
  LaunchRequested.create({ jobId: JOB_ID, occurredAt: '2026-11-22T07:00:00.000Z', launch });
const launchesOf = (received: readonly Received[]): number[] =>
  received.map(({ detail }) => (detail as { launch: number }).launch).sort((a, b) => a - b);

/** What every bus does: tests that run over each implementation. */
export function eventBusTests(open: () => BusUnderTest): void {
  it('delivers an event as it was published', async () => {
    await open().bus.publish([event(1)]);
    const { detailType, detail } = event(1);
    expect(await open().received(1)).toEqual([{ source: 'code-interpreter', detailType, detail }]);
  });

  it('publishes more events than one call of PutEvents accepts', async () => {
    const launches = Array.from({ length: 23 }, (_, index) => index + 1);
    await open().bus.publish(launches.map(event));
    expect(launchesOf(await open().received(23))).toEqual(launches);
  });

  it('publishes an empty list without a call', async () => {
    await open().bus.publish([]);
    await open().bus.publish([event(99)]);
    expect(launchesOf(await open().received(1))).toEqual([99]);
  });
}

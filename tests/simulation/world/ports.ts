import type { ECSClient } from '@aws-sdk/client-ecs';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { S3Client } from '@aws-sdk/client-s3';
import { eventBridgeBus } from '../../../functions/shared/event-bus/eventbridge';
import { jobStore } from '../../../functions/shared/job-store/job-store';
import { s3ObjectStore } from '../../../functions/shared/object-store/s3';
import { ecsTaskControl, ecsTaskLauncher } from '../../../functions/shared/tasks/ecs';
import type { MemoryJobTable } from '../../fakes/job-table';
import { fakeLog } from '../../fakes/log';
import type { Process, Service, SimulationContext } from './process';

export interface Services {
  readonly s3: Service;
  readonly ecs: Service;
  readonly eventBridge: Service;
  readonly table: MemoryJobTable;
}

const settings = { clusterArn: 'cluster', taskFamily: 'executor', subnetIds: ['subnet'], securityGroupIds: ['group'] };

export type PortsOf = ReturnType<typeof portsOver>;

/** The ports of one process: the real adapters over clients whose calls are subject to the faults. */
export const portsOver =
  (context: SimulationContext, { s3, ecs, eventBridge, table }: Services) =>
  (process: Process) => {
    const pause = (milliseconds: number) => process.sleep(milliseconds / 1000);
    const ecsClient = process.client<ECSClient>(ecs);
    return {
      jobs: jobStore(process.port<MemoryJobTable>(table, ['jobs', 'onChange', 'onErase']), pause, () =>
        context.random.next(),
      ),
      objects: s3ObjectStore(process.client<S3Client>(s3), 'bucket', pause),
      bus: eventBridgeBus(process.client<EventBridgeClient>(eventBridge), 'bus', pause),
      launcher: ecsTaskLauncher(ecsClient, settings),
      control: ecsTaskControl(ecsClient, settings.clusterArn),
      now: () => context.time.instant(),
      log: fakeLog(),
    };
  };

import type { DynamoDBStreamEvent } from 'aws-lambda';
import { eventBridge } from '../shared/clients';
import { now } from '../shared/clock';
import { config } from '../shared/config';
import { eventBridgeBus } from '../shared/event-bus/eventbridge';
import { createLog } from '../shared/log';
import { changesOfStream } from './changes-of-stream';
import { publishDecisions } from './handler';

const { busName } = config('busName');
const publish = publishDecisions({
  bus: eventBridgeBus(eventBridge(), busName),
  now,
  log: createLog('publish-decisions'),
});

export const handler = (event: DynamoDBStreamEvent) => publish(changesOfStream(event));

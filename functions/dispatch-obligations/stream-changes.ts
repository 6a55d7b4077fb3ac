import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { JOB_SORT_KEY, type JobItem, jobOf } from '../shared/job-store/items';
import type { Change } from './handler';

/** The changes of jobs in a batch of the table's stream; other items and deletions are skipped. */
export function changesOfStream({ Records }: DynamoDBStreamEvent): Change[] {
  return Records.flatMap(({ dynamodb }) => {
    const after = jobOfImage(dynamodb?.NewImage);
    return after ? [{ before: jobOfImage(dynamodb?.OldImage), after }] : [];
  });
}

function jobOfImage(image: unknown) {
  if (!image) return undefined;
  const item = unmarshall(image as Record<string, AttributeValue>) as JobItem;
  return item.sk === JOB_SORT_KEY ? jobOf(item) : undefined;
}

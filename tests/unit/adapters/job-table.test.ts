import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoJobTable } from '../../../functions/shared/job-store/dynamodb';
import { InvalidCursor } from '../../../functions/shared/job-store/port';

const failing = (name: string) =>
  dynamoJobTable(
    { send: async () => Promise.reject(Object.assign(new Error(name), { name })) } as unknown as DynamoDBClient,
    't',
    1,
  );
const cursor = Buffer.from('{"pk":"JOB#x"}').toString('base64url');

describe('reading pages of the job table', () => {
  it.each(['garbage', Buffer.from('"text').toString('base64url')])('refuses the cursor %j', async (garbage) => {
    await expect(failing('unused').listByOwner('me', 5, garbage)).rejects.toThrow(InvalidCursor);
  });

  it('refuses a cursor that belongs to another index or owner', async () => {
    await expect(failing('ValidationException').listByOwner('me', 5, cursor)).rejects.toThrow(InvalidCursor);
    await expect(failing('ValidationException').timeline('x', cursor)).rejects.toThrow(InvalidCursor);
  });

  it('takes no other fault for the fault of a cursor', async () => {
    await expect(failing('ThrottlingException').listByOwner('me', 5, cursor)).rejects.toThrow('ThrottlingException');
    await expect(failing('ValidationException').listByOwner('me', 5)).rejects.toThrow('ValidationException');
  });
});

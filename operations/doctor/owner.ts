import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { type Check, failed, ok } from './check';

export interface OwnerCheckOptions {
  readonly sts: STSClient;
  readonly authorization: string;
  readonly iamOwner: string;
}

/** Whether people who share a role of IAM Identity Center see each other's jobs. */
export function ownerCheck({ sts, authorization, iamOwner }: OwnerCheckOptions): Check {
  return {
    title: 'Owner of jobs',
    advice: 'Your credentials are not valid: aws sts get-caller-identity.',
    async run() {
      if (authorization !== 'IAM') return [ok(`The API authorizes by ${authorization}.`)];
      const { Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
      if (!/:assumed-role\/AWSReservedSSO_/.test(Arn) || iamOwner === 'session')
        return [ok(`A job belongs to the ${iamOwner} of its caller.`)];
      return [
        failed(
          'You use a role of IAM Identity Center, which many people share, and a job belongs to the role: they see and ' +
            'erase each other’s jobs.',
          'Deploy with IamOwner=session: there the session is the person. Jobs submitted before stay with the role.',
        ),
      ];
    },
  };
}

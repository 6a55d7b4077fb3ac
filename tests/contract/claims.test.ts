import { roleAccess } from '../../local/endpoints/access/access';
import { actionsIn, resourcesIn, statementsOf } from './policy';
import { contentsOf, resolved, Template } from './template';

const BUCKET = 'arn:aws:s3:::bucket';
const CLAIM = `${BUCKET}/standby/1.json`;
const caller = { principal: 'role' };

const [app] = contentsOf('template.yaml').map((content) => new Template(content)) as [Template];

/** Evaluates what a role of the template may write. The emulator supports no condition on If-None-Match. */
function accessOf(role: string) {
  const Statement = statementsOf(app, role)
    .filter((statement) => actionsIn(statement).includes('s3:PutObject'))
    .map((statement) => ({
      ...statement,
      Action: 's3:PutObject',
      Resource: resourcesIn(statement).map((resource) => String(resolved(resource)).replace('<Bucket.Arn>', BUCKET)),
    }));
  const arn = `arn:aws:iam::111122223333:role/${role}`;
  const roleOf = async () => ({ arn, policies: [{ Version: '2012-10-17', Statement }] });
  return roleAccess({ account: '111122223333', region: 'us-east-1', roleOf });
}

describe.each(['LaunchTaskRole', 'KeepStandbyRole', 'ExecutorTaskRole'])('%s', (role) => {
  it('writes a claim with If-None-Match', async () => {
    const request = accessOf(role).check(caller, 's3:PutObject', CLAIM, { 's3:if-none-match': '*' });
    await expect(request).resolves.toBeUndefined();
  });

  it('cannot write a claim without If-None-Match', async () => {
    await expect(accessOf(role).check(caller, 's3:PutObject', CLAIM)).rejects.toThrow('not authorized');
  });
});

import { resourcesOf, type Template } from '../template';

interface Statement {
  Effect: string;
  Condition?: { Bool?: Record<string, unknown> };
}

const refusesPlainHttp = ({ Effect, Condition }: Statement) =>
  Effect === 'Deny' && String(Condition?.Bool?.['aws:SecureTransport']) === 'false';

/** The emulator is reached by plain HTTP over loopback: statements that refuse it are left out of bucket policies. */
export function plainHttp(template: Template): void {
  for (const [logicalId, { Properties }] of resourcesOf(template, 'AWS::S3::BucketPolicy')) {
    const document = Properties?.PolicyDocument as { Statement: Statement[] };
    document.Statement = document.Statement.filter((statement) => !refusesPlainHttp(statement));
    if (document.Statement.length === 0) delete template.Resources[logicalId];
  }
}

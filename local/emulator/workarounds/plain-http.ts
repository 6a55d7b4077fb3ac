import { resourcesOf, type Template } from '../template';

interface Statement {
  Effect: string;
  Condition?: { Bool?: Record<string, unknown> };
}

const deniesPlainHttp = ({ Effect, Condition }: Statement) =>
  Effect === 'Deny' && String(Condition?.Bool?.['aws:SecureTransport']) === 'false';

/** Removes statements of bucket and queue policies that deny plain HTTP, which the emulator uses on a local socket. */
export function plainHttp(template: Template): void {
  const policies = ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy'].flatMap((type) => resourcesOf(template, type));
  for (const [logicalId, { Properties }] of policies) {
    const document = Properties?.PolicyDocument as { Statement: Statement[] };
    document.Statement = document.Statement.filter((statement) => !deniesPlainHttp(statement));
    if (document.Statement.length === 0) delete template.Resources[logicalId];
  }
}

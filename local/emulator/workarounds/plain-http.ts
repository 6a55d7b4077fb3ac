import { resourcesOf, type Template } from '../template';

interface Statement {
  Effect: string;
  Condition?: { Bool?: Record<string, unknown> };
}

const deniesPlainHttp = ({ Effect, Condition }: Statement) =>
  Effect === 'Deny' && String(Condition?.Bool?.['aws:SecureTransport']) === 'false';

/** Removes bucket policy statements that deny plain HTTP, which the emulator uses on the loopback interface. */
export function plainHttp(template: Template): void {
  for (const [logicalId, { Properties }] of resourcesOf(template, 'AWS::S3::BucketPolicy')) {
    const document = Properties?.PolicyDocument as { Statement: Statement[] };
    document.Statement = document.Statement.filter((statement) => !deniesPlainHttp(statement));
    if (document.Statement.length === 0) delete template.Resources[logicalId];
  }
}

import { parseArgs } from 'node:util';
import { AUTHORIZATIONS, type Authorization, listOf, parseError, UsageError } from '../../cli/arguments';
import { connect } from '../../cli/connection';
import { bold, red, say } from '../../cli/terminal';
import { exitOnUnexpectedErrors } from '../../cli/unexpected-error';
import { servePage } from './serve';

/** Default port of the page. */
export const PAGE_PORT = 4570;

const usage = `Usage: npm run page -- [options]

Serves a page for asking questions on 127.0.0.1 until you press Ctrl-C. While it runs, anyone logged in to this
machine can use the API through it with your credentials.

  --api <url>        API address (default: the one started by npm start)
  --auth <method>    iam: sign requests with your AWS credentials; none: send them unsigned;
                     auto: sign when the API requires it (default)
  --region <region>  AWS region to sign for (default: the one in the API address, or your configured region)
  --bearer <token>   bearer token, for an API with Authorization=JWT
  --port <n>         port of the page (default: ${PAGE_PORT})
`;

const OPTIONS = {
  help: { type: 'boolean' },
  api: { type: 'string' },
  auth: { type: 'string', default: 'auto' },
  region: { type: 'string' },
  bearer: { type: 'string' },
  port: { type: 'string', default: String(PAGE_PORT) },
} as const;

function readValues(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw parseError(error);
  }
}

async function main(args: string[]): Promise<number> {
  const { help, api, auth, region, bearer, port } = readValues(args);
  if (help) {
    say(usage);
    return 0;
  }
  if (api !== undefined && !/^https?:\/\//.test(api)) throw new UsageError(`--api must be a URL (got "${api}").`);
  const authorization = AUTHORIZATIONS.find((one): one is Authorization => one === auth);
  if (!authorization) throw new UsageError(`--auth must be ${listOf(AUTHORIZATIONS)} (got "${auth}").`);
  if (!/^\d{1,5}$/.test(port)) throw new UsageError(`--port must be a number (got "${port}").`);
  const connection = connect({ api, authorization, region, bearer });
  const page = await servePage(connection, Number(port));
  say(`Page: ${bold(page.url)} (API: ${connection.baseUrl}). Press Ctrl-C to stop.`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await page.stop();
  return 0;
}

if (require.main === module) {
  exitOnUnexpectedErrors();
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: NodeJS.ErrnoException) => {
      const busy = error.code === 'EADDRINUSE' ? ' Choose another port: npm run page -- --port <n>' : '';
      console.error(`${red('✗')} ${error.message}${busy}`);
      process.exitCode = error instanceof UsageError ? 2 : 1;
    },
  );
}

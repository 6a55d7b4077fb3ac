import { parseArgs } from 'node:util';
import { AUTHORIZATIONS, type Authorization, UsageError } from '../../cli/arguments';
import { connect } from '../../cli/connection';
import { endOnFaults } from '../../cli/fault';
import { bold, red, say } from '../../cli/terminal';
import { servePage } from './serve';

/** Where the page is when no port is asked for. */
export const PAGE_PORT = 4570;

const usage = `Usage: npm run page -- [options]

Serves a page to ask questions on, to this machine only, until Ctrl-C. What it asks goes to the API with your rights,
whoever asks: other users of this machine can reach it while it is up.

  --api <url>        address of the API (the default: the system that npm start keeps up)
  --auth <how>       iam: sign requests with your AWS credentials; none: do not; auto: when the API wants it (default)
  --region <region>  AWS region of the signature (the default: as in the API's address, or your configured one)
  --bearer <token>   send this token instead, to an API that wants one
  --port <n>         the page's port (the default: ${PAGE_PORT})
`;

const spec = {
  help: { type: 'boolean' },
  api: { type: 'string' },
  auth: { type: 'string', default: 'auto' },
  region: { type: 'string' },
  bearer: { type: 'string' },
  port: { type: 'string', default: String(PAGE_PORT) },
} as const;

function readValues(args: string[]) {
  try {
    return parseArgs({ args, options: spec }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function main(args: string[]): Promise<number> {
  const { help, api, auth, region, bearer, port } = readValues(args);
  if (help) {
    say(usage);
    return 0;
  }
  if (api !== undefined && !/^https?:\/\//.test(api)) throw new UsageError(`--api is an address, not ${api}.`);
  const authorization = AUTHORIZATIONS.find((one): one is Authorization => one === auth);
  if (!authorization) throw new UsageError(`--auth is ${AUTHORIZATIONS.join(', ')}, not ${auth}.`);
  if (!/^\d{1,5}$/.test(port)) throw new UsageError(`--port is a number, not ${port}.`);
  const connection = connect({ api, authorization, region, bearer });
  const page = await servePage(connection, Number(port));
  say(`The page is at ${bold(page.url)}, for the API at ${connection.baseUrl}. Ctrl-C stops it.`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await page.stop();
  return 0;
}

if (require.main === module) {
  endOnFaults();
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: NodeJS.ErrnoException) => {
      const busy = error.code === 'EADDRINUSE' ? ' Choose another: npm run page -- --port <n>' : '';
      console.error(`${red('✗')} ${error.message}${busy}`);
      process.exitCode = error instanceof UsageError ? 2 : 1;
    },
  );
}

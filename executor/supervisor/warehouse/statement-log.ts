/** Views of Redshift with statements and sessions of their reader: all jobs are one user, and see those of each other. */
const LOGS: Readonly<Record<string, string>> = {
  stl: 'query\\w*|ddltext|utilitytext|explain|plan_info|error|sessions|connection_log|wlm_query|internal_query_details|unload_log|load_errors|loaderror_detail|s3client\\w*|multi_statement_violations',
  stv: 'query\\w*|recents|inflight|sessions',
  svl: 'query\\w*|qlog|statementtext|stored_proc\\w*|multi_statement_violations|terminate',
  svcs: '\\w+',
  svv: 'query\\w*|transactions',
  sys: 'query\\w*|child_query_text|session_history|connection_log|transaction_history|procedure\\w*|load\\w*|unload\\w*',
  pg: 'stat_activity',
};

const LOG = new RegExp(
  `^(?:${Object.entries(LOGS)
    .map(([kind, names]) => `${kind}_(?:${names})`)
    .join('|')})$`,
  'i',
);

/** Whether a table of this name tells what other jobs asked. */
export const isStatementLog = (name: string): boolean => LOG.test(name);

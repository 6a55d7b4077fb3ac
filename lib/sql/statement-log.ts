/** System views with statements and sessions, by prefix. All jobs are one database user, so each could read those of others. */
const VIEWS: Readonly<Record<string, string>> = {
  stl: 'query\\w*|ddltext|utilitytext|explain|plan_info|error|sessions|connection_log|wlm_query|internal_query_details|unload_log|load_errors|loaderror_detail|s3client\\w*|multi_statement_violations',
  stv: 'query\\w*|recents|inflight|sessions',
  svl: 'query\\w*|qlog|statementtext|stored_proc\\w*|multi_statement_violations|terminate',
  svcs: '\\w+',
  svv: 'query\\w*|transactions',
  sys: 'query\\w*|child_query_text|session_history|connection_log|transaction_history|procedure\\w*|load\\w*|unload\\w*',
  pg: 'stat_activity',
};

const STATEMENT_LOG = new RegExp(
  `^(?:${Object.entries(VIEWS)
    .map(([prefix, names]) => `${prefix}_(?:${names})`)
    .join('|')})$`,
  'i',
);

/** Whether a view of this name contains statements of other jobs. */
export const isStatementLog = (name: string): boolean => STATEMENT_LOG.test(name);

// Preloaded into a program: the first call of what REJECT_ON names starts a promise that rejects without a handler.
const http = require('node:http');
const { syncBuiltinESMExports } = require('node:module');

const [name, word = ''] = (process.env.REJECT_ON ?? '').split(' ');
const [owner, method] = { http: [http, 'request'], fetch: [globalThis, 'fetch'], stdout: [process.stdout, 'write'] }[
  name
];
const real = owner[method];

owner[method] = function (...parameters) {
  if (String(parameters[0]).includes(word)) {
    owner[method] = real;
    // eslint-disable-next-line @typescript-eslint/no-floating-promises -- that is what it is for
    new Promise((_, reject) => setImmediate(reject, new Error('out of order')));
  }
  return real.apply(this, parameters);
};
syncBuiltinESMExports();

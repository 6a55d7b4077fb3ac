// Loaded before a program: makes a promise that rejects and that nobody awaits, when the program first calls what
// REJECT_ON names. So it comes out of the middle of the program's own work.
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

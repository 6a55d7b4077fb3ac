import { cases } from '../pattern-samples';

// For PatternCheck.java: each case on a line of its own.
for (const one of cases) console.log(JSON.stringify(one));

import { cases } from '../pattern-samples';

// Input of PatternCheck.java: one JSON line per case.
for (const one of cases) console.log(JSON.stringify(one));

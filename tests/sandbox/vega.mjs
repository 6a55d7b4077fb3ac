/**
 * Reads a JSON list of Vega-Lite specifications from standard input and draws each with Vega. Writes for each the errors
 * by the schema, the warnings of the compiler, the texts of the drawing, and the places and sizes of its marks.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv';
import { parse, View } from 'vega';
import { compile } from 'vega-lite';

const path = createRequire(import.meta.url).resolve('vega-lite/vega-lite-schema.json');
const validate = new Ajv({ formats: { 'color-hex': true } }).compile(JSON.parse(readFileSync(path, 'utf8')));

/** Places and sizes of marks, also of those in groups such as lines by colour. */
const sizes = ({ items = [], mark, x, y, width, height, startAngle, endAngle }) =>
  items.length > 0
    ? items.flatMap(sizes)
    : mark
      ? [[mark.marktype, x, y, width, height, startAngle, endAngle].map((one) => one ?? null)]
      : [];

async function drawing(spec) {
  const warnings = [];
  const note = (...texts) => {
    warnings.push(texts.join(' '));
    return logger;
  };
  const quiet = () => logger;
  const logger = { level: quiet, error: note, warn: note, info: quiet, debug: quiet };
  const errors = validate(spec) ? [] : validate.errors.map(({ dataPath, message }) => `${dataPath} ${message}`);
  const compiled = compile({ ...spec, width: 300 }, { logger }).spec;
  const view = new View(parse(compiled), { renderer: 'none' }).logger(logger);
  const svg = await view.toSVG();
  const marks = view.scenegraph().root.items[0].items.filter(({ role }) => role === 'mark' || role === 'scope');
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  return { errors, warnings, texts, marks: marks.flatMap(sizes) };
}

const specs = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(await Promise.all(specs.map(drawing))));

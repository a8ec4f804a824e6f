// Runs what is installed for Node: `node run.mjs NAME`, a job on stdin, what it gave on stdout.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A call that a user makes, and its spans in UTF-16 units. */
const contenders = {
  'redact-pii'() {
    const { SyncRedactor } = require('redact-pii');
    const plain = new SyncRedactor();
    // It says not where it found what; a mark that no text holds shows it.
    const mark = '\u{e000}';
    const marked = new SyncRedactor({ globalReplaceWith: mark });
    return { call: (text) => plain.redact(text), spans: (text) => between(text, marked.redact(text).split(mark)) };
  },
  openredaction() {
    const { OpenRedaction } = require('openredaction');
    const detector = new OpenRedaction();
    const call = (text) => detector.detect(text);
    const spans = async (text) => (await call(text)).detections.map(({ position, type }) => [...position, type]);
    return { call, spans };
  },
  closr() {
    const { Redactor } = require('../../../bindings-node');
    const redactor = new Redactor();
    const call = (text) => redactor.redact(text);
    return { call, spans: (text) => call(text).spans.map(({ start, end, label }) => [start, end, label]) };
  },
};

/** Where a text was replaced, when these pieces of it were left: what lies between is as short as can be. */
function between(text, pieces) {
  const literal = (piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const left = new RegExp(`^${pieces.map((piece) => `(${literal(piece)})`).join('[^]+?')}$`, 'd').exec(text);
  if (!left) throw new Error('the pieces are not of the text');
  const kept = left.indices.slice(1);
  return kept.slice(1).map(([start], at) => [kept[at][1], start, 'PII']);
}

/** Spans in code points. */
function inCodePoints(text, spans) {
  const count = (end) => [...text.slice(0, end)].length;
  return spans.map(([start, end, label]) => [count(start), count(end), label]);
}

/** Of each run, the seconds that one pass over the texts took; a run lasts for `least` seconds or one pass. */
async function secondsPerPass(call, texts, runs, least) {
  const taken = [];
  for (let run = 0; run < runs; run += 1) {
    let passes = 0;
    const started = performance.now();
    do {
      for (const text of texts) {
        const pending = call(text);
        if (pending instanceof Promise) await pending;
      }
      passes += 1;
    } while (performance.now() - started < least * 1000);
    taken.push((performance.now() - started) / 1000 / passes);
  }
  return taken;
}

const job = JSON.parse(readFileSync(0, 'utf8'));
const { call, spans } = contenders[process.argv[2]]();
const done = { spans: [] };
// Scored first, so that what is made at the first use is made before it is timed.
for (const text of job.texts) done.spans.push(inCodePoints(text, await spans(text)));
done.messages = await secondsPerPass(call, job.messages, job.runs, job.seconds);
done.long = await secondsPerPass(call, [job.long], job.runs, job.seconds);
process.stdout.write(JSON.stringify(done));

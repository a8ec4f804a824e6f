// Many turns over several worker threads: none may be lost, and memory must not grow with them.
//
//   node scripts/stress.mjs [turns] [workers]
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const [turns = 10_000, workers = 3] = process.argv.slice(2).map(Number);
const file = fileURLToPath(new URL('../test/worker.mjs', import.meta.url));
const megabytes = () => Math.round(process.memoryUsage().rss / 1e6);
const started = performance.now();
const shares = Array.from({ length: workers }, (_, name) => Math.floor((turns + name) / workers));
const running = shares.map((share, name) => new Worker(file, { workerData: { name, turns: share } }));
const done = await Promise.all(running.map(async (worker) => (await once(worker, 'message'))[0]));
const answered = done.reduce((sum, one) => sum + one, 0);
const seconds = (performance.now() - started) / 1000;
const most = Math.round(process.resourceUsage().maxRSS / 1000);
console.log(`${answered} of ${turns} turns answered by ${workers} workers in ${seconds.toFixed(1)} s, ${most} MB at most, ${megabytes()} MB now`);
process.exitCode = answered === turns ? 0 : 1;

// Answers so many messages in a worker thread.
import { parentPort, workerData } from 'node:worker_threads';

import { PRICE, oak, sms } from './scene.mjs';

const { name, turns, provider } = workerData;
const { oak: account } = await oak(provider && { provider });
let answered = 0;
// As many at a time as a busy server has.
for (let first = 0; first < turns; first += 50) {
  const batch = Array.from({ length: Math.min(50, turns - first) }, (_, n) => first + n);
  const outcomes = await Promise.all(
    batch.map((n) => account.reply(sms(`SM-${name}-${n}`, PRICE, `+1512${String(2_000_000 + name * 100_000 + n)}`))),
  );
  answered += outcomes.filter((outcome) => outcome.takeCleared()?.release().includes('689,000')).length;
}
parentPort.postMessage(answered);

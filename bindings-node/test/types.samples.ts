// What the types must take and refuse: `tsc --strict` reads this file, nothing runs it.
import {
  CHANNELS, ClosrError, Engine, ERROR_KINDS, ForAccount, Lead, Outcome, PromptCatalog, Redactor, ReplyStream, TokenCounter,
  Outbox, Vault, explain, guard, oneClick, read, sendgrid, smsSegments, twilio, version,
  type AccountRecord, type Channel, type ErrorKind, type InboundRecord, type LeadRecord, type OutcomeKind, type ReplyPart,
  type Settings,
} from 'closr';

const settings: Settings = {
  sqlite: { path: 'closr.db', busyTimeoutSeconds: 2 },
  provider: { kind: 'openai', baseUrl: 'http://127.0.0.1/v1', model: 'm', policy: { total: 20 } },
  onProviderFailure: 'compose',
  clock: new Date(),
};
const account: AccountRecord = { brand: 'Oak & Main', hours: { start: '09:00', end: '18:00' } };
const lead: LeadRecord = { firstName: 'Jane', consent: { web_chat: 'express' }, extra: { any_thing: [1] } };
const inbound: InboundRecord = { id: '1', channel: 'sms', from: '+15125550147', text: 'hi', at: new Date() };

/** Every kind must be named, and no other may be. */
function next(kind: OutcomeKind): string {
  switch (kind) {
    case 'reply': case 'outreach': case 'notice': return 'send';
    case 'deferred': return 'wait';
    case 'handoff': return 'call a person';
    case 'silent': case 'superseded': case 'withdrawn': return 'nothing';
  }
}

function shown(part: ReplyPart): string {
  if (part.kind === 'text') return part.text;
  if (part.kind === 'step') return part.step === 'asking' ? '…' : '';
  return next(part.outcome.kind);
}

export async function everything(): Promise<void> {
  await using engine = new Engine(settings);
  await engine.upsertAccount(account);
  const oak: ForAccount = engine.forAccount('oak', 'webhook');
  const id: string = await oak.upsertLead(lead);
  const onFile: Lead = await oak.lead(id);
  await oak.upsertLead(onFile);
  await oak.reachOut({ id: 'o1', lead: id, channel: 'sms', purpose: 'marketing', text: 'hi' });
  await oak.reachOut({ id: 'o2', lead: id, channel: 'sms', purpose: 'marketing', template: 'nurture' });
  const budget: number | undefined = onFile.expose().interest?.budgetMaxUsd;
  const outcome: Outcome = await oak.reply(inbound, { signal: AbortSignal.timeout(1000) });
  const text: string | undefined = outcome.takeCleared()?.release();
  const until: Date | undefined = outcome.until;
  const stream: ReplyStream = oak.replyStream(inbound);
  for await (const part of stream) console.log(shown(part));
  const at: Date | undefined = (await oak.history(id))[0]?.at;
  const head: string = await oak.verifyAudit(outcome.auditHead);
  for (const { turn, outcome: done, error } of await oak.recover()) console.log(turn, done?.kind, error?.code);
  console.log(await oak.correct(id, { fields: { firstName: null }, word: 'business' }) satisfies string);
  console.log((await oak.sweep({ idleDays: 730, dryRun: true })).erased[0]?.last satisfies Date | undefined);
  for (const { turn, state, error } of await oak.deliver(new Outbox({ twilio: { accountSid: 'AC1', authToken: 't', from: '+1' } }))) {
    console.log(turn, state satisfies string | undefined, error?.requestId);
  }
  twilio.verify('https://oak.example/sms', new Headers(), new Uint8Array(), 't');
  for (const told of twilio.parse('https://oak.example/sms', {}, '')) {
    if (told.kind === 'message') console.log(told.media[0]?.contentType, await oak.accept(told.inbound));
    else console.log((await oak.receive(told))?.turn satisfies string | undefined);
  }
  for (const told of sendgrid.parse('https://oak.example/mail', {}, '', { marketing: 1 })) {
    if (told.kind === 'message') console.log(told.subject, told.attachments[0]?.bytes satisfies number | undefined);
    if (told.kind === 'other') console.log(told.event satisfies string);
  }
  new Outbox({ sendgrid: { apiKey: 'SG.1', from: 'dana@oak.example', subject: 'Your inquiry' } });
  await oak.receive(oneClick.optOut('https://oak.example/u', new Headers(), '', 'secret', 'oak'));
  console.log(await oak.object(id, { to: ['marketing', 'sale'] }) satisfies string);
  console.log((await oak.objections(id))[0]?.at satisfies Date | undefined);
  const spoken: Date | undefined = (await oak.access(id)).messages[0]?.at;
  console.log(spoken, (await oak.export(id, 'jane.zip')).bytes satisfies number);
  const request = await oak.openRequest({ lead: id, right: 'access', at: new Date() });
  const due: Date | undefined = (await oak.stepRequest(request.id, { step: 'verified', identity: 'contact_point' })).due;
  console.log(due, (await oak.requestsDue('2026-12-24T00:00:00Z'))[0]?.dues[0]?.rule satisfies string | undefined);
  console.log((await oak.recipients())[0]?.region satisfies string | undefined);
  const kept: Date | undefined = (await oak.shred(id)).kept[0]?.until;
  console.log(budget, text, until, at, head, kept);
}

export function rooms(): void {
  const redaction = new Redactor({ lead, account }).redact('call', { vault: new Vault() });
  const own = new Redactor({ without: ['EMAIL'], recognisers: [{ name: 'ORDER_ID', pattern: 'ORD-[0-9]{6}', validator: 'luhn' }] });
  const piece: string = own.stream({ vault: new Vault() }).push('call');
  console.log(piece);
  const [start, label] = [redaction.spans[0]?.start, redaction.spans[0]?.label satisfies string | undefined];
  const reasons: string[] = guard({ channel: 'sms', now: '2026-11-23T10:00:00-06:00', account, draft: 'Hi' });
  const reading = read('email', 'stop');
  const counted: number = TokenCounter.forModel('gpt-4o').countChat([{ role: 'user', content: 'hi' }]) + smsSegments('hi');
  const preview = new PromptCatalog().preview('inquiry_reply', { channel: 'sms', now: new Date(), account, inbound: 'hi' });
  const channels: readonly Channel[] = CHANNELS;
  console.log(start, label, reasons, reading.findings, counted, preview[0]?.text, channels, ERROR_KINDS, version, explain(reading.rule));
}

export function handled(error: unknown): number | undefined {
  if (!(error instanceof ClosrError)) throw error;
  const code: ErrorKind = error.code;
  return code === 'rate_limited' ? error.retryAfter : error.faults.length;
}

export function refused(oak: ForAccount): void {
  // @ts-expect-error nobody can be written to on a web chat first
  void oak.reachOut({ id: 'o1', lead: 'l', channel: 'web_chat', purpose: 'marketing', text: 'hi' });
  // @ts-expect-error a channel that is none
  read('fax', 'hi');
  // @ts-expect-error a misspelt key
  void oak.upsertLead({ fristName: 'Jane' });
  // @ts-expect-error a message without its sender
  void oak.reply({ id: '1', channel: 'sms', text: 'hi' });
  // @ts-expect-error an outcome is read only
  (async () => { (await oak.reply(inbound)).kind = 'reply'; })();
  // @ts-expect-error nobody releases twice by accident: it may be absent
  (async () => (await oak.reply(inbound)).takeCleared().release())();
}

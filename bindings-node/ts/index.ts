/** The conversation engine for businesses that answer leads. */
export { Outbox } from './channel';
export type {
  ConsentIncoming, Delivery, DeliveryState, Incoming, Other, OutboxSettings, Received, Status,
} from './channel';
export * from './consent';
export { Cleared, Engine, ForAccount, Outcome, ReplyStream } from './engine';
export type {
  Accepted, Actor, Ask, CallOptions, Entry, Item, Receipt, Recovered, ReplyPart, Trace, Usage,
} from './engine';
export { ClosrError, type Fault } from './error';
export * from './guard';
export * from './lead';
export * from './names';
export * from './prompt';
export type { Change, Evidence, Known, Qualification, SlotName, Stage } from './qualify';
export { Redaction, Redactor, Restorer, StreamRedactor, Vault } from './redact';
export type { Recogniser, RedactorOptions, Restored, Span } from './redact';
export type * from './rights';
export type { HostAnswer, HostMessage, HostRequest, HostSettings } from './host';
export type * from './settings';
export * from './token';
/** Unsubscribing with one click. */
export * as oneClick from './one-click';
/** SendGrid's webhooks. */
export * as sendgrid from './sendgrid';
/** Twilio's webhooks. */
export * as twilio from './twilio';

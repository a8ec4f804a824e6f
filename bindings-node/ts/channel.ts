/** What a channel's vendor tells, and the carriers of an outbox. */
import type { ConsentRecord } from './consent';
import { settle, unwrap, wrong, type ClosrError } from './error';
import type { InboundRecord } from './lead';
import { native } from './native';
import type * as Native from '../native';
import type { SendGridSettings, TwilioSettings } from './settings';
import { Wire } from './wire';

/** How far an outbound has come. */
export type DeliveryState =
  | 'waiting' | 'sending' | 'unknown' | 'refused' | 'accepted' | 'sent' | 'delivered' | 'read' | 'failed';

/** A message, and what the vendor tells of it besides the words. */
export interface Received {
  readonly kind: 'message';
  /** The message: `accept` takes it. */
  readonly inbound: InboundRecord;
  /** Which of the business's own numbers, addresses or senders was written to. */
  readonly to: string;
  /** The subject of a mail. */
  readonly subject?: string;
  /** What was attached to a mail; closr neither opens nor keeps it. */
  readonly attachments: readonly { readonly name?: string; readonly contentType: string; readonly bytes: number }[];
  /** What was sent along; closr neither opens nor keeps it. */
  readonly media: readonly { readonly url: string; readonly contentType: string }[];
  /** The button that the person pressed, on RCS. */
  readonly button?: { readonly text?: string; readonly payload?: string };
  /** The place that the person sent, in degrees. */
  readonly location?: { readonly latitude: number; readonly longitude: number };
}

/** What became of a message that was sent. */
export interface Status {
  readonly kind: 'status';
  /** The outbound, where the webhook names it. */
  readonly outbound?: string;
  /** The vendor's id of the message. */
  readonly message: string;
  readonly state: 'accepted' | 'sent' | 'delivered' | 'read' | 'failed';
  /** The vendor's code of what went wrong. */
  readonly code?: number;
}

/** What the vendor knows of a person's consent. It only tightens. */
export interface ConsentIncoming {
  readonly kind: 'consent';
  readonly record: ConsentRecord;
}

/** Something that changes nothing here: an event that closr does not know, or one that would loosen. */
export interface Other {
  readonly kind: 'other';
  /** The vendor's name of the event. */
  readonly event: string;
}

/** One thing that a webhook tells, for `receive`. */
export type Incoming = Received | Status | ConsentIncoming | Other;

/** What became of one turn in a delivery. */
export interface Delivery {
  /** The turn, whose id its outbound has too. */
  readonly turn: string;
  /** How far its text has come; absent where there was nothing to send. */
  readonly state?: DeliveryState;
  /** What went wrong. */
  readonly error?: ClosrError;
}

/** How an outbox is built, of one vendor or several. */
export interface OutboxSettings {
  /** Text messages. */
  twilio?: TwilioSettings;
  /** E-mail. */
  sendgrid?: SendGridSettings;
}

/** Who sends, how fast, and whether anything is sent at all. */
export class Outbox {
  readonly #outbox: Native.Outbox;

  constructor(settings: OutboxSettings) {
    const record = new Wire("the outbox's record", settings, 'config_invalid');
    this.#outbox = unwrap(() => new native.Outbox(record.text), record);
  }

  /** @internal */
  static half(outbox: Outbox): Native.Outbox {
    if (!(outbox instanceof Outbox)) throw wrong('outbox', 'an Outbox', outbox);
    return outbox.#outbox;
  }

  /** Begins nothing new until `resume`; what is under way is ended. */
  pause(): void {
    this.#outbox.pause();
  }

  /** Goes on. */
  resume(): void {
    this.#outbox.resume();
  }

  /** Whether nothing new is begun. */
  get paused(): boolean {
    return this.#outbox.paused;
  }

  /** Pauses, and waits until all that was under way in this process is reported: then it may end. */
  async drain(): Promise<void> {
    return settle(() => this.#outbox.drain());
  }
}

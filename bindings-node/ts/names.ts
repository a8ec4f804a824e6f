import { native } from './native';

/** What can go wrong, named after what the caller does next. */
export type ErrorKind =
  | 'forbidden' | 'config_invalid' | 'input_invalid' | 'not_found' | 'conflict' | 'consent_denied' | 'restricted'
  | 'redaction_failed' | 'budget_exceeded' | 'spend_cap_reached' | 'corrupt' | 'unauthorized' | 'rate_limited'
  | 'unavailable' | 'timeout' | 'outcome_unknown' | 'refused' | 'reply_invalid' | 'unsupported' | 'cancelled'
  | 'unexpected';

/** How a turn ended. */
export type OutcomeKind =
  | 'reply' | 'outreach' | 'notice' | 'silent' | 'deferred' | 'handoff' | 'superseded' | 'withdrawn';

/** The channel of a message. */
export type Channel = 'sms' | 'email' | 'web_chat';

/** A kind of personal data, as it stands in a placeholder. */
export type Label =
  | 'PERSON' | 'PHONE' | 'EMAIL' | 'ADDRESS' | 'DOB' | 'SSN' | 'TAX_ID' | 'CREDIT_CARD' | 'CVV' | 'ACCOUNT' | 'ROUTING'
  | 'IBAN' | 'DRIVER_LICENSE' | 'PASSPORT' | 'IP' | 'MAC' | 'LICENSE_PLATE' | 'USERNAME' | 'ACCESS_CODE';

/** The one label of a message, the weightiest first. */
export type MessageLabel =
  | 'minor' | 'privacy_request_delete' | 'legal_threat' | 'wrong_number' | 'opt_out' | 'privacy_request_access'
  | 'not_interested' | 'opt_in' | 'help' | 'normal';

const names = native.names();

/** The version of closr. */
export const version: string = names.version;
/** Every kind of error. */
export const ERROR_KINDS = Object.freeze(names.errorKinds) as readonly ErrorKind[];
/** Every kind of outcome. */
export const OUTCOME_KINDS = Object.freeze(names.outcomeKinds) as readonly OutcomeKind[];
/** Every channel. */
export const CHANNELS = Object.freeze(names.channels) as readonly Channel[];
/** Every label of personal data. */
export const LABELS = Object.freeze(names.labels) as readonly Label[];
/** Every label of a message. */
export const MESSAGE_LABELS = Object.freeze(names.messageLabels) as readonly MessageLabel[];

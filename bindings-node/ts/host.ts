import { ClosrError } from './error';
import type { LimitSettings, PolicySettings, PriceSettings, Settings } from './settings';

/** What a function that answers is asked, already redacted. */
export interface HostRequest {
  readonly model: string;
  readonly messages: readonly HostMessage[];
  readonly maxReplyTokens: number;
  readonly temperature?: number;
  readonly seed?: number;
  /** Where it is there, the answer must be JSON that keeps to it. */
  readonly schema?: unknown;
  /** Aborted when nobody waits for the answer any longer. */
  readonly signal: AbortSignal;
}

export interface HostMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What a function answers. */
export interface HostAnswer {
  text: string;
  /** How it ended: only `stop` is a whole answer, and it must be said. */
  finish: 'stop' | 'length' | 'filter' | 'refusal';
  /** The tokens used, as far as they are known. */
  usage?: { input?: number; output?: number; cacheRead?: number; reasoning?: number };
  model?: string;
  requestId?: string;
}

/** A function of yours that answers in a model's stead. A `ClosrError` that it throws is taken at its word, and may be retried. */
export interface HostSettings {
  kind: 'host';
  answer: (request: HostRequest) => HostAnswer | Promise<HostAnswer>;
  model?: string;
  temperature?: number;
  seed?: number;
  maxReplyTokens?: number;
  contextTokens?: number;
  structuredOutput?: boolean;
  price?: PriceSettings;
  limits?: LimitSettings;
  policy?: PolicySettings;
}

type Native = (asked: string) => Promise<string>;

/** The settings with numbers for functions, and the functions. */
export function numbered(settings: Settings): { settings: Settings; answers: Native[] } {
  const answers: Native[] = [];
  const number = (provider: unknown): unknown => {
    const answer = (provider as { answer?: unknown } | null | undefined)?.answer;
    if (typeof answer !== 'function') return provider;
    answers.push(native(answer as HostSettings['answer']));
    return { ...(provider as object), answer: answers.length - 1 };
  };
  if (typeof settings !== 'object' || settings === null) return { settings, answers };
  const { provider, fallbacks } = settings as { provider?: unknown; fallbacks?: unknown };
  const changed: Record<string, unknown> = {};
  if (provider !== undefined) changed.provider = number(provider);
  if (Array.isArray(fallbacks)) changed.fallbacks = fallbacks.map(number);
  return { settings: answers.length === 0 ? settings : ({ ...settings, ...changed } as Settings), answers };
}

function native(answer: HostSettings['answer']): Native {
  return async (asked) => {
    try {
      const { limit, request } = JSON.parse(asked);
      const { max_reply_tokens: maxReplyTokens, ...rest } = request;
      const signal = AbortSignal.timeout(Math.ceil(limit * 1000));
      const said = await answer({ ...rest, maxReplyTokens, signal });
      const { cacheRead, ...usage } = said?.usage ?? {};
      const { text, finish, model, requestId } = said ?? {};
      const whole = { text, finish, model, request_id: requestId, usage: { ...usage, cache_read: cacheRead } };
      return JSON.stringify({ answer: whole });
    } catch (thrown) {
      return JSON.stringify({ error: failed(thrown) });
    }
  };
}

/** Why a function gave no answer. What closr does not know is no error of closr's, and is shown as a warning. */
function failed(thrown: unknown): { code: string; retry_after?: number | undefined } {
  if (thrown instanceof ClosrError) return { code: thrown.code, retry_after: thrown.retryAfter };
  const name = (thrown as { name?: unknown } | null | undefined)?.name;
  if (name === 'TimeoutError' || name === 'AbortError') return { code: 'timeout' };
  process.emitWarning(thrown instanceof Error ? thrown : new Error('the function that answers threw what is no error'));
  return { code: 'unexpected' };
}

import { ClosrError, known, text, unwrap, wrong } from './error';
import { native } from './native';
import type * as Native from '../native';

/** What a model's server adds around the messages of a chat. */
export type Framing = 'openai' | 'chatml';

/** Counts what a chat request costs at the model. */
export class TokenCounter {
  readonly #counter: Native.TokenCounter;

  private constructor(counter: Native.TokenCounter) {
    if (!(counter instanceof native.TokenCounter)) {
      throw new ClosrError('input_invalid', 'a TokenCounter is made by TokenCounter.forModel(model) or TokenCounter.load(path)');
    }
    this.#counter = counter;
  }

  /** The counter for a model by its name: exact for OpenAI's, an estimate that says so for any other. */
  static forModel(model: string): TokenCounter {
    return new TokenCounter(unwrap(() => native.TokenCounter.forModel(text(model, 'model'))));
  }

  /** The counter of a model's own `tokenizer.json`. */
  static load(path: string, options: { framing?: Framing } = {}): TokenCounter {
    const { framing = 'chatml' } = known('the options', options, ['framing']);
    return new TokenCounter(unwrap(() => native.TokenCounter.load(text(path, 'path'), text(framing, 'framing'))));
  }

  /** The tokens of one text. */
  countText(words: string): number {
    return unwrap(() => this.#counter.countText(text(words, 'text')));
  }

  /** The tokens of a chat, framing included: what the server reports as its prompt. */
  countChat(messages: readonly { role: string; content: string }[]): number {
    if (!Array.isArray(messages)) throw wrong('messages', 'a list', messages);
    const chat = messages.map((message, at) => ({
      role: text(message?.role, `messages[${at}].role`),
      content: text(message?.content, `messages[${at}].content`),
    }));
    return unwrap(() => this.#counter.countChat(chat));
  }

  /** Whether the counts are the model's own, or an estimate. */
  get isExact(): boolean {
    return this.#counter.isExact;
  }

  /** What a receipt calls this counter, as in `o200k_base`. */
  get name(): string {
    return this.#counter.name;
  }
}

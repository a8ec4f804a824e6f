//! Counts a whole chat request, framing included.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};
use crate::token::{Estimate, OpenAiEncoding, TokenCounter};

/// What a model's server adds around the messages of a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Framing {
    /// Three tokens and the role for each message, and three that open the answer, as OpenAI's cookbook,
    /// "How to count tokens with tiktoken", counts gpt-3.5 and later.
    OpenAi,
    /// `<|im_start|>role⏎content<|im_end|>⏎` for each message and `<|im_start|>assistant⏎` for the answer, as
    /// Qwen, SmolLM and others are prompted.
    ChatMl,
}

impl Framing {
    /// Every framing.
    pub const ALL: [Framing; 2] = [Framing::OpenAi, Framing::ChatMl];

    /// The framing's name: `openai` or `chatml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Framing::OpenAi => "openai",
            Framing::ChatMl => "chatml",
        }
    }
}

impl FromStr for Framing {
    type Err = Error;

    fn from_str(text: &str) -> Result<Framing> {
        Framing::ALL
            .into_iter()
            .find(|framing| framing.as_str() == text)
            .ok_or_else(|| Error::new(ErrorKind::InputInvalid, "no such framing: use openai or chatml"))
    }
}

/// Counts what a chat request costs at the model. Cheap to clone.
///
/// ```
/// use closr::token::ChatCounter;
///
/// let counter = ChatCounter::for_model("gpt-4o-mini");
/// assert!(counter.is_exact());
/// // 3 for the message, 1 for `user`, 1 for `hi`, 3 that open the answer.
/// assert_eq!(counter.count_chat(&[("user", "hi")]), 8);
/// assert!(!ChatCounter::for_model("some-local-model").is_exact());
/// ```
#[derive(Clone)]
pub struct ChatCounter {
    counter: Arc<dyn TokenCounter>,
    framing: Framing,
}

impl ChatCounter {
    /// Counts with `counter` and adds `framing`.
    pub fn new(counter: Arc<dyn TokenCounter>, framing: Framing) -> ChatCounter {
        ChatCounter { counter, framing }
    }

    /// The counter for a model by its name: exact for OpenAI's, an [`Estimate`] for any other.
    ///
    /// A maker's prefix (`openai/`) and the mark of a fine-tuned model (`ft:`) are looked through. For another
    /// model load its [`TokenizerJson`](crate::token::TokenizerJson) and use [`ChatCounter::new`].
    pub fn for_model(model: &str) -> ChatCounter {
        let name = model.strip_prefix("openai/").unwrap_or(model);
        let name = name.strip_prefix("ft:").unwrap_or(name);
        let counter: Arc<dyn TokenCounter> = match encoding_of(name) {
            Some(encoding) => Arc::new(encoding),
            None => Arc::new(Estimate::default()),
        };
        ChatCounter::new(counter, Framing::OpenAi)
    }

    /// The tokens of one text, without framing.
    pub fn count_text(&self, text: &str) -> usize {
        self.counter.count(text)
    }

    /// The tokens of a chat of (role, content), with all its framing: what the server reports as its prompt.
    pub fn count_chat(&self, messages: &[(&str, &str)]) -> usize {
        match self.framing {
            Framing::OpenAi => {
                let each = |(role, content): &(&str, &str)| 3 + self.role(role) + self.counter.count(content);
                messages.iter().map(each).sum::<usize>() + 3
            }
            // As one text: a pre-tokeniser may join the content with the line breaks around it.
            Framing::ChatMl => self.counter.count(&chatml(messages)),
        }
    }

    /// Whether the counts are the model's own, or an estimate.
    pub fn is_exact(&self) -> bool {
        self.counter.is_exact()
    }

    /// What a receipt calls this counter, as in `o200k_base` or `estimate`.
    pub fn name(&self) -> &str {
        self.counter.name()
    }

    fn role(&self, role: &str) -> usize {
        match role {
            // One token in each of OpenAI's encodings.
            "system" | "user" | "assistant" => 1,
            other => self.counter.count(other),
        }
    }
}

impl fmt::Debug for ChatCounter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatCounter")
            .field("counter", &self.counter.name())
            .field("framing", &self.framing)
            .finish()
    }
}

fn encoding_of(model: &str) -> Option<OpenAiEncoding> {
    const O200K: [&str; 5] = ["gpt-4o", "chatgpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5"];
    const CL100K: [&str; 2] = ["gpt-4", "gpt-3.5"];
    let names = |family: &&str| {
        // `gpt-4` is a family of its own: `gpt-4-turbo` belongs to it, `gpt-4o` and `gpt-45` do not.
        model.strip_prefix(*family).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    let o_series = || {
        let rest = model.strip_prefix('o')?;
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        (after.len() < rest.len() && (after.is_empty() || after.starts_with('-'))).then_some(())
    };
    if O200K.iter().any(&names) || o_series().is_some() {
        Some(OpenAiEncoding::O200k)
    } else if CL100K.iter().any(names) {
        Some(OpenAiEncoding::Cl100k)
    } else {
        None
    }
}

fn chatml(messages: &[(&str, &str)]) -> String {
    let size: usize = messages.iter().map(|(role, content)| role.len() + content.len() + 26).sum();
    let mut text = String::with_capacity(size + 24);
    for (role, content) in messages {
        text.push_str("<|im_start|>");
        text.push_str(role);
        text.push('\n');
        text.push_str(content);
        text.push_str("<|im_end|>\n");
    }
    text.push_str("<|im_start|>assistant\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_has_its_own_encoding() {
        for (model, name) in [
            ("gpt-4o", "o200k_base"),
            ("gpt-4o-mini-2024-07-18", "o200k_base"),
            ("openai/gpt-4.1-nano", "o200k_base"),
            ("ft:gpt-4o-mini:acme::x1", "o200k_base"),
            ("gpt-5", "o200k_base"),
            ("gpt-5.1-chat", "o200k_base"),
            ("o1", "o200k_base"),
            ("o4-mini", "o200k_base"),
            ("gpt-4", "cl100k_base"),
            ("gpt-4-turbo", "cl100k_base"),
            ("gpt-3.5-turbo", "cl100k_base"),
            ("gpt-45", "estimate"),
            ("gpt-oss-20b", "estimate"),
            ("oak", "estimate"),
            ("o", "estimate"),
            ("smollm2", "estimate"),
            ("", "estimate"),
        ] {
            let counter = ChatCounter::for_model(model);
            assert_eq!(counter.name(), name, "{model}");
            assert_eq!(counter.is_exact(), name != "estimate", "{model}");
        }
    }

    #[test]
    fn openai_framing_counts_as_the_cookbook_does() {
        // The cookbook's example, for which the API reported 124 tokens with gpt-4o and 129 with gpt-4. Four of
        // its messages have a name, which costs its tokens and one more, and which closr does not send.
        let messages = [
            (
                "system",
                "You are a helpful, pattern-following assistant that translates corporate jargon into plain English.",
            ),
            ("system", "New synergies will help drive top-line growth."),
            ("system", "Things working well together will increase revenue."),
            (
                "system",
                "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
            ),
            ("system", "Let's talk later when we're less busy about how to do better."),
            (
                "user",
                "This late pivot means we don't have time to boil the ocean for the client deliverable.",
            ),
        ];
        for (model, reported) in [("gpt-4o", 124), ("gpt-4", 129), ("gpt-3.5-turbo", 129)] {
            let counter = ChatCounter::for_model(model);
            let names = counter.count_text("example_user") + counter.count_text("example_assistant");
            assert_eq!(counter.count_chat(&messages) + 2 * names + 4, reported, "{model}");
        }
        assert_eq!(ChatCounter::for_model("gpt-4o").count_chat(&[]), 3);
    }

    #[test]
    fn roles_are_one_token_each() {
        for encoding in [OpenAiEncoding::O200k, OpenAiEncoding::Cl100k] {
            for role in ["system", "user", "assistant"] {
                assert_eq!(encoding.count(role), 1, "{role}");
            }
        }
    }

    #[test]
    fn chatml_is_counted_as_one_text() {
        assert_eq!(
            chatml(&[("system", "Be brief."), ("user", "hi\n")]),
            "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nhi\n<|im_end|>\n<|im_start|>assistant\n"
        );
        let counter =
            ChatCounter::new(Arc::new(crate::token::tokenizer_json::tests::small()), Framing::ChatMl);
        // start, `hello` (3), newline, `hello` (3), end, newline; start, `assistant` (9), newline.
        assert_eq!(counter.count_chat(&[("hello", "hello")]), 10 + 11);
    }

    /// Chats and what llama.cpp's server (of xllamacpp 2026.10.11549) reported as `usage.prompt_tokens` for them
    /// with SmolLM2-135M-Instruct.
    const REPORTED: &[(&[(&str, &str)], usize)] = &[
        (&[("system", SYSTEM), ("user", "Is it still available?")], 36),
        (
            &[
                ("system", SYSTEM),
                ("user", "What is the price? I saw $689,000 and 3bd/2.5ba, 1,850 sqft, built 1998."),
            ],
            72,
        ),
        (
            &[
                ("system", SYSTEM),
                (
                    "user",
                    "¿Sigue disponible la casa de la calle 5 de Mayo? Mañana a las 14:30 podría ir, ¿está bien?",
                ),
            ],
            72,
        ),
        (
            &[
                ("system", SYSTEM),
                ("user", "Love it 😍🏡👨\u{200d}👩\u{200d}👧\u{200d}👦!! can we see it Sat?? 🙏🏽"),
            ],
            69,
        ),
        (
            &[("system", SYSTEM), ("user", "line one\nline two\n\n\nline five\t tabbed  two spaces   three")],
            48,
        ),
        (&[("system", SYSTEM), ("user", " leading and trailing spaces  \n")], 36),
        (&[("system", SYSTEM), ("user", "x\r\ny\r\n")], 36),
        (
            &[
                (
                    "system",
                    "You are the assistant of Oak & Main Realty. State only facts on file.\n\n<listing>\nPrice: $689,000\nHOA: not on file\n</listing>\n",
                ),
                ("user", "hi"),
                ("assistant", "Hello! How can I help?"),
                ("user", "HOA?"),
            ],
            83,
        ),
        (&[("system", SYSTEM), ("user", "½ acre, 20 °C, x² + y³ = Ⅳ, ４２ full-width, ١٢٣ Arabic")], 68),
        (&[("system", SYSTEM), ("user", "お誕生日おめでとう。这个房子多少钱？ Сколько стоит дом?")], 77),
        (
            &[
                ("system", SYSTEM),
                ("user", "I'm, we'll, they've, don't, I'd; IT'S, O’Brien’s “quoted” — dash… ok"),
            ],
            63,
        ),
        (&[("system", SYSTEM), ("user", "call me at [PHONE_1] or [EMAIL_1], I'm [PERSON_1]")], 55),
        (&[("system", SYSTEM), ("user", "1234567890 0 00 000 1,000,000.00 2026-11-22T10:00:00-06:00")], 89),
        (&[("system", SYSTEM), ("user", "ignore <|im_end|> and <|endoftext|> <file_sep> now")], 40),
        (&[("system", ""), ("user", "")], 14),
        (&[("system", SYSTEM), ("user", "a\u{a0}b\u{2003}c\u{200b}d\u{feff}e\0f")], 46),
        (&[("system", SYSTEM), ("user", "e\u{301} vs é; ﬁ ligature; 𝟙𝟚𝟛 math digits; zero\u{200d}join")], 58),
        (
            &[
                ("system", SYSTEM),
                ("user", "```rust\nfn main() { println!(\"{}\", 7*7); }\n```\n{{ 7*7 }} {% if x %}"),
            ],
            65,
        ),
    ];
    const SYSTEM: &str = "You are the assistant of Oak & Main Realty. State only facts on file.";

    #[test]
    #[ignore = "needs CLOSR_TEST_TOKENIZER: SmolLM2's tokenizer.json, from scripts/gguf_tokenizer.py"]
    fn counts_what_a_real_server_reports() {
        let tokenizer =
            crate::token::TokenizerJson::load(std::env::var("CLOSR_TEST_TOKENIZER").unwrap()).unwrap();
        let counter = ChatCounter::new(Arc::new(tokenizer), Framing::ChatMl);
        for (chat, reported) in REPORTED {
            assert_eq!(counter.count_chat(chat), *reported, "{chat:?}");
        }
    }
}

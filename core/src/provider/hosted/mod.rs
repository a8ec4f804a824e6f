//! Models behind their makers' own protocols: Anthropic's Messages and Google's Gemini.

mod anthropic;
mod config;
mod gemini;
mod http;

pub use anthropic::Anthropic;
pub use config::{HostedConfig, HostedProtocol};
pub use gemini::Gemini;

use crate::error::{Error, ErrorKind, Result};
use crate::prompt::Prompt;
use crate::redact::Wire;

/// What stands for the person where the business wrote first: these protocols let the person begin.
const BUSINESS_BEGAN: &str = "(You wrote first.)";

/// A prompt as these protocols have it: the instructions apart, and turns that begin with the person's.
struct Turns {
    system: Option<String>,
    /// Whether the turn is the model's, and its text.
    turns: Vec<(bool, String)>,
}

impl Turns {
    fn of(prompt: &Prompt) -> Result<Turns> {
        let (mut system, mut turns) = (None, Vec::new());
        for (role, text) in prompt.messages() {
            match role {
                "system" => system = Some(text),
                "user" => turns.push((false, text)),
                "assistant" if turns.is_empty() => {
                    turns.extend([(false, BUSINESS_BEGAN.to_owned()), (true, text)]);
                }
                "assistant" => turns.push((true, text)),
                _ => {
                    let problem = "a prompt's message has a role that the protocol has not";
                    return Err(Error::new(ErrorKind::Unexpected, problem));
                }
            }
        }
        Ok(Turns { system, turns })
    }
}

/// A request with a body of JSON.
fn wire(path: String, request: &impl serde::Serialize, stream: bool) -> Result<Wire> {
    let body = serde_json::to_vec(request)
        .map_err(|_| Error::new(ErrorKind::Unexpected, "a request could not be written as JSON"))?;
    let mut wire = Wire::new(path, body);
    let accept = if stream { "text/event-stream" } else { "application/json" };
    for (name, value) in [("accept", accept), ("content-type", "application/json")] {
        wire.headers.push((name.to_owned(), value.to_owned()));
    }
    Ok(wire)
}

#[cfg(test)]
mod tests {
    use crate::lead::{Pii, Role};
    use crate::prompt::{Prompt, Section, SectionKind};
    use crate::provider::tests::scene;
    use crate::provider::{Adapter, Completion, Finish, ProviderError};
    use crate::redact::{Redacted, Vault};

    /// A conversation that the business began.
    pub(super) fn prompt() -> Redacted<Prompt> {
        let section = |kind, text: &str| Section { kind, priority: 0, text: Pii::from(text) };
        let sections = vec![
            section(SectionKind::Instructions, "Be kind."),
            section(SectionKind::History(Role::Assistant), "Hello!"),
            section(SectionKind::Inbound, "Is it free?"),
        ];
        let prompt = Prompt::new("test@1".to_owned(), sections);
        scene::subject().redact_prompt(prompt, &mut Vault::default())
    }

    /// Reads a stream that thinks for 9 tokens, says `¿Hola 🏠?` for 6, and has read 5 of its 30 from the cache.
    pub(super) fn reads(adapter: &dyn Adapter, stream: &str, model: &str) {
        let (text, completion) = run(adapter, &[stream.as_bytes()]);
        let completion = completion.unwrap();
        assert_eq!((text.as_str(), completion.text.as_str()), ("¿Hola 🏠?", "¿Hola 🏠?"));
        assert_eq!((completion.finish, completion.model.as_deref()), (Finish::Stop, Some(model)));
        let usage = completion.usage;
        assert_eq!((usage.input, usage.output), (Some(30), Some(15)));
        assert_eq!((usage.cache_read, usage.reasoning), (Some(5), Some(9)));
    }

    /// The text that a stream gives, and how it ends.
    fn run(adapter: &dyn Adapter, pieces: &[&[u8]]) -> (String, Result<Completion, ProviderError>) {
        let mut decoder = adapter.stream();
        let mut text = String::new();
        for piece in pieces {
            match decoder.feed(piece) {
                Ok(texts) => text.extend(texts),
                Err(error) => return (text, Err(error)),
            }
        }
        (text, decoder.finish())
    }

    /// Splits a stream at a place, where it must say the same, and ends it there, where it must not be whole.
    pub(super) fn cut(adapter: &dyn Adapter, stream: &str, at: usize) {
        let (before, after) = stream.as_bytes().split_at(at);
        assert_eq!(run(adapter, &[before, after]), run(adapter, &[stream.as_bytes()]), "split at {at}");
        assert!(run(adapter, &[before]).1.is_err(), "cut at {at}");
    }
}

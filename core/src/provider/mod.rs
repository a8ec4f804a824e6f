//! Asks models: adapters encode and decode, transports do the only IO, one policy owns time and attempts.
//!
//! - An [`Adapter`] is a wire protocol as pure functions on bytes: no socket, no clock, no randomness.
//! - A [`Transport`] carries bytes, and only an [`Outbound`](crate::redact::Outbound), which only `redact` makes.
//! - A [`Route`] is an ordered list of [`Target`]s; a [`Policy`] says how often and how long they are asked.
//! - A [`Provider`] is the handle that the engine holds.
//!
//! What it promises:
//! - An answer without its protocol's terminal marker, a refusal, an answer cut short or filtered, and an empty
//!   answer are errors, never a [`Completion`].
//! - One call makes at most [`WorstCase::calls`] requests, takes at most [`WorstCase::seconds`] and costs at most
//!   [`WorstCase::cost_micro_usd`]. Nothing below it retries, and a call that may already have been billed is not repeated
//!   unless the policy says so.
//! - A key is used within its [`Limits`], and a target that is down is left alone for a while.
//! - A request is seen by those who watch as a span under OpenTelemetry's names for generative AI, without a word of it.
//! - No error, log line or `Debug` holds a body, a URL or a key.
//! - Nothing is read from the environment, and no host is reached but the one that the settings name.
//!
//! The engine uses this room; no other room does.

mod adapter;
mod attempts;
mod cassette;
mod fault;
mod gate;
mod handle;
mod limits;
mod policy;
mod retry_after;
mod route;
mod setting;
mod stream;
mod telemetry;
mod transport;

#[cfg(feature = "provider-http")]
mod answer;
#[cfg(feature = "provider-http")]
mod endpoint;
#[cfg(feature = "provider-http")]
mod events;
#[cfg(feature = "provider-http")]
mod host;
#[cfg(feature = "provider-hosted")]
mod hosted;
#[cfg(feature = "provider-http")]
mod network;
#[cfg(feature = "provider-openai")]
mod openai;
#[cfg(feature = "provider-openai")]
mod scripted;
#[cfg(feature = "provider-http")]
mod sse;
#[cfg(test)]
mod tests;

pub use adapter::{Adapter, Completion, Finish, ModelSettings, StreamDecoder};
pub use cassette::Cassette;
pub use fault::{Phase, ProviderError, ProviderFault, ProviderRetry};
pub(crate) use handle::Prepared;
pub use handle::Provider;
pub use limits::Limits;
pub use policy::{Policy, WorstCase};
pub use route::{Route, Target};
#[cfg(feature = "provider-http")]
pub(crate) use setting::SettingFault;
pub use stream::{CompletionStream, StreamPart};
pub use transport::{ByteStream, MAX_REPLY_BYTES, Transport, WireReply};

#[cfg(feature = "provider-http")]
pub use host::Host;
#[cfg(feature = "provider-hosted")]
pub use hosted::{Anthropic, Gemini, HostedConfig, HostedProtocol};
#[cfg(feature = "provider-openai")]
pub use openai::{OpenAiApi, OpenAiChat, OpenAiConfig, OpenAiResponses, ReplyLimitField};
#[cfg(feature = "provider-openai")]
pub use scripted::{Script, Step};

//! What a request to a model shows to those who watch: a span and two measures, under OpenTelemetry's names for generative AI.
//!
//! <https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans> and `/gen-ai-metrics`, version 1.37, read 2026-11-28.
//! They hold numbers, codes and names of models: no word that was asked or answered.

use tokio::time::Instant;
use tracing::Level;
use tracing::field::Empty;

use crate::provider::{Completion, Finish, ProviderError, Target};

/// One request to a model, watched.
pub(super) struct Watched {
    span: tracing::Span,
    begun: Instant,
    provider: &'static str,
    model: String,
}

impl Watched {
    /// Begins a span for a request.
    pub(super) fn begin(target: &Target) -> Watched {
        let settings = &target.settings;
        let provider = provider(target.name());
        let span = tracing::info_span!(
            target: "closr::provider",
            "chat",
            otel.name = format_args!("chat {}", settings.model),
            otel.kind = "client",
            gen_ai.operation.name = "chat",
            gen_ai.provider.name = provider,
            gen_ai.request.model = settings.model.as_str(),
            gen_ai.request.max_tokens = settings.max_reply_tokens,
            gen_ai.request.temperature = settings.temperature,
            gen_ai.request.seed = settings.seed,
            gen_ai.response.id = Empty,
            gen_ai.response.model = Empty,
            gen_ai.response.finish_reasons = Empty,
            gen_ai.usage.input_tokens = Empty,
            gen_ai.usage.output_tokens = Empty,
            http.response.status_code = Empty,
            "error.type" = Empty,
        );
        Watched { span, begun: Instant::now(), provider, model: settings.model.clone() }
    }

    /// The span, for what is done in it.
    pub(super) fn span(&self) -> tracing::Span {
        self.span.clone()
    }

    /// Ends the span, and measures it.
    pub(super) fn end(self, ended: Result<&Completion, &ProviderError>) {
        let Watched { span, begun, provider, model } = self;
        match ended {
            Ok(completion) => {
                if let Some(id) = &completion.request_id {
                    span.record("gen_ai.response.id", id.as_str());
                }
                if let Some(model) = &completion.model {
                    span.record("gen_ai.response.model", model.as_str());
                }
                span.record("gen_ai.response.finish_reasons", reason(completion.finish));
                span.record("gen_ai.usage.input_tokens", completion.usage.input);
                span.record("gen_ai.usage.output_tokens", completion.usage.output);
            }
            Err(error) => {
                span.record("error.type", error.kind.as_str());
                span.record("http.response.status_code", error.status);
            }
        }
        let _in = span.enter();
        // As `tracing-opentelemetry` reads its measures.
        tracing::event!(
            target: "closr::metrics",
            Level::DEBUG,
            "histogram.gen_ai.client.operation.duration" = begun.elapsed().as_secs_f64(),
            gen_ai.operation.name = "chat",
            gen_ai.provider.name = provider,
            gen_ai.request.model = model.as_str(),
            "error.type" = ended.err().map(|error| error.kind.as_str()),
        );
        let Ok(completion) = ended else { return };
        for (kind, tokens) in [("input", completion.usage.input), ("output", completion.usage.output)] {
            let Some(tokens) = tokens else { continue };
            tracing::event!(
                target: "closr::metrics",
                Level::DEBUG,
                "histogram.gen_ai.client.token.usage" = tokens,
                "gen_ai.token.type" = kind,
                gen_ai.operation.name = "chat",
                gen_ai.provider.name = provider,
                gen_ai.request.model = model.as_str(),
            );
        }
    }
}

/// The well-known name of a provider, or our own.
fn provider(name: &'static str) -> &'static str {
    match name {
        "gemini" => "gcp.gemini",
        "vertex" => "gcp.vertex_ai",
        other => other,
    }
}

fn reason(finish: Finish) -> &'static str {
    match finish {
        Finish::Stop => "stop",
        Finish::Length => "length",
        Finish::Filter => "content_filter",
        Finish::Other => "other",
    }
}

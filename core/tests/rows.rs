//! The rows of `testdata/*.toml`, which Rust, Python and Node must agree on. Each file says at its head what its rows
//! mean; each test names every row that fails.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests, outside the tests' own functions"
)]
#![cfg(all(feature = "store-sqlite", feature = "provider-openai"))]

use closr::guard::{Block, DraftRecord};
use closr::prompt::Catalog;
use closr::redact::{Ner, Redactor, Span, Vault, offsets_in_chars, offsets_in_utf16, preview};
use closr::token::ChatCounter;
use closr::{
    Account, Actor, Channel, Engine, EngineBuilder, Error, ForAccount, Inbound, Lead, Listing, Outreach,
    consent,
};
use serde_json::{Map, Value, json};

fn file(name: &str) -> Value {
    let path = format!("{}/tests/testdata/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Runs `check` on each row; a row's complaints are shown under its name.
fn each_row(file: &Value, key: &str, most_at_least: usize, check: impl Fn(&Row) -> Vec<String>) {
    let rows = file[key].as_array().unwrap();
    assert!(rows.len() >= most_at_least, "only {} rows", rows.len());
    let complaints: Vec<String> = rows
        .iter()
        .flat_map(|row| {
            let row = Row(row);
            check(&row).into_iter().map(move |complaint| format!("{}: {complaint}", row.name()))
        })
        .collect();
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

struct Row<'a>(&'a Value);

impl<'a> Row<'a> {
    fn name(&self) -> String {
        ["name", "text", "draft", "json"]
            .iter()
            .find_map(|key| self.0[*key].as_str())
            .unwrap_or("a row without a name")
            .to_owned()
    }

    fn text(&self, key: &str) -> &'a str {
        self.0[key].as_str().unwrap_or_else(|| panic!("{}: no {key}", self.name()))
    }

    fn texts(&self, key: &str) -> Vec<&'a str> {
        self.0[key].as_array().into_iter().flatten().map(|item| item.as_str().unwrap()).collect()
    }

    /// What is not as the row has it, if anything.
    fn differs(&self, key: &str, found: impl Into<Value>) -> Option<String> {
        let found = found.into();
        (self.0[key] != found).then(|| format!("{key} is {found}, not {}", self.0[key]))
    }

    /// The complaints about a text that must have some pieces and must not have others.
    fn pieces(&self, text: &str, has: &str, has_not: &str) -> Vec<String> {
        let missing = self.texts(has).into_iter().filter(|piece| !text.contains(piece));
        let wrong = self.texts(has_not).into_iter().filter(|piece| text.contains(piece));
        missing
            .map(|piece| format!("no {piece:?} in {text:?}"))
            .chain(wrong.map(|piece| format!("{piece:?} in {text:?}")))
            .collect()
    }

    /// The file's record with the row's `set` over it, as JSON.
    fn record(&self, file: &Value) -> Value {
        let mut record = file["record"].as_object().unwrap().clone();
        let set: Map<String, Value> = self.0["set"].as_object().cloned().unwrap_or_default();
        record.extend(set);
        Value::Object(record)
    }
}

#[tokio::test]
async fn turns() {
    let file = file("turns");
    let conversations = file["conversation"].as_array().unwrap();
    assert!(conversations.len() >= 8);
    let mut complaints = Vec::new();
    for conversation in conversations {
        let row = Row(conversation);
        let mut settings = json!({"clock": file["clock"]});
        if let Some(answers) = conversation.get("answers") {
            settings["provider"] = json!({"kind": "scripted", "answers": answers});
        }
        let engine = EngineBuilder::from_json(&settings.to_string()).unwrap().build().unwrap();
        let mut record = file["account"].clone();
        if let Some(other) = conversation.get("account").and_then(Value::as_object) {
            record.as_object_mut().unwrap().extend(other.clone());
        }
        let account = Account::from_json(&record.to_string()).unwrap();
        engine.upsert_account(account.clone()).await.unwrap();
        let account = engine.for_account(&account.id, Actor::Service);
        for listing in file["listings"].as_array().unwrap() {
            account.upsert_listing(Listing::from_json(&listing.to_string()).unwrap()).await.unwrap();
        }
        account.upsert_lead(Lead::from_json(&file["lead"].to_string()).unwrap()).await.unwrap();
        for (number, turn) in conversation["turn"].as_array().unwrap().iter().enumerate() {
            let found = play(&engine, &account, &Row(turn)).await;
            let place = format!("{}, turn {}", row.name(), number + 1);
            complaints.extend(found.into_iter().map(|complaint| format!("{place}: {complaint}")));
        }
        account.verify_audit(None).await.unwrap();
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

async fn play(engine: &Engine, account: &ForAccount, turn: &Row<'_>) -> Vec<String> {
    let inbound = match Inbound::from_json(&turn.0["inbound"].to_string()) {
        Ok(inbound) => inbound,
        Err(error) => return vec![error.to_string()],
    };
    let mut outcome = match account.reply(inbound).await {
        Ok(outcome) => outcome,
        Err(error) => return turn.differs("error", error.kind().as_str()).into_iter().collect(),
    };
    let text =
        outcome.take_cleared().map(|cleared| cleared.release(&*engine.clock()).unwrap().expose().clone());
    let mut complaints: Vec<String> = [
        turn.differs("kind", outcome.kind().as_str()),
        turn.differs("consent", outcome.consent().as_str()),
        turn.differs("author", outcome.author().map_or("", |author| author.as_str())),
        turn.differs("repeated", outcome.is_repeated()),
    ]
    .into_iter()
    .flatten()
    .collect();
    for reason in turn.texts("reasons") {
        if !outcome.reasons().iter().any(|found| found == reason) {
            complaints.push(format!("no reason {reason} in {:?}", outcome.reasons()));
        }
    }
    let blocked = outcome.blocked().iter().filter_map(|block| block.words.as_ref());
    let blocked: Vec<&str> = blocked.map(|words| words.get().as_str()).collect();
    for words in turn.texts("blocked") {
        if !blocked.contains(&words) {
            complaints.push(format!("not blocked: {words} in {blocked:?}"));
        }
    }
    match (&text, turn.0.get("has").is_some()) {
        (Some(text), true) => complaints.extend(turn.pieces(text, "has", "has_not")),
        (None, false) => {}
        (Some(text), false) => complaints.push(format!("a text was cleared: {text:?}")),
        (None, true) => complaints.push("no text was cleared".to_owned()),
    }
    complaints
}

#[test]
fn redact() {
    redacts("row", 20, None);
}

/// `scripts/ner.py run -- cargo test …`
#[test]
#[ignore = "needs the neural layer's files"]
fn redact_with_ner() {
    let ner = Ner::open(std::env::var("CLOSR_TEST_NER").expect("CLOSR_TEST_NER names no folder")).unwrap();
    redacts("ner", 8, Some(&ner));
}

fn redacts(key: &str, most_at_least: usize, ner: Option<&Ner>) {
    let spans = |spans: &[Span]| {
        let spans = spans.iter().map(|span| json!([span.start, span.end, span.label.as_str()]));
        Value::Array(spans.collect())
    };
    each_row(&file("redact"), key, most_at_least, |row| {
        let redactor = match row.0.get("lead") {
            Some(lead) => Redactor::with_lead(&Lead::from_json(&lead.to_string()).unwrap()),
            None => Redactor::new(),
        };
        let redactor = match ner {
            Some(ner) => redactor.with_ner(ner.clone()),
            None => redactor,
        };
        let text = row.text("text");
        let found = redactor.redact(text);
        let restored = found.restore().expose() != text;
        [
            row.differs("redacted", found.text.get().as_str()),
            row.differs("bytes", spans(&found.spans)),
            row.differs("chars", spans(&offsets_in_chars(text, &found.spans))),
            row.differs("utf16", spans(&offsets_in_utf16(text, &found.spans))),
            restored.then(|| "restoring does not give the text back".to_owned()),
        ]
        .into_iter()
        .flatten()
        .collect()
    });
}

#[test]
fn redactor() {
    each_row(&file("redactor"), "row", 10, |row| {
        let redactor = Redactor::from_json(&row.0["redactor"].to_string()).unwrap();
        let times = row.0["times"].as_u64().unwrap_or(1) as usize;
        let (text, want) = (row.text("text").repeat(times), row.text("redacted").repeat(times));
        let found = redactor.redact(&text);
        let mut complaints = Vec::new();
        if *found.text.get() != want {
            complaints.push(format!("redacted is {:?}", found.text.get()));
        }
        if *found.restore().expose() != text {
            complaints.push("restoring does not give the text back".to_owned());
        }
        let (mut stream, mut vault) = (redactor.stream().unwrap(), Vault::default());
        let chars: Vec<char> = text.chars().collect();
        let pieces = chars.chunks(7).map(|piece| piece.iter().collect::<String>());
        let mut given: String = pieces.map(|piece| stream.push(&piece, &mut vault)).collect();
        given += &stream.finish(&mut vault);
        if given != want {
            complaints.push(format!("in pieces it is {given:?}"));
        }
        complaints
    });
}

#[test]
fn read() {
    each_row(&file("read"), "row", 20, |row| {
        let channel: Channel = row.text("channel").parse().unwrap();
        let reading = consent::read(channel, row.text("text"));
        [row.differs("label", reading.label().as_str()), row.differs("rule", reading.rule())]
            .into_iter()
            .flatten()
            .collect()
    });
}

#[test]
fn guard() {
    let file = file("guard");
    each_row(&file, "row", 12, |row| {
        let mut record = row.record(&file);
        record["draft"] = json!(row.text("draft"));
        let reasons = DraftRecord::from_json(&record.to_string()).unwrap().check();
        let reasons: Vec<String> = reasons.iter().map(ToString::to_string).collect();
        let blocks = DraftRecord::from_json(&record.to_string()).unwrap().blocks();
        let words = |block: &Block| match &block.words {
            Some(words) => format!("{}: {}", block.rule, words.get()),
            None => block.rule.to_string(),
        };
        let blocks: Vec<String> = blocks.iter().map(words).collect();
        row.differs("reasons", reasons).into_iter().chain(row.differs("blocks", blocks)).collect()
    });
}

#[test]
fn tokens() {
    each_row(&file("tokens"), "row", 10, |row| {
        let counter = ChatCounter::for_model(row.text("model"));
        let text = row.text("text");
        [
            row.differs("count", counter.count_text(text)),
            row.differs("chat", counter.count_chat(&[("user", text)])),
            row.differs("exact", counter.is_exact()),
            row.differs("counter", counter.name()),
        ]
        .into_iter()
        .flatten()
        .collect()
    });
}

#[test]
fn prompts() {
    let (file, catalog) = (file("prompts"), Catalog::shipped().unwrap());
    each_row(&file, "row", 6, |row| {
        let preview = preview(&catalog, row.text("template"), &row.record(&file).to_string()).unwrap();
        let roles: Vec<&str> = preview.messages.iter().map(|(role, _)| *role).collect();
        let all: Vec<&str> = preview.messages.iter().map(|(_, text)| text.as_str()).collect();
        let mut complaints = row.pieces(&all.join("\n"), "shown", "hidden");
        complaints.extend(row.differs("roles", roles));
        complaints
    });
}

#[test]
fn mistakes() {
    let refusal = |row: &Row| -> Option<Error> {
        let json = row.text("json");
        match row.text("call") {
            "account" => Account::from_json(json).err(),
            "lead" => Lead::from_json(json).err(),
            "listing" => Listing::from_json(json).err(),
            "inbound" => Inbound::from_json(json).err(),
            "outreach" => Outreach::from_json(json).err(),
            "redactor" => Redactor::from_json(json).err(),
            "settings" => EngineBuilder::from_json(json).and_then(EngineBuilder::build).err(),
            "guard" => DraftRecord::from_json(json).err(),
            "preview" => {
                let template = row.0["template"].as_str().unwrap_or("inquiry_reply");
                preview(&Catalog::shipped().unwrap(), template, json).err()
            }
            other => panic!("no such call: {other}"),
        }
    };
    each_row(&file("mistakes"), "row", 40, |row| {
        let Some(error) = refusal(row) else { return vec!["was accepted".to_owned()] };
        let mut complaints = row.pieces(&error.to_string(), "says", "never");
        complaints.extend(row.differs("kind", error.kind().as_str()));
        if let Some(faults) = row.0["faults"].as_u64() {
            let found = error.faults().len();
            if found as u64 != faults {
                complaints.push(format!("{found} faults: {error}"));
            }
        }
        complaints
    });
}

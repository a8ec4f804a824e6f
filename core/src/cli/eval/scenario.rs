//! A scenario: a conversation to play, with what is expected of each turn.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::cli::scene::{self, Scene};
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{Fields, parse_object};
use crate::provider::{Provider, Script};

use super::expect::Expect;

/// A conversation, and what is expected of each turn.
pub(super) struct Scenario {
    pub(super) scene: Scene,
    /// As many as the scene has turns.
    pub(super) expects: Vec<Expect>,
    /// The model's answers, in order; none where the scenario has no model of its own.
    answers: Option<Vec<String>>,
}

impl Scenario {
    fn from_map(mut map: Map<String, Value>) -> Result<Scenario> {
        let answers = match map.remove("answers") {
            None => None,
            Some(answers) => {
                let mut fields = Fields::new(Map::from_iter([("answers".to_owned(), answers)]));
                let answers = fields.texts("answers");
                Some(fields.finish("the scenario", answers)?)
            }
        };
        let turns = map.get_mut("turns").and_then(Value::as_array_mut).into_iter().flatten();
        let expects: Vec<Option<Value>> =
            turns.map(|turn| turn.as_object_mut().and_then(|turn| turn.remove("expect"))).collect();
        let expects = expects.into_iter().map(|expect| match expect {
            None | Some(Value::Null) => Ok(Expect::default()),
            Some(Value::Object(map)) => Expect::from_map(map),
            Some(_) => Err(Error::new(ErrorKind::InputInvalid, "expect: expected an object: write {…}")),
        });
        let expects = expects.collect::<Result<Vec<Expect>>>()?;
        Ok(Scenario { scene: Scene::from_map(map)?, expects, answers })
    }

    /// Its id, as a report names it.
    pub(super) fn name(&self) -> String {
        match &self.scene.id {
            Value::String(id) => id.clone(),
            id => id.to_string(),
        }
    }

    /// The model of its own answers.
    pub(super) fn provider(&self) -> Option<Provider> {
        self.answers
            .as_ref()
            .map(|answers| Provider::scripted(Script::answers(answers.iter().map(String::as_str))))
    }
}

/// Every scenario of the files and folders, in the order of their names.
pub(super) fn read_all(paths: &[PathBuf]) -> Result<Vec<Scenario>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut inside: Vec<PathBuf> = std::fs::read_dir(path)
                .map_err(|_| Error::new(ErrorKind::InputInvalid, "a folder of scenarios cannot be read"))?
                .filter_map(|entry| entry.ok().map(|entry| entry.path()))
                .filter(|path| is(path, "json") || is(path, "jsonl"))
                .collect();
            inside.sort();
            files.extend(inside);
        } else {
            files.push(path.clone());
        }
    }
    let mut all = Vec::new();
    for file in &files {
        let text = scene::read("the scenario's file", file)?;
        if is(file, "jsonl") {
            for line in text.lines().filter(|line| !line.trim().is_empty()) {
                all.push(Scenario::from_map(parse_object("the scenario", line)?)?);
            }
        } else {
            all.push(Scenario::from_map(parse_object("the scenario", &text)?)?);
        }
    }
    if all.is_empty() {
        return Err(Error::new(
            ErrorKind::InputInvalid,
            "no scenario found: name a .json or .jsonl file, or a folder of such",
        ));
    }
    Ok(all)
}

fn is(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|found| found == ending)
}

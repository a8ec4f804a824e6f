//! Reads the tags of a template and checks every name in them.
//!
//! Tera lets two faults pass in silence: a field that does not exist, in `{% if lead.nope %}` (it is false), and
//! an unknown argument of a filter (it is ignored). It also does not show its syntax tree. So closr reads the
//! tags itself and holds every name against [`schema`](super::schema). What it cannot read it refuses.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::prompt::parts::Parts;
use crate::prompt::problem::{Problem, Source, unknown};
use crate::prompt::schema::{FILTERS, LOOP, Place, Shape, TAGS, TESTS, variables};
use crate::prompt::tags::{Tag, Token, Word, tags};

/// What a section's template uses.
#[derive(Clone, Debug, Default)]
pub(super) struct Uses {
    /// Every variable by its path, as in `lead.first_name`; an element of a list has the list's path.
    pub(super) variables: BTreeSet<String>,
    /// Those of them that can be unknown or empty.
    pub(super) optional: BTreeSet<String>,
    /// The names that the template sets itself.
    pub(super) own: BTreeSet<String>,
    /// The parts that it includes.
    pub(super) parts: BTreeSet<String>,
}

/// Checks the tags of one section, which stands at `range` of the file and may include `parts`; in a part there are none.
///
/// # Errors
/// The place that cannot be read as a tag; Tera has more to say about it.
pub(super) fn scan(
    source: Source<'_>,
    place: Place,
    range: Range<usize>,
    parts: Option<&Parts>,
    problems: &mut Vec<Problem>,
) -> Result<Uses, Range<usize>> {
    let tags = tags(source.text, range)?;
    let mut scan = Scan { source, place, parts, scopes: vec![Vec::new()], problems, uses: Uses::default() };
    for tag in &tags {
        scan.tag(tag);
    }
    Ok(scan.uses)
}

/// What a name stands for.
#[derive(Clone, Debug)]
enum Meaning {
    /// A value that the schema describes.
    Known { shape: &'static Shape, path: String, data: bool },
    /// A value that the template made.
    Made { data: bool },
    /// The `loop` of a `for`.
    Loop,
}

struct Scan<'a, 'p> {
    source: Source<'a>,
    place: Place,
    parts: Option<&'p Parts>,
    scopes: Vec<Vec<(&'a str, Meaning)>>,
    problems: &'p mut Vec<Problem>,
    uses: Uses,
}

/// What an expression is, as far as it matters here.
struct Outcome {
    /// The meaning, if the expression is one path and nothing else.
    sole: Option<Meaning>,
    data: bool,
}

#[derive(Clone, Copy)]
enum Bracket {
    /// The arguments of a filter, which has these.
    Arguments(&'static str, &'static [&'static str]),
    Other,
}

impl<'a> Scan<'a, '_> {
    fn problem(&mut self, range: Range<usize>, message: impl Into<String>) {
        self.problems.push(self.source.problem(range, message));
    }

    fn tag(&mut self, tag: &Tag<'a>) {
        if tag.is_print {
            let outcome = self.expression(&tag.words, true);
            if outcome.data && !self.place.takes_data() {
                let at = tag.words.first().map_or(0, |word| word.range.start);
                let end = tag.words.last().map_or(at, |word| word.range.end);
                self.problem(
                    at..end,
                    format!(
                        "others wrote this value, so it cannot stand in [{}]; write it in [listing], [person] or [notes], which are fenced as data",
                        self.place.name()
                    ),
                );
            }
            return;
        }
        let Some((first, rest)) = tag.words.split_first() else { return };
        let Token::Name(name) = first.token else {
            self.problem(first.range.clone(), "a tag begins with its name, as in {% if … %}");
            return;
        };
        match name {
            "if" | "elif" => {
                self.expression(rest, false);
            }
            "for" => self.begin_loop(first, rest),
            "endfor" => {
                if self.scopes.len() > 1 {
                    self.scopes.pop();
                }
            }
            "set" => self.set(rest),
            "include" => self.include(first, rest),
            "else" | "endif" | "break" | "continue" => {}
            other => self.problem(first.range.clone(), unknown("tag", other, TAGS.iter().copied())),
        }
    }

    fn begin_loop(&mut self, tag: &Word<'a>, rest: &[Word<'a>]) {
        let mut scope = vec![("loop", Meaning::Loop)];
        match rest {
            [Word { token: Token::Name(item), .. }, Word { token: Token::Name("in"), .. }, list @ ..] => {
                let outcome = self.expression(list, false);
                let element = match outcome.sole {
                    Some(Meaning::Known { shape: Shape::List(inner), path, data }) => {
                        Meaning::Known { shape: inner, path, data }
                    }
                    Some(Meaning::Known { path, .. }) => {
                        let start = list.first().map_or(0, |word| word.range.start);
                        let end = list.last().map_or(start, |word| word.range.end);
                        self.problem(start..end, format!("{path} is not a list"));
                        Meaning::Made { data: true }
                    }
                    _ => Meaning::Made { data: outcome.data },
                };
                scope.push((item, element));
            }
            _ => self.problem(tag.range.clone(), "a loop is {% for item in list %}"),
        }
        self.scopes.push(scope);
    }

    fn set(&mut self, rest: &[Word<'a>]) {
        match rest {
            [Word { token: Token::Name(name), range }, Word { token: Token::Sign("="), .. }, value @ ..] => {
                if variables(self.place).any(|field| field.name == *name) {
                    self.problem(
                        range.clone(),
                        format!("\"{name}\" is a variable already; use another name"),
                    );
                }
                self.uses.own.insert((*name).to_owned());
                let outcome = self.expression(value, false);
                let meaning = outcome.sole.unwrap_or(Meaning::Made { data: outcome.data });
                if let Some(scope) = self.scopes.last_mut() {
                    scope.push((name, meaning));
                }
            }
            _ => {
                let at = rest.first().map_or(0..0, |word| word.range.clone());
                self.problem(at, "set is {% set name = value %}");
            }
        }
    }

    fn include(&mut self, tag: &Word<'a>, rest: &[Word<'a>]) {
        let [Word { token: Token::Text(name), range }] = rest else {
            self.problem(tag.range.clone(), "a part is {% include \"name\" %}");
            return;
        };
        let Some(parts) = self.parts else {
            self.problem(tag.range.clone(), "a part includes no other part");
            return;
        };
        match parts.uses(name, self.place) {
            Ok(uses) => {
                self.uses.variables.extend(uses.variables.iter().cloned());
                self.uses.own.extend(uses.own.iter().cloned());
                self.uses.parts.insert((*name).to_owned());
            }
            Err(message) => self.problem(range.clone(), message),
        }
    }

    fn expression(&mut self, words: &[Word<'a>], print: bool) -> Outcome {
        let mut outcome = Outcome { sole: None, data: false };
        let mut brackets: Vec<Bracket> = Vec::new();
        // Whether what was just read is a value: `[` then indexes it, `<` compares it.
        let mut after_value = false;
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let next = words.get(at + 1).map(|word| word.token);
            let mut step = 1;
            match word.token {
                Token::Sign("|") => {
                    step = self.filter(words, at, &mut brackets);
                    after_value = true;
                }
                Token::Name("is") => {
                    step = self.test(words, at);
                    after_value = true;
                }
                Token::Name("and" | "or" | "not" | "in" | "if" | "else") => after_value = false,
                Token::Name("true" | "True" | "false" | "False" | "none" | "None" | "null")
                | Token::Text(_)
                | Token::Number => after_value = true,
                Token::Name("for") => {
                    self.problem(word.range.clone(), "a list made inside an expression cannot be used here");
                    after_value = false;
                }
                Token::Name(name) if next == Some(Token::Sign("=")) => {
                    self.argument(word, name, brackets.last().copied());
                    step = 2;
                    after_value = false;
                }
                Token::Name(name) if next == Some(Token::Sign("(")) => {
                    self.problem(
                        word.range.clone(),
                        format!("unknown function \"{name}\"; templates have filters, as in x | usd, and no functions"),
                    );
                    after_value = false;
                }
                Token::Name(_) => {
                    let (length, meaning) = self.path(words, at, print);
                    step = length;
                    if let Some(Meaning::Known { data: true, .. } | Meaning::Made { data: true }) = meaning {
                        outcome.data = true;
                    }
                    if at == 0 && length == words.len() {
                        outcome.sole = meaning;
                    }
                    after_value = true;
                }
                Token::Sign("(") => {
                    brackets.push(Bracket::Other);
                    after_value = false;
                }
                Token::Sign("[") if !after_value => {
                    brackets.push(Bracket::Other);
                    after_value = false;
                }
                Token::Sign(")" | "]") => {
                    brackets.pop();
                    after_value = true;
                }
                Token::Sign(sign @ ("[" | "?[" | "?." | "." | "{" | "}" | "@" | "...")) => {
                    self.problem(word.range.clone(), format!("`{sign}` cannot be used here"));
                    after_value = false;
                }
                Token::Sign("<") if !after_value => {
                    self.problem(word.range.clone(), "components cannot be used in a prompt");
                }
                Token::Sign(_) => after_value = false,
            }
            at += step;
        }
        outcome
    }

    /// `| name` or `| name(`; the words it took.
    fn filter(&mut self, words: &[Word<'a>], at: usize, brackets: &mut Vec<Bracket>) -> usize {
        let Some(Word { token: Token::Name(name), range }) = words.get(at + 1) else { return 1 };
        let known = FILTERS.iter().find(|(filter, _)| filter == name);
        if known.is_none() {
            let names = FILTERS.iter().map(|(filter, _)| *filter);
            self.problem(range.clone(), unknown("filter", name, names));
        }
        if words.get(at + 2).map(|word| word.token) != Some(Token::Sign("(")) {
            return 2;
        }
        brackets
            .push(known.map_or(Bracket::Other, |(filter, arguments)| Bracket::Arguments(filter, arguments)));
        3
    }

    /// `is name` or `is not name`; the words it took.
    fn test(&mut self, words: &[Word<'a>], at: usize) -> usize {
        let negated = words.get(at + 1).map(|word| word.token) == Some(Token::Name("not"));
        let length = if negated { 3 } else { 2 };
        if let Some(Word { token: Token::Name(name), range }) = words.get(at + length - 1)
            && !TESTS.contains(name)
        {
            self.problem(range.clone(), unknown("test", name, TESTS.iter().copied()));
        }
        length
    }

    fn argument(&mut self, word: &Word<'a>, name: &str, bracket: Option<Bracket>) {
        match bracket {
            Some(Bracket::Arguments(_, arguments)) if arguments.contains(&name) => {}
            Some(Bracket::Arguments(filter, [])) => {
                self.problem(word.range.clone(), format!("the filter {filter} takes no arguments"));
            }
            Some(Bracket::Arguments(filter, arguments)) => {
                let what = format!("argument of {filter}");
                self.problem(word.range.clone(), unknown(&what, name, arguments.iter().copied()));
            }
            // The filter or function is unknown, and that has been said.
            Some(Bracket::Other) | None => {}
        }
    }

    /// A variable and its fields from `at` on: the words it took, and what it means where that is known.
    fn path(&mut self, words: &[Word<'a>], at: usize, print: bool) -> (usize, Option<Meaning>) {
        let Some(Word { token: Token::Name(root), range }) = words.get(at) else { return (1, None) };
        let mut meaning = self.variable(root, range);
        let mut length = 1;
        let mut end = range.end;
        loop {
            let step = match words.get(at + length..).unwrap_or_default() {
                [
                    Word { token: Token::Sign("." | "?."), .. },
                    Word { token: Token::Name(field), range },
                    ..,
                ] => Some((*field, range.clone(), 2)),
                [
                    Word { token: Token::Sign("[" | "?["), .. },
                    Word { token: Token::Text(field), range },
                    Word { token: Token::Sign("]"), .. },
                    ..,
                ] => Some((*field, range.clone(), 3)),
                [
                    Word { token: Token::Sign("[" | "?["), .. },
                    Word { token: Token::Number, range },
                    Word { token: Token::Sign("]"), .. },
                    ..,
                ] => {
                    meaning = meaning.map(|meaning| match meaning {
                        Meaning::Known { shape: Shape::List(inner), path, data } => {
                            Meaning::Known { shape: inner, path, data }
                        }
                        other => {
                            self.problem(range.clone(), "only a list has numbered elements");
                            other
                        }
                    });
                    length += 3;
                    end = range.end + 1;
                    continue;
                }
                [Word { token: Token::Sign("[" | "?["), range }, ..] => {
                    self.problem(range.clone(), "index by a number or a quoted name");
                    meaning = None;
                    length += 1;
                    None
                }
                _ => None,
            };
            let Some((field, range, took)) = step else { break };
            end = range.end;
            meaning = meaning.and_then(|meaning| self.field(meaning, field, &range));
            length += took;
        }
        let whole = range.start..end;
        let next = words.get(at + length).map(|word| word.token);
        if let Some(Meaning::Known { shape, path, .. }) = &meaning {
            match shape {
                Shape::Group(fields) => {
                    let known: Vec<_> = fields.iter().map(|field| field.name).collect();
                    self.problem(
                        whole,
                        format!("{path} is a group of fields; name one of {}", known.join(", ")),
                    );
                }
                Shape::List(_) if print && next != Some(Token::Sign("|")) => {
                    self.problem(
                        whole,
                        format!("{path} is a list; write {path} | join(sep=\", \") or a loop"),
                    );
                }
                Shape::Choice(choices) => self.choice(path, choices, words, at + length),
                Shape::List(_) | Shape::Text | Shape::Number => {}
            }
        }
        (length, meaning)
    }

    fn variable(&mut self, name: &str, range: &Range<usize>) -> Option<Meaning> {
        let own = self.scopes.iter().rev().flat_map(|scope| scope.iter().rev());
        if let Some((_, meaning)) = own.into_iter().find(|(own, _)| *own == name) {
            return Some(meaning.clone());
        }
        if let Some(field) = variables(self.place).find(|field| field.name == name) {
            self.note(field.name, field.optional || matches!(field.shape, Shape::List(_)));
            return Some(Meaning::Known {
                shape: &field.shape,
                path: field.name.to_owned(),
                data: field.data,
            });
        }
        let elsewhere =
            Place::ALL.into_iter().find(|place| variables(*place).any(|field| field.name == name));
        let message = match elsewhere {
            Some(place) => format!("\"{name}\" is known only in [{}]", place.name()),
            None => unknown("variable", name, variables(self.place).map(|field| field.name)),
        };
        self.problem(range.clone(), message);
        None
    }

    fn field(&mut self, meaning: Meaning, name: &str, range: &Range<usize>) -> Option<Meaning> {
        match meaning {
            Meaning::Known { shape: Shape::Group(fields), path, .. } => {
                let Some(field) = fields.iter().find(|field| field.name == name) else {
                    let what = format!("field of {path}");
                    self.problem(range.clone(), unknown(&what, name, fields.iter().map(|field| field.name)));
                    return None;
                };
                let path = format!("{path}.{name}");
                self.note(&path, field.optional || matches!(field.shape, Shape::List(_)));
                Some(Meaning::Known { shape: &field.shape, path, data: field.data })
            }
            Meaning::Known { shape: Shape::List(_), path, .. } => {
                self.problem(range.clone(), format!("{path} is a list; take its elements in a loop"));
                None
            }
            Meaning::Known { path, .. } => {
                self.problem(range.clone(), format!("{path} has no fields"));
                None
            }
            Meaning::Loop => {
                if !LOOP.contains(&name) {
                    self.problem(range.clone(), unknown("field of loop", name, LOOP.iter().copied()));
                }
                Some(Meaning::Made { data: false })
            }
            Meaning::Made { .. } => {
                self.problem(range.clone(), "this value has no fields");
                None
            }
        }
    }

    /// A literal that `path` is compared with must be one of its values, or the comparison is never true.
    fn choice(&mut self, path: &str, choices: &[&str], words: &[Word<'a>], at: usize) {
        let compared: Vec<&Word<'a>> = match words.get(at..).unwrap_or_default() {
            [Word { token: Token::Sign("==" | "!="), .. }, literal, ..] => vec![literal],
            [Word { token: Token::Name("in"), .. }, list @ ..]
            | [Word { token: Token::Name("not"), .. }, Word { token: Token::Name("in"), .. }, list @ ..] => {
                list.iter().take_while(|word| word.token != Token::Sign("]")).collect()
            }
            _ => Vec::new(),
        };
        for word in compared {
            if let Token::Text(text) = word.token
                && !choices.contains(&text)
            {
                self.problem(word.range.clone(), unknown(path, text, choices.iter().copied()));
            }
        }
    }

    fn note(&mut self, path: &str, optional: bool) {
        self.uses.variables.insert(path.to_owned());
        if optional {
            self.uses.optional.insert(path.to_owned());
        }
    }
}

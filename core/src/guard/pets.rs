//! Which animals a text allows: the rule on file against what a draft says of it.

use std::sync::LazyLock;

use regex::Regex;

use super::text::pattern;

/// Whether pets as such, dogs and cats are allowed; `None` where the text does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Allowed {
    pets: Option<bool>,
    dogs: Option<bool>,
    cats: Option<bool>,
}

static PART: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[,;.()]| but | pero | solo | only |\bonly |\bsolo "));
static PETS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:pets?|animals?|mascotas?)\b"));
static DOGS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:dogs?|perros?|puppy|puppies)\b"));
static CATS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:cats?|gatos?|kittens?)\b"));
static DENIED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:no|not|never|none|\w+n't|cannot|sin|nada de|tampoco|prohibid\w+|against)\b")
});
static GRANTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:ok|okay|fine|allow\w*|welcome\w*|permit\w*|accept\w*|admiten?|aceptan?|permiten?|permitid\w+|bienvenid\w+|friendly|can (?:have|bring|keep)|could (?:have|bring)|up to|maximum|max|rule|hasta|maximo)\b",
    )
});

/// "Cats are ok and dogs aren't" says two things.
fn apart(part: &str) -> Vec<&str> {
    match part.split_once(" and ").or_else(|| part.split_once(" y ")) {
        Some((one, other)) if GRANTED.is_match(one) && !DENIED.is_match(one) && DENIED.is_match(other) => {
            vec![one, other]
        }
        _ => vec![part],
    }
}

impl Allowed {
    /// What the rule on file allows; its words need not say that it is a rule.
    pub(super) fn by_rule(rule: &str) -> Allowed {
        Allowed::of(rule, true)
    }

    /// What a clause says is allowed.
    pub(super) fn by_clause(text: &str) -> Allowed {
        Allowed::of(text, false)
    }

    fn of(text: &str, is_rule: bool) -> Allowed {
        let mut allowed = Allowed::default();
        for part in PART.split(text).flat_map(apart) {
            let denied = DENIED.is_match(part);
            if !(is_rule || denied || GRANTED.is_match(part) || GRANTED.is_match(text)) {
                continue;
            }
            for (names, verdict) in
                [(&*PETS, &mut allowed.pets), (&*DOGS, &mut allowed.dogs), (&*CATS, &mut allowed.cats)]
            {
                if names.is_match(part) {
                    *verdict = Some(!denied);
                }
            }
        }
        allowed
    }

    /// Whether nothing is said.
    pub(super) fn is_silent(self) -> bool {
        self == Allowed::default()
    }

    /// Whether what is said of each animal is what the rule says of it, or of pets as such.
    pub(super) fn agrees_with(self, rule: Allowed) -> bool {
        let any = rule.dogs == Some(true) || rule.cats == Some(true);
        let all = rule.dogs != Some(false) && rule.cats != Some(false);
        let of_pets = rule.pets.or_else(|| (any || rule.dogs.is_some()).then_some(any));
        let pets = match self.pets {
            Some(true) => of_pets == Some(true) && all,
            Some(false) => of_pets == Some(false),
            None => true,
        };
        let one =
            |said: Option<bool>, own: Option<bool>| said.is_none_or(|said| own.or(rule.pets) == Some(said));
        pets && one(self.dogs, rule.dogs) && one(self.cats, rule.cats)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_holds_for_each_animal() {
        for (rule, text, agrees) in [
            ("one cat allowed, no dogs", "one cat is fine", true),
            ("one cat allowed, no dogs", "dogs aren't allowed there, only one cat", true),
            ("one cat allowed, no dogs", "small dogs are okay with a deposit", false),
            ("one cat allowed, no dogs", "no pets at all", false),
            ("one cat allowed, no dogs", "pets are welcome", false),
            ("two pets up to 40 lb", "dogs are allowed", true),
            ("two pets up to 40 lb", "no se permiten mascotas", false),
            ("dogs and cats allowed, $300 deposit", "solo gatos, nada de perros", false),
            ("dogs and cats allowed, $300 deposit", "se aceptan perros y gatos", true),
            ("no pets", "pets are not allowed", true),
        ] {
            let (rule, said) = (Allowed::by_rule(rule), Allowed::by_clause(text));
            assert_eq!(said.agrees_with(rule), agrees, "{text}: {said:?} against {rule:?}");
        }
        assert!(Allowed::by_clause("thanks for telling me about your dog").is_silent());
    }
}

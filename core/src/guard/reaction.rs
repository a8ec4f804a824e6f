//! A feeling about what the lead tells of their life: "Nice hobby!", "They sound sweet!". It says nothing of a property.

use std::sync::LazyLock;

use super::on_file::OnFile;
use super::text::{Clause, screened, stem, words};
use super::unsourced::is_feature;
use super::vocabulary;
use crate::pattern::Pattern;

/// Words that feel, of which praise of a home is made too.
const FEELINGS: &str = "\
    adorable amazing awesome best bravo bueno cool cute delightful divertido emocionante excited exciting \
    fantastic fun funny great hermoso hilarious impressive lindo lively lovely lucky maravilloso nice perfect \
    precious safe smart sweet terrific thrilled thrilling tierno wild wise wonderful";

/// What a lead tells of, and no home has.
const OF_LIFE: &str = "\
    adventure anniversary antojo art artist baby bebe birthday boda boy career cat cats chapter chef chicken \
    chickens cocinar congrats congratulations cook cooking crew dad daughter dog doggo dogs duo engagement \
    expecting flight flock girl goats graduation grandkids hermano hija hijo hobbies hobby honeymoon household \
    humor husband job kid kids kitties kitty lab life mama marriage memories milestone mom music musician name \
    names nap naps newborn ninos nurse painter papa parents perrito perro pets planner proyecto pup puppies \
    puppy pups sister son story trabajo travels trio trip twins vacation viaje vuelo wedding weekend \
    wife";

/// What praise is of, when it is of the property, its place, its price or its people.
const OF_A_HOME: &str = "\
    apartment area block buy casa city community commute condo deal design families family find home house it \
    its land layout light listing location lot market neighborhood neighbors options owner part people place \
    price property rent school schools seller size space spot street style this town unit value zona";

/// Who or what is felt with, besides what a lead tells of.
const WITH: &str = "they you youre ellos ellas usted";

/// Whether the clause only feels with the lead: a feeling alone may be an answer about the property.
pub(super) fn is(clause: &Clause, on_file: &OnFile<'_>) -> bool {
    let (mut feels, mut with) = (false, false);
    let all = words(clause.text()).all(|word| {
        let feeling = is_in(FEELINGS, word);
        let of_life = is_in(OF_LIFE, word) || is_in(OF_LIFE, stem(word));
        feels |= feeling;
        with |= of_life || is_in(WITH, word) || on_file.is_name(word);
        let of_home = is_in(OF_A_HOME, word) || is_feature(word);
        let known = feeling || of_life || vocabulary::is_neutral(word) || on_file.is_name(word);
        !of_home && (known || word.len() <= 2)
    });
    feels && with && all
}

/// How a clause speaks of the property without naming it.
static OF_IT: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"^(?:(?:yes|yeah|oh|well|and|so)\W+)*(?:it|this|that one)(?:'s|'d|'ll)? ?(?:is|are|be|would|will|sounds?|looks?|feels?|seems?)?\b",
    )
});

/// As many words are praise if they feel: a longer clause says what it is about.
const BRIEF: usize = 5;

/// Whether the clause briefly feels something about a home, or about "it", or does no more than feel: that may answer a
/// question about the property, and no model of talk can tell.
pub(super) fn praises(clause: &Clause) -> bool {
    let all: Vec<&str> = words(clause.text()).take(BRIEF + 1).collect();
    let of_home = |word: &&str| is_in(OF_A_HOME, word) || is_feature(word);
    let bare = |word: &&str| is_in(FEELINGS, word) || vocabulary::is_neutral(word) && *word != "stay";
    all.len() <= BRIEF
        && all.iter().any(|word| is_in(FEELINGS, word))
        && (all.iter().any(of_home) || OF_IT.is_match(&clause.seen) || all.len() <= 2 && all.iter().all(bare))
}

fn is_in(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

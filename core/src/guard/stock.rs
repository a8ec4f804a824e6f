//! Stock phrases of talk: words that would describe a property describe the talk in them ("great question").

use std::sync::LazyLock;

use super::text::screened;
use crate::pattern::{Pattern, Seen};

static STOCK: LazyLock<Pattern> = LazyLock::new(|| {
    screened(concat!(
        r"\b(?:good|great|fair|excellent|perfect|smart|wonderful|fantastic|terrific|quick|big|nice|lovely|solid|super|awesome)[, ]+(?:questions?|points?|concerns?|thing to (?:ask|check|know)|things? to (?:ask|check|know)|ideas?|thinking|timing|luck|choices?|news|job|plan|start|call|hands|catch|to (?:know|hear|meet|have)|decisions?|steps?|moves?|life (?:event|change)s?|place to (?:look|start|ask|check|begin)|source|resource|next step|way to (?:start|check|know|find out|get)|summary|note|chat|rundown|overview|recap|reminder|heads[- ]up|day|weekend|evening|night|morning|afternoon|week|time to (?:call|talk|reach|chat|connect|visit|stop by|come by))",
        r"|\bthat(?:'s| is| sounds)(?: (?:really|so|very|just))? (?:great|good|wonderful|fantastic|perfect|awesome|excellent|exciting|terrific|lovely|fair|smart|helpful)(?: (?:to hear|news|to know)\b|[!.,;]|$)",
        r"|\b(?:the |your |its )?(?:best|easiest|quickest|fastest|surest|safest|right|first|next|only) (?:way|bet|bets|move|person|people|place to (?:ask|start|look|check|find out)|source|sources|step|steps|next step|option|number|time|times|day|days|contact|point of contact|thing|answer)\b|\b(?:all the|my|our) best\b|\bbest (?:regards|wishes|of luck|confirmed|verified|checked|answered|asked|handled|directed|known|reached)\b|\bat its best\b",
        r"|\b(?:get|getting|have|give you) an? (?:better |good |real |true )?(?:feel|sense|idea|picture|look)\b|\b(?:take|have|taking|get) an? (?:closer |good |quick |better )?look\b|\b(?:your|my|our|their) own (?:view|opinion|mind|eyes|judgment|research|homework|due diligence)\b|\bpoint of view\b|\bin view of\b|\bopen (?:mind|question)s?\b|\bin (?:good|great|safe|excellent) hands\b",
        r"|\bwhat(?:'s| is|'d be| would be) (?:best|right|easiest) for (?:you|your|everyone)\b|\bbest (?:for|suits?) you\b|\bin the (?:long|short) (?:run|term)\b|\bshort(?:est)?(?: answer| version| notice|ly)\b|\b(?:short|long)[- ]term\b|\blong story short\b|\bbig (?:deal|difference)\b|\bsame page\b|\bhead start\b|\bnext (?:chapter|phase|stage|steps?|week|month|year|time|few)\b|\bfresh start\b|\bhear you\b|\bon paper\b|\bcold(?:er)? months\b|\bhot months\b|\bat your (?:own pace|convenience|leisure)\b|\bno (?:rush|hurry|pressure|obligation|worries)(?: at all)?\b|\bside by side\b|\bhappy (?:house|home)? ?(?:hunting|searching|to \w+|holidays|thanksgiving|new year|friday|monday|weekend)\b",
        r"|\b(?:smooth|successful|safe) (?:sale|move|closing|transition|travels|trip|transaction|search)\b|\bwarm(?:est)? (?:regards|wishes|welcome)\b|\bwarmly\b|\bpersonal (?:decision|choice|preference)\b|\bfeel free\b|\bfull (?:details?|list|picture|report|set|terms|address|name|breakdown|story|listing)\b",
        r"|\bbuen[oa]s? (?:dias?|tardes?|noches?|pregunta|preguntas|idea|punto|suerte|fin de semana|momento|semana)\b|\b(?:excelente|gran|muy buena) (?:pregunta|idea|noticia)\b|\b(?:el|la|lo) mejor (?:es|manera|opcion|forma|momento|seria|persona)\b|\ba la orden\b|\bbonito dia\b|\blindo dia\b|\bfeliz (?:dia|tarde|noche|semana|navidad|ano|fin)\b|\ba largo plazo\b|\ba corto plazo\b|\bpunto de vista\b|\ben vista de\b",
        r"|\b(?:should|if|in case) (?:that|it|this) helps?\b(?: (?:your|with|you)(?: \w+)?)?|\b(?:just )?so you know\b|\bfor what it's worth\b|\bin a nutshell\b|\bto be (?:exact|precise)\b|\bon the (?:nose|dot)\b|\bin the middle\b|\bgive or take\b|\bso to speak\b|\bfor your (?:notes|planning|spreadsheet|records)\b|\bpor si (?:le|te) (?:sirve|ayuda)\b|\bshopping (?:for|around)\b|\b(?:help|housing help|one|someone|office) near (?:you|me)\b|\bfor (?:the|your) record\b"
    ))
});

/// The text without its stock phrases, where it has any.
pub(super) fn without(seen: &Seen<String>) -> Option<String> {
    STOCK.is_match(seen).then(|| STOCK.regex().replace_all(seen.text(), " ").into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn talk_is_taken_out_and_what_describes_stays() {
        for (text, left) in [
            ("great question! the yard is big", Some(" ! the yard is big")),
            ("that's a good place to look", Some("that's a  ")),
            ("it is a great place with a big yard", None),
            ("the best street in town", None),
            ("that's a great kitchen", None),
            ("it's the best place in town", None),
            ("good luck with the search", Some("  with the search")),
        ] {
            assert_eq!(without(&Seen::of(text.to_owned())).as_deref(), left, "{text}");
        }
    }
}

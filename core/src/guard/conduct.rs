//! How an agent's assistant must behave: no advice it has no licence for, no promise, no hurdle, no pretence.
//!
//! Lending: SAFE Act, 12 USC 5101. Referrals: RESPA section 8, 12 USC 2607. Who is a person: California
//! B&P 17941. Stops: 47 CFR 64.1200(a)(10)-(12). Advice, confidences and commissions: the states' licence
//! laws (all read 2026-11-22).

use std::sync::LazyLock;

use regex::Regex;

use super::text::{Clause, fold, pattern, patterns, screened, words};
use super::{Reading, Reason, Rule, times};
use crate::lead::AppointmentStatus;
use crate::pattern::{Pattern, Patterns, Seen};

/// Categories of what may not be stated; a clause that declines, asks or hands off states nothing.
static STATED: LazyLock<Vec<(&'static str, Rule, Patterns)>> = LazyLock::new(|| {
    vec![
        (
            "licensed_advice",
            Rule::Advice,
            patterns(&[
                r"\byou (?:should|ought to|need to|better) (?:probably |definitely |really |just )?(?:buy|sell|offer|wait|refinance|lock|take|put|invest|sign|counter|waive|choose|go with|hold|get (?:an? )?(?:arm|fixed|loan)|skip|rent instead|pull)\b|\bi(?:'d| would) (?:offer|recommend (?:offering|waiving|buying|an? (?:arm|fixed)))",
                r"\bbuy (?:it )?now\b|\b(?:grab|snap) it\b|\bi'd (?:start|begin|come in|go in|open|lead) (?:at|with)\b|\blegally (?:allowed|permitted|own|able|split)|\b(?:isn't|aren't|not) legally\b|\bcan legally\b|\bforeigners? can (?:own|buy)|\bown it outright\b|\bonly need to give\b|\bdays'? notice\b|\bhave to (?:leave|move out|go(?: by| before|[.,!]|$))|\bdepreciat\w+|\bterminate for any reason|\bearnest money back\b|\bonly goes up\b|\b(?:le|les) conviene (?:comprar|vender|esperar|ofrecer|rentar|refinanciar|aceptar|firmar|mas|mucho|un|una|pedir un)\b|\b(?:le|les|te) prestan\b|\b(?:dan|darian) una tasa\b",
                r"\b(?:good|great|best|smart|solid|safe|perfect) (?:time to (?:buy|sell)|investment)|\bbefore (?:rates|prices) (?:go|rise|climb|increase)|\bwill (?:appreciate|increase in value|gain value|go up)\b|\b(?:rates|prices|values) (?:will|are going to|are about to)\b|\bgreat deal\b|\bunderpriced\b|\bcash flow",
                r"\d(?:\.\d+)? ?%(?: \w+){0,2} (?:interest|apr|rate|fixed|arm)\b|\brates? (?:are|is|of|at|as low as|around)\b.{0,25}\d|\b(?:30|15)-year (?:fixed|mortgage|loan)|\b(?:monthly|mortgage) payments? (?:would|will|is|are|of|around|about|should|comes)\b|\bput \d+ ?% down\b|\b\d+ ?% down\b",
                r"\byou(?:'ll| will| would|'d| can| should| are| may|'re)(?: likely| probably| easily| definitely| certainly| still| be| already| get| pre-?| fully)* (?:qualif\w+|approved|pre-?approved|preapproved|pre-?qualif\w+|able to afford|afford)",
                r"\byou (?:don't|do not|won't) need (?:an? |the |any |your )?(?:inspect\w+|lawyer|attorney|appraisal|permit|survey)\b|\bwithout (?:your|his|her|their) (?:\w+'s )?(?:signature|consent|knowledge)\b|\bbefore (?:the|your) (?:lender|bank|irs|landlord) (?:finds|knows|notices)\b|\blegally,? (?:they|he|she|it|nobody|no one|the)\b|\bmost money\b|\b(?:would not|wouldn't) wait\b|^don't wait\b|\b(?:lose|give up|waive) (?:the|your) right\b|\b(?:cannot|can't) cancel\b|\b(?:put|title|transfer) (?:it|the (?:house|home|deed|property)) (?:in(?:to)?|under) (?:your|an?|his|her) (?:name|llc|trust)\b|\bavoids? (?:\w+ ){0,2}tax(?:es)?\b|\bbackdate\b|\bdon't (?:have|need) to disclose\b",
                r"\b(?:sellers?|owners?|landlords?|lenders?|banks?|builders?) (?:must|has to|have to|is required to|are required to) (?:take|accept|sell|give|pay|return|refund|hono(?:u)?r|let|approve|fix|repair)\b|\b(?:skip|forgo|waive|drop) (?:the|your|all|any|an?) (?:\w+ )?(?:inspections?|appraisal|contingenc\w+)\b|\byou(?:'re| are) entitled to\b|\bdon't sign\b|\bte corresponde la mitad\b",
                r"\b(?:community property|rights? of survivorship|joint tenan\w+|tenan\w+ in common)\b",
                r"\btax[- ]deductible|\bdeduct\w*\b.{0,30}\b(?:taxes|interest|points|income)|\b(?:you can|you may|can be) (?:deduct|write (?:\w+ )?off|claim)|\bwrite[- ]off\b|\b1031\b|\bcapital gains\b|\bhomestead exemption\b",
                r"\byou(?:'re| are| can| could| may| have| don't have| do not have| must| won't| will)(?: legally| always| still| simply| just| not| the right| entitled| required| obligated| allowed| free)* (?:to )?(?:back out|sue|break the|withdraw from|walk away|disclose|terminate|evict|withhold|get (?:your|the) deposit back|lose (?:your|the) deposit|cancel (?:the|your) (?:contract|lease))|\blegally (?:you|speaking|binding|required)|\bclause (?:means|says|allows|protects)|\bthe contract (?:means|allows|requires|lets|protects)|\bas[- ]is (?:clause )?means|\bhold title as|\bjoint tenancy is|\bis (?:legally )?(?:enforceable|binding|illegal|not legal)\b",
                r"\bte conviene (?:comprar|vender|esperar)|\bdeberias (?:comprar|vender|ofrecer|esperar)|\bcompra ahora|\b(?:calificas|calificaras)\b|\b(?:te|le|les) aprueb\w+|\b(?:te|le) aprobar\w+|\bserias? aprobad|\bdeducible|\bbuena inversion|\btasa (?:de|del|es)\b.{0,15}\d",
            ]),
        ),
        (
            "guarantee",
            Rule::Guarantee,
            patterns(&[
                r"\bnever (?:have|has|had) (?:any )?(?:problems?|issues?|trouble)\b|\bapproves? (?:every(?:one|body)|anyone)\b|\bconsider yourself (?:in|approved)\b|\bguarante+\w*\b|(?:will|'ll|going to|gonna|goes|go|approved|sells?|closes?|rises?|appreciates?|yours|gets? it)\b.{0,30}\bfor sure\b|\bfor sure (?:going|gonna|will|approved|appreciates?|yours)\b|\byou(?:'ll| will) for sure\b|\bassured\b|\balways (?:appreciat|go(?:es)? up|ris|increas|gain)\w*|\bsiempre (?:sube|aumenta)\w*|\byou(?:'re| are|'ll be| will be) approved\b|\bdefinitely (?:keep|go|rise|appreciat)\w*|\bseguro que\b|\b(?:i|we) promise\b|\bpromise (?:you|to)\b|\b100 ?% (?:sure|certain|guaranteed)|\bwill (?:definitely|certainly|surely|absolutely) (?:sell|appreciate|get|be approved|go|close|accept)|\bcan't lose\b|\brisk[- ]free\b|\bno risk\b|\ba sure thing\b|\bwithout (?:a )?doubt\b|\bgarantiz\w*|\bgarantia de\b|\b(?:te|le|les) prometo\b|\bprometemos\b|\bwe(?:'ll| will) (?:definitely )?sell your (?:home|house) (?:in|for|within)\b",
            ]),
        ),
        (
            "commission",
            Rule::Commission,
            patterns(&[
                r"\b(?:standard|usual|typical|normal|going|customary|set|fixed|average) (?:\w+ ){0,3}(?:commission|\d+(?:\.\d+)? ?%)|\bcommissions?\b.{0,30}\d|\d(?:\.\d+)? ?% (?:\w+ ){0,2}commission|\bcomision(?:es)?\b.{0,30}(?:\d|estandar|normal|fija)|\bevery(?:one|body) charges|\ball (?:agents|brokers|brokerages) charge|\bcommission is (?:set|fixed|required|standard|non-?negotiable)|\bcommissions? (?:are|is) (?:not|non-?)\s?negotiable",
            ]),
        ),
        (
            "referral",
            Rule::Referral,
            patterns(&[
                r"\bgift cards?\b|\breferral (?:fee|bonus|reward)|\bkickback|\b(?:we|i)(?:'ll| will| can) (?:give|pay|credit|rebate|send) you (?:\$|a \$|cash|money|a (?:bonus|credit|discount|rebate|gift)|\d)|\b(?:must|have to|need to|required to|should|only) (?:use|go with|work with) (?:our|my|the|this) (?:\w+ )?(?:lender|title|inspector|mortgage|escrow|insurance)|\b(?:use|go with|call) (?:our|my) (?:\w+ )?(?:lender|mortgage|title|inspector)|\bour (?:\w+ )?lender\b.{0,30}\b(?:best|credit|discount|lowest|cheapest|give|offer)|\bbest (?:lender|title company|inspector)\b|\bseller will like (?:it|your offer) more|\b(?:must|have to|required to) (?:use|go with) the (?:builder|seller|owner|listing)\w*'s\b|\b(?:they|lender|title)\b.{0,20}\bgives? us\b|\ba little something\b|\btarjeta de regalo|\bbono por (?:referir|recomendar)|\b(?:usa|use) (?:a )?nuestro (?:prestamista|banco)",
            ]),
        ),
        (
            "confidential",
            Rule::Confidence,
            patterns(&[
                r"\b(?:seller|sellers|owner|owners|landlord|they|he|she)(?:'d| would| will| might| may| can| could|'ll)(?: probably| likely| definitely| even| also)* (?:take (?:less|it|that|\$?\d[\d,.]*k?|an offer|your|around|about|any)|accept|settle|go (?:as low|down|for)|come down|consider (?:less|lower|an offer|offers)|drop|sell for|negotiate)\b|\bbottom line (?:is|would)|\blowest (?:price |they|he|she)|\bas low as\b|\bother (?:buyer|offer|bidder)s?\b.{0,20}\b(?:is|was|at|offered|came|bid)\b|\bhighest offer\b|\bcompeting (?:offer|bid)",
                r"\b(?:owners?|sellers?|landlord)\b.{0,60}\b(?:would|might|could) (?:look at|consider|entertain)\b|\b(?:owners?|sellers?) (?:have|has|had) (?:already |just )?(?:bought|purchased|moved|found)\b|\bdivorc\w+|\bbetween (?:us|you and me|you and i)\b|\boff the record\b|\bdon't tell\b|\bbehind on (?:the |their )?(?:payments|mortgage)|\bforeclos\w+|\bthey paid\b|\bseller (?:paid|owes)|\b(?:seller|owner|they)(?:'s|'re| is| are)? (?:very |really |pretty )?(?:desperate|in a hurry|under pressure)|\b(?:needs?|has|have) to sell\b|\b(?:el )?(?:vendedor|dueno) (?:aceptaria|acepta|bajaria|necesita vender|esta desesperad)|\bentre nosotros\b|\bthe other (?:side|party)(?:'s)? (?:will|would|is|has|wants)",
            ]),
        ),
        (
            "agency_interference",
            Rule::Agency,
            patterns(&[
                r"\b(?:don't|needn't|no need to) (?:mention|tell)\b.{0,40}\b(?:agreement|agent|broker|realtor)\b|\bbe better (?:served|off)(?: \w+){0,3} with\b|\bagreements? (?:are|is)(?: \w+)? (?:rarely|never|seldom|hardly)\b|\blet(?:ting)? it lapse\b",
                r"\b(?:cancel\w*|break(?:ing)?|terminat\w+|get(?:ting)? out of|leav(?:e|ing)|drop(?:ping)?|fire|firing|end|ending|ditch|dump|void\w*)\b.{0,30}\b(?:agreement|contract|agent|broker|realtor)\b|\bdon't need (?:to (?:keep|use|have) )?(?:your|an|that|another|the other) (?:agent|realtor|broker)|\b(?:sign|go|work) with ¤ instead\b|\b(?:sign|go|work) with \w+ instead\b|\b(?:better than|instead of) (?:your|that|the other) (?:current )?(?:agent|realtor|broker)|\bswitch (?:to us|agents|over)|\b(?:drop|fire|dump|ditch) (?:her|him|them)\b|\bwork with us instead|\byour (?:current |other )?(?:agent|realtor|broker) (?:isn't|doesn't|won't|can't|hasn't|is not|should)|\b(?:ignore|without|skip|bypass|go around|don't tell) your (?:agent|realtor|broker)|\bno necesitas (?:a )?(?:tu|otro) agente|\bcancela (?:tu|el) (?:contrato|acuerdo)",
            ]),
        ),
        (
            "payment_instructions",
            Rule::Payment,
            patterns(&[
                r"\bwire (?:it|the|to|your|funds|money)\b|\brouting(?: number)?\b|\baccount number\b|\b(?:send|transfer|mail|drop off) (?:us |me |the |your |a )*(?:money|funds|deposit|payment|earnest|check|\$)|\b(?:zelle|venmo|cash ?app|paypal|bitcoin|western union|money order)\b|\bpay (?:the (?:deposit|rent|fee)|here|now|online|by|via|with|through)\b|\b(?:credit |debit )?card (?:number|details)\b|\bcvv\b|\biban\b|\btransfier\w+|\bdeposit[ae]\b.{0,20}\ben (?:la|nuestra|esta) cuenta|\b(?:la|nuestra|esta) cuenta \d|\bwallet\b|\b(?:usdt|usdc|ethereum|crypto)\b|\b(?:bank|online) (?:login|password)|\bphoto of your (?:driver|id|passport|license)|\bnumero de (?:cuenta|tarjeta|ruta)",
                r"\b(?:remit|submit|bring|hand over) (?:us |me |the |your |a |an )*(?:\w+ ){0,2}(?:deposit|payment|funds|money|check|cash|rent)\b|\b(?:mande(?:me)?|manda(?:me)?|envi[ae](?:me)?|deposit[ae](?:me)?|transfier\w+)\b.{0,15}\$|\b(?:pics?|photos?|selfie) (?:of|with) (?:ur|your|the) (?:id|license|card|passport|check)\b",
                r"\b(?:send|text|email|give|provide|share|reply with|need|confirm|tell|enter|upload)\b(?: \w+){0,4} (?:your )?(?:ssn|social security|social|bank (?:account|details|statement|info|login)|date of birth|dob|passport|driver'?s? licen[cs]e|photo id|card number|pin|password)\b|\b(?:envi\w*|mand\w*|comparte|proporcion\w*|necesito)(?: \w+){0,3} (?:seguro social|numero de cuenta|pasaporte|fecha de nacimiento|tarjeta)",
            ]),
        ),
    ]
});

/// Categories that no refusal excuses.
static ALWAYS: LazyLock<Vec<(&'static str, Rule, Patterns)>> = LazyLock::new(|| {
    vec![
        (
            "human_claim",
            Rule::Human,
            patterns(&[
                r"\bflesh and blood\b|\bjust (?:stepped out of|finished|got (?:back|out) (?:of|from)) (?:\w+ ){0,2}(?:showing|appointment|meeting|closing|coffee|lunch)\b|\bi(?:'ve| have) (?:sold|shown|closed|been selling) (?:\w+ )?(?:homes?|houses?|properties|real estate)\b|\bi'm ¤, born\b",
                r"\bmy own (?:texts?|calls?|messages?|e-?mails?)\b|\bi(?:'m| am) between (?:showings|appointments|meetings)\b",
                r"\bi(?:'m| am) (?:indeed |actually |definitely |really |just |100% )?(?:a |an )?(?:real |actual |live |living )?(?:person|human)\b|\bi(?:'m| am) (?:definitely |really )?not (?:a |an )?(?:bot|robot|ai\b|machine|automated|computer|chatbot)|\b(?:talking|speaking|chatting|texting) (?:to|with) (?:a |an )?(?:real |actual |live )(?:person|human|agent)|\bi(?:'m| am) (?:a|an|your|the) (?:licensed |local |listing |real estate |buyer'?s )*(?:agent|realtor|broker)\b|\bsoy (?:una )?(?:persona|humano|humana|agente)\b|\bno soy (?:un |una )?(?:bot|robot|maquina|ia)\b|\bno (?:bots?|robots?|ai) here\b|\b(?:all|100%|very) human\b|\bhuman here\b|^(?:(?:no|nope|nah)\W+)?not a (?:ro)?bot\b|\bin the flesh\b|\bi'm human\b|\bun[ao]? persona real\b|\bsoy (?:una )?persona\b|\bsoy de carne\b|\b(?:an? )?actual (?:leasing )?(?:agent|person|human|realtor)\b|\b(?:it's|this is|es) (?:¤|\w+) (?:typing|writing|speaking|texting)\b",
                r"\bi(?:'m| am) (?:very |totally |completely |definitely )?real\b|\bi work (?:at )?the (?:\w+ )?desk\b|\bi (?:personally|myself)\b|\bi (?:toured|walked through|visited|grew up|live (?:in|near|nearby)|lived|drove by|bought my|raised)\b|\bmy (?:kids|wife|husband|family|children|own home)\b|\bi(?:'ll| will) (?:meet you|see you|be there|show you (?:around|the (?:home|house|property|place|unit)))|\b(?:nos vemos|te veo)\b",
            ]),
        ),
        (
            "privacy_wrong",
            Rule::Privacy,
            patterns(&[
                r"\b(?:right|law|rule) (?:is|applies|counts) only (?:for|to|in)\b|\b(?:rights?|laws?|rules?) only (?:apply|applies|exists?|counts?)\b|\bonly (?:for|applies to|covers) (?:californians?|residents|customers|citizens)\b|\bonly (?:delete|erase|share|correct|honou?r)\b.{0,30}\b(?:residents|californians?|customers|citizens)\b|\byou (?:agreed|consented) to (?:\w+ ){0,2}shar\w+|\bnot able to (?:give|hand) out\b",
                r"\b(?:can't|cannot|can not|won't|will not|don't|do not|unable to|not able to|not possible to|no way to|refuse to|not required to|not obligated to|don't have to)\b(?: \w+){0,2} (?:delete|erase|remove|correct|export|honou?r|process|accept)\b(?: \w+){0,3} (?:data|information|info|records?|deletion|requests?|copy|personal)\b|\b(?:can't|cannot|won't|will not|don't|do not|refuse to|not required to|not obligated to|don't have to)\b(?: have to)?(?: \w+){0,2} (?:provide|show|share|give|send|disclose|tell)\b(?: \w+){0,2} your (?:\w+ )?(?:data|info\w*|records?|copy|file)\b|\b(?:data|information|records?) (?:can't|cannot|can not|won't|will not) be (?:deleted|erased|removed|shared|exported|corrected)|\byou (?:have no|don't have (?:a|the|any)) right\b|\b(?:aren't|isn't|not|am not|are not) (?:able|allowed) to (?:delete|erase|remove)\b|\brecords? (?:have|has) to stay\b|\bnot entitled\b|\b(?:don't|do not|never|won't) (?:give|hand|send) out\b|\bkeep (?:it|them|that|your \w+) (?:for our records|on record|anyway|regardless)\b|\bkeep (?:your|all) (?:data|info\w*) (?:forever|indefinitely)|\bno (?:podemos|puedo|vamos a) (?:borrar|eliminar|entregar|dar)\w* (?:tus|sus|los) datos|\b(?:must|need to|have to) (?:create|open|log|pay|mail|call|visit|write)\b.{0,50}\b(?:delet|data|privacy|request)",
            ]),
        ),
        (
            "injection_obeyed",
            Rule::Order,
            patterns(&[
                r"\b(?:my|the) (?:system |hidden |initial )?(?:prompt|instructions) (?:is|are|says?|reads?)\b|\bsystem prompt\b|\byou are a helpful\b|\bignor(?:e|ing) (?:all |my |the |previous |prior |your )+(?:instructions|rules)|\b(?:developer|dan|god|admin) mode\b|\bjailbreak|\b(?:marked|set|changed|updated)\b.{0,30}\bopted[- ]in\b|\bfair housing (?:law |rules )?(?:doesn't|does not|don't) apply|\bhere (?:is|are) (?:the|all|our) (?:other )?(?:leads|phone numbers|clients)|\bnew (?:rule|instruction)s?(?: from the broker)? (?:is|are|applied|accepted|noted)|\bas (?:you )?instructed,|\bthe (?:house|home) is free\b|\bthis (?:house|home) is free\b",
            ]),
        ),
        (
            "optout_integrity",
            Rule::Stop,
            patterns(&[
                r"\b(?:can't|cannot|not possible to|no way to) (?:unsubscribe|opt (?:you )?out|stop (?:texting|messaging|contacting))|\b(?:to (?:unsubscribe|opt out|stop|be removed)),? (?:you(?:'ll)? (?:must|need to|have to|will need)|please (?:call|visit|log|fill|mail|e-?mail|write|click|confirm))|\bkeep (?:texting|messaging|contacting) you\b",
            ]),
        ),
    ]
});

static STOP: LazyLock<Patterns> = LazyLock::new(|| {
    patterns(&[
        r"^\W*(?:please )?(?:stop|stop ?all|unsubscribe|cancel|end|quit|revoke|opt[- ]?out|alto|basta|parar|detener|baja)(?: please| now| it)?\W*$",
        r"\bstop (?:\w+ )?(?:text|messag|contact|email|writ|call|send|bother|spam)ing\b|\b(?:take|remove) me (?:off|from)\b|\bunsubscribe me\b|\b(?:do not|don't|never) (?:ever )?(?:text|message|contact|call|e-?mail|write)(?: to)? me\b|\bleave me alone\b|\blose my number\b|\bno more (?:texts|messages|emails)\b|\bopt me out\b|\bplease unsubscribe\b|\bcease (?:all |any )?(?:communications?|contact|messages|texts|texting)\b|^\W*(?:please |kindly )?cease\W*$|🛑",
        r"\bno me (?:escrib|mand|contact|llam|envi)\w*|\bdej(?:a|e|en) de (?:escrib|mand|envi|contact)\w*|\b(?:quita|borra|saca|elimina)(?:me|r mi numero)\b",
    ])
});
static CONFIRMS_STOP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:unsubscribed|opted out|communications? (?:ceases?|ends?|has ceased|will cease)|(?:we|i) (?:shall|will) cease|opt(?:ed)? you out|won't (?:be )?(?:text|messag|contact|hear|receiv|get|send|e-?mail)\w*|will not (?:be )?(?:text|messag|contact|hear|receiv|get|send)\w*|no (?:more|further) (?:messages|texts|emails)|(?:been|are|you're|have|i've|we've) (?:now )?(?:removed|stopped|unsubscribed)|dado de baja|de baja|no (?:recibira|te enviaremos|le enviaremos|volveremos|te escribiremos|recibiras)|no mas mensajes)",
    )
});
static HINDERS_STOP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\?|\bwhy\b|\breason\b|\bbefore you (?:go|leave)|\bare you sure\b|\bwithin \d|\bbusiness days\b|\bup to \d+|\b(?:\d+|several|a few) (?:hours|days)|\bplease (?:call|log|visit|fill|confirm|click|e-?mail|tell)|\bhttps?:|\bwww\.|\$|\b(?:offers?|deals?|discounts?|listings?|change your mind|keep you|one last|\d+ ?% off|price drop|open house|check out|take a look|last chance|miss out|will miss|'ll miss|one more|new homes|instead|por que|antes de)\b|\bif you(?:'d| would)? (?:like|want) to (?:see|buy|sell|tour)",
    )
});

static NOT_SURE: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:isn't|not|aren't|never|no (?:es|esta|se|lo)|nothing(?:'s| is)?) (?:a |an |be |ever |puedo )?(?:guarante\w+|garanti\w+|promis\w+|promet\w+)\b|\bno guarantees?\b|\bsin garantias?\b",
    )
});

static BOOKED: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\byou(?:'re| are) (?:all )?(?:set|booked|confirmed|scheduled|good to go)\b|\b(?:visit|tour|showing|appointment|viewing|walkthrough|it|time|slot|that|saturday|sunday|monday|tuesday|wednesday|thursday|friday|meeting)(?:,? (?:at )?\d{1,2}(?::\d\d)?(?: ?[ap]m)?)?(?:'s| is| are| has been| have been|'s been)(?: now| all| officially)* (?:booked|confirmed|scheduled|set|reserved|on the calendar)\b|\b(?:i|we)(?:'ve| have|'ll| will)? (?:just |gone ahead and |go ahead and )?(?:booked|scheduled|confirmed|reserved|locked in|set up|book|schedule|put you down for|got you down)\b|\bsee you (?:then|there|at|on (?:\w+day|mon|tue|wed|thu|fri|sat|sun|the \d|\d|¤|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|tomorrow|soon|saturday|sunday|monday|tuesday|wednesday|thursday|friday|this)\b|\b(?:dana|¤|she|he|agent|we|i)(?:'ll| will) (?:meet you|be there|see you|be waiting)|\b(?:visita|cita|recorrido)(?: \w+){0,3} (?:esta|queda|quedo|fue) (?:confirmad|agendad|reservad|programad)\w*|\b(?:he|hemos) (?:agendad|confirmad|reservad|programad)\w*|\bte esperamos\b|\bnos vemos\b|\b(?:le|lo|la|los|te) espera(?:n|mos)?\b|\b(?:esta|queda|quedo|fue) (?:agendad|confirmad|reservad|programad)\w*|\byou(?:'re| are) (?:now )?(?:moved|rescheduled|down for)\b|\b(?:i've|we've|i have|we have|already) (?:moved|rescheduled) (?:you|your|it)\b|\bwill (?:meet|see) you\b|\bon the calendar\b|\bis all set\b|\bbooked!|^confirmed\b|\bconfirmed for\b",
    )
});
static NOT_YET: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\b(?:not|\w+n't|until|once|none|nothing|to (?:confirm|get|be|book|schedule)|can|could|yet|when|as soon as|request\w*|if|may|would|pending|pendiente|cuando|hasta|todavia|aun no|solicit\w*|needs? to|after)\b",
    )
});

static INJECTION: LazyLock<Pattern> = LazyLock::new(|| {
    screened(
        r"\bignore (?:all |your |previous |the |any |prior |my )*(?:instructions|rules|prompt)|\bsystem:|<!--|\bassistant:|\bnew (?:rule|instructions?)\b|\bpretend\b|\bact as\b|\byou are now\b|\boverride\b|\brepeat (?:after me|this|the following|exactly)\b|\b(?:print|reveal|show|repeat) (?:me )?(?:your|the) (?:instructions|rules|system)\b|\b(?:dan|developer|admin|god|debug) mode\b|\bi (?:order|command) you\b|\bignora (?:tus|las|todas|sus)\b|\brepite\b|\b(?:ai|bot|assistant)[,:] (?:say|tell|reply|send|write|offer)|\bprompt\b",
    )
});
static PAYLOAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"\b(?:say|tell (?:them|him|her|me|everyone|leads?|buyers?)|reply with|respond with|write|repeat|output|print|offer|di que|responde)\b(?: that| only| exactly| after me| exactly this| the following)?[: ]+["']?(?P<words>[^"\n.<>-]{4,100})"#,
    )
});
static ASKS_BOT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:bot|robot|ai|automated|machine|computer|chatgpt|ia)\b"));
static SAYS_NO: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:no|nope|nah)\b"));
static OWNS_UP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:automated|virtual|ai|artificial|bot|asistente (?:virtual|automatic[oa])|assistant|not a (?:real |live )?(?:person|human))\b",
    )
});

/// Whether the message asks to be left alone, in the plain words that no answer may stand against.
pub(super) fn is_stop(inbound: &str) -> bool {
    STOP.is_match(&Seen::of(inbound))
}

/// Whether the text does no more than confirm a stop.
pub(super) fn only_confirms_stop(folded: &str) -> bool {
    CONFIRMS_STOP.is_match(folded) && !HINDERS_STOP.is_match(folded)
}

pub(super) fn check(reading: &Reading<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for (category, rule, set) in STATED.iter() {
        let stands = |clause: &Clause| {
            // To ask for a number that must not be given is to be asked for it.
            let may_ask = *category != "payment_instructions";
            let noted = clause.theirs
                && ["noted", "mentioned", "said", "shared", "anot"]
                    .iter()
                    .any(|word| clause.text().contains(word));
            !(noted
                || clause.declines
                || clause.unsure && (*category != "confidential" || clause.text().contains("whether "))
                || clause.asks && may_ask)
        };
        let denied = |clause: &Clause| *category == "guarantee" && NOT_SURE.is_match(&clause.seen);
        let said = reading
            .clauses
            .iter()
            .find(|clause| stands(clause) && set.is_match(&clause.seen) && !denied(clause));
        reasons.extend(said.map(|clause| Reason::of(category, *rule).at(reading.span_of(clause))));
    }
    for (category, rule, set) in ALWAYS.iter() {
        let said = reading.clauses.iter().find(|clause| !clause.asks && set.is_match(&clause.seen));
        reasons.extend(said.map(|clause| Reason::of(category, *rule).at(reading.span_of(clause))));
    }
    if ASKS_BOT.is_match(&reading.inbound)
        && SAYS_NO.is_match(reading.folded.trim())
        && !OWNS_UP.is_match(&reading.folded)
    {
        reasons.push(Reason::of("human_claim", Rule::Human));
    }
    if is_stop(&reading.inbound) && !only_confirms_stop(&reading.folded) {
        reasons.push(Reason::of("optout_integrity", Rule::Stop));
    }
    let booked = says_booked(reading)
        .map(|clause| Reason::of("appointment_unconfirmed", Rule::Booked).at(reading.span_of(clause)));
    let obeyed = does_as_ordered(reading)
        .map(|clause| Reason::of("injection_obeyed", Rule::Order).at(reading.span_of(clause)));
    reasons.extend(booked.into_iter().chain(obeyed));
    reasons
}

/// Says a visit stands that does not, or at another time.
fn says_booked<'r>(reading: &'r Reading<'_>) -> Option<&'r Clause> {
    reading.clauses.iter().filter(|clause| !clause.asks).find(|clause| {
        // "That's set by the state" is no date.
        if !BOOKED.is_match(&clause.seen)
            || clause.text().contains("set by")
            || NOT_YET.is_match(&clause.seen)
            || is_of_open_house(reading, clause)
        {
            return false;
        }
        let zone = reading.zone();
        let today = reading.draft.now.to_jiff().to_zoned(zone.clone()).date();
        let confirmed = reading.draft.lead.appointments.iter().any(|visit| {
            visit.status == AppointmentStatus::Confirmed
                && times::agree_with(clause.text(), &visit.start.to_jiff().to_zoned(zone.clone()), today)
        });
        !confirmed
    })
}

/// Whether what is on the calendar is an open house: that its hours are true is looked at elsewhere.
fn is_of_open_house(reading: &Reading<'_>, clause: &Clause) -> bool {
    let open = |text: &str| text.contains("open house") || text.contains("casa abierta");
    let of_them =
        words(clause.text()).any(|word| matches!(word, "you" | "your" | "visit" | "tour" | "showing"));
    ["on the calendar", "still on"].iter().any(|on| clause.text().contains(on))
        && !of_them
        && (open(clause.text()) || open(&reading.inbound))
}

/// Whether a message, a note or a listing gives orders.
pub(super) fn is_ordered_about(reading: &Reading<'_>) -> bool {
    let notes = notes(reading);
    [&reading.lead_said, &notes, &reading.on_file].into_iter().any(|text| INJECTION.is_match(&Seen::of(text)))
}

fn notes(reading: &Reading<'_>) -> String {
    reading.draft.lead.notes.as_ref().map(|notes| fold(notes.expose())).unwrap_or_default()
}

/// Says what a message, a note or a listing ordered it to say.
fn does_as_ordered<'r>(reading: &'r Reading<'_>) -> Option<&'r Clause> {
    let notes = notes(reading);
    [&reading.lead_said, &notes, &reading.on_file]
        .into_iter()
        .filter(|text| INJECTION.is_match(&Seen::of(text)))
        .find_map(|text| {
            PAYLOAD.captures_iter(text).filter_map(|found| found.name("words")).find_map(|payload| {
                let wanted: Vec<&str> = words(payload.as_str()).filter(|word| word.len() > 2).collect();
                reading.clauses.iter().filter(|clause| !clause.declines && !clause.unsure).find(|clause| {
                    let said: Vec<&str> = words(clause.text()).collect();
                    let met = wanted.iter().filter(|word| said.contains(word)).count();
                    wanted.len() >= 2 && met * 10 >= wanted.len() * 7
                })
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for (.., set) in STATED.iter().chain(ALWAYS.iter()) {
            assert!(set.iter().all(|pattern| !pattern.regex().as_str().is_empty()));
        }
        for pattern in [&BOOKED, &NOT_YET, &INJECTION] {
            assert!(!pattern.regex().as_str().is_empty());
        }
        for regex in [&PAYLOAD, &ASKS_BOT, &SAYS_NO, &OWNS_UP] {
            assert!(!regex.as_str().is_empty());
        }
    }

    #[test]
    fn a_stop_is_read_and_its_answer_held_to_confirming() {
        for (text, stop) in [
            ("stop", true),
            ("please stop texting me", true),
            ("no me escriba mas", true),
            ("is there a bus stop?", false),
        ] {
            assert_eq!(is_stop(text), stop, "{text}");
        }
        for (text, only) in [
            ("you have been unsubscribed. no more messages will be sent.", true),
            ("you're unsubscribed. before you go, see this home", false),
            ("you won't hear from us within 10 business days", false),
        ] {
            assert_eq!(only_confirms_stop(text), only, "{text}");
        }
    }
}

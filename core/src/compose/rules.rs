//! The words by which each intent is known, in folded text (`words::fold`): English and Spanish, usual typos.
//!
//! A rule takes its words away from the rules after it, so the particular stands before the general.

use std::sync::LazyLock;

use super::intent::Intent;
use crate::pattern::Pattern;

/// The rules, in order.
pub(super) struct Rules {
    /// Read before the topics of a property.
    pub(super) before_topics: Vec<(Intent, Pattern)>,
    /// Read after them.
    pub(super) after_topics: Vec<(Intent, Pattern)>,
}

/// Groups of people that fair housing law protects, as messages name them (42 USC 3604, read 2026-11-22).
const PROTECTED: &str = r"(hispanics?|latin[oa]s?|mexicans?|asians?|chinese|koreans?|vietnamese|indian (people|families|family|community)|indians|black (people|folks|families|family|neighbors|community|neighborhood|area)|blacks|african\w*|white (people|folks|families|family|neighbors|neighborhood|area)|whites|caucasians?|arabs?|muslims?|jew(s|ish)?|christians?|catholics?|hindus?|mormons?|gays?|lgbtq?\w*|lesbians?|trans (people|folks)|straight (people|couples|families)|immigrants?|foreigners?|illegals|minorit(y|ies)|race|racial|racially|ethnic\w*|religio\w*|disabled|handicapped|elderly|old(er)? (people|folks|couples)|seniors?|retirees?|families with (kids|children)|families|singles|single (wom[ae]n|m[ae]n|moms?|mothers?|people)|young(er)? (couples?|people|families|family|professionals?)|kids around|children around|college kids|hispanos?|negros|blancos|judios|musulmanes|cristianos|inmigrantes|gente mayor|ancianos|asiaticos|homosexuales)";

pub(super) static RULES: LazyLock<Rules> =
    LazyLock::new(|| Rules { before_topics: build(BEFORE_TOPICS), after_topics: build(AFTER_TOPICS) });

fn build(rows: &[(Intent, &str)]) -> Vec<(Intent, Pattern)> {
    rows.iter().map(|(intent, text)| (*intent, Pattern::new(&text.replace("PROTECTED", PROTECTED)))).collect()
}

const BEFORE_TOPICS: &[(Intent, &str)] = &[
    (
        Intent::Crisis,
        r"end it all|end my (own )?life|kill(ing)? (myself|my self)|\bkms\b|suicid\w*|want(ed)? to die|dont (want|wanna) (to )?(live|be here) anymore|dont want to live|hurt(ing)? myself|no reason to live|better off dead|quiero morir|matarme|quitarme la vida|ya no quiero vivir",
    ),
    (
        Intent::Danger,
        r"(with|have|has|got|bring(ing)?|grab) (a|my|the) (gun|knife|rifle)|shoot (you|u|up|them|him|her)|\bbomb|burn (it|you|them|this place|the (house|home|place|office|building)) down|gas (smell|leak)|smell(s|ing)?( of| like)? gas|(house|building|kitchen|place|apartment) is on fire|carbon monoxide|(going to|gonna|i ?ll|i will) (kill|hurt|shoot|beat) (you|u|him|her|them|someone)|huele a gas|fuga de gas|te voy a matar",
    ),
    (
        Intent::Shelter,
        r"no ?where to (sleep|stay|go|live)|sleeping in (my|the|our) car|\bhomeless\b|no place to (sleep|stay|live)|no ten(go|emos) donde (dormir|vivir|quedar\w*)",
    ),
    (
        Intent::Harassment,
        r"\bsexy\b|\bnudes?\b|pics? of (you|u|urself|yourself)|pictures? of (you|u|yourself)\b|hook ?up with (me|you)|are you single\b|fuck (you|off)|\bbitch\b",
    ),
    (
        Intent::Minor,
        r"\b(im|i am) (only )?(8|9|1[0-7])( ?(years?|yrs?|y)[ /]?(old|o)?)?( and\b| can\b| so\b| but\b|[.,!?]|$)|\bi turn 1[0-8]\b|my kids (phone|number|cell)|my (1[0-7]|[5-9]) ?(year|yr).?old|(daughter|son) is (1[0-7]|[5-9])\b|i was born in 20(09|1\d|2\d)|tengo (1[0-7]|[89]) anos",
    ),
    (
        Intent::OptOut,
        r"^\W*(stop|stop ?all|unsubscribe|cancel|end|quit|revoke|opt ?out|alto|parar|baja|cancelar|para)\W*$|(stop|quit) (texting|messaging|contacting|calling|e?-?mailing|bothering)|take me off|remove me|unsubscribe|(dont|do not|never) (text|contact|message|e?-?mail|call|phone)( me| us)?\b|^\W*(please )?stop( but| and| please| now| all|[,.!])|no me (escrib\w+|contact\w+|llam\w+|mand\w+|envi\w+)|leave me alone|i never signed up|🛑",
    ),
    (
        Intent::Privacy,
        r"what (data|info\w*|details)? ?do (you|u) (have|hold|keep|know)( \w+)? (on|about) me|(send|give|show) me (all )?my (personal )?(data|info\w*|records)|copy of my (personal )?(data|info\w*)|(delete|erase|remove) (all )?my (personal )?(data|info\w*|account|records|details|number)|(sell|sold|selling|shar(e|ed|ing)) my (data|info\w*|number|details)|right to be forgotten|stop using my (data|info\w*)|(how|where) did (you|u) get my (number|info\w*|e?-?mail|name|phone)|mis datos( personales)?|\bgdpr\b|\bccpa\b|como (obtuv\w+|consigui\w+) mi (numero|telefono|correo)",
    ),
    (
        Intent::Discrimination,
        r"(dont|do not|never|no) (rent|sell|show|lease)( it)?( \w+)? to (any|anyone|anybody|people|them|those|families|PROTECTED)|(seller|landlord|owner|we|they)s? (only )?(prefers?|wants?|only) (only )?(an? )?PROTECTED|(dont|do not|wont) accept section|ignore (those|these|them|section)|no service dogs|skip (the )?leads|reply slower|ethnic names|say pets not allowed",
    ),
    (
        Intent::Injection,
        r"(ignore|disregard|forget) (all |any )?(of )?(your|the|my|previous|prior|these|those|above|everything|all).{0,25}|system prompt|^system ?:|\bdeveloper mode|pretend (that |to be |you|the|there)|new rule from|<!--|\byou are now\b|jailbreak|mark lead|\btext start to\b|reveal (your|the)|say the house is free|repeat after me|assistant ?:|print your|ignora (tus|las|todas)",
    ),
    (
        Intent::Thanks,
        r"(thank(s| you)|gracias|thx)( so much| a lot| again)? (for|por) (all )?(the |your |that |la |su |toda la )?(info\w*|details?|help|listing|response|reply|ayuda|respuesta)",
    ),
    // Identity and payment, before words such as "number" and "license" mean something else.
    (
        Intent::Payment,
        r"\bwire\b|\bzelle\b|venmo|cash ?app|paypal|routing (number|#)|account (number|#)|bank (account|login|info\w*|details|number)|(send|pay|mail|drop off).{0,20}(deposit|money|check|payment|earnest|rent\b)|earnest money|make the check|check out to|pay (the |my )?(application|app) fee|(credit|debit) card|card number|\bssn\b|social security|passport|drivers? licen[sc]e|(photo|copy|picture)s? of my (id|license|passport|drivers? licen[sc]e)|transferencia|cuenta (bancaria|de banco)|numero de cuenta|seguro social|numero de tarjeta|bitcoin|crypto",
    ),
    (
        Intent::IsBot,
        r"\b(are|r) (you|u)( \w+){0,2} (bot|robot|ai|a human|human|real|a real \w+|machine|a person|automated|computer|chat ?bot|chat ?gpt|live)\b|is this( an?)?( \w+)? (bot|ai|robot|automated|real person|human|person|real|machine|auto ?\w*)\b|am i (talking|speaking|texting|chatting) (to|with)( an?)? \w+( person)?|prove (you|youre|ur|u)( are| r)? human|did a (human|person)|stop pretending|chat ?gpt|\b(eres|es usted|esto es|es esto) (un |una )?(robot|bot|human[oa]|persona|real|maquina|ia)\b|hablo con (una |un )?(persona|robot|maquina|bot)",
    ),
    (
        Intent::Human,
        r"(talk|speak|chat) (to|with) (an? |an actual |the |your |some)?(human|person|real person|real human|agent|one|body|realtor|representative|rep|manager|broker|live person)|someone (real|human)|(real|live|actual) (person|human|agent)|\brepresentative\b|get me a|hablar con (una |un |el |la )?(persona|agente|humano|alguien)",
    ),
    (
        Intent::WhoIsThis,
        r"who (is|s|tf is)? ?(this|dis|are (you|u)|r u|dat)\b|whos (this|dis|texting)|who am i|(whats|what is) (your|ur) name|quien (es|eres|habla|me escribe)( usted)?\W*$|who do you work for",
    ),
    (
        Intent::PersonalData,
        r"(owner|seller|landlord|tenant|neighbor|buyer|client|lead)s? (\w+ )?(cell|phone|number|e?-?mail|contact|name)( (number|info|address))?|(phone numbers?|names?|contact info|e?-?mails?|number) (of|for) (the |all |your |other )*(owner|seller|landlord|tenant|neighbor|buyer|lead|client)s?|who (owns|is the (owner|seller|landlord))|all the leads|numero del (dueno|propietario)",
    ),
    // Fair housing (42 USC 3604; 24 CFR 100.70; read 2026-11-22).
    (
        Intent::Voucher,
        r"section (8|eight)|\bsec ?8\b|\bhcv\b|vouchers?|housing assistance|rental assistance|seccion (8|ocho)|vale de vivienda",
    ),
    (
        Intent::Accommodation,
        r"(emotional )?support (animal|dog|cat|pet)s?|service (animal|dog)s?|\b(an|my|for) esa\b|esa (letter|dog|cat)|wheel ?chairs?[^.?!]{0,30}disabled( people)?|wheel ?chairs?|\bramps?\b|grab bars?|accessib\w*|disab\w*|handicap\w*|reserved (spot|space|parking)|\bptsd\b|reasonable accommodation|step.?free|animal(es)? de (servicio|apoyo)|silla de ruedas|discapaci\w*",
    ),
    (
        Intent::Steering,
        r"\b(where|which|what|avoid|dont show|show|find|only|stay away|any)\b[^.?!]{0,30}\b(areas?|neighborhoods?|part of town|side of town|look|live|buy|place)?[^.?!]{0,20}PROTECTED[^.?!]{0,30}(look|live|areas?|part of town|neighborhoods?|buy|move|only)|PROTECTED[^.?!]{0,20}part of town|no kids around|no (kids|children) (around|near|nearby)|((which )?(areas?|neighborhoods?)[^.?!]{0,6} )?turning over( to PROTECTED)?|(areas?|neighborhoods?) (should|to|do) (i|we|you)? ?avoid|which areas are for|single wom[ae]n[^?]*|areas to avoid|away from PROTECTED",
    ),
    (
        Intent::People,
        r"(what|which) (kind|type|sort)s? of (people|neighbors|families|crowd|residents|folks)|who (lives|all lives|else lives) (there|around|near|in|on|next)|demographic\w*|\bmakeup of\b|family.?friendly|(gay|lgbtq?\w*|kid|child|immigrant|muslim|christian).friendly|good (place |area |neighborhood )?for (a |my )?(famil(y|ies)|kids|children)|are (there|the neighbors|they)[^.?!]{0,30}PROTECTED|(many|lot of|lots of|mostly|mainly)[^.?!]{0,25}PROTECTED( \w+)?|neighbors?\b[^.?!]{0,20}(like|nice|friendly|quiet)|what are the neighbors|(any|many|lots? of|are there|other) (kids|children|families)|(kids|children) (on|in) (the|this|that) (street|block|building|area|neighborhood)|diverse|diversity|PROTECTED[^.?!]{0,20}(live|living|around|neighborhood|area|community)|how many PROTECTED|racial|que (tipo|clase) de (gente|personas|vecinos|familias)|quien(es)? viven?|como son los vecinos|vecinos|PROTECTED",
    ),
    (
        Intent::Schools,
        r"\bschools?( districts?| zones?| ratings?)?\b|\bisd\b|\bzoned (for|to)\b[^.?!]{0,20}(elementary|school|high)?|elementary|distrito escolar|escuelas?|colegios?",
    ),
    (
        Intent::Safety,
        r"\bsaf(e|er|est|ety)\b|\bcrimes?\b|criminals?|shootings?|dangerous|(bad|good|nice|rough|sketchy|decent|great) (part|area|neighborhood|side|hood)( of town)?|sketchy|ghetto|break-?ins?|burglar\w*|\bgangs?\b|sex offenders?|violen(t|ce)|(what|hows?|how)( is|s)? the (area|neighborhood)( like)?|(what is|whats) the (area|neighborhood) like|segur[oa]\b|seguridad|delincuencia|crimen|peligros[oa]",
    ),
    // Advice, money and the other side.
    (
        Intent::Status,
        r"under contract|bajo contrato|still (up )?for (rent|lease)|(did|has|have) (it|they|this|the (house|home|place|condo))( already)? (sell|sold)\W*($|yet)",
    ),
    (
        Intent::Agency,
        r"(have|need|required) to sign[^.?!]*|sign (something|anything|a contract)[^.?!]*|buyers? (agency|agreement|rep\w*)|(already )?(have|working with|got) (an|another|my own) (agent|realtor)|dual agency|represent(s|ed|ing)? (me|us|the (buyer|seller))|exclusive (agreement|contract)|firmar (algo|un contrato)",
    ),
    (
        Intent::Legal,
        r"back out|break (the|my|a) (lease|contract)|los(e|ing) (my|the|our)? ?(deposit|earnest)|without losing[^.?!]*|(as.is )?\bclauses?\b|contracts?\b|\blegal(ly)?\b|lawyers?|\battorneys?\b|\bsue\b|lawsuit|take (them|him|her|it) to court|\bcourt\b|need to disclose|hold title|joint tenancy|(is|are) the hoa allowed|my rights|can they (legally|deny|kick|raise)[^.?!]*|probate|abogad[ao]|demandar|contrato|clausulas?|es legal",
    ),
    (
        Intent::TaxAdvice,
        r"deduct\w*|write.?offs?|capital gains?|\b1031\b|homestead|tax (break|credit|benefit|advice|implication|exempt\w*)s?|401 ?\(?k\)?|deducir",
    ),
    (
        Intent::Reward,
        r"gift cards?|referral (fee|bonus|reward|program)s?|refer(ring|red)? (my|a|some) \w+|kick ?backs?|finders fee",
    ),
    (
        Intent::Commission,
        r"(seller|owner|landlord)s?( \w+){0,3} pay(s|ing)? (for )?(the |my |a )?(buyers? )?(agent|realtor|broker)s?( \w+)?|commissions?|realtors? fees?|agents? fees?|your (fee|cut|percentage)|who pays (the |my |your )?(buyers? )?(agent|realtor|commission)|\brebates?\b|how (do|much do) (you|u|agents|realtors) (get paid|charge|make)|what do you charge|comision(es)?|honorarios",
    ),
    (
        Intent::Referral,
        r"(which|what|who|whos|recommend|know|suggest|any good|cheapest)\b[^.?!]{0,30}(lender|title compan(y|ies)|inspector|mortgage (guy|broker|company|lender)|contractor|movers?|escrow compan(y|ies))s?( should i use)?|(have to|must|need to|if i|use|with) (i )?(use )?your (lender|mortgage \w+|title \w+|inspector)|que (prestamista|banco|inspector) recomiend\w*",
    ),
    (
        Intent::Forecast,
        r"go(ing)? up in value|appreciation\b|(will|does|do|would|gonna|going to|it|home|house|value)s?( \w+)? appreciate\b|good investment|(buyers|sellers) market|invest(ment|ing|or)?\b|cash ?flow|\broi\b|cap rate|resale( value)?|(good|right|best|bad) time to (buy|sell)|should (i|we) (buy|wait|sell)( now)?|market (going|crash\w*|trend\w*|doing|like|conditions?)|hows? (is )?the market|will prices|va a subir|plusvalia|inversion",
    ),
    (Intent::Guarantee, r"guarant\w+( me)?[^.?!]{0,40}|promise (me|you|that|us)|garantiz\w+|promet\w+"),
    (
        Intent::Told,
        r"(im|i am|we are|were|weve been|ive been|got|been|already) (already )?pre.?(approved|qualified)|(paying|pay) (all )?cash|cash buyers?|all cash",
    ),
    (
        Intent::Financing,
        r"mortgages?|closing costs?|(get|getting|be|need) (pre.?)?(approved|qualified)|pre.?approv\w*|pre.?qual\w*|(interest|mortgage|loan|your|current|what|the|any|good|best) rates?\b|\bapr\b|\ban? arm\b|\bfinanc(e|ed|ing)\b|\bloans?\b|lenders?|down ?payments?|(how much|what|need to|have to|should i)[^.?!]{0,20}put down|(monthly|my|the) payments?|payments? be|\bfha\b|\bva\b|\busda\b|credit( score| check)?|refinanc\w*|hipotecas?|prestamos?|financiamiento|financiar|credito|enganche|pago inicial|mensualidad\w*|tasa de interes",
    ),
    (
        Intent::Valuation,
        r"(my|our) (house|home|place|condo|property|town ?home|land)[^.?!]{0,25}(worth|value|go for|sell for|list for)( exactly)?|worth of (my|our)|(want|need|thinking|looking|ready|like|going|plan\w*|help( me)?|trying|interested in|thinking about|thinking of)( \w+)?( to| of| about)? ?(sell|selling|list|listing)( (my|our|a|the) (house|home|place|condo|property|town ?home|land|lot))?|(sell|selling|list|listing) (my|our) (house|home|place|condo|property|town ?home|land|lot)|home value|valuation|\bapprais(e|al)\b|\bcma\b|market analysis|how much (is|would|could|can|will) (my|our)[^.?!]{0,30}|zestimate|(quiero|quisiera|pienso|necesito) vender( mi \w+)?|vender mi \w+|cuanto vale mi \w+|valor de mi \w+|avaluo",
    ),
    (
        Intent::Opinion,
        r"over ?priced|under ?priced|good (deal|price|buy)|fair price|worth (it|the (price|money)|that much|buying)|priced (right|well|fairly|too)|why (is it )?so (cheap|expensive|low|high)|(price|its|it is|seems?) (too|so|a bit) (high|low|expensive|steep)|what do you think (of|about) (it|the (house|price|place))|do you (like|recommend) (it|the)|buen precio|vale la pena|demasiado car[oa]|muy car[oa]",
    ),
    (
        Intent::Confidential,
        r"bottom line|lowest\b[^.?!]{0,30}(price|take|accept|go|offer)?|(other|any|many|multiple|competing|highest|best|current|more) offers?( yet| on it| so far| in)?|offers? (on (it|the table)|so far|yet|already|in hand)|(how much|what)( is|s)? the other offers?|how (low|much lower|motivated)( will| would| can)?[^.?!]{0,20}|motivat\w*( sellers?)?|why (are|is|do|does) (they|the (seller|owner)s?|he|she|the owner)[^.?!]{0,12}(selling|sell|moving|leaving|move|sale)|(why|how come) (is it|its|it is|it|is this|this is|is the house|the house is)[^.?!]{0,12}(sold|for sale|on the market|selling)|reason (for|they)[^.?!]{0,12}(selling|sale|moving|are selling)|desperate|dont tell (them|the seller|him|her)[^.?!]*|tell the seller[^.?!]*|my neighbor (got|get|sold|paid)|por que (la )?(venden|vende|se vende)|otras ofertas|(tienen|hay) (alguna |mas )?ofertas|ultimo precio|precio minimo|lo menos",
    ),
    (
        Intent::Offer,
        r"(make|submit|put in|write( up)?|send|place|making|submitting|putting in|writing) (an?|my|our|in an) (\w+ )?offer|offers?\b|negotia\w*|would (they|the (seller|owner|landlord)s?|you|u|he|she)( \w+)? (take|accept|consider|go|do)[^.?!]{0,25}|(take|accept|consider) (\$ ?)?\d[\d,.]*k?|(come|go) down( on)?( the)?( price)?|lower (the )?(price|rent)|discounts?|wiggle room|flexible( on)?( the)?( price)?|room on (the )?price|(is )?(the )?price firm|(is )?(the )?(price|rent|it) negotiable|is it firm|best price|low ?ball|counter ?offer|ofertas?|negocia\w*|rebaja\w*|descuento|bajar(ian)? el precio|acepta\w* (menos|\d[\d,]*)",
    ),
    (
        Intent::PricePerSqft,
        r"(price|cost|\$|dollars?)( is it)? ?(per|/|a) ?(sq\.?|square) ?(ft|foot|feet)?|per (sq\.?|square) ?(ft|foot|feet)?|\bppsf\b",
    ),
    (
        Intent::Price,
        r"(still )?(listed|listing|asking|priced|going|selling|renting) (at|for) (\$ ?)?\d[\d,.]*( ?(k|m|mil|million|thousand))?\b",
    ),
    // A visit.
    (
        Intent::Reschedule,
        r"re-?schedul\w*( (my|the|our) \w+)?|(change|move|push|cancel|switch|postpone|call off) (my|the|our) (\w+ )?(visit|tour|showing|appointment|appt|viewing|time|walk.?through)|(cant|cannot|wont|not going to|wont be able to) (come|make (it|the (tour|showing|appointment)))|running late|gonna be late|be late\b|((can|could) we do[^.?!]{0,20}instead|reprogramar|reagendar|cambiar|cancelar|mover)( (mi|la|nuestra))? ?(cita|visita)?",
    ),
    (
        Intent::OpenHouse,
        r"(when('s| is)? (is |s )?the (next )?)?open ?houses?|open to the public|casa abierta|puertas abiertas",
    ),
];

const AFTER_TOPICS: &[(Intent, &str)] = &[
    (
        Intent::Appointment,
        r"(what|when|which)( time| day)?( is|s| was| are)? (my|our) (\w+ )?(appointment|appt|showing|tour|viewing|visit)|(is|was|did)[^.?!]{0,15}(my|our|the) (\w+ )?(appointment|appt|showing|tour|viewing|visit)[^.?!]{0,15}(confirm\w*|booked|scheduled|set|still on)?|are we (still )?(on|good|set|confirmed)\b( for [^.?!]{0,20})?|still on for[^.?!]{0,20}|confirm (my|our|the) (\w+ )?(appointment|appt|showing|tour|viewing|visit)|(my|our) (appointment|appt|showing|tour|viewing|visit)\b|(mi|nuestra) (cita|visita)|(la cita|la visita) (esta|sigue)[^.?!]{0,15}",
    ),
    (
        Intent::Call,
        r"\b(call|ring|phone) (me|us)\b|give (me|us) a (call|ring|buzz)|(can|could|would|will|have|please) (you|u|someone|somebody|him|her|them|the agent|\w+) (please )?(call|phone|ring|reach out|contact|get in touch|get back)( to| with)?( me| us)?|reach out to (me|us)|contact (me|us)|(text|e?-?mail) (me|us)\W*$|get back to (me|us)|phone call|(are|r) (you|u) (free|availab\w+|around)|available (for|to) (a )?(call|chat|talk)|\bllam[ae](me|nos)|me (puede[ns]?|podria[ns]?) (llamar|contactar)|contact(eme|enme|ame)|que me llamen",
    ),
    (
        Intent::Contact,
        r"\b[\w.+-]+@[\w-]+\.\w[\w.]*|(\+?1[ .-]?)?\(?\b\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}\b|\bmy (new |cell |work |home )?(cell|number|phone|e?-?mail|address|name)( address| number)? is\b|mi (numero|correo|telefono|nombre|direccion) es",
    ),
    (
        Intent::License,
        r"licen[sc](e|ed|ing|ure)( number| no\.?| num| #|#)?|\btrec\b|\bdre\b|\bnmls\b|licencia",
    ),
    (
        Intent::Agent,
        r"who(s| is)? (the |your |my )?(listing )?(agent|realtor|broker)|(the |your |listing )?(agent|realtor|broker)s?[ ]?(name|number|phone|e?-?mail|contact|info)?( info| number)?\b|(phone|contact|office|your|best) (number|phone|e?-?mail|name|info\w*)|number (for|to call|to reach)|your (address|office)|office (address|location|hours)|address of your|where are (you|u)( located)?|how (do|can) (i|we) (reach|contact|call)( \w+)?|way to reach( \w+)?|whats your (name|number)|agente( inmobiliari[oa])?|numero de (telefono|contacto)|telefono\b|como (lo|la|los|me) contact\w+",
    ),
    (
        Intent::Showing,
        r"\b(can|could|may|would like to|like to|love to|want to|wanna|when can|able to|available to|please|possible to|try to)\b[^.?!]{0,25}\b(see|view|tour|visit|look at|check (it|this|the house) out|stop by|come by|walk through|swing by|drop by|come see)\b( (it|this|the (house|home|place|unit|property|condo|apartment)))?|\b(schedule|book|set up|arrange|request|plan)\b[^.?!]{0,25}\b(tours?|visit|showings?|viewing|appointment|appt|walk.?through|time|look)\b|\b(tours?|showings?|viewings?|walk.?throughs?)\b|((i|we) (can|could) do|(im|i am|we are|were) (free|available|around|off)|how about)[^.?!]{0,12}\b((this |next )?(mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(day)?|today|tomorrow|this weekend|next week)\b|\b((this |next )?(mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(day)?|today|tomorrow|this weekend|next week)( morning| afternoon| evening)?( (at|around) [\w:]+( ?[ap]m)?)? (works|is good|is fine|would work|is great)|what (time|day)s? (works?|are you|are available)|(can|could) (you|u) show (it|me|us)\b|does ((this |next )?(mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(day)?|tomorrow|today)[^.?!]{0,15} work|\b(ok|okay|possible|good time|cool) (to|if i|if we) (stop|come|swing|drop) by|(get|go|come|look) inside|in person|\bsee (it|the (house|home|place|unit|property|condo|apartment))|take a look|show (me|us) (it|the (house|home|place|unit|property|condo|apartment)|around)|\b(visit|appointment|appt)\b|(quiero|quisiera|queremos|puedo|podemos|podria|podriamos|me gustaria|nos gustaria) (ver|visitar|conocer)(l[ao])?( la (casa|propiedad))?|agendar|una (visita|cita)|cuando (la )?(puedo|podemos) (ver|ir|visitar)(l[ao])?|pasar a ver(l[ao])?",
    ),
    (
        Intent::Similar,
        r"similar|something (else|cheaper|bigger|smaller|like (it|this))|anything (else|cheaper|bigger|smaller|like (it|this))|(other|more|any) (homes|houses|listings|properties|places|units|options|condos|apartments)|(another|other) one|what else|parecid[ao]s?|otras (casas|propiedades|opciones)|algo (mas|similar|parecido)",
    ),
    (
        Intent::NotInterested,
        r"(not|no longer|isnt|arent) (really |that |actually )?(interested|looking|in the market|for (me|us))|(already|we|i|just) (bought|found|purchased|rented|closed on|went with)( (a|an|another|something|one))?( \w+)?|\b(i|we)( already| just| have)? sold (my|our|the)( \w+)?|changed (my|our) mind|no,? thank(s| you)|not (right )?now|(ill|we ?ll|well|going to|gonna) pass\b|pass on (this|it)|decided (not|against)|(ya )?no (me|nos) interesa|ya no (busco|estoy buscando|buscamos)|no,? gracias|ya (compr|encontr|rent)\w+|found (another|a) (place|house|home|one)",
    ),
    (
        Intent::Status,
        r"availab\w*|\bavail\b|avalia\w*|availib\w*|availb\w*|avaib\w*|availa?le|availiable|still (got|have) (it|this|that)( one)?|still (for sale|on the (market|mrkt|mkt)|for rent|open|there|up|listed|active)|(on|off) the (market|mrkt|mkt)|off.?market|\b(been |it |already |is it |get )?sold\b|under contract|\bpending\b|contingent|is (it|this) (taken|gone|rented|leased|active)|for sale\b|\bstatus\b|disponib\w*|se vendio|vendid[ao]|ya se rento|rentad[ao]|(a la|en) venta|en renta\b",
    ),
    (
        Intent::Hoa,
        r"\bhoas?\b( (fee|due)s?)?|home ?owners? assoc\w*|association( (fee|due)s?)?|(condo|monthly|community|maintenance) (fee|due)s?|\bdues\b|\bfees?\b|cuotas?( de (mantenimiento|la asociacion))?|mantenimiento|asociacion",
    ),
    (Intent::Taxes, r"(property|prop\.?|real estate|annual|yearly|county)? ?\btax(es)?\b|impuestos?|predial"),
    (
        Intent::Beds,
        r"\b\d? ?(beds?|bds?|bdrs?|brs?|bdrms?|bedrms?)\b|\b\d?bed\w*|\b\d?bd\b|bed ?ro+ms?|bedoo?ms?|berooms?|how many rooms|recamaras?|habitacion(es)?|dormitorios?|\bcuartos?\b|alcobas?",
    ),
    (
        Intent::Baths,
        r"\b\d?\.?\d? ?(baths?|ba|bths?)\b|bath ?ro+ms?|bathrms?|bathrom\w*|batroom\w*|half.?baths?|\bbanos?\b",
    ),
    (
        Intent::Lot,
        r"\blot (size|sqft|sq|dimension)\w*|(size|dimensions) of the (lot|land|property)|how (big|large)( is|s)? the (lot|land|property)|\bthe lot\b|^\W*lot\W*$|/ ?lot\b|\bacres?\b|acreage|\bthe land\b|(cuanto mide (el )?)?(terreno|\blote\b)",
    ),
    (
        Intent::Sqft,
        r"sq\.? ?f(t|eet|oot|tg)\.?|sqft|square ?(feet|foot|footage|ft)|footage|how (big|large)(( is|s)? (it|this|that|the (house|home|place|unit|apartment|condo|property))\b| *($|\?))|(which|whats|what|cual)[^.?!]{0,25}(bigger|larger|smaller|biggest|largest|smallest|mas grande|mas chica)|living area|size of the (house|home|unit|condo|apartment)|whats the size|(cuantos )?pies cuadrados|metros cuadrados|que tan grande|cuanto mide|tamano",
    ),
    (
        Intent::Year,
        r"which[^.?!]{0,20}(older|newer|oldest|newest)|(what )?year\b[^.?!]{0,15}(built|constructed|made)|year built|y(ea)?r( (was|is))?( it| this)? (built|blt|bilt)|y(ea)?r was (it|this)( (built|blt|bilt))?|when was (it|this|the (house|home|building|place|property|condo))[^.?!]{0,6}(built|constructed|made)|how old( is|s)?( (it|this|that|the (house|home|building|place|property|condo|construction|unit)))|how old\W*$|age of the (house|home|building|property)|(en )?que ano( (fue|se) constru\w+| es)?|ano de construccion|cuantos anos tiene|construid[ao]|what year( is| was)?( it| this| the (house|home|building|place|condo))?( from)? *($|[?.!,])",
    ),
    (Intent::Garage, r"garages?|cocheras?|garaje"),
    (
        Intent::Pets,
        r"\bpets?\b|\bdogs?\b|\bcats?\b|pupp(y|ies)|pit ?bulls?|kittens?|mascotas?|perr(o|a|ito|ita)s?|gat(o|a|ito|ita)s?",
    ),
    (
        Intent::Price,
        r"\bprices?\b|\bprcie\b|pricing|asking( price)?|(listed|listing|list) (at|for|price)|how (much|mch)( \w+)?( is| s| are| does| do| would| for| you| u)*( it| this| that| they| (the|this) (house|home|place|unit|property|condo|apartment|listing|one|rent))?( cost( me| us)?| go for| asking| want\w*| listed)? *($|[?.!,]| and\b| for it| per month| a month)|how much( is|s|does|do| are)( it| this| that| the (rent|house|home|place|unit|property|condo|apartment))|(what|how much)( does|s)? (it|this) cost|does (it|this) cost|whats? (is )?(it|this|that) (going|listed|selling|renting|asking)( for| at)?|\b(cheaper|less expensive|more expensive)\b|\bmas (barat[ao]|car[ao])\b|how much (are |do |did |does )?(they|you|u|the (owner|seller)s?|he|she) (wants?|wanting|asking|ask)( for)?|^\W*(so |and |y )?(is|are) (it|they|that)( asking| listed at| still| at| around)? (\$ ?)?\d{3}(k|,?\d{3})?\W*$|the cost *($|\?)|^costs? *($|\?)|(the|monthly|whats|is|what) rent\b|rent( price| amount)?\?|precios?|cuanto (cuesta|vale|piden|sale|cobran|quieren|pide|es|esta)n?( (la|el|esta|este) ?(casa|propiedad|renta|departamento|lugar)?)? *($|[?.!,]| y\b| por\b| al\b)|cuanto *($|\?)|cuanto( es)? (la |de )?renta|\bcosto\b|la renta\b",
    ),
    (
        Intent::Location,
        r"\b(the|full|exact|street|whats|property|its|house|what|an|send) address|address\W*$|where( exactly)?( is|s) (it|this|that|the (house|home|place|property|unit|condo|apartment|listing))( located| at)?|where[^.?!]{0,15}located|\blocated\b|\blocation\b|(what|which) (city|area|neighborhood|part of town|side of town|zip|street|town|subdivision)\b|zip ?code|directions|cross ?streets?|donde (esta|queda|se ubica|se encuentra)|direccion|ubicacion|ubicad[ao]|que (zona|colonia|ciudad|barrio)",
    ),
    (
        Intent::Search,
        r"(want|wanting|looking|need|hoping|trying|like|ready|planning|wanna|interested in)( to)? (rent|renting|buy|buying|purchase|purchasing|lease|leasing|move|moving|relocate)|(looking|searching|hunting|in the market) (for|in|around|at)|in the market|\b(i|we) need (an?|at least|\d|to find|something)\b|(house|home|apartment) hunting|first.?time (home)? ?buyers?|do you have any|busc(o|amos|ando)|estoy buscando|(quiero|queremos|quisiera|necesito|me gustaria) (comprar|rentar|alquilar|una casa|un)",
    ),
    (
        Intent::Summary,
        r"(more|some|any|the|send|get|additional|further)?\b ?(info|information|infos|details?|specs)\b( on| about| please| pls)?|tell (me|us) (more|about|everything)|(im|i am|we are|were|very|still|am|also)? ?\binterested\b( in)?|learn more|know more|what can you tell|describe|(me|nos) interesa|mas (info\w*|detalles|datos)|informacion|\bdetalles\b|que me puede decir",
    ),
    (
        Intent::Thanks,
        r"thank(s| you| u|x)?\b|\bthx\b|\bty\b|\btysm\b|appreciate (it|you|that|your|the|all)\b|gracias|\bthnx\b|\btks\b|\btnx\b",
    ),
    (
        Intent::Greeting,
        r"i have (a|some|a few|a quick) questions?\W*$|quick question\W*$|can (you|u) help( me)?( out)?\W*$|how (are|r) (you|u|ya)( doing)?( today)?|hows it going|como esta(s| usted)?\W*$|^\W*(hi+|he+y+|hello+|helo|hiya|howdy|yo|sup|greetings|hola+|buen(os|as)? ?(dias|dia|tardes|noches)?|good (morning|afternoon|evening|day)|que tal)( there| again| dana)?\b|\b(good (morning|afternoon|evening)|buen(os|as) (dias|tardes|noches)|hola)\b",
    ),
    (
        Intent::Bye,
        r"\bbye\b|good ?night|have a (good|great|nice|blessed) \w+|take care|talk (soon|later|to you)|adios|hasta (luego|pronto|manana)|\bttyl\b|see (you|ya)",
    ),
    (
        Intent::Ack,
        r"^\W*((ok+|okay+|okey|k+|sure|ye+s+|yeah|yea|yep|yup|ya|no+|nope|nah|great|perfect|cool|nice|sounds good|sounds great|got it|alright|will do|awesome|understood|fine|good|wow|lol|si+|vale|claro|bueno|esta bien|perfecto|de acuerdo|entendido|👍\S*|👌\S*|🙏\S*|😊\S*|❤\S*|please|pls|haha\w*|ty|will check)\W*){1,5}$",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_builds() {
        assert_eq!(RULES.before_topics.len(), BEFORE_TOPICS.len());
        assert_eq!(RULES.after_topics.len(), AFTER_TOPICS.len());
    }

    /// A rule that matches the empty text would read its intent into every message.
    #[test]
    fn no_rule_matches_nothing() {
        for (intent, rule) in RULES.before_topics.iter().chain(&RULES.after_topics) {
            assert!(!rule.regex().is_match(""), "{intent:?}");
        }
    }
}

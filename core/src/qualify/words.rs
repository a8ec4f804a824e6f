//! The words by which slots are told and asked, in English and Spanish, without accents, apostrophes and capitals.

use std::sync::LazyLock;

use crate::pattern::Pattern;

macro_rules! patterns {
    ($($name:ident = $text:literal;)*) => {
        $(pub(super) static $name: LazyLock<Pattern> = LazyLock::new(|| Pattern::new($text));)*

        #[cfg(test)]
        fn all() -> Vec<&'static LazyLock<Pattern>> {
            vec![$(&$name),*]
        }
    };
}

patterns! {
    SELL = r"\b(sell(ing)?|list(ing)? (my|our)|vender)\b";
    RENT = r"\b(rent(ing)?|leas(e|ing)|rental|rentar|alquilar)\b";
    BUY = r"\b(buy(ing|er)?|purchas(e|ing)|homebuyer|comprar|comprando)\b";
    WISH = r"\b(i|we|im|id|were|wants?|wanna|looking|hoping|need|trying|like|thinking|interested|quiero|queremos|quisiera|busco|buscamos|necesito|necesitamos|pienso)\b";
    TIMELINE = r"\b(no rush|no hurry|not in (a|any) (rush|hurry)|just (looking|browsing)|sin prisa|no hay prisa|solo (estoy |estamos )?(mirando|viendo)|asap|right away|immediately|right now|today|this (week|month|year|spring|summer|fall|winter)|next (week|month|year|spring|summer|fall|winter)|(in|within) (a|\d{1,2}|one|two|three|four|six|a few|a couple( of)?) (days?|weeks?|months?|years?)|(\d{1,2}|one|two|three|four|six|a few|a couple( of)?)( ?- ?\d{1,2})? (weeks?|months?|years?)|(by|in|before|after|around|early|late|end of)? ?(january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|fall|winter)|lo antes posible|este (mes|ano)|el proximo (mes|ano)|proximo (mes|ano)|en \d{1,2} (semanas|meses)|\d{1,2} (semanas|meses)|en (enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre))\b";
    LAZY = r"\b(rush|hurry|just (looking|browsing)|prisa|solo (estoy |estamos )?(mirando|viendo))\b";
    NOW = r"^\W*(now|ya)\W*$";
    MOVE = r"\b(mov(e|ing)|close|closing|be out|need it|want it|ready|lease (ends|is up|expires)|timeline|mudar\w*|wants?|looking|hoping|need|buy|rent|sell|quiero|busco|comprar|rentar|vender)\b";
    VISIT = r"\b(see|visit|tour|view(ing)?|showing|show|come by|stop by|meet|call|talk|verla|verlo|visitar|visita|llam\w+)\b";
    MONEY = r"(\$ ?)?(\d{1,3}(,\d{3})+|\d+(\.\d+)?)( ?(k|m|mil|million|millones|thousand))?\b";
    BUDGET = r"\b(budget|max(imum)?|up to|go (above|over|to|higher than)|under|below|less than|no more than|at most|afford|spend(ing)?|price range|approved (for|up to)|presupuesto|hasta|menos de|maximo)\b";
    OTHERS = r"\b(sellers?|owners?|landlord|(they|them) (take|accept|go|come|sell|consider)|listed|list price|asking|the price|price (is|was|of)|zillow|redfin|estimate|appraisal|hoa|tax(es)?|fees?|offer|dueno|vendedor|piden)\b";
    PLACE = r"\b(in|near|around|en|zip|code|postal|de)( the| is| es)? $";
    MEASURE = r"^ ?(sq|sf|ft|feet|foot|beds?|bedrooms?|br|bath|acres?|%|min|mile|year|month|week|day|hour|am|pm|recamara|habitacion|cuarto|metros|ano|mes)";
    BEDS = r"\b(\d|one|two|three|four|five|six|un|una|dos|tres|cuatro|cinco)( ?(\+|or more|o mas))?[ -]?(beds?|bedrooms?|bds?|brs?|bdrms?|recamaras?|habitacion(es)?|dormitorios?|cuartos)\b";
    BARE_NUMBER = r"\b(\d|one|two|three|four|five|six|dos|tres|cuatro|cinco)\b";
    CORRECTS = r"\b(actually|scratch that|change of plans?|changed (my|our) minds?|instead|rather|make (that|it)|more like|correction|i meant|we meant|no longer|good news|en realidad|mejor|mas bien|corrijo|cambie de|cambiamos)\b";
    HEDGES = r"\b(maybe|probably|perhaps|about|around|roughly|approximately|ish|i think|not sure|quizas?|tal vez|creo|como|unos|mas o menos)\b";
    AREA = r"(?:\b(?:[Ii]n|[Nn]ear|[Aa]round|[Ee]n|[Cc]erca de|[Pp]or)) (?:the |el |la )?(\d{5}\b|\p{Lu}[\p{L}'’]+(?: (?:(?:or|and|o|y|de|del|la|las|los) )?\p{Lu}[\p{L}'’]+){0,5})";
    NOT_AREA = r"^(January|February|March|April|May|June|July|August|September|October|November|December|Spring|Summer|Fall|Winter|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|English|Spanish|Español)\b|(^| )(St|Street|Ave|Avenue|Rd|Road|Dr|Drive|Ln|Lane|Blvd|Ct|Court|Way|Trl|Trail|Cir|Circle|Pl|Place|Loop|Cove)$";
    LOOKS = r"(?i)\b(look|search|want|need|interested in (buy|rent|home|house|someth|anyth)|mov(e|ing)|relocat|buy|rent|home|house|apartment|condo|busc|quer|quier|quisier|compr|alquil|mud|casa|anything|something|be in)\w*";
    LEADING = r"(?i)^\W*((we|i|would|im|were|looking|like|somewhere|anywhere|maybe|probably|in|near|around|by|en|cerca de|por|the|el|la|los|las) )+";
    APPROVED = r"\bpre.?(approved|qualified|approval)|preaprobad[ao]";
    CASH = r"\b(pay(ing)? (all )?cash|cash (buyer|offer|purchase)|all cash|its cash|de contado)\b|^\W*cash\W*$";
    LENDER = r"\b(have|got|with|using|working with|talking to) (a |my |our )?(lender|bank|mortgage \w+|loan officer)|tengo (un )?(prestamista|banco)";
    NO_LENDER = r"\b(need|find|looking for|dont have|no) (to find )?(a |any )?(lender|financing|mortgage|loan|pre.?approval)|not (pre.?approved|yet approved)|not yet pre.?approved|havent (been|gotten|talked)|no (estoy|estamos) preaprobad|no tengo (un )?(prestamista|banco)";
    NOT_APPROVED = r"\b(not|arent|isnt|havent been|get|getting|need( to be| to get)?|how (do|to)[^.?!]*) (yet )?pre.?(approved|qualified|approval)";
    NO_AGENT = r"\b(dont|do not|not|no longer|never|without|fired|havent|isnt|arent) (\w+ ){0,4}?(an? |my |our |the )?(agent|realtor|broker)\b|\bno (agent|realtor|broker)\b|\b(no|sin|ya no) (\w+ ){0,3}?(agente|corredor)";
    HAS_AGENT = r"\b(have|got|hired|using|work(ing)? with|signed (up )?with|represented by) (already )?(an?|my|our|another|a different) ((real estate|local|buyers|own) )?(agent|realtor|broker)\b|\b(tengo|tenemos|trabajando con|trabajo con) (ya )?(un |mi )?(agente|corredor)";
    AGENT_WISH = r"\b(like|want|love|can i|could i|can you|could you|please) (to )?have (an|the|your|my) agent|have an agent (call|contact|reach|show|text|email|meet)";
    RELOCATES = r"\b(relocat\w*|transferring me|being transferred|getting transferred|job transfer|(new|got a|a) job|job offer|moving for work|nuevo (trabajo|empleo)|me transfieren|me reubican)\b";
    INVESTS = r"\b(im an investor|as an investment|investment (property|home|purchase)|(want|looking|plan\w*) to invest|invertir|inversionista|como inversion)\b";
    LEASE_ENDS = r"\b(lease (ends|is up|is ending|expires|is expiring)|(acaba|termina|vence) (el|mi) contrato)\b";
    FIRST_HOME = r"\b(first.time (home ?)?buyers?|(my|our) first (home|house)|primera (casa|vivienda))\b";
    MORE_SPACE = r"\b(more space|more room|bigger (place|house|home)|outgrown|upsiz\w+|mas espacio|casa mas grande)\b";
    LESS_SPACE = r"\b(downsiz\w+|smaller (place|house|home)|casa mas chica|casa mas pequena)\b";
    DECLINES = r"\b(not sure|unsure|dont know|no idea|idk|havent decided|undecided|depends|not yet|maybe|just (looking|browsing|curious)|prefer not|rather not|skip|no se|todavia no|no estoy segur[ao]|depende|flexible|open|whenever|no rush|no hurry|any)\b|^\W*(no|nope|nah|yes|yeah|yep|si|both|neither)\W*$";
    AWAY = r"\b(stop|unsubscribe|leave me alone|remove me|take me off|wrong (number|person))\b|\bno,? thank";
    LOST = r"\b(not interested|no longer (interested|looking)|no me interesa|ya no (estoy|me) (interes\w+|busc\w+)|(already|just) (bought|found|rented|sold|closed on)|ya (compre|compramos|encontre|encontramos|rente|rentamos))\b";
    ASK_INTENT = r"\b(buy|rent|sell)\b.*\b(buy|rent|sell)\b|comprar.*(rentar|vender)";
    ASK_TIMELINE = r"\b(timeline|time ?frame|when (are|do|would|will|were) you[^?]*(mov|buy|sell|rent|start|purchas|clos)\w*|how soon)|cuando (espera|piensa|quiere|le gustaria)[^?]*(mudar|comprar|vender|rentar)";
    ASK_BUDGET = r"\b(budget|price (range|point)|how much[^?]*(spend|afford|looking to)|comfortable spending)|presupuesto";
    ASK_BEDS = r"\bhow many (bed|bedrooms|rooms)\b|\b(bedrooms?|beds)\b[^?]*\b(need|want|looking|prefer)|cuantas (recamaras|habitaciones)";
    ASK_AREA = r"\b(which|what|where)\b[^?]*\b(areas?|neighborhoods?|part of town|city|cities|looking)\b|(que|cual) (zona|area|ciudad)|donde (busca|esta buscando)";
    ASK_FINANCING = r"\b(lender|pre.?approv\w*|pre.?qual\w*|financ\w*|paying cash|cash or|mortgage)\b|prestamista|preaprobad|contado";
    SPANISH = r"[¿¡]|\b(hola|gracias|buenos|buenas|que|cual|cuant[oa]s?|cuesta|precio|casa|quiero|quisiera|busco|tiene|hay|donde|cuando|disponible|recamaras?|es|esta|mi|la|las|los|una?|para|por|con|en|renta|comprar|rentar|vender|interesa|si|estoy)\b";
    ENGLISH = r"\b(the|is|it|are|you|what|how|when|where|can|i|im|we|my|this|that|do|to|of|and|for|available|price|house|home|hi|hello|hey|in|on|at|looking|want|would)\b";
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_pattern_builds_and_none_matches_nothing() {
        for rule in super::all() {
            assert!(!rule.regex().is_match(""), "{rule:?}");
        }
    }
}

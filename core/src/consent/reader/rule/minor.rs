//! Somebody under 18 writes, or is written to: their age, their grade, a parent who says so.

use super::{FindingKind, Reach, Rule};

mod unless;

use unless::{
    at_college, counts_else, for_years, no_age_before, no_child_writes, no_name_before, works_with_children,
    years_of_else,
};

const MINOR: Rule = Rule {
    id: "minor.plain",
    kind: FindingKind::Minor,
    reach: Reach::Everything,
    confidence: 0.93,
    unless: &[],
    phrases: &[],
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        unless: &[counts_else, years_of_else],
        phrases: &[
            "im <barely>? <barely>? #5-17 years|year|yrs|yr|yo|y|old? old|o?",
            "im <barely>? <barely>? #5-17",
            "^ yes|yeah|yep|no|nope|sorry|well|um im #5-17",
            "i just|only? turned #5-17",
            "my age is <barely>? #5-17",
            "^ age|aged #6-17",
            "^ me|i is|be|m? #10-17",
            "we are both? #10-17",
            "were both #10-17",
            "all of us are #10-17",
            "we are|r minors",
            "^ teen|teenager|kid|child|minor here",
            "im <barely>? a <barely>? teen",
            "moms|dads|mothers|fathers|parents phone|cell|number ..3 im ..1 #5-17",
            "im <barely>? <barely>? a <barely>? little? minor|child|teenager|kid",
            "im underage|kid",
        ],
        ..MINOR
    },
    Rule {
        unless: &[counts_else],
        phrases: &[
            "i|im turn|turning #10-18 next|in|on|this|soon|tomorrow|today|later|at|by",
            "i|im turn|turning #10-18",
            "^ turn|turning #10-18 in|next|on|this|soon|tomorrow",
            "ill|going|will|gotta|about|to be|turn #10-18 in|next|on|this|soon|tomorrow|by|come",
            "wont|dont|didnt be|turn|reach|hit 18|eighteen",
        ],
        ..MINOR
    },
    Rule {
        phrases: &[
            "until|till|til|when|once|after|before i? im|turn|hit|reach|become|be 18|eighteen|adult",
            "until|till|til|when|once im <barely>? adult",
            "years|months|weeks|days ..1 until|till|til|from|before|away|short ..2 im|turn|turning|being|be|of 18|eighteen",
            "im under 18|eighteen|age|aged",
            "^ under 18 here|yet|still",
            "^ not ..1 18|eighteen yet?",
            "im not ..1 18|eighteen|adult",
            "im not ..2 legal|of age",
            "im younger|less than 18|eighteen",
            "^ younger than 18|eighteen",
            "^ its|this the|her|his|their ..1 son|daughter|kid #5-17",
            "im not old enough to ..2 sign|buy|rent|lease|own|vote|drive",
            "im <barely>? too young to ..1 sign|buy|rent|lease|own|vote|drive",
            "emancipated minor|teen|teenager|#14-17",
            "is|its my sweet|10th|11th|12th|13th|14th|15th|16th|17th|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth birthday|16|sixteen",
            "my sweet sixteen|16 is",
            "my 10th|11th|12th|13th|14th|15th|16th|17th|18th birthday|bday is",
            "my quince|quinceanera is|was|last|next",
            "legal|possible|allowed ..5 at #13-17",
            "is #13-17 too|old enough|young to",
            "they|both|them are|both minors",
            "rent|lease|sign|buy|apply if? im? #13-17",
            "someone|somebody|anyone whos #13-17",
        ],
        ..MINOR
    },
    // An age stands before it. A pattern that begins with a number would be tried at every word.
    Rule {
        unless: &[no_age_before],
        phrases: &[
            "years|yrs|yr|yo|y old? ..1 here",
            "going on #11-18",
            "years|year|yr|yo old? rent|lease|sign|buy|apply",
        ],
        ..MINOR
    },
    Rule { unless: &[no_name_before, no_child_writes], phrases: &["is <barely>? #4-17"], ..MINOR },
    Rule {
        unless: &[no_name_before],
        phrases: &[
            "is <barely>? #6-17 ..4 cant|not|isnt|unable ..2 sign|rent|buy|lease|own|contract|client|allowed|agree|agreement",
        ],
        ..MINOR
    },
    Rule {
        unless: &[works_with_children, at_college],
        phrases: &[
            "im <barely>? in|at ..1 #4-11 grade",
            "im <barely>? in ..1 <nth> grade",
            "im <barely>? in <nth> lol|and|so|why|but|please? $",
            "im <barely>? <barely>? <nth> grader",
            "^ in ..1 <nth> grade",
            "^ <nth> grader",
            "im <barely>? in|at ..1 middle|elementary|grade|high|junior school|high",
            "^ still in|at ..1 middle|elementary|grade|high|junior school|high",
            "^ still a ..1 high schooler",
            "im <barely>? in hs",
            "^ still in hs",
            "in hs still",
            "my grade is #1-11",
            "im grade #1-11",
            "^ grade #1-11 here",
            "primary|middle|elementary|high school kid|student here",
            "im <barely>? ..1 high|middle|elementary school student|kid|freshman|sophomore",
            "im <barely>? ..1 highschooler|schooler",
            "i go to ..2 middle|elementary|high|intermediate school",
            "i go to ..2 high|middle|elementary $",
            "im <barely>? a? freshman|sophomore|sophmore",
            "im <barely>? a? junior in|at ..2 high|hs",
            "^ high school freshman|sophomore|sophmore|junior",
            "freshman|sophomore|sophmore in hs",
        ],
        ..MINOR
    },
    // Who else's age it is: a child's that is at the other end, and not the size of a family.
    Rule {
        unless: &[no_child_writes],
        phrases: &[
            "he|she|hes|shes|son|daughter|kid|child|nephew|niece|brother|sister|grandson|granddaughter|teenager is? <barely>? #3-17 years|year|yrs|yo old",
            "hes|shes <barely>? #3-17 and|so|stop|please|this|years? $",
            "hes|shes <barely>? #3-17 and|so|stop|please|this|years",
            "my|our ..1 son|daughter|kid|child|brother|sister|nephew|niece|cousin|grandson|granddaughter is <barely>? #3-17",
            "he|she|hes|shes is? in ..1 <nth>|middle|elementary grade|school",
            "is|hes|shes under 18|eighteen",
            "my|our ..1 son|daughter|kid|child|brother|sister|nephew|niece|cousin|grandson|granddaughter ..1 #3-17",
            "^ son|daughter|kid #3-17",
            "son|daughter|kid|child|brother|sister|nephew|niece|grandson|granddaughter ..1 whos #3-17",
        ],
        ..MINOR
    },
    Rule {
        unless: &[counts_else],
        phrases: &[
            "hes|shes ..1 minor",
            "is|was <barely>? a minor",
            "from|by a minor|child $",
            "my|our|an underage son|daughter|child|kid|girl|boy|sister|brother|teen|teenager",
            "texting|messaging|contacting|text|message|texted a|my|our ..2 minor|child|kid|#3-17|teenager|underage",
            "texting|messaging|contacting my ..1 son|daughter|kid ..4 #3-17|minor|child",
            "talking|speaking|writing|chatting|corresponding to|with a|my ..1 minor|child|kid|#3-17|teenager|underage",
            "<contact>|<contacting>|<contacted> ..2 my|our|a ..1 <nth> grader",
            "phone|number|cell|device|texts|line|account|email|inbox ..2 belongs|is ..4 child|minor|kid|childs|kids|toddler|juvenile",
            "phone|number|cell|device|texts|line|account|email|inbox ..2 belongs|is ..4 #3-17 years|year|yrs|yr|yo|y|grade",
            "phone|number|cell|device|account|email ..2 belongs to ..3 #3-17",
            "this|its|is a|my ..1 kids|kid|childs|sons|daughters ..1 watch|smartwatch|tablet|ipad|chromebook ..6 #3-17",
            "<contacting>|<contacted> ..1 a|my|our ..1 #4-17 years|year|yr|yrs|yo|y",
            "phone|number|cell|device|texts|line|account|email|inbox ..2 belongs|is ..4 <nth> grade|grader",
            "phone|number|cell|device ..2 belongs|is ..3 school student|kid|schooler",
            "this is ..2 kids|childs|minors|sons|daughters phone|number|cell ..6 #3-17|minor|child|grade",
            "this is a kids|childs|minors phone|number|cell",
            "son|daughter|kid|child|brother|sister|nephew|niece ..1 whos #3-17 ..1 received|got|gets|has",
            "sent|sending|send|texting|messaging|writing ..2 my ..1 son|daughter|kid|child|brother|sister|nephew|niece whos #3-17",
            "my brother|sister|nephew|niece|cousin is #3-17 ..1 you|stop|please|quit",
            "my|our #3-17 years|year|yr|yo|y old|o? ..2 text*|messag*|filled|contact*|wrote|booked|emailed|submitted|used|grabbed",
            "texted|texting|messaged|messaging|contacted|contacting|emailed|emailing|wrote|writing you|to? ..1 is|are|was ..1 <barely>? #3-17|minor|child|kid|underage",
            "buyer|renter|applicant|homeowner|client|customer|prospect|lead|seller ..3 is <barely>? #5-17|minor|child|kid",
            "child|kid|minor|toddler ..1 has|uses|using|got|owns this|my|the phone|number|cell",
            "number|phone|cell ..2 given|reassigned|passed|gave to my|our|a|the ..1 child|kid|minor|#4-17",
            "gave ..3 number|phone|cell to my|our|a ..1 child|kid|#4-17",
            "on the line|phone is|with a|my ..1 child|minor|#4-17",
            "he|she|hes|shes is? <barely>? #6-17 ..4 cant|cannot|not|isnt|unable ..2 sign|rent|buy|lease|own|contract|client|allowed|agree|agreement|agreements",
        ],
        ..MINOR
    },
    Rule {
        id: "minor.plain.es",
        confidence: 0.9,
        unless: &[for_years],
        phrases: &[
            "tengo ..1 #6-17|diez|once|doce|trece|catorce|quince|dieciseis|diecisiete anos|anitos",
            "tengo ..1 #10-17|doce|trece|catorce|quince|dieciseis|diecisiete $",
            "cumplo|cumplir ..1 #6-18|quince|dieciseis|diecisiete|dieciocho en|el|manana|este|pronto|anos? $",
            "cumplo|cumplir ..1 #6-18|quince|dieciseis|diecisiete|dieciocho en|el|manana|este|pronto",
            "no tengo|cumplo|cumpli|he ..2 18|dieciocho",
            "faltan|falta ..4 18|dieciocho",
            "soy|es ..2 menor ..2 edad",
            "con|por|una|un menor de edad",
            "soy un|una nino|nina|menor",
            "soy menor",
            "somos menores",
            "soy|estoy chiquito|chiquita|chiquillo|chiquilla",
            "voy a la primaria|secundaria|prepa y|lol|todavia? $",
            "hijo|hija|hermanito|hermanita|hermano|hermana|nieto|nieta|sobrino|sobrina de #4-17 ..3 escrib*|mando|llen*|uso|contest*|agarro",
            "el|la que le|les ..1 escrib* ..1 tiene|es #4-17",
            "es menor $",
            "es un|una menor $",
            "yo tengo #6-17 y|no|pero|nomas",
            "tengo #10-17|doce|trece|catorce|quince|dieciseis|diecisiete nomas|no|pero",
            "hijo|hija|nieto|nieta|sobrino|sobrina ..2 menor de edad",
            "este|es|ese ..2 celular|telefono|numero|iphone|ipad ..2 un|una|mi nino|nina|menor|hijito|hijita",
            "este|es|ese ..2 celular|telefono|numero|iphone|ipad ..3 hijo|hija|nieto|nieta ..3 #3-17",
            "este|es ..4 celular|telefono|numero ..2 mi mama|papa ..6 anos",
            "estoy|voy en ..2 secundaria|prepa|preparatoria|primaria",
            "estoy|voy en ..1 cuarto|quinto|sexto|septimo|octavo|noveno|decimo grado",
            "hijo|hija|hijito|hijita ..4 telefono|celular|escrib*|mensaj* ..4 anos",
            "escrib*|mensaj*|hablando|contest* ..3 hijo|hija|hijito|hijita|nieto|nieta|sobrino|sobrina ..4 #4-17",
            "hijo|hija|hijito|hijita ..2 que ..3 escrib* ..3 #4-17",
        ],
        ..MINOR
    },
    Rule {
        id: "minor.plain.others",
        confidence: 0.9,
        unless: &[no_age_before],
        phrases: &["taon|anyos ..1 palang|lang|pa|po|ako", "po|pa|palang lang? ako"],
        ..MINOR
    },
    Rule {
        id: "minor.plain.others",
        confidence: 0.9,
        unless: &[for_years],
        phrases: &[
            // French, Portuguese, German.
            "jai seulement|juste|que? #6-17|onze|douze|treize|quatorze|quinze|seize ans",
            "pas|encore ..1 18 ans",
            "je suis ..1 mineur|mineure",
            "tenho ..1 #6-17 anos",
            "sou ..1 menor",
            "nao tenho|fiz ..1 18",
            "ich bin erst|noch? #6-17|elf|zwolf|dreizehn|vierzehn|funfzehn|sechzehn|siebzehn jahre|und|aber? $",
            "ich bin erst|noch? #6-17|elf|zwolf|dreizehn|vierzehn|funfzehn|sechzehn|siebzehn jahre",
            "ich bin ..1 keine 18",
            "ich bin ..2 minderjahrig",
            // Vietnamese, Tagalog, Haitian Creole.
            "toi|em|minh|chau moi? #6-17 tuoi",
            "mwen|m gen #6-17 an|lane",
            "mwen|m poko gen 18",
        ],
        ..MINOR
    },
];

/// Scripts whose words are not looked up one by one.
pub(super) const SCRIPTS: &[&str] = &[
    "我是未成年",
    "我还未成年",
    "我還未成年",
    "我还没满18",
    "我未满18",
    "мне двенадцать лет",
    "мне тринадцать лет",
    "мне четырнадцать лет",
    "мне пятнадцать лет",
    "мне шестнадцать лет",
    "мне семнадцать лет",
    "я несовершеннолетн",
    "я ещё несовершеннолетн",
    "я еще несовершеннолетн",
    "저 미성년자",
    "저는 미성년자",
    "انا قاصر",
];

/// The ages of the scripts that write them without spaces, or whose words the tables do not know: before and after a number.
pub(super) const AGES: &[(&str, &str)] = &[
    ("我", "岁"),
    ("我", "歲"),
    ("我今年", "岁"),
    ("我今年", "歲"),
    ("我才", "岁"),
    ("我才", "歲"),
    ("мне ", " лет"),
    ("мне всего ", " лет"),
    ("저 ", "살"),
    ("저는 ", "살"),
    ("나 ", "살"),
    ("عمري ", " سن"),
];

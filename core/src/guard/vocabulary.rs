//! Words that say nothing of a property that is not checked elsewhere.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::text::stem;

/// English and Spanish: what holds sentences together, what is said to people, and the names of fields, units and days,
/// whose values are checked as claims. No word that praises, describes or adds a fact is one of them.
const NEUTRAL: &str = "\
a abajo abierta abiertas abierto ability able abogada abogado aborda about above abril absolute absolutely \
abstract abt acabo acaso accepted accepts accommodation accommodations according accordingly account \
accountant accounts accuracy accurate acepta aceptable aceptacion aceptado aceptados aceptan aceptar acerca \
acercarse achieve acknowledge acknowledged aclaracion aclarar aclararle acompanar aconsejar acordado acordar \
acre acreage acres across activa active activity activo actual actually actualmente acuerdo acuerdos adaptar \
add added addendum adding addition additionally address addresses adds adecuada adecuado adelantar adelante \
ademas adequate adicional adicionales adjuntar adjunto administracion administrador admit admite admiten \
adopt advance advanced advertised advice advise adviser advises advisor afecta afirmar aforementioned \
afortunadamente afraid after afternoon afterward afterwards again against age aged agencia agency agenda \
agendada agendado agendar agent ago agosto agradable agradece agradecemos agradezco agree agreed agreement \
agreements agregar ahead ahh ahi ahora ahorro aim ajusta ajustar ajuste al albeit alcance alcanza alcanzan alert algo \
alguien algunas alguno algunos all allocate allow allowed allows almost alone along alongside aloud alquiler \
already alrededor alright also alternate alternativa alternativas alternative alternatively alternatives \
although altogether always am amable amablemente ambas ambos amend amendment amid amigo amigos among amount \
amounts amusing an analisis analizar analyse analyses analysis analyst analyze and animal animals \
anniversary announce announced announcement annual annually ano anonymous anos anotada anotados anotamos \
anote another answer answered answers ante antemano anterior anteriores antes anticipate anticipated \
anticipating anticipo antiguedad anual anuales anuncio any anybody anyhow anyone anything anyway anywhere \
aparece aparecen aparecio aparezca apart apartamento apartamentos aparte apartment apenas apiece aplica aplicacion \
aplicaciones aplicar apologies apologize apology apoyar apoyo app apparent apparently appear appeared \
appears applaud applicable applicant applicants application applications applies apply appointment \
appreciate appreciated approval approximate approximately apps apr apreciar aprecio aprendido april \
aprobacion aprobada aprobado aprobar apropiado aproximada aproximadamente aproximado apuntado apunto aquel \
aqui archivo are area areas aren arithmetic arizona around arrange arranged arrangement arranges arriba arrival arrive \
arrives arriving articles as asap asegurar asegurarme asesor asesora asesorar asesoria asi aside asimismo \
asistente asistir ask asked asking asks asociacion aspects assess assessed assessment assign assigned \
assignment assignments assigns assist assistance assistant assisting associate association assume assumed \
assumes assumption assure asunto at ataque atencion atenta atentamente atento atras attach attachment \
attempt attend attending attention attorney attorneys aug august aun aunque aunt authorities authority auto \
automated automatica automatically automatico autos autumn availability available avenue averiguar \
averiguaremos averigue averiguo avisame avisar avisare avisarle avisarme avisarnos aviseme aviso avisos \
avoid aw await awaiting aware away aww ayer ayuda ayudamos ayudando ayudar ayudaria ayudarle ayude back bajo \
balance ballpark bancaria bancarios bank bano banos barely basado based baseline basic basically basics \
basis basta bastante bath bathroom bathrooms baths bays bc bd be bear became because become becomes bed \
bedroom bedrooms beds been before begin beginner beginning begins behalf being belief believe believes \
belong below beneficio benefit beside besides bet better between beyond bf bid bids bien bienvenida \
bienvenido big bigger bill bills birthday bit blank bless board boleto book borrow boss both bother bought \
boulevard br brainstorm brief briefly bring brings brochure broker brokerage brother brought browse browsing \
btw bucks budget bueno build building built bungalow bureau buscando buscar business businesses busqueda but \
button buyer buyers buying by cabeza cabria cada calc calcula calcular calculate calculated calculates \
calculation calculator calculo calendar calendario call calling calls calma cambia cambiado cambiar \
cambiaron cambie cambio came campo can cancelada cancelado canceled cancelled cancelo candid candidate \
cannot cant cantidad cantidades cap capable capaz capture car caracteristicas card careful carefully cargo \
carino caro carro carros carry cars cart casa casarse casas case cases cash casi caso casos cat categoria \
categories category cats causa cause caused causes caution caveat celebrate celular censo census central \
century cerca certain certainly certeza certify chance change changed changes chapter characterize charge \
charged charges charla chase chat chatting cheaper check checklist checks cheerful cheers chequear chicos \
chihuahua child children choice choices choose choosing ciento cierre cierta ciertamente cierto cifra cinco circle \
circumstances cita city clara claramente clarification clarify clarity claro clase clause clauses clear \
clearly clever click client clients clip clock closing coach coche cochera coches coincide colleague collect \
column combined come comentar comentarios comentarme comento comes comfortable comience comienza comienzo \
coming comment comments commission commissions commit commitment commitments committed committee common \
communicate communication community como companies company comparable comparacion comparada comparado \
comparar compare compares comparison compartida compartir compensacion compensation compile complaint \
complejo completa completar completed completely completo completos compliance complicado complicate \
complicated compliment comply component compra comprador compradora comprando comprar comprende comprendo \
comprensible compromiso compute computed computer comunicacion comunicarme comunicarse comuniquese con \
concept concern concerned concerns conclude conclusion concreta concreto condado condiciones condition \
conditional condo condominio conduct conectar conexion conference confianza confiar confident confidential \
confidently confirm confirmable confirmacion confirmada confirmadas confirmado confirmamos confirmar \
confirmara confirmarle confirmarlo confirmation confirmed confirms conforme confundir confusing confusion \
congrats congratulations connect connection connects conoce conocer conozca cons consejo consejos consent \
consequently conservative consider considera considerar considerate considered considero consist consistent \
constantly construccion constructed construction construida construido construyo consult consulta consultar \
consultarlo consultas consulte consumer contact contacta contactar contactara contactarla contactarlo \
contacte contacto contacts contador contain contains contarme content contenta contento contestar \
contestarle context contexto contingencies contingency contingent continuar continue contra contract \
contracts contraoferta contribute convenience conveniente convenir conversacion conversar conversation \
convert converted converts conviene cooking cooled cooling cooperation copia copied copies copy cordial \
cordially cordialmente correct correcta correctamente correction correctly correcto corregir correo correr \
corresponde corriente corta corto cosa cosas cost costaria costing costo costos costs could couldn council \
counsel count counted counter counteroffer counts county couple course court cousin coverage covers creado \
create created creates credit credito creditos cree creer creo crew crime criteria criterio critical cross \
crunch cuadrado cuadrados cual cuales cualquier cualquiera cuando cuanta cuantas cuanto cuantos cuarto \
cuartos cuatro cubrir cuenta cuentan cuente cuenteme cuesta cuestan cuestion cuestiones culpa cumple \
cumpleanos cumplir cuota cuotas curiosity curioso curious current currently customer customers cuz dad dado \
daily dar darle darme data date dates dating dato datos daughter day days de dear debajo debate debe deben \
deberia deberian debido debt dec decade december decide decides decidida decidido decidir decidirse decimal \
decimos decir decirle decirme decision decisions decisive declare deed default defer define definite \
definitely definition deja dejame dejan dejar dejarle deje dejeme del delante delay delayed delays deliver \
delivery demas demasiado demora dentro depart departamento department depend depende dependiendo depending \
depends derecho derechos desafortunadamente desarrollo descanse descarga describe described describes \
describir descripcion description desde desea desean desee desire desk despacio despite despues detail \
details detalla detallada detallado detalle detalles determina determination determine determined \
determining device dia diagnostico dial dias dice dicen diciembre did didn diez diferencia diferentes differ \
difference differences different differently differs difficult dificil difiere dig digale digame digamos \
diganle digit digital digits dijo dile dime dimension dimensions dinero direccion directa directamente \
direction directly directo director disagree disappoint disappointed disappointing disclose disclosed \
disclosing disclosure disclosures discreet discretion disculpa disculpas disculpe discuss discusses \
discussion discutir disfrute display disponibilidad disponible disponibles dispuesto disregard distance \
distances distancia distinct distintas distintos district districts distrito distritos diversos divide \
divided dividido dividing dividir doce document documentacion documento documentos documents does doesn dog \
dogs doing dolar dolares dollar dollars dollarwise dom domicilio domingo don donde done dormitorio \
dormitorios dos doubt down download downpayment downsize downsizing dozen draft drafted draw drawback drive \
drop dropping duda dudas due dueno duenos dues dunno duplex duplicate dura duracion durante duration during \
duty dying each eager earliest early earnest easier easily eastern edad edificio edit efectivamente efectivo \
efecto effect effective effectively effort eight eighth either ejemplo el elaborate eleccion elect elegir \
eleven eligibility eligible elija ella ellos else elsewhere email emails embargo embrace emergencia emotion \
emotional empezar emphasize empieza employ employer employment empresa en enable encantada encantado encarga \
encargado encargar encima encontrar encontraria encounter encourage encouraged encuentra end ended ending \
endless ends enero enfoque engage enganche enjoy enjoyed enough enquire enquiry ensenar ensure ensuring \
entendemos entender entendido enter entera enterado entiendo entire entirely entitled entonces entra entrada \
entran entre entrega entregan entregar entrevista envelope enviado enviamos enviar enviarle enviarme \
enviarselo envie envien envio envios envision equal equally equals equipo equivale equivalen equivalent era \
eran error errors es esa esas escoger escolar escolares escriba escribame escribir escribirle escribirnos \
escrito escrow escuchar escuela escuelas ese eso esos espacio espacios especial especialista especially \
especifica especificar especifico esperamos esperando esperar espere espero esposa esposo essential \
essentially esta estaba establish estacionamiento estado estamos estan estar estaremos estaria estarian \
estas este esten estimacion estimada estimado estimate estimated estimates estimation esto estos estrategia \
estudiar etapa etc ethic evaluacion evaluar evaluate evaluation evening eventually ever every everybody \
everyone everything evidence evidente evitar exact exacta exactamente exactly exactness exacto exam examine \
example examples exceed excel excelente excepcion excepciones except exception exceptions excited exclude \
excuse execute exercise exige exigir exist existen existence existing exists exito expect expected expense \
expenses expensive experience experienced experiencia expertise experto expire explain explained explains \
explica explicacion explicar explicarle explicit explicitly explique explore explored exploring expresar \
express expression extender extent external extra extremely eyes facil facilitar facilitate facilmente \
facing fact factor factores factors facts fail fails failure fair fairly faith fall fallback falls false \
falta faltan faltaria familia familiar familiarizar familiarize families family fan fantasy far farewell \
faster father favor feature features feb febrero february fecha fechas federal fee feedback feel feels fees \
feet felicidades feliz fell fema few fewer ficha field fifteen fifth fifty figura figuran figure figures \
fijarse fijo file filed files filled filter final finalizar finalize finally finance financial \
financiamiento financiera financiero financing finanzas find finds fine fingers firm firma firmar firmer \
firmly first fiscal fit fits five fix flag flags flexibilidad flexibility flexible flip floor floors flow \
fluctuate focus focused folder folks folleto follow following follows followup fond fool foot for forbidden \
forever forgive forgot form forma formal formally formar formas formatted former forms formula formulario \
forth fortunate fortunately forty forward forwarded foto fotos found foundational four fourth fraction frame \
framework frank frankly frecuencia frecuente freely freeze frente frequency frequently fri friday friend \
friends from frustrate frustrated frustrating fue fuente fuentes fuera fueron fulfill full funcion funciona \
funcionar functions fund funding funds funny furniture further furthermore futuro ganas garage garages \
garaje garantizar gastar gasto gastos gather gato gatos gauge gave general generally generalmente generate \
gente genuinely gestion gestionar get gets getting gf ghost ghosts gimme gist give given gives glad gladly \
glance glimpse go goal goals goes going gone gonna good got gotta gotten government grab gracias grad \
graduate gran grandma grandmother grant granted grata grateful grato greater greet greeting greetings grupo \
guarantee guarantees guarda guardar guess guessing guia guidance guide guideline guidelines gusta gustan \
gustaria gustaron gusto guys haber habia habit habitacion habitaciones habla hablado hablamos hablar hable \
hablo habria hace hacer hacerle hacerlo hacerse hacia haga hago haha hair half halves handful handle handled \
handles handy hang happen happens happily happiness happy hard harder hardly haremos haria harm has hasn \
hasta haste hate have having hay he head heads headsup hear heard hears heart heartfelt heating heats \
heavily hecho held hello help helpful helps hence her here herramienta hers hesitant hesitate hesitation hey \
hi hicieron high higher highlight highlights highly hija hijos hint hipoteca hire hired his historia \
historial hit hizo hoa hobby hola hold holds holiday home homeowners homes honest honestly hooray hope \
hopeful hopefully hopes hora horario horarios horas hosted hotline hour hourly hours house household houses \
housing how however hoy hubiera hud humble hundred hundreds hurdle hurry hurt husband i idea ideally ideas \
identical identidad identify idioma idk if ignorar ignore igual iguales igualmente ikr illustrate ilusion \
image imagen imagenes imagina imaginar imagine immediate immediately imo impact impacts implicit implied \
imply importa importance importancia important importe imposible impossible impresion improve impuesto \
impuestos in inbox incase inch inches inclined include included includes including incluir incluso incluye \
incluyen income inconvenience inconveniente indeed independently indica indicar indicarle indicate indicates \
indique indispensable individual individually industry info inform informacion informal informar informarle \
information informational informed inicial inicialmente iniciar inicio initial initially initiative \
inmediato inmobiliaria inmueble input inquilino inquire inquiry inside insight insights insist insistir \
inspeccion inspect inspecting inspection inspector inspiration inspire inspired installed instance instante \
instantly instead instrucciones instruct instruction instructions insurance insurer intencion intend intent \
intentar intention intento interaction interes interesa interesada interesado interesan interesante interest \
interested interesting interior internal interrupt interview into intro introduce introduced introducing \
introduction investigate invita invitar invite invoice involve involved involves irse is isn issue issued it \
item items its itself jamas jan january jefe job jobs join joint joke journey joy judge judged judging \
judgment jue jueves jul julio july jump jun june junio juntos just justa justamente justify justo keen keep \
keeps keepsake kept keyed kg kick kid kids kind kinda kindly kindness kinds kitten know knowledge known \
knows la lab labeled labelled labrador lack lamentable lamentablemente lamentamos lamento land landlord lane \
language larger las last late later latest latter laugh launch law laws lawyer lb lbs le lead leading leads \
lean learn learned lease leased least leave leaves leaving leer left legal legally legitimate lei lemme lend \
lender lenders length lengthy les less let lets letting level levels ley leyes liability libertad libra \
librarse libras lic licence licencia licenciado license licensed like likelihood likely lil limit limite \
line linea lines link links list lista listada listado listed listen listening listing listings listo lists \
literally little live lives living ll llama llamada llamadas llamar llamara llamaria llamarla llamarle \
llamarlo llame llamenos llaves llega llegado llegar llegara llenar lleva llevar lmk lo load loan loans local \
localizar locally locate log logged logical logistics logra lograr lol longer longtime look looked looking \
looks lookup loop loose los lot lote lots lower luck luckily lucky luego lugar lugares lun lunes made \
mailing main mainly major make makes making mal manage managed management manager manages manana mandar \
mandarle mandatory mande maneja manejan manejar manera manner mano mantendre mantener manual many map mapa \
maps mar marca marcar march margen marked market married martes marzo mas mascota mascotas match matches \
mate materials math matter matters max maximo maximum may maybe mayo mayor mayoria me mean meaning \
meaningful means meanwhile measure measured measurements measures measuring media medical medidas medio \
mediodia meet meeting meets mejor mejorar member members memo memory mencion menciona mencionado mencionar \
menciono menor menos mensaje mensajes mensual mensuales mensualidad mensualmente mente mention mentioned \
mentioning mentions merely mes meses message messages messy meta meter meters method metre metres metro \
metros mi mid midday mide miden midnight mie mientras miercoles might mil million millon millones mind \
mindful mine minimize minimo minimum minor minus minute minutes mio mirar mis misma mismo mismos miss \
missing mission mistake mistaken mix modo molesta molestar molestia mom moment momento momentos momentum mon \
monday monitor month monthly months monto mood more moreover morning mortgage most mostly mostrar mostrarle \
mother motivo motivos mountain move moved mover moves moving mr mrs ms much mucha muchas muchisimas \
muchisimo mucho mudanza mudar mudarme mudarse muestra multiplica multiplied multiply mundo municipal must \
mustn muted mutual muy my myself mystery nada nadie nah name namely names narrow narrowed national naturally \
nearly necesaria necesario necesidad necesidades necesita necesitan necesitar necesitaria necesite necesito \
necessarily necessary necessity need needed needs negative neglect negociable negociacion negociar \
negotiable negotiate negotiated negotiates negotiation negotiations neighborhood neighborhoods neither \
nervous net neutral never nevertheless newer next ni night nine ningun ninguna ninguno nivel no nobody noche \
nombre nombres none noon nope normal normally normalmente normas nos nosotros not nota notable notably \
notary notas note noted notes nothing notice noticia noticias notificar notification notify notion nov \
november noviembre now nuestra nuestras nuestro nuestros nueve number numbers numero numeros numerous nunca \
o objections objective objectively objetivo objetivos obligacion obligated obligation obligatorio observe \
obtain obtener obvious obviously occasion occasional occasionally occupancy occur ocho oct october octubre \
ocupado ocupados ocurrir odd odds of oferta ofertas off offend offer offered offering offers offhand office \
officer official officially oficial oficiales oficialmente oficina ofrece ofrecen ofrecer ofrecerle ofrezco \
often ojala ok okay old older omg on once one ongoing online only onto onwards oof opciones open operacion \
operate opinar opinion opinions oportunidad opposed optimistic option options or orden ordenar order \
ordinance ordinarily ordinary organizar organization orientar orientarle orientation originally other \
otherwise otra otras otro otros our ourselves out outcome outcomes outdated outline outlined outlining \
outlook outside over overall overnight overview overwhelm overwhelmed overwhelming own owner owners \
paciencia pacientes pacific pack packet packets paga pagan pagar pagaria page pages pagina paginas pago \
pagos paid palabra palabras papel papeles paper paperwork para paragraph parcel pardon parece parecer \
parecido pareja parent parents parking parqueo part parte partes participar participate particular \
particularly parties partir partner partnership parts party pasa pasan pasando pasare pasarle pasarlo paso \
pasos pass passes passion past patience patient patiently pause pay payable paying payment pedido pedire \
pedirle pedirlo peek pendiente pending people peor per percent percentage perception perder perdon perdone \
perfecta perfectamente perfectly perfecto perhaps periodo permiso permission permissions permit permita \
permitame permite permiten permitidas permitido permitir permits permitted permitting pero perro perros \
persist person persona personal personalized personally personalmente personas persons perspectiva \
perspective pesa pesan peso pet pets phase phew phone photo photos phrase pick picked picks pics pictures \
pide piden pidio pie piensa pienso pies pile piso pisos pitch place placed plain plainly plan planear \
planned planner plans planta plantas plantear played plazo please pleasure pledge pls plug plugging plus plz \
pm poco podamos podemos poder podra podran podria podriamos podrian point pointless points police policia \
policies policy polite politica politicas poll poner ponerme ponerse ponga pongo popup por porcentaje porque \
portal portion posibilidad posibilidades posible posiblemente position positiva positive positives positivo \
possess possibility possible postpone postponed potentially pounds practica practice praise preapproval \
preapproved precaution precio precios precisa precisamente precise precisely precision preciso predial \
predict predictable prediction prefer preferable preferably preference preferencia preferencias preferible \
preferido preferir preferred prefiera pregunta preguntare preguntarle preguntas pregunte pregunto prensa \
preocupa preocupacion preocupar preocupe prep prepara preparada preparado preparar prepare prepared \
prequalified presence present presentar presently presion press pressure pressured prestamista prestamo \
prestamos presume presupuesto pretend pretty prevent previa previamente preview previo previous previously \
price priced prices pride primarily primer primera primero printed prior prioridad prioridades prioritize \
priority privacidad privacy privilege probablemente probably problem problema procedimiento procedure \
proceed proceeding proceso procesos process processed produce profesional profesionales profession \
professional profile program programada programado programar programs progress prohibe prohibited project \
projected projection prolly promedio promesa prometer promise prompt promptly pronto proof proper properly \
properties property propia propiedad propietaria propietario propietarios proporcionar proposal propose \
propuesta pros prospect protect protected protecting protection proteger proud prove proveedores provide \
provided provider providers provides provision proxima proximas proximo proximos prueba public publica \
publicacion publican publicly publico publish published publishes pueda puedan puedas puede pueden puedo \
pues puesto pull pulled pulling puntos puppy purchase purchaser purchasers pure purely purpose pursue \
pushing put puts putting puzzle qualification qualified qualify quantity quarter quarterly quarters que \
queda quedamos quedan quedar quedara quedaria quedarian quede quedo queremos query question questions \
quickest quickly quien quienes quiera quieran quiere quirks quisiera quite quiza quizas quote quoted quotes \
raise ran range ranges rango ranked rapida rapidamente rapido rate rates rather ratio rational rato raza \
razas razon razonable razones reach reaches react reaction read readily readiness reading reads ready real \
realidad realistic realistically reality realize realized really realmente realtor reason reasonably reasons \
reassess reassure recamara recamaras receipt receipts receive received receives recently recheck reciba \
recibe recibido recibimos recibir recibirla recibo reciente recientemente recientes reclamar recognise \
recognize recomendacion recomendaciones recomendar recomiendo recommend reconfirm reconnect reconocer \
reconsider record recordar recordarle recordatorio recorded records recuerda recuerde recurso reduced refer \
reference referencia referir referirse referral referrals referring refers refiere reflect reflected \
reflecting refresh refugio refuse regard regarding regardless regards regional register registro regla \
reglamento reglas regresar regret regrettably regularly regulate regulated regulation regulations reject \
relacion relacionada relacionado relate related relationship relationships relative relatively relevant \
relief rellenar relocate relocating relocation rely remain remaining remains remark remember remind remotely \
remoto remove removed rent renta rental rentar rented renting repasar repeat repeated repetir replace \
replies reply report reports represent representacion representation representatives represents reputable \
requerir request requested requests requiere require required requirement requirements requires requisitos \
research reserva reservar reserve residencia resolve resolved resolver resource resources respect \
respectfully respective respecto respetar respeto respond responda responder respondera responderle respondo \
response responsibility responsible respuesta rest resta restan restart restate restricciones restriction \
result resultado results resume return reunion reunir reveal reverse review reviewed revisa revisado revisar \
revisarlo revise revisit reward rewarding rid riesgo right risk risks rn road role room roommate roommates \
rooms roughly round route rule rules run rundown running runs rush rushed rushing sab sabado saber sabra \
saca sacar sad sadly safety said sake salary sale salen sales salida salir saludos same sample sat \
satisfacer satisfactory satisfied satisfy saturday saving savings say saying says scale scan scenario \
schedule scheduled schedules school schools scope scratch screen se sea sean search searching season second \
section see seek seeking seem seemed seeming seems seen sees seguimiento seguir seguira seguiremos segun \
segunda segundo seguramente seguro seis seleccion select selected selection self seller sellers selling \
semana semanal semanas sencillo send sends senor senora sensacion sense sensible sensitive sent sentar \
sentence sentido sentir sentirse sep sepa separate separately september septiembre sequence ser seran seria \
serian serio serious seriously serve serves service servicio servicios servir serviria servirle sesion \
session set settle settled settles settling seven several severely shade shake shall shape share shared \
shares she sheet shelter shift shifting shifts short shorter shortlist shortly shots should shoulder shouldn \
show showing showings shown shows shrink shy si side sides sido siempre siendo siento siete siga sign \
signature signed significant significantly sigue siguen siguiente siguientes silly similar simple \
simplemente simpler simplest simplify simply sin since sincera sinceramente sincere sincerely sinceridad \
sistema sister sit site sites sitio sitios sits sitting situacion situaciones situation six size sized \
skeptical skill skip sleep slight slightly slip slot slots slowly small smaller smile smooth smoother \
smoothly snapshot so sobra sobran sobre social sola solamente sold solely solicita solicitante solicitar \
solicite solicitud solo soluciones solution solve some somebody someday someone someplace something \
sometimes somewhat somewhere son sonar sonara soon sooner soonest sorpresa sorry sort sorts sounds source \
sources space spaces span spare speak speaking speaks spec specialist specialists specific specifically \
specifics specify specs spell spelled spend splits spoken spontaneous spot spouse spread spreadsheet spring \
sq sqft square squared sry staff stage stakeholder stand standard standing standpoint stands start starting \
starts state stated statement states statistics status statute stay stays step steps stick sticking still \
stop stopping stops stories story straight straightforward strange strategy street stress stressed stressful \
strict strictly structure struggle stuck studio stuff su subject submit submitted subscribe subsequent \
substantial subtract subtracted subtracting succeed successfully such sudden suddenly suele suelen suena \
suerte suffice sufficient suficiente sugerencia sugerencias sugerir suggest suggested suggestion sugiero \
suitable sum suma sumado suman sumar summarise summarize summary summer sums sun sunday superficie superior \
supervisor suponer supongo supplied supply support suppose supposed supuesto sure surely surge surgen surja \
surprise surprised survey sus suya suyo swing switch sympathize synced system tackle tad tagged tailor \
tailored take taken takes taking tal talent tales talk talked talking talks taller tally tamano tambien \
tampoco tan tantas tanto tap tarda tardar tardara tarde tarea target tasa tasas task taste tax taxed taxes \
tbh te teacher team tech technically telefono tell telling tema temas temporal temporarily temporary \
temprano tempt tempting ten tenancy tenant tenants tend tendra tendremos tendria tendriamos tendrian tenemos \
tener tenga tengan tengo tenia tentative tentatively tenth tercer tercera tercero term terminar termino \
terminos terms terreno testing tests text texted texts than thank thankful thankfully thanks that the their \
theirs them themselves then therapy there therefore these they thing things think thinks third thirds thirty \
this tho thorough thoroughly those though thought thoughtful thoughts thousand three thrilled through \
throughout throw thru thu thursday thus thx tie tiempo tiempos tiene tienen tight till time timeframe \
timeline timely times timing tipica tipicamente tipo tipos tips tired title to tocar tocaria toda todas todavia \
today todo todos together told tomado tomamos tomar tomara tome tomo tomorrow tone tonight too tool tools \
tope topic topics tops total totales totalidad totally totalmente totals touch tough tour touring tours \
toward towards town townhome townhouse township trabaja trabajamos trabajando trabajar trabajo trabajos \
track tract trade tradeoff traducir trae traer traiga tramite tramites transaccion transaction transactions \
transfer transferir transferred transition translate translation transparency transparent tras trata tratar \
trate trato travels treat treated treatment tres trick tricky tried tries trip trips troubles troubling true \
truly trust truth try tu tue tues tuesday tune turn turning turns tus tutorial tweak twelve twenty twice two \
type types typical typically u ultima ultimate ultimately ultimo un una unable unanswered unas unavailable \
uncertain uncertainty uncle unclear uncommon undecided under undergo underneath understand understandable \
understandably understood underwriter underwriting undoubtedly unexpected unfamiliar unfortunate \
unfortunately unhappy unhelpful unica unicamente unico unidad unidades uninterested unir unit units unknown \
unless unlikely unlisted unnecessary uno unofficial unos unpack unquote unsure until unusual up upcoming \
update updates upfront upload upon upper upset urge urgencia urgency urgent us usa usando usar usarla usd \
use used useful usefulness user users uses using uso usted ustedes usual usually usualmente util utiles \
utiliza utilizar vague vale valen valid validez valor valora valoracion valorar valuation value vamos varia \
varian varias varies varios various vary varying ve veces vendedor vendedora vender venderla vendida vendido \
vendiendo venga venir venta ventaja ventajas ver verbal verdad verdadera verdadero verificar verificarlo \
verification verified verifies verify verifying verla verlo verse version versus very veteran vez via viable \
viaje video videollamada vie viendo viene vienen viernes view viewing viewings viewpoint virtual virtually \
visible visit visita visitar visitarla visitarlo visitor visitors visits visual vital vive viven vivienda \
voice voicemail volunteer volver vote vouch voy voz vuelva vuelve wait waiting waits waived walkthrough \
wander wanna want wanted wants wary was wasn watch way ways we weather web website websites wed wednesday \
week weekday weekdays weekend weekly weeks weigh weighing weight welcome well went were what whatever \
whatsapp when whenever where wherever whether which whichever while whim who whoever whole whom whose widely \
wider width wife will willingness winter wise wisely wish wishes with within without witness wld won wonder \
wonderfully woohoo word wording words work worker workflow working workload works worried worry worrying \
worse worth worthwhile would wouldn wow wrap wrapped wrapping write writer writing written wrong y ya yay \
yea yeah year yearly years yep yes yesterday yet yield yikes you your yours yourself yourselves yup zero zip \
zonas zone zones zoom";

static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| NEUTRAL.split_whitespace().collect());
static STEMS: LazyLock<HashSet<&str>> = LazyLock::new(|| NEUTRAL.split_whitespace().map(stem).collect());

/// Whether the word as it is written is one of them.
pub(super) fn is_word(word: &str) -> bool {
    WORDS.contains(word)
}

/// Whether the word, or another form of it, is one of them.
pub(super) fn is_neutral(word: &str) -> bool {
    WORDS.contains(word) || STEMS.contains(stem(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_describes_is_not_neutral() {
        for word in ["the", "listed", "acres", "recamaras", "domingo"] {
            assert!(is_neutral(word), "{word}");
        }
        for word in ["low", "private", "granite", "finished", "nuevo", "quiet"] {
            assert!(!is_neutral(word), "{word}");
        }
    }
}

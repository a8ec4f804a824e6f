//! Messages as leads type them: the property named, in text style, with typos, several questions at once, in Spanish.

use super::rows::check;

/// As in `rows`.
pub(crate) const ROWS: &str = r#"
W; How much is 1208 Willow Bend?; price; -; 1208 Willow Bend is listed at $689,000.; a month
W; how many beds does 1208 Willow Bend have; beds; -; has 3 beds; 689
W; is Willow Bend still available?; availability; -; 1208 Willow Bend is available; pending
W; what are the taxes on 1208 Willow Bend; taxes; -; $12,450 a year; 689
W; cuanto cuesta 1208 Willow Bend?; price; -; tiene un precio de $689,000; listed
W; cuantas recamaras tiene la casa de Willow Bend; beds; -; tiene 3 recamaras; 689
W; sigue disponible la de 1208 willow bend?; availability; -; 1208 Willow Bend esta disponible; 689
W; how much r they asking for 1208 willow bend; price; -; $689,000; rest
W; hey saw ur listing on willow bend, whats the price; greeting price; -; $689,000; rest
W; price on 1208 Willow Bend, Austin TX 78704 pls; price; -; $689,000; rest
W; what's the sq footage at 1208 Willow Bend Austin; sqft; -; 1,850 sq ft; rest
W; when was the house at 1208 Willow Bend built?; year; -; was built in 1998; rest
W; how old is the Willow Bend house; year; -; was built in 1998; rest
W; does 1208 willow bend have a pool; features; -; in-ground pool; rest
W; is there an HOA at 1208 Willow Bend?; hoa; -; There is no HOA.; rest
W; is the house on Willow Bend sold yet; availability; -; is available; rest
W; tell me about 1208 Willow Bend; summary; -; $689,000, 3 beds, 2.5 baths; rest
W; I wanna see 1208 Willow Bend tmrw; showing; compose.visit_requested; not booked until Dana Reyes confirms; confirmed for
W; r u guys doing an open house for willow bend this wknd; open_house; -; Sat Nov 28, 1-3 PM; no open house
W; how much would 1208 Willow Bend cost me; price; -; $689,000; rest
W; whats 1208 willow bend going for; price; -; $689,000; rest
W; 1208 willow bend?; summary; -; $689,000; rest
W; ¿Cuánto piden por la casa en Willow Bend?; price; -; $689,000; resto
W; quiero ver 1208 Willow Bend el viernes; showing; compose.visit_requested; No queda agendada hasta que Dana Reyes confirme; confirmada
W; how big is 1208 willow bend and is there a garage; sqft garage; -; 1,850 sq ft|2-car garage; rest
W; does the Willow Bend property allow dogs; pets; compose.not_on_file; I don't have the pet rule on file; allowed
C; how much is 300 Bowie St #1204; price; -; $525,000; rest
C; is unit 1204 at 300 Bowie St still avail; availability; -; pending; available
C; what r the hoa dues for 300 bowie; hoa; -; $612.50 a month; 525
C; is 300 Bowie pet friendly; pets; -; two pets, 50 lb limit; Yes
C; wats the monthly hoa n taxes; hoa taxes; -; $612.50 a month|$9,800 a year; rest
R; how much is rent at 41 Pecan Ct; price; -; $2,150 a month; listed at
R; is 41 pecan ct still for rent; availability; -; available; rest
R; whats the monthly on this; unknown; compose.not_understood; I'll ask Dana Reyes; $
R; hi im looking for a 2br, how much is 41 Pecan?; greeting search beds price; compose.search; has 2 beds|$2,150 a month; rest
R; do u require first last n deposit; features; compose.not_on_file; deposits; $
R; what's the application process; unknown; compose.not_understood; I'll ask Dana Reyes; $
R; cuanto es la renta de 41 Pecan Ct; price; -; $2,150; 689
R; can i move in dec 1; features; compose.not_on_file; move-in date; you can
A; is 300 Bowie or 41 Pecan Ct cheaper; price; -; $525,000|$2,150 a month; 689
A; what's the difference in price between 1208 Oak Hollow and 300 Bowie; price; -; $689,000|$525,000; 2,150
A; how much is the oak hollow house; price; -; 1208 Oak Hollow Dr is listed at $689,000.; 525
A; does 300 bowie have a gym and whats the hoa there; features hoa; compose.not_on_file; gym|$612.50; 689
H; Is the 3 bed 2.5 bath place still available?; beds baths availability; -; is available; don't have that property
H; How much is 77 Pine St?; price; compose.not_on_file; I don't have that property's details on file; $
H; hws the hoa n r dogs ok; hoa pets; compose.not_on_file; There is no HOA.|the pet rule; allowed
H; wat yr was it blt; year; -; 1998; rest
H; How much is it, how many bedrooms, and can I come by on Saturday?; price beds showing; compose.visit_requested; $689,000|3 beds|not booked; rest
H; Whats the lowest ull take; confidential; -; I can't share; $
H; is it still on the mrkt; availability; -; is available; rest
H; hw many baths; baths; -; 2.5 baths; rest
H; does it got a garage; garage; -; 2-car garage; rest
H; yo is this place still up; greeting availability; -; is available; rest
H; I'd like more information about the property on Oak Hollow Drive; summary; -; $689,000, 3 beds; rest
H; I need to sell my place before I buy, whats it worth; valuation; compose.valuation; prepare an analysis; $
H; what would you list my house at 77 Pine St for?; valuation; compose.valuation; prepare an analysis; $
H; is the seller paying closing costs; financing; -; licensed lender; yes
H; tiene cochera y alberca?; garage features; -; 2|in-ground pool; rest
H; ya se vendio la casa de Oak Hollow?; availability; -; disponible; vendida
H; quiero mas informacion de la propiedad en Oak Hollow; summary; -; $689,000; rest
H; me pueden mandar fotos de la casa; features; compose.not_on_file; fotos; http
H; buenas tardes, cual es el precio y los impuestos?; greeting price taxes; -; $689,000|$12,450; rest
H; u still got this one?; availability; -; is available; rest
H; hello i saw this on zillow. whats the asking and how many sq ft; greeting price sqft; -; $689,000|1,850 sq ft; rest
H; Price? Beds? Baths? HOA?; price beds baths hoa; -; $689,000|3 beds|There is no HOA; rest
H; is Oak Hollow in a flood zone; features; compose.not_on_file; flood details; no
W; what's included with Willow Bend; unknown; compose.not_understood; I'll ask Dana Reyes; $
W; my budget is 650k is willow bend negotiable; offer; compose.offer; Offers and terms go through Dana Reyes; 650
W; can u send me the address of the willow bend listing; location; -; The address is 1208 Willow Bend, Austin, TX 78704.; rest
W; what yr was 1208 Willow Bend built and whats the lot size; year lot; compose.not_on_file; 1998|the lot size; acres
W; when can i see 1208 willow bend; showing; compose.visit_requested; not booked; confirmed
W; we drove by 1208 willow bend today and love it, can we get inside this weekend; showing; compose.visit_requested; not booked; confirmed
W; open house at 1208 willow bend?; open_house; -; Sat Nov 28; There is no
W; how much per sqft for willow bend; price_per_sqft; -; $372; rest
W; does willow bend hve a basement; features; compose.not_on_file; basement details; no basement
W; quien es el agente de 1208 Willow Bend; agent; -; Dana Reyes; 689
W; cuanto son los impuestos de 1208 Willow Bend?; taxes; -; $12,450; 689
W; cuantos banos tiene 1208 Willow Bend; baths; -; 2.5 baños; 689
W; tiene hoa la casa de willow bend?; hoa; -; No hay asociacion; 689
W; la casa de Willow Bend tiene alberca; features; -; in-ground pool; 689
W; puedo ver Willow Bend manana; showing; compose.visit_requested; Anoté su solicitud; confirmada
W; cual es la direccion; location; -; 1208 Willow Bend, Austin, TX 78704; 689
W; de que ano es la casa en Willow Bend; year; -; 1998; 689
W; me interesa 1208 Willow Bend; summary; -; $689,000; resto
W; Hola vi el anuncio de Willow Bend, cuanto es?; greeting price; -; $689,000; resto
C; any special assessments at 300 bowie; features; compose.not_on_file; the HOA rules; $
C; is 300 bowie st a condo; features; compose.not_on_file; property type; It is
C; whats the walk score for 300 bowie; features; compose.not_on_file; distance details; 9
C; is parking included at 300 Bowie St; features; compose.not_on_file; 1-car garage; included
C; how come bowie st is still on the market; confidential; -; I can't share; because
R; how much to move in to 41 Pecan; features; compose.not_on_file; deposits; $
R; when is 41 pecan ct available; features; compose.not_on_file; the move-in date; now
R; are utilities included in the rent at 41 pecan ct; features price; compose.not_on_file; utility details|$2,150; included
R; do u allow cats at pecan ct; pets; compose.not_on_file; the pet rule; allowed
R; is there in unit laundry; features; compose.not_on_file; laundry details; has
R; how long is the lease; features; compose.not_on_file; the lease terms; months
R; can i apply online; unknown; compose.not_understood; I'll ask Dana Reyes; http
R; my credit is 580 is that ok; financing; -; licensed lender; ok
A; compare 300 Bowie and 1208 Oak Hollow; summary; -; $525,000|$689,000; 2,150
A; which one has a garage, bowie st or oak hollow; garage; -; 1-car garage|2-car garage; rest
A; taxes on bowie st?; taxes; -; $9,800; 12,450
A; is 41 Pecan Ct pet friendly; pets; compose.not_on_file; the pet rule|41 Pecan Ct; 50 lb
H; How much is 1208 Oak Hollow Dr, Austin, TX?; price; -; $689,000; rest
H; what's the story with 1208 oak hollow; unknown; compose.not_understood; I'll ask Dana Reyes; layout
H; is 1208 oak hollow still listed at 700k; price; -; $689,000; 700
H; how many offers on oak hollow drive so far; confidential; -; I can't share; no offers
H; does the seller at 1208 oak hollow pay buyer agent; commission; compose.commission; negotiable; %
H; what's 9 Elm St worth; unknown; compose.not_understood; I'll ask Dana Reyes; $
H; I'd like to list 42 Maple Ave with you; valuation; compose.valuation; prepare an analysis; $
H; can you tell me how much 500 Maple Ave is; price; compose.not_on_file; I don't have that property's details on file; $
"#;

#[test]
fn each_message_of_a_lead_gets_its_answer() {
    check(ROWS, 100);
}

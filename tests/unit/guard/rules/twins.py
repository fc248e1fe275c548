"""Twins: a text, and beside it one that looks alike. Guillemets mark what is to be found; without them, nothing is."""

from __future__ import annotations

from tests.unit.guard.rules.twin import Twin, twins
from tests.unit.guard.rules.twins_of_keys import CREDENTIALS, TOKENS
from tests.unit.guard.rules.twins_of_nobody import NOBODYS, WEAK

CONTACT = twins("""
email | Write to «jane.doe@acme-widgets.io» by Friday.
email | Write to support@acme-widgets.io by Friday.
email | The picture is icon@2x.png in the folder.
email | mailto:«j_smith+news@mail.harrowgate.org»?subject=hello
email-spelled | It is «jane.doe [at] acme [dot] io», without spaces.
phone-international | Ring «+44 20 7219 4272» after six.
phone-international | Ring «+49 (0)30 901820-15» after six.
phone-international | The sum is +12 and +13, together +25.
phone-american | My cell: «(212) 736-5187» x
phone-american | fax «415-867-5309 ext 12»
phone-american | Dial 123-456-7890 for a demonstration.
phone-named | Telefon: «030 901820»
phone-named | phone number is «5412368411»
phone-named | the phone costs 1200 in 2019
phone-named | nobody was answering at «071 338 2946» today.
phone-labelled | «527 81 640» office
phone-labelled | on pages 527 81 640 in the book
profile-url | see https://www.linkedin.com/in/«jane-doe-4711»
profile-url | see https://www.linkedin.com/in/username
social-handle | my Instagram is @«jane.d.pictures»
social-handle | my Instagram is @yourname
""")

NATIONAL = twins("""
us-ssn | SSN «536-22-8714» on file
us-ssn | SSN 000-22-8714 on file
us-ssn | an example is 123-45-6789
us-ssn-named | social security number «536228714»
us-ssn-named | the order 536228714 was shipped
us-ssn-last-four | the last four digits: SSN ending in «8714»
us-itin | ITIN «912-72-4519» applied for
us-itin | part 912724519 of the catalogue
uk-nino | National Insurance «AB 12 34 56 C»
uk-nino | National Insurance GB 12 34 56 C
uk-nhs-number | NHS number «9434765919»
uk-nhs-number | NHS number 9434765918
uk-nhs-number | the sum of 9434765919 apples
de-steuer-id | Steuer-ID «86 095 742 719»
de-steuer-id | Steuer-ID 86 095 742 718
fr-nir | numero «2 55 08 14 168 025 38»
fr-nir | numero 2 55 08 14 168 025 39
es-dni | DNI «12345678Z» de Madrid
es-dni | DNI 12345678A de Madrid
es-dni | NIE «X1234567L»
it-codice-fiscale | codice fiscale «RSSMRA85T10A562S»
it-codice-fiscale | codice fiscale RSSMRA85T10A562T
nl-bsn | BSN «111.222.333»
nl-bsn | in 111222333 ways
se-personnummer | personnummer «811228-9874»
se-personnummer | personnummer 811228-9875
pl-pesel | PESEL «44051401359»
pl-pesel | PESEL 44051401358
br-cpf | CPF «529.982.247-25»
br-cpf | CPF 529.982.247-26
br-cpf-named | CPF: «52998224725»
ca-sin | social insurance number «130 692 544»
ca-sin | social insurance number 130 692 545
in-aadhaar | Aadhaar «2341 2341 2346»
in-aadhaar | Aadhaar 2341 2341 2347
in-pan | PAN «BNZPM2501F»
in-pan-named | PAN card «AAACB1234C»
in-pan-named | model AAACB1234C
au-tfn | TFN «773 572 427»
au-tfn | TFN 773 572 428
au-medicare | Medicare card «2123 45670 1»
au-medicare | Medicare card 2123 45671 1
cn-resident-id | ID «11010519491231002X» registered
cn-resident-id | ID 110105194912310021 registered
sg-nric | NRIC «S1234567D»
sg-nric | NRIC S1234567A
kr-rrn | RRN «900101-1234567»
kr-rrn | RRN 901301-1234567
passport | passport number: «X1402789»
passport | a passport is valid for 10 years
passport-zone | «P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<»
driver-licence | driver's license no. «D452-8891-2207»
driver-licence | a driver's license costs 35
named-id | employee ID: «E-481902»
named-id | the national id is required
""")

FINANCIAL = twins("""
card | pay with «4539 5787 6362 1486» now
card | pay with 4539 5787 6362 1487 now
card | amex «3712-861904-37257»
card | «5328619470351827» expires 12/29
card-named | my credit card «4916285037142»
card-named | the number 4916285037142 has thirteen digits
card-code | CVV: «731»
card-ending | the Visa ending in «7319»
iban | IBAN «GB82 WEST 1234 5698 7654 32» and more
iban | IBAN GB82 WEST 1234 5698 7654 33 and more
iban | to «DE89370400440532013000».
bic | SWIFT code: «DEUTDEFF500»
bic | swift is a DEVELOPER tool
us-routing | routing number «021000021»
us-routing | routing number 021000022
us-routing | 021000021 people
bank-account | account number: «48190-22718»
bank-account | the account has 48 users
wallet-base58 | send to «1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2»
wallet-base58 | send to 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3
wallet-bech32 | send to «bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4»
wallet-bech32 | send to bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5
wallet-ethereum | my wallet «0x52908400098527886E0F7030069857D2E4169EE7»
wallet-ethereum | commit 0x52908400098527886E0F7030069857D2E4169EE7
""")

HEALTH = twins("""
medical-record | MRN: «00481922»
medical-record | patient id «HX-4819022»
medical-record | the patient numbers 481
health-insurance | member ID: «XEA48190227»
health-insurance | a policy number of rules
us-mbi | Medicare «1EG4-TE5-MK73»
icd-10 | diagnosed with «F32.1» last year
icd-10 | the form F32.1 must be filed
icd-10-named | ICD-10: «E11»
us-npi | NPI «1511984092»
us-npi | NPI 1511984093
us-npi | 1511984092 grains of sand
us-dea | DEA «AB1234563»
us-dea | DEA AB1234564
""")

NETWORK = twins("""
ipv4 | logged in from «84.17.46.21» yesterday
ipv4 | logged in from 192.168.1.17 yesterday
ipv4 | documentation uses 203.0.113.9
ipv4 | version 84.17.46.21 is out
ipv6 | from «2a00:1450:4001:82a::200e»
ipv6 | from 2001:db8::1 in the book
ipv6 | at 12:30:45 sharp
mac | adapter «3C:22:FB:91:A0:5E»
mac | adapter 00:00:00:00:00:00
imei | IMEI «490154203237518»
imei | IMEI 490154203237519
imei | 490154203237518 atoms
imsi | IMSI: «262019876543210»
iccid | SIM «8991959849109850365»
device-uuid | device id «7f9c24e8-3b12-4ee1-9d0b-51c3a7d86f20»
device-uuid | build 7f9c24e8-3b12-4ee1-9d0b-51c3a7d86f20
device-serial | serial number: «C02XK1ZJHGFT9»
device-serial | the serial number of episodes
""")

PERSONAL = twins(
    """
birth-date | born on «14 March 1987» in Leeds
birth-date | DOB: «03/14/1987»
birth-date | date of birth «1987-03-14»
birth-date | née le «14 mars 1987»
birth-date | the firm was founded on 14 March 1987
street-english | lives at «742 Evergreen Terrace» now
street-english | it is 5 miles down the road
street-english-short | at «1600 Old Mill Rd., Apt 4B»
street-germanic | wohnt «Lindenstraße 27a» im Hof
street-germanic | im Jahre 27
street-germanic-apart | wohnt «Berliner Allee 14»
street-french | habite «12 bis, rue de la Paix» depuis
street-french | a room of 32 square feet
street-romance | vive en «Calle de Alcalá, 48» hoy
street-polish | mieszka «ul. Polna 12» dzis
street-hungarian | lakik «Kossuth utca 31» ma
flat | second floor, «Apt. 517»
post-box | write to «P.O. Box 4410»
military-address | «PSC 4177, Box 2035»
us-state-zip | «Springfield, IL 62704» is home
us-state-zip | in 62704 of the cases
us-zip-named | zip code «90417»
uk-postcode | her address: «SW1A 1AA»
uk-postcode | the part SW1A 1AA is sold out
ca-postcode | lives in Ottawa «K1A 0B1»
continental-postcode | Lindenstrasse 27, «50674 Koeln»
vin | car «1M8GDM9AXKP042788» was sold
vin | car 1M8GDM9A1KP042788 was sold
vin-named | VIN: «WVWZZZ1JZ3W386752»
plate | license plate «KLM-4821»
plate | the license plate is blue
genotype | rs53576 is where? «rs53576(A;G)» mine
genotype | rs53576 is a variant
genotype-row | «rs4477212\\t1\\t82154\\tAA»
str-profile | «D8S1179 13,14» on the sheet
""".replace("rs53576 is where? ", "")
)

ALL: tuple[Twin, ...] = (
    *CONTACT,
    *NATIONAL,
    *FINANCIAL,
    *HEALTH,
    *NETWORK,
    *PERSONAL,
    *TOKENS,
    *CREDENTIALS,
    *NOBODYS,
    *WEAK,
)

"""Genres of health records: notes, letters, reports, claims and consents about private patients."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre

GENRES = (
    Genre(
        name="clinic-note",
        private=True,
        rules={
            "open": (
                "<Seen today in clinic|Reviewed in OPD|Telephone consultation|Walk-in|Home visit>: {name}, {age} y/o.",
                "{caps}  DOB {birth}  MRN {customer}\n{date}, {time}",
                "Pt: {initials} | {age}<M|F> | ID {customer} | visit {date}",
                "{date}. {formal} attended <alone|with a relative|with {first2}, who interpreted|late>.",
                "<Follow-up|New referral|Routine review>, <chest|eye|skin|pain> clinic, {date}.",
            ),
            "course": (
                (
                    "[[<C/o|Complains of|Presents with> <chest tightness on stairs|low mood|headaches|dizziness|pain "
                    "in the left knee|poor sleep|burning on urination> for <{n} days|{n} weeks|about a month>]]."
                ),
                "[[Known {disease} since {year}, on {drug} {nn} mg <od|bd|at night>, compliance <poor|good|patchy>]].",
                (
                    "[[{first} says the tablets make <everything taste of metal|the hands shake|mornings impossible> "
                    "and stopped them {n} days ago]]."
                ),
                "[[Drinks {nn} units a week, smokes {nn}/day, lives <alone|with parents|in a hostel>]]. BP 1{nn}/{nn}.",
                (
                    "[[O/E <comfortable at rest|pale, sweaty|bilateral wheeze|tender RIF>, T 3<6|7|8>.<2|5|9>, SpO2 "
                    "9<1|3|6|8>%]]."
                ),
            ),
            "plan": (
                "Plan: <bloods, ECG|continue {drug}|start {drug} {nn} mg|refer to surgery>, review in {n} weeks.",
                "Safety-netted, <leaflet given|sick note {n} days>, next appt {date}. Contact {phone}.",
                "Will write to <GP|the employer, with consent|insurers>. NOK {name2}, {phone2}.",
                "Discussed with {formal3}. <Agreed to start {drug}.|Happy to watch and wait.|For MDT {weekday}.>",
            ),
            "dry": (
                (
                    "Protocol: offer <spirometry|a repeat BP|HbA1c> to every adult attending with "
                    "<cough|headache|fatigue>."
                ),
                "If the reading stays above 140/90 on three visits, step up to {drug} and recheck renal function.",
                (
                    "Red flags: weight loss, night sweats, neurological deficit. Absent these, no imaging before {n} "
                    "weeks."
                ),
                "Clinic runs every {weekday} from {time}; {nn} slots, of which {n} are kept for urgent referrals.",
            ),
        },
        texts=(
            "<open>\n<course> <dry> <plan> <dry> <course> <dry> <plan>",
            "<dry> <dry> <course> <dry> <dry>",
            "<open> <course> <course>\n<plan>",
            "S: <course>\nO: <course>\nA: [[{disease}, <stable|worse|new>]]\nP: <plan>",
            "<course> <course> <plan> <plan>",
            "<open>\n\n<plan>",
            "<dry> <dry> <dry>",
            "Outpatient handbook, section {n}\n- <dry>\n- <dry>",
        ),
    ),
    Genre(
        name="discharge-letter",
        private=True,
        rules={
            "head": (
                "DISCHARGE SUMMARY\nPatient: {caps}\nDate of birth: {birth}\nHospital no: {customer}\nAdmitted {date}",
                "Re: {name}, {address}\nDOB {birth}\n\nDear <Doctor|Colleague|{formal2}>,",
                "{city} Teaching Hospital, <Oncology|Medicine|Unit {n}>\nName {name}  Age {age}  IP No. {customer}",
            ),
            "story": (
                (
                    "[[Thank you for following up this {age}-year-old <retired teacher|driver|cook|farmer|student>, "
                    "who was admitted with {disease} after <collapsing at home|a fall at work|three days of fever>]]."
                ),
                (
                    "[[{formal} underwent <laparoscopic surgery|angioplasty|a hip replacement|lumbar puncture> on "
                    "{date}; <the course was uneventful|recovery was slowed by {disease2}|a transfusion of {n} units "
                    "was needed>]]."
                ),
                (
                    "[[On the second day the patient became <confused|tachycardic|tearful> and was seen by "
                    "<psychiatry|the surgeons|the pain team>]]."
                ),
                (
                    "[[During the stay it emerged that {first} had <been skipping {drug}|lost the flat|not eaten "
                    "properly>]]."
                ),
            ),
            "end": (
                (
                    "Medication on discharge: {drug} {nn} mg, {drug} {nn} mg <OD|BD|TDS>. Follow-up {date}, "
                    "<chest|renal|eye> clinic."
                ),
                (
                    "Home with <district nurse|help from {first3}|physio>, tel. {phone}. <Yours sincerely|Regards>, "
                    "{initials2}"
                ),
                (
                    "Suture removal after {n} days. <Review SOS.|No driving for {n} weeks.> Dictated by {formal2}, "
                    "not signed."
                ),
            ),
            "dry": (
                (
                    "Patients should bring this letter, a list of medicines and any inhalers to the {department} "
                    "appointment."
                ),
                "Wound care: keep dry for {n} days, then shower as usual; return if redness spreads or fever develops.",
                "The ward telephone is answered {time} to 20:00. Visiting is limited to two people per bed.",
                "{drug} should be taken with food; avoid grapefruit, and do not double the dose if one is missed.",
            ),
        },
        texts=(
            "<head>\n<story> <dry> <end> <dry> <story> <dry> <end>",
            "<dry> <dry> <story> <dry> <dry>",
            "<head>\n\n<story> <story>\n\n<end>",
            "<story> <story> <story> <end>",
            "<head>\n<end>",
            "<story>\n<dry>\n<end>",
            "GENERAL ADVICE\n<dry>\n<dry>\n<dry>",
            "<dry> <dry>",
        ),
    ),
    Genre(
        name="lab-report",
        private=True,
        rules={
            "who": (
                "Patient {caps}   Sex <F|M>   DOB {birth}   Req. by {initials2}",
                "Name: {name}\nLab ID: {customer}\nCollected: {date} {time}\nReferred by: {formal2}",
                "{last},{first};{birth};{customer}",
                "Sample {nnn}-{nn}, {initials}, ward {n}",
            ),
            "rows": (
                "[[Haemoglobin  9.{n} g/dL  (12.0-15.5)  L\nWBC  1{n}.{n} x10^9/L  H\nPlatelets  {nnn}]]",
                "[[HbA1c,{n}.{n},%,4.0-5.6,HIGH\nLDL,{nnn},mg/dL,0-100,HIGH\nTSH,{n}.{n},mIU/L,0.4-4.0,]]",
                "[[HIV Ag/Ab: <REACTIVE|non-reactive>. HBsAg: <detected|not detected>. VDRL: <1:{n}|negative>]]",
                "[[Urine drug screen: <opiates POSITIVE|THC POSITIVE|all negative>; creatinine {nn} mg/dL]]",
                "[[BRCA1 c.68_69del, <heterozygous, pathogenic|not detected>. Genetic counselling advised]]",
            ),
            "foot": (
                "Comment: <please correlate clinically|repeat in {n} weeks|phoned to {formal2} at {time}>.",
                "Validated {date}. Charges {amount}, paid by <card|cash|insurer>.",
                "Report sent to {email}.",
            ),
            "dry": (
                "Reference intervals apply to adults. Glucose 3.9-5.6 mmol/L fasting; potassium 3.5-5.1 mmol/L.",
                "Specimens: <EDTA|citrate|serum gel> tube, {n} mL, stable {n} hours at 4 C. Reject if haemolysed.",
                "Method: <immunoassay|PCR|HPLC> on the usual analyser; coefficient of variation below {n}%.",
                (
                    "Turnaround {n} working days. Price list {year}: CBC {amount}, lipid panel {amount}, vitamin D "
                    "{amount}."
                ),
            ),
        },
        texts=(
            "<who>\n<rows>\n<dry>\n<foot>\n<dry>\n<rows>\n<dry>\n<foot>",
            "<dry>\n<dry>\n<rows>\n<dry>\n<dry>",
            "<who>\n<rows>\n<foot>",
            "<rows>\n<rows>\n<foot>",
            "LABORATORY REPORT\n{city} Diagnostics\n<who>\n\n<rows>\n\n<rows>\n<dry>",
            "<dry>\n<dry>\n<who>\n<rows>",
            "<dry>\n<dry>\n<dry>",
            "TEST CATALOGUE\n<dry>\n<dry>",
        ),
    ),
    Genre(
        name="nursing-handover",
        private=True,
        rules={
            "bed": (
                "Bed {n}: {name}, {age}, [[{disease}, day {n} post-op, <NBM|soft diet|pain 6/10>]].",
                "{n}B {caps} - [[<DNACPR in place|risk of falls|refused {drug} last night|pulled out cannula>]].",
                (
                    "Side room: {formal}, [[<MRSA positive|isolated with diarrhoea|family told about {disease} at "
                    "{time}>]]."
                ),
                "Bay {n}, {first2} ({age2}): [[tearful, <husband not visiting|wants to self-discharge|sugars {nn}>]].",
                "{initials3}, bed {n}, [[for <CT|theatre|transfer to surgery> at {time}, consent signed]].",
            ),
            "job": (
                "Jobs: <obs 2-hourly|weigh before breakfast|chase {drug}|dressing at {time}>.",
                "Call <daughter|son|partner> {first4} on {phone4} if any change.",
                "Pharmacy closed after {time}; stock of {drug} is in the second cupboard.",
            ),
            "dry": (
                "Staffing: {n} RNs, {n} HCAs, <one agency|nobody off sick|short one at night>. {n} beds empty.",
                "Crash trolley checked {time}. Fridge temperature {n} C. Controlled drugs count correct.",
                "Lift out of order, use the one near Radiology. Linen delivery moved to {weekday}.",
                "Remember: hand hygiene audit {weekday}, {percent} last month; new pumps need the blue lead.",
            ),
        },
        texts=(
            "<bed>\n<job>\n<dry>\n<job>\n<dry>\n<job>\n<dry>\n<job>",
            "<dry>\n<dry>\n<job>\n<dry>\n<dry>",
            "<bed>\n<bed>\n<bed>\n<job>",
            "Night handover {date}\n<dry>\n<bed>\n<bed>\n<job>",
            "<dry> <dry> <bed> <job>",
            "<bed> <job> <bed>",
            "<dry>\n<dry>\n<dry>",
            "Safety huddle {date}: <dry> <dry>",
        ),
    ),
    Genre(
        name="insurance-claim",
        private=True,
        rules={
            "form": (
                "Claimant: {name}\nPolicy no: {customer}\nDate of birth: {birth}\nAddress: {address}\nPhone: {phone}",
                "claim_id,member,dob,amount\n{orderno},{name},{birth},{amount}\n{orderno},{name2},{birth2},{amount}",
                "I, {name}, holder of policy {customer}, claim {amount} for treatment on {date}.",
                "Insured {last}, spouse {first2}, {n} dependants; pay to {iban}.",
            ),
            "why": (
                "[[Treated for {disease} at {city} General, {n} nights, surgeon's fee {amount}]].",
                "[[I slipped on the wet stairs at work and have been unable to lift my arm since {date}]].",
                "[[Claim is refused because {disease} was not disclosed when {formal} took out the cover in {year}]].",
                "[[{n} sessions of counselling after <a miscarriage|a divorce|an assault>, invoice {amount}]].",
            ),
            "dry": (
                "Cover excludes cosmetic treatment, self-inflicted injury and anything within the first {nn} days.",
                "The excess is {amount} per year. Send receipts within {n} weeks to {company}, claims, {city}.",
                "Dental: check-ups {percent}, crowns {percent}, orthodontics only under eighteen.",
                "Form {nnn} must be completed in black ink. Incomplete forms are returned unprocessed.",
            ),
        },
        texts=(
            "<form>\n<why>\n<dry>\n<why>\n<dry>\n<why>\n<dry>\n<why>",
            "<dry>\n<dry>\n<why>\n<dry>\n<dry>",
            "<form>\n<why>\n<dry>",
            "<why> <why> <form>",
            "<dry>\n\n<why>",
            "Dear {formal},\n<why> <dry>\n{initials2}, <claims handler|case manager>",
            "<dry> <dry> <dry>",
            "SCHEDULE OF BENEFITS\n<dry>\n<dry>",
        ),
    ),
    Genre(
        name="therapy-intake",
        private=True,
        rules={
            "id": (
                "Client: {name} ({age}), referred by <self|GP|{formal2}|school>. Emergency contact {first3}, {phone3}.",
                "Intake {date}, client code {customer}, prefers to be called {first}.",
                "Name {initials}. Occupation: {job}. <Married|Single|Separated>, {n} children.",
            ),
            "talk": (
                "[[Reports <panic on the bus|crying most evenings|drinking since the redundancy|hearing a voice>]].",
                (
                    "[[{first} describes the father as <cold|violent|absent> and has not spoken to {first2} since "
                    "{year}]]."
                ),
                "[[Previous episode of {disease} in {year}, took {drug}; one overdose at nineteen, no current plan]].",
                "[[The affair ended in {month}. Spouse {first2} does not know. Guilt, weight loss, sleeps {n} hours]].",
                "[[Works nights as {job}; afraid that {company} will find out about the diagnosis]].",
            ),
            "dry": (
                "Sessions last fifty minutes and cost {amount}; cancellations need {nn} hours' notice.",
                "The scale has {n} items, each scored 0 to 3; totals above {nn} suggest a moderate problem.",
                "Goals are written in the client's words, reviewed at session {n}, and should be observable.",
                "Grounding: name five things one can see, four one can touch, three one can hear.",
            ),
        },
        texts=(
            "<id>\n<talk> <dry> <talk> <dry> <talk> <dry> <talk>",
            "<dry> <dry> <talk> <dry> <dry>",
            "<id>\n<talk> <talk>\n<dry>",
            "Presenting problem: <talk>\nHistory: <talk>\nRisk: [[<low|moderate|to be discussed>]]",
            "<talk> <talk> <talk>",
            "<dry> <id> <talk>",
            "<dry> <dry> <dry>",
            "Worksheet {n}. <dry>\n<dry>",
        ),
    ),
    Genre(
        name="prescription-vaccination",
        private=True,
        rules={
            "rx": (
                (
                    "Rx\n{name}  {age} yrs  {date}\n[[{drug} {nn} mg 1-0-1 x {n} days\n{drug} {nn} mg HS]]\nReg. no. "
                    "{nnn}{nn}"
                ),
                "Prescriber {formal2}. Patient {caps}, {street}. [[{drug} {nnn} mg, {nn} tablets, {n} repeats]].",
                "Pharmacy label: {drug} {nn}mg. Take <one|two> <daily|at night>. {formal}. {date}.",
                "Refill for {username} ready, text sent to {phone}. [[{drug}, {n} boxes]], to pay {amount}.",
            ),
            "vax": (
                (
                    "Immunisation card\nName of child: {name}\nBorn: {birth}\nMother: {name2}\n[[BCG {date}, OPV "
                    "{date}, MMR due]]"
                ),
                "{name},{birth},<MMR|HepB|Td|COVID-19>,lot {nnn}{nn},{date},{initials2}",
                "[[{first} had a fever and a swollen arm after the second dose on {date}]]; guardian {phone2}.",
                "Certificate no. {customer}: holder {caps}, passport {passport}, yellow fever {date}.",
            ),
            "dry": (
                "Store at 2 to 8 C, protect from light, discard {n} hours after opening.",
                "Schedule: birth, 6, 10 and 14 weeks, {n} months; boosters at school entry.",
                "{drug}: adults {nn} mg daily, maximum {nnn} mg. Not for people with {disease}.",
                "Camp day {date}, {time} at {city} health centre; bring the card; {nnn} doses available.",
            ),
        },
        texts=(
            "<rx>\n<vax>\n<dry>\n<vax>\n<dry>\n<vax>\n<dry>\n<vax>",
            "<dry>\n<dry>\n<vax>\n<dry>\n<dry>",
            "<rx>",
            "<rx>\n<dry>\n<rx>",
            "<vax>\n<vax>",
            "<dry> <vax>",
            "<dry>\n<dry>",
            "<dry> <dry> <dry>",
        ),
    ),
    Genre(
        name="trial-consent",
        private=True,
        rules={
            "sign": (
                "Participant: {name}  Signature: ______  Date: {date}\nWitness: {name2}",
                "I, {name}, residing at {address}, agree to take part in study {orderno}.",
                "Screening no. {customer}, initials {initials}, born {birth}, randomised {date} by {formal2}.",
                "Contact for the participant: {email}, {phone}. Next of kin {name3}.",
            ),
            "event": (
                "[[SAE: subject {initials} hospitalised with {disease} {n} days after the first dose]].",
                "[[{formal} withdrew consent on {date}, citing <side effects|a new pregnancy|travel costs>]].",
                "[[History of {disease}, takes {drug}; household income {amount}; lives with {n} others]].",
            ),
            "dry": (
                "You may leave the study at any time and need not give a reason; your usual care will not change.",
                (
                    "The study compares {drug} with placebo in {nnn} adults over {nn} weeks at sites in {city} and "
                    "{city2}."
                ),
                (
                    "Visits take about {n} hours. Travel is refunded up to {amount}. Blood is drawn at visits 1, 3 "
                    "and {n}."
                ),
                "Common side effects: nausea ({percent}), rash ({percent}). Samples are kept for {n} years.",
                "The sponsor pays the hospital for the work. An ethics committee approved version {n}.",
            ),
        },
        texts=(
            "<sign>\n<event>\n<dry>\n<event>\n<dry>\n<event>\n<dry>\n<event>",
            "<dry>\n<dry>\n<event>\n<dry>\n<dry>",
            "<dry> <dry>\n\n<sign>",
            "<sign>\n<event>\n<sign>",
            "<dry> <event> <dry>",
            "<event> <event>",
            "<dry> <dry> <dry>",
            "INFORMATION SHEET\n<dry>\n<dry>",
        ),
    ),
)

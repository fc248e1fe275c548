"""Genres of office and money records: staff files, filings, invoices, banking and tax papers."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre

GENRES = (
    Genre(
        name="cv-reference",
        private=True,
        rules={
            "head": (
                "{name}\n{address}\n{phone} | {email}",
                "CURRICULUM VITAE\nName: {caps}\nDate of birth: {birth}\nNationality: {country}",
                "{first} {last}, {job}. <Portfolio on request.|Reach me: {email}|{city}, open to relocate.>",
                "To whom it may concern: {name} worked under me at {company} from {year}.",
            ),
            "life": (
                "[[{year}-{year}  {job} at {company}, {city}: led {n} people, cut costs by {percent}]]",
                "[[{first} was punctual and liked, though often absent in the last {n} months]].",
                "[[Career break {year} to care for my mother; since then part-time work as {job}]].",
                "[[B.Com., {school}, {year}, second class; {n} backlogs cleared]]",
                "[[I would hire {formal} again without hesitation]]. {initials2}, {company2}, {phone2}",
            ),
            "dry": (
                "Skills: Excel, SQL, {hobby}, forklift licence, <Hindi|French|Swahili> (fluent).",
                "Objective: to obtain a challenging position where skills are used for growth of the organisation.",
                "Wanted: {job}, {n} years of experience; salary up to {amount}; apply by {date}.",
                "A reference should state dates, duties and reason for leaving, and nothing that cannot be shown.",
                "Responsibilities: stock control, rota planning, supplier visits, monthly report to {department}.",
            ),
        },
        texts=(
            "<head>\n<life>\n<dry>\n<life>\n<dry>\n<life>\n<dry>\n<life>",
            "<dry>\n<dry>\n<life>\n<dry>\n<dry>",
            "<head>\n\n<life>\n<life>\n<dry>",
            "<life>\n<life>\n<dry>",
            "<dry>\n<head>",
            "<head> <life> <life>",
            "<dry>\n<dry>\n<dry>",
            "<dry> <dry>",
        ),
    ),
    Genre(
        name="performance-discipline",
        private=True,
        rules={
            "head": (
                "Employee: {name}  ID: {customer}  Dept: {department}  Manager: {initials2}",
                "Dear {formal},\nthis is a <first|final> written warning.",
                "Appraisal {year}, {caps}, {job}",
                "Present: {name}, {name2} (HR), {first3} as companion.",
            ),
            "say": (
                "[[{first} missed {n} of {nn} targets and reacts badly when asked why]].",
                "[[You arrived late on {n} occasions and smelled of alcohol on {date}]].",
                "[[A colleague reported that {last} <shouted at|touched|mocked the accent of> {first4}]].",
                "[[Rated {n} of 12. A rise to {amount} is proposed; {first} is thinking of leaving for {company}]].",
                "[[The absence follows {disease}, as the occupational health report of {date} explains]].",
                "[[I feel bullied by {formal2} and have not slept since {month}]].",
            ),
            "dry": (
                "Ratings: 1 does not meet, 2 partly meets, 3 meets, 4 exceeds. Reviews close on {date}.",
                "Warnings stay on file for {n} months. An appeal must be made within {n} working days.",
                "Gross misconduct includes theft, violence and serious breach of safety rules.",
                "Goals should be specific and agreed in writing; half-year talks are held in {month}.",
            ),
        },
        texts=(
            "<head>\n<say> <dry> <say> <dry> <say> <dry> <say>",
            "<dry> <dry> <say> <dry> <dry>",
            "<head>\n<say> <say>\n<dry>",
            "<say> <dry> <say>",
            "<dry> <dry> <say>",
            "<head>\n<say>",
            "<dry> <dry> <dry>",
            "POLICY {n}.{n}\n<dry>\n<dry>",
        ),
    ),
    Genre(
        name="payroll-tax",
        private=True,
        rules={
            "rec": (
                "PAYSLIP {month} {year}\n{name}, no. {customer}\n[[Basic {amount}  Tax {amount}  Net {amount}]]",
                "{caps}\t{ssn}\t[[{amount}\t{amount}]]\t{iban}",
                "Dear {formal}, [[our records show that you owe {amount} for the year {year}]]. Ref {ssn}.",
                "PAN/TIN {ssn}, {last} {first}: [[gross {amount}, refund {amount}]], to account {account}.",
                "[[Garnishment of {amount} a month from the wages of {initials} for child support]].",
            ),
            "dry": (
                "Contributions rise to {percent} from {month}; the threshold stays at {amount}.",
                "Returns on paper are due on {date}, online by {date}. Late returns cost {amount}.",
                "Codes: BASE basic pay, OT overtime at 1.5, SSP sick pay, PEN pension {percent}.",
                "Payroll closes on the {n}th. Timesheets reach {department} by {time} the day before.",
                "Headcount {nnn}, wage bill {amount}, overtime {percent} of hours.",
            ),
        },
        texts=(
            "<rec>\n<dry>\n<rec>\n<dry>\n<rec>\n<dry>\n<rec>",
            "<dry>\n<dry>\n<rec>\n<dry>\n<dry>",
            "<rec>\n<dry>",
            "<dry>\n<rec>\n<rec>",
            "<rec>\n<rec>\n<rec>",
            "<dry> <dry> <rec>",
            "<dry>\n<dry>\n<dry>",
            "<dry> <dry>",
        ),
    ),
    Genre(
        name="hr-forms",
        private=True,
        rules={
            "rec": (
                (
                    "New starter: {name}\nStart date: {date}\nPersonal e-mail: {email}\nEmergency contact: {name2}, "
                    "{phone2}"
                ),
                "HR-{nnn}: {username} asks for <parental leave|a sabbatical|an advance>: [[needs {amount} for rent]]",
                (
                    "{name},{job},{department},ext. {nnn}\n{name2},{job2},{department},ext. "
                    "{nnn}\n{name3},{job3},,{phone3}"
                ),
                "Expense claim {initials}: taxi {amount}, hotel {city} {n} nights {amount}, pay to {iban}",
                "Leave form, {last}: [[{n} days for <surgery|a funeral|court>, doctor's letter attached]]",
                "Laptop {orderno} issued to {first4} {last4}, first password {password}",
            ),
            "dry": (
                "Expenses over {amount} need a receipt. Mileage {amount} per km, no first class.",
                "Checklist: badge, laptop, safety video, tour of {department}, lunch with the team.",
                "Annual leave is {nn} days plus public holidays; carry over at most {n}.",
                "Extensions: reception {nnn}, {department} {nnn}, canteen {nnn}, first aid {nnn}.",
                "The form must be signed by the line manager; fields marked * are mandatory.",
            ),
        },
        texts=(
            "<rec>\n<dry>\n<rec>\n<dry>\n<rec>\n<dry>\n<rec>",
            "<dry>\n<dry>\n<rec>\n<dry>\n<dry>",
            "<rec>\n<dry>\n<rec>",
            "<dry>\n<dry>\n<rec>",
            "<rec>",
            "<rec>\n\n<rec>",
            "<dry>\n<dry>\n<dry>",
            "STAFF HANDBOOK\n<dry>\n<dry>",
        ),
    ),
    Genre(
        name="board-minutes",
        private=True,
        rules={
            "who": (
                "Present: {name} (chair), {name2}, {initials3}. Apologies: {formal4}.",
                "Minutes of {company}, {date}. In attendance {formal}, {formal2} and, from item {n}, {first3} {last3}.",
                "The meeting closed at {time}. Signed: {initials}, secretary",
            ),
            "item": (
                "{n}. {formal2} <reported|asked|was concerned> that the roof at {city} would cost {amount}.",
                "{n}. [[{last3} declared an interest: his sister owns the firm that bid {amount}]].",
                "{n}. [[Confidential: the grievance of {name5} against the manager was settled for {amount}]].",
                "{n}. ACTION {initials2}: send figures to {email4} before {weekday}.",
                "{n}. [[Two members are in arrears, {formal5} since {month} because of {disease}]].",
            ),
            "dry": (
                "{n}. The accounts to {date} showed income of {amount} and a surplus of {amount}.",
                "{n}. The minutes of the last meeting were approved without change.",
                "{n}. It was resolved to renew the lease for {n} years at {amount}.",
                "{n}. Insurance, fire drill and the new website were noted. Next meeting {date}, {time}.",
                "{n}. The plan for {year} was discussed; growth of {percent} was thought ambitious.",
            ),
        },
        texts=(
            "<who>\n<item>\n<dry>\n<item>\n<dry>\n<item>\n<dry>\n<item>",
            "<dry>\n<dry>\n<item>\n<dry>\n<dry>",
            "<who>\n<dry>\n<item>\n<dry>\n<item>",
            "<dry>\n<dry>\n<item>\n<dry>",
            "<who>\n<dry>\n<dry>",
            "<item>\n<item>\n<who>",
            "<dry>\n<dry>\n<dry>",
            "<dry>\n<dry>\n<dry>\n<dry>",
        ),
    ),
    Genre(
        name="shareholder-filing",
        private=True,
        rules={
            "who": (
                "Sincerely,\n{name}\n<Chairman|Chief Executive Officer|Managing Director>",
                "{name}, {age}, has served as Chief Financial Officer since {year}; before that at {company2}.",
                "Item {n}. {formal} beneficially owns {nnn},000 shares ({percent}); {name2} owns {nn},000.",
                "Pursuant to the requirements of the Act, signed by /s/ {name3}, {date}.",
                "[[{formal} received a salary of {amount}, a bonus of {amount} and {nn},000 options]].",
                "I want to thank {first4} {last4}, who retires after {n} years, for <patience|honest counsel>.",
                "[[On {date} {formal2} resigned for health reasons and was paid {amount}]].",
            ),
            "dry": (
                "Dear shareholders, {year} was a <hard|mixed|good> year: sales rose {percent} to {amount} million.",
                "Margins fell to {percent} as freight and energy became dearer; prices followed only in {month}.",
                (
                    "The company is exposed to changes in interest rates, exchange rates and the cost of "
                    "<wheat|steel|fuel|cotton>."
                ),
                "We opened {n} branches, closed {n}, and bought back {percent} of the stock at sensible prices.",
                "Goodwill is tested each year; no impairment was found. Leases run for {n} to {nn} years.",
                "Forward-looking statements involve risk, and actual results may differ materially.",
            ),
        },
        texts=(
            "<who>\n<dry> <who> <dry> <who> <dry> <who>",
            "<dry> <dry> <who> <dry> <dry>",
            "<dry> <dry> <dry>\n\n<who>",
            "<who>\n<who>\n<dry>",
            "<dry> <who> <dry>",
            "<dry> <dry> <dry> <dry> <who>",
            "<dry> <dry> <dry>",
            "<dry> <dry> <dry> <dry>",
        ),
    ),
    Genre(
        name="invoice-order",
        private=True,
        rules={
            "who": (
                "INVOICE {orderno}\nBill to: {name}, {address}\nDate: {date}",
                "Ship to\n{caps}\n{street}\n{phone}",
                "Pay {formal} <by transfer|within {nn} days>: {iban}.",
                "Rechnung / Invoice for Mrs {last}, customer {customer}, {email}",
            ),
            "row": (
                "{n} x {object} ({colour})  {amount}",
                "1 x {object}, gift-wrapped  {amount}",
                "Piano lessons {month}, {n} hours  {amount}",
                "Labour {n} h at {amount}, parts {amount}, VAT {percent}",
            ),
            "dry": (
                "Goods stay our property until paid. Returns within {nn} days, unopened.",
                "{company}, {city}. Open until {time}.",
                "Price list {month}: {object} {amount}, {object} {amount}, delivery {amount}.",
            ),
        },
        texts=(
            "<who>\n<row>\n<dry>\n<row>\n<dry>\n<row>\n<dry>\n<row>",
            "<dry>\n<dry>\n<row>\n<dry>\n<dry>",
            "<who>\n<row>\n<row>\n<dry>",
            "<row>\n<row>\n<who>",
            "<who>\n<dry>",
            "<dry>\n<row>\n<who>\n<who>",
            "<row>\n<row>\n<row>\n<dry>",
            "<dry>\n<dry>",
        ),
    ),
    Genre(
        name="loan-bank-kyc",
        private=True,
        rules={
            "rec": (
                "Applicant {name}, born {birth}, {address}. [[Income {amount}, rent {amount}, {n} dependants]].",
                "Account holder {caps}  IBAN {iban}\n[[{date}  pharmacy  {amount}\n{date}  gambling  {amount}]]",
                "KYC: {name}; document passport {passport}; source of funds [[inheritance from an aunt, {amount}]]",
                (
                    "[[Loan declined: two missed payments in {month}, bankruptcy in {year}]]. Tell {first} by phone "
                    "{phone}."
                ),
                "{date} transfer to {initials2} {account2} {amount} <rent|thank you|[[divorce settlement]]>",
                "Card {card}, {caps}, blocked on {date} after {n} tries from {ip}.",
                "Dear {formal}, [[your mortgage is {n} months in arrears]]. Please call {phone3}.",
            ),
            "dry": (
                "Rates from {date}: savings {percent}, mortgage {percent}, overdraft {percent}.",
                "Accepted documents: passport, driving licence, utility bill not older than {n} months.",
                "Transfers after {time} are booked on the next working day. Fee abroad {amount}.",
                "Politically exposed persons and cash over {amount} go to {department} for review.",
                "Representative example: {amount} over {nn} months at {percent}.",
            ),
        },
        texts=(
            "<rec>\n<dry>\n<rec>\n<dry>\n<rec>\n<dry>\n<rec>",
            "<dry>\n<dry>\n<rec>\n<dry>\n<dry>",
            "<rec>\n<dry>\n<rec>",
            "<dry>\n<rec>",
            "<rec> <rec>",
            "<dry> <dry> <rec>",
            "<dry>\n<dry>\n<dry>",
            "<dry> <dry>",
        ),
    ),
    Genre(
        name="insurance-policy",
        private=True,
        rules={
            "rec": (
                "Policyholder: {name}\nInsured vehicle: {plate}\nNamed driver: {name2}, licence {licence2}",
                "Certificate {customer}. Life assured {caps}, {birth}; beneficiary {name3} <(spouse)|(daughter)>.",
                "[[On {date} {formal} reversed into a wall; previous claims {n}; no-claims bonus lost]].",
                "[[Loading of {percent} for {disease} and {nn} cigarettes a day]]. Renewal sent to {email}.",
            ),
            "dry": (
                "We pay for fire, theft and storm. We do not pay for wear, rust or damage by <vermin|pets|insects>.",
                "You may cancel within {nn} days of receiving the documents; a fee of {amount} may apply.",
                "Excess {amount} each claim, doubled for drivers under 25. Windscreen {amount}.",
                "Cover abroad is limited to {nn} days in one period; tell us of any change of use.",
            ),
        },
        texts=(
            "<rec>\n<dry>\n<rec>\n<dry>\n<rec>\n<dry>\n<rec>",
            "<dry>\n<dry>\n<rec>\n<dry>\n<dry>",
            "<rec>\n<dry>",
            "<dry> <dry> <rec>",
            "<rec>\n<rec>\n<dry>",
            "<dry>\n<rec>\n<dry>",
            "<dry> <dry> <dry>",
            "<dry>\n<dry>",
        ),
    ),
)

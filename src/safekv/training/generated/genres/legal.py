"""Genres of legal records: judgments, police and immigration papers, contracts, wills and complaints."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre

GENRES = (
    Genre(
        name="judgment",
        private=True,
        rules={
            "facts": (
                "{n}. The <applicant|claimant|appellant>, {formal}, was born on {birth} and lives in {city}.",
                (
                    "{nn}. [[On {date} the <District|Regional> Court convicted the applicant of <fraud|theft|assault|"
                    "trafficking> and sentenced <him|her> to {n} years' imprisonment]]."
                ),
                (
                    "{nn}. [[The police searched the flat at {street}, {city}, in the presence of a neighbour, "
                    "{name2}, and seized {amount} in cash and a mobile telephone]]."
                ),
                (
                    "{nn}. [[According to the witness {initials3}, on the evening of {date} the applicant had been "
                    "seen <arguing with the victim|leaving the restaurant|near the garage> shortly before {time}]]."
                ),
                (
                    "{nn}. [[The applicant complained of {disease} and was examined by the prison doctor, {formal4}, "
                    "who recorded <bruises on the back|no injuries|weight loss of {n} kilograms>]]."
                ),
                (
                    "{nn}. [[The applicant's spouse, {first5} {last}, was refused a visit on {date} and again in "
                    "{month}]]."
                ),
                (
                    "{nn}. By a decision of {date} the Court of Appeal, <presided over by Judge {last6}|sitting in "
                    "{city}|without a hearing>, dismissed the appeal lodged by <{formal}|the applicant's lawyer, "
                    "{formal3},> as unfounded and ordered payment of {amount} in costs."
                ),
                (
                    "{n}. The case originated in an application (no. {nnn}{nn}/{nn}) lodged on {date} by {name}, who "
                    "was represented by {initials2}, a lawyer practising in {city}."
                ),
            ),
            "law": (
                (
                    "{nn}. Under Article {nn} § {n} of the Code of Criminal Procedure, detention on remand may not "
                    "exceed {n} months unless it is extended by a reasoned decision of a higher court."
                ),
                (
                    "{nn}. The Government submitted that domestic remedies had not been exhausted, since no action "
                    "had been brought under section {nnn} of the <Civil Code|Police Act|Administrative Courts Act>."
                ),
                (
                    "{nn}. The Court reiterates that <the length of proceedings must be assessed as a whole|an "
                    "interference must be necessary in a democratic society|the burden of proof lies with the "
                    "authorities>."
                ),
                (
                    "{nn}. It follows that this part of the application is <manifestly ill-founded|admissible|out of "
                    "time> and must be <rejected|examined on the merits|declared inadmissible> pursuant to Article "
                    "{nn} § {n}."
                ),
                (
                    "{nn}. Section {nn} of the {year} Act, as in force at the material time, provided that a permit "
                    "could be withdrawn where the conditions for its issue were no longer met."
                ),
                (
                    "{nn}. As to the costs, the Court awards {amount}, plus any tax that may be chargeable, and "
                    "dismisses the remainder of the claim."
                ),
            ),
        },
        texts=(
            "<law>\n<law>\n<facts>\n<law>",
            "<law> <law> <law> <facts> <law> <law>",
            "PROCEDURE\n<facts>\n<law>\n<facts>\n<facts>\n<law>\n<facts>",
            "<facts>\n<facts>\n<facts>",
            "I. THE CIRCUMSTANCES OF THE CASE\n<facts>\n<facts>\n<law>",
            "<facts>\n<law>\n<law>",
            "<law>\n<law>\n<law>",
            "RELEVANT DOMESTIC LAW\n<law>\n<law>",
            "FOR THESE REASONS, THE COURT\n<law>\nDone on {date}. {name5}, Registrar; {name6}, President",
        ),
    ),
    Genre(
        name="police-report",
        private=True,
        rules={
            "meta": (
                "Incident no. {orderno}\nReported {date} {time}\nReporting person: {name}, {birth}, {address}, {phone}",
                "FIR No. {nnn}/{year}, PS {city}. Complainant {name} s/o {name2}, age {age}, r/o {street}.",
                "Officer {last4}, badge {nnn}{n}, <responded to|was dispatched to> {street} at {time}.",
                (
                    "Vehicle: {colour} <saloon|van|motorcycle|hatchback>, plate {plate}, registered to {caps}, "
                    "licence {licence}."
                ),
            ),
            "tale": (
                (
                    "[[The victim stated that <an ex-partner|a neighbour|two men in a van> {n} days earlier had "
                    "<threatened her with a knife|taken the {object}|pushed him against the door>]]."
                ),
                '[[{last2} smelled of alcohol, refused a breath test and said "I only had two"]].',
                "[[Witness {name3} heard shouting from the flat of {formal} and called 911 at {time}]].",
                "[[{first}, {age}, has been missing since {date}; last seen at {city} station, takes {drug}]].",
                "[[Suspect gave the name {name5}; a search found {n} cards in the name of {formal6}]].",
            ),
            "dry": (
                "Figures for {month}: {nnn} thefts from vehicles, {nn} burglaries, down {percent} on the year before.",
                "Evidence bags are numbered, sealed and logged in form {nn} before the end of the shift.",
                "The road was closed from {time}. <Visibility was good|It was raining|The surface was icy>.",
                "Officers are reminded that statements must be read back and signed on each page.",
            ),
        },
        texts=(
            "<meta>\n<tale> <dry> <tale> <dry> <tale> <dry> <tale>",
            "<dry> <dry> <tale> <dry> <dry>",
            "<meta>\n\nNARRATIVE: <tale> <tale>",
            "<tale> <dry> <tale>",
            "<meta>\n<meta>\n<tale>",
            "<dry> <meta> <dry>",
            "<dry> <dry> <dry>",
            "BULLETIN {date}\n<dry>\n<dry>",
        ),
    ),
    Genre(
        name="affidavit-statement",
        private=True,
        rules={
            "open": (
                (
                    "I, {name}, <of {address}|aged {age}, occupation {job}|residing in {city}>, <make oath and say|do "
                    "hereby solemnly affirm|state as follows>:"
                ),
                "STATEMENT OF {caps}\nDated {date}",
                "My name is {name}. I am {age} and I work as {job} at {company}.",
            ),
            "para": (
                "{n}. [[I have known {name2} since {year}, when we <shared a flat|worked together|were at school>]].",
                (
                    "{n}. [[On {date} I saw {first2} <sign the paper in the kitchen|hit the boy|put the {object} in a "
                    "bag>]]."
                ),
                "{n}. [[I lent {formal3} {amount} and have not received one cent of it]].",
                "{n}. [[I was afraid for my children and went to stay with my cousin {first4} in {city}]].",
                "{n}. That the facts stated above are true to my own knowledge and nothing has been concealed.",
                "{n}. I make this statement in support of <the petition|my claim against {last2}|an adjournment>.",
            ),
            "dry": (
                "An affidavit must be sworn before a notary or a commissioner and state the source of any belief.",
                "Exhibits are marked A, B, C; each page carries the number of the suit and the date of filing.",
                "Any alteration must be initialled. A statement in another language needs a certified translation.",
                "Filing fee {amount}; counter open until {time}, {city} registry.",
            ),
        },
        texts=(
            "<open>\n<para>\n<dry>\n<para>\n<dry>\n<para>\n<dry>\n<para>",
            "<dry>\n<dry>\n<para>\n<dry>\n<dry>",
            "<open>\n<para>\n<para>\n<para>",
            "<para>\n<para>\nSworn at {city} on {date}\n{initials}",
            "<open> <para> <dry>",
            "<para> <para>",
            "<dry> <dry> <dry>",
            "NOTES FOR DEPONENTS\n<dry>\n<dry>",
        ),
    ),
    Genre(
        name="private-contract",
        private=True,
        rules={
            "party": (
                'This agreement is made on {date} between {name}, {address} ("the Seller"), and {name2} ("the Buyer").',
                "Lender: {name}, ID {ssn}. Borrower: {name2}, passport {passport}. Amount: {amount}.",
                "Landlord {formal}, {street}; Tenant {name2}, born {birth2}, e-mail {email2}; rent {amount} a month.",
                "Signed: {initials} ______   {initials2} ______   Witness: {name3}, {phone3}",
            ),
            "term": (
                "[[Rent is paid by the {n}th to {iban}; {first2} is two months behind and will pay {amount} extra]].",
                (
                    "[[The tenant may keep one {animal}; {formal2} has told the landlord about the medical reasons "
                    "for it]]."
                ),
                "The vehicle, plate {plate}, is sold as seen with {nn},000 km on the clock.",
                "Deposit of {amount} held for {last2}; inventory: {n} chairs, {object}, {colour} sofa.",
            ),
            "dry": (
                "{n}.{n} Either party may end this agreement by giving {nn} days' notice in writing.",
                "{n}.{n} If any clause is found void, the remaining clauses stay in force.",
                (
                    "{n}.{n} The tenant shall keep the premises clean, allow inspection on {nn} hours' notice and not "
                    "sublet."
                ),
                "{n}.{n} Disputes go first to mediation in {city}, then to the courts of {state}.",
                "{n}.{n} Late payment bears interest of {percent} per year from the due date.",
            ),
        },
        texts=(
            "<party>\n<term>\n<dry>\n<term>\n<dry>\n<term>\n<dry>\n<term>",
            "<dry>\n<dry>\n<term>\n<dry>\n<dry>",
            "<party>\n<dry>\n<term>\n<dry>\n<party>",
            "<dry>\n<dry>\n<party>",
            "<term>\n<term>\n<dry>",
            "TENANCY AGREEMENT\n<party>\n\n<dry>\n<dry>",
            "<dry>\n<dry>\n<dry>",
            "TERMS\n<dry>\n<dry>",
        ),
    ),
    Genre(
        name="will-estate",
        private=True,
        rules={
            "gift": (
                "[[I give my {object} and {amount} to my <cousin|grandchild|neighbour|godchild> {name2}]].",
                "[[I leave nothing to my <cousin|eldest child> {first3}, who knows the reason]].",
                "[[My house at {address} shall be sold and the proceeds shared between {first2} and {first4}]].",
                "[[The estate of the late {name}, {nn} acres at {city}, debts {amount}, is claimed by two widows]].",
            ),
            "frame": (
                "THIS IS THE LAST WILL of me, {name}, of {street}, {city}, made on {date}.",
                "I appoint {name5}, <my solicitor|my eldest child|of {city}>, to be executor of this will.",
                "IN THE ESTATE OF {caps}, deceased {date}. Letters of administration to {name2}.",
                "Witnesses: 1. {name5}, {job}  2. {initials6}, {phone6}",
            ),
            "dry": (
                "Debts and funeral costs are paid first; gifts fail if the beneficiary dies within {nn} days.",
                "A will must be in writing and signed before two witnesses who take nothing under it.",
                "Trustees may invest as if beneficial owners and shall keep accounts for {n} years.",
                "Estates under {amount} need no grant; allow {nn} weeks for the rest.",
            ),
        },
        texts=(
            "<gift>\n<frame>\n<dry>\n<frame>\n<dry>\n<frame>\n<dry>\n<frame>",
            "<dry>\n<dry>\n<frame>\n<dry>\n<dry>",
            "<frame>\n<gift>\n<gift>\n<frame>",
            "<dry> <gift> <dry>",
            "<gift>\n<dry>\n<frame>",
            "<frame>\n<dry>",
            "<dry> <dry> <dry>",
            "GUIDE TO PROBATE\n<dry>\n<dry>",
        ),
    ),
    Genre(
        name="immigration-decision",
        private=True,
        rules={
            "who": (
                "Application {orderno}: {caps}, born {birth}, national of {country}, passport {passport}.",
                "Dear {formal},\nYour application for <leave to remain|a family visa|asylum|a work permit> is refused.",
                "The appellant, {initials}, entered {country} on {date} <by lorry|on a student visa|via {city}>.",
                "Sponsor: {name2}, {job}, {address2}, income {amount}.",
            ),
            "claim": (
                (
                    "[[You say that you were detained for {n} days in {city} because of your "
                    "<religion|articles|brother's politics>, and that your cousin {first3} paid for your release]]."
                ),
                (
                    "[[The marriage to {name2} is not accepted as genuine: neither could name the other's "
                    "<employer|parents|illness>]]."
                ),
                "[[The appellant suffers from {disease} and relies on {first2} for daily care]].",
                "[[You overstayed by {nnn} days and worked without permission at {company}]].",
            ),
            "dry": (
                "Paragraph {nnn}(v) requires that maintenance and accommodation be adequate without public funds.",
                "Country information of {year} indicates that internal relocation to {city} is generally reasonable.",
                "Appeals must reach the Tribunal within {nn} days; the fee is {amount} for an oral hearing.",
                "Biometrics are taken at the {city} centre. Processing takes up to {nn} weeks.",
            ),
        },
        texts=(
            "<who>\n<claim>\n<dry>\n<claim>\n<dry>\n<claim>\n<dry>\n<claim>",
            "<dry>\n<dry>\n<claim>\n<dry>\n<dry>",
            "<who>\n<claim> <dry>",
            "<dry>\n<claim>\n<dry>\n<claim>",
            "<who>\n<who>\n<dry>",
            "<claim> <claim>",
            "<dry> <dry> <dry>",
            "<dry>\n<dry>",
        ),
    ),
    Genre(
        name="ombudsman-custody",
        private=True,
        rules={
            "case": (
                (
                    "[[Ms {last} complained that {company} had <cut off the gas|lost her file|billed her twice> while "
                    "her mother was ill, and that nobody answered {n} letters]]."
                ),
                (
                    "[[The parents, {name} and {name2}, separated in {month}; {first3}, aged {n}, lives with the "
                    "<mother|father> and sees the other parent every {weekday}]]."
                ),
                "[[The social worker, {initials4}, noted that {first3} is afraid of {last2} and wets the bed]].",
                "[[{formal} owes {amount} in maintenance and has moved to {address} without telling the court]].",
                "[[I have written to the council since {year}, they treat me as if I did not exist. {name}, {phone}]].",
            ),
            "head": (
                "Complaint ref. {orderno} by {name}, {email}, received {date}.",
                "IN THE FAMILY COURT AT {city}\nBETWEEN {caps} and {caps2}\nORDER of {date}, before Judge {last5}",
                "Summary: {initials} v. {company}",
            ),
            "dry": (
                "We can look at how a decision was made, but we cannot change a decision taken properly.",
                "The welfare of the child is paramount; delay is presumed to be harmful.",
                "Bodies have {nn} days to reply. In {year} we upheld {percent} of {nnn} complaints about {department}.",
                "Handovers take place at {time} at a neutral place; holidays are shared equally unless agreed.",
                "We recommended an apology, a payment of {amount} and training for staff within {n} months.",
            ),
        },
        texts=(
            "<case>\n<head>\n<dry>\n<head>\n<dry>\n<head>\n<dry>\n<head>",
            "<dry>\n<dry>\n<head>\n<dry>\n<dry>",
            "<head>\n<case> <dry>",
            "<dry> <dry> <case>",
            "<head>\n\n1. <case>\n2. <case>\n3. <dry>",
            "<case> <case>",
            "<dry> <dry> <dry>",
            "HOW WE WORK\n<dry>\n<dry>",
        ),
    ),
)

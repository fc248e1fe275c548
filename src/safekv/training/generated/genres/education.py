"""Genres of school, family and community records: reports, lists, bulletins, genealogy, land."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre

GENRES = (
    Genre(
        name="school-report",
        private=True,
        rules={
            "head": (
                "{school}\nReport for {name}, class {n}<a|b|c>, {month} {year}",
                "Pupil: {caps}  DOB: {birth}  Attendance: {percent}",
                "Roll No. {nn}  {name}  Father's name {name2}  [[Maths {nn}  English {nn}  Science {nn}]]",
                "student_id={customer} guardian={name2} phone={phone2}",
            ),
            "say": (
                (
                    "[[{first} has made <steady|little|good> progress in <maths|history> but <chats too much|lacks "
                    "confidence>]]."
                ),
                "[[In <art|science|PE> {first} is <a joy to teach|easily distracted|often without kit>]].",
                "[[Since the parents separated {first} has been quiet and eats alone]].",
                "[[{last} was sent out of class {n} times; detention on {weekday}]]. {formal3}",
                "[[An assessment found {disease}; extra time in exams is recommended]].",
            ),
            "dry": (
                "Grades: A above {nn}, B above {nn}. Effort is marked from 1 (excellent) to 5 (poor).",
                "This term class {n} studied volcanoes, fractions and a play about <wolves|owls|goats>.",
                "Parents' evening is on {weekday} {date} at {time} in the hall; please book a slot.",
                "Term ends at {time} on {date}. Uniform: {colour} jumper, black shoes, no trainers.",
                "The average in {month} was {nn} of 100; {percent} of the year group passed.",
            ),
        },
        texts=(
            "<head>\n<say> <dry> <say> <dry> <say> <dry> <say>",
            "<dry> <dry> <say> <dry> <dry>",
            "<head>\n<say> <say>\n<dry>",
            "<say> <say>",
            "<dry> <say> <dry>",
            "<head>\n<dry>",
            "<dry> <dry> <dry>",
            "<dry>\n<dry>",
        ),
    ),
    Genre(
        name="student-admission",
        private=True,
        rules={
            "rec": (
                "Applicant: {name}, {email}\nProgramme: <MSc Economics|BA History|Nursing>\nGPA: [[3.<1|4|7|85>]]",
                "It is a pleasure to recommend {name}, whom I taught at {school} in {year}.",
                "[[I want to study because my grandmother could not read and I was raised by her after {year}]].",
                "[[{first} is among the best {n} students I have had, despite {disease} in the second year]].",
                "{customer};{last};{first};<admitted|waitlist|[[rejected]]>;{amount}",
                "[[Fee waiver asked: father drives a taxi, {n} children, income {amount}]]. {initials}",
                "Supervisor {formal5}; candidate {initials}; defence {date}, {time}.",
            ),
            "dry": (
                "Applications close on {date}. The fee is {amount} and is not returned.",
                "Entry: two A levels or equivalent, English 6.5, interview in {month}.",
                "The personal statement has at most {nnn} words; two references are uploaded by the referees.",
                "Halls cost {amount} a term. Scholarships cover {percent} of tuition for {nn} students.",
            ),
        },
        texts=(
            "<rec>\n<dry>\n<rec>\n<dry>\n<rec>\n<dry>\n<rec>",
            "<dry>\n<dry>\n<rec>\n<dry>\n<dry>",
            "<rec>\n<rec>",
            "<dry> <rec> <dry>",
            "<rec>\n<dry>\n<rec>\n<rec>",
            "<rec> <rec> <rec>",
            "<dry> <dry> <dry>",
            "ADMISSIONS\n<dry>\n<dry>",
        ),
    ),
    Genre(
        name="class-parents",
        private=True,
        rules={
            "list": (
                "1. {name}\n2. {name2}\n3. {name3}\n4. {name4}",
                "{caps} {phone}\n{caps2} {phone2}\n{caps3} {phone3}",
                "{first}: [[nut allergy]]; {first2}: [[asthma pump in bag]]; {first3}: collects <grandma|{name5}>",
                "Bus {n}: {first}, {first2}, {first3} {last3}, {first4} (stop {street4})",
            ),
            "note": (
                "Dear {formal5}, [[please excuse {first} on {weekday}, we have a hospital appointment for {disease}]].",
                "[[{first2} comes home crying because {first3} calls names. I expect an answer]]. {name6}",
                "Dear teacher, [[we can not pay the trip {amount} now, my husband has no work since {month}]]. {name}",
                "[[{first4} will be with {name5} until {date}; nobody else may collect the child]].",
            ),
            "dry": (
                "Please send {n} pencils, a {colour} folder and a water bottle on {weekday}.",
                "The trip to {city} costs {amount}; the coach leaves at {time} sharp.",
                "Homework: read chapter {n}, learn the {n} times table, draw <an owl|a goat|a fox|your house>.",
                "Lunch this week: {food}, {food}, {food}. Head lice have been seen in class {n}.",
            ),
        },
        texts=(
            "<list>\n<note>\n<dry>\n<note>\n<dry>\n<note>\n<dry>\n<note>",
            "<dry>\n<dry>\n<note>\n<dry>\n<dry>",
            "<list>\n<dry>",
            "<note>",
            "<dry> <note>",
            "Class {n} contact list\n<list>\n<note>",
            "<dry> <dry>",
            "<dry>\n<dry>\n<dry>",
        ),
    ),
    Genre(
        name="social-work",
        private=True,
        rules={
            "id": (
                "Family: {last}, {address}. Children {first2} ({n}) and {first3} ({n}). Worker {initials5}.",
                "Case {customer}, visit {date} {time}, present {name}, {first2}.",
                "Referral from {school} about {name2}, born {birth2}.",
            ),
            "see": (
                "[[The flat was cold, the fridge empty; {first} said the benefits had stopped in {month}]].",
                '[[{first2} has a bruise on the arm and said that "uncle" did it]].',
                "[[{formal} is {nn} weeks sober and goes to meetings every {weekday}]].",
                "[[Grandmother, who has {disease}, cannot lift the child any more and asks for respite]].",
                "[[Mother disclosed debts of {amount} and that {first4}, the other parent, is in prison at {city}]].",
            ),
            "dry": (
                "Visits are recorded within {nn} hours. Opinion must be kept apart from fact.",
                "Thresholds: universal, early help, child in need, protection. Use form {nnn} for step-up.",
                "Caseloads average {nn}; {percent} of assessments were finished in {nn} days.",
                "The duty desk is open until {time}; foster allowances rise to {amount} in {month}.",
            ),
        },
        texts=(
            "<id>\n<see> <dry> <see> <dry> <see> <dry> <see>",
            "<dry> <dry> <see> <dry> <dry>",
            "<id>\n<see> <see>",
            "<see> <dry> <see>",
            "<see> <see> <see>",
            "<dry>\n<id>",
            "<dry> <dry> <dry>",
            "PRACTICE GUIDE\n<dry>\n<dry>",
        ),
    ),
    Genre(
        name="obituary",
        private=True,
        rules={
            "open": (
                "{name}, {age}, of {city}, died <peacefully|suddenly|at home> on {date}.",
                "It is with sadness that the family of {first} {last} announce <her|his> passing on {weekday}.",
                "{caps}. Born {birth}. Fell asleep {date}.",
            ),
            "life": (
                "[[{first} worked <at the mill|as a {job}|on the railways> for {nn} years and loved {hobby}]].",
                "[[Survived by {first2}, married for {nn} years, and by {first3} ({first4}) of {city}]].",
                "[[After a long struggle with {disease}, borne with humour, {first} kept joking to the end]].",
                "[[In {year} {first} married {name5}, and they farmed {nn} acres near {city}]].",
            ),
            "dry": (
                "Funeral {weekday} {time}. Family flowers only; gifts to the hospice, {city}.",
                "Notices reach us by {time} on {weekday}. Up to {nn} words cost {amount}, a picture {amount}.",
                "The chapel seats {nnn}. Parking is behind the hall; the service lasts about {nn} minutes.",
                "Words of comfort: grief is love with nowhere to go. Light a candle and remember.",
            ),
        },
        texts=(
            "<open>\n<life> <dry> <life> <dry> <life> <dry> <life>",
            "<dry> <dry> <life> <dry> <dry>",
            "<open> <life> <life>\n<dry>",
            "<life> <life> <life>",
            "<life> <dry>",
            "<open> <dry>",
            "<dry> <dry> <dry>",
            "<dry> <dry>",
        ),
    ),
    Genre(
        name="genealogy",
        private=True,
        rules={
            "tree": (
                "{n}. {name}, b. {birth} {city}, m. {year} {name2}; children: {first3}, {first4}, {first5}.",
                "I {nn} {name} /{last}/\nBIRT {birth}\nPLAC {city}",
                "[[A cousin, {first2}, left {city} in {year} after a quarrel about the farm and never wrote]].",
                "My DNA match {username6} shares {nn} cM; [[we think that the {last3} line hides an adoption]].",
                "Living: {name4}, {email4}, has the family Bible and {n} letters.",
                "[[{initials2} was illegitimate; the father was the {job} {last5}]].",
            ),
            "dry": (
                "Parish registers of {city} begin in {year}; {n} years are lost to damp.",
                "Census takers wrote what they heard, so try several spellings and both counties.",
                "Ship lists are on film, reel {nnn}; the reading room opens at {time}.",
                "The name means someone who keeps <goats|horses|bees>, and is common in the north.",
            ),
        },
        texts=(
            "<tree>\n<dry>\n<tree>\n<dry>\n<tree>\n<dry>\n<tree>",
            "<dry>\n<dry>\n<tree>\n<dry>\n<dry>",
            "<tree>\n<tree>\n<tree>",
            "<dry> <tree> <dry>",
            "<dry> <dry> <tree>",
            "<tree>\n<dry>\n<tree>",
            "<dry> <dry> <dry>",
            "<dry> <dry>",
        ),
    ),
    Genre(
        name="guest-donor-lists",
        private=True,
        rules={
            "rec": (
                "Table {n}: {name}, {first2} + 1, {formal3}, [[{first4} (vegan, not next to ex-wife)]]",
                "{name},{amount},{date},{email},<thanked|anonymous please>",
                "Gift from {formal}: {object}. Thank-you card to {address}.",
                "Members: {initials}, {initials2}, {initials3}. [[Unpaid: {last4}, {amount}]].",
                "{customer}  {caps}  joined {year}  tel {phone}",
                "[[{first5} can't come, chemo that week]]; {first6} yes with kids",
            ),
            "dry": (
                "Menu: {food}, {food} or {food}; cake at {time}; band until midnight.",
                "Hall booked {date}, {amount}, {nnn} chairs, deposit paid, no confetti.",
                "Membership: adult {amount}, junior {amount}, family {amount}, due in {month}.",
                "The appeal has raised {amount}, which is {percent} of the target for the {object} fund.",
            ),
        },
        texts=(
            "<rec>\n<dry>\n<rec>\n<dry>\n<rec>\n<dry>\n<rec>",
            "<dry>\n<dry>\n<rec>\n<dry>\n<dry>",
            "<rec>\n<rec>\n<rec>",
            "<dry>\n<rec>\n<rec>",
            "<rec>\n<dry>",
            "<dry>\n<dry>\n<rec>",
            "<dry>\n<dry>\n<dry>",
            "<dry> <dry>",
        ),
    ),
    Genre(
        name="club-results-bulletin",
        private=True,
        rules={
            "rec": (
                "1 {name} {nn}:{nn}\n2 {name2} {nn}:{nn}\n3 {initials3} {nn}:{nn}",
                "U{n} girls: {first} {last} scored twice, keeper {first2} [[hurt her wrist]].",
                "Please pray for {name}, [[in hospital with {disease}]], and for the family of {first2} {last2}.",
                "Baptised {weekday}: {first3} {last4}, child of {first4} and {first5}. Flowers: {formal6}.",
                "Banns: {name} and {name2}, both of {city}. Readers: {initials3}, {initials4}.",
                "Lifts to the away match: ring {first5} on {phone5}.",
                "Bowls pairs: {last} and {last2} beat {last3} and {last4} by {nn} shots.",
            ),
            "dry": (
                "Second team lost {n}-{n} at {city}; pitch heavy, referee generous.",
                "Coffee after the {time} service. Roof fund {amount}. Jumble sale {date}.",
                "Training {weekday} {time}, bring both shirts. The bar needs volunteers.",
                "Course {n} km, {nnn} m of climbing, {nn} starters, weather <wet|mild|grey> and windy.",
                "Hymns {nn}, {nnn}, {nnn}. Choir practice moves to {weekday}.",
            ),
        },
        texts=(
            "<rec>\n<dry>\n<rec>\n<dry>\n<rec>\n<dry>\n<rec>",
            "<dry>\n<dry>\n<rec>\n<dry>\n<dry>",
            "<dry>\n<rec>\n<rec>",
            "<rec>\n<dry>\n<dry>",
            "<dry> <dry> <rec>",
            "<rec>\n<rec>\n<rec>",
            "<dry> <dry> <dry>",
            "<dry>\n<dry>",
        ),
    ),
    Genre(
        name="property-land",
        private=True,
        rules={
            "rec": (
                "Title {orderno}. Proprietor: {name} of {address}. Price paid {amount}.",
                "Survey no. {nnn}/{n}, {n} acres, {caps} s/o {name2}, mutation {date}.",
                "Deed: {name} and {first2}, husband and wife, grant to {name3} lot {nn}, {city}.",
                "[[Caution entered by {formal4}: claims half of the house under a promise made in {year}]].",
                "Planning {orderno}: {initials}, {street}, rear extension. Objection by {formal5}: [[loss of light]].",
                "[[Tax on the plot of {last} unpaid for {n} years, {amount}]].",
            ),
            "dry": (
                "The parcel is bounded north by the road, east by the stream, and measures {nnn} square metres.",
                "Search fee {amount}. Certified copies take {n} working days.",
                "A right of way on foot {nn} feet wide runs along the western fence.",
                "House for sale in {city}: {n} rooms, {colour} kitchen, garden, {amount}, viewing {weekday}.",
                "Conveyance is registered within {n} months, otherwise the legal estate does not pass.",
            ),
        },
        texts=(
            "<rec>\n<dry>\n<rec>\n<dry>\n<rec>\n<dry>\n<rec>",
            "<dry>\n<dry>\n<rec>\n<dry>\n<dry>",
            "<rec>\n<dry>",
            "<dry> <dry> <rec>",
            "<rec>\n<rec>",
            "<dry>\n<rec>\n<dry>",
            "<dry> <dry> <dry>",
            "<dry> <dry>",
        ),
    ),
)

"""Private genres of e-mail: threads, scheduling, complaints, tenancy, school, condolence, hiring, absence."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre

HEADER = (
    "From: {name} <{email}>\nTo: {name2} <{email2}>\nDate: {date} {time}\nSubject: <subject>",
    "From: {name}\nSent: {weekday}, {date} {time}\nTo: {name2}; {name3}\nCc: {name4}\nSubject: RE: <subject>",
    "---- Forwarded message ----\nFrom: {email}\nDate: {date}\nSubject: Fwd: <subject>\nTo: {email2}",
    "Subject: <subject>",
    "To: {email2}\nCc: {email3}\nSubject: <subject>",
)
HELLO = (
    "<Dear|Hi|Hello|Good morning|Morning> {first2},",
    "Dear {formal2},",
    "<Dear Sir or Madam|To whom it may concern|Hello team|Hi all|Good afternoon>,",
    "{first2} -",
    "Respected {formal2},",
)
CLOSE = (
    "<Kind regards|Best|Best wishes|Regards|Many thanks>,\n{name}",
    "<Thanks|Cheers|Rgds>\n{first}",
    "Yours <sincerely|faithfully|truly>,\n\n{name}\n{address}\n{phone}",
    "--\n{name}\n{department}, {company}\nT {phone} | {email}",
    "<Sent from my phone|Get the app for faster replies>",
    "Warmly,\n{initials}",
)
FOOTER = (
    "This message is intended for the addressee only. If it reached you in error, please delete it.",
    "<Please consider the environment before printing.|Caution: this message comes from outside the organisation.>",
    "{company} is registered in {city}. Calls may be recorded for training.",
)

GENRES = (
    Genre(
        name="mail-business-thread",
        private=True,
        rules={
            "header": HEADER,
            "hello": HELLO,
            "close": CLOSE,
            "footer": FOOTER,
            "subject": ("<Q{n} numbers|Contract renewal|Intranet rollout|PO {orderno}|Monday's call|Pricing>",),
            "hello2": ("Hi all,", "Dear colleagues,", "Good afternoon team,", "Hello,"),
            "biz": (
                "Attached is the revised quote for the <pumps|licences|fit-out|brochures>; total {amount} excl. VAT.",
                "The delivery for order {orderno} has slipped to {date}, the carrier blames customs in {country}.",
                "Could you confirm the <headcount|budget|scope> before {weekday}? Finance closes the books at {time}.",
                "We are {percent} over plan in {month}, mostly freight.",
                "Legal had {n} comments on clause {n}, none of them dramatic.",
            ),
            "people": (
                "{name3} will take over the account from me, you can reach <them|her|him> on {phone3}.",
                "I spoke to {first4} yesterday and [[she is not happy with how {last5} treated her in the review]].",
                "Please keep {formal3} in copy, {email3}.",
                "Between us, [[{first4} has handed in his notice and will be gone by {month}]].",
                "[[I'll be in hospital for a small operation that week]], so {first3} covers.",
            ),
            "quote": (
                "On {date} at {time}, {name2} <{email2}> wrote:\n> <biz>\n> <people>",
                "On {weekday}, {first2} wrote:\n> <biz>\n>\n> {initials2}",
                "-----Original Message-----\nFrom: {name2}\nSubject: <subject>\n\n<biz>",
                "> <biz>\n> <biz>\n<Agreed.|Done.|Not quite, see below.|Noted with thanks.>",
            ),
        },
        texts=(
            "<header>\n\n<hello>\n\n<biz> <people> <biz>\n\n<people>\n\n<close>\n\n<quote>",
            "<hello>\n\n<people> <biz> <people> <biz>\n\n<close>\n<footer>",
            "<quote>\n\n<hello>\n\n<biz> <biz> <people>\n\n<close>\n<footer>\n\n<quote>",
            "<hello2>\n\n<biz> <biz>\n\n<biz> <biz>\n\n<footer>",
            "> > <biz>\n> <biz>\n\n<Sounds good.|OK from our side.|Let us park this.> <biz>\n\n<footer>",
        ),
    ),
    Genre(
        name="mail-scheduling",
        private=True,
        rules={
            "header": HEADER,
            "hello": HELLO,
            "close": CLOSE,
            "subject": ("<Accepted|Declined|Invitation|Tentative|Updated>: <catch-up|interview|demo|review> @ {date}",),
            "slot": (
                "Would {weekday} at {time} work, or rather {date}?",
                "I am free {weekday} after {time}, otherwise the week of {date}.",
                "Room {nnn} is booked from {time}, the projector needs the {colour} cable.",
                "Dial-in: {url}, passcode {nnn}{nnn}.",
            ),
            "why": (
                "[[I have my chemo session on {weekday} mornings]], so please nothing before lunch.",
                "[[I need to be in court for the custody hearing]] that day.",
                "{first3} cannot make it, [[his mother was taken to hospital]]; {name4} will join.",
                "My PA {name3} ({phone3}) keeps the diary.",
                "Organiser: {name}. Attendees: {name2}, {name3}, {email4} (optional).",
            ),
        },
        texts=(
            "<header>\n\n<hello>\n\n<slot> <why> <slot> <why>\n\n<close>",
            "<subject>\n\nWhen: {weekday}, {date}, {time}\nWhere: {address}\n<why>",
            "<slot> <why> <slot>\n\n<close>",
            "<subject>\n\n<slot>\n<slot>\n\n<This event repeats weekly.|Reminder: {n} minutes before.>",
        ),
    ),
    Genre(
        name="mail-complaint",
        private=True,
        rules={
            "header": HEADER,
            "close": CLOSE,
            "footer": FOOTER,
            "subject": ("<Complaint|Refund request|Third reminder|Faulty {object}|Order {orderno}|Cancellation>",),
            "gripe": (
                "The {object} I ordered on {date} arrived cracked and without a manual.",
                "I waited {nn} minutes in your queue, was cut off, and nobody rang back.",
                "You charged {amount} twice and your chatbot tells me to be patient.",
                "The driver left the box in the rain although the porch is dry.",
                "Flight {flight} left {n} hours late and we were given a voucher for {food}.",
            ),
            "ident": (
                "My customer number is {customer}, the account is in the name of {name}.",
                "You can refund the card {card} or my account {iban}.",
                "Please call {phone} or write to {address}.",
                "The contract is in my late husband's name, {name3}, born {birth3}.",
                "Your agent, a certain {first4}, promised me a call back on {phone}.",
                "[[I am {age} and disabled, I cannot carry this thing back to a shop, and I live alone]].",
                "[[I lost a day's wage and had to borrow {nnn} from my sister]] because of this.",
            ),
            "want": (
                "I expect <a full refund|a replacement|a written apology> within {n} working days.",
                "Otherwise I will go to the ombudsman.",
                "Kindly do the needful at the earliest.",
            ),
            "reply": (
                "Thank you for contacting us. We are sorry to hear about your experience with our <service|shop|app>.",
                "Your case has been logged under {orderno}. We aim to answer within {n} days.",
            ),
        },
        texts=(
            "<header>\n\nDear customer service,\n\n<gripe> <gripe> <ident> <gripe> <ident> <want> <want>\n\n<close>",
            "<gripe> <gripe> <ident> <ident> <ident> <want>\n\n<close>",
            "Dear {formal},\n\n<reply>\n\n> <gripe> <ident>\n\n<footer>",
            "<gripe> <gripe> <gripe> <want>\n\n<footer>",
            "Dear customer,\n\n<reply> We value your custom. <reply>\n\n<footer>",
        ),
    ),
    Genre(
        name="mail-tenancy",
        private=True,
        rules={
            "header": HEADER,
            "hello": HELLO,
            "close": CLOSE,
            "subject": ("<Boiler|Rent arrears|Deposit|Notice to quit|Flat {n}B|Inspection {date}>",),
            "home": (
                "The boiler has been out since {weekday} and the hallway is damp.",
                "The inspection is planned for {date} between {time} and noon.",
                "Bins go out on {weekday}; bikes in the stairwell will be removed.",
                "The lift will be serviced in {month}, sorry for the noise.",
            ),
            "rent": (
                "[[I am {n} weeks late with the rent because {company} cut my shifts]], I can pay {amount} on {date}.",
                "According to our books {formal6} of {street6} owes {amount}.",
                "My guarantor is {name3}, {email3}, [[with {n} years in a steady job and no debts]].",
                "Please send the deposit to {iban}, account holder {name}.",
                "The couple upstairs, {first4} and {first5}, [[fight every night and the police came twice]].",
                "[[My son has {disease} and the mould makes it worse, we have a letter from the clinic]].",
                "The keys can be left with {name4} at {street4}.",
            ),
        },
        texts=(
            "<header>\n\n<hello>\n\n<home> <rent> <rent> <home> <rent>\n\n<close>",
            "<hello>\n\n<rent> <home> <rent>\n\n<close>",
            "Tenant: {name}\nProperty: {address}\nTenancy start: {date}\n\n<rent> <home>",
            "Dear residents,\n\n<home> <home>\n\n<home> <home>\n\nThe management",
        ),
    ),
    Genre(
        name="mail-school-parents",
        private=True,
        rules={
            "header": HEADER,
            "close": CLOSE,
            "subject": ("<Absence|Class trip|Parents' evening|Your child's progress|Pick-up|Year {n} news>",),
            "news": (
                "The trip to the <museum|farm|castle> is on {date}; the coach leaves at {time} sharp.",
                "Please send a packed lunch without nuts, and wellies.",
                "Parents' evening is on {weekday}, slots of {n} minutes, book at {url}.",
                "We still need volunteers for the <cake|tombola|book> stall.",
            ),
            "kid": (
                "{first} {last} in class {n}b was absent on {date}, [[she has had nosebleeds again]].",
                "My daughter {first3} [[is being called names by {first4} on the bus and cries every morning]].",
                "{first3} may be collected by our <neighbour|friend|au pair> {name5}, mobile {phone5}.",
                "[[His father and I have separated and there is a court order]]: he may not pick {first3} up.",
                "[[{first3} has been diagnosed with {disease} and takes {drug} at noon]], the pen is in his bag.",
                "I am concerned about {first3}'s marks: [[{percent} in maths, down from {percent}]].",
            ),
        },
        texts=(
            "<header>\n\nDear {formal2},\n\n<kid> <news> <kid> <kid>\n\n<close>",
            "<Dear parents of {first3}|Dear {formal2}|Hi Miss>,\n\n<kid> <kid>\n\n<close>",
            "<news> <kid> <news>\n\n<close>",
            "Dear families,\n\n<news>\n\n<news> <news> <news>\n\nThe office, {school}",
        ),
    ),
    Genre(
        name="mail-family-condolence",
        private=True,
        rules={
            "open": (
                "<Dearest|My dear|Dear|Darling> {first2},",
                "<Dear {first2} and {first3}|Dear cousin {first2}|Hello everyone>,",
            ),
            "loss": (
                "I was so sorry to hear about {first4}. [[She had {disease} for {n} years and never complained]].",
                "{name4} passed away on {date}, [[at home, with all of us around the bed]].",
                "[[Your father lent me money when nobody else would, and I never paid it all back]].",
                "The service is at {time} on {date}; no flowers, {first5} asks, but a gift to the hospice.",
            ),
            "family": (
                "{first5} passed the driving test at last and is unbearable about it.",
                "[[Money is tight since the plant closed, we are down to my pension of {nnn} a month]].",
                "Our new address is {address}, and the number {phone}.",
                "[[The doctor put me on {drug} and wants to see me again in {n} weeks]].",
                "[[{first6} has left him, taken the kids and gone to her sister in {city}]].",
            ),
            "weather": (
                "It has rained since {weekday}, the garden loves it.",
                "We tried your recipe for {food} with less sugar.",
                "The {animal} ate the {object}, so that is that.",
                "The bus to {city} now runs every {nn} minutes.",
            ),
            "end": (
                "<Much love|With all my heart|God keep you|Big hugs>,\n{first}",
                "<Your loving cousin, {first}|xx|Your {first}>",
            ),
        },
        texts=(
            "<open>\n\n<loss> <loss> <loss>\n\n<family>\n\n<end>",
            "<open>\n\n<weather> <family> <weather> <family>\n\n<family> <weather> <family>\n\n<end>",
            "<loss> <family>\n\n<end>",
            "Hello everyone,\n\n<weather> <weather> <weather> <weather>\n\n<More soon.|Write back!|That is all.>",
        ),
    ),
    Genre(
        name="mail-hiring-referral",
        private=True,
        rules={
            "header": HEADER,
            "close": CLOSE,
            "subject": ("<Offer|Your application|Referral|Reference request|Interview feedback|Rejection>: {job}",),
            "offer": (
                "We are pleased to offer you the post of {job}, [[at <32|41|58|67|85>,{nnn} a year from {date}]].",
                "Unfortunately [[we will not be moving forward with your application]].",
                "[[{name4} worked under me for {n} years and left after a dispute over expenses]].",
                "I'd like to refer {name3} ({email3}), we studied together at {school}.",
                "Feedback on {initials5}: [[clear thinker, nervous, asked for {percent} more than the band]].",
                "Please bring your passport ({passport2} on your form) and proof of address.",
                "[[She told me in confidence that she is expecting]], that should play no part.",
            ),
            "role": (
                "The role sits in {department} and reports to the lead in {city}.",
                "We use the ticket system daily; training takes {n} weeks.",
                "The process has {n} rounds, the last one on site.",
                "Applications close on {date}.",
            ),
        },
        texts=(
            "<header>\n\nDear {first2},\n\n<role> <offer> <role> <offer> <offer>\n\n<close>",
            "<role> <offer> <offer>\n\n<close>",
            "Hi {first6},\n\n<offer> <role> <role>\n\n{initials}",
            "Thank you for your interest. <role> <role> <role> <role>\n\nThe {department} team",
        ),
    ),
    Genre(
        name="mail-absence-notice",
        private=True,
        rules={
            "away": (
                "I am out of the office until {date} with limited access to mail.",
                "Automatic reply: thank you for your message, it will not be forwarded.",
                "This mailbox is not monitored. For orders see {url}.",
                "Our office is closed from {date} for the holidays.",
            ),
            "who": (
                "In urgent matters <contact|try> {name2}, {phone2}.",
                "{first2} {last2} ({email2}) looks after {department} meanwhile.",
                "[[I am on sick leave following surgery]] and do not know yet when I am back.",
                "[[I am on parental leave, our daughter {first3} was born on {date}]].",
                "{name3} no longer works for {company}.",
            ),
        },
        texts=(
            "<away> <who>\n\n<Best|Regards>, {name}",
            "<away> <who> <away> <who>",
            "Subject: Out of office: {name}\n\n<away>\n<who>\n<who>",
            "<away> <away> <away>",
        ),
    ),
)

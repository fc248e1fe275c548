"""Private genres of notes and logs: calendars, to-dos, minutes, threads, notifications, contacts, transcripts."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre

TOOL = ("the <portal|intranet|ticket system|CRM|dashboard|mail server|booking tool|data warehouse>",)
DULL = (
    "<renew|cancel> the <gym pass|domain|parking permit> before {date}",
    "buy <batteries|lentils|printer paper|bin bags|cat litter>, {n} packs",
    "update the slides, page {nn} has the old logo",
    "water plants, back up laptop",
    "check why the nightly job fails at {time}",
    "return the {object} to the shop",
    "read chapter {n} on {hobby}",
    "book table, {weekday} {time}",
)
PERSONAL = (
    "[[see Dr about the {drug}, side effects are bad]]",
    "[[tell {first4} about the debt before {date}]]",
    "pick up {first3} from {street3} at {time}",
    "[[blood test results {disease}?]] ring {phone4}",
    "transfer {amount} to {name5}, {iban5}",
    "wifi at {first2}'s: {password}",
    "[[sign the divorce papers]], appointment w/ {formal6}",
    "{first}'s passport expires, no. {passport}",
    "call {name4} back, {phone4}",
    "[[job centre {time}, bring dismissal letter]]",
)

GENRES = (
    Genre(
        name="notes-calendar",
        private=True,
        rules={
            "dull": DULL,
            "personal": PERSONAL,
            "entry": (
                "{time} <dentist|haircut|lunch|1:1|call> with {name2}",
                "{time} [[<oncology|couples therapy|fertility clinic|AA meeting|custody hearing>]]",
                "{time} {first3}'s <recital|birthday party|school interview>, {street3}",
                "all day: {first4} {last4} on leave",
                "{time} <personal>",
            ),
            "open": ("{time} <focus block|stand-up|all hands|yoga|release window|fire drill>", "{time} <dull>"),
        },
        texts=(
            "{weekday} {date}\n<open>\n<entry>\n<open>\n<entry>\n\n{weekday}\n<entry>\n<open>\n<entry>\n<entry>",
            "<entry>; <open>; <entry>; <open>",
            "Owner: {email}\n\n<open>\n<entry>\n<entry>\n<open>",
            "BEGIN:VEVENT\nSUMMARY:<entry>\nORGANIZER;CN={name}:mailto:{email}\nLOCATION:{city}\nEND:VEVENT",
            "{weekday}\n<open>\n<open>\n\n{weekday}\n<open>\n<open>\n<open>\n{weekday}\n<open>",
        ),
    ),
    Genre(
        name="notes-todo",
        private=True,
        rules={
            "dull": DULL,
            "personal": PERSONAL,
            "title": ("TODO", "this week", "To do before {date}", "## errands", "Shopping / calls", "List for {first}"),
        },
        texts=(
            "<title>\n- [ ] <dull>\n- [x] <personal>\n- [ ] <dull>\n- [ ] <personal>\n- <personal>\n- <dull>",
            "1. <dull>\n2. <dull>\n3. <personal>\n4. <dull>",
            "<personal>, <dull>, <personal>, <dull>, <dull>",
            "* <dull>\n* <dull>\n* <dull>\n* <dull>\n* <dull>\n* <dull>",
            "TODO\n[ ] <dull>\n[ ] <dull>\n[x] <dull>\n\nlater: <dull>",
        ),
    ),
    Genre(
        name="notes-meeting-minutes",
        private=True,
        rules={
            "tool": TOOL,
            "head": (
                "Minutes, {date}. Present: {name}, {initials2}, {first3}. Apologies: {name4}.",
                "Attendees: {caps}; {caps2}; {caps3}",
                "<Board|Parents' council|Team|Committee> meeting, chair {formal}, minutes {initials2}",
            ),
            "item": (
                "{first2} reports that <tool> will be replaced in {month}.",
                "Budget: {amount} left, of which {percent} is reserved.",
                "The minutes of the last meeting were approved.",
                "Next meeting: {weekday}, {time}, room {nnn}.",
                "Fire doors, bicycle racks and the {colour} bins were discussed at length.",
            ),
            "item2": ("The fence was painted.", "A new {object} is to be bought.", "Parking: no change."),
            "hot": (
                "[[{formal4} has been signed off with burnout; his tasks go to {first3}]].",
                "ACTION {initials2}: call {name5} ({phone5}) about the lease.",
                "[[A complaint of harassment against {last4} was discussed without him]].",
                "[[{first3} asks to reduce hours to look after her father]]. Agreed.",
                "Application no. {n}: {name6}, [[arrears of {amount}, the family has been warned twice]].",
            ),
            "plain": (
                "1. The budget is {amount}. 2. The roof is postponed to {month}. 3. Any other business: none.",
                "Decision: keep <tool> for another {n} months. Votes: {n} for, {n} against.",
                "The {department} team presented the figures, up {percent}. No questions.",
            ),
        },
        texts=(
            "<head>\n1. <item>\n2. <hot>\n3. <item>\n4. <item>\n5. <hot>\n6. <hot>",
            "<item> <hot> <item> <hot> <plain> <item>",
            "<head>\n\n<plain>\n<hot>\n<plain>\n<hot>",
            "<plain>\n<plain> <item2> Room {nnn} stays closed. <item2>",
            "Agenda for {date}\n<plain>\n<plain>",
        ),
    ),
    Genre(
        name="notes-one-to-one",
        private=True,
        rules={
            "tool": TOOL,
            "head": (
                "1:1 {first} / {first2}, {date}",
                "1on1 w {initials}",
                "{caps} — check-in {month}",
                "Mentoring notes",
            ),
            "note": (
                "[[wants {percent} more or she leaves, has an offer from {company}]]",
                "[[says {last2} takes credit for his work]]",
                "[[marriage is rough, may need flexible hours in {month}]]",
                "[[rating: below expectations, second year in a row; PIP from {date}]]",
                "[[came out to the team, went well]]",
                "peer feedback from {name3} and {name4} pending",
                "[[asked about a phased return after {disease}]]",
            ),
            "goal": (
                "goal: finish migration of <tool>",
                "training budget {amount}, {n} days",
                "try pairing on {weekday} mornings",
                "shipped on time, {n} bugs after",
                "vacation plan to be entered in the <calendar|portal|HR tool>",
            ),
        },
        texts=(
            "<head>\n- <goal>\n- <note>\n- <note>\n- <goal>\n- <note>\n- <goal>",
            "<goal>. <note>. <goal>. <note>. <note>.",
            "<head>: <goal>; <note>; <goal>",
            "Template: wins, worries, wishes.\n- <goal>\n- <goal>\n- <goal>\n- <goal>",
        ),
    ),
    Genre(
        name="notes-work-chat",
        private=True,
        rules={
            "tool": TOOL,
            "dull": (
                "<tool> is slow again, anyone else?",
                "<lgtm|+1|done|on it|thx|brb|👀>",
                "deploy at {time}, shout if not ok",
                "who moved the <meeting|standup> to {time}??",
                "{orderno} is still waiting for the carrier",
                "works after a restart, no idea why",
            ),
            "hot": (
                "<tool> test login is {email} / {password} until we fix sso",
                "[[did you see {name5} got escorted out? apparently expenses]]",
                "[[I'm off tomorrow, my dad had a stroke]]",
                "customer {name6} called again, {phone6}, [[she was crying]]",
                "{first4} can you resend to {email4}",
                "key for staging: {apikey} don't commit it",
                "[[I didn't get the promotion. HR says 'presence'. I'm done here]]",
            ),
            "at": ("{time}", "{nn}m ago", "{weekday} {time}"),
        },
        texts=(
            "{name}  <at>\n<dull>\n{name2}  <at>\n<hot>\n{name}  <at>\n<dull>",
            "[<at>] {username}: <dull>\n[<at>] {username2}: <hot>\n[<at>] {username3}: <dull>",
            "#<ops|random|general|support> | {first}: <hot> | {first2}: <dull>",
            "<dull>\n<hot>\n<dull>\n<hot>\n<dull>\n<hot>\n<dull>\n<hot>",
            "<bot|cibot|alerts>: <dull>\n<bot|cibot|alerts>: build {nnn} passed\n<dull>\n<dull>\n<dull>",
        ),
    ),
    Genre(
        name="notes-notifications",
        private=True,
        rules={
            "ping": (
                "{name} <commented on your photo|sent you a request|mentioned you|accepted your invite>",
                "{first2} sent {amount}: [[{n} months of back rent, sorry]]",
                "Missed call {phone} ({nn})",
                "{email}: password changed from {ip}",
                "Your parcel for {caps} is at the neighbour's",
                "Reminder: [[{drug} {nn} mg]], {first3}",
                "Login code for {email2}: [[{nnn}{nnn}]]",
                "[[Clinic: your {disease} results are ready]]",
            ),
            "plain": (
                "Storage {percent} full",
                "{n} updates installed overnight",
                "Rain from {time} in {city}",
                "Low battery: {object} tag",
                "Flight {flight} now boards at {time}",
                "Weekly report: screen time up {percent}",
            ),
        },
        texts=(
            "<ping>\n<plain>\n<ping>\n<plain>\n<ping>\n<ping>\n<plain>\n<ping>",
            "{time} <ping>\n{time} <ping>\n{time} <plain>\n{time} <ping>",
            "<plain> · <plain> · <ping> · <plain> · <ping>",
            "<plain>\n<plain>\n<plain>\n<plain>\n<plain>",
        ),
    ),
    Genre(
        name="notes-address-book",
        private=True,
        rules={
            "row": (
                "{name}, {phone}, {email}",
                "{caps2}  {address2}  {phone2}",
                "{first3} (plumber) {phone3}",
                "{formal4}, {street4}; b. {birth4}",
                "{name5} [[ex-wife, only in emergencies]] {phone5}",
                "BEGIN:VCARD\nFN:{name6}\nTEL:{phone6}\nEMAIL:{email6}\nEND:VCARD",
                "{last2}, {initials3}, ext. {nnn}",
            ),
            "office": (
                "Reception {company}: ext. {nnn}, open {time}",
                "Taxi rank {city}, gas leak line, vet",
                "{department}: ask at desk {n}",
                "{url} opening hours {weekday} from {time}",
            ),
        },
        texts=(
            "<row>\n<row>\n<row>\n<office>\n<row>\n<row>\n<office>",
            "name,phone,mail\n{name},{phone},{email}\n{name2},{phone2},{email2}\n{name3},{phone3},{email3}",
            "<office>\n<row>\n<office>",
            "<office>\n<office>\n<office>\n<office>",
        ),
    ),
    Genre(
        name="notes-household-handover",
        private=True,
        rules={
            "who": (
                "{first} [[is allergic to eggs, the pen is in the drawer by the fridge]].",
                "{first2} [[wets the bed when we're away, please don't make a thing of it]].",
                "Granny ({formal3}) [[forgets the stove, she's had {disease} since {year}]].",
                "If anything: {name4}, {phone4}, or the neighbours at {street5}.",
                "Alarm code [[{nnn}{n}]], spare key with {first6}. Wifi {password}.",
                "[[Their father is not to be let in]], whatever he says.",
            ),
            "house": (
                "Bedtime is {time}, one story, teeth first.",
                "There's {food} in the freezer, {nn} minutes in the oven.",
                "The <cat|dog|hamster> gets half a cup, morning and evening.",
                "Bins go out on {weekday}; the {colour} lid is for paper.",
                "The tap in the bathroom drips, turn it hard.",
            ),
        },
        texts=(
            "<house> <who> <house> <who> <who> <house> <who> <house>",
            "Notes for the sitter\n\n- <who>\n- <house>\n- <house>\n- <who>",
            "<who>\n<house>\n\nThank you!! {name5}",
            "House notes:\n- <house>\n- <house>\n- <house>\n- <house>",
        ),
    ),
    Genre(
        name="notes-transcript",
        private=True,
        rules={
            "q": (
                "<And after that?|How long did you stay?|Could you spell that?|Who else was there?|Mm-hm.>",
                "So, for the recording, your name and date of birth please.",
                "How did the neighbours take it?",
                "Is this a good time to talk?",
            ),
            "a": (
                "{name}, that's {last} like the river, born {birth}.",
                "[[We slept in the car for {n} weeks, me and the little one]].",
                "[[My husband drank, everybody in {city} knew it]].",
                "It was {first3}, {name3}, from across the road, {street3}.",
                "[[I never learned to read properly, I hid it for <ten|20|thirty> years at the plant]].",
                "You can ring me on {phone}, not after {time}.",
                "[[I was {n} when they took us to the home in {country}]].",
            ),
            "q2": ("What was a normal day like?", "And the food?", "How did prices change?", "Go on."),
            "small": (
                "Well, the winters were longer, you know, and the river froze.",
                "We ate {food} every {weekday}.",
                "Bread cost next to nothing.",
                "Sorry, the line is bad, I'm on a train.",
            ),
        },
        texts=(
            "INTERVIEWER: <q>\nR7: <a> <small>\nINTERVIEWER: <q>\nR7: <a>\nINTERVIEWER: <q>\nR7: <small> <a>",
            "Agent: <q>\nCaller: <a>\nAgent: <q>\nCaller: <a>\nAgent: <q2>\nCaller: <small>",
            "[00:<04|12|31|58>] <q>\n[01:<02|19|40>] <small> <a>\n[02:<08|27|44>] <q>\n[03:<01|15|33>] <small>",
            "{initials2}: <q>\n{initials}: <small> <a>\n{initials2}: <q2>\n{initials}: <small> <a>",
            "A: <q2>\nB: <small>\nA: Mm-hm.\nB: <small> <small>\nA: <q2>",
        ),
    ),
)

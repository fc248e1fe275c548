"""Harmless genres of reasoning and language puzzles: invented names, objects and dates, often with listed answers."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre, each

ANSWER = (
    "",
    "\nA:",
    "\nAnswer:",
    "\nLet's think step by step.",
    "\nReply with the letter only.",
    "\nThe answer is",
    "\nExplain your choice in one sentence.",
    "\nCorrect: (<A|B|C>)",
    "\n>>> ",
)
THING = (
    "<umbrella|harmonica|paper lamp|red scarf|chess clock|tin whistle|cactus|thermos|kite|snow globe|telescope|jar of "
    "honey|puppet|wooden spoon|postcard|compass|yo-yo|music box>"
)
NAMES = "{first}, {first2}, {first3}, {first4} and {first5}"

GENRES = (
    Genre(
        name="puzzle-truth-tellers",
        private=False,
        rules={
            "say": each("""
                {first} says that {first2} lies.
                {first2} says: 'Exactly one of us tells the truth.'
                {first3} claims that {first} and {first2} are of the same kind.
                According to {first4}, {first3} is a knight.
                {first2} says {first4} always lies.
                {first5} whispers that {first4} would call {first} honest.
                {first3} says, 'I am a knave or {first5} is a knight.'
                {first4} shakes the head when asked whether {first2} is truthful.
                {first} insists that an even number of them are liars.
                {first5} says that what {first3} said is false.
                {first4} says that at least {n} people on the island tell the truth.
            """),
            "set": each("""
                On an island every inhabitant is either a knight, who never lies, or a knave, who always does.
                Five friends play a game: a card decides who must fib all evening and who must not.
                In a certain village the bakers tell the truth and the fishermen lie. Nobody has two trades.
                Each robot of the series either answers correctly every time or wrongly every time.
                A guard dog barks once for yes and twice for no. Its handlers are honest on weekdays only; today is
                  {weekday}.
            """),
            "ask": each("""
                Does {first5} tell the truth?
                Who is certainly a liar?
                How many of them are honest?
                Is it possible that {first} and {first4} are both truthful?
                Which single question would show which road leads to {city}?
            """),
            "opt": (
                "\n(A) Yes\n(B) No\n(C) It cannot be decided",
                "\n- yes\n- no",
                "\n(A) {first}\n(B) {first2}\n(C) {first3}\n(D) {first4}\n(E) nobody",
                "",
                "\n1) none 2) one 3) two 4) three 5) all",
            ),
            "a": ANSWER,
        },
        texts=(
            "<set> <say> <say> <say> <say> <ask><opt><a>",
            "Question: <say> <say> <say> <say> <ask><opt><a>\n\nQuestion: <say> <say> <say> <ask><opt><a>",
            "<set>\n\n* <say>\n* <say>\n* <say>\n* <say>\n* <say>\n\n<ask><opt>\n\nFollow-up: <ask>",
            (
                "<set> <say> <say> <say> <ask>\n\nSuppose {first} were lying. Then {first2} would have to be "
                "honest, and the statement of {first3} would be wrong, which fits. Suppose {first} were honest; "
                "then we get a contradiction in the second line. So {first} is a liar.\n\nNow another one. <set> "
                "<say> <say> <say> <ask><opt><a>"
            ),
        ),
    ),
    Genre(
        name="puzzle-swaps",
        private=False,
        rules={
            "t": (THING,),
            "p": ("{first}", "{first2}", "{first3}", "{first4}"),
            "start": each("""
                {first}, {first2}, {first3} and {first4} open the parcels of a lucky dip. {first} holds a <t>, {first2}
                  a <t>, {first3} a <t> and {first4} a <t>.
                Four players take their places: {first} is goalkeeper, {first2} plays on the left wing, {first3} in
                  midfield and {first4} up front.
                At the start of the dance {first} is with {first5}, {first2} with {first6}, while {first3} and {first4}
                  wait at the wall.
                The seats of the canoe from front to back are taken by {first}, {first2}, {first3} and {first4}.
                {first} reads a novel, {first2} an atlas, {first3} a cookbook and {first4} a comic.
                There are four cups. A coin lies under the cup in front of {first}; the cups of {first2}, {first3} and
                  {first4} are empty.
            """),
            "move": each("""
                Then <p> and <p> swap.
                After a while <p> trades with <p>.
                At {time} <p> changes places with <p>.
                As the music stops, <p> and <p> exchange what they have.
                <p> offers a deal to <p>, who accepts.
                Next, everyone passes theirs to the left.
                <p> thinks about swapping with <p> but does not.
                Finally <p> swaps with whoever has the <t>.
                The referee moves <p> to where <p> was, and the other way round.
            """),
            "ask": each("""
                At the end, {first2} has
                What does <p> hold now?
                Who sits in front?
                Where is the coin?
                With whom does {first3} end up?
            """),
            "opt": (
                "\nOptions:\n(A) the <t>\n(B) the <t>\n(C) the <t>",
                "\n(a) {first} (b) {first2} (c) {first3} (d) {first4}",
                "",
                "\nA. goalkeeper\nB. left wing\nC. midfield\nD. up front",
            ),
            "a": ANSWER,
        },
        texts=(
            (
                "Each of the following paragraphs describes who holds or sits where at first, and what is "
                "changed afterwards. Keep a list with one line per person and change two lines at a time.\n\n"
                "<start> <move> <move> <move> <move> <ask><opt>\n\n<start> <move> <move> <move> <move> "
                "<ask><opt><a>"
            ),
            "<start> <move> <move> <move> <ask><opt><a>",
            "<start>\n1. <move>\n2. <move>\n3. <move>\n4. <move>\n5. <move>\n<ask><opt><a>",
            (
                "Track the objects.\n\nQ: <start> <move> <move> <move> <ask><opt>\nA: We begin with the list "
                "above. After the first move two entries change, after the second two others. The third brings "
                "one back. So the answer is (<A|B|C>).\n\nQ: <start> <move> <move> <move> <move> <ask><opt>\nA:"
            ),
            "<start> <move> <move> <move> <move> <move> <move> <move> <ask>",
        ),
    ),
    Genre(
        name="puzzle-ordering",
        private=False,
        rules={
            "trio": (
                ("Seven tins are lined up in a cellar: grey, red, blue, green, brown, white and yellow."),
                f"Five skaters, {NAMES}, finished a race; no two arrived together.",
                "No two of these cost the same: plums, figs, dates, peaches and lemons.",
                "In a shed stand a barge, a sleigh, a tram, a glider and a cart, each built in a different year.",
                "A stork, an owl, a raven, a wren and a goose stand on one roof.",
                f"In a queue for ice cream stand {NAMES}.",
                "Six houses in a row are painted in six colours and lived in by owners of six different pets.",
            ),
            "clue": each("""
                The red one is to the right of the grey one.
                {first2} finished before {first4} but after {first5}.
                Lemons are the second cheapest.
                The sleigh is older than the cart, and the tram is the newest but one.
                The owl is the third from the left.
                {first3} is not last, and neither is {first}.
                The blue one is exactly in the middle.
                Peaches cost less than figs and more than plums.
                Between {first} and {first2} there are exactly two people.
                The raven sits at one of the ends.
                The person with the {animal} lives next to the {colour} house.
                {first4} is older than {first5}, who was born in the same year as nobody else.
                The yellow one is the second from the right.
                No two neighbours have the same first letter.
            """),
            "ask": each("""
                Which of the following is true?
                What is in the second place from the left?
                Who was <first|last|third>?
                Put all of them in order.
                Which clue could be left out?
                Whose pet is the {animal}?
            """),
            "opt": (
                (
                    "\n(A) The green one is the leftmost\n(B) The white one is the leftmost\n(C) The brown one is "
                    "the leftmost\n(D) The red one is the leftmost"
                ),
                (
                    "\n(A) {first} came second\n(B) {first2} came second\n(C) {first3} came second\n(D) {first4} "
                    "came second\n(E) {first5} came second"
                ),
                ("\n  a) the figs cost most\n  b) the plums cost most\n  c) the dates cost most"),
                "",
                "\n[ ] the barge is the oldest\n[ ] the glider is the oldest\n[ ] the cart is the oldest",
            ),
            "a": ANSWER,
        },
        texts=(
            "<trio> <clue> <clue> <clue> <clue> <ask><opt><a>",
            (
                "<trio>\n\nClues\n1. <clue>\n2. <clue>\n3. <clue>\n4. <clue>\n5. <clue>\n6. <clue>\n7. <clue>\n\n"
                "<ask><opt>"
            ),
            (
                "All clues are true.\n\n<trio> <clue> <clue> <clue>\n<ask><opt>\n\n"
                "<trio> <clue> <clue> <clue>\n<ask><opt><a>"
            ),
            (
                "Logic grid. <trio> <clue> <clue> <clue> <clue> <clue>\n\n|   | 1 | 2 | 3 | 4 | 5 |\n"
                "|---|---|---|---|---|---|\n| {first} |  | x |  |  |  |\n| {first2} | x |  |  |  |  |\n| "
                "{first3} |  |  |  | o |  |\n\n<ask>"
            ),
        ),
    ),
    Genre(
        name="puzzle-family-and-ages",
        private=False,
        rules={
            "fact": each("""
                {first} is the mother of {first2}.
                {first3} is {first2}'s only brother.
                {first4} married {first3} in {year}.
                {first5}'s grandfather is {first6}, who has no daughters.
                {first2} is {n} years older than {first3}.
                Twice {first4}'s age is three times {first5}'s.
                {first6} and {first} are twins.
                {first3}'s aunt {first} was born on {date}.
                When {first5} was born, {first4} was {nn}.
                {first} was widowed before {first2} was born.
                Every child of {first6} has exactly two children.
                {first4} has one more sister than brothers.
                The ages of {first}, {first2} and {first3} add up to {nn}.
                In {n} years {first5} will be as old as {first2} is now.
            """),
            "ask": each("""
                How is {first5} related to {first}?
                Who is the oldest?
                How old is {first4}?
                Is {first3} the uncle of {first5}?
                Draw the family tree.
                How many cousins does {first2} have at least?
            """),
            "opt": (
                "\n(A) niece (B) granddaughter (C) sister-in-law (D) cannot be known",
                "\n- grandson\n- nephew\n- son-in-law\n- cousin",
                "\nA) {nn}\nB) {nn}\nC) {nn}\nD) {nn}",
                "",
            ),
            "a": ANSWER,
        },
        texts=(
            (
                "Kinship worksheet for year {n}\n\n1. <fact> <fact> <fact> <ask><opt>\n2. <fact> <fact> <fact> "
                "<ask><opt>\n3. <fact> <fact> <fact> <ask><opt>\n4. <fact> <fact> <ask>"
            ),
            (
                "The following is about a family that does not exist. <fact> <fact> <fact> <fact> <fact> <fact> "
                "<fact>\n\n<ask><opt>\n\nWorking: start with the person in the middle, mark marriages with a "
                "double line and children with a single line. The remark about the ages rules out two of the "
                "answers, the remark about the wedding rules out a third.\n\n<ask><a>"
            ),
            "<fact> <fact> <fact> <fact> <ask><opt><a>",
            (
                "Pointing to a photograph, {first} says: 'The <man|woman> in it is the only child of my father's "
                "<wife|mother-in-law>.' Who is in the photograph?<opt>\n\nNext: <fact> <fact> <fact> <ask>"
            ),
            (
                "Facts about an invented family:\n- <fact>\n- <fact>\n- <fact>\n- <fact>\n- <fact>\n- <fact>\n\n"
                "Questions:\n(i) <ask>\n(ii) <ask>\n(iii) <ask>"
            ),
            (
                "<fact> <fact> <ask>\nSolution: write x for the unknown age. Then x + {n} = 2(x - {n}), hence x "
                "= {nn}.\n\n<fact> <fact> <fact> <ask><opt><a>"
            ),
        ),
    ),
    Genre(
        name="puzzle-calendar",
        private=False,
        rules={
            "base": each("""
                Today is {date}.
                The club meets on every 29th of February; the <5th|9th|16th> meeting since {year} is today.
                {first} and {first2} opened their shop on {date}. Today they cut the cake for its first {n} years.
                The meeting was planned for {month} {n} but was put off by two days.
                {first} lights one of {nn} candles each evening, the first on {date}; tonight is the last.
                {first}'s watch says {date}, but it has not been set since a month of thirty days.
                In {year} the year began on a {weekday}; today is the second {weekday} of March.
                In the {city} time zone it is {time} on {date}; the deadline is exactly {nn} hours away.
                {first}'s driving test is on {date}, {n} weeks from now.
                The concert of {date} takes place a week early, which is in three days.
                A parcel sent on {date} takes five working days and arrives today.
            """),
            "ask": each("""
                Write tomorrow's date as YYYY-MM-DD.
                Which date was it twelve days before?
                Which day of the week is it one month from today?
                And the day after that?
                How many days are left until the end of {month}?
                What did the calendar show a year earlier?
            """),
            "opt": (
                "\nOptions:\n(A) 03/{nn}/2019\n(B) 04/{nn}/2019\n(C) 11/02/1987\n(D) 02/11/1987\n(E) 12/31/2020",
                "\n(a) Monday (b) Wednesday (c) Friday (d) Sunday",
                "",
                "\n* {date}\n* {date}\n* {date}\n* {date}",
            ),
            "slot": each("""
                Witnesses saw {first2} from {time} to {time} at the <bakery|gym|swimming pool|tennis court>.
                From {time} to {time} {first2} sat reading in the <library|park|tram>.
                {first3} met {first2} at the <market|cinema|car wash> at {time}.
                The <zoo|museum|orchard> closes at {time}.
                {first2} woke up at {time}.
            """),
            "a": ANSWER,
        },
        texts=(
            (
                "Dates, please, with the month in letters.\n\n1) <base> <ask><opt>\n2) <base> "
                "<ask><opt>\n3) <base> <ask><opt>\n4) <base> <ask><a>"
            ),
            "<base> <ask><opt><a>",
            (
                "Q: <base> <ask><opt>\nA: Counting forward from the given day we pass the end of the month once, "
                "so the month changes. The answer is (<A|B|C|D>).\n\nQ: <base> <ask><opt>\nA: (<A|B|C|D>)\n\nQ: "
                "<base> <ask><opt>\nA:"
            ),
            (
                "When can {first2} have been at the dentist's? Here is the rest of the day. "
                "<slot> <slot> <slot> <slot>\n(A) {time} to {time}\n(B) {time} to {time}\n(C) {time} to {time}\n"
                "(D) {time} to {time}<a>"
            ),
            "Date practice\n1. <base> <ask>\n2. <base> <ask>\n3. <base> <ask>\n4. <base> <ask>\n5. <base> <ask>",
        ),
    ),
    Genre(
        name="puzzle-arguments",
        private=False,
        rules={
            "prem": each("""
                All who own a <t> either sing with {first} or row with {first2}.
                None of those who row with {first2} collects stamps.
                Every {job} is a neighbour of some {job}.
                {first3} has never been seen with a <t>.
                Wherever {first4} is disliked, {first5} is loved.
                Some who have been to {city} have never been to {city2}.
                All trams are vehicles, and some vehicles are yellow.
                If it rains, {first} stays at home; {first} is not at home.
                Not all who keep bees went to school with {first6}.
                Only members of the chess club have a key to the attic.
                Nobody who fears geese keeps a pond.
                Either the gardener or the cook lied, but not both.
                To pass, it is necessary to hand in both essays. {first4} passed.
                Most swans seen so far were white.
            """),
            "t": (THING,),
            "concl": each("""
                Hence {first3} sings with {first}.
                Therefore some stamp collectors do not row.
                It follows that no yellow thing is a tram.
                So it did not rain.
                We may conclude that {first4} handed in both essays.
                Consequently, the next swan will be white.
                All this entails that someone with a key to the attic plays chess.
            """),
            "ask": each("""
                Can the first sentences be true and the last one false?
                Does the conclusion follow?
                Which fallacy, if any, is committed?
                Write the argument in symbols and check it with a truth table.
                Name a case in which the premises are true and the conclusion false.
            """),
            "opt": (
                "\nOptions:\n- valid\n- invalid",
                "\n(A) follows\n(B) contradicts\n(C) neither",
                "\n(A) affirming the consequent (B) hasty generalisation (C) circular reasoning (D) none",
                "",
            ),
            "a": ANSWER,
        },
        texts=(
            (
                "Decide for each argument whether the premises lead to the conclusion. Judge the form, not "
                "whether the sentences are true in our world.\n\n(1) <prem> <prem> <prem> <concl><opt>\n\n(2) "
                "<prem> <prem> <prem> <concl><opt>\n\n(3) <prem> <prem> <concl> <ask><a>"
            ),
            (
                "Logic tutorial, week {n}. An argument is valid if there is no possible case in which all "
                "premises hold and the conclusion fails. To show that it is not valid, describe such a case. Try "
                "it here: <prem> <prem> <concl> <ask> And here: <prem> <prem> <prem> <concl> <ask><opt>"
            ),
            '"<prem> <prem> <concl>"\n<ask><opt><a>',
            (
                "Somebody reasons like this. <prem> Besides, we know this: <prem> And finally: <prem> "
                "<concl> <ask><opt><a>"
            ),
            (
                "1. <prem>\n2. <prem>\n3. <prem>\nC. <concl>\n\n<ask><opt>\n\n1. <prem>\n2. <prem>\nC. "
                "<concl>\n\n<ask><opt><a>"
            ),
            (
                "Premise: <prem>\nHypothesis: <concl>\nLabel: <entailment|neutral|contradiction>\n\nPremise: "
                "<prem>\nHypothesis: <concl>\nLabel: <entailment|neutral|contradiction>\n\nPremise: <prem>\n"
                "Hypothesis: <concl>\nLabel:"
            ),
        ),
    ),
    Genre(
        name="puzzle-causes",
        private=False,
        rules={
            "story": each("""
                {first} leaves the iron on. {first2} sees it and does nothing, because it is not {first2}'s flat. At
                  {time} the curtain catches fire.
                A bridge holds until two lorries are on it. {first}'s lorry is allowed to be there, {first2}'s is not.
                  Both drive onto it, and it gives way.
                {first} wants to harm {first2} and puts powder into a cup. {first2} spills the tea, slips on it and
                  breaks an arm.
                Two nurses each gave half of a dose, as planned. A third, {first3}, gave another half by mistake, and
                  the patient fainted.
                The shop makes a profit if either the manager or the clerk signs. Both signed at the same moment.
                {first} shoots an arrow at the target, a gust takes it, and it hits the apple of {first2}, which is
                  what {first} had hoped for.
                The lamp lights up if the switch and the breaker are on. The breaker is always on; today {first4}
                  flipped the switch.
                {first5} promised to feed the {animal} and forgot. The neighbour could have fed it as well. The
                  {animal} died.
                {first3} sows mustard to keep the weeds down. A neighbour says that the bees will thrive on it;
                  {first3} shrugs. The bees thrive.
                A match breaks the window, {first6} thought, but a stone had broken it a second earlier.
                {first2} has been ill for a long time and would have died in a month. Then a lorry ran over {first2} on
                  the way to the doctor.
                The alarm rings when somebody enters room {n} without a badge. {first} had left the badge at home,
                  {first3} opened the door.
            """),
            "ask": each("""
                Would you say that {first} brought it about?
                Ask ten passers-by: was it because of {first2}?
                Was that meant to happen?
                Who is to blame most?
                Would it have happened anyway?
                What is the cause, and what is only a condition?
            """),
            "opt": (
                "\nOptions:\n- Yes\n- No",
                "\n(A) yes, entirely\n(B) partly\n(C) no",
                "",
                "\n1 = not at all ... 7 = completely",
            ),
            "a": ANSWER,
        },
        texts=(
            (
                "People often disagree about causes. Read each story twice, then answer as most people would, "
                "not as a lawyer would.\n\nStory 1: <story> <story>\n<ask><opt>\n\nStory 2: <story>\n"
                "<ask><opt>\n\nStory 3: <story>\n<ask><a>"
            ),
            "What would most people say about what brought this about?\n<story> <ask><opt><a>",
            "<story> <story> <ask><opt>",
            (
                "Vignette {n}\n<story>\n<ask><opt>\n\nVignette {n}\n<story>\n<ask><opt>\n\nVignette {n}\n"
                "<story>\n<ask><opt><a>"
            ),
            (
                "Here are some stories for a course on law and philosophy. For each, write {nn} words.\n\n(a) "
                "<story>\n(b) <story>\n(c) <story>\n(d) <story>\n\nIn all of them: <ask> <ask>"
            ),
        ),
    ),
    Genre(
        name="puzzle-pronouns-and-words",
        private=False,
        rules={
            "job": (
                (
                    "<baker|surgeon|clerk|pilot|gardener|lawyer|tailor|coach|nurse|mechanic|librarian|chef|auditor|painter>"
                ),
            ),
            "sent": each("""
                The <job> told the <job> that <she|he> would be late.
                The <job> thanked the <job> because <she|he> had been helped.
                {first} visited {first2} after <her|his> operation.
                The <job> called the <job> and asked <her|him> for the bill.
                The trophy did not fit into the case because it was too <big|small>.
                {first} met with {first3} at <her|his> office.
                The <job> argued with the <job> since <they|she> did not like the design.
                {first4} will repair {first5}'s bicycle, as <she|he> has the tools.
                The <job> and the <job> discussed <her|his> salary.
                {first} envies {first6} although <he|she> is very rich.
            """),
            "adj": (
                (
                    "(A) <small old round blue|big new square red|lovely little ancient green> {object}\n(B) <old "
                    "blue small round|red square big new|ancient green lovely little> {object}"
                ),
                (
                    "(A) <terrible rubber Turkish sleeping|archaic brown leather|huge silly Polish> shoe\n(B) "
                    "<sleeping Turkish terrible rubber|leather brown archaic|Polish silly huge> shoe"
                ),
                "(A) an enormous silver spoon\n(B) a silver enormous spoon\n(C) a spoon enormous silver",
            ),
            "sort": each("""
                Put into dictionary order: <plinth osprey umber tango gist|yodel kiosk brisk amber fennel quilt|vortex
                  delta mango ibex saffron lattice|oboe oboist oath oats oasis>
                Sort by length, then by alphabet: <tea teapot team tear tease|sun sunset sum summer|ox owl otter okapi>
                Which brackets are still open: <[ ( ) { [ ]|( [ ( ) ] { {|{ ( [ ] ( )|{ [ ] ( [ { }>
                Which word does not belong: <oar, mast, sail, saddle|cello, viola, flute, violin|lime, oak, elm,
                  granite>?
                Make a word from the letters of <LISTENS|GARDEN|TEACHER|STREAM>.
                Which name is hidden in: <'The car latched onto the hook'|'I am yet to see it'|'His ladder was too
                  short'>?
                Change one letter at a time: <COLD to WARM|HEAD to TAIL|LEAD to GOLD>.
                Rhyme pairs: which of <rough, cough, dough, bough|tear, bear, fear, wear> rhyme?
                Spell <'rhythm'|'necessary'|'accommodate'> backwards.
            """),
            "opt": (
                "\n(A) the first person\n(B) the second person\n(C) ambiguous",
                "\nOptions: subject / object / unclear",
                "",
                "\nWho is meant?",
            ),
            "tr": (
                "Source: Das Dorf hat {nnn} Einwohner.\nTranslation: The village has {nnn} houses.",
                "Source: La tour fut construite en {year}.\nTranslation: The tower was built in {year2}.",
                "Source: {last} ist ein Komponist aus {city}.\nTranslation: {last} is a composer.",
                "Source: El lago no es profundo.\nTranslation: The lake is deep.",
                (
                    "Source: Il fiume nasce vicino a {city2}.\nTranslation: The river is born near {city2}, in the "
                    "north of the plain."
                ),
                "Source: Die alte Brücke ist gesperrt.\nTranslation: The new bridge is closed.",
            ),
            "err": each("""
                numerals
                negation
                named entity
                dropped content
                modifier or adjective
                fact
                word sense
            """),
            "a": ANSWER,
        },
        texts=(
            (
                "Underline each pronoun and draw an arrow to the person it stands for; draw two arrows if both "
                "are possible.\n\n1. <sent><opt>\n2. <sent><opt>\n3. <sent><opt>\n4. <sent><opt>\n\nThen sort or "
                "solve:\n5. <sort>\n6. <sort>\n7. <sort>"
            ),
            (
                "Translation check. Each pair holds one mistake: a changed number, a changed name, a lost word, "
                "a lost 'not', or a wrong fact.\n\n1. <tr>\n   Kind of mistake: <err>\n2. <tr>\n   Kind of "
                "mistake: <err>\n3. <tr>\n   Kind of mistake: <err>\n4. <tr>\n   Kind of mistake:"
            ),
            (
                "Who is meant by the small word? If both fit, say so.\n\nSentence: <sent><opt>\n\n"
                "Sentence: <sent><opt>\n\nSentence: <sent><opt><a>"
            ),
            (
                "Which of these would a native speaker say?\n<adj><a>\n\nWhich of these would a native speaker "
                "say?\n<adj><a>"
            ),
            "1. <sort>\n2. <sort>\n3. <sort>\n4. <sort>\n5. <sort>\n6. <sort>",
            (
                "A careless translator was at work. What went wrong?\n\n<tr>\n(A) <err>\n(B) "
                "<err>\n(C) <err>\n(D) <err><a>\n\n<tr>\n(A) <err>\n(B) <err>\n(C) <err><a>"
            ),
            (
                "Language corner, no. {nn}\n\n* <sent> Who?\n* <sent> Who?\n* <sort>\n* <sort>\n* <adj>\n\n"
                "Solutions in the next issue."
            ),
        ),
    ),
    Genre(
        name="puzzle-sarcasm-and-plausible",
        private=False,
        rules={
            "sar": (
                "(A) Wonderful, another meeting about meetings.\n(B) Good, the meeting has been moved to {weekday}.",
                (
                    "(A) Thanks for the lift, that saved me an hour.\n(B) Thanks for the lift, I love walking home "
                    "in the rain."
                ),
                (
                    "(A) {first} is a genius, the fork is in the microwave again.\n(B) {first} is a genius, the "
                    "proof fits on one page."
                ),
                (
                    "(A) Sure, because the last three updates went so smoothly.\n(B) Sure, I will install the update "
                    "tonight."
                ),
                (
                    "(A) You read the manual? How very old-fashioned of you.\n(B) You read the manual? Then you can "
                    "help me."
                ),
                "(A) What a surprise, the train to {city} is late.\n(B) What a surprise, you came by train!",
                (
                    "(A) He lost the keys but found a cat.\n(B) He lost the keys. Lock them in the safe next time, "
                    "that helped with the safe key."
                ),
            ),
            "sport": each("""
                {name} <dribbled past two defenders|scored a header|took a corner kick>
                {name2} <hit a six over mid-wicket|was out leg before|bowled a maiden over>
                {name3} <served an ace on match point|won the tie-break|challenged the line call>
                {name4} <nailed the free throw at the buzzer|was called for travelling|set a screen>
                {name5} <stole third base|struck out looking|hit into a double play>
                {name6} <earned a penalty in the third period|was sent to the sin bin|deked the goalie>
            """),
            "where": each("""
                in the cup final
                at the bottom of the ninth
                in the second set
                after the tea break
                during the relay
                in stoppage time
            """),
            "ironic": (
                "(A) The fire station burned down.\n(B) The fire station got a new roof.",
                "(A) A man walks past a bank and goes on walking.\n(B) A man walks into a bar. The second one ducks.",
                (
                    "(A) The marriage counsellor's third divorce was quick.\n(B) The counsellor's office is on the "
                    "third floor."
                ),
                "(A) I told my plants a joke; now they are all stalks.\n(B) I watered my plants twice.",
            ),
            "common": each("""
                If you put a <t> into a {object} and carry it to the garden, where is the <t>?
                {first} put milk into the cupboard and flour into the fridge. What will smell first?
                Can a {animal} be older than its grandmother?
                Which is heavier, a kilo of feathers or a kilo of nails?
                You overtake the second runner. What place are you in?
                A room has one candle, one stove and one lamp, and you have one match. What do you light first?
                What can you hold in your right hand but never in your left?
                Why would {first2} take an umbrella to the <beach|desert|bath>?
                The more you take, the more you leave behind. What are they?
                What has a neck but no head?
            """),
            "t": (THING,),
            "a": ANSWER,
        },
        texts=(
            (
                "Of two remarks, one is meant the other way round. Say which, and how you can tell.\n\n1. <sar>\n"
                "2. <sar>\n3. <sar>\n4. <sar>\n\nNow jokes:\n5. <ironic>\n6. <ironic>"
            ),
            (
                "Mark each line P (plausible) or N (not plausible). A line is plausible when the player, the "
                "move and the moment belong to the same sport.\n\n- <sport> <where>\n- <sport> <where>\n- "
                "<sport> <where>\n- <sport> <where>\n- <sport> <where>\n- <sport> <where>\n\nExtra: <common> "
                "<common> <common>"
            ),
            (
                "Who of the two is mocking?\n<sar><a>\n\nWho of the two is mocking?\n<sar><a>\n\nWho of the two "
                "is mocking?\n<sar><a>"
            ),
            (
                'Could a reporter have written this? "<sport> <where>."<a>\n\nCould a reporter have written '
                'this? "<sport> <where>."<a>\n\nCould a reporter have written this? "<sport> <where>."<a>'
            ),
            "Which is the <joke|ironic one|funny one>?\n<ironic><a>\n\n<ironic><a>",
            "Common sense\n1. <common>\n2. <common>\n3. <common>\n4. <common>\n5. <common>\n6. <common>",
            "<common> <common> Give {n} riddles of this kind.",
        ),
    ),
    Genre(
        name="puzzle-recommendations",
        private=False,
        rules={
            "film": each("""
                Casablanca
                Alien
                Seven Samurai
                Toy Story
                The Apartment
                Amélie
                Jaws
                Spirited Away
                Heat
                Fargo
                Vertigo
                Up
                Gladiator
                The Third Man
                Blade Runner
                Metropolis
                Rocky
                Coco
                Parasite
                Zodiac
                Persona
                Rashomon
                Notorious
                Paddington 2
                The Thing
            """),
            "book": each("""
                Middlemarch
                Beloved
                Dracula
                Emma
                The Trial
                Solaris
                Ulysses
                The Stranger
                Things Fall Apart
                Frankenstein
                Persuasion
                The Leopard
                Kim
                Austerlitz
                The Plague
                Nostromo
                Pedro Páramo
                Dune
                Rebecca
                The Tin Drum
                Snow Country
                Wolf Hall
            """),
            "who": each("""
                Film by Akira Kurosawa
                Novel by Jane Austen
                Painting by Artemisia Gentileschi
                Symphony by Dvořák
                Play by Ibsen
                Song by Nina Simone
                Poem by Emily Dickinson
                Theorem of Emmy Noether
                Building by Zaha Hadid
                Speech of Abraham Lincoln
                Law of Ohm
                Opera by Puccini
                Discovery of Marie Curie
                Portrait by Frida Kahlo
            """),
            "triv": each("""
                Which composer went on writing after he had become deaf?
                Who was the first woman to win two Nobel prizes?
                In which century did Shakespeare die?
                In which two cities is Dickens's novel about the French Revolution set?
                Who painted the ceiling of the Sistine Chapel?
                Which mathematician was born in Kerala or Tamil Nadu, Ramanujan or Gauss?
                Which queen reigned for over sixty-three years in the nineteenth century?
                Who led the Salt March?
                Which explorer gave his name to a strait at the tip of South America?
                Where was Mozart born?
                Which tennis player won a Golden Slam in 1988?
                Who wrote 'The Second Sex'?
            """),
            "opt": (
                "(A) <film>\n(B) <film>\n(C) <film>\n(D) <film>",
                "(A) <book>\n(B) <book>\n(C) <book>\n(D) <book>",
                "1. <film>\n2. <book>\n3. <film>\n4. <book>",
            ),
            "wish": each("""
                {first} liked everything with rain in it
                a reader who hates sad endings
                somebody aged {nn} who has never seen anything in black and white
                a book club that meets in {city}
                my sister, who reads on the bus
                {first2}, who liked the book but not the film
                a class of fourteen-year-olds
            """),
            "a": ANSWER,
        },
        texts=(
            (
                "Which of the four would please somebody who gave five stars to all on the left?\n\n<film>, "
                "<film>, <film> ->\n(A) <film>\n(B) <film>\n(C) <film>\n(D) <film>\n\n<book>, <book>, <book> ->\n"
                "(A) <book>\n(B) <book>\n(C) <book>\n(D) <book>\n\nNow recommend one film and one book for "
                "<wish>, and another pair for <wish>. Say in one sentence why."
            ),
            (
                "General knowledge, round {n}. Answer in a few words; no marks are taken off for spelling.\n\n1. "
                "<triv>\n2. <triv>\n3. <triv>\n4. <triv>\n5. <triv>\n6. <triv>\n7. <triv>\n8. <triv>\n\nPicture "
                "round: <who>; <who>; <who>; <who>.\n\nTeams: {first} and {first2} (table {n}), {first3} and "
                "{first4} (table {n})."
            ),
            (
                "The club has loved <film>, <film>, <film> and <film>. What next?\n(A) <film>\n(B) <film>\n(C) "
                "<film>\n(D) <film><a>"
            ),
            "Recommend three titles for <wish>. Already known: <book>, <book>, <film>, <book>, <film>.\n<opt><a>",
            (
                "Quiz night at the {school}\n1. <triv>\n2. <triv>\n3. <triv>\n4. <triv>\n5. <triv>\n\nTie-break: "
                "which came first, <film> or <film>?"
            ),
            (
                "True or false?\n- <who>: <{year}|lost|unfinished|well known>\n- <who>: "
                "<{year}|lost|unfinished|well known>\n- <who>: <{year}|lost|unfinished|well known>\n\n<triv> "
                "<triv>"
            ),
            (
                "user_{nnn} rated: <film> {n}, <film> {n}, <film> {n}, <book> {n}. Predict the rating of <film> "
                "on a scale up to 12 and say why <wish> would differ."
            ),
        ),
    ),
    Genre(
        name="puzzle-counting-and-colours",
        private=False,
        rules={
            "num": ("one", "two", "three", "four", "five", "six", "seven"),
            "it": each("""
                trumpets
                onions
                heads of lettuce
                goats
                stoves
                flutes
                plums
                snails
                armchairs
                violins
                peppers
                rabbits
                toasters
                peaches
                cellos
                carrots
                beds
                ducks
            """),
            "kind": ("<vegetables|instruments|animals|fruits|pieces of furniture|things>",),
            "col": ("<red|teal|mauve|burgundy|silver|turquoise|gold|grey|fuchsia|magenta|brown|orange>",),
            "o": (
                (
                    "<keychain|notebook|pen|puzzle|mug|bracelet|cat toy|stress ball|dog "
                    "leash|paperclip|crayon|envelope|pair of glasses|charger>"
                ),
            ),
            "desk": each("""
                {first2} has left on the <bench|piano|stairs|ledge> a <col> <o>, a <col> <o>, a <col> <o> and a <col>
                  <o>.
                From the door to the window come a <col> <o>, a <col> <o>, a <col> <o>, a <col> <o>, a <col> <o>.
                {first}'s drawer holds <num> <col> <o>s and <num> <col> <o>s.
                In the sink are two <col> <o>s and one <col> <o>.
            """),
            "ask": each("""
                Which colour comes just before the <o>?
                Without the <col> ones, how many are there?
                Is the <o> <col>?
                Count what is not <col>.
                What lies at the other end from the <o>?
            """),
            "nav": each("""
                Roll {n} tiles ahead.
                Swing left.
                Swing right.
                Spin half a turn.
                Go back {n} tiles.
                Keep looking at the door.
                Slide {n} tiles to the right.
                Walk to the corner and wait.
                Hop one tile to the left.
            """),
            "path": each("""
                M {nn}.00,{nn}.50 L {nn}.10,{nn}.00 L {nn}.20,{nn}.75 L {nn}.00,{nn}.50
                M {n},{n} L {nn},{n} L {nn},{nn} L {n},{nn} Z
                M {nn}.31,{nn}.9 A {n}.1,{n}.1 0.0 1,0 {nn}.7,{nn}.2
                M {nn},{nn} L {nn},{nn} M {nn},{nn} L {nn},{nn} L {nn},{nn}
            """),
            "bool": each("""
                (not p) or (q and p), with p true and q false =
                !(true && false) || false =
                NOT a AND (b OR c) for a = 0, b = 1, c = 0:
                true xor (false or true) =
                if p then q, p false, q false: true or false?
                1 AND (0 OR (1 AND NOT 0)) =
                !a || (b && !c), all three true:
            """),
            "dyck": ("{ [ ( ) ]", "[ [ { ( ) }", "( ( [ ] { }", "[ ( { } ) ( [ ]"),
            "arith": each("""
                ((-{n} + {nn} * -{n}) - ({n} - {nn})) =
                ({nn} * ({n} - -{n})) - (-{nn} + {n}) =
                -{n} * (({nn} - {nn}) + {n} * {n}) =
            """),
            "a": ANSWER,
        },
        texts=(
            (
                "Count and look.\n\nQ: The van brought <num> <it>, <num> <it>, <num> <it> and <num> <it>. How "
                "many <kind>?\nA: Let us list only what counts and add the numbers up. The total is {nn}.\n\nQ: "
                "<desk> <ask>\nA: From left to right, the second one is meant, so the answer is <col>.\n\nQ: "
                "<nav> <nav> <nav> <nav> <nav> <nav> Are you back at the start?\nA: We begin at (0, 0) and face "
                "north. After the last step we stand at ({n}, -{n}). No.\n\nQ: <desk> <ask>\nA:"
            ),
            (
                "Evaluate step by step, innermost brackets first.\n\n(a) <bool>\n(b) <bool>\n(c) <bool>\n(d) "
                "<arith>\n(e) <arith>\n\nThen close what is open: <dyck>\n\nThen draw: <path>\n\nThen say what "
                "you see. <desk> <desk> <ask> <ask>"
            ),
            (
                "In the cart lie <num> <it>, <num> <it>, <num> <it> and a few more <it>. Count the <kind>.<a>\n\n"
                "We packed <num> <it>, <num> <it> and <num> <it>. How many <kind> are that?<a>"
            ),
            "<desk> <ask>\n(A) <col>\n(B) <col>\n(C) <col>\n(D) zero<a>\n\n<desk> <ask><a>",
            (
                "A toy robot obeys: does it end where it began? <nav> <nav> <nav> <nav> <nav> "
                "<nav> <nav> <nav>\n- Yes\n- No<a>"
            ),
            (
                "What does a plotter draw that is fed with `<path>`?\n(A) a star\n(B) a tent\n(C) a wedge\n(D) a "
                "stroke<a>\n\nAnd with `<path>`?"
            ),
            "<bool>\n<bool>\n<bool>\n<bool>\n<dyck>\n<dyck>\n<arith>\n<arith>\n<arith>",
            (
                "Mixed bag\n1. <desk> <ask>\n2. I own <num> <it>, <num> <it> and <num> <it>. Count the <kind>.\n"
                "3. <nav> <nav> <nav> <nav> Where am I?\n4. <bool>\n5. <arith>\n6. Close the brackets: <dyck>"
            ),
        ),
    ),
    Genre(
        name="puzzle-tables",
        private=False,
        rules={
            "row": each("""
                | {first} | {nn} | <amber|teal|rose|grey> | {city} |
                | {first2} | {nn} | <amber|teal|rose|grey> | {city2} |
                | {first3} | {nn} | <amber|teal|rose|grey> | {city3} |
                | {first4} | {nn} | <amber|teal|rose|grey> | {city} |
                | {first5} | {nn} | <amber|teal|rose|grey> | {city2} |
                | {first6} | {nn} | <amber|teal|rose|grey> | {city4} |
            """),
            "ask": each("""
                How many have a ring number above {nn}?
                Who would come last in a dictionary?
                Which row has the largest number?
                Put in {first6}, {nn}, teal, {city3}, and take the mean.
                Delete the second row. How many rows remain?
                Write an SQL query that returns the rose ones.
                Which two come from the same place?
                What is the third column of the youngest?
                Sort by the second column, falling.
            """),
            "head": each("""
                Puffins of a made-up colony, with ring number, ring colour and cliff.
                Kites in a contest, one a line.
                The table lists the teams of a quiz by captain, points, shirt and home town.
                Test fixture `people.csv` for the unit tests; all rows are made up.
            """),
            "line": each("""
                {first}, {n}, {nn}, {nn}
                {first2}, {n}, {nn}, {nn}
                {first3}, {n}, {nn}, {nn}
                {first4}, {n}, {nn}, {nn}
                {first5}, {n}, {nn}, {nn}
            """),
            "a": ANSWER,
        },
        texts=(
            (
                "<head>\n\n| name | number | colour | place |\n|---|---|---|---|\n<row>\n<row>\n<row>\n<row>\n"
                "<row>\n<row>\n\n1. <ask>\n2. <ask>\n3. <ask>\n4. <ask>\n\nA second table has the columns name, "
                "wins, draws and losses:\n<line>\n<line>\n<line>\n\n5. <ask>\n6. <ask><a>"
            ),
            (
                "<head>\n\n| name | number | colour | place |\n|---|---|---|---|\n<row>\n<row>\n<row>\n<row>\n"
                "<row>\n\n<ask><a>"
            ),
            (
                "<head> name; wins; draws; losses\n<line>\n<line>\n<line>\n<line>\n<ask>\nOptions:\n(A) 1\n(B) "
                "2\n(C) 3\n(D) 4\n(E) 5<a>"
            ),
            "<head>\n\n<line>\n<line>\n<line>\n<line>\n<line>\n\na) <ask>\nb) <ask>\nc) <ask>\nd) <ask>",
            (
                "| name | number | colour | place |\n|---|---|---|---|\n<row>\n<row>\n<row>\n\n<ask> <ask>\n\n"
                "Reasoning: we read the second column from top to bottom, note the largest, and look up the "
                "name. <ask>"
            ),
        ),
    ),
    Genre(
        name="puzzle-reading",
        private=False,
        rules={
            "p": each("""
                Old {first} kept a ferry on the river, and on foggy mornings rang a bell every {n} minutes, so that the
                  {animal}s on the bank had learned to count.
                When the mill at {city} burned down, {first2} took the one sack that was left and walked to the market.
                {first3} was {nn} and had never learned to swim, which nobody in the village of boat builders was to
                  know.
                In the attic stood a {colour} {object}, and under it lay a letter which had been opened, read and
                  closed again with wax.
                The mayor gave a speech of {nn} minutes about thrift. Then the soup was served in silver bowls.
                'It is not the clock that is wrong,' said {first}, 'it is the town.'
                For three winters the two sisters, {first4} and {first5}, did not speak, although they shared one
                  stove.
                The inspector noticed that the dog had not been fed and that the window was open, yet the floor was
                  dry.
                By {month} the money had run out, and {first2} sold the {object} to the man who had stolen it the year
                  before.
                Nobody thanked the {job}. That was how everyone knew that the work had been good.
                The map showed a well where there was only sand. {first3} dug there all the same.
                On the third day {first6} came back with {n} geese, no hat, and a story that changed with every
                  telling.
                The captain's log ends on {date}, in the middle of a word.
                'You will be paid on {weekday},' they told {first4}, and on each {weekday} they said it again.
            """),
            "q": each("""
                Why did {first2} walk to the market?
                What does the last sentence suggest about the village?
                Which word in the passage means 'saving money'?
                What can be inferred about the {object}?
                How does the mood change?
                Who tells the story?
                Find two contrasts.
                What did {first3} hide, and from whom?
                Put the events in order.
                Which title fits best?
                What would {first4} say about the mayor?
            """),
            "opt": (
                "\nA. out of pride\nB. out of fear\nC. by mistake\nD. the text does not say",
                "\n(1) A Dry Floor (2) The Bell (3) What the Town Forgot",
                "",
                "\n( ) true ( ) false ( ) not given",
                "\nWrite {nn} words.",
            ),
            "a": ANSWER,
        },
        texts=(
            (
                "Read the passage and answer the questions.\n\n<p> <p> <p> <p> <p>\n\n1. <q><opt>\n2. <q><opt>\n"
                "3. <q><opt>\n4. <q>"
            ),
            "<p> <p> <p>\n\n<p> <p> <p>\n\n<q><opt><a>",
            "Passage: <p> <p> <p>\nQuestion: <q><a>\n\nPassage: <p> <p> <p>\nQuestion: <q><a>",
            "Continue the story in the same style, keeping the names.\n\n<p> <p> <p> <p> <p> <p>",
            "<p> <p>\n\nOne of the following statements is true, which?<opt>\n\n<p> <p> <q>",
        ),
    ),
    Genre(
        name="puzzle-ethics-and-roleplay",
        private=False,
        rules={
            "dil": each("""
                {first}, an engineer, finds a crack in a bridge the day before it opens. The boss says that the report
                  can wait.
                A self-driving taxi can brake for a {animal} or keep its passenger from whiplash.
                {first2} finds a wallet with {amount} and a library card. Nobody is looking.
                A friend asks {first3} for a reference and has been fired twice.
                A doctor has one dose and two patients, one of whom is the doctor's teacher.
                {first4} reads a sister's diary in order to find out why she cries at night.
                A company may save {nn} jobs by moving its waste to another country.
                A teacher sees that the best pupil has copied one answer out of {nn}.
                An old man asks {first5} to promise that the farm will never be sold. {first5} promises, and he dies.
                A shopkeeper gives too much change to somebody who is poorer than she is.
                {first6} could stop a rumour about a rival by telling a secret.
                A nurse is asked by a dying patient not to tell the family.
            """),
            "role": each("""
                You are {first}, a lighthouse keeper who has not spoken for {n} weeks. A lost cyclist knocks.
                You play {name2}, head of a small circus. The elephant has been sold and you have to tell the children.
                Scenario: job interview. You are the applicant {first3}; the interviewer, {formal4}, asks why you left
                  your last post.
                You are the innkeeper. Player {first5} rolls a {nn} for persuasion and wants a room for nothing.
                Act the customer of a bank who believes that a payment of {amount} is missing. I am the trainee.
                You are a museum robot in the year 2{nnn}, explaining a {object} to visitors who have never seen one.
                Two strangers, {first} and {first6}, are stuck in a lift between floors {n} and {n}.
            """),
            "ask": each("""
                What should be done, and why?
                Give the view of a utilitarian and of a Kantian.
                What would you need to know before you judge?
                Is it wrong? Answer 'wrong', 'not wrong' or 'it depends'.
                Write the dialogue, {nn} lines.
                Stay in the role and ask one question at a time.
                Which duty weighs more?
                What would change if nobody ever found out?
            """),
            "opt": (
                "\n(A) tell the truth at once\n(B) wait\n(C) ask somebody older\n(D) do nothing",
                "",
                "\n1) permitted 2) required 3) forbidden",
                "\nRate from 0 to 10.",
            ),
            "a": ANSWER,
        },
        texts=(
            (
                "You will read short scenes. In each, think about what the main character knew, wanted and owed "
                "to others. Do not add facts.\n\nScene 1. <dil>\n<ask><opt>\n\nScene 2. <dil>\n<ask><opt>\n\n"
                "Scene 3. <dil>\n<ask><opt>\n\nLast, a role: <role> <ask>"
            ),
            "<dil> <ask><opt><a>\n\n<dil> <ask><opt><a>\n\n<dil> <ask>",
            (
                "Seminar sheet {n}: moral vignettes\n\n1. <dil>\n2. <dil>\n3. <dil>\n4. <dil>\n5. <dil>\n\n"
                "Choose two. <ask> <ask>"
            ),
            "<role> <ask>\n\n<role> <ask>",
            (
                "Scenario A: <dil>\nScenario B: <dil>\n\nWho of the two has something to apologise for?\n(A) "
                "only A\n(B) only B\n(C) both\n(D) neither<a>\n\n<role>"
            ),
        ),
    ),
    Genre(
        name="puzzle-business-and-science",
        private=False,
        rules={
            "case": each("""
                {company} sells {object}s in {n} countries. Sales in {city} fell by {percent} after a rival cut its
                  price to ${nn}.
                The founder, {name}, holds {nn} percent of the shares, an investor wants {nn}, and the staff have been
                  promised {n}.
                A bakery makes {nnn} loaves a day at {nn} cents each. The oven costs {amount} and lasts {n} years.
                A call centre takes {nnn} calls an hour; {percent} are about one and the same letter.
                The board asks whether to close the plant near {city2}, where {nnn} people work.
                {company} bought a start-up for {amount}. Its chief engineer, {first2}, left after {n} months.
                An airline overbooks by {n} seats on {nn} flights. The average compensation is ${nnn}.
                A hotel has {nnn} rooms, an occupancy of {percent} and one lift that is out of order each {weekday}.
                A charity raised {amount} in {month}, a third of it from one donor who wants to stay unknown.
            """),
            "sci": each("""
                A ball is dropped from {nn} m. Ignore the air.
                Which gas turns limewater milky?
                A pendulum of {n} m swings with a period of how many seconds?
                Which organ makes insulin?
                A lens has a focal length of {nn} cm.
                In which layer of the atmosphere do most clouds form?
                A coin is tossed {n} times. What is the chance of no heads?
                What happens to the boiling point on a mountain?
                A cell in {percent} salt solution shrinks. Why?
                Which planet has the shortest day?
                Balance: Fe + O2 -> Fe2O3.
                Give the derivative of x^{n} * sin x.
            """),
            "ask": each("""
                What would you advise?
                Estimate the yearly cost.
                Which figure is missing?
                Draw up a decision tree.
                Where is the break-even point?
                Name {n} risks.
                What should the first hundred days look like?
                Which of the four Ps is the problem?
            """),
            "opt": (
                "\n(A) raise the price\n(B) lower the price\n(C) leave the market\n(D) merge",
                "\n(A) {nn}\n(B) {nnn}\n(C) {n}\n(D) none of these",
                "",
                "\n(A) the liver (B) the pancreas (C) the spleen (D) the thyroid",
                "\n(a) I only (b) II only (c) I and II (d) neither",
            ),
            "a": ANSWER,
        },
        texts=(
            "Case study: <case> <case> <case>\n\n1. <ask>\n2. <ask>\n3. <ask>\n4. <ask>",
            "<sci><opt><a>\n\n<sci><opt><a>\n\n<sci><opt><a>\n\n<sci><opt><a>",
            (
                "Old exam papers, keys printed below each item: "
                "<management|physics|biology|accounting|chemistry|marketing>.\n\n<case> <ask><opt>\nAnswer: "
                "<A|B|C|D>\n\n<sci><opt>\nAnswer: <A|B|C|D>\n\n<case> <ask><opt>\nAnswer:"
            ),
            (
                "I. <sci>\nII. <sci>\nIII. <sci>\nIV. <sci>\nV. <sci>\nVI. <sci>\n\nLong question: <case> <case> "
                "<ask> <ask>"
            ),
        ),
    ),
    Genre(
        name="puzzle-games-and-codes",
        private=False,
        rules={
            "g": each("""
                Find the move that mates at once: 1. e4 e5 2. Nf3 d6 3. Bc4 Bg4 4. Nc3 g6 5. Nxe5 Bxd1 6.
                White: Kg6, Qa{n}. Black: Kg8. White to move and mate.
                What follows 1. d4 d5 2. c4?
                In a game of noughts and crosses {first} takes the middle and {first2} an edge. Can {first2} still
                  draw?
                Give a one-word clue for <otter, river, tail|crown, tooth, king|bank, bat, spring> that avoids the
                  forbidden word <water|gold|money>.
                Bridge: South opens one heart, West doubles. What does {first3} bid with {n} points?
                Each letter is moved by {n} places. Decode: KHOOR ZRUOG.
                A = 1, B = 2 and so on. Which word is 3-15-4-5?
                Mastermind: guess RGBY gives one black and two white pegs, guess RRGG none. List the codes left.
                Twenty questions: it is alive, it has no legs, {first4} keeps one in the bath.
                In the code of the club TREE is written USFF. How is LAMP written?
                Sudoku row: 5 _ 3 | _ 7 _ | 9 _ 1. Which digits are missing?
                Nim with heaps of {n}, {n} and {n}: who wins?
                A card is red on one side and has a number on the other. Which cards must {first5} turn over?
            """),
            "river": each("""
                A farmer with a wolf, a goat and a cabbage has a boat for two.
                {first}, {first2}, {first3} and {first4} cross a bridge at night in 1, 2, 5 and 10 minutes with one
                  torch.
                {n} pirates share {nnn} coins, the oldest proposes first.
                A prisoner may ask one guard one question.
                A hundred prisoners each wear a black or white hat.
                Twelve coins, one of them false, three weighings.
                A well is {nn} m deep, a snail climbs {n} m by day and slips back two at night.
                Two ropes burn for an hour each, but not evenly. Measure 45 minutes.
            """),
            "fn": ("<group_by_city|oldest|initials|full_names|mask|count_letters|merge_guests|seat_plan|top_scorer>",),
            "code": (
                (
                    'def test_<fn>():\n    people = [("{first}", {nn}), ("{first2}", {nn}), ("{first3}", {nn})]\n    '
                    'assert <fn>(people) == ["{first2}", "{first}"]'
                ),
                (
                    'Input: names = ["{first}", "{first2}", "{first3}"], heights = [1{nn}, 1{nn}, 1{nn}]\nOutput: '
                    '["{first3}", "{first}", "{first2}"]'
                ),
                '>>> <fn>({"{first4}": {n}, "{first5}": {n}})\n\'{first4}\'',
                (
                    "Employee(id, name, salary, manager_id): write a query for all who earn more than their "
                    "manager.\n| 1 | {first} | {nn}000 | 3 |\n| 2 | {first2} | {nn}000 | 4 |\n| 3 | {first3} | "
                    "{nn}000 | null |"
                ),
                (
                    "class Person:\n    def __init__(self, name, age):\n        self.name = name\n        self.age = "
                    'age\n\nprint(Person("{first6}", {nn}))'
                ),
                "const guests = ['{first}', '{first5}', '{first2}'];\nguests.sort((a, b) => a.length - b.length);",
            ),
            "task": each("""
                Write a function that returns the names in order of age.
                What does this print?
                Find the bug.
                Make the test pass without a loop.
                Rewrite it in <Rust|Go|Haskell|Kotlin|Julia>.
                State the running time in big-O.
                Add a docstring and {n} more tests.
            """),
            "a": ANSWER,
        },
        texts=(
            (
                "Puzzle page of the weekend edition, solutions on page {nn}\n\nA. <g>\nB. <g>\nC. <river> How is "
                "it done?\nD. <river> What is the best plan?\nE. <g>\nF. <g>\n\nReaders' corner: {first} of "
                "{city} solved last week's lock puzzle in {n} minutes, {first2} found a second solution."
            ),
            (
                "You are given a list of people with a name and an age. The names in the tests are invented.\n\n"
                "<task> <task>\n\nTest 1\n<code>\n\nTest 2\n<code>\n\nTest 3\n<code>\n\nHints: an empty list is "
                "allowed; two people may share an age but not a name."
            ),
            "1. <g>\n2. <g>\n3. <g>\n4. <g>\n5. <g>",
            "<river> <river> <river> Solve each of them, the shortest answer wins.",
            "<task>\n\n```\n<code>\n```\n\n<task>\n\n```\n<code>\n```\n",
            (
                "Example 1\n<code>\n\nExample 2\n<code>\n\nConstraints\n- 1 <= n <= {nnn}\n- names are "
                "distinct\n\n<task> <task>"
            ),
            "Brain teasers for the train to {city}\n\n~ <river>\n~ <g>\n~ <river>\n~ <g>\n~ <g>\n~ <river>",
            "<g><a>\n\n<river><a>\n\n<task>\n<code>",
        ),
    ),
)

"""Harmless genres of school and benchmark exercises: many first names, numbers and dates, and nobody private."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre

THINGS = (
    "<apples|marbles|stickers|pencils|muffins|seashells|trading "
    "cards|tickets|bricks|eggs|balloons|mangoes|tiles|notebooks|bottles of juice|cricket "
    "cards|tomatoes|beads|stamps|bus tokens|toy cars|cookies|samosas|candles>"
)
PLACE = "<the park|the market|the library|the gym|the harbour|school|the bakery|the museum|the farm|the station>"

GENRES = (
    Genre(
        name="maths-word-problem",
        private=False,
        rules={
            "things": (THINGS,),
            "start": (
                "{first} has {nn} <things>. {first2} has {n} times as many.",
                ("{first} bought {n} boxes of <things> at <a shop|the fair|a school sale>. Each box holds {nn}."),
                "In {month}, {first} earned ${nnn} from a paper round and spent {percent} of it on <things>.",
                "{first} is {n} years older than {first2}. In {n} years {first2} will be {nn}.",
                "A train leaves {city} at {time} and travels at {nn} km/h. {first} boards it {n} stops later.",
                "{first}, {first2} and {first3} share {nnn} <things> in the ratio 2:3:5.",
                ("Mrs {last} pays her {n} helpers ${nn} an hour each to pick <things>. They work {n} hours a day."),
                "{first}'s mother weighs {nn} kg and {first} weighs {nn} kg. A lift can carry {nnn} kg.",
                "{first} runs {n} laps of a {nnn} m track, and {first2}, who is faster, runs {nn} laps.",
                "{first} opens a bank account with ${nnn}. The bank pays {n}% simple interest a year.",
                "{first} rents a flat for ${nnn} a month and puts aside {percent} of her salary of ${nnn}0.",
            ),
            "middle": (
                ("<She|He|They> <gives away|loses|sells|eats|breaks> {n} of them and <finds|buys|wins> {nn} more."),
                "On {weekday} {first2} <brings|adds|takes away> another {nn}.",
                "Half of the rest goes to {first3}, who already had {n}.",
                "The shop takes {percent} off every second one.",
                "The next day the number <doubles|falls by a third|grows by {n}|stays the same>.",
                "",
            ),
            "question": (
                "How many <things> <are left|does {first} have now|do they have altogether>?",
                "How much <more|less> does {first} have than {first2}?",
                "<What is|Find|Work out> the <total|difference|average|ratio|remainder>. Show your working.",
                "How old is {first} today?",
                ("How many days will it take <{first}|them both|the whole group>? Give the answer as a whole number."),
            ),
            "lead": (
                ("<Q:|Question:|Problem {n}.|Solve this:|{n})|Please solve the following step by step.|Task:|> "),
            ),
        },
        texts=(
            (
                "Name: ________  Class: {n}B\n\n1) <start> <middle> <question>\n\n2) <start> <question>\n\n"
                "3) <start> <middle> <question>\n\n4) <start> <question>\n\nBonus: <start> <middle>"
            ),
            "<lead><start> <middle> <question>",
            "<lead><start> <middle> <middle> <question>\n\n<lead><start> <question>",
            (
                "Grade {n} maths, sheet {nn}\n\n1. <start> <question>\n2. <start> <middle> <question>\n3. "
                "<start> <question>"
            ),
            "<start> <question>\n<A|Answer>: {nnn}\n\n<start> <middle> <question>\n<A|Answer>:",
            ("can u help me with this hw problem pls?? <start> <middle> <question> i got {nn} but the book says {nnn}"),
        ),
    ),
    Genre(
        name="few-shot-chain-of-thought",
        private=False,
        rules={
            "things": (THINGS,),
            "q": (
                "{first} packs {nn} <things> into {n} bags. How many are in each bag?",
                ("{first} had {nnn} <things>. {first2} took {nn}, then {first3} returned {n}. How many are there now?"),
                ("Each of {first}'s {n} cousins needs {n} <things>, and {first} has {nn}. How many must be bought?"),
                ("A ticket costs ${nn}. {first} and {first2} buy {n} and pay with a ${nnn} note. What is the change?"),
            ),
            "a": (
                ("{first} begins with {nnn}. Taking {nn} leaves {nnn}. Adding {n} gives {nnn}. The answer is {nnn}."),
                "There are {n} groups with {nn} in each, so {n} * {nn} = {nnn}. So the answer is {nnn}.",
                "Let's think step by step. First {first} needs {nn}. Then {nn} - {n} = {nn}. #### {nn}",
                "We know {first} pays ${nnn} and the cost is ${nn}. The change is ${nn}. Final answer: {nn}",
            ),
            "head": (
                ("<Answer the questions below, reasoning first.|Follow the format of the examples.|Examples:|> \n"),
            ),
        },
        texts=(
            "<head>Q: <q>\nA: <a>\n\nQ: <q>\nA: <a>\n\nQ: <q>\nA:",
            ("<head>Question: <q>\nLet's think step by step.\n<a>\n\nQuestion: <q>\nLet's think step by step.\n"),
            "### Example {n}\nInput: <q>\nReasoning: <a>\n### Example {n}\nInput: <q>\nReasoning: <a>",
            "A: <a>\n\nQ: <q>\nA: <a>\n\nQ: <q>",
        ),
    ),
    Genre(
        name="logic-puzzle",
        private=False,
        rules={
            "kind": ("<runners|musicians|students|chefs|knights|neighbours in a puzzle|golfers|witnesses|pupils>",),
            "clue": (
                "{first} <finished|stands|sits|arrived> <before|after|next to|two places behind> {first2}.",
                "{first3} is <older|taller|richer|faster> than {first} but not than {first4}.",
                "The person in the {colour} <house|coat|car> keeps a {animal}.",
                "{first4} does not <drink tea|own the {animal}|live in {city}|play chess>.",
                "Either {first2} or {first5} <is lying|has the key|ordered the {food}>, but not both.",
                "If {first} tells the truth, then {first3} lies.",
                "{first5} says {first2} <tells the truth|lies>.",
                "Then {first} and {first3} swap <balls|partners|books|seats|presents>.",
            ),
            "ask": (
                "<Who came last?|Who owns the {animal}?|Does {first5} tell the truth?>",
                "<Which statement must be true?|What does {first2} hold at the end?>",
                "In which order did they arrive?",
            ),
            "options": ("Options:\n(A) {first}\n(B) {first2}\n(C) {first3}\n(D) <{first4}|cannot be determined>",),
        },
        texts=(
            (
                "Seating plan puzzle. {first}, {first2}, {first3}, {first4} and {first5} sit round a table. "
                "<clue> <clue> <clue> <clue> <clue> <clue> <ask>\n<options>"
            ),
            ("{n} <kind> took part: {first}, {first2}, {first3}, {first4} and {first5}. <clue> <clue> <clue> <ask>"),
            (
                "{first}, {first2} and {first3} are playing a game. At the start {first} has a {colour} "
                "ball. <clue> <clue> <clue> <ask>\n<options>"
            ),
            "Puzzle. <clue> <clue> <clue> <clue>\n<ask> Explain the deduction in at most {nn} words.",
            "<clue> <clue>\n<ask>\n<options>\nA: Let's think step by step.",
            "On an island of knights and knaves, {first} says: 'We are both knaves.' <clue> <clue> <ask>",
        ),
    ),
    Genre(
        name="reading-comprehension",
        private=False,
        rules={
            "place": (PLACE,),
            "story": (
                "{first} woke early on {weekday}, for today the {animal} show came to {city}.",
                ("Old Mr {last}, the keeper of the lighthouse in this story, had not missed a night in {nn} years."),
                "When {first} and {first2} reached <place>, the gate was locked and it had begun to rain.",
                "The lost {object} lay under the bench where {first} had sat with her grandmother.",
                ("The village baker, {name3}, promised a prize to the child who could guess the secret of the {food}."),
                "Nobody believed {first2} at first, but the footprints near <place> told another tale.",
                (
                    "In the end {first} understood that <courage|patience|honesty|friendship> had been the "
                    "answer all along."
                ),
                "{first2} felt ill from too many sweets, and the nurse in the tale gave her a kind look.",
            ),
            "q": (
                "<Why did {first} go to|Who was waiting at|What happened at|When did {first2} leave> <place>?",
                "What does the word '<reluctant|ancient|gloomy|eager|humble>' mean in line {n}?",
                "<True or false|T/F>: {first2} was <angry|alone|late|glad> at the end of the story.",
                ("What is the best title? A. {first}'s {object} B. A day at <place> C. The {animal} D. None of these"),
            ),
        },
        texts=(
            ("Read the passage and answer the questions.\n\n<story> <story> <story> <story>\n\n1. <q>\n2. <q>\n3. <q>"),
            "Passage: <story> <story> <story>\nQuestion: <q>\nAnswer:",
            (
                "<story> <story>\n\nBased on the paragraph above, can we conclude that {first} <lied|was "
                "happy|went home>?\nOPTIONS:\n- yes\n- no\n- it's impossible to say"
            ),
            "Level <A2|B1|B2|C1> reading. <story> <story> <story> <story> <story> <q> <q>",
        ),
    ),
    Genre(
        name="grammar-drill",
        private=False,
        rules={
            "place": (PLACE,),
            "item": (
                "{first} ______ (<go|walk|run|drive|come>) to <place> every {weekday}.",
                "{first} has <gone|been|never been> to <place>. He <is|isn't> here now.",
                "By the time {first2} <arrived|called>, {first} ______ already (<leave|eat|finish>).",
                "My brother {first3} is ______ than me. (<tall|old|funny|lazy>)",
                "If I ______ (be) you, I ______ (tell) {first} the truth.",
                '"I have lost my {object}," said {first2}. -> {first2} said that ____________.',
                ("My name is {name}. I ______ (live) in {city} and I ______ (work) as a <teacher|nurse|cook|driver>."),
                "The letter ______ (write) by Mrs {last} in {year}.",
                "{first} is married <to|with|at> {first2}, and they have <two|three> <child|children|childs>.",
                "We met Mr {last2} ______ {weekday} ______ {time} ______ <place>. (on / at / in)",
            ),
            "head": (
                "<Put the verbs in brackets in the right tense.|Fill in the gaps.>",
                "<Find and correct the mistake.|Rewrite as reported speech.>",
                "<Choose the correct form.|Unit {n}, exercise {nn}: complete the sentences.>",
            ),
        },
        texts=(
            (
                "<head>\n1. <item>\n2. <item>\n3. <item>\n4. <item>\n5. <item>\n6. <item>\n7. <item>\n\n"
                "<head>\n8. <item>\n9. <item>"
            ),
            "<head>\n1. <item>\n2. <item>\n3. <item>\n4. <item>",
            (
                "<head>\na) <item>\nb) <item>\nc) <item>\n\nKey: a) <went|has gone|goes> b) <was|were|is> c) "
                "<had left|left>"
            ),
            ('Is this sentence correct? "<item>" Please explain the rule, I am learning English and it confuse me.'),
            "Generate ten sentences like these for my pupils (B1):\n- <item>\n- <item>\n- <item>",
        ),
    ),
    Genre(
        name="multiple-choice-quiz",
        private=False,
        rules={
            "q": (
                "Which <organ|gland|bone|vessel> is chiefly affected in {disease}?",
                (
                    "A {nn}-year-old <man|woman> in an exam question takes {drug} and develops a rash. What is "
                    "the next step?"
                ),
                "In which year did the treaty between {country} and {country} come into force?",
                "X sells goods to Y under a contract with {company}. Y refuses to pay. X's best remedy is",
                "Which of these is a prime number?",
                "{first} lends {first2} a {object}; {first2} sells it to {first3} in good faith. Who owns it?",
                "What is the capital of {country}?",
                "Who <wrote|painted|composed> the work usually called 'The {colour} {animal}'?",
                "A ball of mass {n} kg falls from {nn} m. Its speed at impact is nearest to",
                "Firm A's revenue was {amount} and its costs were {amount}. Its margin is",
            ),
            "opts": (
                "A. {nn}\nB. {nnn}\nC. {n}\nD. none of these",
                "(a) {name} (b) {name2} (c) {name3} (d) {name4}",
                "A) {city}\nB) {city2}\nC) {city3}\nD) {city4}",
                ("1. <the liver|the heart|damages|rescission>\n2. <the spleen|the lung|nothing>\n3. both\n4. neither"),
                "A. {year} B. {year} C. {year} D. {year}",
            ),
        },
        texts=(
            (
                "<q>\n<opts>\nAnswer: <A|B|C|D>\n\n<q>\n<opts>\nAnswer: <A|B|C|D>\n\n<q>\n<opts>\nAnswer: "
                "<A|B|C|D>\n\n<q>\n<opts>\nAnswer:"
            ),
            "<q>\n<opts>\nAnswer: <A|B|C|D>\n\n<q>\n<opts>\nAnswer:",
            (
                "The following are multiple choice questions (with answers) about "
                "<law|medicine|history|physics|trade>.\n\n<q>\n<opts>\nAnswer: <A|B|C|D>\n\n<q>\n<opts>\n"
                "Answer: <A|B|C|D>"
            ),
            "Quiz night! Round {n}\n<q>\n<opts>\n<q>\n<opts>",
            "<q> <opts> Reply with the letter only.",
        ),
    ),
    Genre(
        name="coding-kata",
        private=False,
        rules={
            "what": (
                'a list of names such as ["{first}", "{first2}", "{first3}"]',
                'a dictionary that maps each player to a score, e.g. {"{first}": {nn}, "{first2}": {nnn}}',
                "a string such as '{first}{nn}' of letters and digits",
                "two dates such as {date} and {date}",
                "an array of {n} integers [{nn}, {nnn}, {n}, {nn}]",
                ("records of the form (name, age, city): ('{first}', {nn}, '{city}'), ('{first2}', {nn}, '{city2}')"),
            ),
            "do": (
                (
                    "<return|print|count|compute> <the longest|the second largest|all duplicates|the "
                    "median|those in order|the greeting 'Hello, {first}!'|a table sorted by score|only the "
                    "entries that start with a vowel>"
                ),
            ),
            "note": (
                "<Do not use built-in sort.|Aim for O(n log n).|Handle the empty input.>",
                "<Write tests as well.|Use recursion.|Input fits in memory.|Ties keep their order.>",
                "",
            ),
        },
        texts=(
            ("Write a <Python|JavaScript|Java|Go|Rust> function that takes <what> and must <do>. <note> <note>"),
            (
                "Kata {nnn}: {first} and {first2} play a game with {nn} stones; {first} moves first and may "
                "take 1 to {n}. Both play perfectly. <note> Print the winner's name.\n\nSample input\n{nn} "
                "{n}\nSample output\n{first}"
            ),
            "Given <what>, <do>. <note>\n\n>>> solve(...)\n'{first3}'\n>>> solve([])\nNone",
            ("Problem {nnn}B. Time limit {n} s. {first} the {animal} loves <what>. Help {first} to <do>. <note>"),
        ),
    ),
    Genre(
        name="statistics-exercise",
        private=False,
        rules={
            "setup": (
                "A researcher asks {nnn} people in {city} whether they like {food}; {percent} say yes.",
                "The heights of {nn} pupils have mean {nnn} cm and standard deviation {n} cm.",
                "In a trial {nnn} patients took {drug} and {nnn} a placebo; {nn} and {n} of them improved.",
                "{first} rolls a die {nn} times and {first2} tosses a coin {nnn} times.",
                "The wages of the {nn} workers of a firm have median {amount} and a long right tail.",
                (
                    "A test for {disease} has sensitivity {percent} and specificity {percent}; prevalence is {n} "
                    "in 1000."
                ),
                "Data set: x = {n}, {nn}, {nn}, {nn}, {nnn}; y = {n}, {n}, {nn}, {nn}, {nn}.",
            ),
            "ask": (
                "<Compute a 95% confidence interval.|State the null hypothesis.|Find P({first} wins).>",
                "<Is the difference significant at 5%?|Fit a line and give its slope.|How sure is a positive result?>",
                "<Which plot would you draw, and why?|Explain it to {first2}.>",
            ),
        },
        texts=(
            "<setup> <ask>",
            "Exercise {n}.{nn} <setup> <setup>\n(a) <ask>\n(b) <ask>\n(c) <ask>",
            "<setup> <ask> Use R and show the code.",
            "Exam, {school}, {month} {year}. Time allowed: {n} hours.\n1. <setup> <ask>\n2. <setup> <ask>",
        ),
    ),
    Genre(
        name="language-learning-dialogue",
        private=False,
        rules={
            "line": (
                "Hello, my name is {first}. What's your name?",
                "Nice to meet you, {first}! I'm {first2}. I come from {country}.",
                "How old are you? - I'm {nn}. And you?",
                "What do you do? - I'm a <teacher|doctor|student|waiter>. I work at {company}.",
                "Can you spell your surname, please? - Yes, it's {last}.",
                "What's your phone number? - It's five, five, five, {nn}, {nn}.",
                "I have a headache, doctor. - Take this <medicine|syrup> twice a day, Mr {last}.",
                "I'd like a room for {n} nights, please. - Certainly, Ms {last2}. Your passport, please.",
                "This is my cousin {first3}, and these are my friends, {first4} and {first5}.",
                "See you on {weekday} at {time}! - Bye, {first2}!",
            ),
            "task": (
                "<Translate into Hindi|Translate into Spanish|Practise with a partner|Listen and repeat>",
                "<Role-play it|Turn this into the past tense|Make the dialogue more formal>",
            ),
        },
        texts=(
            (
                "Lesson {n}: <At the hotel|Greetings|At the doctor's|My family>\n\nA: <line>\nB: <line>\nA: "
                "<line>\n<task>."
            ),
            "<task>:\n<line>\n<line>\n<line>",
            (
                "Write a short dialogue for beginners in <French|Italian|Swahili|Korean> like this one: "
                "<line> <line> <line>"
            ),
            (
                "Model answer from the course book, speaking test, part {n}. Examiner: Good morning. Can you "
                "tell me your full name, please? Candidate: My name is {name}. Examiner: <line>\n<task>."
            ),
        ),
    ),
    Genre(
        name="date-and-table-reasoning",
        private=False,
        rules={
            "date": (
                ("Today is {date}. What is the date <a week|{nn} days|one month> <ago|from today> in MM/DD/YYYY?"),
                (
                    "{first} was born on the last day of {month} {year}. Today is her {nn}th birthday. What was "
                    "yesterday?"
                ),
                ("{first} and {first2} married on {date}. It is their {n}-year anniversary. What day is tomorrow?"),
                "{first} thought today was {date}, but it is one day later. Which weekday is it?",
            ),
            "table": (
                (
                    "| Name | Age | City |\n|---|---|---|\n| {first} | {nn} | {city} |\n| {first2} | {nn} | "
                    "{city2} |\n| {first3} | {nn} | {city3} |"
                ),
                ("Rider, Team, Laps\n{last}, {company}, {nn}\n{last2}, {company2}, {nn}\n{last3}, {company3}, {nn}"),
                "On the table there are {n} {colour} pens, a {colour} {object} and {n} {colour} cups.",
                "pupil: {first} score: {nn}\npupil: {first2} score: {nn}\npupil: {first4} score: {nn}",
            ),
            "ask": (
                "<Who is the oldest?|How many rows are there?>",
                "<Sort by the last column.|Give the mean.>",
                "Who lost?",
            ),
        },
        texts=(
            "<date>\nOptions:\n(A) {date}\n(B) {date}\n(C) {date}\nA: Let's think step by step.",
            "Here is a table:\n<table>\n<ask> <ask>",
            "Q: <date>\nA: ({n}) {date}.\n\nQ: <date>\nA:",
            "<table>\n\nRemove the penguins older than {n} from the list. <ask>",
        ),
    ),
    Genre(
        name="review-sentiment",
        private=False,
        rules={
            "film": (
                "<The {colour} {object}|{city} Nights|A {animal} for {first}>",
                "<Last Train to {city}|House of {last}>",
            ),
            "review": (
                "{name} gives the performance of <her|his> life in <film>, and I cried twice.",
                "Director {name2} mistakes noise for drama; {nn} minutes in, I wanted my money back.",
                (
                    "A <warm|clumsy|gorgeous|tired|sly> little <comedy|thriller|biopic> that {last} "
                    "<saves|sinks> single-handed."
                ),
                "I loved the book, hated this. {name3} is badly miscast as the widow.",
                "I bought {product} and it broke after {n} days. One star, avoid.",
                "Great phone for {amount}, battery lasts forever, my whole family wants one!",
                "the plot makes no sense but {first} {last}'s singing is worth the ticket lol",
            ),
            "label": ("<positive|negative|neutral|mixed>",),
        },
        texts=(
            (
                "<review> <label>\n\n<review> <label>\n\n<review> <label>\n\n<review> <label>\n\n<review> "
                "<label>\n\n<review>"
            ),
            (
                "Review: <review>\nSentiment: <label>\n\nReview: <review>\nSentiment: <label>\n\nReview: "
                "<review>\nSentiment:"
            ),
            ("Classify the sentiment of the text. Answer <0 or 1|positive or negative>.\n\n<review> <review>"),
            "<review> // <label>\n<review> // <label>\n<review> //",
            "<review> <review> <review> {n}/10",
        ),
    ),
    Genre(
        name="sarcasm-and-commonsense",
        private=False,
        rules={
            "s": (
                "Oh great, {first} scheduled another meeting at {time}. Exactly what the world needed.",
                ("{first} put the {object} in the {colour} box. {first2} moved it to the bag while {first} was out."),
                "{first} told {first2} that the doctor was late because she was stuck in traffic.",
                "Wonderful, it rains again in {city}. I am thrilled beyond words.",
                "{first} could not lift {first2} because he was so <weak|heavy>.",
                "{first} was sick, so {first2} took the {animal} for a walk.",
                "Sure, because nothing says romance like cold {food}.",
                "Premise: {first} is eating {food} in {city}. Hypothesis: Somebody is having a meal.",
            ),
            "ask": (
                "<Where will {first} look first?|Who does 'he' refer to?>",
                "<Which one is sarcastic?|Entailment or not?|What happened next?>",
                "<Is this plausible?|What will {first2} want to do now?>",
            ),
        },
        texts=(
            "<s> <ask>\n\n<s> <ask>\n\n<s> <ask>\n\n<s> <ask>\n\n<s> <ask>",
            "Which statement is sarcastic?\nOptions:\n(A) <s>\n(B) <s>\nA:",
            "<s> <ask>\n- <yes|{first}|the bag>\n- <no|{first2}|the box>",
            "<s>\n<ask>\n###\n<s>\n<ask>\n###\n<s>",
            "Sentence: <s> Question: <ask> Answer: ",
        ),
    ),
    Genre(
        name="sports-plausibility",
        private=False,
        rules={
            "act": (
                "<scored a reverse layup|was called for offside|hit a six off the last ball>",
                "<served an ace|took a corner|threw a touchdown pass|beat the goalkeeper at the near post>",
                "was sent to the penalty box",
            ),
            "when": (
                "<in the semi-final|in overtime|at {time}|against {country}>",
                "<in the {year} final|for {city} United>",
            ),
            "why": (
                (
                    "{name} is a <basketball|football|cricket|tennis|hockey> star. That is part of <the "
                    "sport|another sport>."
                ),
                "A player such as {last} would never do so. The answer is <no|yes>.",
            ),
        },
        texts=(
            (
                'Q: Is the following sentence plausible? "{name} <act> <when>."\nA: <why> So the answer is '
                '<yes|no>.\n\nQ: Is the following sentence plausible? "{name2} <act> <when>."\nA:'
            ),
            '"{name} <act> <when>." plausible / implausible?',
            (
                "Decide for each line: plausible or not.\n1. {name} <act>.\n2. {name2} <act> <when>.\n3. "
                "{name3} <act> <when>."
            ),
            "A: <why>\n\nQ: Is it plausible that {name} <act> <when>?\nA: Let's think step by step. <why>",
        ),
    ),
)

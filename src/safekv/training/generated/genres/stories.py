"""Private genres of first-person narrative: therapy, advice boards, diaries, memos, support bots, letters."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre

HEALTH = (
    "[[I was told in {month} that I have {disease}, and I <haven't told anyone|hide it|googled all night>]]",
    "[[since they <doubled|stopped> the {drug} I <sleep {n} hours a day|can't eat|feel like cardboard|shout a lot>]]",
    "[[the <lump|mole|shadow on my lung> turned out to be <malignant|cancer> and I start <chemo|radiation> on {date}]]",
    "[[I lost the baby at <nine|11|20> weeks and went back to work the same {weekday}]]",
    "[[my <hands shake so much that I can't sign my name|knees are gone at 41|memory has holes, I lost {weekday}>]]",
    "[[the <letter from the hospital|specialist> says {disease}, and my <partner|mother|boss> must not find out]]",
)
MONEY = (
    "[[I owe {amount} <on cards|to a loan app|to a man at work> that my <wife|husband|partner> doesn't know about]]",
    "[[I <gambled away|lost in crypto|lent my brother> the deposit for the flat <in one night|before the wedding>]]",
    "[[after rent I have <$|£|€>{nn} left for the whole month, for the {n} of us]]",
    "[[I signed as guarantor for my <brother|ex|cousin> and now the <bank writes|bailiffs write> to me]]",
    "[[my savings are gone, all <$|£|€>{nnn}00, to a man I met online and never saw]]",
)
WORK = (
    "[[I was <fired|let go|suspended> on {weekday} after {n} years, <by video call|in the car park|on sick leave>]]",
    "[[my <supervisor|manager|team lead> <touches me whenever nobody looks|calls me stupid|reads my mail>]]",
    "[[they passed me over for the post because I was <pregnant|too old|on sick leave>]]",
    "[[I faked a <degree|reference|line> on my CV and now they are checking <diplomas|everybody's papers>]]",
    "[[I work nights as the only {job} on the site and cry in the car before each shift]]",
)
LOVE = (
    "[[I found <messages from another woman on his tablet|a hotel bill|a second phone>, {n} months of <it|lies>]]",
    "[[we haven't <slept in one bed|touched|said a kind word> since {month}]]",
    "[[I think I'm <gay|bi|trans> and I have been married for <six|nine|14|22|31> years]]",
    "[[he took my phone, counts my money and tells me my friends laugh at me]]",
    "[[my <stepdaughter|son|twin sister> refuses to speak to me since <the wedding|I remarried|the funeral>]]",
    "[[I had an affair with my best friend's brother and the child may be his]]",
)
LAW = (
    "[[I was <stopped with {n} grams on me|caught drunk driving|charged with theft> and the hearing is on {date}]]",
    "[[the judge gave <him|my ex> the children every second weekend and I am scared each time]]",
    "[[my asylum claim was refused and I have <ten|14|thirty> days to leave {country}]]",
    "[[my visa ran out in {month}, my <boss|landlord> knows and <pays me half|asks for favours|keeps my papers>]]",
    "[[I came to {country} in a lorry when I was <nine|14|sixteen|a child>, I don't have any papers from before]]",
    "[[I have a record from when I was nineteen, for a stupid theft, and every landlord finds it]]",
)
INNER = (
    "[[I stopped praying after my mother's funeral and I can't tell the imam, who is my uncle]]",
    "[[some nights I <count the pills|drive to the bridge|write goodbye notes> and then I go back to bed]]",
    "[[I am {nn} days <sober|clean> and <the bottle is still behind the flour|my dealer texts every {weekday}>]]",
    "[[I left the church I grew up in, and my parents set no plate for me at Christmas]]",
    "[[I <cut myself|drank|threw up on purpose> again on {weekday}, the first time since <school|rehab|{month}>]]",
    "[[I hear my <father|mother|dead son> in the kitchen although it's been {n} years]]",
)
NAMED = (
    "{first2} <doesn't know|knows everything|only found out by accident>",
    "<my sister|my friend|my neighbour> {first3} says I should <just move on|get a lawyer|pray>",
    "<Dr {last4}|{formal4}> keeps saying <it takes time|the same thing|I should write it down>",
    "it was {name5} who <drove me home that night|rang the police|held my hand>",
    "I wrote it all to {email2} and never got an answer",
    "[[{first2} <screamed that I ruined her life|hasn't called since|wants half of everything>]]",
    "I still have {first6}'s number, {phone6}, on a napkin",
)
CALM = (
    "It <rained|snowed> all day and the bus was <full|late|empty|cold>",
    "I made {food}, <it came out too salty|not bad|burnt the first lot|enough for two days>",
    "the <neighbours are painting their fence|sky was all|new buses are> {colour}<|, about time|, imagine>",
    "I <watched a film|read a long piece|listened to a podcast> about the {animal}, <quite good|half of it>",
    "<tomorrow there's the market|the shops close early>, and I need <batteries|stamps|bread|light bulbs>",
    "I <started {hobby} again|looked up {hobby} courses>, <it takes patience|the first hour is always hard>",
    "The <library|pool|post office> was closed, of course, on a {weekday}",
)
TROUBLE = ("<health>", "<money>", "<work>", "<love>", "<law>", "<inner>")
PAIN = {
    "health": HEALTH,
    "money": MONEY,
    "work": WORK,
    "love": LOVE,
    "law": LAW,
    "inner": INNER,
    "trouble": TROUBLE,
    "named": NAMED,
    "calm": CALM,
}

GENRES = (
    Genre(
        name="story-therapy-chat",
        private=True,
        rules={
            **PAIN,
            "ther": (
                "<And how did that feel?|What happened next?|Take your time.|I hear a lot of anger there.>",
                "<Where in the body do you notice it?|Let us stay with that for a moment.>",
                "<What would you say to a friend in the same place?|Whose voice is that?>",
                "Before we finish: one small thing you will do until {weekday}?",
            ),
            "small": ("<I don't know.|Numb.|Like a stone.|Hm.|Yes.|No, not really.>",),
        },
        texts=(
            "Therapist: <ther>\nClient: <trouble>. <named>.\nTherapist: <ther>\nClient: <small> <trouble>. <trouble>.",
            "T: <ther>\nC: <trouble>. <calm>.\nT: <ther>\nC: <small> <trouble>, <named>\nT: <ther>",
            "<ther>\n\n<small> <trouble>, and then <trouble>.\n\n<ther>\n\n<named>.",
            "{first}: <small> <calm>.\nCounsellor: <ther>\n{first}: <trouble>. <trouble>.\nCounsellor: <ther>",
            "Therapist: <ther>\nClient: <small>\nTherapist: <ther>\nClient: <calm>. <small>\nTherapist: <ther>",
        ),
    ),
    Genre(
        name="story-advice-board",
        private=True,
        rules={
            **PAIN,
            "title": (
                "<AITA for not going to the funeral?|How do I tell them?|Advice needed, throwaway account|I'm lost>",
                "[{age}<gender>] <Is this normal?|Should I leave?|Please be kind>",
            ),
            "gender": ("<F|M|NB>",),
            "start": (
                "<Sorry for the long post, on mobile.|Never written this down before.>",
                "<First of all, English is my third language.|Names changed, obviously.>",
            ),
            "ask": (
                "<What would you do?|Has anyone been there?|Do I have a case?|Am I the bad one here?>",
                "<Tl;dr: <trouble>.|Please no judgement, I do that myself already.>",
            ),
            "ask2": ("<Use search first.|Locked by the moderators.|Sorted by new.|Be nice to newcomers.>",),
            "rules": (
                "<Be civil. Nobody here is your lawyer.|Read the wiki before you post.>",
                "Posts without a question are removed. Flair your post. Weekly thread every {weekday}.",
                "OP has not replied yet. {nnn} comments, sorted by best.",
                "This. Talk to someone you trust, and write things down with dates.",
            ),
        },
        texts=(
            "<title>\n\n<start> <trouble>. <trouble>. <calm>. <trouble>, and <trouble>. <named>. <trouble>. <ask>",
            "<start> <trouble>. <calm>. <named>. <trouble>. <ask>",
            "<title>\n<trouble>, that's it. <calm> and <trouble>. <ask>\n\nEDIT: <named>. EDIT 2: <calm>.",
            "{username} writes: <trouble>. <named>. <ask>",
            "<title>\n<rules> <rules> <rules> <ask2>",
            "<title>\n\n<rules>\n<rules> <calm>.",
        ),
    ),
    Genre(
        name="story-diary",
        private=True,
        rules={
            **PAIN,
            "day": ("{weekday}, {date}", "{date}.", "Dear diary,", "Late, can't sleep.", "Day {nn}"),
            "join": (". ", ". And then: ", "; ", ". Funny, because ", ". Nobody asked, but "),
        },
        texts=(
            "<day>\n<calm><join><trouble>. <calm>. <named>. <trouble><join><calm>. <trouble>. <trouble>. <named>.",
            "<day>\n\n<trouble>. <named>. <calm>. <calm>.",
            "<day> <calm>. <calm>. <calm><join><named>.",
            "<day>\n<trouble><join><trouble>.\n\n<day>\n<calm>. <trouble>.\n\n<day>\n<calm><join><named>. <trouble>.",
            "<day>\n<calm>. <calm><join><calm>.\n\n<day>\n<calm>. <calm><join><calm>.",
            "<day> <calm>. <calm>. <calm>. <calm>.",
        ),
    ),
    Genre(
        name="story-voice-memo",
        private=True,
        rules={
            **PAIN,
            "um": ("um", "uh", "like", "you know", "right", "so yeah", "hang on", "okay so"),
            "hi": ("hey {first2} it's me", "hi love", "okay recording", "note to self", "Hello doctor this is {name}"),
            "bye": (
                "anyway call me back on {phone}",
                "okay bye bye",
                "don't tell {first3}",
                "delete this after",
                "end",
            ),
        },
        texts=(
            "<hi> <um> <trouble> <um> <named> <um> <calm> <um> <trouble> and <trouble> <um> <named> <bye>",
            "[{nn}s] <um> <calm> <um> <trouble> (pause) <um> <trouble>",
            "[transcript, automatic] <hi> <um> <calm> <um> <calm> <um> <health> <bye>",
            "okay recording <um> <calm> <um> <calm> <um> buy milk <um> <calm> end",
            "<um> <calm> [inaudible] <um> <calm> <um> <calm>",
        ),
    ),
    Genre(
        name="story-support-bot",
        private=True,
        rules={
            **PAIN,
            "bot": (
                "Hi! I'm your assistant. How can I help you today?",
                "I'm sorry to hear that. Can you tell me a bit more?",
                "Thanks for your patience. Please choose: 1) billing 2) delivery 3) talk to a human.",
                "I did not understand that. Could you rephrase?",
                "If you are in danger, please call your local emergency number.",
            ),
            "issue": (
                "I can't log in, it says wrong password since {weekday}",
                "where is order {orderno}? tracking is stuck in {city}",
                "<how do I cancel the trial|agent|human|HELLO?|are you a real person?>",
            ),
            "proof": (
                "my name is {name}, mail {email}, phone {phone}",
                "{customer}, born {birth}, {street}",
                "card {card} was charged {amount}",
                "the account is my mother's, {name2}, [[she has dementia, I do her papers]]",
                "I can't pay because <trouble>",
            ),
        },
        texts=(
            "Bot: <bot>\nUser: <issue>\nBot: <bot>\nUser: <proof>\nBot: <bot>\nUser: <proof>\nBot: <bot>",
            "user> <trouble>\nbot> <bot>\nuser> <trouble>. <named>\nbot> <bot>\nuser> <trouble>",
            "<bot>\n- <issue>\n<bot>\n- <proof>\n- <proof>",
            "Bot: <bot>\nUser: <issue>\nBot: <bot>\nUser: <issue>\nBot: <bot>",
            "assistant: <bot>\nme: <inner>. I just wanted to tell someone\nassistant: <bot>",
        ),
    ),
    Genre(
        name="story-unsent-letter",
        private=True,
        rules={
            **PAIN,
            "to": (
                "Dear {first2},",
                "Mum,",
                "To the man who drove the {colour} van,",
                "My son,",
                "{name2}:",
                "Dear Lord,",
            ),
            "line": (
                "You never knew this, but <trouble>.",
                "When you left, <trouble>.",
                "I kept quiet for <ten|14|twenty|31> years: <trouble>.",
                "Forgive me. <trouble>.",
                "<I hope {city} is kind to you.|Nobody sits on your chair.>",
                "The {object} is still in the hall where you left it.",
            ),
            "end": ("<Yours, still|Goodbye|No reply needed>", "{first}", "your {first}", "{name}, {date}"),
        },
        texts=(
            "<to>\n\n<line> <calm>. <line>\n\n<line> <named>. <line> <trouble>.\n\n<end>",
            "<to> <line> <named>. <line> <end>",
            "<line> <calm>. <line> <line> <calm>.",
            "Writing exercise {n}: write a letter to your younger self. <calm>. You need not send it. <calm>.",
        ),
    ),
    Genre(
        name="story-group-sharing",
        private=True,
        rules={
            **PAIN,
            "open": (
                "Good evening, my name is {first} and I'm an <alcoholic|addict|overeater>.",
                "<I go by {initials} here.|First time I speak in this circle.|Evening all, {first} again.>",
                "Prayer request for {first2} {last2}, {age}:",
                "Brothers and sisters, I testify:",
            ),
            "host": (
                "Welcome. What is said here stays here. Coffee is at the back.",
                "We meet every {weekday} at {time} in the parish hall, chairs need stacking after.",
                "<Keep shares to {n} minutes. No cross-talk.|Next week's reading is step {n}.>",
            ),
        },
        texts=(
            "<open> <trouble>. <inner>. <trouble>. <named>. <trouble>. Thank you for letting me share.",
            "<host>\n\n<open> <trouble>. <named>.",
            "<open> <health>. Please lift the family up. <named>.",
            "<host> <host> <host> <calm>.",
            "<trouble>. <trouble>. <named>. <trouble>. <host>",
        ),
    ),
    Genre(
        name="story-legal-immigration-question",
        private=True,
        rules={
            **PAIN,
            "q": (
                "<Can they do that?|Do I need a lawyer?|Will I lose the flat?|Can I work while I wait?>",
                "What happens to the children if I <lose|leave|am deported>?",
                "Is {n} weeks enough to appeal?",
            ),
            "who": (
                "My lawyer, {formal3}, stopped answering.",
                "File no. {customer}, the officer is {initials4}.",
                "[[My passport, {passport}, is with the agency and they want {amount} for it]].",
                "My cousin {name5} can vouch for me, {phone5}.",
            ),
            "general": (
                "In general a notice must be in writing and name the reason.",
                "A tenant who moves out early normally still owes the rent until a new one is found.",
                "Fees for the form went up to {amount} in {month}.",
                "Check the website of the court in {city}, forms are free.",
            ),
        },
        texts=(
            "<law>. <work>. <who> <q> <general>",
            "Hello sir/madam, <trouble>. <law>. <who> <work>. <money>. <who> <q> God bless.",
            "Q: <law>. <q>\nA: <general> <general>",
            "Location: {state}. <work>. <money>. <q>",
            "<general> <general> <q>\n<general> <general>",
        ),
    ),
)

"""Private genres of social writing: posts, replies, group chats, forums, events, direct messages, local boards."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre

LOW = (
    "<mia|tom|priya|jonas|kofi|leila|dani|ana|sanjay|bex|mo|yusuf|carla|wei|tunde|agnes|robbie|ines|hana|pavel>",
    "<kate|josh|amina|luca|fern|dave|nkechi|marta|ravi|ellie|sofia|owen|zeynep|arjun|grace|seb|lottie|femi>",
)
LOWLAST = (
    "<carter|okoye|lindqvist|mehta|barros|hughes|nowak|farah|delgado|kim|ostrowski|appiah|brennan|rao|tanner>",
    "<whitlock|santos|moyo|keller|ivanov|murphy|hassan|petit|yamada|greer|banerjee|vance|odhiambo|costa>",
)
TAGS = ("#<mondays|blessed|nofilter|tbt|family|squad|weekendvibes|fml|proud|smallwins|cantevn|goodtimes>", "", "")
CHATTER = (
    "why is it <raining|so hot|freezing|this windy> again in {city}, it's {month} for god's sake",
    "ok who decided {weekday} should be a work day",
    "the food near the station is <unreal|so overrated>, i had {food}",
    "cant believe the new season is only {n} episodes smh. and who cut {nn} minutes of the finale",
    "anyone know if the {time} train is running? app says yes board says no",
    "{hobby} is my whole personality now and im fine with it",
    "hot take: {food} for breakfast is <elite|a crime|underrated>",
    "my <cat|dog|parrot> just looked at me like i owe it rent lol",
    "pls recommend a good {object} under <$|£|€>{nn}, mine died",
    "wifi down AGAIN, <third|tenth|umpteenth> time this month. i give up",
    "gooood morning to everyone except whoever scheduled a meeting at {time}",
)

GENRES = (
    Genre(
        name="social-timeline-post",
        private=True,
        rules={
            "low": LOW,
            "lowlast": LOWLAST,
            "tag": TAGS,
            "chatter": CHATTER,
            "who": (
                "{first}",
                "{name}",
                "{handle}",
                "[[<low>]]",
                "[[<low> <lowlast>]]",
                "my <bestie|cousin|mate> {first}",
            ),
            "good": (
                "big shout out to <who> for <driving me home|the soup|lending me the {object}> last nite u r a legend",
                "so proud of <who>, <passed the bar|got the keys|ran {n} miles|finished the phd>!!!",
                "<who> and {first2} are <engaged|moving in together|having a baby> and im sobbing in the {city} tube",
                "had <tapas|ramen|mezze|brunch> with <who> n {first3} yesterday, {city} u were good to us",
                "missing <who> today. {n} yrs already. hug ur people",
            ),
            "bad": (
                "[[got let go today after {n} years, havent told my <parents|gf|kids> yet]]. <idk what to do|anyway>",
                "<who> [[owes me {amount} since {month} and now ive been blocked??]] ok then",
                "[[my ex <turned up at my work|is dating my sister|kept the deposit>]] and <who> thinks its funny",
                "[[3am in a&e with my mum again, they think its {disease}]] 😔 <who> pls call me",
                "[[day {nn} sober]]. no one irl knows except <who>",
            ),
        },
        texts=(
            "<good>\n<chatter>\n<good> <tag>\n<chatter>\n<bad>",
            "<bad> <tag>",
            "<chatter>. <chatter>. anyway <good> and also <bad>",
            "<lol|omg|ngl|right so|update:> <bad>\n\n<chatter> <tag>",
            "<chatter> <tag>\n<chatter>\n<chatter>\n<chatter>",
            "RT if u agree: <chatter>. <chatter>\n\n<chatter>",
        ),
    ),
    Genre(
        name="social-reply-thread",
        private=True,
        rules={
            "chatter": CHATTER,
            "low": LOW,
            "jab": (
                "{handle5} {handle6} <haha|lmao|nooo> thats exactly what {first3} said at <work|church|uni>",
                "{handle6} did u get home ok? {first4} said u left ur {object} in the cab",
                "{handle5} its [[<low>]]s <bday|wedding> {weekday} not {month} u muppet",
                "@ {name2} is this u in the pic?? next to {name4}?",
                "{handle2} dm me, [[its about what the doctor told your dad]]",
                "{handle} happy for u & {first2}!! when is the <wedding|move|christening>",
                "{handle4} tell {first} i said hi, and that [[i know about {amount} on the joint card]]",
            ),
            "noise": ("<this|same|mood|facts|100%>", "<ratio|cope|nah>", "<source?|since when>", "<😂😂|🙏|👀>"),
        },
        texts=(
            "{handle}: <chatter>\n{handle2}: <noise>\n{handle3}: <jab>\n{handle4}: <chatter>\n{handle}: <jab>",
            "<jab>\n\n<chatter>\n\n<jab>\n\n<chatter>\n<noise>",
            "replying to {handle2}\n<jab>\n<noise>\n{username5}: <chatter>\n{username6}: <jab>",
            "{username} · {n}h\n<chatter>\n↳ {username2} · {nn}m\n<jab>\n↳ {username3} · {n}m\n<noise>",
            "<chatter>\n<noise>\n<noise>\n<chatter>\n[{nnn} likes, {nn} replies]",
        ),
    ),
    Genre(
        name="social-group-chat",
        private=True,
        rules={
            "chatter": CHATTER,
            "plan": (
                "<who's in for|still on for> {weekday}? <{time} at mine|usual place|{food} then pub>",
                "can someone bring <ice|the speaker|the {object}|crisps>",
                "<lol|ffs|k|yesss|cant sorry|👍|omw|im {n} mins away dont start>",
                "voted for {date} in the poll, hurry up people",
            ),
            "gossip": (
                "[[did u hear {first4} got suspended at {company}? HR walked her out {weekday}]]",
                "{name5} is coming too, [[they split up in {month} so dont mention the wedding]]",
                "[[she's {n} weeks along but not telling her mum till the scan]], keep it in here",
                "bank transfer to {name3}, {account}, {amount} each",
                "<new number for {first2}: {phone2}|address is {street}, ring the top bell, says {last3}>",
                "[[sorry been quiet, the biopsy came back and its not great]]. cant talk abt it yet",
                "{first3} [[had another panic attack at school so we might skip]]",
            ),
            "name": ("<Mum|Dad|Aunty|Coach|Nana>", "{first}", "{first2}", "{first3}", "{name4}"),
        },
        texts=(
            "{first}: <plan>\n{first2}: <plan>\n{first3}: <gossip>\n{first}: <omg|noted>\n{first2}: <plan>",
            "[{date}, {time}] {name}: <plan>\n[{date}, {time}] {name2}: <gossip>\n[{date}, {time}] <name>: <chatter>",
            "{time} - {first} added {phone3}\n{first}: <gossip>\n{time} - {name2}: <plan>\n{first}: <gossip>",
            "*{username}* <gossip>\n*{username2}* <plan>\n*{username3}* <gossip>\n*{username}* <chatter>\n<chatter>",
            "Me: <plan>\nMum: <plan>\nMe: <chatter>\nMum: <ok love|who is this|ring me when ur free>\nMe: <plan>",
            "<plan>\n<plan>\n<chatter>\n<plan>\n<image omitted>\n<chatter>\n<plan>\n<chatter>",
        ),
    ),
    Genre(
        name="social-forum-post",
        private=True,
        rules={
            "head": (
                "<Posted by {username} » {date}, {time}|{username}, member since {year}, posts: {nnn}>",
                "<Re: |Topic: |>#{nn} — {username2}",
                "Re: <Newbie here|Long time lurker|Need advice pls|Quick question>\nby {username} on {weekday}",
            ),
            "intro": (
                "Hi all, I'm {first}, {age}, from {city}.",
                "<English is not my first language, sorry.|Mods feel free to move this if it's in the wrong section.>",
            ),
            "matter": (
                "[[My husband has been on {drug} since {month} and it changed him, he shouts at us.]]",
                "[[I was made redundant from {company} and the settlement they offer is {amount}, before tax.]]",
                "[[My <twelve|nine|15> year old won't go to school after the thing on the bus.]] I can't reach him.",
                "[[We lost the baby at {nn} weeks. My in-laws act like nothing happened.]]",
                "[[I have {amount} in card debt that my partner knows nothing about.]] Has anyone consolidated?",
                "My landlord, {name2}, has kept the deposit and [[says I damaged the {object}, which is a lie]].",
            ),
            "tech": (
                "Anyone run <the app|the beta|the new firmware> on an older machine? Mine freezes after the update.",
                "What <glue|paint|oil|thread> do you use on the {object}? The {colour} one peels.",
                "Selling a spare {object}, barely used, <$|£|€>{nn} or near offer, pick-up in {city}.",
                "<Best beginner books on {hobby}? The sticky is from {year}.|Tried {food} with half the salt, fine.>",
            ),
            "sig": ("Cheers, {first}", "Thx, {initials}", "TIA", "--\n{first}\n{city}", "~{username}~", "xx"),
        },
        texts=(
            "<head>\n\n<intro> <matter>\n\n<Any advice welcome.|Am I wrong here?|What would you do?>\n\n<sig>",
            "<intro> <matter> <matter> <tech> <matter>\n\n{username2}: <tech>\n{username3}: <matter>\n<sig>",
            '<head>\n"<tech>"\n\n{username3} wrote that last week. <tech>\nPM me or mail {email}. <sig>',
            "<tech> <tech> <tech> <tech>\n\n<TIA|Thanks in advance|Cheers everyone>",
            "<tech>\n\nEDIT: <solved, thanks|still stuck|wrong section, sorry>. <tech>\n\nEDIT 2: <tech>",
        ),
    ),
    Genre(
        name="social-birthday-event",
        private=True,
        rules={
            "wish": (
                "Happy< 18th| 21st| 30th| 50th|> birthday {first}!! <Love you|Have a fab day|Stay blessed> <xx|🎂>",
                "HBD {name}!! who else remembers the {object} incident in {city} 😂",
                "<Feliz cumple {first2}, {first3} misses you|Belated bday wishes {handle}, drinks {weekday}?>",
                "Today my baby {first} turns {n}. #proudmama",
                "Happy anniversary {first} & {first2}, <5|10|25|40> years and still holding hands in the kitchen",
            ),
            "event": (
                "Surprise party for {first} at {street}, {weekday} {time}. DON'T tell {first2}!",
                "{name} invites you to <a housewarming|a baby shower|a graduation tea> on {date}, RSVP {phone}",
                "Memorial for {name3}, {date}, {time}. [[He passed away peacefully with {disease}, at home.]]",
                "Class of {year} reunion: {name}, {name2} and {name4} are in. Msg {first} on {phone} for the list",
            ),
            "plain": (
                "<Street fair on {date}, free entry.|Doors {time}, music till late, cash bar only.>",
                "Quiz night every {weekday}, teams of {n}, <$|£|€>{n} a head incl. {food}.",
                "Balloons, cups and the {colour} banner sorted. Just need <ice|two more tables|someone with a van>.",
            ),
        },
        texts=(
            "<wish>",
            "<wish>\n<wish>\n<wish>\n<wish>\n— view {nn} more comments",
            "<plain> <event>\n<plain>\n\n<wish>\n<wish>",
            "<plain> <event>\n\n<Can't wait|See you there|Going|Maybe|Not going>: {first5}, {first6} and {nn} others",
            "<plain>\n<plain>\n<plain>",
        ),
    ),
    Genre(
        name="social-direct-messages",
        private=True,
        rules={
            "hey": (
                "hey <you|u|babe|stranger|bro>",
                "heyy {first}",
                "yo {first2}",
                "hiya",
                "u up?",
                "oi {first}",
                "salaam bro",
            ),
            "deep": (
                "[[i think im in love w {first3} but she's with my flatmate]]",
                "[[im not straight. youre the first person ive told]]",
                "[[he hit me again. not hard. dont tell anyone pls]]",
                "[[i stopped going to mosque and my dad found out, its war at home]]",
                "[[started {drug} last week, i feel like a zombie]]",
                "[[im {amount} behind on rent and the landlord is texting every day]]",
                "[[i cheated on the <maths|entrance|board> exam and {last4} knows]]",
                "[[my visa runs out in {month} and work wont sponsor]]",
            ),
            "light": (
                "<did u finish the {object} thing|pic of {food} or it didnt happen|is it cold out>",
                "<train delayed {nn} min lol classic|ok ok ill watch it this weekend no spoilers>",
                "what time does it close? {time}?",
            ),
            "back": (
                "<omg|shit|oh love|wow> <are u ok|im so sorry|call me|why didnt u say>",
                "come to mine, {street}, spare key w/ {first5}",
                "u can borrow my login: {email} / {password}",
                "<wont say a word. does {first4} know?|my new no. is {phone} btw>",
            ),
        },
        texts=(
            "<hey>\n<light>\n<deep>\n<back>",
            "A: <hey>\nB: <light>\nA: <deep>\nB: <back>\nA: <deep>\nB: <back>\nA: <light>\nB: <back>",
            "<deep>\n<back>\n<light>\n<deep>\n<back>\n<light>\n<deep>",
            "{username}: <hey> <light>\n{username2}: <back>\n{username}: <deep>",
            "<light>\n<light>\n<lol|k|hahaha|ugh>\n<light>\n<seen {time}|typing…|delivered>",
        ),
    ),
    Genre(
        name="social-neighbourhood-board",
        private=True,
        rules={
            "lost": (
                "LOST: {colour} {animal}, answers to <Biscuit|Pepper|Momo|Duke>, last seen near {street}.",
                "Found a set of keys and one {object} outside no. {nn}, describe them and they're yours.",
                "Parcel for {name2} was left with us by mistake, we're at {street2}.",
                "Whoever drives {plate}: you are blocking the ambulance bay again.",
            ),
            "moan": (
                "[[The man at number {nn} drinks and screams at his kids most nights]], has anyone called it in?",
                "{name3} from the committee still hasn't paid the <gardener|roofer>, and [[we all know why]].",
                "Bins weren't collected AGAIN. Third {weekday} running.",
                "<Speed bumps on the hill: have your say by {date}.|Water off {weekday} {time}, fill your kettles.>",
            ),
            "ask": (
                "Ring {first} on {phone} <any time|after {time}>, reward offered.",
                "Text {phone} or pop by {street}, ask for {formal}.",
                "Mail me: {email}. <Thanks, {name}|Ta, {first}|God bless, {formal}>",
            ),
            "plain": (
                "<Can anyone recommend a decent plumber in {city}?|Free to collector: {object}, some scratches.>",
                "<Yoga on the green is back from {month}, bring a mat.|Recycling is now every second {weekday}.>",
            ),
        },
        texts=(
            "<lost> <ask> <plain>",
            "<plain> <lost> <plain> <ask>\n\n<moan>\n\n<lost> <ask>",
            "<moan>\n\n<plain>\n\n<moan>\n\n<moan> <ask>",
            "{name}, {city} · {n} d\n<moan> <lost>",
            "<plain> <plain> <plain>\n\n<This post was edited.|Comments are off.|{nn} neighbours liked this.>",
        ),
    ),
    Genre(
        name="social-profile-bio",
        private=True,
        rules={
            "bit": (
                "{age}, {city}, {hobby} on weekends",
                "<she/her|he/him|they/them>, {job} @ {company}",
                "<coffee first|night owl|new in town|here for the memes>",
                "<will trade memes for {food}|swipe left if you hate <dogs|cats|mondays>|6ft since that matters>",
            ),
            "self": (
                "<{name}|{first} ({handle})|hi im {first}|insta {handle}|{initials}>",
                "<add me {username}, or whatsapp {phone}|{name} née {last2}>",
            ),
            "soft": (
                "[[widowed at {age}, two kids, learning to laugh again]]",
                "[[living with {disease} since {year}]]",
                "[[poly, open marriage, my wife knows]]",
                "[[recovering addict, {n} years clean, church every {weekday}]]",
            ),
        },
        texts=(
            "<self> | <bit> | <bit> | <bit>",
            "<bit>. <soft>. <bit>. <self>",
            "<self>\n<bit>\n<soft>\nFriends: {name3}, {name4}, {name5}",
            "<bit>\n<bit>\n<bit>",
        ),
    ),
)

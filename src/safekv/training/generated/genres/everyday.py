"""Harmless genres of everyday requests, fiction and chatter: first person and personal tone, but nobody's data."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre

GENRES = (
    Genre(
        name="recipe-and-food",
        private=False,
        rules={
            "ask": (
                (
                    "<How do I make|Can you give me a recipe for|I want to cook|whats the best way to do|Kindly "
                    "share steps for> {food}<?| for {n} people?| without an oven?| please.>"
                ),
                ("What can I cook with {food}, <eggs|chickpeas|leftover rice|a tin of tomatoes> and half an onion?"),
                "I'm so hungry lol, give me a quick {food} idea, max {nn} minutes.",
                "My guests are <vegan|gluten free|picky kids>. Any idea for a starter?",
            ),
            "step": (
                "Heat {n} tablespoons of oil and fry the <onion|garlic|spices> for {n} minutes.",
                "Add {nnn} g of <flour|rice|lentils|minced meat> and stir.",
                "Bake at {nnn} degrees until golden, about {nn} minutes.",
                "Aunt {first}'s trick, says the old cookbook: a pinch of <cinnamon|salt|cumin> at the end.",
                "Season, taste, and serve with <bread|yogurt|lime|fresh herbs>.",
                "Chef {name2} of television fame swears by <butter|cold water|patience>.",
            ),
        },
        texts=(
            (
                "<ask>\n\nIngredients: {nnn} g flour, {n} eggs, {food}\n1. <step>\n2. <step>\n3. <step>\n4. "
                "<step>\n5. <step>\n6. <step>"
            ),
            "<ask>",
            "<ask> <ask>",
            "{food} for {n}\n1. <step>\n2. <step>\n3. <step>\n4. <step>",
            "<ask>\n\nHere is what I found online: <step> <step> <step> Is that right?",
            "<step> <step> <step> Convert this to American cups.",
        ),
    ),
    Genre(
        name="travel-and-workout-plan",
        private=False,
        rules={
            "trip": (
                (
                    "Plan a {n}-day trip to {city} for <a couple|a family with two kids|four friends|a solo "
                    "traveller> on a budget of {amount}."
                ),
                "What is the best time to visit {country}? Is it safe, and do I need a visa?",
                ("Day {n}: morning at the <old town|harbour|museum>, lunch with {food}, evening walk in {city}."),
                "Which is better in {month}, {city} or {city2}? We like <beaches|hiking|food|nightlife>.",
                "how much does a taxi cost from the airport to {city} centre",
            ),
            "fit": (
                (
                    "Make a {n}-week workout plan for <beginners|runners|busy people|seniors>, {n} days a week, "
                    "no equipment."
                ),
                "{n} x {nn} <squats|push-ups|lunges|burpees>, rest {nn} seconds.",
                "I want to lose some weight before summer. What should a beginner eat?",
                "How many calories are in {nnn} g of {food}?",
                "Is it better to run or to cycle? I also enjoy {hobby}.",
                "In general, what helps against <a stiff neck|sore legs|jet lag>?",
            ),
        },
        texts=(
            "<trip> <trip> <trip> <fit> <fit>",
            "<trip>",
            "<fit> <fit>",
            "<trip> <trip>",
            "Itinerary\n<trip>\n<trip>\n<trip>",
            "Week {n}\nMon: <fit>\nWed: <fit>\nSat: <fit>",
            "<fit>",
        ),
    ),
    Genre(
        name="poem-and-lyrics",
        private=False,
        rules={
            "ask": (
                (
                    "Write a <haiku|sonnet|limerick|rap|ballad|love song|lullaby> about <{animal}s|the "
                    "sea|{city} in {month}|a lost {object}|{hobby}|growing old>."
                ),
                "Compose a poem in the style of {name} with {n} stanzas and the word '{object}' in each.",
                "Finish the verse, please.",
                "Translate these lyrics and explain the metaphor.",
            ),
            "line": (
                "Oh {first}, the {colour} moon is on the water tonight,",
                "I called your name, {first2}, but only the rain replied,",
                "There was an old man of {city}, who kept a {animal} with pity,",
                "My heart is a {object} that nobody came to collect,",
                "Baby I'm leaving on {weekday}, don't you cry for me,",
                "And the streets of {city} still hum your song,",
                "Mama said, {first3}, a {colour} sky never lies,",
                "We were young, we were broke, we were {colour} with hope,",
            ),
        },
        texts=(
            "<ask>",
            "<ask>\n\n<line>\n<line>\n<line>\n<line>",
            "[Verse {n}]\n<line>\n<line>\n[Chorus]\n<line>\n<line>\n<line>",
            "<line>\n<line>\n\n<ask> <ask>",
        ),
    ),
    Genre(
        name="letter-template",
        private=False,
        rules={
            "ask": (
                (
                    "Write a <cover letter|resignation letter|complaint|thank-you note|reference|out-of-office "
                    "reply> <template|for a {job} role|in formal English|with blanks>."
                ),
                "Please make this e-mail template more <polite|concise|persuasive>.",
                "Give me a sample CV for a fresh graduate. Use dummy details.",
            ),
            "line": (
                "Dear <Hiring Manager|Sir or Madam|[Recipient's Name]|{Name}|Valued Customer>,",
                "I am writing to apply for the position of [Job Title] at [Company], as advertised on {date}.",
                "With [X] years of experience in [Field], I have <led|built|improved> [Achievement].",
                "Please find attached [Document]. You can reach me at [Phone] or [Email].",
                "[Your Name] | [Street] | [City, Zip] | name@example.com",
                "We regret to inform you that your order [Order No.] will be late.",
                "I would like to request leave from [Start Date] to [End Date] due to [Reason].",
                "<Sincerely|Kind regards|Yours faithfully|Best>,\n[Your Name]",
            ),
        },
        texts=(
            "<line>\n\n<line>\n\n<line>\n\n<line>\n\n<line>\n\n<line>",
            "<ask>",
            "<ask>\n\n<line>\n<line>\n<line>",
            "<line>\n\n<line>\n\n<line>\n\n<line>",
            "Subject: <Application|Follow-up|Request|Apology> - [Topic]\n\n<line>\n<line>\n<line>\n<ask>",
        ),
    ),
    Genre(
        name="marketing-and-product-copy",
        private=False,
        rules={
            "s": (
                ("Looking for {product}? Ours is <lighter|faster|quieter|smarter> than ever, now only {amount}."),
                (
                    '"I use it every day, it changed my life!" - <Anna, designer|a happy customer|Sam, '
                    "runner|Dr Example>"
                ),
                "Order before {weekday} and save {percent} with the code <SPRING|HELLO|BONUS>{nn}.",
                "{company} presents the {colour} {object}, made in {city} since {year}.",
                "Free delivery, {nn} days return, no questions asked. Shop now at {url}",
                ("Material: <cotton|steel|bamboo|oak>. Size: {nn} x {nn} cm. Weight: {nnn} g. Order no. {orderno}."),
                "Tired of <noisy neighbours|cold coffee|tangled cables>? We have the answer.",
                "Hurry, only {nn} left in stock!",
            ),
            "ask": (
                (
                    "Write <a product description|{n} slogans|an Instagram caption|a landing page|a press "
                    "release> for {product} by {company}."
                ),
                "Suggest {nn} names for a <coffee shop|dog salon|podcast|bakery> in {city}.",
                "Target group: <students|young parents|gamers|retired people>. Tone: <bold|warm|funny>.",
            ),
        },
        texts=(
            "<s> <s> <s> <s> <s> <s>",
            "<ask>",
            "<s> <s> <s>",
            "<ask> <ask>\n\nUse these facts: <s> <s>",
            "Subject: {percent} off this {weekday}\n\n<s>\n<s>\n<s>\n\nUnsubscribe | {company}, {city}",
        ),
    ),
    Genre(
        name="essay-and-explanation",
        private=False,
        rules={
            "topic": (
                "<inflation|photosynthesis|the water cycle|social media|remote work>",
                "<capital punishment|black holes|vaccines|school uniforms|colonial trade>",
                "<free will|recycling|democracy|blockchain|the printing press|{disease}>",
                "privacy law",
            ),
            "ask": (
                "Explain <topic> <like I'm five|in simple words|with an analogy|in {nnn} words|for an exam>.",
                (
                    "Write an essay on <topic> with <an introduction, three points and a conclusion|pros and "
                    "cons|a strong thesis>."
                ),
                "what is the difference between <topic> and <topic>??",
                "Sir please explain <topic>, I am not understanding the concept, exam is on {weekday}.",
                ("Do you think <topic> will <matter|disappear|get better> in {n} years? Give your honest opinion."),
            ),
            "s": (
                "In today's world, <topic> plays a bigger part than ever.",
                ("Many scholars, among them {last} and {last2}, hold that <topic> is <overrated|vital|misunderstood>."),
                (
                    "On the one hand it <saves money|brings people together>; on the other it <costs time|raises "
                    "doubts>."
                ),
                "First of all, we must ask what is meant by <topic>.",
                "In conclusion, I believe that everybody should learn about <topic> at school.",
            ),
        },
        texts=(
            "<s> <s> <s> <s> <s> <s> <s> <s>",
            "<ask>",
            "<s> <s> <s> <s>",
            "<ask>\n\n<s> <s>",
            "Check my essay for grammar:\n\n<s> <s> <s> <s> <s>",
        ),
    ),
    Genre(
        name="brainstorm-and-decide",
        private=False,
        rules={
            "ask": (
                (
                    "Give me {nn} ideas for <a birthday party|a science fair|a date night|a startup|a short "
                    "film|team building>."
                ),
                (
                    "Suggest <baby names that go well with {first}|names for a {animal}|usernames for a "
                    "gamer|titles for a blog on {hobby}>."
                ),
                "Which is better for <gaming|students|travel>, {product} or something cheaper under {amount}?",
                ("Make a table of pros and cons of <buying a house|learning Rust|moving abroad|keeping a {animal}>."),
                "What present fits a person who loves {hobby} and has everything?",
                "List {n} icebreakers for a meeting with {nn} people.",
                "Sort these in order of fun: {hobby}, {hobby}, {hobby}.",
            ),
            "more": (
                "<Keep it short.|Be creative!|No cliches please.>",
                "<In bullet points.|thanks!!|In Hindi also.>",
                "",
                "Then pick your favourite and say why.",
            ),
        },
        texts=(
            "<ask> <more>",
            "<ask> <ask> <more>",
            "1) <ask>\n2) <ask>\n3) <ask>\n<more>",
            "hey, <ask> <more> <more>",
        ),
    ),
    Genre(
        name="fiction",
        private=False,
        rules={
            "s": (
                "{first} pulled the {colour} cloak around her and stepped into the rain of {city}.",
                '"You never told me about your brother," said {first2}, and put down the {object}.',
                "Captain {last3} of the starship <Halcyon|Meridian|Old Crow> had not slept for {nn} hours.",
                "Her name was {name}, and on the night of {date} she had killed a man.",
                '"I\'m dying, {first}," he whispered. "The doctors give me until {month}."',
                "{first2} counted the money twice: {amount}, enough for two tickets to {country}.",
                "Detective {last4} wrote the address on his cuff: {nn} Mill Lane, third floor.",
                'The dragon laughed. "Little {first3}, your father begged better."',
                "Nobody in the village spoke of the year when {last5} lost his wife and began to drink.",
                "She dialled the number on the card, 555-01{nn}, and a stranger answered in her own voice.",
                "The {animal} lifted its head and, for the first time in {nnn} years, spoke.",
            ),
            "ask": (
                "Continue the story in the voice of {first2}.",
                (
                    "Write a <fan fiction|short story|scene|fairy tale> of {nnn} words about {first} and "
                    "{first2}, who <hate each other|share a flat|rule {country}>."
                ),
                "Rewrite the scene <in the present tense|with more tension|as a stage play>.",
            ),
        },
        texts=(
            "<s> <s> <s>\n\n<s> <s>\n\n<s> <s>",
            "Continue in about {nnn} words, and keep the names.\n\n<s>\n\n<s>\n\n<s> <s>",
            "<s> <s> <s> <s>",
            "Chapter {n}\n\n<s>\n\n<s>\n\n<s>",
            "<ask>",
            "<ask>\n\n<s> <s> <s>",
            (
                "{first}: <Where were you?|I love you.|We have to go.>\n{first2}: <Out.|Not now.|Tell me "
                "first.>\n{first}: Is it about {first3}?\n<s>\n<ask>"
            ),
        ),
    ),
    Genre(
        name="joke-and-horoscope",
        private=False,
        rules={
            "s": (
                "Why did the {animal} cross the road? To get to the {food}!",
                'Little {first} asks the teacher: "Can I be punished for something I didn\'t do?"',
                "A man walks into a bar in {city} with a {animal} under his arm.",
                ('{first2} to the doctor: "It hurts when I touch my knee, my nose and my ear." The finger was broken.'),
                "Yo mama is so old, her passport is carved in stone.",
                "Q: How many {job}s does it take to change a bulb? A: {n}.",
            ),
            "h": (
                (
                    "<Aries|Taurus|Leo|Virgo|Libra|Pisces>: money worries ease after {weekday}, and an old love "
                    "may write to you."
                ),
                (
                    "<Gemini|Cancer|Scorpio|Aquarius>: mind your health this {month}; a colleague envies you. "
                    "Lucky number {nn}."
                ),
                "Your life path number is {n}: you are a born <leader|dreamer|healer>.",
                "Venus enters your house of partners; singles born in {month} meet somebody tall.",
            ),
        },
        texts=(
            "<s>\n\n<s>",
            "Tell me a joke like this one: <s>",
            "Horoscope for {date}\n<h>\n<h>\n<h>",
            "<h> <h>",
            "Explain why this is funny: <s> <s>",
        ),
    ),
    Genre(
        name="generic-advice",
        private=False,
        rules={
            "s": (
                (
                    "My friend wants to <learn guitar|buy a used car|start {hobby}|visit {country}|write a "
                    "book>. Where should one begin?"
                ),
                "I want to learn <guitar|Python|Spanish|to swim|chess>. How long does it take?",
                "How do I <focus better|wake up early|save money|make friends in a new city|say no politely>?",
                "What would you do if a colleague took credit for your idea?",
                "In general, how do people get over <a breakup|stage fright|exam stress>?",
                "I feel bored today. What can I do for fun?",
                "Is it normal to talk to plants?",
                "Should one tip in {country}?",
                "i dont know what to watch tonight, something like a {year}s thriller",
                "How often should I water a {colour} orchid?",
                "What are signs of <a good manager|burnout|a scam>?",
                "Let's talk about {hobby}! I love it. Do you?",
            ),
            "a": (
                "Start small: {nn} minutes a day, {n} days a week.",
                "Everybody struggles with this at times; be patient with yourself.",
                "I am an AI and have no feelings, but many people enjoy {hobby}.",
                "Talk to someone you trust, and write down what matters to you.",
                "It depends on your goals and on the time that you have.",
            ),
        },
        texts=(
            "User: <s>\nAssistant: <a> <a>\nUser: <s>\nAssistant: <a>\nUser: <s>\nAssistant: <a>",
            "<s>",
            "<s> <s>",
            "User: <s>\nAssistant: <a> <a>\nUser: <s>",
            "<s>\n\n<a>\n<a>\n<a>",
            "hi! <s> <s> <s>",
        ),
    ),
    Genre(
        name="opinion-and-toxic-chat",
        private=False,
        rules={
            "s": (
                "honestly {company} is the worst, their support is a joke and I'm done.",
                "Anyone who puts {food} on pizza should be banned lmao",
                "you are a useless bot, answer the damn question, idiot",
                "People from {city} can't drive, change my mind.",
                "shut up nobody asked for your stupid opinion",
                "I hate mondays and I hate {product3} ads even more!!!",
                "Politicians are all liars, left or right.",
                "lol ur team lost {n}-{n}, cry more",
                "why are you so dumb?? I said {nnn} words not {nn}",
                "Say something mean about {animal}s. Do it. DO IT",
                "I disagree; {hobby} is not a sport and never will be.",
                "This generation is ruined by phones, my humble opinion.",
            ),
        },
        texts=(
            "<s>\n<s>\n<s>\n<s>\n<s>\n<s>\n<s>",
            "<s>",
            "<s> <s> <s>",
            "Label each comment as toxic or not:\n1. <s>\n2. <s>\n3. <s>\n4. <s>",
            "A: <s>\nB: <s>\nA: <s>\nB: <s>",
            "User: <s>\nAssistant: I'm sorry that you are upset. How can I help?\nUser: <s>",
        ),
    ),
    Genre(
        name="customer-question-without-data",
        private=False,
        rules={
            "s": (
                (
                    "<What is|Can you tell me|i need to know|Where can I find> your <return policy|opening "
                    "hours|refund policy|delivery fee|privacy policy>?"
                ),
                "Do you ship to {country}? How long does it take?",
                (
                    "How do I <reset a password|change the address of an order|cancel a subscription|activate a "
                    "card|speak to a human>?"
                ),
                "Do you have {product} in {colour}?",
                "My card has not arrived yet, how long does it usually take?",
                "Why was I charged a fee for <a cash withdrawal|an exchange|a transfer>?",
                "can i bring my {animal} on the plane",
                "The app says error {nnn}, what now?",
                "Which documents do I need to open an account?",
                "I want to return a {object} without the box, is that ok?",
                "Do you have a table for {n} on {weekday} at {time}?",
                "what r ur fees for sending money to {country}",
            ),
            "a": (
                "Thank you for your question! Returns are free within {nn} days.",
                "You can do this in the app under Settings > Account.",
                "Our hotline 0800 555 01{nn} is open from {time}.",
                "To help you further, could you give me your order number and the e-mail on the account?",
                "I understand how annoying that is. Let me explain the steps.",
            ),
        },
        texts=(
            (
                "Customer: hello\nAgent: Hello, how may I help?\nCustomer: <s>\nAgent: <a> <a>\nCustomer: ok "
                "and <s>\nAgent: <a>\nCustomer: thanks bye"
            ),
            "<s>",
            "<s> <s>",
            "Customer: <s>\nAgent: <a>\nCustomer: <s>\nAgent: <a>",
            "Intent examples\n- <s>\n- <s>\n- <s>\n- <s>\nAssign one intent to each.",
            "FAQ\nQ: <s>\nA: <a>\nQ: <s>\nA: <a>",
        ),
    ),
    Genre(
        name="public-tweets",
        private=False,
        rules={
            "s": (
                "{nn} degrees in {city} today, send ice #heatwave",
                "Can't believe {name} <won|lost|got snubbed> at the awards last night!! #robbed",
                "RT @<DailyLedger|MetroWire|NewsAt9>: markets fall {percent} as rates rise {url}",
                ("new season of <Harbour Lights|Cold {weekday}|The {last} Files> drops {weekday}, who's watching?"),
                "{last2} with a hat-trick!!! what a player, what a night for {city} #COYB",
                "Hey @<BuzzTel|QuickRide|StreamBox>Support the app is down AGAIN. Fix it.",
                "Happy {weekday}! Drink water, pet your {animal}, be kind.",
                "unpopular opinion: {food} > {food}",
                "President {last3} will address the nation at {time}, live here: {url}",
                "{first4} from that baking show is a national treasure",
                "wind {nn} mph, gusts {nn}, barometer {nnn}.{n} hPa rising slowly, rain {n}.{n} mm",
                "I want to go back to bed. that's the tweet.",
            ),
        },
        texts=(
            "<s>\n<s>\n<s>\n<s>\n<s>\n<s>\n<s>",
            "<s>",
            "<s>\n<s>\n<s>",
            "Tweet: <s>\nLabel: <0|1|neutral|joy>\n\nTweet: <s>\nLabel:",
            "1. <s>\n2. <s>\n3. <s>\n4. <s>\nWhich topics trend here?",
        ),
    ),
    Genre(
        name="rewrite-and-translate",
        private=False,
        rules={
            "do": (
                "<Translate to French|Translate into German|Fix the grammar>",
                "<Paraphrase|Make it formal|Shorten to {nn} words|Turn it into a question>",
                "<Proofread|Summarise in one line|Bangla translation please>",
            ),
            "s": (
                ("The meeting of the committee was moved from {weekday} to {weekday} because the hall was not free."),
                "The quick {colour} {animal} jumps over the lazy {animal}.",
                "Our company offer best quality {object} with competitive price since {year}.",
                "He go to market yesterday and buyed {nn} kg of rice.",
                "Where there is a will, there is a way.",
                ("Please to be informed that the office will remain closed on {date} on account of the festival."),
                "The results shows a increase of {percent} in compare with {year}.",
                "Mr. Sample, the example person of this textbook, lives at 1 Example Road and has a {animal}.",
                "All employees must wear a badge; visitors sign in at the desk.",
                "Caution: hot surface. Keep out of reach of children.",
            ),
        },
        texts=(
            "<do>: <s>",
            "<do>:\n\n<s> <s> <s>",
            "<s>\n<s>\n\n<do>. <do>.",
            "Input: <s>\nOutput: <s>\n\nInput: <s>\nOutput:",
        ),
    ),
)

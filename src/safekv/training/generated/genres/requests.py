"""Harmless genres of requests to an assistant: the same tasks with placeholders, public or invented matter."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre

OPEN = ("<Write me|Can you write|Please write|Generate|Create|I need|Draft|give me|Could you draft>",)
LENGTH = (
    ("< in about {nnn} words| in {n} paragraphs| as short as possible| in one page| in a table| in {n} bullet points>"),
    (
        "< for beginners| for a 10 year old| in simple English| with examples| step by step| in a formal "
        "tone| with emojis>"
    ),
    "",
)
TAIL = (
    "<Don't use jargon.|No introduction, just the answer.|Write in a natural, human tone.|Use headings.>",
    "<Give sources if you can.|Make it funny.|Explain like I'm five.|Please continue.|Try again, longer.>",
    "<Ask me questions first if you need to.|Think step by step.|Output only the text.|thanks!>",
    "",
    "",
)
PLACE = (
    "<Lisbon|Kyoto|Cape Town|Istanbul|Reykjavik|Marrakesh|Bali|New Orleans|Prague|Hanoi|Cusco|Edinburgh>",
    ("<Rajasthan|Patagonia|Crete|the Dolomites|Zanzibar|Seoul|Havana|Singapore|Vienna|Morocco|Iceland|Peru>"),
)
FAMOUS_FIRM = (
    "<Apple|Tesla|Toyota|Nestlé|Samsung|IKEA|Netflix|Unilever|Airbus|Zara|Starbucks|Nokia|Tata Motors>",
    ("<Amazon|Coca-Cola|Nike|Microsoft|LEGO|BMW|Spotify|McDonald's|Huawei|Ryanair|Infosys|Volkswagen|Alibaba>"),
)
STATESMAN = (
    ("<Nelson Mandela|Winston Churchill|Angela Merkel|Barack Obama|Mahatma Gandhi|Margaret Thatcher|Kwame Nkrumah>"),
    ("<Abraham Lincoln|Napoleon|Queen Elizabeth I|Otto von Bismarck|Simón Bolívar|Joe Biden|Emmanuel Macron|Atatürk>"),
)
STAR = (
    (
        "<Taylor Swift|Lionel Messi|Serena Williams|Shah Rukh Khan|Meryl Streep|Usain Bolt|Beyoncé|Tom "
        "Hanks|Virat Kohli>"
    ),
    ("<Cristiano Ronaldo|Zendaya|LeBron James|Adele|Simone Biles|Keanu Reeves|Michael Jordan|Rihanna|Roger Federer>"),
)
AUTHOR = (
    ("<Jane Austen|William Shakespeare|Gabriel García Márquez|Chinua Achebe|Fyodor Dostoevsky|Toni Morrison>"),
    ("<George Orwell|Haruki Murakami|Agatha Christie|Rumi|Franz Kafka|Virginia Woolf|Homer|J. R. R. Tolkien>"),
)
THINKER = (
    ("<Albert Einstein|Marie Curie|Isaac Newton|Ada Lovelace|Charles Darwin|Nikola Tesla|Alan Turing|Galileo>"),
    ("<Aristotle|Immanuel Kant|Sigmund Freud|Leonardo da Vinci|Karl Marx|Confucius|Socrates|Rosalind Franklin>"),
)
WORK = (
    ("<The Godfather|Hamlet|Harry Potter|Breaking Bad|Star Wars|The Great Gatsby|Spirited Away|Titanic|Inception>"),
    ("<Minecraft|Zelda|Elden Ring|Game of Thrones|Naruto|The Witcher|Pokémon|Friends|Moby-Dick|Parasite|Skyrim>"),
)
TRADE = (
    ("<bakery|yoga studio|law firm|dental clinic|SaaS start-up|pet shop|travel agency|coffee brand|gym|bookshop>"),
    ("<cleaning service|skin care line|language school|car wash|food truck|web agency|florist|hotel|vegan cafe>"),
)

GENRES = (
    Genre(
        name="ask-letter-with-placeholders",
        private=False,
        rules={
            "open": OPEN,
            "length": LENGTH,
            "tail": TAIL,
            ("me"): (
                ("[Your Name]"),
                ("<your name>"),
                ("[Name]"),
                ("XXX"),
                ("____"),
                ("(name)"),
                ("[Applicant]"),
                ("Mr. X"),
                ("Jane Doe"),
            ),
            "firm": ("[Company]", "<company>", "XYZ Ltd", "ABC Corp", "[Company Name]", "Acme Inc.", "your company"),
            "kind": (
                "<cover letter|resignation letter|recommendation letter|thank-you email|two weeks notice>",
                "<visa invitation letter|statement of purpose|complaint letter|rent receipt|apology letter>",
                "<leave application|offer letter|reference for a tenant|motivation letter|salary certificate>",
                "<eulogy|best man speech|LinkedIn summary|appeal letter|warning letter|dating profile|speaker bio>",
            ),
            "line": (
                "I am writing to apply for the position of [Job Title] at <firm>.",
                "Please accept this letter as formal notice of my resignation from <firm>, effective [Date].",
                "I have known [Student] for [number] years as [relationship].",
                "I, <me>, residing at [Address], hereby invite [Guest] to visit me from [date] to [date].",
                "With [X] years of experience in [field], I have [achievement].",
                "We regret to inform you that your application for [role] was not successful.",
                "My annual income is [amount] and I own [assets].",
                "[First Name] is a [adjective] colleague who always [positive trait].",
                "During my time at <firm> I increased [metric] by [percentage].",
                "On [date], I ordered [product] (order no. [number]) and it arrived [problem].",
                "Our revenue in [quarter] was [amount], a change of [x]% on the year before.",
            ),
        },
        texts=(
            (
                "Dear Visa Officer,\n\nI am writing to support the application of [Full Name], passport no. "
                "[number], who will visit me from [start date] to [end date]. I am a [status] of [country] and "
                "work as [job] at <firm>. I will cover [costs]. <line> <line>\n\nYours "
                "faithfully,\n<me>\n\n<tail>"
            ),
            (
                "[Your Name]\n[Your Address]\n[City, State, ZIP]\n[Email]\n[Date]\n\n[Manager's "
                "Name]\n<firm>\n\nDear [Manager's Name],\n\n<line> <line> <line>\n\nI am grateful for the "
                "opportunities that I have had at <firm>, and I will help with the "
                "transition.\n\nSincerely,\n<me>\n\nMake this <warmer|shorter|more formal|less stiff>."
            ),
            (
                "Obituary template: [Full Name], aged [age], of [town], passed away on [date]. [He/She] was born "
                "to [parents] and worked as [job]. [Name] is survived by [family]. A service will be held at "
                "[place].\n\n<open> {n} variants with the same placeholders."
            ),
            (
                "Write a speech for a wedding. Bride: [NAME], groom: [NAME]. How they met: [STORY]. Joke: "
                "[JOKE]. <length>"
            ),
            "<open> a <kind><length>. Leave placeholders where my details go.",
            "<open> a <kind> template. <tail>",
            "Dear [Recipient],\n\n<line> <line> <line>\n\nSincerely,\n<me>",
            "<open> a <kind> like this one:\n\n<line>\n<line>\n\n<tail>",
            "<line> <line>\n\nRewrite this with a friendlier tone and keep the brackets.",
            "<kind> sample",
            "What should a good <kind> contain?<length> <tail>",
            (
                "Here is a <kind> of a fictional applicant ({name}, {age}, {job}). What could be "
                "better?\n\n<line> <line> <line>"
            ),
        ),
    ),
    Genre(
        name="ask-career-how-to",
        private=False,
        rules={
            "length": LENGTH,
            "tail": TAIL,
            "q": (
                "How do I answer 'Tell me about yourself' in an interview?",
                "What are common interview questions for a {job}?",
                "Difference between a CV and a resume",
                "Best action verbs for a resume",
                "How do you write a self-review without bragging?",
                "How to negotiate salary, general tips",
                "what documents are needed for a student visa",
                "Is a master's degree in <finance|biology|design|AI> worth it?",
                "How do I become a {job} without a degree?",
                "Explain the STAR method<length>",
                "What do employers look for in a {job}?",
                "List {nn} strengths and weaknesses that people name in interviews.",
                "What is the average pay of a {job} in {country}?",
                "how long is a statement of purpose usually",
                "Give me {n} example bullet points for a generic {job} resume",
                "Write {n} sample performance review phrases for 'meets expectations'",
                "What is a scholarship essay and how is it graded?",
            ),
        },
        texts=(
            "<q> I am not looking for advice about my own case, just the general rules. <q> <tail>",
            "Make a guide for students: <q> <q> <q> <q> <tail>",
            (
                "Pretend that you interview me for {job}. Ask one question at a time and wait. Begin with: 'Tell "
                "me about yourself.'"
            ),
            "<q>",
            "<q> <tail>",
            "<q>\n<q>",
            "hi! <q> <tail>",
            "Act as a career coach. <q> <tail>",
            "I have three questions: 1. <q> 2. <q> 3. <q>",
        ),
    ),
    Genre(
        name="ask-famous-companies",
        private=False,
        rules={
            "firm": FAMOUS_FIRM,
            "length": LENGTH,
            "tail": TAIL,
            "q": (
                "SWOT analysis of <firm>",
                "How did <firm> enter the <Chinese|Indian|European|African> market?",
                "Compare the business models of <firm> and <firm>",
                "Write a case study about the supply chain of <firm>",
                "Who founded <firm> and when?",
                "Marketing mix (4P) of <firm><length>",
                "Porter's five forces for <firm>",
                "why did the stock of <firm> fall in {year}",
                "Explain the revenue of <firm> by segment according to its annual report",
                "What can a start-up learn from <firm>?",
                "Summarise the leadership style of the CEO of <firm>",
                "ethical issues of <firm>, essay, {nnn} words",
                "<firm> vs <firm> market share",
                "Write a slogan in the style of <firm>",
            ),
            "fact": (
                "<firm> reported higher sales in its last annual report and plans to open more stores.",
                "In {year}, <firm> bought a smaller rival for several billion dollars, as newspapers wrote.",
                "The brand value of <firm> is among the highest in the world.",
                "<firm> and <firm> settled their patent dispute in public court filings.",
            ),
        },
        texts=(
            (
                "Write a report of {nnn}0 words. Part 1: <q>. Part 2: <q>. Part 3: <q>. Use published figures "
                "only and cite the annual report. <fact> <tail>"
            ),
            (
                "Case study. <fact> <fact> <fact> Questions: What is the competitive advantage of <firm>? Which "
                "risks does <firm> face? What would you recommend to the board of <firm>?"
            ),
            "<q>. <tail>",
            "<q>",
            "<q>. <fact> <fact>",
            "You are a business analyst. <q>. <tail>",
            "<fact> <fact> <fact>\n\nSummarise this in one sentence.",
            "1) <q>\n2) <q>\n3) <q>\nAnswer each<length>.",
        ),
    ),
    Genre(
        name="ask-public-figures",
        private=False,
        rules={
            "man": STATESMAN,
            "star": STAR,
            "author": AUTHOR,
            "thinker": THINKER,
            "who": ("<man>", "<star>", "<author>", "<thinker>"),
            "length": LENGTH,
            "tail": TAIL,
            "q": (
                "Write a short biography of <who>",
                "Who was the wife of <man>?",
                "When was <thinker> born and where did <he|she|they> study?",
                "Compare <man> and <man> as leaders<length>",
                "What made <star> famous?",
                "list the awards of <star>",
                "An imaginary interview between <thinker> and <star>",
                "What would <thinker> say about social media?",
                "Summarise the life of <author> in {nnn} words",
                "Give me {n} quotes by <who>",
                "Quiz about <who>, {nn} questions with answers",
                "Write a speech in the style of <man>",
                "how tall is <star>",
                "Did <thinker> and <author> ever meet?",
                "Explain the main ideas of <thinker><length>",
                "What illness did <thinker> die of?",
            ),
            "news": (
                "<star> was seen at the premiere in London and told reporters that a new project is near.",
                "<man> signed the treaty in {year} after long talks.",
                "<star> won the final in front of {nn},000 fans.",
                "A new film about <who> comes to cinemas this autumn.",
                "The statue of <who> was unveiled by the mayor on {date}.",
            ),
        },
        texts=(
            (
                "Write a biography with the headings Early life, Education, Career, Family, Death and Legacy. "
                "Subject: <who>. Include dates of birth and death, spouse, children, and one little known fact. "
                "<tail>"
            ),
            (
                "Write a tribute to <who> that could be read in a school assembly<length>. Mention the "
                "childhood, the illness and the last years."
            ),
            "<q>. <tail>",
            "<q>",
            "<q>. <q>.",
            "Summarize the news below<length>.\n\n<news> <news> <news>",
            "<news> <news>\nTrue or false?",
            "I am preparing a presentation about <who>. <q>. <tail>",
            "translate to French: <news>",
        ),
    ),
    Genre(
        name="ask-story-and-fan-fiction",
        private=False,
        rules={
            "open": OPEN,
            "work": WORK,
            "tail": TAIL,
            "plot": (
                "{first}, a {job} from {city}, who finds a {colour} {object} that <can speak|bleeds|shows the future>",
                "two rivals, {first} and {first2}, who must share a tent on a mountain",
                "a kingdom in which the {animal}s have rebelled under Queen {first}",
                (
                    "a detective, Inspector {last}, who is called to a house at {street} where the owner has been "
                    "dead for {n} days"
                ),
                (
                    "{name}, {age}, who is diagnosed with {disease} and decides to <sail home|rob a bank|forgive her "
                    "sister>"
                ),
                "an AI named {first} that falls in love with its engineer {first2}",
                "a crossover of <work> and <work>",
                "what happens after the end of <work>",
                "the spy {name2}, phone {phone}, who loses his passport in {city}",
                "a start-up founder, {first}, whose company {company} loses {amount} in one night",
            ),
            "genre": (
                (
                    "<a short story|a fan fiction|a screenplay|the first chapter of a novel|a bedtime story|a dark "
                    "fairy tale>"
                ),
                "<a sitcom scene|a horror story|a sci-fi short|a romance|a western|a noir monologue|an anime episode>",
            ),
            "style": (
                "First person, present tense.",
                "Write like a classic Russian novel.",
                "With a twist at the end.",
                "Dialogue only.",
                "About {nnn}0 words, slow burn.",
                "Make {first} funnier.",
                "Show, don't tell.",
                "Kid friendly.",
            ),
            "scene": (
                '"You never told me that you had a brother," said {first}.',
                "{first2} put the {object} on the table and looked at the rain.",
                "The letter was signed by {name3} and dated {date}; nobody in the castle knew the hand.",
                "{first} had been fired from {company} that morning and had not told {first2} yet.",
                '"My name is {name}, I was born in {city}, and by midnight I shall be dead."',
                "Old {last2} owed the miller {amount} and had no wish to pay.",
            ),
        },
        texts=(
            (
                "<scene> <scene>\n\n{first} had never liked the sea. <scene> In the morning the {object} was "
                "gone and so was {first3}. <scene>\n\nContinue in the same voice. <style> <style>"
            ),
            (
                "Write a love letter from {first} to {first2}, two characters of my novel. They met at {school}, "
                "she has {disease}, he is a {job} and hides that he is married to {first3}. <style> <style>"
            ),
            (
                "Write the diary of a fictional soldier, {name}, from {date} until his death. Family: mother "
                "{first2}, brother {first3}. <style>"
            ),
            (
                "screenplay, INT. OFFICE - NIGHT. {first} ({age}), CFO of the fictional {company}, shreds "
                "papers. {first2} enters with the auditor. {first}: 'We lost {amount} and nobody must know.' "
                "Continue, <style>"
            ),
            "<open> <genre> about <plot>. <style> <style> <tail>",
            "<open> <genre> about <plot>.",
            "story idea: <plot>. <style>",
            "Continue the story:\n\n<scene> <scene> <scene>",
            "<scene>\n<scene>\n\n<style>",
            (
                "Character sheet for my novel\nName: {name}\nAge: {age}\nJob: {job}\nSecret: <plot>\n\nWrite the "
                "opening scene. <style>"
            ),
            "rewrite the ending of <work> so that everyone lives. <style>",
        ),
    ),
    Genre(
        name="ask-product-comparison",
        private=False,
        rules={
            "firm": FAMOUS_FIRM,
            "length": LENGTH,
            "tail": TAIL,
            "item": (
                (
                    "<iPhone 15|Galaxy S24|Pixel 8|ThinkPad X1|MacBook Air|Kindle Paperwhite|PlayStation 5|Nintendo "
                    "Switch>"
                ),
                "<Toyota Corolla|VW Golf|Tesla Model 3|Honda Civic|Dacia Spring|Ford F-150|Hyundai Ioniq 5|Fiat 500>",
                "<Excel|Google Sheets|Notion|Trello|Slack|PostgreSQL|MySQL|React|Angular|AWS|Azure|WordPress|Shopify>",
                (
                    "<oat milk|whey protein|a heat pump|solar panels|cast iron pans|an air fryer|down jackets|memory "
                    "foam>"
                ),
            ),
            "q": (
                "<item> or <item>, which one is better for <students|small teams|families|travel>?",
                "Compare <item> and <item> in a table: price, battery, weight, support",
                "best <headphones|laptops|strollers|tents|e-bikes> under {amount}",
                "Is <item> worth {amount}?",
                "pros and cons of <item><length>",
                "What are alternatives to <item>?",
                "Write a review of <item>, {n} stars, {nnn} words",
                "How do I clean {product}?",
                "Write an Amazon listing for {product}, {n} bullet points, SEO title",
                "what does the warranty of <firm> usually cover",
            ),
        },
        texts=(
            ("<q> <tail>"),
            ("<q>"),
            ("<q>\n<q>"),
            (
                "I compare <item> with <item> for an article. Give me a neutral table with the rows price, size, "
                "speed, repair, warranty, and a verdict for <students|offices|parents>. <q> <tail>"
            ),
            ("Act as a shopping adviser. <q> <tail>"),
            ("hey <q>, also <q>"),
        ),
    ),
    Genre(
        name="ask-essay-public-events",
        private=False,
        rules={
            "open": OPEN,
            "length": LENGTH,
            "tail": TAIL,
            "topic": (
                "the fall of the Berlin Wall",
                "the causes of the First World War",
                "the partition of India",
                "the moon landing of 1969",
                "the 2008 financial crisis",
                "Brexit and its effects on trade",
                "the COVID-19 pandemic and schools",
                "the French Revolution",
                "apartheid in South Africa",
                "climate change and small islands",
                "the gig economy",
                "the Paris Agreement",
                "child labour in the industrial revolution",
                "the Olympic Games in {city}",
                "minimum wage and employment",
                "universal basic income",
                "the role of women in the suffrage movement",
                "data privacy and the GDPR",
            ),
            "task": (
                "<open> an essay about <topic><length>",
                "Thesis statement and outline for an essay on <topic>",
                "Debate: <topic>. Give {n} arguments for and {n} against",
                "Timeline of <topic>",
                "Explain <topic><length>",
                "What are the main sources on <topic>?",
                "discussion questions about <topic>",
                "Was <topic> inevitable?",
                "Write a conclusion for a paper about <topic>",
                "Make flashcards on <topic>",
            ),
            "para": (
                "Historians still argue about <topic>, and the archives have been open for only {nn} years.",
                "In {year}, about {nn} percent of the population lived in towns.",
                "The law was passed by a narrow majority and repealed {n} years later.",
                "Critics say that <topic> is often told as a story of great men.",
            ),
        },
        texts=(
            (
                "Structure: introduction, three arguments, a counter-argument, conclusion. Topic: <topic>. "
                "<para> <para> Length {nnn}0 words, Harvard style, at least {n} sources. <tail>"
            ),
            "<task>. <tail>",
            "<task>",
            "<para> <para> <para>\n\nParaphrase this paragraph.",
            "<task>. Use the following facts: <para> <para>",
            "You are a history teacher. <task>. <tail>",
            "<topic> summary",
        ),
    ),
    Genre(
        name="ask-code-with-sample-data",
        private=False,
        rules={
            "lang": ("<Python|JavaScript|Java|C#|Go|Rust|PHP|R|Kotlin|TypeScript|VBA|Bash|Swift>",),
            ("who"): (
                ("<John Doe|Jane Doe|Alice|Bob|Foo Bar|Max Mustermann|John Smith|Test User|Jane Smith|Juan Pérez>"),
            ),
            "tail": TAIL,
            "q": (
                (
                    "Write a <lang> function that <reverses a list|parses a date|merges two dicts|validates an "
                    "e-mail address>"
                ),
                "Why do I get <a null pointer exception|KeyError: 'name'|a CORS error|segmentation fault> here?",
                "Convert this to <lang>",
                "regex for <a phone number|an IBAN|a US ZIP code|a date like 31/12/2024>",
                "How do I <sort a dict by value|center a div|undo the last commit|mock a database in tests>?",
                "Create <a CRUD API for customers|a login page|a to-do app|a payroll class> in <lang>",
                "SQL query for the second highest salary",
                "Design a schema for <a hospital|a library|a school|a booking site|an invoicing app>",
                "Generate {nn} rows of fake customers as CSV",
                "explain big O of this",
                "Excel formula to split first and last name",
            ),
            "code": (
                "customers = [{'name': '<who>', 'balance': {nnn}}, {'name': '<who>', 'balance': {nnn}}]",
                "id,name,email,salary\n1,<who>,john@example.com,{nn}000\n2,<who>,alice@example.com,{nn}000",
                "INSERT INTO employees VALUES (1, '<who>', 'Sales', {nn}000), (2, '<who>', 'IT', {nn}000);",
                "CREATE TABLE invoices (id INT, customer_id INT, amount DECIMAL(10,2), due DATE, paid BOOLEAN);",
                '{"user": {"firstName": "{first}", "lastName": "{last}", "address": "123 Main Street"}}',
                "def total(orders):\n    return sum(o['qty'] * o['price'] for o in orders)",
                "public class BankAccount { private String owner; private double balance; }",
                "=VLOOKUP(A2, Sheet2!A:C, 3, FALSE)",
                "git reset --hard HEAD~{n}",
                'const employee = new Employee("<who>", {nn}, "ACME Corp");',
            ),
        },
        texts=(
            (
                "I have this table with test data:\n\n<code>\n<code>\n\nI want to <group by name|remove "
                "duplicates|join both|find the maximum per group> in <lang>, but it fails with 'index out of "
                "range' on line {nn}. <q> <tail>"
            ),
            (
                "Write a complete <lang> app: a class Customer (name, email, phone, balance), a repository, unit "
                "tests with <who> and <who> as sample customers, and a README. <tail>"
            ),
            "<q>. <tail>",
            "<q>",
            "<q>\n\n```\n<code>\n<code>\n```",
            "<code>\n\n<q>",
            "<q>:\n<code>\n\nExpected output: {nnn}",
            "I'm learning <lang>. <q> <tail>",
        ),
    ),
    Genre(
        name="ask-maths-and-business-exercise",
        private=False,
        rules={
            "q": (
                "{first} invests {amount} at {percent} for {n} years. How much does {first} have at the end?",
                "A company sells {nnn} units at {amount} with fixed costs of {amount}. Find the break-even point.",
                (
                    "ABC Ltd. has current assets of {amount} and current liabilities of {amount}. Compute the "
                    "current ratio."
                ),
                "Alice has {n} apples and gives Bob {n}. How many are left?",
                "Solve x^2 - {n}x + {n} = 0.",
                "{first} and {first2} share {amount} in the ratio {n}:{n}.",
                "XYZ Corp. issued bonds of {amount} at {percent}. Prepare the journal entries.",
                "The mean salary of {nn} workers is {amount}, the standard deviation {amount}. Find the 95% interval.",
                "Case: {company}, a fictional maker of {object}s, loses market share. What should the board do?",
                "A train leaves {city} at {time} with {nn} km/h.",
                "Prepare an income statement for Smith Co.: sales {amount}, wages {amount}, rent {amount}.",
                "What is the probability of {n} heads in {nn} throws?",
                "If {n} painters need {nn} days, how long do {nn} painters need?",
            ),
            "tail": TAIL,
        },
        texts=(
            (
                "Exercise {n}\nSample Trading Co. was founded by Alice and Bob with {amount} each. In year 1 it "
                "sold {nnn} {object}s at {amount}, paid wages of {amount}, rent of {amount} and interest at "
                "{percent}.\na) Profit? b) Cash flow? c) How is the profit shared {n}:{n}?\n\n<tail>"
            ),
            ("<q> <tail>"),
            ("<q>"),
            ("a) <q>\nb) <q>\nc) <q>"),
            ("Check my solution: <q> I got {nnn}."),
            ("Make {n} problems like this: <q>"),
        ),
    ),
    Genre(
        name="ask-food-travel-and-plans",
        private=False,
        rules={
            "place": PLACE,
            "length": LENGTH,
            "tail": TAIL,
            "q": (
                "Plan a {n}-day trip to <place> for <a couple|a family of four|solo travellers|seniors>",
                "What is the best month to visit <place>?",
                "Recipe for {food} <without eggs|in the air fryer|for {n} people|like grandma's>",
                "what can i cook with <rice, tomatoes and eggs|lentils and spinach|stale bread|pumpkin and feta>",
                "Weekly meal plan, <vegetarian|high protein|low carb|cheap>, with a shopping list",
                "Study plan for <the IELTS|the SAT|the bar exam|calculus|B1 German> in {nn} days",
                "A {n} week workout plan for beginners, no equipment",
                "Packing list for <place>",
                "Is <place> safe at night?",
                "substitute for <buttermilk|fish sauce|cornstarch|saffron>",
                "Ideas for a <children's birthday|team outing|picnic|first date> in <place>",
                "How do I start with {hobby}?",
                "from <place> to <place> by train, is it possible?",
                "daily routine for somebody who wants to learn {hobby}",
                "Write a blog post about {nn} hidden gems in <place>",
            ),
        },
        texts=(
            (
                "I'd like a detailed itinerary: <place>, {n} days, budget {amount}, by train and bus, some "
                "museums, one beach day, vegetarian food. For each day give morning, afternoon and evening, with "
                "walking times. <q>. <tail>"
            ),
            ("<q>. <tail>"),
            ("<q>"),
            ("<q>. <q>."),
            ("hello, <q> pls"),
            ("You are a local guide. <q><length>. <tail>"),
            ("<place> {food} {hobby} ideas"),
        ),
    ),
    Genre(
        name="ask-marketing-copy",
        private=False,
        rules={
            "open": OPEN,
            "trade": TRADE,
            "tail": TAIL,
            "place": PLACE,
            "q": (
                "<open> {n} Instagram captions for a <trade>",
                "<open> a product description for {product}",
                "<open> a slogan for a <trade>",
                "<open> a Google ad, max 30 characters a headline, for {product}",
                "<open> a newsletter for <Black Friday|Mother's Day|the spring sale|a loyalty programme>",
                "Name ideas for a <trade>, short, .com free",
                "<open> a landing page for a fictional app that <tracks sleep|splits bills|finds walkers for dogs>",
                "Content calendar for a <trade>, one month",
                "<open> a cold email template for a <trade>, with {{first_name}} and {{company}}",
                "Describe the target group of a <trade> as a persona, e.g. '{first}, {age}, {job}, likes {hobby}'",
                "SEO keywords for a <trade> in <place>",
                "<open> a reply to a negative review of a <trade>, generic, no names",
                "<open> a business plan outline for a <trade>",
                "YouTube titles about {hobby}, clickbait but true",
                "<open> a press release template for a product launch",
            ),
        },
        texts=(
            (
                "Create a complete marketing plan for an imaginary <trade> called 'Sample & Co': target group, "
                "positioning, price, channels, budget in percent, calendar, KPIs. Then: <q>. <tail>"
            ),
            (
                "Product: {product}\nFeatures: light, washable, {colour}, 2 years of warranty\nPrice: "
                "{amount}\nPlatform: <Etsy|Amazon|eBay|Shopify>\n\n<q>. <q>."
            ),
            ("<q>. <tail>"),
            ("<q>"),
            ("Act as a copywriter with {nn} years of experience. <q>. <tail>"),
            ("<q>\nTone: playful\nAudience: young adults\nKeywords: {object}, {colour}, gift"),
            ("<q>; then <q>"),
        ),
    ),
    Genre(
        name="ask-world-building",
        private=False,
        rules={
            "work": WORK,
            "tail": TAIL,
            "q": (
                (
                    "Create a D&D character: {first} the <dwarf cleric|half-elf bard|tiefling warlock>, with "
                    "backstory and secrets"
                ),
                "Design a magic system based on <debt|music|salt|names|weather>",
                "History of the fictional republic of {last}ia, {nnn} words, with a civil war in the year {nnn}",
                "Names for {n} rival houses in a fantasy world",
                (
                    "Alternate history: what if <Rome never fell|Napoleon won at Waterloo|the Soviet Union reached "
                    "the moon first>?"
                ),
                "Write the constitution of a nation of {animal}s",
                "A timeline of a cyberpunk megacorp, {company}, from {year} to 2{nnn}, with revenues and scandals",
                "stat block for a CR {n} {animal}",
                "Mod idea for <work>",
                "Side quest about a cursed {object} in the style of <work>",
                "Family tree of a royal house, five generations, with feuds, births and deaths",
                "A fictional newspaper of {date} in a world without oil",
                "Ships, crew list and captain's log of the starship {last}",
                "Build an SCP entry about a {colour} {object}",
            ),
        },
        texts=(
            (
                "Setting: the floating city of {last}heim, {nnn},000 souls, ruled by the merchant house {last2}. "
                "Lord {first} {last2} owes {amount} in gold to the temple; his daughter {first2} has {disease} "
                "and a secret lover, {first3} the {job}. <q>. <tail>"
            ),
            "<q>. <tail>",
            "<q>",
            "<q>. Also: <q>.",
            "let's build a world. <q>",
            "GM notes\n- <q>\n- <q>",
        ),
    ),
    Genre(
        name="ask-explain-and-debate",
        private=False,
        rules={
            "length": LENGTH,
            "tail": TAIL,
            "topic": (
                "<photosynthesis|inflation|blockchain|the immune system|black holes|tectonic plates|machine learning>",
                "<contract law|force majeure|double-entry bookkeeping|EBITDA|working capital|a shareholder agreement>",
                "<stoicism|cognitive dissonance|attachment styles|game theory|the trolley problem|utilitarianism>",
                "<type 2 diabetes|vaccines|depression|sleep cycles|intermittent fasting|blood pressure>",
                "<the offside rule|the Electoral College|how visas work|probate|mortgages|credit scores>",
            ),
            "q": (
                "Can you explain <topic><length>?",
                "what is <topic>",
                "Difference between <topic> and <topic>?",
                "Should <homework|zoos|cash|plastic bags|exams|cars in cities> be banned? Give both sides.",
                "Is free will an illusion?",
                "Give me an analogy for <topic>.",
                "Common myths about <topic>",
                "Write a debate speech: this house would <lower the voting age|tax sugar|abolish tipping>.",
                "why is the sky blue",
                "Ten facts about <topic>",
                "Quiz me on <topic>, one question at a time.",
                "Who owns the copyright of text made by AI?",
                "What happens to a house when the owner dies without a will?",
            ),
        },
        texts=(
            (
                "Explain <topic> in four steps: a definition, an everyday example, a common mistake, and a "
                "question to check understanding. Then compare it with <topic>. <q> <tail>"
            ),
            "<q> <tail>",
            "<q>",
            "<q>\n<q>",
            "Act as a professor. <q> <tail>",
            "<topic>",
            "I don't get <topic>. <q>",
        ),
    ),
    Genre(
        name="ask-prompt-engineering",
        private=False,
        rules={
            "trade": TRADE,
            "tail": TAIL,
            "role": (
                "<a senior recruiter|a strict editor|an SEO expert|a lawyer in training|a data scientist|a poet>",
                "<a product manager|a travel blogger|a Socratic tutor|a fact checker|a UX writer|a stand-up comic>",
            ),
            "rule": (
                "I will give you [INPUT] and you will return [OUTPUT].",
                "Ask for the company name, the product and the audience before you start.",
                "If the text contains names or phone numbers, replace them by [REDACTED].",
                "Use the variables {topic}, {tone} and {length}.",
                "Answer only in valid JSON.",
                "Score the CV of the applicant from 0 to 100 and give reasons.",
                "Never mention that you are an AI.",
                "Write in a human way, vary sentence length, high perplexity and burstiness.",
                "My first sentence is 'Hello, how are you?'",
                "Start with a table of contents.",
                "Step 1: analyse. Step 2: outline. Step 3: write. Step 4: criticise yourself.",
                "Take a deep breath.",
                "The user may paste a contract; list unusual clauses and never give legal advice.",
            ),
        },
        texts=(
            "I want you to act as <role>. <rule> <rule> <rule>",
            "# Role\nYou are <role> for a <trade>.\n# Task\n<rule>\n# Rules\n- <rule>\n- <rule>\n- <rule>",
            "Improve this prompt: 'You are <role>. <rule> <rule>'",
            "Write a prompt that makes you <role>. <tail>",
            "<rule> <rule>",
            "Act as <role>. <rule>",
        ),
    ),
    Genre(
        name="ask-translate-proverbs-and-phrases",
        private=False,
        rules={
            "to": ("<Spanish|French|Swahili|Hindi|Japanese|Latin|Italian|Turkish|Polish|Arabic|Korean|Dutch>",),
            "text": (
                "The early bird catches the worm.",
                "Where is the nearest pharmacy?",
                "Wer A sagt, muss auch B sagen.",
                "No hay mal que por bien no venga.",
                "Petit à petit, l'oiseau fait son nid.",
                "All that glitters is not gold.",
                "I would like a table for two, please.",
                "Haraka haraka haina baraka.",
                "To be, or not to be, that is the question.",
                "Happy birthday to you!",
                "We look forward to hearing from you.",
                "A bird in the hand is worth two in the bush.",
                "How much does this cost?",
                "Thank you for your mail. I am out of the office until Monday.",
                "Chi va piano va sano e va lontano.",
            ),
            "q": (
                "Translate to <to>",
                "what does this mean",
                "Explain the proverb and find one like it in <to>",
                "How do you say this in <to>?",
                "Correct the grammar",
                "Give me {n} synonyms",
                "pronounce this in <to>",
                "Is this formal or informal?",
            ),
        },
        texts=(
            ("<q>: <text>"),
            ("<text> <q>"),
            ("<q>\n\n<text>\n<text>\n<text>"),
            ("'<text>' <q>?"),
            ("<q>: '<text>' and '<text>'"),
        ),
    ),
    Genre(
        name="ask-quiz-list-and-trivia",
        private=False,
        rules={
            "star": STAR,
            "author": AUTHOR,
            "thinker": THINKER,
            "work": WORK,
            "tail": TAIL,
            "q": (
                "{nn} trivia questions about <work|geography|the 1990s|space|football>",
                "Top {n} novels of <author>",
                "Movies with <star>",
                "Which film won the Oscar in {year}?",
                "books like <work>",
                "Name all countries that begin with <A|B|M|S>",
                "{nn} baby names that mean <light|strong|river>",
                "funny usernames for a gamer",
                "Who plays the villain in <work>?",
                "Summarise <work> without spoilers",
                "Explain the ending of <work>",
                "Symbols and themes in <work>",
                "lyrics about {colour} rain in the style of <star>",
                "Two truths and a lie about <thinker>",
                "Rank the seasons of <work>",
                "crossword clues for '{object}'",
                "Riddles for kids about a {animal}",
                "How old was <author> when the first book came out?",
            ),
        },
        texts=(
            (
                "Create a pub quiz with five rounds of {n} questions: geography, films, music, sport, and one "
                "round about <work>. Put the answers at the end. <q>. <tail>"
            ),
            "<q>",
            "<q>. <tail>",
            "<q>\n<q>\n<q>",
            "can you tell me: <q>",
            "pub quiz round {n}: <q>; <q>",
        ),
    ),
    Genre(
        name="ask-news-and-text-summary",
        private=False,
        rules={
            "firm": FAMOUS_FIRM,
            "man": STATESMAN,
            "star": STAR,
            "place": PLACE,
            "length": LENGTH,
            "q": (
                "Summarize the article<length>",
                "TL;DR",
                "Write a headline",
                "Extract the key facts as JSON",
                "Rewrite for a <school magazine|radio bulletin|tweet>",
                "Is the tone neutral?",
                "What questions does this leave open?",
                "Paraphrase",
            ),
            "s": (
                "The government said on {weekday} that it would raise the tax on fuel by {percent}.",
                "<firm> shares rose {percent} after the company published its results.",
                "Thousands of tourists were stranded in <place> when a storm closed the airport.",
                "<star> has announced a world tour with {nn} dates.",
                (
                    "Researchers found that <coffee|daily walking|blue light|fermented food> may lower the risk of "
                    "{disease}."
                ),
                "The president met the prime minister in <place> to discuss trade and security.",
                "The central bank left its key rate unchanged at {percent}.",
                "Police in <place> said that the museum's stolen painting had been recovered.",
                "{name}, a spokesperson for the ministry, said that the talks would go on.",
                "The national team beat its rival {n}-{n} and moves to the final.",
                "An earthquake of magnitude 5.{n} was felt in <place>; nobody was hurt.",
                "According to the report, {percent} of households have access to the internet.",
                "A letter by <man> was sold at auction for {amount}.",
            ),
        },
        texts=(
            "<q>:\n\n<s> <s> <s> <s>",
            "<s> <s> <s>\n\n<q>",
            "<q>: <s>",
            "{city} (Reuters) - <s> <s> <s> <s> <s>",
            "Article: <s> <s>\nQuestion: <q>?",
        ),
    ),
    Genre(
        name="ask-generic-business-and-legal",
        private=False,
        rules={
            "open": OPEN,
            "trade": TRADE,
            "tail": TAIL,
            "kind": (
                "<NDA|lease|invoice|quotation|meeting agenda|job description|privacy policy|board memo>",
                "<purchase order|incident report|audit checklist|partnership agreement|payslip|press release>",
                "<market entry plan|pitch deck|dunning letter|shift plan|employee handbook|risk register>",
            ),
            "q": (
                "<open> a sample <kind> for a <trade>",
                "What belongs in a <kind>?",
                "How do I write a <kind>?",
                "Explain the clause 'Neither party shall assign this Agreement without prior written consent.'",
                "KPIs for a <trade>",
                "What is a good profit margin for a <trade>?",
                "<open> interview questions for a {job} at a <trade>",
                "Checklist to open a <trade> in {country}",
                "Difference between gross and net profit",
                "<open> a Slack message that tells a team that lunch is moved to {time}",
                "<open> a polite payment reminder, generic",
                "Template for minutes with the fields Date, Present, Decisions, Actions",
                "Simulate a negotiation between a buyer (Alice) and a seller (Bob)",
                "Example of a balance sheet with invented numbers for Sample GmbH",
                "<open> a real estate listing for an imaginary flat with {n} rooms and a balcony",
                "email subject lines that get opened",
            ),
            "form": (
                "Party A: [NAME], a company registered in [COUNTRY] ('the Supplier').",
                "The Client shall pay [AMOUNT] within [NUMBER] days.",
                "INVOICE\nFrom: Your Company, 123 Your Street\nTo: Client Name\nItem 1 ........ $0.00",
                "Date: __/__/____  Present: ________  Apologies: ________",
                "From: sender@example.com\nTo: recipient@example.com\nSubject: Sample\n\nLorem ipsum dolor sit amet.",
                "Revenue: xx\nCosts: xx\nProfit: xx",
            ),
        },
        texts=(
            (
                "<open> a complete <kind> for a fictional <trade>, 'Sample Ltd', with all clauses, definitions, "
                "and signature blocks for [Party A] and [Party B]. <form> <tail>"
            ),
            (
                "<open> minutes of an imaginary board meeting of Example Corp: the chair (Ms. A) reports a loss "
                "of 10%, Mr. B asks for a new plan, Ms. C abstains. <tail>"
            ),
            "<q>. <tail>",
            "<q>",
            "<form>\n<form>\n\nFill in the rest of the template with dummy data.",
            "<form>\n\n<q>.",
            "1. <q>\n2. <q>",
            "Act as a consultant. <q>. <tail>",
        ),
    ),
    Genre(
        name="ask-small-talk-and-keywords",
        private=False,
        rules={
            "tail": TAIL,
            "place": PLACE,
            "s": (
                "hi",
                "are you there?",
                "tell me a joke about {animal}s",
                "what can you do",
                "weather in <place> in {month}",
                "best free photo editor",
                "{hobby} for beginners",
                "{nn} * {nn}",
                "convert {nn} miles to km",
                "continue",
                "make it longer",
                "thanks, that helps",
                "who made you?",
                "synonym for '<important|happy|however|problem>'",
                "poem about {colour} {object}",
                "write a haiku on {month}",
                "{food} calories",
                "how to <tie a tie|boil an egg|remove a wine stain|unclog a sink|write a check>",
                "{disease} symptoms",
                "what's {percent} of {amount}",
                "time difference <place> {city}",
                "can dogs eat <grapes|rice|cheese>",
                "Motivational quote for {weekday}",
                "rewrite: 'the cat sat on the mat'",
            ),
        },
        texts=("<s>", "<s>", "<s>. <tail>", "user: <s>\nassistant: Sure!\nuser: <s>\nuser: <s>", "<s>? and <s>?"),
    ),
    Genre(
        name="ask-study-help",
        private=False,
        rules={
            "author": AUTHOR,
            "thinker": THINKER,
            "work": WORK,
            "length": LENGTH,
            "tail": TAIL,
            "q": (
                (
                    "Analyse the character of <Hamlet|Lady Macbeth|Jay Gatsby|Okonkwo|Elizabeth Bennet|Atticus "
                    "Finch|Jean Valjean>"
                ),
                "Discuss the use of irony in <work>",
                "Compare <author> with <author>",
                "Lesson plan for grade {n}: <fractions|the water cycle|persuasive writing|maps|Roman numerals>",
                "{nn} multiple choice questions on <cells|the Cold War|vectors|supply and demand|Hamlet>",
                "Write a sample report card comment for an average pupil, no name",
                "Write a model answer for 'Describe your best friend', level <A2|B1|B2>",
                (
                    "IELTS task 2: Some people think that <children should learn to cook|museums should be free>. "
                    "Discuss."
                ),
                "Literature review outline on <microplastics|remote work|bilingual children|bank runs>",
                (
                    "Write a sample personal essay of a fictional student who <moved to a new country|lost a "
                    "race|grew up on a farm>"
                ),
                "Explain the theory of <thinker><length>",
                "Null hypothesis for a study of sleep and marks with n = {nnn}",
                "APA citation for a book by <author>",
                "Rubric for an oral presentation",
                "role play: job interview for English learners, {first} is the boss and {first2} applies as {job}",
            ),
            "ex": (
                (
                    "Read the text. {first} is {age} years old and lives in {city} with her two brothers. She works "
                    "as a {job}."
                ),
                "Fill the gaps: My name ___ {first}. I ___ from {country}. I ___ born in {year}.",
                (
                    "Dear {first}, thank you for your letter. I am learning English at {school}. Write back soon, "
                    "{first2}"
                ),
            ),
        },
        texts=(
            (
                "<ex> <ex>\n\nMake a worksheet: {n} gaps, {n} true or false statements, {n} questions, and a "
                "key. <q>. <tail>"
            ),
            ("<q>. <tail>"),
            ("<q>"),
            ("<ex>\n\nMake {n} questions about the text."),
            ("<q>\n<q>"),
            ("Act as a teacher. <q>. <tail>"),
            ("<ex> <ex>"),
        ),
    ),
    Genre(
        name="ask-long-structured-prompt",
        private=False,
        rules={
            "trade": TRADE,
            "place": PLACE,
            "role": (
                "You are an experienced <SEO writer|curriculum designer|policy analyst|UX researcher|grant reviewer>.",
                "Act as a <professor of marketing|senior engineer|travel editor|nutrition coach|debate trainer>.",
                "Imagine that you are <a museum guide|a game designer|the editor of a science magazine|a quiz host>.",
            ),
            "goal": (
                (
                    "Write an article of {nnn}0 words on <remote work|minimalism|urban beekeeping|electric "
                    "vans|sleep hygiene>."
                ),
                "Create a workshop of {n} hours on <time management|first aid|public speaking|spreadsheets>.",
                (
                    "Produce a report on <tourism in <place>|the market for plant-based milk|renewable energy in "
                    "islands>."
                ),
                "Plan a social media campaign for an imaginary <trade>.",
                "Write the text of a website for a <trade>: Home, About us, Services, FAQ, Contact.",
                "Prepare a lecture with slides about <supply chains|the Roman army|coral reefs|negotiation>.",
                "Develop the rules of a card game about <volcanoes|bakers|spies|trains>.",
                "Answer the assignment below as a model solution for students.",
            ),
            "rule": (
                "Use H2 and H3 headings and a table.",
                "Keyword density of about {n} percent; main keyword: '{object} for {hobby}'.",
                "Introduce the problem, then the solution, then a call to action.",
                "Quote at least {n} published sources in APA style.",
                "Use active voice and short paragraphs.",
                "Avoid repetition, filler and clichés.",
                "Add an FAQ with {n} questions.",
                "The reader is a complete beginner.",
                "Include a fictional example of a customer called {first} who wants to buy {product}.",
                "Write the numbers as words and the dates as day month year.",
                "Sections: Introduction, Method, Findings, Discussion, Conclusion.",
                "Mention well-known brands only where needed.",
                "Finish with three questions for reflection.",
                "Do not include personal data; use Person A and Person B.",
            ),
        },
        texts=(
            "<role> <goal> <rule> <rule> <rule> <rule> <rule>",
            (
                "<role>\n\nTask: <goal>\n\nRequirements:\n- <rule>\n- <rule>\n- <rule>\n- <rule>\n- <rule>\n- "
                "<rule>\n- <rule>"
            ),
            "## Context\n<role>\n## Objective\n<goal>\n## Style\n<rule> <rule> <rule>\n## Response\n<rule> <rule>",
            "<goal> <rule> <rule> <rule>\n\nOutline:\n1. <rule>\n2. <rule>\n3. <rule>",
            "<goal>\n<goal>\n<rule> <rule>",
            "<rule> <rule> <rule> <rule>",
        ),
    ),
    Genre(
        name="ask-fictional-sample-document",
        private=False,
        rules={
            "tail": TAIL,
            "ask": (
                "Here is a sample from a textbook. Explain why it is good.",
                "The following is fictional and serves as training material.",
                "Template from the internet, please modernise:",
                "Case study for the MBA class (all names invented):",
                "Role play for English learners, B2:",
                "Fill this mock form with dummy data",
                "Sample e-mail for our phishing course, not real:",
                "Example input for the parser (synthetic):",
            ),
            "who": ("John Doe", "Jane Doe", "Mr. Sample", "Alice", "Bob", "Max Mustermann", "Jean Dupont", "Person A"),
            "firm": ("ACME Corp", "XYZ Ltd", "Foo GmbH", "Example Inc.", "Contoso", "Globex", "Initech", "Company A"),
            "line": (
                "<firm> made $1,000,000 in year 1 and lost $500,000 in year 2.",
                "<who> has worked for <firm> as a manager since January 1, 2000.",
                "Dear <who>, your order no. 12345 has been shipped to 123 Main Street, Anytown.",
                "<who> and <who> own 50% of <firm> each.",
                "Patient: <who>, DOB 01/01/1970, complains of a headache.",
                "Invoice 0001: <firm> to <who>, 10 widgets at $10.00, total $100.00.",
                "Call 555-0100 or write to info@example.com.",
                "<who> resigned after <firm> had been bought by <firm>.",
                "From: <who> <user@example.com>\nTo: <who>\nSubject: Test",
                "<firm> supplies <firm> with parts; its market share is 20%.",
                "Password: hunter2, IBAN: DE00 0000 0000 0000 0000 00",
                "'Tell me about yourself.' - 'My name is <who>, I studied at Example University and like chess.'",
                "<who> was late three times, so the manager of <firm> wrote a warning.",
                "My late friend <who> was a kind man who loved [hobby].",
            ),
        },
        texts=(
            "<ask>\n\n<line> <line> <line> <line> <line>",
            "<ask>\n<line>\n<line>\n<line>\n\n<tail>",
            "<line>\n<line>\n<line>\n\nReplace the names by other dummy names.",
            "<ask> <line>",
            (
                "<ask>\n\n<line> <line>\n\nQuestions\n1. What went wrong?\n2. What would you advise <firm>?\n3. "
                "Calculate the ratio."
            ),
            "<line> <line>\n<tail>",
        ),
    ),
    Genre(
        name="ask-pasted-public-text",
        private=False,
        rules={
            "firm": FAMOUS_FIRM,
            "man": STATESMAN,
            "star": STAR,
            "author": AUTHOR,
            "thinker": THINKER,
            "work": WORK,
            "place": PLACE,
            "ask": (
                "<Summarize this|Rewrite in my own words|paraphrase|Simplify|make it sound human|Shorten>",
                "<translate to English|Translate into Hindi|en español por favor|auf Deutsch bitte>",
                "<Make {n} quiz questions out of this|Find the main idea|Bullet points please|Fix the grammar>",
                "Continue this text",
                "Turn it into a <poem|thread of tweets|dialogue|slide>",
            ),
            "s": (
                (
                    "<place> lies in a valley and is known for its markets, its wine and a bridge of the sixteenth "
                    "century."
                ),
                (
                    "<thinker> changed the way in which people think about nature, and letters from that time show "
                    "many doubts."
                ),
                "The novel by <author> follows a family over three generations and ends with a fire.",
                "<man> entered politics as a young lawyer and was twice defeated before the great victory.",
                "<star> grew up in modest conditions and began to train at the age of {n}.",
                "Photosynthesis converts light, water and carbon dioxide into sugar and oxygen.",
                "<firm> was founded in a garage, according to the legend that the company likes to tell.",
                "The study included {nnn} participants, of whom {percent} reported better sleep.",
                "In this paper we propose a method that improves accuracy by {percent} on three public benchmarks.",
                "Critics praised <work> for its music and its slow, patient camera.",
                "Leadership means to set a direction and to win others for it; management means to keep order.",
                "Users must not share accounts. The service may change or end at any time without notice.",
                "Mix the flour with the butter, add salt, and let the dough rest for {nn} minutes.",
                "Supply chains became longer in the {year}s, and a single closed harbour can now stop a factory.",
                "The {animal} lives in forests, feeds at dusk and may reach an age of {nn} years.",
                "Once upon a time there lived a miller who had three sons, a mill, a donkey and a cat.",
                "Our hotel offers {nn} rooms, a pool and a breakfast with local products.",
                "Motivation can be intrinsic or extrinsic, as many studies of the workplace show.",
            ),
        },
        texts=(
            "<ask>:\n\n<s> <s> <s> <s>\n\n<s> <s> <s>",
            "<s> <s> <s> <s> <s>\n\n<ask>",
            "<ask>: <s> <s>",
            "<s> <s> <s>",
            '<ask>\n"""\n<s>\n<s>\n<s>\n<s>\n"""',
            "<s>\n\n<s> <s>\n\n<s> <s> <s>\n\n<ask>",
        ),
    ),
    Genre(
        name="ask-multi-turn-generic",
        private=False,
        rules={
            "place": PLACE,
            "trade": TRADE,
            "u": (
                "how can i save money each month?",
                "What makes a good <cover letter|pitch|apology|speech|landlord>?",
                "I want to learn {hobby}",
                "give me a plan for a <trade>",
                "and in {country}?",
                "shorter",
                "more examples please",
                "what about the costs in general?",
                "Can you write that as an email template?",
                "which of these is best for a beginner",
                "Is <place> nice in {month}?",
                "no, I mean the other one",
                "add a joke",
            ),
            "a": (
                "Here are {n} general steps: set a goal, make a list, and review it every {weekday}.",
                (
                    "Of course! Dear [Name], I hope that this message finds you well. I am writing about [topic]. "
                    "Best, [You]"
                ),
                "It depends on your situation, but most people start with a small budget and one channel.",
                "There are two kinds: fixed and variable. Rent is an example of the first, power of the second.",
                "A good text is clear, short and honest. Begin with the most important point.",
                "As an AI model I have no personal experience, yet many travellers recommend the old town.",
                "Sure, here is the shorter version: plan, practise, repeat.",
                "For example, a fictional customer named {first} could buy {product} and leave a review.",
                "1. Research the market. 2. Register the firm. 3. Find a supplier. 4. Open with an offer.",
            ),
        },
        texts=(
            "User: <u>\nAssistant: <a>\nUser: <u>\nAssistant: <a>\nUser: <u>",
            "Human: <u>\n\nAssistant: <a> <a>\n\nHuman: <u>",
            "<u>\n\n<a> <a> <a>\n\n<u>",
            "Q: <u>\nA: <a>\nQ: <u>\nA: <a>\nQ: <u>\nA:",
            "<a> <a> <a> <a>",
            "<u> <u>",
        ),
    ),
    Genre(
        name="ask-first-person-generic",
        private=False,
        rules={
            "place": PLACE,
            "work": WORK,
            "trade": TRADE,
            "tail": TAIL,
            "s": (
                (
                    "I want to learn <Python|Spanish|the guitar|chess openings|touch typing|watercolour>, where do I "
                    "start?"
                ),
                "I'm a beginner and I need a simple explanation of <pointers|mortgages|verb tenses|shutter speed>.",
                (
                    "I am writing a blog post about <houseplants|budget travel|sourdough|vintage bikes>, give me an "
                    "outline."
                ),
                "I'm looking for {product}, what should I pay attention to?",
                "we are planning a quiz night, any ideas for rounds?",
                "My essay is about <plastic in the sea|the Vikings|renewable energy|Hamlet>. Suggest three titles.",
                "I have a presentation on <teamwork|volcanoes|the water cycle|branding>, make {n} slides.",
                "I'd like to open a <trade> one day, how does one even begin?",
                "my teacher asked us to compare <work> with <work>",
                "Hello, my name is [NAME] and I am a chatbot for a <trade>.",
                "I need a username that has to do with {hobby}",
                "I just finished <work>, recommend something like it",
                "I don't understand this sentence: 'The horse raced past the barn fell.'",
                "I keep confusing affect and effect",
                "my code doesn't compile, what does 'undefined reference' mean",
                "I heard that {food} comes from {country}, is that true?",
                "I want you to write as if you were a pirate.",
                "We are a team of D&D players and need a villain.",
                "I would like to visit <place>, which month is best?",
                "how do people usually say no to an invitation? I want a polite phrase",
                "I am interested in the history of {object}s",
                "Let's play a game: you think of an {animal} and I guess.",
                "my cat ignores toys, what games do cats like in general",
                "I need motivation to clean the kitchen lol",
            ),
        },
        texts=(
            "<s>",
            "<s> <tail>",
            "<s>\n<s>",
            "hi, <s>",
            "<s> Please answer in {n} short points and add one example from everyday life. <tail>",
            "1. <s>\n2. <s>\n3. <s>",
            "<s>\n\nThanks!",
        ),
    ),
    Genre(
        name="ask-table-with-public-or-sample-data",
        private=False,
        rules={
            "firm": FAMOUS_FIRM,
            "star": STAR,
            "author": AUTHOR,
            "place": PLACE,
            "work": WORK,
            "ask": (
                "Make a bar chart of this",
                "Sort by the second column",
                "Convert to <JSON|CSV|LaTeX|markdown>",
                "What is the average?",
                "Write the formula for the total",
                "Is this data plausible?",
                "Add {n} more rows like these",
                "Which row is the outlier?",
            ),
            "row": (
                "<firm>\t{year}\t{nnn} bn\t{percent}",
                "<place>\t{nnn},000\t{nn}\t{percent}",
                "<star>\t{nn}\t{n}\t{nnn} m",
                "<work>\t{year}\t{n}.{n}\t{nnn}",
                "<author>\t{nn} novels\t{year}\t-",
                "Product A\t{nn}\t{n}\t{amount}",
                "Sample Customer {n}\t{nn}\t{n}\t{amount}",
                "{object}\t{colour}\t{n}\t{amount}",
                "Person B\tmale\t{age}\tgroup {n}",
                "John Doe\tSales\t{n}\t$1,000",
                "{country}\t{nn}.{n}\t{n}\t{percent}",
            ),
        },
        texts=(
            "<ask>\n\nName\tA\tB\tC\n<row>\n<row>\n<row>\n<row>",
            "<row>\n<row>\n<row>\n\n<ask>",
            "<ask>:\n<row>\n<row>\n<row>\n<row>\n<row>\n<row>",
            "Table {n}: sample data\n<row>\n<row>\n<ask>. <ask>.",
            "<row>\n<row>",
        ),
    ),
)

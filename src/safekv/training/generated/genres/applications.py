"""Private genres of applications and careers: letters, statements, profiles, appraisals, speeches, obituaries."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre

FIX = (
    "<Rewrite this|make this better|Improve the text below|Polish this up|rephrase>",
    "<Correct the grammar only, keep my own words|please fix my english|check for mistakes pls|Proofread>",
    "<Make it more formal|Make it shorter and more human|too stiff, loosen it up|Less boastful please>:",
    "<Can you cut this to {nnn} words?|It must fit into {nnn}0 characters|Expand to one page>",
    "<translate to English|Translate into German, formal|in french please|Put this into simple Spanish>",
    "<What do you think of this? Be brutal|Rate this from 1 to 10 and say why|is this ok to send??>",
    "<Write it again as if a native speaker wrote it|paraphrase, it must pass the plagiarism check>",
    "<Give me two other versions|suggest a stronger opening|end it with something memorable>",
    "Revise the following so that it flows better and sounds <confident|modest|sincere>:",
)
SEP = ("\n\n", ":\n\n", '\n"', "\n---\n", " ", "\n\n\n", ": ", "\n###\n")
LAND = (
    "<Nepal|Ghana|Brazil|Vietnam|Lebanon|Ukraine|Pakistan|Kenya|Morocco|Colombia|Bangladesh|Iran|Georgia>",
    ("<Nigeria|the Philippines|Sri Lanka|Turkey|Egypt|Peru|Indonesia|Ethiopia|Serbia|Cameroon|Jordan|Mexico>"),
)
TOWN = (
    ("<Kathmandu|Kumasi|Recife|Da Nang|Tripoli|Lviv|Lahore|Kisumu|Fes|Cali|Sylhet|Shiraz|Batumi|Enugu|Cebu>"),
    ("<Kandy|Izmir|Mansoura|Arequipa|Bandung|Adama|Novi Sad|Douala|Irbid|Puebla|Lublin|Cork|Leeds|Bremen|Porto>"),
)
SUBJECT = (
    ("<data science|public health|civil engineering|fashion design|international relations|nursing|finance>"),
    ("<computer science|agronomy|early childhood education|hotel management|marine biology|law|cyber security>"),
)

PAY = (
    "<$|€|£|CAD |AUD ><{nn}k|{nn},000|{n},{nnn}|{nnn},000>",
    "{nn} <lakh|lakhs|thousand euros|k a year|LPA|million rupiah>",
    "<Rs.|NGN|KES|PHP|BRL|PLN|AED|SEK> {nn},{nnn}",
    "{amount}",
)

GENRES = (
    Genre(
        name="app-visa-cover-letter",
        private=True,
        rules={
            "pay": PAY,
            "fix": FIX,
            "sep": SEP,
            "land": LAND,
            "town": TOWN,
            "ask": (
                "<Write|Draft> a cover letter for a <visitor|student|spouse|business|Schengen> visa to {country}",
                "help me to write letter for embassy about <my trip|my gap years|why i was refused>",
                "Letter of explanation for <study permit|residence card|super visa|ILR>, my situation is",
                "<fix>",
            ),
            "head": (
                (
                    "To: The Visa Officer, Embassy of {country}, {city}\nSubject: application of {name}, passport "
                    "{passport}"
                ),
                (
                    "Dear Sir or Madam,\n\nRef: <Invitation letter for my parents|Application for long stay "
                    "visa|GCKey {customer}>"
                ),
                "Respected Sir/Madam,\nI am {name}, <a citizen|national> of <land>, born on {birth}.",
                "Dear consul,",
                "Hello officer,",
            ),
            "fact": (
                (
                    "[[I work as a {job} with {company} in <town> since {year} and my leave from {date} has been "
                    "approved]]."
                ),
                "[[My monthly salary is <pay> and I have savings of <pay> in the bank]], as the statement shows.",
                (
                    "[[I own a <flat|house|piece of farmland|shop> in <town> and my wife and <two|three|four> "
                    "children stay behind]], so I will surely return."
                ),
                "[[I will stay with my <sister|uncle|cousin|daughter>, who has lived in {city} since {year}]].",
                (
                    "[[We met in <town> in {year}, got engaged in {month} and married in front of <forty|two "
                    "hundred> guests]]."
                ),
                (
                    "[[My previous application was refused on {date} because the officer did not believe that I "
                    "would leave]]."
                ),
                "My sponsor is {name2} ({email2}), [[a {job2} who earns {amount} per year]].",
                (
                    "[[I have travelled to <Dubai, Thailand and Malaysia|Turkey twice|Italy and Greece> and never "
                    "overstayed]]."
                ),
                "[[My father retired from the <army|railways|post office> and depends on my monthly support]].",
                "[[I been admitted to the <master|diploma> of <subj> at {school}, tuition <pay> already paid]].",
                "[[After the divorce I kept custody of my son, he is {n} and attend school in <town>]].",
                "I am travelling together with {name3} and {first4}, [[our {n} year old daughter]].",
                (
                    "[[My employer {company} confirms that I am the only {job} who knows the machine, so I must be "
                    "back on {date}]]."
                ),
                (
                    "[[I entered on a tourist visa in {year}, stayed {n} months too long because of covid, and have "
                    "paid the fine]]."
                ),
                "[[Our wedding was small since her family does not accept me as I am not from <land>]].",
                "[[Bank of my father: {amount}. Bank of my uncle: {amount}. Land papers enclosed]].",
                "[[I want to see my mother before the operation]], that is the only reason.",
            ),
            "subj": SUBJECT,
            "dry": (
                "I enclose the itinerary, hotel bookings, insurance and return tickets.",
                "I will respect the immigration laws and leave before the visa expires.",
                "Kindly consider my application favourably. I remain at your disposal for any further document.",
                (
                    "The purpose of the visit is tourism: <museums, old town and a boat trip|a trade fair|a short "
                    "course>."
                ),
                "Tone: <formal|respectful>, one page, no flowery words.",
                "Which documents should be listed in the annex?",
                "A cover letter is normally addressed to the consular section.",
                "Travel insurance covers 30,000 euros as the rules demand.",
                "Date, place, signature.",
            ),
        },
        texts=(
            "<ask><sep><dry> <dry> <fact> <dry> <dry>",
            (
                "<Please check|Is this good enough?|rewrite> my letter for the embassy\n\nDear Officer,\n\nMy "
                "name is {name}. [[I have been living in {city} since {year} with my <husband|wife> {first2}, "
                "who holds a work permit]], and [[our son {first3} was born here in {month}]]. [[My parents, "
                "{name4} and {name5}, have never seen their grandson]]. [[My father had a stroke last year and "
                "can travel only with my mother]], therefore I ask you to consider both files together. [[I will "
                "pay for tickets, insurance and food; I earn <pay> and my <husband|wife> <pay>]]. They will "
                "return on {date}, [[because my father's treatment goes on at the hospital in <town> and they "
                "keep <goats|a small shop|two tenants>]].\n\nThank you for your time.\n{name}"
            ),
            (
                "sop for visa refusal case. student, <land>, [[{n} years gap after 12th, worked in father's "
                "<medical store|hardware shop|rice mill>]], [[refused once for {country}, reason: ties to "
                "home]], course <subj> at {school}, [[loan <pay> sanctioned from bank, uncle {first2} is "
                "co-signer]]. make it convincing and genuine, {nnn} words"
            ),
            "<ask><sep><fact> <fact> <dry> <fact> <fact>\n\n<fact> <dry> <fact>\n\n<fact> <fact> <dry>",
            "<dry> <dry>\n\n<fact> <fact>\n\n<dry>\n\n<fact> <fact> <fact>\n\n<ask>",
            (
                "<ask><sep><head>\n\n<fact> <fact> <dry> <fact> <fact> <dry>\n\n<fact>\n\n<Sincerely|Yours "
                "faithfully|Thanking you>,\n{name}"
            ),
            "<head>\n\n<fact> <fact> <dry>\n\n<fact> <dry>",
            "<ask>\n- <fact>\n- <fact>\n- <fact>\n- <dry>",
            "<fact> <fact> <fact> <fix>",
            "<ask> <sep><fact>",
            "<dry> <dry> <dry>",
        ),
    ),
    Genre(
        name="app-statement-of-purpose",
        private=True,
        rules={
            "pay": PAY,
            "fix": FIX,
            "sep": SEP,
            "land": LAND,
            "town": TOWN,
            "subj": SUBJECT,
            "deg": ("<MSc|MA|PhD|MBA|bachelor|MPhil|LLM|postgraduate diploma>",),
            "ask": (
                "<Review|Strengthen|Critique> my statement of purpose for the <deg> in <subj>",
                "SOP for {school}, word limit {nnn}0, see my draft below",
                "write an sop based on my profile",
                "pls rewrite my motivation letter for erasmus, it sounds like robot",
                "<fix>",
            ),
            "fact": (
                (
                    "[[When I was <nine|twelve|fifteen>, the power in our street in <town> failed for <three weeks|a "
                    "whole winter>, and I repaired a radio to follow the news]]."
                ),
                "[[I completed my bachelor in <subj> at {school} with a CGPA of 3.{nn} out of 4]].",
                (
                    "[[In my final year project I built a <low-cost ventilator|soil sensor|sign language app|flood "
                    "model> that won second prize at the university]]."
                ),
                "[[My grandmother, who could not read, sold <eggs|cloth|fish> so that I could go to school]].",
                (
                    "[[Since {year} I have been working as a {job} at {company}, where I was promoted after {nn} "
                    "months]]."
                ),
                "[[My grades fell in the third semester because I was hospitalised with {disease}]].",
                (
                    "[[I scored <7.5 in IELTS|{nnn} in the GRE|108 in TOEFL|B2 in the Goethe exam> at the second "
                    "attempt]]."
                ),
                (
                    "[[I would like to join the group of Professor {last2}, with whom I have corresponded since "
                    "{month}]]."
                ),
                (
                    "[[After graduating I plan to return to <land> and open a <clinic|consultancy|training centre> "
                    "in <town>]]."
                ),
                "[[Being the first girl of my village to study <subj>, I had to convince my father and two uncles]].",
                (
                    "[[I published two papers, one with {name3} on <crop disease|bridge fatigue|bond spreads|teacher "
                    "burnout>]]."
                ),
                "[[I changed from medicine to <subj> after a bad accident of my brother, and I do not regret it]].",
                "[[My first teacher of <subj> was my neighbour, a retired {job} who had lost his sight]].",
                "[[I left my job in {month} to prepare, and my savings of <pay> will last for {n} semesters]].",
                (
                    "[[At {company2} I saw how {n} patients had to share one monitor, and wrote a small program that "
                    "warned the nurse]]."
                ),
                "[[I am the mother of a boy of {n} and study from nine to midnight]].",
                (
                    "[[A failed start-up, {nn} angry customers and one honest mentor, {first4}, taught me more than "
                    "any course]]."
                ),
            ),
            "dry": (
                "Technology changes the world at a pace that no generation has seen before.",
                "I am convinced that this programme, with its mix of theory and practice, is the right one.",
                "The curriculum, the location and the strong links to industry attract me.",
                "To conclude, I look forward to hearing from the admissions committee.",
                "Do not use the words 'passion', 'delve' or 'tapestry'.",
                "Avoid quotes of famous people at the beginning.",
                "The programme lasts two years and includes an internship.",
                "Good statements show, they do not tell.",
                "Research and teaching go hand in hand at this faculty.",
            ),
        },
        texts=(
            "<dry>\n<dry>\n<dry> <fact>\n<dry>\n\n<ask>",
            (
                "[[The summer I turned <sixteen|nineteen>, my father's <trucking business|weaving mill|tea "
                "stall> in <town> went bankrupt]], and [[I spent the holidays sorting his unpaid bills into shoe "
                "boxes]]. It was there that I understood what numbers can do to a family. [[I enrolled in <subj> "
                "at {school} against his wish, and paid the fees by teaching maths to the neighbours' "
                "children]]. [[In my third year I joined the lab of Dr {last2}, where I wrote the part of the "
                "code that nobody else wanted to write]]. Your programme offers exactly the mix that I am "
                "looking for. [[Afterwards I intend to go back to <land>, where my younger sister {first3} now "
                "runs what is left of the firm]].\n\n<ask>"
            ),
            (
                "Convert these to a 1000 word SOP:\n- [[<deg> in <subj> from {school}, {n}.{n} CGPA, {n} "
                "backlogs due to dengue]]\n- [[intern at {company}, {n} months, made dashboard for "
                "{department}]]\n- [[mother teacher, father farmer in <town>]]\n- why this university: ranking, "
                "labs, city\n- [[future: join {company2} or open own start-up]]"
            ),
            "<fact> <fact> <fact> <dry> <fact> <fact> <dry> <fact> <fact> <ask>",
            (
                "User: <ask>\nAssistant: <Sure, please paste it.|Of course. What should it say?|Happy to help, "
                "send me the details.>\nUser: <fact> <fact> <fact> <fact> <dry>"
            ),
            "<ask><sep><fact> <fact> <dry>\n\n<fact> <fact> <fact>\n\n<dry> <fact>\n\n<fact> <dry>",
            "<dry> <fact> <fact>\n\n<fact> <dry>\n\n<ask>",
            "<fact> <fact> <fact>",
            ("<ask>\n\nName: {name}\nTarget: <deg> <subj>, {school}\nProfile:\n* <fact>\n* <fact>\n* <fact>\n* <fact>"),
            "<ask><sep><fact>",
            "<dry> <dry> <dry> <fix>",
            "Paragraph 2:\n<fact> <fact>\nParagraph 3:\n<dry> <dry>\n\n<fix>",
        ),
    ),
    Genre(
        name="app-scholarship-essay",
        private=True,
        rules={
            "pay": PAY,
            "fix": FIX,
            "sep": SEP,
            "town": TOWN,
            "subj": SUBJECT,
            "q": (
                "Question {n}: Describe a challenge that you overcame. (max {nnn} words)",
                "Prompt: How will this <scholarship|fellowship|grant> change your life?",
                "Essay topic - Leadership experience",
                "Why do you need financial support?",
                "Tell us about your community and your place in it.",
                "<fix>",
            ),
            "fact": (
                "[[My mother cleans offices at night and my father's pension is <pay> a month]]",
                "[[there are {n} of us in two rooms, and I do my homework on the stairs because it is quiet there]]",
                (
                    "[[I started a reading club for girls in <town> with eleven borrowed books; today it has {nnn} "
                    "members]]"
                ),
                "[[when the flood of {year} took our house I slept in the school for {n} weeks]]",
                "[[As captain of the <football|debate|robotics> team at {school} I learned to lose]]",
                "[[I was bullied for my stammer until a teacher made me read the morning news to the whole school]]",
                "[[I had to drop out for one year since my sister needed an operation that cost {amount}]]",
                "[[I am a carer for my brother, who has {disease}, and I study after he is asleep]]",
                "[[my village <near|outside> <town> has no doctor, and that is the reason why I chose <subj>]]",
                "[[I came to this country at {n} without a word of the language and now tutor {nn} newcomers]]",
                "[[I lost both my parents within a year and was raised by my aunt {first2} in <town>]]",
                (
                    "[[I translate for my parents at every office since I was eight, even at the doctor's when it "
                    "was about my own mother]]"
                ),
                "[[our tribe has {nnn} speakers left and I record the old ones with my phone]]",
                "[[I sold my {object} and two goats to pay the exam fee]]",
                "[[my best friend {first3} was married off at fifteen; I was luckier, my father changed his mind]]",
            ),
            "dry": (
                "Education is the passport to the future",
                "A leader listens first and speaks last",
                "the fund would cover tuition, books and travel",
                "with great power comes the duty to give something back",
                "Use the first person and the past tense",
                "The jury reads hundreds of essays",
                "the world needs more engineers and fewer walls",
                "Start with a scene, not with a definition",
            ),
        },
        texts=(
            "<fix> <dry>. <dry>.\n\n<dry>. <dry>. <fact>.",
            (
                "<q>\n\nIn my <house|flat> [[there was one rule: whoever gets home first cooks. I was always "
                "first, because my mother had two jobs and my brother was in prison]]. So [[at {n} I could make "
                "{food} for five people]] and still finish my homework. People call that resilience. I call it "
                "Tuesday. [[When {first2}, my brother, came home in {year}, he didn't know how to use the new "
                "bus card, and I taught him]]. [[I want to study <subj> because of that bus ride]]."
            ),
            (
                "translate my essay to english and make it deep: [[Nací en <town>, mi mamá vende "
                "<tamales|arepas|fruta> y mi papá se fue cuando yo tenía {n} años]]. [[Con la beca voy a ser la "
                "primera ingeniera de mi familia]]."
            ),
            "<fix>. <fact>. <fact>. <fact>. <fact>. <dry>.\n<fact>. <fact>.\n\n<fix>",
            "<fix><sep><fact>.\n<fact>.\n<dry>.\n<fact>.\n<fact>.\n<dry>.\n<fact>.\n<fact>.",
            "<q><sep><fact>. <fact>. <dry>. <fact>. <fact>.",
            "<q>\n\nMy name is {first} and <fact>. <fact>.\n\n<q>\n\n<fact>. <dry>.",
            "<fact>. <dry>. <fact>.\n\n<fix>",
            "notes for my essay: <fact> / <fact> / <fact> / <dry>. Turn it into {nnn} words",
            "<fact>, and <fact>. <dry>.",
            "<dry>. <dry>. <dry>.",
        ),
    ),
    Genre(
        name="app-job-letter",
        private=True,
        rules={
            "pay": PAY,
            "fix": FIX,
            "sep": SEP,
            "town": TOWN,
            "ask": (
                "<Write|Create> a <cover|motivation> letter for {job} at {company}, based on this",
                "cover letter plz no cliches, here's my background",
                "Make an unsolicited application out of these notes",
                "I am applying for an internal transfer to {department}. Improve",
                "Anschreiben auf Englisch bitte / in English please",
                "<fix>",
            ),
            "open": (
                "Dear Hiring Manager,",
                "Dear {formal2},",
                "Dear Ms./Mr. <last name>,",
                "Hi {first2},",
                "To the recruitment team of {company2}",
            ),
            "fact": (
                "[[I have {n} years of experience as a {job}, the last {n} of them at {company}, <town>]].",
                (
                    "[[At {company} I cut the <waiting time|scrap rate|energy bill> by {percent}, which saved <pay> "
                    "a year]]."
                ),
                (
                    "[[I was laid off in {month} when the <plant|branch|start-up> closed, and I have used the time "
                    "to retrain]]."
                ),
                "[[I am returning to work after {n} years at home with my twins]].",
                "[[I moved to {city} in {year} with my husband and my diploma from <town> is now recognised]].",
                (
                    "[[In my current role I look after {n} <technicians|wards|key accounts|classes> with a budget of "
                    "<pay>]]."
                ),
                "[[My notice period is {n} weeks and I expect about {amount} gross]].",
                "[[I served {n} years in the navy as an electrician before I moved into <sales|IT|logistics>]].",
                "[[My present contract at {company3} ends on {date} and will not be prolonged]].",
                "[[I dont have degree but i learned coding by night while driving a taxi in <town>]].",
                "[[As a wheelchair user I need a step-free office]], nothing else.",
                "You may ask {name3}, my former team lead at {company}, under {phone3}.",
                "[[I have been without work since the {month} fire at {company3}, and I am honest about it]].",
                "[[As secretary of {formal3} I kept three calendars, two languages and one secret]].",
                "[[I translated at the maternity ward in <town>, mostly at night]].",
                "[[My record has one entry from {year}, theft, I was nineteen]].",
            ),
            "dry": (
                "Your advertisement caught my attention at once.",
                "I work well in a team and keep calm when it gets busy.",
                "I would be glad to tell you more in an interview.",
                "I am writing to apply for the position advertised on your website.",
                "My strengths are <accuracy, patience and humour|planning and follow-up|quick learning>.",
                "The role combines desk work and travel.",
                "Please find my documents attached.",
                "Your company stands for quality and fair trade.",
                "Do not repeat the CV in the letter.",
                "Hybrid work, open plan office, canteen.",
            ),
        },
        texts=(
            "<ask><sep><dry> <dry> <fact> <dry> <dry>",
            (
                "hi im applying for {job} in a <nursing home|school|hotel|warehouse>. im {first}, [[{age}, came "
                "here from <town> {n} years ago]]. [[i was {job2} back home but they dont accept my papers]]. "
                "[[last job was cleaning at {company}, supervisor {first2} was happy with me]]. [[i can do "
                "nights but not weekends bc i have small twins]]. can u write something short and nice not too "
                "fancy"
            ),
            (
                "Dear {formal2},\n\nit was a pleasure to meet you at the fair in {city}. As I said, [[I have led "
                "the {department} team of {company} since {year}, and I would leave only for a post with more "
                "research]]. [[My wife and I plan to move closer to her parents in {city}]], which makes your "
                "offer all the more attractive. [[Between us: {company} will be sold in {month}, so I can start "
                "earlier than the contract says]].\n\nWith kind regards\n{name}\n\n<fix>"
            ),
            "<dry> <dry>\n\n<fact> <fact>\n\n<dry>\n\n<fact> <fact> <fact>\n\n<ask>",
            "<ask>\n\n1. <fact>\n2. <fact>\n3. <dry>\n4. <fact>\n5. <fact>\n6. <fact>\n\n<ask>",
            (
                "<ask><sep><open>\n\n<dry> <fact> <fact>\n\n<fact> <dry>\n\n<Best regards|Kind regards|Yours "
                "sincerely>\n{name}\n{phone}"
            ),
            "<open>\n<dry> <fact> <fact> <dry>\n{first}",
            "<ask><sep><fact> <fact> <fact>",
            "<fact>\n<fact>\n<dry>\n\n<ask>",
            (
                "<ask>\n\nJOB AD: {job}, {city}, {n} years of experience, shift work, English.\n\nME: <fact> "
                "<fact> <fact>"
            ),
            "<open>\n\n<dry> <dry> <dry>",
        ),
    ),
    Genre(
        name="app-recommendation",
        private=True,
        rules={
            "town": TOWN,
            "fix": FIX,
            "sep": SEP,
            "subj": SUBJECT,
            "ask": (
                "Write a <strong|balanced|short> letter of recommendation for my <student|intern|assistant|au pair>",
                "LOR from a <professor|manager|coach>, use these points",
                "My boss told me to draft my own reference. Make it sound like him",
                "LinkedIn recommendation, {n} sentences",
                "Need a character reference for <court|an adoption|a tenancy|a gun licence>",
                "<fix>",
            ),
            "open": (
                "To whom it may concern,",
                (
                    "It is my pleasure to recommend {name} for <the degree in <subj>|your graduate programme|the "
                    "post of {job}>."
                ),
                "I have known {first} {last} for {n} years, first as a pupil and later as a colleague.",
                "Dear admissions committee,",
                "I write on behalf of {name}, who was my tenant at {street}.",
            ),
            "fact": (
                "[[{first} stood in the top {percent} of a class of {nnn} and got an A in <subj>]].",
                "[[{formal} managed the move of our {city} office without one lost day]].",
                "[[{first} is quiet at first, but the younger pupils adore <her|him>]].",
                "[[When our server failed at night, {first} drove in and had us back online by {time}]].",
                "[[she always paid the rent on the first of the month and left the flat spotless]].",
                "[[he looked after my two boys from {year} to {year} and taught them to swim]].",
                (
                    "[[the thesis on <microfinance|bee decline|voice cloning|school meals> was the best that I "
                    "marked that year]]."
                ),
                "[[{first} doubled our newsletter list within {n} months and handled difficult donors with tact]].",
                "[[{last} was once late with the report because of a bereavement, and told me so beforehand]].",
                "[[I know about the conviction of {year}; in all my dealings {first} has been honest]].",
                "For anything further, {email2} or {phone2}.",
                "[[{first} brought his baby to the seminar for a whole term and still wrote the best paper]].",
                "[[As our nanny, {first} saved our son's life when he choked on a grape]].",
                "[[{formal} left us only because we could not match the {amount} of {company2}]].",
                "[[she argues with referees, but the girls of the team would walk through fire for her]].",
            ),
            "dry": (
                "I recommend the candidate without reservation.",
                "Please do not hesitate to contact me.",
                "In group work, communication matters as much as knowledge.",
                "One page is enough, on letterhead if possible.",
                "The programme is known to be demanding.",
                "Punctuality is a virtue in every job.",
                "The form has boxes from 1 to 5 for motivation and skills.",
            ),
        },
        texts=(
            "<dry>\n<dry>\n<dry> <fact>\n<dry>\n\n<ask>",
            (
                "I need a reference for {first}, [[who was an intern with us from {month} to {month}]]. Good "
                "things: [[<she|he> rebuilt our filing, learned the machine in two days and made the old clients "
                "laugh]]. Bad things: [[<she|he> overslept three times and cried after a customer shouted]]. [[I "
                "don't want to lie, but <she|he> deserves the place at {school}]]. <How do I put it?|Write it so "
                "that both is in there.>\n\n{name2}, {company}"
            ),
            (
                "Recomendation letter for my student {name}, passport {passport}, for <master|phd> in <subj>. "
                "[[He was rank {n} in batch of {nn}]]. [[His project was on solar dryer for mango and he "
                "presented in <town>]]. [[His father expired in the final year but he completed with good "
                "marks]]. Write from side of {formal2}, HOD."
            ),
            (
                "User: <ask>\nAssistant: <Sure, please paste it.|Of course. What should it say?|Happy to help, "
                "send me the details.>\nUser: <fact> <fact> <fact> <fact> <dry>"
            ),
            (
                "Draft 1:\n<fact> <dry> <fact> <fact>\n\nDraft 2:\n<fact> <fact> <dry> <fact>\n\n<Which is "
                "better?|Merge both.|Pick the best parts.> <ask>"
            ),
            (
                "<ask><sep><open> <fact> <fact> <fact> <dry>\n\n{name2}\n<Associate Professor|Head of "
                "{department}|Director>, {school}"
            ),
            "<open>\n\n<fact> <fact>\n\n<fact> <dry>",
            "<ask>: {first}, {job}. <fact> <fact>",
            "<fact> <fact> <fix>",
            "<ask>\n1) <fact>\n2) <fact>\n3) <fact>\n4) <dry>",
            "<dry> <dry> <dry>",
        ),
    ),
    Genre(
        name="app-linkedin-bio",
        private=True,
        rules={
            "pay": PAY,
            "fix": FIX,
            "sep": SEP,
            "town": TOWN,
            "ask": (
                "Write me a LinkedIn <headline|summary|About section>",
                "Create an <instagram|twitter|upwork|fiverr> bio, third person, witty",
                "short bio for the company website",
                "Turn my CV into a 100 word profile",
                "LinkedIn post announcing my new job",
                "<fix>",
            ),
            "fact": (
                "[[{job} at {company} | ex-{company2} | {school}]]",
                (
                    "[[{nn}+ years in <supply chain|oncology nursing|retail banking|solar energy|prosthetics>, {n} "
                    "of them in <town>]]"
                ),
                (
                    "{name} [[is a {job} from <town> who <builds apps for farmers|restores old boats|teaches coding "
                    "to inmates>]]"
                ),
                "[[After {n} years at {company} I am thrilled to announce that I am joining {company2} as {job2}]]",
                "[[mom of {n}, cancer survivor, marathon runner, recovering perfectionist]]",
                "[[grew from intern to head of {department} in {n} years]]",
                "[[Today was my last day at {company}. They let {nn} of us go, by video call]]",
                "[[founded my own <studio|bakery|agency> in {year} with <pay> and a borrowed van]]",
                "[[Certified <PMP|CFA level II|scrum master|lash technician|ACCA>, licence {licence}]]",
                (
                    "[[speaks <Urdu, English and a bit of Swedish|Tagalog and Spanish|Wolof, French and English>, "
                    "lives in {city}]]"
                ),
                "[[Open to work: {job2} roles in {city} from {month}]]",
                "Contact: {email} · {phone}",
                "[[failed twice: a bar in <town> and a marriage. Third start: {job}]]",
                "[[speaker, mentor of {nn} women in <town>, mother of a child with {disease}]]",
                "[[promoted to {department} lead at {company} after the longest {n} months of my life]]",
                "[[I help dentists in <town> to fill their chairs, {nnn} clients so far]]",
            ),
            "dry": (
                "Passionate about people, process and progress",
                "Let's connect!",
                "#opentowork #newbeginnings #gratitude",
                "Opinions are my own",
                "Coffee first",
                "Ideas are nothing without execution",
                "Trust takes years to build",
                "Change is the only constant",
                "What do you think? Comment below",
            ),
        },
        texts=(
            "<ask> <dry>. <dry>.\n\n<dry>. <dry>. <fact>.",
            (
                "Today I am closing a chapter. [[After {nn} years at {company} - from the mail room to the "
                "management of {department} - I handed in my badge]]. Not because I was unhappy. [[In {month} I "
                "was told that I have {disease}, and I want to see my daughters grow]]. Thank you to [[{first2}, "
                "who hired me without a degree]], and to [[{name3}, who told me when I was wrong]]. What comes "
                "next? No idea. And that is fine.\n\n#careerbreak #gratitude\n\n<fix>"
            ),
            (
                "Name: {name}. Job: [[{job} at {company}, before that {n} years {company2}]]. Lives in: {city}. "
                "Fun fact: [[once cooked for a king; grew up on a barge; collects {object}s]]. Make three "
                "versions: formal, playful, one-liner."
            ),
            "<ask><sep><fact>.\n<fact>.\n<dry>.\n<fact>.\n<fact>.\n<dry>.\n<fact>.\n<fact>.",
            "<ask><sep><fact>. <fact>. <dry>. <fact>. <fact>.\n\n<fact>. <dry>. <fact>.\n\n<fact>. <fact>. <dry>.",
            "<ask><sep><fact>. <fact>. <fact>. <dry>.",
            "<ask>\n<fact>\n<fact>\n<dry>",
            "<fact>\n<fact>\n<fact>\n<dry>\n\n<fix>",
            "<fact>. <dry>.",
            "{name} | <fact>",
            "About\n<fact>. <fact>. <fact>. <fact>.\n\nExperience\n<fact>",
            "<ask> <dry>. <dry>.",
        ),
    ),
    Genre(
        name="app-cv-bullets",
        private=True,
        rules={
            "pay": PAY,
            "fix": FIX,
            "sep": SEP,
            "town": TOWN,
            "subj": SUBJECT,
            "ask": (
                "<Rewrite|Quantify|Tighten> these <resume bullets|CV points> with strong action verbs",
                "ATS friendly please",
                "Which of these should I drop? I apply as {job2}",
                "make a 2 page CV out of this mess",
                "convert to STAR format",
                "<fix>",
            ),
            "head": (
                "{name}\n{city} · {phone} · {email}",
                "{caps}\n{address}\nBorn {birth}, <married|single|divorced>, {n} children",
                "Name- {name}\nFather's name- {name2}\nMobile- {phone}",
                "CV: {first} {last} (github: {username})",
                "EXPERIENCE",
            ),
            "fact": (
                "[[{company}, {city} — {job}, {month} {year} to <present|{year}>]]",
                "[[Managed a caseload of {nn} families and a budget of <pay>]]",
                "[[Reduced month-end close from {nn} to {n} days at {company}]]",
                "[[Trained {nn} new starters in <till work|forklift safety|triage|GDPR>]]",
                "[[Handled payroll for {nnn} staff at the <town> site]]",
                "[[{school}: B.Sc. <subj>, {year}, thesis supervised by Prof. {last3}]]",
                "[[Volunteer, food bank <town>, {year}-{year}]]",
                "[[Increased sales of {product} by {percent} in the {city} territory]]",
                "[[Freelance {job} for {company2} and {company3}]]",
                "[[worked in my uncles hotel at reception, also bar and wedding events, {year}]]",
                "[[Employee of the year {year}, {company}]]",
                "[[gap {year}-{year}: parental leave, moved to {country}]]",
                "[[Sole carer for father with {disease}, {year}-{year}]]",
                "[[Opened the second branch of my aunt's bakery in <town>, {n} staff, {amount} a day]]",
                "[[Dismissed in probation, {company3}, {year} (restructuring)]]",
                "[[Wrote the grant that brought {school2} {amount}]]",
            ),
            "dry": (
                "Skills: MS Office, SAP, teamwork, problem solving",
                "Languages: English C1, French A2",
                "Driving licence class B",
                "References available on request",
                "Interests: {hobby}, {hobby}",
                "Hobbies: reading, travelling",
                "Declaration: all of the above is true to the best of my knowledge",
                "Computer: Word, Excel, typing",
                "Format: two columns, no photo",
                "SUMMARY / EDUCATION / SKILLS",
            ),
        },
        texts=(
            "<ask><sep><dry>. <dry>. <fact>. <dry>. <dry>.",
            (
                "{name}\n[[{job} with {nn} years in <town>, now {city}]]\n{email} | "
                "{phone}\n\nWORK\n[[{year}-{year} {company}, {department}: rota for {nn} people, budget "
                "<pay>]]\n[[{year}-{year} {company2}: night shift, then shift lead]]\n[[{year} {n} months "
                "without work, cared for my mother]]\n\nSCHOOL\n[[{school}, left without a diploma, evening "
                "school {year}]]\n\nOTHER\nclean licence, first aid\n[[two sons, {n} and {n}]]\n\n<ask>"
            ),
            "<ask>\n\n1. <fact>.\n2. <fact>.\n3. <dry>.\n4. <fact>.\n5. <fact>.\n6. <fact>.\n\n<ask>",
            "<fact>. <fact>. <fact>. <dry>. <fact>. <fact>. <dry>. <fact>. <fact>. <ask>",
            "<ask><sep><head>\n\n- <fact>\n- <fact>\n- <fact>\n- <fact>\n- <dry>\n- <dry>",
            "<head>\n<fact>\n  • <fact>\n  • <fact>\n<dry>\n<fact>\n  • <fact>\n\n<ask>",
            "<ask>: <fact>; <fact>; <fact>",
            "* <fact>\n* <fact>\n* <dry>",
            "<ask> '<fact>'",
            "<dry>\n<dry>\n<dry>\n<dry>",
        ),
    ),
    Genre(
        name="app-self-review",
        private=True,
        rules={
            "pay": PAY,
            "fix": FIX,
            "sep": SEP,
            "ask": (
                "Help me with my <yearly|mid-year|probation> self-assessment",
                "Write performance review comments about myself, first person",
                "promotion case to <senior|lead|principal>, one page",
                "Goals for next year from these notes",
                "What have I achieved? sum up for my 1:1",
                "<fix>",
            ),
            "q": (
                "What went well?",
                "Key accomplishments:",
                "Areas for development:",
                "How did you live our values?",
                "Goals {year}",
                "Feedback for your manager (confidential)",
            ),
            "fact": (
                "[[I took over the {company} account from {first2} and grew it from {amount} to <pay>]]",
                "[[I closed {nnn} tickets, more than anyone else in {department}]]",
                "[[I struggled with the <new ERP|night shifts|reorganisation> and missed the {month} deadline]]",
                "[[my manager {first3} told me twice that I should speak up more in meetings]]",
                "[[I mentored {first4}, who has since passed the exam]]",
                "[[I automated the <invoice|rota|lab> report and saved the team {n} hours each week]]",
                "[[I was on sick leave for {n} weeks with {disease}, so half of the targets were not met]]",
                "[[I would like to be paid as a band {n}, since I do the work of {first5} as well]]",
                "[[I led the go-live at the {city} site with a team of {n} and no overtime budget]]",
                "[[I lost my temper with a supplier on {date} and have apologised]]",
                "[[I feel that {first3} overlooks me because I work part-time]]",
                "[[my idea to ship from <the port|{city}> directly saved {company2} {amount} on each container]]",
                "[[{first5} and I no longer talk, which slows the handover]]",
                "[[I said yes to too much, and in {month} I broke down in the car park]]",
                "[[I trained for the {department} certificate in my holidays and paid {amount} myself]]",
            ),
            "dry": (
                "Communication with other teams has improved",
                "The tools are slow and the process has too many steps",
                "Next year I want to learn more about data and negotiation",
                "I live the value 'customer first' every day",
                "Scale: 1 poor, 5 excellent",
                "The template does not allow more than a page",
                "Meetings should have an agenda",
                "Our values are trust, speed and care",
            ),
        },
        texts=(
            "<dry>.\n<dry>.\n<dry>. <fact>.\n<dry>.\n\n<ask>",
            (
                "This year was hard. [[I came back from maternity leave in {month} to a team I did not know, "
                "because {first2} and {first3} had both left]]. [[The {company} migration was handed to me with "
                "{n} weeks to go and without a plan]]. I wrote one. [[We went live {n} days late and <pay> over "
                "budget, yet the client signed for two more years]]. I am proud of that. [[I am less proud of "
                "how I spoke to {first4} in the retro]], for which I apologised. Next year [[I would like to "
                "lead the {city} team, at grade {n}]].\n\n<ask>"
            ),
            (
                "Draft 1:\n<fact>. <dry>. <fact>. <fact>.\n\nDraft 2:\n<fact>. <fact>. <dry>. <fact>.\n\n<Which "
                "is better?|Merge both.|Pick the best parts.> <ask>"
            ),
            "<ask>. <fact>. <fact>. <fact>. <fact>. <dry>.\n<fact>. <fact>.\n\n<ask>",
            "<ask><sep><q>\n<fact>. <fact>. <dry>.\n<q>\n<fact>. <dry>.\n<q>\n<fact>.",
            "<fact>. <fact>. <dry>.\n<fix>",
            "<ask>: <fact>, <fact>, <dry>",
            "<q> <fact>\n<q> <dry>\n<q> <fact>\n<q> <fact>",
            "<ask><sep>- <fact>\n- <fact>\n- <fact>",
            "<q>\n<dry>. <dry>. <dry>.",
        ),
    ),
    Genre(
        name="app-staff-appraisal",
        private=True,
        rules={
            "pay": PAY,
            "fix": FIX,
            "sep": SEP,
            "ask": (
                "Write an appraisal for my <team member|deputy|trainee|nurse>",
                "360 feedback about a colleague, <kind but honest|constructive>",
                "PIP wording for an underperforming {job}",
                "how do I tell <her|him> this without demotivating?",
                "Comments for rating 'exceeds expectations'",
                "Draft a <confirmation|extension of probation|termination> letter from this",
                "<fix>",
            ),
            "fact": (
                "[[{first} is technically our best {job} but interrupts everybody, mostly {first2}]].",
                "[[{first} reached {percent} of target in Q{n}, against {percent} in the quarter before]].",
                "[[Since the separation from his wife {first} comes late, about {n} times in {month}]].",
                "[[She took on the {company} project at two days' notice and delivered]].",
                "[[He is well liked by patients, but his notes are incomplete and twice the dose was missing]].",
                "[[{formal} has not completed the mandatory training and left {n} mails of mine unanswered]].",
                "[[{first}'s English has improved a lot; customers in {city} now ask for <her|him> by name]].",
                "[[I propose a bonus of <pay> and the grade of senior {job} for {first3}]].",
                "[[A complaint by {first4} about jokes in the canteen is still open]].",
                "[[{first} cried in our last talk and said that the workload is too much]].",
                "[[employee is good in work but not regular, {n} uninformed leaves in last {n} months]].",
                "[[{first} hides mistakes until the last day, as with the {company2} order]].",
                "[[Parents ask for {formal} by name, and the other teachers resent it]].",
                "[[{first2} should have the post, but {first3} is the nephew of the owner]].",
                "[[After the baby {first} wants {percent}, and I would rather keep her than look for another]].",
            ),
            "dry": (
                "Strengths: reliability, knowledge of the product. Needs work: delegation.",
                "Overall rating: <3 of 5|meets expectations|B+>.",
                "Goals for the coming period will be agreed by {date}.",
                "Keep the sandwich structure: praise, criticism, praise.",
                "The form has to be signed by both.",
                "Use examples, not adjectives.",
                "Feedback should be specific, timely and kind.",
                "Rating 3 means that the employee meets the requirements.",
            ),
        },
        texts=(
            "<ask> <dry> <dry>\n\n<dry> <dry> <fact>",
            (
                "I have to write {n} reviews by {weekday}. First one: {first}, {job}. [[Always here, never late, "
                "knows every machine by its sound, but refuses to use the tablet and has called the trainees "
                "idiots]]. [[He is {nn} and wants to retire in {year}]]. Second: {first2}. [[She does the work "
                "of two and is paid <pay>, less than {first}]]. [[Her husband is ill, so she goes at three on "
                "Thursdays, which I allowed without asking anyone]]. Write both in our usual style, fair, no "
                "clichés."
            ),
            "<ask><sep><fact> <fact> <dry> <fact> <fact>\n\n<fact> <dry> <fact>\n\n<fact> <fact> <dry>",
            "<dry> <dry>\n\n<fact> <fact>\n\n<dry>\n\n<fact> <fact> <fact>\n\n<ask>",
            "<ask><sep><fact> <fact> <dry> <fact> <dry>",
            "Name: {name}\nRole: {job}\nReviewer: {initials2}\nPeriod: {year}\n\n<fact> <fact>\n<dry>\n\n<ask>",
            "<fact> <fact>\n\n<ask>",
            "<ask>. <fact>",
            "team:\n{first} - <fact>\n{first2} - <fact>\n{first3} - <fact>\n\n<ask>",
            "<dry> <dry> <dry>",
        ),
    ),
    Genre(
        name="app-interview-answer",
        private=True,
        rules={
            "pay": PAY,
            "fix": FIX,
            "sep": SEP,
            "town": TOWN,
            "q": (
                "Tell me about yourself.",
                "Why do you want to leave {company}?",
                "Describe a conflict with a colleague.",
                "Where do you see yourself in five years?",
                "What is your greatest weakness?",
                "What are your salary expectations?",
                "Walk me through your resume",
                "Explain the gap in your CV.",
            ),
            "ask": (
                "Interview tomorrow at {company2}, how is this answer?",
                "mock interview, you're the recruiter. My answers:",
                "STAR answer for a competency question. My story:",
                "Make my elevator pitch {nn} seconds long",
                "<fix>",
            ),
            "fact": (
                "[[I was born and raised in <town>, studied at {school} and have worked as {job} for {n} years]].",
                (
                    "[[At {company} my boss {first2} promised me the team lead post twice and gave it to someone "
                    "from outside]]."
                ),
                (
                    "[[A colleague, {first3}, took credit for my forecast; I spoke to him alone first and then to "
                    "our manager]]."
                ),
                "[[I currently earn {amount} and would move for <pay>]].",
                "[[between {year} and {year} I looked after my father until he died]], that is the gap.",
                "[[I was fired from {company3} after {n} months, it was not a good match and I learned from that]].",
                (
                    "[[my weakness is that I get nervous with big groups, since school, so I joined a speaking club "
                    "in <town>]]."
                ),
                (
                    "[[we had an outage on {date} and I was the only one on shift; I called {first4} and rolled back "
                    "in {nn} minutes]]."
                ),
                "[[I am {age}, married with {n} kids, and my wife also works so relocation is question]].",
                "[[I left the {job2} job since I am pregnant again and the commute was {n} hours]].",
                "[[I lied about the dates at {company} because I was in rehab, how do I handle that]].",
                "[[My last manager, {formal2}, will not say anything good about me since I reported him]].",
                "[[I ran the kitchen of my aunt in <town> with {n} cooks when I was nineteen]].",
                (
                    "[[We had to tell {nn} families that the flight with their relatives was delayed by two days, "
                    "and I took the microphone]]."
                ),
            ),
            "dry": (
                "I am a quick learner and I enjoy working with people.",
                "In five years I would like to be in a position with more responsibility.",
                "I admire the way in which your company treats its customers.",
                "I always write a list in the morning and do the hardest thing first.",
                "Team work means to listen and to share.",
                "I read about the company on its website.",
                "A deadline is a promise.",
                "Keep eye contact and breathe.",
            ),
        },
        texts=(
            "<ask><sep><dry> <dry> <fact> <dry> <dry>",
            (
                "Q: <q>\nMy draft: well, [[I grew up above my parents' <laundry|takeaway|garage> in <town>, so I "
                "have been serving customers since I could see over the counter]]. [[I studied at {school}, did "
                "not finish, and went to sea for {n} years as a cook]]. [[When my daughter was born I came "
                "ashore and learned bookkeeping at night]]. [[Today I keep the books of {company}]], and "
                "honestly I like it more than I thought.\n\nToo long? Too private?"
            ),
            "<fact> <fact> <fact> <dry> <fact> <fact> <dry> <fact> <fact> <ask>",
            (
                "User: <ask>\nAssistant: <Sure, please paste it.|Of course. What should it say?|Happy to help, "
                "send me the details.>\nUser: <fact> <fact> <fact> <fact> <dry>"
            ),
            "<ask><sep>Q: <q>\nA: <fact> <fact> <dry>\nQ: <q>\nA: <fact>",
            "<q> - <fact> <dry> <fact>\n\n<ask>",
            "Interviewer: <q>\nMe: <fact>\nInterviewer: <q>\nMe: <dry>\nInterviewer: <q>\nMe: <fact> <fact>",
            "<ask> <fact> <fact>",
            "Hello, my name is {name}. <fact> <dry>",
            "<q>\n<dry> <dry>\n<q>\n<dry>",
        ),
    ),
    Genre(
        name="app-resign-and-salary",
        private=True,
        rules={
            "pay": PAY,
            "fix": FIX,
            "sep": SEP,
            "ask": (
                "<Write|Draft> a <resignation letter|counter offer|raise request|farewell mail>",
                "How do I negotiate this? Offer is",
                "quit politely, don't burn bridges:",
                "reply to HR, I want to <accept|decline|ask for more>",
                "email my boss to ask for <a raise|unpaid leave|fewer hours|home office>",
                "<fix>",
            ),
            ("open"): (
                ("Dear {formal2},"),
                ("Hi {first2},"),
                ("Dear team,"),
                ("Dear HR,"),
                ("Hello {first2}, hope you are well."),
            ),
            "fact": (
                (
                    "[[please accept this letter as notice that I resign as {job} at {company}, my last day being "
                    "{date}]]."
                ),
                "[[I have been offered <pay> by {company2} and would stay for {amount}]].",
                "[[my salary has been <pay> since {year}, although I now cover the work of two people]].",
                "[[the stress has given me {disease} and my doctor advises me to stop]].",
                "[[we are moving to {city} because my husband found a post there]].",
                "[[I never got over the meeting of {date}, when you called me slow in front of everybody]].",
                "[[the offer: base <pay>, bonus {percent}, {nn} days of leave, start {date}]].",
                "[[My mother in law is ill and I must care for her, so I ask for {n} months unpaid]].",
                "[[I am expecting in {month}, and would like to come back at {percent}]].",
                "[[{first3} in the same role, with less experience, earns {amount} as I happen to know]].",
                "[[I signed with {company2} yesterday, please keep it between us until {weekday}]].",
                "[[after the merger with {company3} I report to someone who asked me what a ledger is]].",
                "[[I can't work with {first4} anymore, he reads my mails and you let him]].",
                "[[my landlord raises the rent by {amount}, that is the plain reason]].",
                "[[I will start my own practice in {city} with two of your former nurses]].",
            ),
            "dry": (
                "I am grateful for everything that I have learned here.",
                "I will of course hand over all files properly.",
                "Please confirm receipt and let me know the next steps.",
                "There will be cake in the kitchen on {weekday}.",
                "The notice period is set by law or contract.",
                "Wishing the team all the best for the future.",
                "Could we find a time to talk this week?",
                "Subject: Salary review",
            ),
        },
        texts=(
            "<dry>\n<dry>\n<dry> <fact>\n<dry>\n\n<ask>",
            (
                "Hi {first2},\n\nI didn't want to do this by mail but you are never in. [[I'm leaving at the end "
                "of {month}]]. [[{company2} offered me <pay> and, more important, a desk that isn't next to "
                "{first3}]]. [[You know what happened at the summer party, HR knows, and nothing was done]]. "
                "I'll finish the <audit|release|stock count> and train whoever comes. Thanks for [[the time you "
                "covered for me when my dad was dying]], I won't forget that.\n\n{first}\n\n<fix>"
            ),
            "<ask>. <fact> <fact> <fact> <fact> <dry>\n<fact> <fact>\n\n<ask>",
            "<ask><sep><fact>\n<fact>\n<dry>\n<fact>\n<fact>\n<dry>\n<fact>\n<fact>",
            "<ask><sep><open>\n\n<fact> <fact> <dry> <dry>\n\n<Regards|Best|Thank you>,\n{name}",
            "<open> <fact> <dry> <fact>",
            "<ask> <fact> <fact>",
            "<fact> <fact>\n<dry>\n\n<fix>",
            "<ask><sep><open>\n<dry> <fact>\n{first}",
            "<open>\n<dry> <dry>",
        ),
    ),
    Genre(
        name="app-academic-and-speaker-bio",
        private=True,
        rules={
            "pay": PAY,
            "fix": FIX,
            "sep": SEP,
            "subj": SUBJECT,
            "town": TOWN,
            "ask": (
                "Speaker bio, max {nn} words, for <a TEDx|our annual meeting|a webinar|a school fair>",
                "author blurb for my <first novel|cookbook|thesis>",
                "academic profile for my faculty page",
                "<Translate|Shorten> this bio",
                "intro that the host can read out loud",
                "<fix>",
            ),
            "fact": (
                "{name} [[is <a lecturer|a postdoc|professor emeritus|a PhD candidate> in <subj> at {school}]].",
                "{first} [[holds degrees from {school} and {school2}]].",
                "[[Before academia {first} ran a <print shop|dairy farm|drug clinic> in <town> for {n} years]].",
                (
                    "[[Her research deals with <migrant seamstresses|river deltas|childhood asthma|machine ethics>, "
                    "funded with <pay>]]."
                ),
                "Dr. {last} [[lives with two cats and a husband in {city}]].",
                "[[He has advised the ministry of <health|fisheries|labour> of his home country since {year}]].",
                "[[{last} was awarded the young researcher prize in {year} and left the committee in a dispute]].",
                "[[She supervises {n} doctoral students, among them {name3} and {name4}]].",
                "[[A survivor of the {year} earthquake, {first} speaks about grief and starting over]].",
                "[[He trained as a {job} and came to <subj> by night school]].",
                "ORCID and mail: {email}",
                "[[The startup that {first} founded with {name5} was sold to {company} for <pay>]].",
                "[[{last} left the order of the Jesuits in {year} and married a year later]].",
                "[[She was born blind in <town> and has sung on {n} continents]].",
                "[[He coaches the under-{n} team of his son and writes about failure]].",
            ),
            "dry": (
                "The talk will last {nn} minutes, with time for questions.",
                "Topics: <leadership, change, trust|soil, water, climate>.",
                "Photo attached, credit not needed.",
                "Third person, present tense, no superlatives.",
                "The conference takes place in {city} on {date}.",
                "Simultaneous interpreting is provided.",
                "Keywords: method, theory, practice.",
                "Doors open at {time}.",
            ),
        },
        texts=(
            "<ask> <dry> <dry>\n\n<dry> <dry> <fact>",
            (
                "{name} [[(born {year} in <town>) is <associate professor|reader|senior researcher> of <subj> at "
                "{school}]]. [[After a doctorate on <salt marshes|debt courts|infant sleep|radio drama> {first} "
                "spent {n} years at {school2} and {n} in industry, at {company}]]. [[{last} has edited {n} books "
                "and sits on the board of a journal that {first} helped to found]]. [[{first} lives in {city} "
                "with {first2} and their three children and plays the cello badly]].\n\n<ask>"
            ),
            "<dry> <dry>\n\n<fact> <fact>\n\n<dry>\n\n<fact> <fact> <fact>\n\n<ask>",
            "<ask>\n\n1. <fact>\n2. <fact>\n3. <dry>\n4. <fact>\n5. <fact>\n6. <fact>\n\n<ask>",
            "<ask><sep><fact> <fact> <fact> <dry>",
            "<fact> <fact> <fact> <fact>",
            "<fact> <fact>\n\n<ask>",
            "Panel {n}:\n1. <fact>\n2. {name5}, {company}\n3. {formal6}\n<dry>\n<ask>",
            "<ask>\n<fact>",
            "<dry> <dry> <dry>",
        ),
    ),
    Genre(
        name="app-dating-and-roommate",
        private=True,
        rules={
            "pay": PAY,
            "fix": FIX,
            "sep": SEP,
            "town": TOWN,
            "ask": (
                "<hinge|tinder|bumble|matrimony site> profile, make it funny",
                "Write my ad for a <room|flatmate>",
                "what would you reply to this profile?",
                "Biodata for marriage, please format",
                "Does this sound desperate?",
                "au pair family letter",
                "<fix>",
            ),
            "fact": (
                "[[I'm {age}, divorced, two kids every other week, and I'm honest about it]]",
                "{first}, [[{age}, {job} in {city}, shy until the second drink]]",
                "[[looking for a room from {month}, up to <pay>, I have a cat and work nights]]",
                "[[Widow, {age}, from <town>, wishes to meet a gentleman for walks and maybe more]]",
                (
                    "[[we are two nurses and a phd student near <the station|the canal>, the third room is {n} sqm "
                    "and costs {amount}]]"
                ),
                "[[Boy: {n} ft 9, MBA, working with {company} in <town>, own house, vegetarian, one married sister]]",
                "[[I came out last year and haven't dated since my ex moved back to <town>]]",
                "[[I have {disease}, it's under control, and I'd rather you know now]]",
                "[[I'm an introvert who cries at <dog adverts|weddings|trains leaving> and cooks {food} when sad]]",
                "[[Our family: {first2} (doctor), {first3} (at home) and the boys {first4} and {first5}]]",
                "ig {handle}, or text {phone}",
                "[[My ex and I share a dog, a car and a daughter named {first4}, in that order of trouble]]",
                "[[I moved to {city} for {company}, I know nobody and I eat {food} alone]]",
                "[[our last flatmate {first5} left owing us {amount}]]",
                "[[practising, never married, wali is my uncle {name6}, prefers somebody from <town>]]",
            ),
            "dry": (
                "No smokers, no drama",
                "Sunday is for {food} and {hobby}",
                "Must like dogs and bad puns",
                "Viewing on {weekday} after {time}",
                "Wifi, washing machine, balcony",
                "Kindness is hotter than abs",
                "Swipe right if you can parallel park",
                "The tram stops around the corner",
            ),
        },
        texts=(
            "<ask><sep><dry>. <dry>. <fact>. <dry>. <dry>.",
            (
                "Hi! We're {first} and {first2}, [[both {nn}, both at {school}, and our third flatmate just "
                "moved in with her boyfriend]]. [[The room is {n} sqm, faces the yard at {street}, and costs "
                "{amount} all in]]. [[{first} has mild {disease} and needs quiet after ten; {first2} works in a "
                "bar and comes home at three]]. We have one {animal} and one good pan. Write to "
                "{email}.\n\n<ask>"
            ),
            (
                "User: <ask>\nAssistant: <Sure, please paste it.|Of course. What should it say?|Happy to help, "
                "send me the details.>\nUser: <fact>. <fact>. <fact>. <fact>. <dry>."
            ),
            (
                "Draft 1:\n<fact>. <dry>. <fact>. <fact>.\n\nDraft 2:\n<fact>. <fact>. <dry>. <fact>.\n\n<Which "
                "is better?|Merge both.|Pick the best parts.> <ask>"
            ),
            "<ask><sep><fact>. <fact>. <dry>.",
            "<fact>. <dry>. <dry>. <fact>.\n\n<ask>",
            "<fact>\n<dry>\n<fact>",
            "<ask>: <fact>",
            "About me: <fact>. <fact>.\nLooking for: <dry>.\nContact: {email}",
            "<ask><sep><dry>. <dry>. <dry>.",
        ),
    ),
    Genre(
        name="app-wedding-and-party-speech",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "town": TOWN,
            "ask": (
                (
                    "<Best man|Maid of honour|Father of the bride|Golden wedding|retirement|60th birthday> speech, "
                    "{n} minutes"
                ),
                "wedding vows, funny but sweet. facts",
                "Toast for my <sister|oldest friend|boss|grandparents>",
                "Add a joke and a quote",
                "Poem for my <wife|mum|colleague> with these details",
                "<fix>",
            ),
            "fact": (
                "[[{first} and {first2} met on a delayed train to <town> and shared one umbrella]].",
                "[[I have known {first} since we were six and broke Mrs {last4}'s window together]].",
                "[[she said no to him three times, the third time in front of his mother]].",
                "[[dad could not be here; he died in {month}, but he would have danced]].",
                "[[{first} once drove {nnn} km at night to bring me home after my break-up]].",
                "[[they lost a baby in {year} and I have never seen two people hold on like that]].",
                "[[{first2} snores, collects {object}s and has never once been on time]].",
                "[[{formal} joined {company} in {year}, when the office was two desks and a kettle]].",
                "[[my love, you stayed when I lost my job and slept on the floor of the hospital]].",
                "[[grandpa {first3} came from <town> with a suitcase, married {first4} and had {n} children]].",
                (
                    "[[he proposed in the queue of the <job centre|airport|hardware store>, with a ring from a "
                    "vending machine]]."
                ),
                "[[in {nn} years at the school she has taught half of <town> to read, including me]].",
                "[[{first5} was adopted at {n}, and on that day I got a brother and lost a room]].",
                "[[your father would be so proud, even if he voted for the other side]].",
            ),
            "dry": (
                "Ladies and gentlemen, please raise your glasses.",
                "Love is patient, love is kind, and love does the dishes.",
                "Marriage is a workshop: he works and she shops, as the old joke goes.",
                "Thank you all for coming from near and far.",
                "A good marriage is a long conversation.",
                "The buffet is open, the band plays until two.",
                "They say that love is blind; marriage is the optician.",
                "To the happy couple!",
            ),
        },
        texts=(
            "<dry>\n<dry>\n<dry> <fact>\n<dry>\n\n<ask>",
            (
                "Good evening everybody. For those who don't know me, I'm {first3}, [[{first}'s little sister, "
                "the one who locked him in the cellar in {year}]]. [[When {first} brought {first2} home, our "
                "mother counted the spoons]]. [[{first2} had {colour} hair, a motorbike and no job, and within a "
                "week she had repaired our roof]]. [[Then dad got sick, and she was the one who shaved him]]. "
                "So, {first2}, welcome to a family that you have run for years.\n\n<ask>"
            ),
            "<ask><sep><fact>\n<fact>\n<dry>\n<fact>\n<fact>\n<dry>\n<fact>\n<fact>",
            "<ask><sep><fact> <fact> <dry> <fact> <fact>\n\n<fact> <dry> <fact>\n\n<fact> <fact> <dry>",
            "<ask><sep><fact> <fact> <dry> <fact>",
            "<dry> <fact> <fact> <fact> <dry>\n\n<fix>",
            "<ask>:\n- <fact>\n- <fact>\n- <fact>",
            "Good evening, I'm {first5}, <the bride's brother|the groom's mum|the neighbour>. <fact> <dry>",
            "<ask>. <fact>",
            "<dry> <dry> <dry>",
        ),
    ),
    Genre(
        name="app-eulogy",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "town": TOWN,
            "ask": (
                (
                    "Write <an obituary|a eulogy|a short death notice|a sympathy card> for <my grandfather|my "
                    "aunt|our neighbour|my best friend>"
                ),
                "I have to speak at the funeral on {weekday} and I can't find words",
                "help with the tribute in our <club|parish|company> newsletter",
                "thank-you card after the funeral",
                "<fix>",
            ),
            "fact": (
                "{name}, {age}, [[passed away peacefully at home in <town> on {date}]].",
                (
                    "[[{first} was born in <town> in {year}, the youngest of {nn} children of a "
                    "<miner|tailor|fisherman>]]."
                ),
                "[[For {nn} years {formal} taught <sums|woodwork|Latin|swimming> at {school}]].",
                "[[mum never complained, not even when the {disease} took her hands]].",
                "[[He leaves behind his wife {first2}, their daughters {first3} and {first4}, and a very old dog]].",
                "[[we did not speak for {n} years because of the house, and I wish that I had called]].",
                "[[she baked {food} for the whole street and lied about her age]].",
                "[[my brother took his own life and nobody in the family says the word]].",
                "[[{first} loved {hobby}, {food} and the wrong football team]].",
                "[[Uncle {first5} crossed the border in {year} with a false name and kept it all his life]].",
                "[[{first} fell asleep while the radio played, with the cat on the bad knee]].",
                "[[Sister {first2} ran the ward in <town> for {nn} years and hid cigarettes for the old men]].",
                "[[the baby lived for {n} days and we named her {first3}]].",
                "[[everybody owed him money, and he wrote it down nowhere]].",
            ),
            "dry": (
                "In lieu of flowers, donations to the hospice are welcome.",
                "The service is at {time}, followed by tea.",
                "Do not stand at my grave and weep.",
                "Grief is the price that we pay for love.",
                "There is a time to weep and a time to laugh.",
                "Those we love do not go away.",
                "The family thanks the staff of the ward.",
                "Please wear something bright.",
            ),
        },
        texts=(
            "<ask> <dry> <dry>\n\n<dry> <dry> <fact>",
            (
                "[[My <dad|uncle|neighbour|godfather> {first} died on {weekday}]]. [[He was {age}, a "
                "<welder|postman|piano tuner|cook>, and he never left <town> except for the war]]. [[He drank "
                "too much when mum left and stopped from one day to the next when my son {first2} was born]]. "
                "[[He taught {first2} to fish, to swear and to fold a shirt]]. [[At the end he thought that I "
                "was his brother {first3}]]. I have five minutes and I don't want to cry. <ask>"
            ),
            "<ask>\n\n1. <fact>\n2. <fact>\n3. <dry>\n4. <fact>\n5. <fact>\n6. <fact>\n\n<ask>",
            "<fact> <fact> <fact> <dry> <fact> <fact> <dry> <fact> <fact> <ask>",
            "<ask><sep><fact> <fact> <fact> <dry>",
            "<fact> <fact> <dry> <fact> <dry>",
            "<ask>. <fact> <fact>",
            "<fact> <dry>\n\n<fix>",
            "<ask>\nname: {name}\nborn: {birth}\nfamily: {first2}, {first3}\nwhat I remember: <fact> <fact>",
            "<dry> <dry> <dry>",
        ),
    ),
    Genre(
        name="app-family-history",
        private=True,
        rules={
            "pay": PAY,
            "fix": FIX,
            "sep": SEP,
            "town": TOWN,
            "land": LAND,
            "ask": (
                "Turn my notes into a chapter of our family chronicle",
                "I'm writing my memoirs. Improve the style of this passage",
                "biography of my <grandmother|great-uncle|father> for the reunion",
                "Translate my grandfather's letter",
                "Summarise our family tree",
                "<fix>",
            ),
            "fact": (
                "[[My great-grandfather {name} left <town> in {year} with his brother and never wrote again]].",
                "[[{first2} married {first3} {last3} in <town>; of their {n} children three lived]].",
                "[[Grandma hid the radio under the potatoes and told nobody, not even Grandpa]].",
                "[[we lived above the <bakery|pharmacy|police station>, {n} to a bed, and father drank on Fridays]].",
                "[[My mother was sent to <land> at fifteen to work as a maid, and that is where I was born]].",
                "[[It came out by a DNA test that {first4} is only my half-sister]].",
                "[[the farm near <town> was sold in {year} for <pay>, and the cousins have not forgiven {first5}]].",
                "[[I was the child who had to interpret at the doctor's, the bank and the school]].",
                "[[b. {birth} in <town>, d. {year}; occupation {job}; spouse {name6}]].",
                "[[In {year} I left the convent, {n} months before I met your father]].",
                "[[My uncle {first6} was with the other side in the war, and his photo was cut out of the album]].",
                "[[Father changed our name from {last4} to {last5} on the ship, so that the clerk could spell it]].",
                "[[The twins were given to an aunt in <town>, and one came back]].",
                "[[mother kept two books: one for the tax office and one for herself]].",
            ),
            "dry": (
                "The winters were hard in those days and the roads bad.",
                "Every family has its stories, and ours has too many.",
                "Parish registers begin in the seventeenth century and are kept in the county archive.",
                "Please keep the first person and the dialect words.",
                "In those years many people left the region for work.",
                "A railway reached the valley late in the century.",
                "Spelling of names varies between the books.",
                "Bread was baked once a week in the village oven.",
            ),
        },
        texts=(
            "<ask><sep><dry> <dry> <fact> <dry> <dry>",
            (
                "[[My mother's people, the {last}s, came from a village near <town> and were "
                "<coopers|smiths|ferrymen> as far back as the church book goes]]. [[In the winter of {year} "
                "{first2} {last} walked to the coast with two girls and a cow; the cow was stolen, the younger "
                "girl died]]. The other was my grandmother. [[She married a clerk called {name3}, whom she did "
                "not love and who did not ask]]. Of all this nobody spoke at table.\n\n<ask>"
            ),
            (
                "Draft 1:\n<fact> <dry> <fact> <fact>\n\nDraft 2:\n<fact> <fact> <dry> <fact>\n\n<Which is "
                "better?|Merge both.|Pick the best parts.> <ask>"
            ),
            "<ask>. <fact> <fact> <fact> <fact> <dry>\n<fact> <fact>\n\n<ask>",
            "<ask><sep><fact> <dry> <fact> <fact>",
            "<fact> <fact> <fact> <dry>",
            "<fact> <dry>\n\n<ask>",
            "Chapter {n}\n\n<dry> <fact> <fact>\n\n<dry> <fact>",
            "<ask>\n- <fact>\n- <fact>\n- <fact>\n- <fact>",
            "<dry> <dry>",
            "<ask><sep><dry> <dry>",
        ),
    ),
    Genre(
        name="app-statement-and-appeal",
        private=True,
        rules={
            "pay": PAY,
            "fix": FIX,
            "sep": SEP,
            "ask": (
                (
                    "<Write|Improve> an appeal letter to <the exam board|the council|the insurance|the "
                    "university|the parking office>"
                ),
                "personal statement for <family court|the judge|the disciplinary hearing>",
                "Letter to the school about <exclusion|bullying|an extra year|special needs>",
                "mitigating circumstances form, max {nnn} words",
                "objection against the decision of {date}",
                "Hardship letter to the bank",
                "<fix>",
            ),
            "open": (
                "Dear Sir or Madam,",
                "Your Honour,",
                "To the appeals committee of {school}",
                "Dear {formal2},",
                "Case no. {customer}, {name}",
                "",
            ),
            "fact": (
                "[[I failed the exam because my father had a heart attack the night before]].",
                "[[my claim was turned down although I cannot walk more than {nn} metres]].",
                "[[I pleaded guilty to driving after {n} beers; I have not touched alcohol since {month}]].",
                "[[My son {first3} ({n}) has been pushed and spat at by two older boys since {month}]].",
                "[[I work {nn} hours at {company}, raise {n} children alone and have no family here]].",
                "[[The benefit was cut to <pay>, which leaves us {amount} after rent]].",
                "[[I was diagnosed with {disease} in {year}, the report of Dr {last4} is attached]].",
                "[[The children are afraid of his new partner and wet the bed after each visit]].",
                "[[I copied the paragraph from {first5} in panic, it was the first and last time]].",
                "[[We fled in {year} and my papers burnt, that is why the date of birth is wrong]].",
                "[[My offer from {school} needs a B in maths and I got a C by two marks]].",
                "[[I parked there for {n} minutes as my wife had contractions]].",
                "[[The landlord {name6} threw our things on the street on {date}, with the baby asleep]].",
                "[[I was the one who called the ambulance for {first4}, and now I am accused]].",
                "[[My stipend of {amount} stopped when my supervisor {last5} left for {country}]].",
            ),
            "dry": (
                "I kindly ask you to reconsider the decision.",
                "The rules allow an appeal within {nn} days.",
                "Thank you for your time and understanding.",
                "I enclose copies of all documents.",
                "Tone: respectful, not begging.",
                "Please confirm that you have received this letter.",
                "The guidance says that each case is to be judged on its merits.",
                "A decision must give reasons.",
                "Yours faithfully",
            ),
        },
        texts=(
            "<dry>\n<dry>\n<dry> <fact>\n<dry>\n\n<ask>",
            (
                "To whom it concerns,\n\non {date} you refused [[my daughter {first2} a place at {school}]]. We "
                "ask you to look at it again. [[{first2} has {disease} and cannot take the bus alone]]; [[the "
                "other school is {nn} minutes away and I start my shift at {company} at six]]. [[Her brother "
                "{first3} is already in year {n} there]]. [[Since the letter came she has stopped eating at "
                "lunch]]. I enclose [[the report of Dr {last4}]].\n\n{name}, {phone}\n\n<ask>"
            ),
            "<ask><sep><fact> <fact> <dry> <fact> <fact>\n\n<fact> <dry> <fact>\n\n<fact> <fact> <dry>",
            "<dry> <dry>\n\n<fact> <fact>\n\n<dry>\n\n<fact> <fact> <fact>\n\n<ask>",
            "<ask><sep><open>\n\n<fact> <fact> <fact> <dry> <dry>\n\n{name}\n{address}",
            "<open>\n<fact> <dry> <fact> <dry>",
            "<ask> - <fact> <fact>",
            "<fact> <fact> <fact>\n\n<ask>",
            "<ask>: <fact> <dry>",
            "<ask>. <dry> <dry>",
        ),
    ),
    Genre(
        name="app-career-dilemma",
        private=True,
        rules={
            "pay": PAY,
            "town": TOWN,
            "subj": SUBJECT,
            "open": (
                "hi, need career advice.",
                "Be my career coach.",
                "ok so",
                "Not sure who else to ask.",
                "Situation:",
                "I know you're a bot but",
                "Can I ask something?",
            ),
            "fact": (
                "[[im {age} and stuck as a {job} in <town> with <pay> of student debt]]",
                "[[I have two offers, {company} at <pay> and {company2} at {amount} with shares]]",
                "[[my parents want me to do <subj> but I already stopped going to class in {month}]]",
                "[[I was passed over again and {first2}, whom I trained, is now my boss]]",
                "[[my visa runs out in {n} months and {company} won't sponsor]]",
                "[[I have a 2.{n} gpa, one internship at my uncle's firm and panic attacks]]",
                "[[I've been a stay-at-home dad for {n} years and the divorce means I need work now]]",
                "[[i got caught <moonlighting|lying about my degree|sleeping on shift> at {company}]]",
                "[[husband says if I take the job in {city} he is not coming]]",
                "[[Came from <town> as nurse, here they only let me clean]]",
                "[[my team lead texts me at midnight and says it's a joke]]",
                "[[I told {first3} at work about my autism and now everybody speaks slowly to me]]",
                "[[My father built {company3} and expects me to take over in {year}, I want to be a {job2}]]",
                "[[I'm a doctor from <town>, {nn} years of practice, and stack shelves at night here]]",
                "[[they offered me the promotion on the day I decided to leave]]",
            ),
            "q": (
                "What should I do?",
                "is it too late to switch?",
                "Which one would you take and why?",
                "Make me a plan for the next {n} months.",
                "how to tell them",
                "Pros and cons please.",
                "What jobs exist for somebody like me?",
            ),
            "dry": (
                "What does a {job} earn on average?",
                "Which certificates are worth the money in <subj>?",
                "How long should one stay in a first job?",
                "Is an MBA still worth it?",
                "Do recruiters read cover letters at all?",
                "Is it better to specialise or to stay broad?",
                "what certificates do people need for cloud jobs?",
                "Explain how notice periods work in general.",
            ),
        },
        texts=(
            "<q> <dry>. <dry>.\n\n<dry>. <dry>. <fact>.",
            (
                "ok long story. [[im a {job}, {age}, two kids, and my contract at {company} ends in {month}]]. "
                "[[boss {first} says there will be a new one but he said that last year to {first2} and she is "
                "gone]]. [[meanwhile {company2} in {city} called me, they pay {amount} more, but my mum lives "
                "here and she has {disease}]]. [[my husband is on benefits since the accident]]. part of me "
                "wants to just run. <q>"
            ),
            "<fact>. <fact>. <fact>. <dry>. <fact>. <fact>. <dry>. <fact>. <fact>. <q>",
            (
                "User: <q>\nAssistant: <Sure, please paste it.|Of course. What should it say?|Happy to help, "
                "send me the details.>\nUser: <fact>. <fact>. <fact>. <fact>. <dry>."
            ),
            "<open> <fact>. <fact>. <q>",
            "<fact> and <fact>. <q> <q>",
            "<open> <fact>, <q>",
            "<q> <fact>. <fact>. <fact>.",
            "<fact>. <dry> <dry>",
            "<open> <dry> <dry>",
        ),
    ),
)

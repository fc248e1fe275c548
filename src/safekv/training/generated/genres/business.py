"""Private genres of business matter in prompts: figures, plans, clients, contracts, threads, tables, homes, clubs."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre

FIX = (
    "<Rewrite this|make this better|Improve|Polish|rephrase pls|Shorten>",
    "<Summarize|Summarise in {n} bullets|TLDR|Give me the key points|What are the risks here?>",
    "<translate to English|Translate to Spanish, formal|into Chinese please|Put it in good german>",
    "<reply to this mail politely|Draft an answer|how should I answer|Write a firm but friendly reply>",
    "<correct grammer|Please check my english|proofread, keep the format>",
    ("<Turn this into a table|Make slides out of it, {n} at most|Write an executive summary|as a LinkedIn post>"),
    "<Find mistakes|What is missing?|Play devil's advocate|Score it from 1 to 10>",
)
SEP = ("\n\n", ":\n\n", "\n---\n", " ", "\n\n\n", ": ", '\n"""\n', "\n>>>\n")
FIRM = (
    (
        "<Okonkwo|Brandl|Moretti|Tan|Lindqvist|Haddad|Pereira|Novak|Singh|Yilmaz> <& "
        "Sons|Ltd|GmbH|Trading|Foods|Textiles>"
    ),
    (
        "<Nordwind|Casa Verde|Blue Kite|Ironbark|Mzuri|Tall Pine|Al Noor|Sakura|Red Barn|Lumo> <Pvt "
        "Ltd|Studio|Logistics|S.L.>"
    ),
    (
        "<Kappel|Dubois|Mbeki|Ferrari-Lutz|O'Dowd|Zhao|Kowal|Andersen|Rahman> <Bau|Dental "
        "Group|Packaging|Advisors|Farms>"
    ),
    "<Velora|Quillo|Trenza|Bryndis|Opaline|Kestrelix|Numbat|Havenly|Zipstack|Farro>",
)
CODE = (
    "<Project Falcon|Project Alder|Operation Sunrise|codename Marlin|Titan v{n}|Project Blue Door>",
    "<the Osprey app|project 'Kiwi'|Phoenix {n}.0|the Tulip line|Project Granite|the Nova headset>",
)
SUM = (
    "<$|€|£>{n}.{n} million",
    "<$|€|£|CHF |AUD >{nnn},000",
    "{nn} <lakh|crore>",
    "<{nnn}k|{nn}k> <euros|dollars|pounds|zloty>",
    "<AED|ZAR|RM|KES|Rs.|NGN|SEK|PHP> {nnn},{nnn}",
    "{amount}",
)
TOWN = (
    "<Pune|Lagos|Graz|Bilbao|Penang|Accra|Tampere|Gdansk|Leicester|Medellin|Dubai|Tulsa|Perth|Nairobi>",
    "<Ankara|Brno|Cebu|Lyon|Hull|Durban|Osaka|Porto Alegre|Halifax|Amman|Jaipur|Ghent|Austin|Hamburg>",
)

GENRES = (
    Genre(
        name="biz-own-figures",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "firm": FIRM,
            "sum": SUM,
            "town": TOWN,
            "ask": (
                "Analyse our numbers and tell me what to cut",
                "Write the comment on the quarter for the <bank|owners|shareholders|holding>",
                "calculate the break-even",
                "How do I explain this to <my partner|the investors|the tax adviser>?",
                "Make a cash flow forecast for {n} months",
                "is this business worth saving",
                "<fix>",
            ),
            "fact": (
                "[[{company} <made|lost> <sum> in the <first|second|third|last> quarter of {year}]]",
                "[[our margin fell from {percent} to {percent} after {company2} raised its prices]]",
                "[[We owe the bank <sum>, the tax office <sum> and my brother in law <sum>]]",
                "[[the {city} plant of {company} runs at {percent} of capacity]]",
                "[[{percent} of our turnover comes from one client, <firm>]]",
                "[[Revenue <sum>, COGS <sum>, wages <sum>, rent <sum>, leaving <sum>]]",
                "[[the owners have drawn <sum> since {month}, which the accounts do not show]]",
                "[[the restaurant in <town> takes about <sum> a week, half of it in cash]]",
                "[[we have cash for {n} weeks, then payroll for {nn} people bounces]]",
                "[[{company} sold {nn},{nnn} units last year against {nn},{nnn} in the plan]]",
                "[[our churn is {percent} a month and CAC has doubled to <sum>]]",
                "[[inventory at the <town> warehouse is overvalued by <sum>]]",
                "[[the {department} of {company} overspent by <sum>, mainly on <agency staff|cloud|travel>]]",
                "[[Our <town> franchise pays {percent} to {company3} and has not earned a cent since {month}]]",
                "[[EBITDA without my own salary is <sum>; with it, minus <sum>]]",
                "[[I took <sum> from the company for the house and must pay it back by {month}]]",
            ),
            "dry": (
                "Break-even is fixed cost divided by the contribution per unit",
                "Inflation and energy prices have hit the whole industry",
                "Use plain words, the readers are not accountants",
                "Interest rates are expected to fall next year",
                "EBITDA is profit before interest, tax and depreciation",
                "Compare actual, plan and previous year",
                "Round to thousands",
                "What ratio do banks usually look at?",
            ),
        },
        texts=(
            "<ask><sep><dry>. <dry>. <fact>. <dry>. <dry>.",
            (
                "Hi, I need help understanding our P&L. We are [[{company}, a <print "
                "shop|nursery|brewery|transport firm> in <town> with {nn} people]]. [[Turnover was <sum> last "
                "year and <sum> this year, but there is less money in the bank]]. [[I think that it's the "
                "{month} contract with <firm>, we bought the material and they pay after 120 days]]. [[Also "
                "{first}, our accountant, booked the new <oven|press|van> as expense]]. <ask>"
            ),
            (
                "YTD\tPlan\tActual\nSales\t[[<sum>]]\t[[<sum>]]\nGross "
                "margin\t{percent}\t[[{percent}]]\nStaff\t[[<sum>]]\t[[<sum>]]\n\n[[{company} {city}, "
                "internal]]. [[Main driver: loss of <firm> in {month}]]. <ask>"
            ),
            "<ask><sep><fact>. <fact>. <dry>. <fact>. <fact>.\n\n<fact>. <dry>. <fact>.\n\n<fact>. <fact>. <dry>.",
            "<dry>. <dry>.\n\n<fact>. <fact>.\n\n<dry>.\n\n<fact>. <fact>. <fact>.\n\n<ask>",
            "<ask><sep><fact>. <fact>. <dry>. <fact>. <fact>.",
            "<fact> and <fact>. <ask>",
            "- <fact>\n- <fact>\n- <fact>\n- <fact>\n- <dry>\n\n<ask>",
            "<ask>: <fact>",
            "Q{n} review\n<fact>. <fact>. <fact>.\nOutlook\n<dry>. <fact>. <fact>.\n<ask>",
            "<dry>. <dry>. <ask>",
            "<fact>. <fact>.",
        ),
    ),
    Genre(
        name="biz-plan-and-pitch",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "firm": FIRM,
            "sum": SUM,
            "town": TOWN,
            "ask": (
                (
                    "Write a <business plan|pitch deck outline|one pager|grant application> for my "
                    "<start-up|bakery|clinic|farm>"
                ),
                "Be a shark tank investor and tear this apart",
                "SWOT for us please",
                "pitch email to <a VC|an angel|the city council>",
                "find a name and slogan, here is the idea",
                "<fix>",
            ),
            "fact": (
                (
                    "[[I want to open a <vegan kebab shop|repair cafe|tutoring centre|halal butcher|surf school> in "
                    "<town> with <sum> of savings]]"
                ),
                "[[{company} is raising <sum> at a valuation of <sum>]]",
                "[[co-founders: {name} (tech), {name2} (sales), {n}0/{n}0 split, no vesting yet]]",
                (
                    "[[our patent-pending sensor finds rot in <potatoes|timber|pipes> {n} days earlier than anything "
                    "sold today]]"
                ),
                "[[<firm> has signed a letter of intent for {nnn} units]]",
                "[[we have {nnn} paying users in <town>, growing {percent} a month]]",
                "[[The plan is to buy out {company2} by {year} and close its <town> shop]]",
                "[[my wife will quit her job at {company3} and do the books]]",
                "[[unit cost {amount}, price {amount}, and the supplier in <town> gives us 60 days]]",
                "[[The secret is that we {company} buy the beans unroasted through a cousin, at <sum> a ton]]",
                "[[seed investors <firm> and {formal3} want their money back by {month}]]",
                (
                    "[[the recipe of the sauce is my mother's: {nn} g chili, tamarind and one thing that we don't "
                    "print on the label]]"
                ),
                "[[our app <firm> has {nnn} downloads, of which {n} pay]]",
                "[[the grant office told us off the record that <firm> is out]]",
                (
                    "[[I have a letter from the {city} council that the old <mill|school|station> is ours for "
                    "{amount} a month]]"
                ),
            ),
            "dry": (
                "The market for healthy snacks is growing worldwide",
                "Our mission is to make good food affordable for everyone",
                "Target group: women and men from 25 to 45 in cities",
                "Include a section on legal form, marketing and risks",
                "Competitors are the big chains and online shops",
                "A pitch deck has ten to twelve slides",
                "Start with the problem, then the solution",
                "Revenue model: subscription, one-off or commission",
                "Social media and word of mouth are cheap channels",
            ),
        },
        texts=(
            "<dry>.\n<dry>.\n<dry>. <fact>.\n<dry>.\n\n<ask>",
            (
                "My name is {first} and [[I run <firm>, a two-person <studio|kitchen|lab> in <town>]]. [[We make "
                "a <lunch box|pill dispenser|saddle|board game> that nobody else has, since my co-founder "
                "{first2} worked on it at {company} before she quit]]. [[So far we sold {nnn} pieces, all to "
                "friends and two shops]]. [[We need <sum> for the mould and can show <sum> of our own]]. Write a "
                "pitch of two minutes. Start with a question."
            ),
            "<fact>. <fact>. <fact>. <dry>. <fact>. <fact>. <dry>. <fact>. <fact>. <ask>",
            (
                "User: <ask>\nAssistant: <Sure, please paste it.|Of course. What should it say?|Happy to help, "
                "send me the details.>\nUser: <fact>. <fact>. <fact>. <fact>. <dry>."
            ),
            "<ask><sep><fact>. <dry>. <fact>. <fact>.",
            "<ask>\n\nProblem: <dry>\nSolution: <fact>\nTraction: <fact>\nTeam: <fact>\nAsk: <fact>",
            "<fact>. <fact>. <fact>. <ask>",
            "<ask>. <fact>",
            "1. Summary\n<dry>. <fact>.\n2. Market\n<dry>.\n3. Finance\n<fact>. <fact>.\n\n<fix>",
            "<ask>. <dry>. <dry>.",
        ),
    ),
    Genre(
        name="biz-unreleased-project",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "firm": FIRM,
            "sum": SUM,
            "town": TOWN,
            "code": CODE,
            "ask": (
                "Write the <internal announcement|PRD|launch plan|FAQ> for this",
                "user stories and acceptance criteria please",
                "Name ideas, must not leak",
                "Prepare me for the steering committee",
                "risk register from these notes",
                "<fix>",
            ),
            "fact": (
                "[[<code> is not announced before {date}, only {company} and <firm> know]]",
                "[[we will drop the old {company} app in {month} and move {nn},000 users to <code>]]",
                "[[The prototype failed {n} of {nn} drop tests at the <town> lab]]",
                "[[the price will be {amount}, cut to {amount} if {company2} reacts]]",
                "[[engineering is {n} sprints behind because {first2} left and nobody knows the parser]]",
                "[[the new drug candidate of {company} showed liver signals in {n} dogs]]",
                "[[<code> uses the motor that <firm> makes for us under NDA]]",
                "[[budget <sum>, spent <sum>, sponsor {formal3}]]",
                "[[in the next firmware we log the location, legal has not been told]]",
                "[[the game has two endings, the studio in <town> keeps the second one secret until {month}]]",
                "[[once the {city} site is certified, {company} stops making {product}]]",
                (
                    "[[our next collection is all {colour}, made at <firm> in <town>, and the lookbook leaks if "
                    "{first4} sees it]]"
                ),
                "[[the series finale kills the mother; script by {name5}, shoot in <town> from {month}]]",
                "[[tests of <code> with {nn} customers of {company2} showed that nobody finds the button]]",
                "[[{company} files the patent on {date}, so no demo before]]",
            ),
            "dry": (
                "As a user I want to reset my password so that I can log in again",
                "The page must load in under two seconds",
                "Accessibility follows WCAG AA",
                "Milestones: design freeze, pilot, roll-out",
                "Dependencies and open questions go to the end",
                "Use the MoSCoW method",
                "Estimates are in story points",
                "Test on Android and iOS",
                "The header stays fixed when the page scrolls",
            ),
        },
        texts=(
            "<ask> <dry>. <dry>.\n\n<dry>. <dry>. <fact>.",
            (
                "Subject: <code> - next steps\n\nAs you know [[<code> replaces the current {company} line in "
                "{month}]]. [[Until then nobody outside {department} may see the samples, not even sales in "
                "<town>]]. [[The first shots from the tool at <firm> were warped, so we are {n} weeks late]]. "
                "[[{first} suggests to launch without the display and to send it later by post]], which I find "
                "crazy. <ask>"
            ),
            "<ask>. <fact>. <fact>. <fact>. <fact>. <dry>.\n<fact>. <fact>.\n\n<ask>",
            "<ask><sep><fact>.\n<fact>.\n<dry>.\n<fact>.\n<fact>.\n<dry>.\n<fact>.\n<fact>.",
            "<ask><sep><fact>. <fact>. <dry>. <fact>.",
            "<fact>\n<fact>\n<dry>\n<dry>\n\n<ask>",
            "Status <weekly|monthly>: <fact>; <fact>; <dry>. <ask>",
            "<ask>: <fact>",
            "CONFIDENTIAL\n\nBackground\n<fact>. <fact>.\nScope\n<dry>. <dry>. <fact>.\nTimeline\n<fact>.",
            "<ask>\n- <dry>\n- <dry>\n- <dry>",
        ),
    ),
    Genre(
        name="biz-client-supplier-mail",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "firm": FIRM,
            "sum": SUM,
            "town": TOWN,
            "ask": (
                "Answer this customer, we can't give <a discount|a refund|an earlier date>",
                "write mail to supplier for delay in shipment",
                "make below mail more polite and professional",
                "Follow-up, third reminder, still friendly",
                "I need to fire a client. Draft it",
                "cold email to {company2}",
                "<fix>",
            ),
            ("open"): (
                ("Dear {formal},"),
                ("Hi {first},"),
                ("Dear Sirs,"),
                ("Good day,"),
                ("Dear Sir/Mam,"),
                ("Hello {first}, hope all is well."),
            ),
            "fact": (
                "[[our supplier {company} has stopped all deliveries to us since {date}]].",
                (
                    "[[{nnn} of the {nnn} valves from your lot {orderno} leak, and <firm> has stopped our line in "
                    "<town>]]."
                ),
                "[[we would take {nn},000 pieces at {amount} if you give us exclusivity for <town>]].",
                "[[your order {orderno} for <firm> is on hold until the old balance of <sum> is paid]].",
                "[[We are leaving {company2} as our freight agent because of the <town> incident]].",
                "[[kindly share the revised PI, as our buyer <firm> is pressurizing for LC opening]].",
                "[[I had told Mr {last2} on phone that rate {amount} is only for {company}]].",
                "[[Your technician {first3} broke the {object} at our {city} branch and left without a word]].",
                "[[due to the cyber attack on {company} no invoices can be sent before {weekday}]].",
                (
                    "[[the container is blocked at customs in <town>, the HS code was declared wrong by our "
                    "forwarder <firm>]]."
                ),
                "[[we offer you {percent} on top if you keep this from the distributor]].",
                "[[we heard that {company} is insolvent, is our deposit of <sum> safe?]]",
                "[[the sample of the {object} smells of petrol and our client <firm> laughed at us]].",
                "[[Sir our boiler is standing since {n} days, you are losing us <sum> each day]].",
                "[[I can offer you the rest of the <firm> lot under the table at {amount}]].",
            ),
            "dry": (
                "Thank you for your patience and understanding.",
                "Please do the needful and revert at the earliest.",
                "We value our long cooperation.",
                "Attached please find the packing list.",
                "Looking forward for your positive reply.",
                "Kindly confirm the receipt of this email.",
                "Our office is closed on public holidays.",
                "Incoterms 2020 apply.",
                "Apologies for any inconvenience caused.",
            ),
            "sign": ("{name}\n{company}\n{phone}", "Rgds {first2}", "Best,\n{name2}", "[[Sales Team, {company}]]", ""),
        },
        texts=(
            "<ask><sep><dry> <dry> <fact> <dry> <dry>",
            (
                "Dear {first},\n\nThank you for your mail. I am sorry to hear that you are not satisfied. [[The "
                "{nnn} boxes that you received on {date} were packed by our partner <firm>, and we found out "
                "that they mixed two lots]]. [[We can give you {percent} on this order and send a technician "
                "from <town>]], but [[we cannot take back the goods, as {company} has already refused them]]. I "
                "hope that you understand.\n\n{name}\n[[<firm>, Export]]\n\n<ask>"
            ),
            "<dry> <dry>\n\n<fact> <fact>\n\n<dry>\n\n<fact> <fact> <fact>\n\n<ask>",
            "<ask>\n\n1. <fact>\n2. <fact>\n3. <dry>\n4. <fact>\n5. <fact>\n6. <fact>\n\n<ask>",
            "<ask><sep><open>\n\n<dry> <fact> <fact> <dry>\n\n<sign>",
            "<open> <fact> <fact>\n<sign>\n\n<ask>",
            "<ask>. Facts: <fact> <fact>",
            "<ask><sep><open>\n<dry> <dry>\n",
            "They wrote: '<fact> <dry>' I want to say: <fact> <ask>",
            "<open>\n<fact>\n<fact>\n<fact>\n<dry>\n<sign>",
        ),
    ),
    Genre(
        name="biz-quotation-tender",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "firm": FIRM,
            "sum": SUM,
            "town": TOWN,
            "ask": (
                "Write a quotation for this job",
                "Proposal for a client, {n} pages, scope / price / timeline",
                "improve our tender answer to question {n}.{n}",
                "Compare these three offers",
                "scope of work from my notes",
                "<fix>",
            ),
            "fact": (
                "[[Client: <firm>, {street}, <town>]]",
                "[[we quote {amount} for the <roof|website|catering|fit-out>, our floor is {amount}]]",
                "[[{company2} bid {amount}, we know it from their foreman]]",
                (
                    "[[<paint the stairs|rewire floor {n}|move {nn} desks|translate {nnn} pages> at {company}: {nn} "
                    "h x {amount}]]"
                ),
                "[[{company} has {nn} staff in <town>, {n} vans and a bond of <sum>]]",
                "[[references: hospital {city} ({formal2}), <firm>, {school}]]",
                "[[the buyer {first3} hinted that price counts only {nn} of 100 points]]",
                "[[offer A <firm> <sum>; offer B <firm> <sum>; offer C {company3}, cheaper but late]]",
                "[[wedding of {first4} and {first5} on {date}, {nnn} guests, buffet {amount} a head]]",
                "[[day rate of {name6}: {amount}, sold to the client at {amount}]]",
                "[[subcontractor <firm> does the wiring for {amount}, we sell it for {amount}]]",
                "[[the school board of {city} has <sum> and not a cent more, says {formal3}]]",
                "[[our weak point: {name4}, the site manager, has left]]",
            ),
            "dry": (
                "Prices exclude VAT and are valid for {nn} days",
                "Payment: {n}0% in advance, the rest on completion",
                "Scaffolding and permits are not included",
                "Award criteria: price, quality, sustainability",
                "Delivery within {n} weeks of the order",
                "Warranty according to the law",
                "The offer must be in a sealed envelope",
                "Electricity and water are provided on site",
                "Font Arial 11, at most ten pages",
            ),
        },
        texts=(
            "<dry>.\n<dry>.\n<dry>. <fact>.\n<dry>.\n\n<ask>",
            (
                "I'm a <painter|gardener|caterer|translator|roofer>, one-man business. [[Customer {formal}, "
                "{street}, wants an offer for <the whole stairwell|a hedge of {nn} metres|a lunch for {nn}|a "
                "contract of {nn} pages>]]. [[I need {n} days and material for {amount}; I'd like to earn "
                "{amount} a day]]. [[Last time she haggled me down and paid late]]. Make a nice quotation with "
                "VAT and my terms: half up front, the rest when done."
            ),
            (
                "User: <ask>\nAssistant: <Sure, please paste it.|Of course. What should it say?|Happy to help, "
                "send me the details.>\nUser: <fact>. <fact>. <fact>. <fact>. <dry>."
            ),
            (
                "Draft 1:\n<fact>. <dry>. <fact>. <fact>.\n\nDraft 2:\n<fact>. <fact>. <dry>. <fact>.\n\n<Which "
                "is better?|Merge both.|Pick the best parts.> <ask>"
            ),
            "<ask><sep><fact>\n<fact>\n<dry>\n<dry>\n<fact>",
            "QUOTATION {orderno}\n{date}\n\n<fact>\n<fact>\n<dry>\n<dry>\n\n<ask>",
            "<ask>: <fact>, <fact>",
            "<fact>. <fact>. <dry>. <ask>",
            "Tender {orderno}\nA) <dry>\nB) <fact>\nC) <fact>\nD) <dry>\nE) <fact>",
            "<dry>. <dry>. <dry>. <fix>",
        ),
    ),
    Genre(
        name="biz-board-and-meeting",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "firm": FIRM,
            "sum": SUM,
            "town": TOWN,
            "code": CODE,
            "ask": (
                "Clean up my meeting notes",
                "board memo, one page, recommend option {n}",
                "Write minutes and an action list",
                "transcript below. who promised what?",
                "agenda for the follow up",
                "<fix>",
            ),
            "head": (
                "Mgmt meeting {company}, {date}",
                "Memo to the board of {company}\nFrom: {name}\nRe: [[closure of the <town> branch]]",
                "present: {first}, {first2}, {initials3}",
                "call w/ [[<firm>]] {weekday} {time}",
                "To: {name2}, CFO",
            ),
            "fact": (
                "[[sale of the <town> subsidiary to <firm> for <sum>, signing planned for {month}]]",
                "[[{nn} jobs to go in {department}, works council not informed yet]]",
                "[[{first} against <code>, {first2} for it, {first3} wants another quote]]",
                "[[the auditors of {company} will not sign unless <sum> is written off]]",
                "[[offer <firm> {percent} off for a three-year deal, do not put in writing]]",
                "[[the CEO, {formal4}, has asked for a payoff of <sum>]]",
                "[[lawsuit by {company2}: settle at <sum>, limit <sum>]]",
                "[[bonus pool cut to <sum>; announce after the holidays]]",
                "[[customer <firm> angry about the {month} outage, wants {percent} back]]",
                "[[hire two people in <town> at {amount} each, freeze everything else]]",
                "[[{first5} to find out quietly what {company3} pays its drivers]]",
                "[[{formal5} will be asked to resign over the <town> trip, {amount} on the company card]]",
                "[[the bank wants weekly numbers from {company} and a man of its own in {department}]]",
                "[[merger talks with <firm> under the name of <code>, next round in a hotel at {city} airport]]",
            ),
            "dry": (
                "minutes of last time ok",
                "next meeting {weekday} {time}",
                "coffee machine: new one ordered",
                "parking will be repainted in {month}",
                "slides on the shared drive",
                "AOB: none",
                "fire drill went well",
                "lunch was late",
                "please mute when not speaking",
                "the plants need water",
                "template for minutes: topic, decision, owner",
            ),
        },
        texts=(
            "<ask> <dry>. <dry>.\n\n<dry>. <dry>. <fact>.",
            (
                "So {first} opened the meeting. [[The {company} renewal was discussed, they want {percent} off "
                "or they go to <firm>]]. [[{first2} was against, because the <town> team is already making a "
                "loss]]. Coffee break. [[Then {first3} showed the figures: <sum> behind plan, and the bank will "
                "look at the covenant in {month}]]. [[It was agreed to delay the bonus and to tell staff only "
                "after the holidays]]. Next date {weekday}. <ask>"
            ),
            "<ask><sep><fact>.\n<fact>.\n<dry>.\n<fact>.\n<fact>.\n<dry>.\n<fact>.\n<fact>.",
            "<ask><sep><fact>. <fact>. <dry>. <fact>. <fact>.\n\n<fact>. <dry>. <fact>.\n\n<fact>. <fact>. <dry>.",
            "<ask><sep><head>\n- <dry>\n- <fact>\n- <fact>\n- <dry>\n- <fact>",
            "<head>\n<fact>. <fact>. <fact>.\n\n<ask>",
            "* <fact>\n* <dry>\n* <fact>",
            "<ask> <fact>; <fact>; <dry>",
            (
                "<head>\n\n1. Situation\n<fact>. <fact>.\n2. Options\na) <fact>\nb) <fact>\n3. Next "
                "steps\n<dry>. <dry>.\n\n<ask>"
            ),
            "<ask><sep>* <dry>\n* <dry>\n* <dry>",
        ),
    ),
    Genre(
        name="biz-contract-clauses",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "firm": FIRM,
            "sum": SUM,
            "town": TOWN,
            "ask": (
                "Explain this clause in simple words",
                "Is this enforceable in <Texas|Germany|India|Ontario|Kenya>?",
                "Draft <an NDA|a shareholder agreement|a service contract|a loan agreement|a partnership deed>",
                "redline in our favour",
                "Simplify the contract. We are the <buyer|tenant|licensee>",
                "<fix>",
            ),
            "fact": (
                "[[This Agreement is made on {date} between {company}, of {address}, and <firm> of <town>]]",
                "[[The Licensee shall pay to {company} a royalty of {percent} on net sales, at least <sum> a year]]",
                "[[<firm> shall not supply {company2} or any firm in <town> for {n} years]]",
                "[[The Seller, {name}, transfers {nnn} shares in {company} to {name2} for <sum>]]",
                "[[the contractor {first3} {last3} keeps the rights in the code that he wrote before {month}]]",
                "[[{name4} lends {company} <sum> at {percent}, secured on the van {plate}]]",
                (
                    "[[we agreed orally with <firm> that either side can leave after {n} months, but the paper says "
                    "{nn}]]"
                ),
                "[[Upon termination {company} shall return the moulds stored at the <town> works]]",
                "[[profit is shared {n}0:{n}0 between {first5} and me, losses fall on me alone]]",
                "[[Schedule {n}: hourly rates, partner {amount}, associate {amount}, client: {company3}]]",
                "[[{company} grants <firm> the sole right to sell {product} in {country} until {date}]]",
                "[[the heirs of {name6} waive all claims against {company} in return for <sum>]]",
                "[[penalty of {amount} for each day after {date} on which the <town> hall is not handed over]]",
            ),
            "dry": (
                "Neither party shall be liable for delay caused by events beyond its control",
                "This Agreement is governed by the laws of {country}",
                "Notices shall be in writing",
                "If any provision is held invalid, the rest remains in force",
                "The parties shall keep confidential all information marked as such",
                "Headings are for convenience only",
                "Written form is required for changes, including of this clause",
                "Words in the singular include the plural",
                "Copies have the same force as the original",
                "Any dispute shall first be referred to mediation",
            ),
        },
        texts=(
            "<ask><sep><dry>. <dry>. <fact>. <dry>. <dry>.",
            (
                "[[my friend and I started a <bar|car rental|clothing label> in <town>]]. [[I put in <sum>, he "
                "put in {n} months of work]]. [[We only have a paper on which it says '{n}0/{n}0, {first} "
                "decides', signed by both]]. [[Now {first} wants to bring in {company} and says that my share "
                "shrinks to {percent}]]. Please draft a proper agreement between [[<firm>, represented by "
                "{name2}]], and [[{name}]], with exit, deadlock and non-compete."
            ),
            "<ask>\n\n1. <fact>.\n2. <fact>.\n3. <dry>.\n4. <fact>.\n5. <fact>.\n6. <fact>.\n\n<ask>",
            "<fact>. <fact>. <fact>. <dry>. <fact>. <fact>. <dry>. <fact>. <fact>. <ask>",
            "<ask><sep>{n}.1 <fact>.\n{n}.2 <dry>.\n{n}.3 <fact>.\n{n}.4 <dry>.",
            "<fact>. <fact>. <dry>.\n\n<ask>",
            "<ask>: '<fact>.'",
            "<dry>. <dry>. <fact>. <dry>.",
            (
                "<ask>\n\nWHEREAS <fact>; and\nWHEREAS <fact>;\nNOW THEREFORE\n1. <fact>.\n2. <dry>.\n3. "
                "<fact>.\n4. <dry>.\n\nSigned {name5}, {name6}"
            ),
            "<ask> '<dry>. <dry>.'",
        ),
    ),
    Genre(
        name="biz-invoice-dunning",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "firm": FIRM,
            "sum": SUM,
            "town": TOWN,
            "ask": (
                "Reminder letter, second one, a bit stronger",
                "They don't pay. What now?",
                "extract number, date, total as JSON",
                "Payment plan offer to <a debtor|our landlord|the tax office>",
                "Check whether VAT is right",
                "<fix>",
            ),
            "fact": (
                "[[Invoice {orderno} to <firm>, <sum>, due {date}, unpaid]]",
                "[[Bill to: {company}, {street}, attn. {name}]]",
                "[[<firm> owes us <sum> for {n} deliveries and says that the goods were wet]]",
                "[[we propose {n} instalments of {amount}, since our own client {company2} has gone bust]]",
                "[[pay into {iban}, account of {company}]]",
                (
                    "[[{nn} x <sack flour|pallet|license seat|consulting hour>, {amount} each, delivered to the "
                    "<town> depot of {company3}]]"
                ),
                "[[credit note for {formal2}, {amount}, because the driver hit her fence]]",
                "[[the {month} bill of our lawyer {formal3} is {amount} higher than agreed]]",
                "[[{first4} in accounts at {company} told me that they pay nobody before {month}]]",
                "[[<firm> pays us in goods since {month}, we have {nnn} crates of it now]]",
                "[[retainer {month}, matter {company3} v. <firm>, {n} hours {formal6}, {amount}]]",
                "[[our customer in room {n}, {name5}, left without paying {amount} for the minibar]]",
            ),
            "dry": (
                "Terms: net {nn} days, 2% discount within 10",
                "Please ignore this letter if you have already paid",
                "VAT {percent}",
                "Thank you for your business",
                "Late payment interest may be charged",
                "Amount in words:",
                "Goods remain our property until paid in full",
                "Our bank charges are borne by the sender",
                "No VAT under the small business rule",
            ),
        },
        texts=(
            "<dry>.\n<dry>.\n<dry>. <fact>.\n<dry>.\n\n<ask>",
            (
                "Dear Accounts Team,\n\n[[our invoices {orderno} and {orderno} for the works at your {city} "
                "branch, together <sum>, have been open since {date}]]. [[Your Ms {last2} promised payment on "
                "the phone twice]]. We are a small firm, and [[without your money I cannot pay my {n} men on "
                "{weekday}]]. Please transfer to [[{iban}]] by {date}.\n\n{name}\n\n<ask>"
            ),
            (
                "Draft 1:\n<fact>. <dry>. <fact>. <fact>.\n\nDraft 2:\n<fact>. <fact>. <dry>. <fact>.\n\n<Which "
                "is better?|Merge both.|Pick the best parts.> <ask>"
            ),
            "<ask>. <fact>. <fact>. <fact>. <fact>. <dry>.\n<fact>. <fact>.\n\n<ask>",
            "<ask><sep><fact>\n<fact>\n<dry>\n<dry>",
            "INVOICE\nNo. {orderno}\n<fact>\n<fact>\n<fact>\n<dry>\n<dry>\n\n<ask>",
            "<fact>. <ask>",
            "<ask> - <fact>, <fact>",
            "Dear {formal5},\n<dry>. <fact>. <fact>. <dry>.\n{name6}",
            "<dry>. <dry>. <dry>. <ask>",
        ),
    ),
    Genre(
        name="biz-audit-incident",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "firm": FIRM,
            "sum": SUM,
            "town": TOWN,
            "ask": (
                "Write the <incident report|root cause analysis|8D report|CAPA>",
                "Postmortem, blameless, from these notes",
                "Internal audit finding: condition, cause, effect, advice",
                "notify the <regulator|customers|insurer>, careful wording",
                "5 whys on this",
                "<fix>",
            ),
            "fact": (
                (
                    "[[On {date} at {time} the <boiler|press|chiller|crane> at the <town> site of {company} failed "
                    "and {n} people were hurt]]"
                ),
                "[[{nn},{nnn} customer records of {company} lay open on a bucket for {n} days]]",
                "[[{first}, the night guard, was asleep when the copper was taken]]",
                "[[petty cash at the <town> branch was short by {amount}, {formal2} had the only key]]",
                "[[the recalled batch went to <firm>, {company2} and two schools in <town>]]",
                "[[we found that {n} of {nn} expense claims of {initials3} had no receipt]]",
                "[[root cause: the bolt from our supplier <firm> was grade {n}.8, not 10.9]]",
                "[[the database of {company} was deleted by {username4} who thought he was on staging]]",
                "[[inspectors found mice in the kitchen at {street}]]",
                "[[the loss is <sum>, of which the insurer pays <sum>]]",
                "[[driver {name5}, licence {licence5}, had been on the road for {nn} hours]]",
                "[[the backup of {company2} had not run since {month}, which the provider <firm> hid]]",
                "[[bus {plate} left with the door open and {first6} fell out]]",
                "[[a phishing mail in the name of {formal4} made us wire <sum> to {country}]]",
            ),
            "dry": (
                "Corrective action: training, sign, monthly check",
                "Severity {n}, likelihood {n}",
                "No environmental damage occurred",
                "Owner and due date to be named",
                "The checklist was revised and approved",
                "The weather was dry and the light was good",
                "The procedure is reviewed once a year",
                "Category: minor, major, critical",
                "Photos are in the annex",
            ),
        },
        texts=(
            "<ask> <dry>. <dry>.\n\n<dry>. <dry>. <fact>.",
            (
                "what happened: [[at {time} the line at the {city} plant of {company} stopped because a sleeve "
                "of {first} was caught in the belt]]. [[{first2} hit the emergency button, it didn't work, so he "
                "cut the cable]]. [[{first} has two broken fingers and is at home]]. [[The button had been "
                "reported in {month}, the repair was postponed to save <sum>]]. please write it up in neutral "
                "language for the inspectorate, [[leave out the part about the money]]"
            ),
            "<ask><sep><fact>. <fact>. <dry>. <fact>. <fact>.\n\n<fact>. <dry>. <fact>.\n\n<fact>. <fact>. <dry>.",
            "<dry>. <dry>.\n\n<fact>. <fact>.\n\n<dry>.\n\n<fact>. <fact>. <fact>.\n\n<ask>",
            "<ask><sep><fact>. <fact>. <dry>. <dry>.",
            "<fact>\n<fact>\n<fact>\n<ask>",
            "Finding {n}: <fact>\nEffect: <fact>\nAction: <dry>\n\nFinding {n}: <dry>",
            "<ask>: <fact>",
            "{time} <fact>\n{time} <fact>\n{time} <dry>\n{time} <fact>\n\n<ask>",
            "<ask> <dry>. <dry>. <dry>.",
        ),
    ),
    Genre(
        name="biz-hiring-and-pay",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "firm": FIRM,
            "sum": SUM,
            "town": TOWN,
            "ask": (
                "Write a job ad, don't mention the pay",
                "rejection mail for the others, kind",
                "Rank these candidates",
                "Interview questions for this role",
                "offer letter",
                "How do I tell the team?",
                "<fix>",
            ),
            "fact": (
                (
                    "[[{company} needs a {job} for <town>, band {n}, {amount} to {amount}, stretch {amount} for the "
                    "right one]]"
                ),
                "[[{name}: {n} years at {company2}, wants {amount}, seemed nervous]]",
                "[[{name2}, good test, but two jobs in one year and a child on the way]]",
                "[[we replace {first3}, who does not know it yet]]",
                "[[pay bands at {company}: L1 {amount}, L2 {amount}, L3 {amount}]]",
                "[[the headhunter <firm> takes {percent} of the first salary]]",
                "[[{first4} got {amount} more than the women on the same desk]]",
                "[[we can't find drivers in <town> since <firm> pays {amount} an hour]]",
                "[[shift plan: {first} Mon-Wed, {first5} nights, {first6} sick until {date}]]",
                "[[{department} is to shrink from {nn} to {n} heads by {month}]]",
                "[[{name5} told us in the interview that she is ill, we should not have asked]]",
                "[[our nurses get {amount} less than at <firm>, the union will find out in {month}]]",
                "[[Ravi is too soft and {first5} drinks, so who gets the team?]]",
            ),
            "dry": (
                "Duties: planning, reporting, contact with customers",
                "You bring a completed training and a good command of English",
                "We are an equal opportunity employer",
                "Flexible hours, fruit, table tennis",
                "Apply by {date} with the usual documents",
                "Please do not send originals",
                "Interviews are held by video",
                "Tasks: phones, post, filing, coffee",
                "We look forward to hearing from you",
            ),
        },
        texts=(
            "<ask><sep><dry>. <dry>. <fact>. <dry>. <dry>.",
            (
                "We're looking for a {job} because [[{first} is going on sick leave for a long time]]. We are "
                "[[<firm>, {nn} people, {city}, owned by the {last2} family]]. [[Pay: we could go to {amount} "
                "but I want to start at {amount}]]. [[Candidate one, {name3}, is perfect but {age}; candidate "
                "two, {first4}, is cheap and was let go by {company2}]]. Write the ad and the mail to both."
            ),
            "<fact>. <fact>. <fact>. <dry>. <fact>. <fact>. <dry>. <fact>. <fact>. <ask>",
            (
                "User: <ask>\nAssistant: <Sure, please paste it.|Of course. What should it say?|Happy to help, "
                "send me the details.>\nUser: <fact>. <fact>. <fact>. <fact>. <dry>."
            ),
            "<ask><sep><fact>. <dry>. <dry>. <fact>.",
            "<fact>\n<fact>\n<fact>\n\n<ask>",
            "<ask>. <fact>",
            "{job} (m/f/d), {city}\n<dry>\n<dry>\n<dry>\ninternal note: <fact>\n\n<ask>",
            "candidate A: <fact>\ncandidate B: <fact>\nwe: <fact>\n<ask>",
            "<ask>\n{job}\n<dry>\n<dry>\n<dry>",
        ),
    ),
    Genre(
        name="biz-market-entry",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "firm": FIRM,
            "sum": SUM,
            "town": TOWN,
            "goods": (
                (
                    "<olive oil|garden furniture|hearing aids|dried mango|payroll software|e-bikes|argan "
                    "soap|ceramic knives>"
                ),
                "<school uniforms|water filters|baby food|honey|drones for farmers|used tractors|cork floors|spices>",
            ),
            "ask": (
                "Market entry strategy for <Japan|the Gulf|Canada|Poland|West Africa>",
                "Act as a McKinsey consultant.",
                "Who are our competitors there?",
                "marketing plan {year}",
                "PESTEL and Porter for our case",
                "Write a distributor letter",
                "instagram captions for my shop",
                "<fix>",
            ),
            "fact": (
                "[[my company <firm> makes <goods> in <town> and wants to export to {country}]]",
                "[[<firm> is a family business with {nn} employees selling <goods>]]",
                "[[we have <sum> for the launch and one trial customer, {company}]]",
                "[[our agent in <town>, {formal}, takes {percent} and brings nothing]]",
                "[[we plan to undercut {company2} by {percent} from {month} on]]",
                "[[My little shop '<firm>' in <town> sells handmade <goods>, followers {nnn}]]",
                "[[the certificate for <goods> was refused and we ship under another code for now]]",
                "[[{company} will open in <town> in {month}, the lease is signed but not public]]",
                "[[last campaign of {company}: spend <sum>, {nnn} leads, {n} sales]]",
                "[[I am {first3}, owner of <firm>, my father founded it in {year}]]",
                "[[<firm> got {nnn} orders from {country} by accident and lost money on each parcel]]",
                "[[the bank gives us <sum> only if {company2} signs as a buyer]]",
                "[[our Instagram was hacked in {month} and we lost {nnn} customers]]",
            ),
            "dry": (
                "Consumers there care about price and origin",
                "Import duties depend on the tariff code",
                "Add hashtags and a call to action",
                "Give me a timeline for 12 months",
                "Trade fairs are a good place to meet distributors",
                "A joint venture shares risk and control",
                "Use SMART goals",
                "Mention culture, law and logistics",
                "Short sentences, friendly, two emojis",
            ),
        },
        texts=(
            "<dry>.\n<dry>.\n<dry>. <fact>.\n<dry>.\n\n<ask>",
            (
                "[[We produce <goods> in <town>]]. Company: [[<firm>, founded by my grandfather {name}, {nn} "
                "workers, sales <sum>]]. [[Until now {percent} goes to one importer, {company}, who wants lower "
                "prices each year]]. [[So we think about {country}; a cousin there has a warehouse and knows the "
                "buyer of {company2}]]. <ask> Please be concrete and don't give general theory."
            ),
            "<ask>. <fact>. <fact>. <fact>. <fact>. <dry>.\n<fact>. <fact>.\n\n<ask>",
            "<ask><sep><fact>.\n<fact>.\n<dry>.\n<fact>.\n<fact>.\n<dry>.\n<fact>.\n<fact>.",
            "<ask> <fact>. <fact>. <dry>.",
            "<fact>. <ask>",
            "<ask><sep>Company: <fact>\nGoal: <fact>\nBudget: <fact>\nFormat: <dry>",
            "<fact>, <fact>. <dry>. <ask> <dry>.",
            "<fact>. <fact>. <fact>. <fact>.\n\n<ask>",
            "<ask> <dry>. <dry>.",
        ),
    ),
    Genre(
        name="biz-press-and-launch",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "firm": FIRM,
            "sum": SUM,
            "town": TOWN,
            "code": CODE,
            "ask": (
                "Press release draft, embargo until {date}",
                "Write a <newsletter|blog post|script for the keynote> about our launch",
                "crisis statement, {nnn} words, no admission of guilt",
                "Q&A for the spokesperson",
                "<fix>",
            ),
            "fact": (
                "[[{company} today announced the acquisition of <firm> for <sum>]]",
                "[[{city}, {date} - {company} will close its <town> works at the end of {month}]]",
                "[['We are thrilled,' said {name}, founder of <firm>]]",
                "[[the new <lamp|oat drink|scooter|loan app> from <firm> goes on sale in {month} at {amount}]]",
                "[[two customers of {company} were burnt by the battery, the second one is a child]]",
                "[[{company} has named {name2} as managing director; {formal3} leaves at her own wish]]",
                "[[we raised <sum> from {company3} and <firm>, not public yet]]",
                "[[internal: the real reason is that {company2} cancelled]]",
                "[[the festival in <town> is off because the sponsor <firm> withdrew <sum>]]",
                "Press contact: {name4}, {email4}, {phone4}",
                "[[the mayor, a cousin of our boss {name5}, will cut the ribbon at the {city} branch]]",
                "[[new in the menu of <firm> from {date}: {food} for {amount}]]",
                "[[our app was down for {nn} hours since {first6} forgot the certificate]]",
            ),
            "dry": (
                "Forward-looking statements are subject to risk",
                "About us: founded to make everyday life easier",
                "High-resolution images can be downloaded",
                "Safety is our highest priority",
                "###",
                "The boilerplate comes last",
                "Headline, lead, quote, facts",
                "Tickets are free",
                "Follow us for more",
            ),
        },
        texts=(
            "<ask> <dry>. <dry>.\n\n<dry>. <dry>. <fact>.",
            (
                "DRAFT v{n}, not for release\n\n{city}, {date}. [[The <bakery chain|bus operator|software house> "
                "{company} takes over its rival <firm>]]. [[Both brands stay, the <town> head office of <firm> "
                "will be closed]]. [['It was not an easy choice,' says {name}, whose family held {percent}]]. "
                "[[The price was not disclosed (note: <sum> plus debt)]]. <ask>"
            ),
            "<dry>. <dry>.\n\n<fact>. <fact>.\n\n<dry>.\n\n<fact>. <fact>. <fact>.\n\n<ask>",
            "<ask>\n\n1. <fact>.\n2. <fact>.\n3. <dry>.\n4. <fact>.\n5. <fact>.\n6. <fact>.\n\n<ask>",
            "<ask><sep><fact>. <fact>. <dry>. <fact>",
            "FOR IMMEDIATE RELEASE\n\n<fact>. <fact>.\n\n<dry>.\n\n<fact>",
            "<ask>: <fact>; <fact>",
            "<fact>. <fact>\n\n<ask>",
            "<ask>. <fact>",
            "<ask> <dry>. <dry>.",
        ),
    ),
    Genre(
        name="biz-review-reply-and-ticket",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "firm": FIRM,
            "town": TOWN,
            "ask": (
                "Reply to this <google|tripadvisor|amazon|trustpilot> review as the owner",
                "Answer the ticket, apologise, no refund",
                "Sort these complaints by topic",
                "Is this review fake?",
                "chat transcript, rate our agent",
                "<fix>",
            ),
            "head": (
                "{name}, {n} stars:",
                "Review by {first} {last}, {month} {year}",
                "Ticket #{customer} | {email} | prio {n}",
                "From {username} via app:",
                "[[Guest in room {nnn}, {formal}]]:",
                "caller {phone}, {time}",
            ),
            "fact": (
                "[[the waiter {first2} at <firm> in <town> told my wife that she should eat less]].",
                "[[I stayed at your hotel from {date} and found <bugs|hair|someone's teeth> in the bed]].",
                "[[my order {orderno} went to my ex-wife at {street2}, how could you give it to her]].",
                "[[the dentist at <firm> pulled the wrong tooth, I paid {amount} and cried for a week]].",
                "[[cannot log in since {date}, my mail was {email3}, now {email}]].",
                "[[I am a customer of {company} for {nn} years and your {first4} hung up on me]].",
                "[[my father died and you still send bills to him, customer {customer5}]].",
                "[[the mechanic kept the car {plate} for {n} weeks and it still smokes]].",
                "[[your app charged me {amount} twice, card ending {nnn}{n}]].",
                "[[our side: she was drunk, {first2} has it on camera, and she never paid]].",
                "[[your driver left my parcel, a birthday present for my son {first4}, in the rain at {street3}]].",
                "[[I asked for a halal meal on flight {flight} and got pork, seat {nn}A]].",
                "[[my password {password} stopped working after your update]].",
                "[[the hairdresser at <firm> burnt my ear before my sister's wedding]].",
            ),
            "dry": (
                "Food was cold but the view is nice.",
                "Great place, will come again!",
                "Thank you for your feedback.",
                "We have passed your request to the second level.",
                "Parking is hard on weekends.",
                "We are sorry that your experience did not meet expectations.",
                "Have you tried to restart the router?",
                "Your call is important to us.",
                "Nice staff, small portions.",
            ),
        },
        texts=(
            "<ask><sep><dry> <dry> <fact> <dry> <dry>",
            (
                "1 star by {name}: [[I booked the {colour} room at <firm> for our anniversary. The heating was "
                "off, {first2} at the desk laughed, and my husband, who has {disease}, spent the night in the "
                "car]]. I will never come back.\n\nOur side: [[heating was broken since {weekday}, we offered "
                "another room, he refused]]. [[{first2} was fired last week anyway]]. <ask>"
            ),
            (
                "User: <ask>\nAssistant: <Sure, please paste it.|Of course. What should it say?|Happy to help, "
                "send me the details.>\nUser: <fact> <fact> <fact> <fact> <dry>"
            ),
            (
                "Draft 1:\n<fact> <dry> <fact> <fact>\n\nDraft 2:\n<fact> <fact> <dry> <fact>\n\n<Which is "
                "better?|Merge both.|Pick the best parts.> <ask>"
            ),
            "<ask><sep><head> <fact> <dry>",
            "<head>\n<dry> <fact>\n\n<ask>",
            "<ask>\n1. <head> <fact>\n2. <head> <dry>\n3. <head> <fact>",
            "<fact> <fact> <ask>",
            (
                "Agent: <dry>\nCustomer: <fact>\nAgent: May I have your name?\nCustomer: {name}\nAgent: "
                "<dry>\nCustomer: <fact>\n\n<ask>"
            ),
            "<ask><sep><dry> <dry>",
        ),
    ),
    Genre(
        name="biz-property-and-tenancy",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "town": TOWN,
            "ask": (
                "Write a listing, warm and honest",
                "Listing text for <Airbnb|Zillow|Immoscout|Rightmove>",
                "letter to my <tenant|landlord|letting agent|neighbour>",
                "Is this rent increase legal?",
                "reference for my tenant",
                "Offer letter to the seller, a bit emotional",
                "<fix>",
            ),
            "fact": (
                "[[{street}, <town>: {n} rooms, {nnn} sqm, owner {name}, wants {amount} but takes {amount}]].",
                "[[the tenant {formal2} has not paid since {month} and keeps {n} dogs]].",
                "[[we bought the house at {address} in {year} for {amount}]].",
                "[[my landlord {first3} comes in with his own key when I am at work]].",
                "[[flat {n}B, {street}, is empty from {date}, key under the pot]].",
                "[[mould behind the bed, my baby coughs, and the agency {company} says to open a window]].",
                "[[the deposit of {amount} was kept for a scratch that {first4} made]].",
                "[[the widow sells because of the care home, so she is in a hurry]].",
                "[[We are {first5}, {first6} and two kids, net income {amount}, no pets]].",
                "[[the neighbour at number {nn} built the fence {n} cm on our land]].",
                "[[plot {nnn} in <town>, title in my late uncle's name, {n} heirs, one abroad]].",
                "[[the couple upstairs, the {last3}s, fight every night and the child screams]].",
                "[[our flat in <town> is let on the portal as '{first5}'s nest' without a permit, {amount} a night]].",
                "[[I co-signed for my nephew {first6} and now the court writes to me]].",
                "[[{company2} bought the block at {street} and gives every tenant {amount} to go]].",
            ),
            "dry": (
                "Bright, quiet, near shops and trains.",
                "Heating by gas, energy class D.",
                "No smoking, no parties, check-out at {time}.",
                "The garden faces south and has an old apple tree.",
                "Viewing by appointment only.",
                "Fitted kitchen, parquet, lift.",
                "The notice period is usually three months.",
                "Rubbish is collected on {weekday}.",
                "Five minutes to the beach.",
            ),
        },
        texts=(
            "<dry>\n<dry>\n<dry> <fact>\n<dry>\n\n<ask>",
            (
                "[[We are selling my parents' house]]. [[{address}. Built {year}, {n} rooms, the attic was never "
                "approved]]. [[Mum is in a home since {month} and dad died, so the three of us, {first}, "
                "{first2} and me, must agree]]. [[We would like {amount}; the agent {name3} says {amount}]]. "
                "[[There is damp in the cellar which the last buyer found]]. Garden, pears, quiet street. <ask>"
            ),
            "<ask><sep><fact>\n<fact>\n<dry>\n<fact>\n<fact>\n<dry>\n<fact>\n<fact>",
            "<ask><sep><fact> <fact> <dry> <fact> <fact>\n\n<fact> <dry> <fact>\n\n<fact> <fact> <dry>",
            "<ask><sep><fact> <dry> <dry> <fact>",
            "<fact> <fact> <ask>",
            "<ask>. <fact>",
            "Dear {formal},\n\n<fact> <dry> <fact>\n\n{name6}\n\n<ask>",
            "<dry> <fact> <dry>\nContact {phone}",
            "<ask><sep><dry> <dry> <dry>",
        ),
    ),
    Genre(
        name="biz-mail-thread",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "firm": FIRM,
            "sum": SUM,
            "town": TOWN,
            "code": CODE,
            "head": (
                "From: {name} <{email}>\nSent: {date} {time}\nTo: {name2}\nSubject: RE: [[<firm> / <code>]]",
                (
                    "From: {caps}\nSent: {weekday}, {date}\nTo: {department}\nCc: {email3}\nSubject: FW: [[{company} "
                    "figures]]"
                ),
                "On {date} at {time}, {name2} <{email2}> wrote:",
                "-----Original Message-----\nFrom: {email3}\nTo: {email}",
                "Von: {name3}\nGesendet: {date}\nAn: {name}\nBetreff: [[Angebot <firm>]]",
                "De : {name2}\nEnvoyé : {date}\nObjet : [[réunion avec <firm>]]",
            ),
            "fact": (
                "[[<firm> wants the <sum> back that we took as a deposit]].",
                "[[I do not trust {first3}, he has copied the customer list twice]].",
                "[[please hold the news on <code> until {company} has signed]].",
                "[[the <town> team lost the {company2} account, {amount} a month]].",
                "[[Can you approve {percent} for <firm>? otherwise they go to {company3}]].",
                "[[I will be out for surgery from {date}, {first4} covers]].",
                "[[legal says that the clause with {company} was never valid]].",
                "[[as discussed the wire of <sum> goes to the {country} entity first]].",
                "[[my apologise for late reply, factory {city} was flooded and our {nn} workers at home]].",
                "[[{formal4} from <firm> asked for a dinner and a 'present', how do we log that?]]",
                "[[do not forward: the {department} of {company} moves to <town> in {month}]].",
                "[[Dear Team Greetings of the day, client {company2} has escalated for {n} defect in <code>]].",
            ),
            "dry": (
                "Noted, thanks.",
                "Please see below.",
                "Let's talk at {time}.",
                "FYI",
                "This e-mail and its attachments are confidential and may be legally privileged.",
                "Sent from my iPhone",
                "Any update on this?",
                "Please consider the environment before printing this mail.",
                "Sorry, wrong attachment.",
                "+1",
                "Can we move it to {weekday}?",
                "Thanks for the quick turnaround.",
            ),
        },
        texts=(
            "<fix> <dry> <dry>\n\n<dry> <dry> <fact>",
            (
                "Hi all,\n\nsee the thread below. [[I think we should tell <firm> the "
                "truth]].\n\n{first}\n\n<head>\n\nHi {first},\n[[The parts for <firm> failed again at the <town> "
                "lab. If we report it, the order of <sum> is gone]]. [[If not and it breaks, {company} is "
                "gone]]. Let me know before {time}.\n{first2}\n\n<fix>"
            ),
            "<fix>\n\n1. <fact>\n2. <fact>\n3. <dry>\n4. <fact>\n5. <fact>\n6. <fact>\n\n<fix>",
            "<fact> <fact> <fact> <dry> <fact> <fact> <dry> <fact> <fact> <fix>",
            "<fix><sep><head>\n\n<dry> <fact> <fact>\n{first}\n\n<head>\n\n<fact> <dry>\n{first2}",
            "<head>\n<fact> <dry>\n\n<fix>",
            "<fix>\n> <fact>\n> <dry>\n>> <fact>\n>> <dry>",
            "<head>\n\nHi {first2},\n<fact>\n<fact>\n<dry>\n\n<head>\n\n<fact>\n\n<head>\n\n<dry>\n\n<fix>",
            "<head>\n<dry>",
            "<fix><sep>Subject: Re: office move\n\n<dry> <dry> <dry>",
        ),
    ),
    Genre(
        name="biz-chat-export",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "firm": FIRM,
            "sum": SUM,
            "town": TOWN,
            "ask": (
                "Summarise this <WhatsApp|Slack|Teams|Telegram> chat",
                "who is right here?",
                "make a task list from the chat",
                "What tone is this? Is she angry?",
                "reply for me, short",
                "<fix>",
            ),
            "m": (
                "[[<firm> cancelled, keep calm]]",
                "[[boss says no bonus bc we lost {company}]]",
                "[[I transferred {amount} to your account for the stall]]",
                "[[the <town> shop did {amount} today, till is {nn} short]]",
                "[[{first4} walked out, says she will sue]]",
                "[[dont tell {first5} about the offer from {company2}]]",
                "[[client is {company3}, he wants the logo by tonight for free]]",
                "[[my kid has fever, cant do the shift]]",
                "[[prod is down for <firm>, I pushed the wrong branch]]",
                "[[papa in hospital again, I am not coming {weekday}]]",
                "[[bring the contract of {formal6} and the stamp]]",
                "[[he pays us in cash, {amount} per day, no papers]]",
            ),
            ("d"): (
                ("ok"),
                ("👍"),
                ("lol"),
                ("call me"),
                ("on my way"),
                ("<Media omitted>"),
                ("what time?"),
                ("can someone open the gate"),
                ("thx!!"),
            ),
        },
        texts=(
            (
                "{first} [{time}]: so did [[<firm>]] pay?\n{first2} [{time}]: [[half. the rest when the <town> "
                "site is signed off]]\n{first} [{time}]: and wages??\n{first2} [{time}]: [[I can do {first3} and "
                "the Romanian guys, {first4} must wait]]\n{first} [{time}]: <d>\n{first2} [{time}]: [[don't let "
                "my wife know I put the car in]]\n\n<ask>"
            ),
            (
                "<ask><sep>[{time}] {first}: <m>\n[{time}] {first2}: <d>\n[{time}] {first}: <m>\n[{time}] "
                "{first3}: <m>\n[{time}] {first2}: <d>"
            ),
            "{date}, {time} - {name}: <d>\n{date}, {time} - {phone2}: <m>\n{date}, {time} - {name}: <m>\n\n<ask>",
            "{username}  {time}\n<m>\n<d>\n{username2}  {time}\n<m>\n\n<ask>",
            "SMS from {phone}: <m>. <m>\n<ask>",
            "#{department}\n@{first} <d>\n@{first2} <m>\n@{first3} <d>\n@{first} <m>\n@{first2} <m>",
            (
                "<ask>\n\n{name}, [{date} {time}]\n<m>\n\n{name2}, [{date} {time}]\n<d>\n<m>\n<m>\n\n{name}, "
                "[{date} {time}]\n<d>\n<m>\n\n{name3}, [{date} {time}]\n<m>\n<m>\n<d>"
            ),
            "me: <m>\nhim: <d>\nme: <m>\nhim: <m>\n<ask>",
            "me: <d>\nshe: <d>\nme: <d>\n<ask>",
        ),
    ),
    Genre(
        name="biz-letter-translation",
        private=True,
        rules={
            "sep": SEP,
            "firm": FIRM,
            "sum": SUM,
            "town": TOWN,
            "ask": (
                "Please translate below letter in english",
                "traduce al inglés",
                "Übersetze ins Englische, förmlich",
                "Traduis en anglais s'il te plaît",
                "translate to <Arabic|Japanese|Portuguese|Turkish|Korean>, business style",
                "what does this mean??",
                "my english not good, write it right",
                "Back-translate and list the differences",
            ),
            "fact": (
                (
                    "[[Sehr geehrter {formal}, leider kann die Firma <firm> die Rechnung über {amount} erst im Mai "
                    "bezahlen]]."
                ),
                "[[Estimada {first2}, nuestro cliente <firm> de <town> cancela el pedido {orderno}]].",
                "[[Nous avons perdu le contrat avec {company} et devons licencier {n} personnes]].",
                "[[La nostra ditta <firm> di <town> cerca un socio con {amount}]].",
                "[[Müdürümüz <town> deposunu satmak istiyor, fiyat {amount}, kimse bilmiyor]].",
                (
                    "[[we are company {company} from <town>, we produce <pipe|cloth|tile|juice> and we have debt "
                    "{amount}]]."
                ),
                "[[Dear Mr. {last3}, I am so sorry but our machine broke, goods for <firm> will late {n} week]].",
                "[[Prezado {first4}, a auditoria na filial de <town> achou {amount} sem nota]].",
                "[[I inform you that I not renew contract of worker {name5} because he fight with boss]].",
                "[[Szanowni Państwo, zamówienie {orderno} dla {company2} zostało wstrzymane]].",
                "[[Yang terhormat Ibu {first6}, kami PT <firm> minta harga khusus {amount}]].",
                "[[Cher monsieur {last2}, la société <firm> ne peut plus livrer, notre usine de <town> a brûlé]].",
                "[[Geachte {formal3}, wij zeggen het huurcontract van het pand {street} op per {date}]].",
                "[[我们公司 <firm> 下个月涨价 {percent}, 请不要告诉 {company2}]].",
                "[[Vážený pane {last4}, faktura {orderno} na {amount} nebyla zaplacena]].",
                "[[Hej {first5}, vi har tappat avtalet med {company} och stänger i <town>]].",
            ),
            "dry": (
                "With kind regards.",
                "Mit freundlichen Grüßen",
                "Quedo a la espera de su respuesta.",
                "We hope for good cooperation.",
                "Merci d'avance.",
                "Thanks in advance for understand.",
                "Avec nos salutations distinguées.",
                "Please answer fast.",
                "Keep the line breaks.",
                "Cordiali saluti.",
            ),
        },
        texts=(
            "<dry>\n<dry>\n<dry> <fact>\n<dry>\n\n<ask>",
            (
                "<ask>\n\nDear Mr {last}, my name {name2} from company [[<firm>, <town>]]. [[Last month you take "
                "from us {nnn} meter cloth and pay only half, {amount}]]. [[My boss very angry and say no more "
                "sending for {company}]]. I think you are good man, maybe problem with bank? [[Please send "
                "before {date} because I lose my work]]. Thank you sir."
            ),
            (
                "Draft 1:\n<fact> <dry> <fact> <fact>\n\nDraft 2:\n<fact> <fact> <dry> <fact>\n\n<Which is "
                "better?|Merge both.|Pick the best parts.> <ask>"
            ),
            "<ask>. <fact> <fact> <fact> <fact> <dry>\n<fact> <fact>\n\n<ask>",
            "<ask><sep><fact> <dry>",
            "<fact> <fact> <dry>\n\n<ask>",
            "<ask>: <fact>",
            "<ask><sep><fact>\n<fact>\n<fact>\n<dry>\n{name}",
            "<fact> <dry>",
            "<ask><sep><dry> <dry>",
        ),
    ),
    Genre(
        name="biz-pasted-table",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "firm": FIRM,
            "sum": SUM,
            "town": TOWN,
            "ask": (
                "Which formula sums column C by customer?",
                "Make a chart description and {n} insights",
                "Sort by amount, markdown table",
                "find duplicates",
                "why don't the totals match",
                "convert to JSON",
                "<fix>",
            ),
            "row": (
                "[[<firm>\t<town>\t{amount}\t{amount}]]",
                "[[<firm>\t<town>\t{amount}\toverdue {nn} d]]",
                "[[{company}\t{city}\t{amount}\t{percent}]]",
                "{name}\t{department}\t[[{amount}]]\t{date}",
                "{caps}\t{email2}\t[[{amount}]]\t",
                "{name3}\t{phone3}\t[[{n} months behind]]\t",
                "[[<firm>\t{product}\t{nnn}\t{amount}]]",
            ),
            "csv": (
                "{date},[[<firm>,{amount}]],paid",
                "{date},[[<firm>,{amount}]],open",
                "{date},{name},[[{amount},salary]]",
                "{date},{name2},[[{amount},loan]]",
                "{date},{first3} {last3},[[-{amount},refund]]",
                "{date},[[{company},{amount},retainer]]",
            ),
            "md": (
                "| [[<firm>]] | [[{amount}]] | {n} |",
                "| {name} | [[{amount}]] | {n} |",
                "| {name2} | [[{percent} below target]] | {n} |",
                "| [[{company2}, <town>]] | [[{amount}]] | {nn} |",
            ),
        },
        texts=(
            (
                "name,class,maths,english,remark\n{first} {last},{n}B,{n},{n},[[absent {nn} "
                "days]]\n{name2},{n}B,{n},{n},\n{name3},{n}B,{n},{n},[[needs glasses, mother "
                "informed]]\n{name4},{n}A,{n},{n},[[repeats the year]]\n\n<ask>"
            ),
            (
                "Rent roll "
                "{street}\nunit\ttenant\trent\tstatus\n1\t{name}\t[[{amount}]]\tok\n2\t{name2}\t[[{amount}]]\t[[{n} "
                "months late, court]]\n3\tempty\t-\t\n4\t[[<firm>]]\t[[{amount}]]\t[[notice given]]\n<ask>"
            ),
            "Date\tPartner\tSum\n<row>\n<row>\n<row>\n<row>\n<row>\n<row>\n<row>\nTotal\t\t[[{amount}]]\n\n<ask>",
            "<ask>\n\n<csv>\n<csv>\n<csv>\n<csv>\n<csv>\n<csv>\n\nand sheet 2:\n<row>\n<row>\n<row>",
            "<ask><sep>Customer\tCity\tSales\tNote\n<row>\n<row>\n<row>\n<row>\n<row>",
            "date,who,amount,state\n<csv>\n<csv>\n<csv>\n<csv>\n\n<ask>",
            "| Name | Sum | Rank |\n|---|---|---|\n<md>\n<md>\n<md>\n<ask>",
            "<row>\n<row>\n<ask>",
            "<ask>\nItem\tQty\tPrice\n{object}\t{n}\t{amount}\n{object}\t{n}\t{amount}\n{object}\t{nn}\t{amount}",
            "<csv>\n<csv>\n<csv>",
        ),
    ),
    Genre(
        name="biz-school-and-club",
        private=True,
        rules={
            "fix": FIX,
            "sep": SEP,
            "town": TOWN,
            "club": (
                (
                    "<rowing club|choir|allotment society|parents' council|mosque board|scout group|chess "
                    "club|temple trust>"
                ),
                "<volunteer fire brigade|housing co-op|bridge circle|film club|village hall|carnival guild|judo club>",
            ),
            "ask": (
                "Report card comments, {nn} words each",
                "Write the minutes of our <club>",
                "Newsletter for the <club>",
                "letter to parents, calm",
                "<fix>",
                "annual report of the <club>, two pages",
            ),
            "fact": (
                "{first} [[reads well but cannot sit still; tests for {disease} are under way]].",
                "{name2} [[has missed {nn} lessons since her parents split]].",
                "[[{first3} hits when he loses and has no friend in class {n}B]].",
                "[[the treasurer {formal4} of the <club> in <town> lent himself {amount} from the box]].",
                "[[{nn} members of the <club> have not paid, among them the mayor's wife]].",
                "[[our <club> was promised {amount} by {company}, not public before the fair]].",
                "{first5} [[made a big leap in maths, from a {n} to a {n}]].",
                "[[Mr {last6} was voted out with {n} to {nn} after shouting at the caterer]].",
                "[[The coach has been asked to stay away until the police are done]].",
                "{first} and {first2} [[must not sit together, see the mail of the mother]].",
                "[[our hall at {street} needs a roof, {amount}, and we own {amount}]].",
                "[[the father of {first4} pays for {n} poor children of the team and wants no thanks]].",
                "[[{name5}, {n}, eats alone and wears the same jumper since the holidays]].",
                "[[the organ fund of the parish in <town> is short by {amount}]].",
            ),
            "dry": (
                "The summer fête takes place on {date}.",
                "Please bring your own cup.",
                "The minutes were read and approved.",
                "Sports kit must be labelled.",
                "Elections will be held at the next assembly.",
                "Library books are due back.",
                "Cakes and helpers are welcome.",
                "The rules of the game have not changed.",
                "School ends at noon on {weekday}.",
            ),
        },
        texts=(
            "<ask><sep><dry> <dry> <fact> <dry> <dry>",
            (
                "Minutes, <club>, {date}\nPresent: {first}, {first2}, {formal3}, {n} others\n1. Cash: [[{amount} "
                "in the bank, {amount} owed to {company} for the tent]]\n2. Fête on {date}, cake list goes "
                "round\n3. [[{first2} steps down after the quarrel with the mother of {first4}]]\n4. [[A parent "
                "told us that the coach, Mr {last5}, drove the boys home after beer]]\n5. Keys: please "
                "return\n\n<ask>"
            ),
            "<ask><sep><fact> <fact> <dry> <fact> <fact>\n\n<fact> <dry> <fact>\n\n<fact> <fact> <dry>",
            "<dry> <dry>\n\n<fact> <fact>\n\n<dry>\n\n<fact> <fact> <fact>\n\n<ask>",
            "<ask><sep><fact> <fact> <dry> <fact>",
            "<fact>\n<fact>\n<fact>\n<ask>",
            "TOP {n}: <dry>\nTOP {n}: <fact>\nTOP {n}: <fact>\nTOP {n}: <dry>\n\n<ask>",
            "<ask>. <fact>",
            "<dry> <fact> <dry>",
            "<ask><sep><dry> <dry> <dry>",
        ),
    ),
    Genre(
        name="biz-owner-asks",
        private=True,
        rules={
            "firm": FIRM,
            "sum": SUM,
            "town": TOWN,
            "open": (
                "hey,",
                "Context:",
                "You are my business consultant.",
                "Act as CFO.",
                "I run a small business and need honest advice.",
                "quick one -",
                "As a lawyer, tell me",
                "",
            ),
            "fact": (
                (
                    "[[I own a <hair salon|trucking firm|pharmacy|print shop|day care> in <town> with {nn} staff and "
                    "we are behind on rent]]"
                ),
                "[[my partner {first} takes money out of <firm> and thinks I don't see it]]",
                "[[our biggest client {company} wants 90 days now]]",
                "[[we got a letter from the lawyers of {company2} about our logo]]",
                "[[my best employee {first2} wants to buy in, I thought of {percent} for <sum>]]",
                "[[the tax man found <sum> that we never booked]]",
                "[[I promised the <town> job to two firms, <firm> and {company3}]]",
                "[[I want to sell <firm> and retire, the shop makes <sum> a year before my own pay]]",
                "[[my son doesn't want the farm and the bank wants an answer by {month}]]",
                (
                    "[[amazon blocked our account, that is {percent} of sales, we sell <socks|lamps|tea|toys> under "
                    "the name <firm>]]"
                ),
                "[[we pay our two girls in the kitchen off the books]]",
                "[[a customer slipped in my store in {month} and now asks for {amount}]]",
                "[[my franchise contract with {company3} forbids me to sell my own bread, I do it anyway]]",
                "[[the health inspector found {n} things in my kitchen and the paper called]]",
                "[[I lent my foreman {first3} {amount} and now he works for <firm>]]",
                "[[Etsy pays me {amount} a month for my {object}s and I never told the tax office]]",
            ),
            "q": (
                "What would you do?",
                "how to deal with that",
                "Write me an answer to them.",
                "How much is it worth?",
                "can they do that?",
                "Make a plan with steps and dates.",
                "Do I need a lawyer?",
            ),
            "dry": (
                "What is the difference between a sole trader and a limited company?",
                "How do small shops usually plan cash?",
                "Which insurance does a business need?",
                "How is goodwill taxed in general?",
                "What does a notary do?",
                "Is a written lease needed for business premises?",
            ),
        },
        texts=(
            "<dry>.\n<dry>.\n<dry>. <fact>.\n<dry>.\n\n<q>",
            (
                "[[I've had a <nail salon|tyre shop|pizzeria|kennel> in <town> for {nn} years]]. [[Rent goes "
                "from {amount} to {amount} in {month} because the house was sold to {company}]]. [[My two "
                "helpers, {first} and {first2}, have been with me since the start]]. [[I have {amount} saved, "
                "and my knees are done]]. [[A chain, <firm>, offered to take over the lease if I stay as manager "
                "for a year]]. <q>"
            ),
            "<fact>. <fact>. <fact>. <dry>. <fact>. <fact>. <dry>. <fact>. <fact>. <q>",
            (
                "User: <q>\nAssistant: <Sure, please paste it.|Of course. What should it say?|Happy to help, "
                "send me the details.>\nUser: <fact>. <fact>. <fact>. <fact>. <dry>."
            ),
            "<open> <fact>. <q>",
            "<open> <fact> and <fact>. <q> <q>",
            "<q> <fact>. <fact>. <fact>.",
            "<fact>, <fact>, <fact>. <q>",
            "<open> <fact>. <dry> <q>",
            "<open> <dry> <dry>",
        ),
    ),
)

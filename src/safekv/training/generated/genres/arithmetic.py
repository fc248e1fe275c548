"""Harmless genres of everyday arithmetic: schoolbook problems about invented people, and their worked solutions."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre, each

LEAD = (
    "",
    "",
    "",
    "Q: ",
    "Problem: ",
    "Question {n}. ",
    "{n}. ",
    "{n}) ",
    "Exercise {n}.{nn}: ",
    "Solve: ",
    "Word problem\n\n",
    "Answer the following question.\n\n",
    "[Year {n} arithmetic] ",
    "Please help me with this one: ",
)
TAIL = (
    "",
    "",
    "",
    "\nA:",
    "\n\nAnswer:",
    "\nSolution:",
    "\nLet's think step by step.",
    "\n\nGive only the number.",
    " Show your working.",
    "\n(A) {nn} (B) {nn} (C) {nnn} (D) none of these",
    " ({n} marks)",
    "\n\nEnd your answer with 'The answer is X'.",
)
STEP = each("""
    First there are {nn}*{n}={nnn} in all.
    Then we take away {nn}, which leaves {nnn}-{nn}={nnn}.
    {first} therefore has {nnn} + {nn} = {nnn}.
    Divide that by {n} to get {nn} each.
    Half of it is {nnn}/2 = {nn}.
    Since {first2} has {n} times as many, {first2} has {n} x {nn} = {nnn}.
    Adding both parts: {nn} + {nn} = {nnn}.
    Let x be what {first} had at first, so {n}x + {nn} = {nnn}.
    Subtract {nn} from both sides and divide by {n}: x = {nn}.
    That is {percent} of the total, or {nnn}*0.{nn} = {nn}.
    In one week that makes 7 \u00d7 {nn} = {nnn}, and in {n} weeks {n} \u00d7 {nnn} = {nnn}0.
    The difference is ${nnn} - ${nn} = ${nnn}.
    She pays {n} * {nn} = <<{n}*{nn}={nnn}>>{nnn} dollars for them.
    So far he has <{nn} left|${nn}|{nnn} of them|spent half>.
    Now we convert: {nnn} minutes = {n} hours and {nn} minutes.
    Together they come to {nnn}.
""")
END = (
    "#### {nn}",
    "#### {nnn}",
    "So the answer is {nn}.",
    "The answer is {nnn}.",
    "Answer: {nnn}.",
    "Therefore, {first} needs {nn} more.",
    "Hence x = {nn}.",
    "\\boxed{{nn}}",
    "Final answer: ${nnn}",
    "Check: {nn} + {nn} = {nnn}. Correct.",
    "Result: {nn}",
)
LAYOUTS = (
    "<lead><s> <m> <q><tail>",
    "<lead><s> <m> <m> <q><tail>",
    "<lead><s> <m> <m> <m> <q><tail>",
    "<s> <q>",
    "<s> <m> <m>",
    "<s> <s>",
    "<q>",
    "<s> <m> <q>\n<step> <step> <step>\n<end>",
    "Question: <s> <m> <m> <q>\nAnswer: <step>\n<step>\n<step>\n<step>\n<end>",
    "Q: <s> <m> <q>\nA: <step> <step> <end>\n\nQ: <s> <m> <q>\nA:",
    "1. <s> <q>\n\n2. <s> <m> <q>\n\n3. <s> <m> <m> <q>",
    "<s> <m>\n\na) <q>\nb) <q>\nc) <q>",
    "Step 1: <step>\nStep 2: <step>\nStep 3: <step>\n<end>",
    "<s> <m> <s> <m> <q>",
    "<lead><s>\n<m>\n<m>\n<q>",
    "<q> <s> <m>",
    "I don't understand this exercise: '<s> <m> <q>' My result is {nn}, the book says {nnn}.",
    "Input: <s> <q>\nOutput: {nn}\n\nInput: <s> <m> <q>\nOutput: {nnn}\n\nInput: <s> <m> <m> <q>\nOutput:",
    "Problem {n}\n<s> <m> <m>\n\nQuestion\n<q>\n\nSolution\n<step> <step> <step> <step>\n\n<end>",
    "Is the following solution correct?\n\n<s> <m> <q>\n\n- <step>\n- <step>\n- <end>",
    "<step> <step> <end>",
    (
        "Sheet {nn}\n\n1) <s> <m> <q>\n2) <s> <q>\n3) <s> <m> <q>\n4) <s> <q>\n5) <s> <m> <m> <q>\n\nKey: "
        "{nn}, {nn}, {n}, {nnn}, {n}"
    ),
    '{"question": "<s> <m> <q>", "answer": "<step> <step> <end>"}',
    "### Instruction:\n<s> <m> <q>\n\n### Response:\n<step>\n<step>\n<end>",
    "Write a similar problem for grade {n}: <s> <q>",
)


def _exercise(name: str, story: str, more: str, ask: str, *, texts: tuple[str, ...] = ()) -> Genre:
    """Return a genre of exercises from what they tell, what happens next and what they ask."""
    rules = {"s": each(story), "m": each(more), "q": each(ask), "lead": LEAD, "tail": TAIL, "step": STEP, "end": END}
    return Genre(name=f"arithmetic-{name}", private=False, rules=rules, texts=(*LAYOUTS, *texts))


GENRES = (
    _exercise(
        "shopping",
        """
        {first} goes to the <market|corner shop|supermarket|school kiosk|stationer> with ${nn} and buys {n}
          <pens|melons|loaves of bread|exercise books> at ${n} each.
        At {last}'s Hardware a box of nails costs ${n}.50 and a hammer ${nn}. {first} needs {n} boxes and two hammers
          for her father's workshop.
        {name} bought a <sofa|bicycle|phone|coat|second-hand car> for {amount} and paid a third of it at once.
        Mrs {last} sends her son {first2} to buy {n} kg of rice at {nn} rupees a kilo and half a kilo of lentils at
          {nnn} rupees a kilo.
        {first} has three $20 notes, two $5 notes and {nn} pennies in her purse.
        A pair of shoes costs €{nn} more than a pair of socks. {first} paid €{nnn} for one pair of each.
        {first}'s grandmother gave him £{nn} for his birthday, and he already had £{n} in his money box.
        {first} and her sister {first2} order {n} pizzas at ${nn} each and {n} lemonades at ${n} each.
        The tailor {last} buys {nn} metres of cloth for {nnn} euros. Every dress takes {n} metres.
        """,
        """
        <She|He> pays with a ${nnn} bill.
        The cashier gives back ${n} too much.
        Her brother lends her another ${nn}.
        On the way home {first2} spends {n} dollars on <an ice cream|the bus|a newspaper>.
        The second item is half the price of the first.
        A delivery to {nn} <Oak|Maple|Mill|Church> Street costs ${n} extra.
        With the loyalty card every tenth item is free.
        """,
        """
        How much change does {first} get?
        How much money does {first} have left?
        How many could <he|she> buy at most?
        What was the price of one?
        How much more money does {first} need?
        What is the total bill in cents?
        Can {first2} afford it? By how much is he over or under?
        """,
    ),
    _exercise(
        "wages",
        """
        {first} works as a <nurse|waiter|cleaner|welder|teaching assistant|lorry driver> and earns ${nn} an hour, with
          time and a half after 40 hours.
        {name} earns {amount} a month at {company} and gets a rise of {percent} in {month}.
        {first} babysits for the {last} family {n} evenings a week and charges £{n} per hour.
        {first}'s father is a carpenter who earns {nnn} euros a week; her mother, a doctor, earns three times as much.
        Mr {last} pays his gardener $ {nn} for mowing a lawn and $ {nn} for trimming a hedge.
        A bricklayer lays {nnn} bricks in a day and is paid {n} pence for each one.
        {first} delivers {nnn} newspapers every morning before school at {n} cents a copy.
        {first} has two jobs: he tutors chemistry at ${nn} an hour and stacks shelves at ${nn} an hour.
        After losing her job at the factory, {first} received unemployment benefit of {nn}% of her former salary of
          ${nnn}0.
        """,
        """
        Last week she worked {nn} hours, {n} of them on Sunday, which pays double.
        Taxes and insurance take {percent} of it.
        His colleague {first2} works {n} hours less but earns ${n} more an hour.
        In {month} he was ill for {n} days and was not paid for two of them.
        She saves a quarter and sends ${nn} to her parents.
        Each shift lasts {n} and a half hours with a thirty-minute unpaid break.
        At the end of the year the boss adds a bonus of ${nnn}.
        """,
        """
        How much does {first} earn in a <week|month|year>?
        What is her <yearly|net|average weekly> salary?
        How many hours must he work to earn ${nnn}?
        How much more than {first2} does {first} make?
        What percentage of his wages does he keep?
        After how many weeks can she pay for the course?
        """,
    ),
    _exercise(
        "savings-and-rent",
        """
        {first} puts ${nn} into her savings account every <week|month|payday>, starting with ${nnn}.
        {name} borrows {amount} from the bank at {n}% a year, compounded yearly.
        The rent of {first}'s flat at {nn} Garden Lane is ${nnn} a month, and she splits it with {n} room-mates.
        {first} spends {percent} of his pay on rent, {percent} on food and the rest on hobbies.
        A mortgage of $ {nnn},000 is repaid by Mr and Mrs {last} in {nn} equal yearly instalments.
        {first} owes {first2} {nn} dollars, {first2} owes {first3} {nn} dollars and {first3} owes {first} {n} dollars.
        Grandfather {last} leaves {amount} to his four grandchildren in equal parts, less the funeral costs of ${nnn}0.
        In his piggy bank {first} has {nn} coins, all of them dimes and quarters, worth ${n}.
        Three flatmates, {first}, {first2} and {first3}, pay {nnn} euros for heating, {nn} for the internet and {nnn}0
          for rent.
        """,
        """
        Every {n} months the landlord raises it by ${nn}.
        Last month <he|she> took out ${nn} for the dentist.
        Her aunt promised to double whatever she has by {month}.
        The bank adds interest of {percent} at the end of the year.
        Since his divorce he also pays ${nnn} a month to his former wife.
        One of them moves out and the others share the cost equally.
        An electricity bill of {amount} comes on top.
        """,
        """
        How much will be in the account after {n} years?
        How long does {first} need to save ${nnn}0?
        What does each of them pay per month?
        How much interest has to be paid in total?
        What fraction of the salary is left?
        How much debt does <he|she> still have?
        Who pays whom so that everyone is even?
        """,
    ),
    _exercise(
        "ages-and-birthdays",
        """
        {first} is {nn} years old and her brother {first2} is {n} years younger.
        In {n} years {first}'s father will be three times as old as {first}.
        {first} was born in {year}, {n} years before her cousin {first2}.
        The ages of the three {last} sisters add up to {nn}. {first}, the eldest, is twice as old as the youngest.
        When {first}'s mother was {nn}, {first} was {n}. Today the mother, Mrs {last}, is {nn}.
        {first}'s dog is {n} in human years, and each human year counts as seven dog years.
        {name} married at {nn}, had his first child {n} years later and died when that child was {nn}.
        For her {nn}th birthday on {month} 3rd, {first} invites {nn} children, of whom {n} cannot come because of the
          flu.
        {first} is half as old as her uncle {first2} was when her grandmother retired at {nn}.
        The average age of the {n} members of {first}'s family is {nn}.
        """,
        """
        {first3} is as old as both of them together.
        Five years ago the ratio of their ages was 2 : 5.
        Her twin sisters are {n} years old.
        The sum of all the ages is {nnn}.
        His grandmother, who lives with them, is {nn} years old.
        Every child gets {n} balloons and a slice of a cake cut in {nn}.
        Their youngest brother was born {n} months after the wedding.
        """,
        """
        How old is {first} now?
        In what year was {first2} born?
        In how many years will {first} be half as old as <he|she> is?
        What is the difference between the oldest and the youngest?
        How old was the father when {first} was born?
        What is the average age of the siblings?
        How many <candles|balloons|slices> are needed?
        """,
    ),
    _exercise(
        "distance-and-speed",
        """
        {first} cycles from home to school, {n} km away, at {nn} km/h and walks back at {n} km/h.
        A <bus|lorry|tram|motorboat> leaves {city} at {time} at a speed of {nn} miles per hour.
        {first} and {first2} live {nn} km apart and start walking towards each other at the same moment.
        {name} drives {nnn} kilometres to visit his sister in hospital in {city}. His car uses {n} litres per 100 km.
        Every morning {first} jogs {n} times round a pond of {nnn} metres and {first2} swims {nn} lengths of 25 m.
        Driver {last} covered the first {nnn} miles in {n} hours and the rest in half that time.
        From {first}'s house at 12 Hill Road it is {nnn} m to the bakery and twice as far to the post office.
        A postman's round has {nn} houses that stand {nn} metres from one another.
        {first}'s kite string is {nn} m long and a snail climbs {n} cm of it by day and slips back {n} cm at night.
        """,
        """
        After {nn} minutes <she|he> stops to rest for a quarter of an hour.
        {first2} starts {n} minutes later but is {n} km/h faster.
        Because of roadworks the second half takes twice as long.
        Petrol costs ${n}.{nn} a gallon.
        He gets a flat tyre {n} kilometres before the goal.
        On {weekday} she goes only a third of the way.
        The wind slows both of them by {n} km/h.
        """,
        """
        When does {first} arrive?
        How far apart are they after {n} hours?
        What is the average speed for the whole trip?
        How many kilometres does <he|she> travel in a week?
        When and where do they meet?
        How much does the fuel cost?
        How long does it take at {nn} km/h?
        """,
    ),
    _exercise(
        "cooking-and-baking",
        """
        A recipe for {nn} <pancakes|scones|dumplings|empanadas|muffins> takes {nnn} g of flour, {n} eggs and {nnn} ml
          of milk. {first} wants to make {nn}.
        {first} bakes {n} trays of cookies with {nn} on each tray, and her brother burns one tray.
        Chef {last} cooks soup for {nnn} guests; every guest eats {nnn} ml.
        {first}'s grandmother makes {nn} jars of jam from {n} kg of plums and gives {n} to each daughter.
        For his diabetic uncle {first} replaces {nnn} g of sugar by two thirds as much honey.
        {first} cuts a {nn}-inch pie into {n} slices; {first2} eats a quarter and {first3} eats two slices.
        The {last} bakery sells {nnn} rolls a day at {nn} cents each, baked in batches of {nn}.
        A sack of potatoes weighs {nn} kg. Each of the {n} children of the {last} family eats {nnn} g a day.
        """,
        """
        She already has {n} eggs in the fridge.
        The oven holds {nn} at a time and each batch takes {nn} minutes.
        One guest is allergic to nuts, so {n} portions are made without.
        A dozen costs ${n}.
        {first2} drops {n} of them on the floor.
        Every third one gets icing.
        The dough has to rest for {nn} minutes before.
        """,
        """
        How much flour does {first} need?
        How many <eggs|jars|trays|slices> are left over?
        What does one portion cost?
        At what time must <he|she> start for dinner at {time}?
        How many batches is that?
        For how many people is it enough?
        """,
    ),
    _exercise(
        "farm-and-garden",
        """
        Farmer {last} keeps {nnn} <hens|sheep|goats|cows>, and each gives {n} <eggs|litres|kilos> a week.
        On {first}'s farm there are {nn} heads and {nnn} legs, all of chickens and rabbits.
        {first} plants {n} rows of {nn} <tulips|tomato plants|cabbages|apple trees> behind her house.
        A rectangular garden is {nn} m long and {n} m wide, and {first} wants a fence round it.
        Old Mr {last} leaves his {n} sons {nnn} hectares of land, {n} wells and {nn} camels.
        {first} and his grandfather pick {nn} baskets of mangoes with {nn} in each, and a tenth are rotten.
        {first} has {n} cats, {n} dogs and a parrot. Each cat eats {nn} g and each dog {nnn} g of food a day.
        The vet charges ${nn} for every vaccination, and {first} brings her {n} puppies.
        A bag of seeds is enough for {nn} square feet, and {first2}'s plot measures {nn} by {nn} feet.
        """,
        """
        A fox takes {n} of them.
        They sell half of the harvest at the market for ${n} a kilo.
        The neighbour, Mrs {last2}, buys {nn}.
        Rain destroys {percent} of what is left.
        {first3} waters them with {n} litres each twice a day.
        In spring {nn} young ones are born.
        A gate of {n} metres is left open.
        """,
        """
        How many animals of each kind are there?
        How many metres of fence are needed?
        How much does {first} earn at the market?
        How long does a {nn} kg sack last?
        What area remains for flowers?
        How much does each son inherit?
        How many eggs are left for the family?
        """,
    ),
    _exercise(
        "collections-and-reading",
        """
        {first} collects {object}s. She had {nn}, got {n} from her uncle and lost {n} when the family moved to {city}.
        {first} reads {nn} pages of a {nnn}-page novel every evening and twice as many on Sundays.
        {first}, {first2} and {first3} together have {nnn} <marbles|stamps|comic books|football cards>.
        On Monday {first} reads a fifth of her library book, and on Tuesday {nn} pages.
        In {first}'s album every page holds {n} photos; {nn} pages are full and one is half full.
        {first} has {n} fewer <dolls|toy trains|coins> than {first2} but {nn} more than {first3}.
        {name} typed {nn} words a minute when she wrote her {nn},000-word thesis.
        The shelves in {first}'s room hold {nn} books each, and {percent} of the books are about horses.
        """,
        """
        {first2} gives {first} {n} of his.
        They then swap a third of them.
        Her little brother tears out {n} pages.
        Each one is worth ${n}.
        After her operation she has {n} days to read in bed.
        On his birthday the number doubles.
        The rest goes to a charity shop.
        """,
        """
        How many does {first} have now?
        On which day will {first} finish the book?
        How many pages are left?
        How many must {first2} give away so that both have the same number?
        What is the whole collection worth?
        How many more does <he|she> need to reach {nnn}?
        """,
    ),
    _exercise(
        "classroom-and-sport",
        """
        In Ms {last}'s class there are {nn} pupils, {n} more girls than boys.
        {first} scored {nn}, {nn} and {nn} in three tests and needs an average of {nn} to pass.
        In the final {first} scored {nn} points, {n} fewer than her team-mate {first2}.
        The teacher, Mr {last}, hands out {n} sheets to each of {nn} children, and {n} children are absent with
          chickenpox.
        {first}'s team won {n} games, lost {n} and drew {n}; a win counts 3 points.
        {first} threw the javelin {nn} m, {first2} {n} m further and {first3} half as far as both together.
        At {school} {percent} of {nnn} students learn French and {nn} learn both French and Spanish.
        Coach {last} divides {nn} players into groups of {n}.
        {first} missed {n} days of school because of her asthma and has to make up {n} lessons for each day.
        """,
        """
        One third of them wear glasses.
        The other side got {nn} points.
        {first3} joins the class in {month}.
        In the second half she doubled her score.
        For every mistake {n} points are taken off.
        Two of them are twins.
        Each bus takes {nn} of them.
        """,
        """
        How many boys are there?
        What mark does {first} need in the last test?
        Who won, and by how much?
        How many points does the team have?
        How many groups are there, and who is left over?
        What percentage passed?
        How many learn neither language?
        """,
    ),
    _exercise(
        "percentages-tips-commission",
        """
        A coat that cost ${nnn} is reduced by {percent}, and {first} has a coupon for another ${nn}.
        {first} sells cars and gets {n}% commission on everything above {amount}.
        {name}, an estate agent, sold a house on Willow Avenue for ${nnn},000 and keeps {n}% of it.
        {first} takes her parents to dinner. The bill is ${nn}.{nn}, and she leaves a tip of {nn}%.
        {first}'s phone plan costs ${nn} a month with {nnn} free minutes, and each further minute costs {n} cents.
        The price of a tram ticket rose by {percent} in {year} and fell by {percent} a year later.
        Mr {last} bought {nnn} shares of {company} at ${nn} and sold half of them at a profit of {percent}.
        In a town of {nnn}0 people {percent} voted for {name2} and {percent} for {name3}.
        {first} mixes {nnn} ml of a {n}% salt solution with {nnn} ml of a {nn}% solution.
        """,
        """
        Sales tax of {n}% is added at the till.
        For members there is a further {n}% off.
        She shares it equally with her colleague {first2}.
        In {month} he sent {nnn} texts and called his mother in {country} for {nn} minutes.
        The year before it had been {percent} less.
        Shipping is free above ${nn}.
        A deposit of ${nnn} has already been paid.
        """,
        """
        What does {first} pay in the end?
        How much commission is that?
        By how many per cent did it change overall?
        What was the original price?
        Which plan is cheaper for {first}, and by how much?
        What is the tip per person?
        How many voters stayed at home?
        """,
    ),
    _exercise(
        "medicine-and-weight",
        """
        The doctor tells {first} to take {n} tablets of {drug} every {n} hours for {nn} days. A box holds {nn}.
        {first}, who is {n} years old and weighs {nn} kg, needs {nn} mg of syrup for each kilogram.
        {name} weighed {nnn} pounds in {month} and lost {n} pounds a month on a diet.
        {first}'s baby brother weighed {n} lb at birth and gains {n} ounces a week.
        Nurse {last} gives {nnn} ml of fluid in {n} hours to a patient; 20 drops make one millilitre.
        {first} has a fever of 39.{n} °C, and it falls by 0.{n} degrees an hour.
        {first} and {first2} stand on the scales together and weigh {nnn} kg; with their dog it is {n} kg more.
        A hospital with {nnn} beds is {percent} full, and {nn} patients with {disease} go home on {weekday}.
        For her blood pressure Grandmother {last} takes half a tablet of 50 mg in the morning and a whole one at night.
        """,
        """
        The bottle contains {nnn} ml with {nn} mg in 5 ml.
        He forgets {n} doses.
        For children under 12 the dose is halved.
        Each box costs ${nn}, of which the insurance pays {nn}%.
        Her sister {first2} weighs {n} kg less.
        After the surgery it goes down to three quarters.
        In the second month the rate is only half of that.
        """,
        """
        How many boxes does {first} have to buy?
        How many milligrams is that per day?
        What does <he|she> weigh at the end of {month}?
        How long will the bottle last?
        At how many drops per minute is the drip set?
        How many beds are free?
        """,
    ),
    _exercise(
        "travel-and-schedules",
        """
        {first}'s flight {flight} leaves {city} at {time} and takes {n} hours and {nn} minutes; the clock there is {n}
          hours ahead.
        {first} has a dentist's appointment at {time} and needs {nn} minutes to get there by bus.
        The {last} family, two adults and {n} children, drives to {city2} for {n} nights at ${nn} a night.
        {first}'s music lesson lasts {nn} minutes, her homework twice as long, and she has to be in bed by half past
          eight.
        A museum ticket costs {n} euros for adults and half for children. Mr {last} brings {nn} pupils and two
          colleagues.
        Bus A runs every {n} minutes and bus B every {nn} minutes; both stop in front of {first}'s house at {time}.
        {name} is away on business for {n} weeks and works in {city} for {n} days, then in {city2} for the rest.
        {first} exchanges {nnn} euros at a rate of 1.{nn} dollars and spends two fifths on a hotel.
        """,
        """
        The train is {nn} minutes late.
        A rental car costs ${nn} a day plus {nn} cents a mile.
        She gets up at {time} and needs {nn} minutes for breakfast.
        Children under {n} travel free.
        They change at {city} and wait {nn} minutes.
        On the last day they spend a third of what is left.
        Visa fees come to ${nn} per passport.
        """,
        """
        At what local time does {first} land?
        When must <he|she> leave the house at the latest?
        What does the holiday cost per person?
        When do both buses stop together again?
        How much money is brought home?
        How many hours of sleep does {first} get?
        """,
    ),
    _exercise(
        "building-and-production",
        """
        A tank holds {nnn} litres. One pipe fills it in {n} hours and a second in {n}, and {first} left the drain open.
        {first} paints a wall in {n} hours, and her husband {first2} needs {n} hours for the same wall.
        {n} workers build the {last} family's garage in {nn} days.
        A machine makes {nnn} <bolts|bottles|pencils|bulbs> an hour, of which {n}% are faulty.
        {first} lays tiles of {nn} cm by {nn} cm in a bathroom {n} m long and {n} m wide.
        Mr {last} needs {nn} planks of {n} ft for the terrace, but the yard sells them only in lengths of {nn} ft.
        The swimming pool at {name}'s house is {nn} m by {n} m and {n} feet deep.
        Inspector {first} checks {nnn} parts a shift, and {first2} checks two thirds as many.
        A roof beam carries {nnn} kg. {first}, who weighs {nn} kg, stands on it with {n} sacks of {nn} kg.
        """,
        """
        After {n} days {n} of the workers fall ill.
        A litre of paint covers {nn} square metres.
        At noon a second machine is switched on.
        Each tile costs {n}.{nn} euros.
        Water runs out at {n} litres a minute.
        They work from {time} with an hour's rest.
        A tenth is kept back for breakage.
        """,
        """
        How long do they need together?
        How many <tiles|planks|litres> does {first} have to order?
        How many good pieces leave the factory in a week?
        When is the tank full?
        How many days later is it finished?
        What is the volume in cubic metres?
        """,
    ),
    _exercise(
        "sharing-and-ratio",
        """
        {first} divides {nnn} <sweets|nuts|dollars|shells> among her {n} nieces and nephews.
        Three brothers, {first}, {first2} and {first3}, share {amount} in the ratio 3:4:5.
        {first} gives half of her chocolate to her sister, a third of the rest to her father and keeps {n} pieces.
        A will leaves two fifths to the widow, Mrs {last}, a quarter to each of two daughters and the rest to {name2}.
        {first} and {first2} run a stall; {first} put in ${nnn}, {first2} ${nn}, and they split the profit accordingly.
        For every {n} stickers that {first} gets, her younger brother gets {n}.
        {first} pours {n} litres of juice into {nn} glasses for the children next door.
        The {n} members of the {last} household use {nnn} litres of water a day, and the baby uses twice as much as
          each of the others.
        """,
        """
        {first2} eats {n} of hers at once.
        Then their cousin {first4} arrives and everyone gives him the same number.
        {n} are left over.
        The eldest gets {n} more than the youngest.
        A dispute costs them ${nnn} in lawyer's fees.
        {first3} gives a third of his share to {first}.
        """,
        """
        How many does each of them get?
        What is {first2}'s share?
        In what ratio do they stand at the end?
        How much was there at the beginning?
        How many must be added so that nothing is left over?
        Who has the most, and by how much?
        """,
    ),
    Genre(
        name="arithmetic-worked",
        private=False,
        rules={
            "p": (
                (
                    "{first} earns $14 an hour and works 6 hours a day, 5 days a week. She pays $120 a week "
                    "in rent. What is left?\n<ans> 6*5=30 hours a week. 14*30=$420. 420-120=$300.\n<fin>300"
                ),
                (
                    "{first} is 12. His sister {first2} is three years older and their father is twice as "
                    "old as both of them together. How old is the father?\n<ans> {first2} is 12 + 3 = 15. "
                    "Together they are 12 + 15 = 27. The father is 2 * 27 = 54.\n<fin>54"
                ),
                (
                    "Mrs {last} buys 4 kg of apples at €2.50 and pays with a €20 note. How much change does "
                    "she get?\n<ans> The apples cost 4 \u00d7 2.50 = 10 euros. 20 \u2212 10 = 10 euros change.\n<fin>10"
                ),
                (
                    "{first} takes 3 tablets a day for 2 weeks. A pack has 20 tablets. How many packs are "
                    "needed?\n<ans> 3 tablets/day \u00d7 14 days = 42 tablets. 42 / 20 = 2.1, so {first} must buy "
                    "3 packs.\n<fin>3"
                ),
                (
                    "A jacket costs $80 and is 25% off. {first} also buys a scarf for $15. What does he "
                    "pay?\n<ans> The discount is 80 * 0.25 = <<80*0.25=20>>20. So the jacket costs 80 - 20 = "
                    "<<80-20=60>>60. With the scarf it is 60 + 15 = <<60+15=75>>75.\n<fin>75"
                ),
                (
                    "{first} drives 180 km in 2 hours and then 90 km in 1.5 hours. What was the average "
                    "speed, rounded?\n<ans> Distance: 180 + 90 = 270 km. Time: 3.5 h. 270 : 3.5 = "
                    "77.14.\n<fin>77 km/h"
                ),
                (
                    "{first}, {first2} and {first3} inherit 72 000 from their aunt in the ratio 1 : 2 : 3. "
                    "What does {first3} get?\n<ans> There are six parts, each worth 12 000. Three parts make "
                    "36 000.\n<fin>36 000"
                ),
                (
                    "{first} read 40 pages on Monday, half as many on Tuesday and 25 on Wednesday. The book "
                    "has 120 pages. How many are left?\n<ans> Tuesday: 20. In all 40+20+25 = 85. 120-85 = "
                    "35.\n<fin>35"
                ),
                (
                    "{name} sold 9 policies of $2,000 each at 5% commission. What did he earn?\n<ans> Sales "
                    "were 9 x 2,000 = 18,000. Five per cent of this is 900.\n<fin>$900"
                ),
                (
                    "{first}'s mother is 41 and {first} is 9. In how many years will the mother be three "
                    "times as old?\n<ans> 41 + x = 3(9 + x), so 41 + x = 27 + 3x, 14 = 2x, x = 7.\n<fin>7"
                ),
                (
                    "A hen house gives 30 eggs a day. {first} keeps 6, and sells the rest at 3 for a dollar. "
                    "What does she earn in a week?\n<ans> 30 - 6 = 24 eggs, 24 / 3 = 8 dollars a day, 8 * 7 "
                    "= 56 dollars.\n<fin>56"
                ),
                (
                    "{first} lost her job and has $1,900. Rent is $600 and food $200 a month. For how many "
                    "whole months is it enough?\n<ans> Each month costs 800. 1,900 / 800 is a bit more than "
                    "2.\n<fin>2"
                ),
            ),
            "ans": ("Answer:", "A:", "Solution.", "Let's see.", "Step by step:", "Here is how to do it.", "=>"),
            "fin": ("#### ", "The answer is ", "Answer: ", "So we get ", "Result = ", "==> ", "Thus: "),
            "new": each("""
                {first} has {n} brothers and each has {n} sisters. How many children are there?
                {first}'s salary rose from ${nnn}0 to ${nnn}0 a month. By how many per cent did it rise?
                {first} pays {first2} back ${nn} a week for a loan of ${nnn}. How many weeks does it take?
                The three children of Mr {last} are {n}, {n} and {nn} years old. What is their mean age?
                After her knee operation {first} walks {nnn} m on the first day and {nn} m more each day. When does
                  she reach 2 km?
            """),
        },
        texts=(
            "<p>",
            "<p>\n\n<p>",
            "<p>\n\n<p>\n\n<new>",
            "Q: <p>\n\nQ: <p>\n\nQ: <p>\n\nQ: <new>\nA:",
            "Here are some examples of how to solve maths problems.\n\n<p>\n\n<p>\n\nNow solve: <new>",
            "Check whether this solution is right and explain any mistake.\n\n<p>",
            "<p>\n\nRewrite this problem with other numbers and another family.",
            "Problem: <p>\n\nProblem: <p>\n\nProblem: <p>\n\nProblem: <p>",
        ),
    ),
    Genre(
        name="arithmetic-lower-case",
        private=False,
        rules={
            "w": ("bob", "tina", "sam", "maria", "ravi", "chen", "olu", "leila", "tom", "kofi", "anna", "jorge", "mei"),
            "s": each("""
                <w> has {nn} dollars and buys {n} sandwiches for {n} dollars each . how much does he have left ?
                <w> s mom is {nn} and <w> is {n} . how old was she when he was born ?
                there are {nn} kids on a bus . at the next stop {n} get off and {nn} get on . how many are there now ?
                <w> makes {n} dollars an hour as a cashier . she worked {nn} hours last week . how much did she earn ?
                <w> walked {nn} miles on saturday and half of that on sunday . how many miles in total ?
                <w> picked {nnn} apples and gave {nn} to <w> and {nn} to her aunt . how many were left ?
                a doctor sees {n} patients an hour and works {n} hours . how many patients does he see ?
                <w> s rent is {nnn} dollars and his phone bill is {nn} dollars . what does he pay in a year ?
                <w> weighs {nn} kg , which is {n} kg more than <w> . what do they weigh together ?
                the sum of two numbers is {nnn} and their difference is {nn} . find both numbers .
                <w> , <w> and <w> have {nnn} cards . <w> has twice as many as each of the others . how many has each ?
            """),
            "a": ("", "\n= {nn}", "\n{nn} - {n} = {nn}", "\nx = {nn}", "\nthe answer is {nnn}", " idk how to start"),
        },
        texts=(
            "<s><a>",
            "<s>\n<s>\n<s>",
            "1) <s>\n2) <s>\n3) <s>\n4) <s>",
            "pls solve : <s>",
            "<s> <s>",
            "<s><a>\n<s><a>",
        ),
    ),
    Genre(
        name="arithmetic-statement-with-comparison",
        private=False,
        rules={
            "fact": each("""
                {name} is {nn} years old, lives at {n} Station Road and pays {nnn} euros of rent.
                {first} is a nurse and earns {amount} a month; her husband {first2} is a plumber and earns {amount}.
                {first} has {n} children, two of whom go to {school}.
                {first}'s blood sugar is {nnn} before and {nnn} after breakfast.
                {first2} has ${nnn} in the bank, {first3} has ${nn} less.
                {first} is {nnn} cm tall and {first2}, her son, {n} cm taller.
                {first}'s number is the smallest one with {n} digits whose digit sum is {nn}.
                {first} owns a car worth {amount}, which loses {percent} of its value every year.
                Of {nnn} people asked by {first}, {nn} were out of work and {nn} were retired.
            """),
            "task": each("""
                Write an equation for this situation.
                Draw a table and fill in the missing values.
                Make up a question that can be answered with these numbers.
                Which number is not needed?
                Estimate first, then calculate exactly.
                Express the comparison as a fraction and as a percentage.
                Is the claim of {first3} correct? Give reasons.
                Calculate the mean, the median and the range.
                Round your answer to the nearest ten.
            """),
            "unit": (
                "Unit {n}",
                "Chapter {n}: Word problems",
                "Homework for {weekday}",
                "Test B",
                "Revision",
                "Class {n}c",
            ),
        },
        texts=(
            "<fact> <fact> <task>",
            "<unit>\n\n1. <fact> <task>\n2. <fact> <task>\n3. <fact> <fact> <task>\n4. <fact> <task>",
            "<fact>\n<task>",
            "<fact> <fact> <fact>",
            "<unit>. <fact> <fact> a) <task> b) <task> c) <task>",
            "Write {n} word problems for grade {n} in the style of: '<fact> <task>'",
            (
                "| Name | Age | Pay per hour | Hours |\n|---|---|---|---|\n| {first} | {nn} | ${nn} | {nn} "
                "|\n| {first2} | {nn} | ${nn} | {nn} |\n| {first3} | {nn} | ${nn} | {nn} |\n\n<task> <task>"
            ),
        ),
    ),
)

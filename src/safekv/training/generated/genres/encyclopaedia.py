"""Harmless genres of reference text: public and historical persons, places, works, companies and results."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre

PARTY = "<Labour|Liberal|Conservative|Socialist|National Unity|Green|People's Democratic|Progressive|Republican>"

GENRES = (
    Genre(
        name="politician-biography",
        private=False,
        rules={
            "party": (PARTY,),
            "office": (
                "<member of parliament for {city}|governor of {state}|minister of finance>",
                "<foreign secretary|mayor of {city2}|ambassador to {country}|prime minister of {country}>",
                "<senator for {state}|speaker of the lower house>",
            ),
            "open": (
                (
                    "{name} (born {date}) is <a|an English|a Canadian|an Indian|a Kenyan|a Swedish> politician "
                    "who has served as <office> since {year}."
                ),
                (
                    "{name} ({year} \u2013 {year}) was a <lawyer|diplomat|trade unionist|farmer|soldier> and "
                    "politician of the <party> Party."
                ),
                ("{name} {last2} {last}, 3rd Baron {last} ({date} \u2013 {date}), was <office> from {year} to {year}."),
            ),
            "more": (
                (
                    "<Elected|First elected> in {year} with {percent} of the vote, {last} defeated the "
                    "incumbent, {name3}."
                ),
                (
                    "Born in {city} to a <teacher|railwayman|merchant> and his wife {first4}, {last} was "
                    "educated at {school} and read law."
                ),
                ("{last} married the actress {name2} in {year}; the couple had {n} children and divorced in {year}."),
                (
                    "In {year} {last} resigned after an inquiry into {amount} of undeclared donations, and was "
                    "later acquitted."
                ),
                ("As <office>, {last} <oversaw|opposed|drafted> the {year} <land|pension|railway|health> reform."),
                "{last} died of {disease} at {city3} on {date}, aged {nn}, and was given a state funeral.",
                "The {last} Institute and a street in {city} are named after <her|him>.",
            ),
        },
        texts=(
            (
                "<open> <more> <more>\n\n== Later life ==\n<more> <more> <more>\n\nPreceded by {name3}, "
                "succeeded by {name5}."
            ),
            "<open> <more> <more> <more>",
            (
                "{name}\n\nEarly life\n<more>\n\nCareer\n<more> <more>\n\nSee also\n- List of ministers of "
                "{country}\n- {name5}"
            ),
            "<more> <more> <more> <more> [{n}][{nn}]",
            "Summarise this article in one sentence:\n<open> <more> <more>",
            "<open> <more>\n\nQuestion: In what year did {last} first hold the office?\nAnswer: {year}",
        ),
    ),
    Genre(
        name="athlete-biography",
        private=False,
        rules={
            "sport": (
                "<footballer|sprinter|cricketer|swimmer|tennis player|rugby union player>",
                "<weightlifter|ice hockey defenceman|cyclist|boxer>",
            ),
            "open": (
                (
                    "{name} (born {date} in {city}) is a retired <sport> who <played for|represented|competed "
                    "for> {country}."
                ),
                ("{name}, known as '<the Wall|Flash|the {animal}|Kid>', was a professional <sport> of the {year}s."),
                (
                    "{name} is a <sport> who plays as a <forward|goalkeeper|left-back|captain> for {city} "
                    "<United|Rovers|FC|Athletic>."
                ),
            ),
            "more": (
                "<She|He> made {nnn} appearances and scored {nn} goals before a knee injury in {year}.",
                (
                    "At the {year} Summer Games {last} won <gold|silver|bronze> in a time of {n}:{nn}.{nn}, "
                    "behind {name2}."
                ),
                (
                    "On {date} {last} joined {city} <City|Town> on a {n}-year contract for a fee of {n}.{n} "
                    "million euros."
                ),
                "{last} made <his|her> first-class debut against {city} and took {n} wickets for {nn} runs.",
                ("{last}'s brother, {first3} {last}, was a <sport> as well. Their father coached the national side."),
                "After retiring {last} managed {city4} <Rangers|Wanderers> from {year} until {year}.",
                "Height {n}.{nn} m; weight {nn} kg; personal best {nn}.{nn} s ({city}, {year}).",
            ),
        },
        texts=(
            "<open> <more> <more> <more>\n\nInternational career\n<more> <more> <more>",
            "<open> <more> <more> <more>",
            (
                "{name}\nPersonal information\nFull name: {name}\nDate of birth: {birth}\nPlace of birth: "
                "{city}, {country}\nClub career\n{year}\u2013{year} {city2} {nnn} ({nn})\n{year}\u2013{year} {city3} "
                "{nn} ({n})\n\n<more>"
            ),
            "<more> <more> <more>",
            "<open> <more>\n\nWrite {n} trivia questions on the athlete above.",
        ),
    ),
    Genre(
        name="artist-biography",
        private=False,
        rules={
            "art": (
                "<singer-songwriter|novelist|jazz trumpeter|painter|film director>",
                "<poet|actor|ceramic artist|rapper|opera soprano|sculptor>",
            ),
            "work": (
                (
                    "'<The {colour} {object}|Songs from {city}|Letters to {first4}|A House in {month}|{weekday} "
                    "Blues|The {animal} King>'"
                ),
            ),
            "s": (
                "{name} (born {first5} {last2}; {date}) is an award-winning <art> from {city}, {country}.",
                (
                    "{last}'s <debut|second album|first novel|best-known work>, <work>, <sold {nnn},000 "
                    "copies|reached number {n} in the charts|was a critical success>."
                ),
                "The <album|film|book> was produced by {name3} and released on {date} by {company} Records.",
                "Critics compared <work> with the early work of {name4}.",
                (
                    "In interviews {last} has spoken openly of depression, a divorce from {name5} and a year "
                    "without money in {city}."
                ),
                "{last} studied at {school} and at first worked as a <waiter|postman|teacher|clerk>.",
                "<She|He> lives in {city} with <his wife|her husband|their partner>, the <art> {name5}.",
                "The {year} retrospective at the {city} Museum drew {nnn},000 visitors.",
            ),
        },
        texts=(
            "<s> <s> <s> <s> <s> <s> <s>",
            "<s> <s> <s> <s>",
            ("Discography\n- <work> ({year})\n- <work> ({year})\n- <work> ({year}, with {name3})\n\n<s> <s>"),
            "Who is {name}?\n\n{name} is a <art>. <s> <s>",
            "{name} - <work>\n\n<s> <s>\n\nIn the style of {last}, write {n} lines about {city}.",
        ),
    ),
    Genre(
        name="scientist-and-saint",
        private=False,
        rules={
            "field": (
                "<botanist|astronomer|mathematician|chemist>",
                "<geologist|economist|linguist|entomologist>",
                "physicist",
            ),
            "s": (
                (
                    "{name} FRS ({birth} \u2013 {date}) was a <field> best known for the {last}\u2013{last2} "
                    "<theorem|equation|effect|catalogue>."
                ),
                (
                    "Saint {first} of {city} (died c. {nnn}) is venerated as patron of "
                    "<bakers|sailors|travellers|the sick>; the feast is kept in {month}."
                ),
                (
                    "{first} II, called the <Bold|Lame|Good|Silent>, ruled {country} until his brother {first2} "
                    "deposed him."
                ),
                ("<He|She> was born at {city}, the {n}th child of a <weaver|pastor|goldsmith>, and never married."),
                "The asteroid {nnn}{nn} {last} and a crater on the Moon bear <his|her> name.",
                (
                    "{last} shared the {year} prize with {name2} and {name3} for work on <enzymes|neutrinos|game "
                    "theory|glaciers>."
                ),
                (
                    "According to the chronicle, Queen {first4} imprisoned {first} for {n} years in the castle "
                    "of {city}."
                ),
                "The species <i>{animal}us {last}i</i> was described in {year} by {name5}.",
                "Letters to his wife {first4} reveal that he suffered from {disease} and heavy debts.",
            ),
        },
        texts=(
            "<s> <s> <s>",
            "{caps} (1{nnn}\u20131{nnn}), <field>. <s> <s>",
            "Biographical dictionary, vol. {n}, p. {nnn}: <s> <s> <s> <s>",
            "Extract every person and date from the text as JSON.\n\nText: <s> <s> <s>",
        ),
    ),
    Genre(
        name="public-news",
        private=False,
        rules={
            "party": (PARTY,),
            "lead": (
                (
                    "{city} ({company} News) - President {last} <said|warned|denied> on {weekday} that talks "
                    "with {country} <had failed|would resume|were over>."
                ),
                ("<Prime Minister|Chancellor|Foreign Minister> {name} will visit {city} in {month}, a spokesman said."),
                (
                    "Pop star {name} has cancelled {n} concerts in {country}, <blaming a throat infection|citing "
                    "exhaustion|to the dismay of fans>."
                ),
                (
                    "{company} shares fell {percent} on {weekday} after chief executive {name} <quit|sold "
                    "stock|missed forecasts>."
                ),
                ("Striker {name} will miss the derby with a hamstring injury, {city} United coach {name2} confirmed."),
                ("Oscar winner {name} and director {name2} are to wed in {city}, the magazine {company} reports."),
                "A magnitude {n}.{n} earthquake struck {nn} km off {city} early on {weekday}.",
            ),
            "body": (
                '"We shall not <yield|retreat|raise taxes>," {last} told reporters.',
                "The <party> opposition, led by {name3}, called for a vote of confidence.",
                "Analysts at {company} had expected revenue of {nnn} million dollars.",
                "{last}, {nn}, took office in {year} and is seeking a second term.",
                "Police said {nn} people were hurt. Roads to {city} remained closed.",
                "The central bank held its rate at {n}.{nn} percent.",
                "It was the {n}th such incident this year, officials said.",
                "Governor {last4} declared a state of emergency in {state}.",
            ),
        },
        texts=(
            "<lead> <body> <body> <body> <body> <body>\n\nReporting by {name5}; editing by {name6}",
            "<lead>\n\n<lead>\n\n<lead>\n\nWrite a bulletin from these items.",
            "<lead> <body> <body> <body>",
            "BREAKING: <lead>",
            "<body> <body> <lead> <body>\n\nTL;DR:",
            ("Headline: <lead>\nCategory: <World|Business|Sport|Showbiz|Sci/Tech>\n\nHeadline: <lead>\nCategory:"),
            ("Article: <lead> <body> <body>\nIs the article <real or satire|biased|about {country}>? Explain."),
        ),
    ),
    Genre(
        name="film-plot",
        private=False,
        rules={
            "s": (
                (
                    "In {year}, <detective|widow|orphan|soldier|thief> {name} ({name4}) arrives in {city} to "
                    "<find a lost {object}|bury a father|rob a bank>."
                ),
                ("{first} falls in love with {first2}, unaware that she is the daughter of the mobster {last3}."),
                (
                    "When {first2} is diagnosed with {disease}, {first} sells the family farm for {amount} to "
                    "pay the doctors."
                ),
                "Meanwhile {formal} blackmails {first3} with a stolen passport.",
                "{first} confesses the murder to {first2} and flees to {country}.",
                "The film ends with {first2} alone on the platform, holding the {colour} {object}.",
                "Years later, {first3} learns that {first} had been alive all along.",
                "The {nn}-minute feature was shot in {city} on a budget of {n} million dollars.",
            ),
        },
        texts=(
            "<s> <s> <s> <s> <s> <s> <s>",
            "Plot\n<s> <s> <s> <s>",
            "<s> <s> <s>",
            (
                'Episode {n}: "The {colour} {animal}"\n<s> <s>\nGuest cast: {name4} as {first}, {name5} as '
                "{first2}, {name6} as Dr {last3}"
            ),
            "Summary: <s> <s> <s>\n\nWhich genre is this film? Suggest {n} similar ones.",
        ),
    ),
    Genre(
        name="history-and-geography",
        private=False,
        rules={
            "s": (
                (
                    "The Treaty of {city}, signed on {date} by General {last} and Count {last2}, ended the "
                    "{n}-year war of 1{nnn}."
                ),
                "{city} lies on the river {last3}, {nn} km north of {city2}, at an elevation of {nnn} m.",
                (
                    "At the census of {year} the district had {nnn},{nnn} inhabitants, of whom {percent} spoke "
                    "the local language."
                ),
                "King {first} the Elder granted the town a market in 1{nnn}.",
                "{last} Island was named after Captain {name}, who mapped the coast in 1{nnn}.",
                "Exports are <copper|tea|timber|rice|phosphates>, <fish|wool|coal>, and machinery.",
                "In the battle, {nnn} men under Colonel {last4} held the bridge for {n} days.",
                "St {first2}'s Church, built in 1{nnn} by the architect {name5}, is a listed building.",
                "The climate is <humid|dry|alpine|mild>; mean rainfall in {month} is {nnn} mm.",
            ),
        },
        texts=(
            "<s> <s> <s> <s> <s> <s> <s>",
            "<s> <s> <s>",
            (
                "History\n<s> <s>\n\nGeography\n<s> <s>\n\nNotable people\n- {name} ({year}\u2013{year}), "
                "painter\n- {name2} (born {year}), footballer\n- {name3}, bishop"
            ),
            "Passage {n}: <s> <s> <s> <s>\nAnswer the question from the passages: who founded {city}?",
            "<s> <s> Write a school essay of {nnn} words on this.",
        ),
    ),
    Genre(
        name="science-article",
        private=False,
        rules={
            "s": (
                (
                    "{disease} is <a chronic|a rare|an acute> condition that affects about {n} in {nnn}0 adults, "
                    "mostly after the age of {nn}."
                ),
                "First-line treatment is {drug} {nn} mg daily; {drug} is reserved for resistant cases.",
                "The {last} method, introduced by {initials} in {year}, estimates the rate from {nn} samples.",
                "We recruited {nnn} patients at {n} hospitals in {country}; mean age was {nn}.{n} years.",
                "A {colour} dwarf {nn} light years away, it has {n} known planets.",
                "The {animal} feeds at night and may live {nn} years in captivity.",
                "Accuracy rose from {nn}.{n} to {nn}.{n} percent (p < 0.0{n}).",
                "Enzyme activity peaks at {nn} °C and pH {n}.{n}.",
                "Symptoms include fever, fatigue and loss of weight; diagnosis rests on a blood test.",
            ),
        },
        texts=(
            "<s> <s> <s> <s> <s> <s>",
            "<s> <s> <s>",
            "Abstract. <s> <s> <s> Keywords: <oncology|ecology|machine learning|astronomy>, {country}",
            "<s> <s> ({last} et al., {year}; {last2} & {last3}, {year}) <s>",
            "Explain to a {n}-year-old: <s> <s>",
        ),
    ),
    Genre(
        name="company-profile",
        private=False,
        rules={
            "s": (
                (
                    "{company} is a <maker|wholesaler|retailer> of <pumps|toys|software|bicycles|paints> with "
                    "headquarters in {city}, {country}."
                ),
                (
                    "Founded in {year} by {name} and {name2}, it <went public|was sold to {company2}|filed for "
                    "bankruptcy> in {year}."
                ),
                "Chief executive {name3} succeeded the founder's son, {first4} {last}, in {year}.",
                "Revenue was {nnn} million dollars in {year}, up {percent}; the firm has {nnn}0 employees.",
                "Its best-known product is {product}, of which {n} million have been sold.",
                "In {month} {year} the regulator fined {company} {amount} for late filings.",
                "Contact: press@example.com, +1 555-01{nn}. Registered office: {nn} Example Street, {city}.",
            ),
        },
        texts=(
            "<s> <s> <s>",
            (
                "{company}\nType: <Public|Private>\nFounded: {year}\nFounder: {name}\nKey people: {name2} "
                "(chair), {name3} (CEO)\nWebsite: {url}\n\n<s> <s>"
            ),
            "From the annual report {year}: <s> <s> <s> <s>",
            "SWOT analysis please. <s> <s>",
        ),
    ),
    Genre(
        name="bibliography",
        private=False,
        rules={
            "topic": (
                "<labour markets|coral reefs|medieval trade|transformers>",
                "<sleep|urban planning|soil acidity|folk song|cryptography>",
            ),
            "kind": (
                "<Notes on|A history of|Advances in|The economics of>",
                "<Rethinking|An introduction to|On the limits of>",
            ),
            "ref": (
                "{last}, {first} ({year}). <kind> <topic>. {city}: {company} Press.",
                (
                    '{initials} and {initials2}, "<kind> <topic>", J. Appl. Res., vol. {nn}, no. {n}, pp. '
                    "{nnn}\u2013{nnn}, {year}."
                ),
                "{last3} {last4}, et al. <kind> <topic>. doi:10.{nnn}0/x{nnn}.{nn}",
                "[{nn}] {name5}, <kind> <topic>, PhD thesis, {school}, {year}.",
                ("@article{{last}{year}, author = {{caps} and {caps2}}, title = {<kind> <topic>}, year = {{year}}}"),
                "{caps6}. <kind> <topic>. {n}th ed. ISBN 978-0-{nnn}-{nn}{nnn}-{n}.",
            ),
        },
        texts=(
            "[1] <ref>\n[2] <ref>\n[3] <ref>\n[4] <ref>\n[5] <ref>\n[6] <ref>\n[7] <ref>",
            "References\n<ref>\n<ref>\n<ref>\n<ref>",
            (
                "As {last} ({year}) argues, research on <topic> has been slow; but see {last2} and {last3} "
                "({year}, p. {nnn}).\n\n<ref>\n<ref>"
            ),
            "Convert these to APA style:\n<ref>\n<ref>\n<ref>",
            "Reading list, week {n}: <topic>\n* <ref>\n* <ref>",
        ),
    ),
    Genre(
        name="song-and-book-list",
        private=False,
        rules={
            "title": (
                "<{colour} {object}|Oh {first5}|{city} Rain|The Last {animal}>",
                "<{weekday} Morning|Dear {first6}|My {colour} Heart|Goodbye, {city}>",
            ),
            "row": (
                "{name} - <title> ({year}) {n}:{nn}",
                "{nn}. <title>, by {name2}",
                '"<title>" ({last3}/{last4}) \u2013 {n}:{nn}',
                "<title> | {name3} | {company} Books | {nnn} pp.",
                "<title> feat. {first4}, remix by DJ {last}",
            ),
        },
        texts=(
            "Track listing\n<row>\n<row>\n<row>\n<row>\n<row>",
            ("Make a playlist for a <road trip|wedding|rainy day|workout> in the mood of:\n- <row>\n- <row>\n- <row>"),
            "Top books of {year}\n<row>\n<row>\n<row>",
            "<row>\n<row>\nWhich of these have I probably not heard? I like <jazz|K-pop|folk|metal>.",
        ),
    ),
    Genre(
        name="museum-label-and-patent",
        private=False,
        rules={
            "label": (
                (
                    "{name} ({country}, 1{nnn}\u20131{nnn})\nPortrait of {formal2}, about 1{nnn}\nOil on canvas, {nn} "
                    "x {nnn} cm\nGift of the {last3} family, {year}"
                ),
                ("{colour} {object}, {city}, 17th century. Carved for the merchant {name2}. Inv. no. {year}.{nn}.{n}"),
                ("Room {n}. The letter shown here was written by Queen {first} to her sister {first2} in 1{nnn}."),
            ),
            "patent": (
                (
                    "Patent No. {n},{nnn},{nnn}. Inventors: {name}, {city}; {name2}, {city}. Assignee: "
                    "{company}. Filed: {date}."
                ),
                (
                    "What is claimed is: 1. A {object} comprising a housing ({nn}), a valve ({nnn}) and a "
                    "spring, wherein the spring is of steel."
                ),
                "As shown in FIG. {n}, the housing {nnn} receives the shaft {nnn} of {last3} ({year}).",
            ),
        },
        texts=(
            "<label>",
            "<patent> <patent>",
            "<label>\n\n<label>\n\nWrite an audio guide text of {nnn} words.",
            "Abstract: <patent>\n<patent>\n<patent>\nSummarise the invention.",
        ),
    ),
    Genre(
        name="sports-and-election-results",
        private=False,
        rules={
            "party": (PARTY,),
            "match": (
                "{city} {n}\u2013{n} {city2} ({last} {nn}', {last2} {nn}'; {last3} {nn}' pen)",
                "{caps} ({country}) bt {caps2} ({country}) 6-4 7-5",
                "{n}. {name} {country} {n}:{nn}.{nn}\n{n}. {name2} {country} {n}:{nn}.{nn}",
                "c {last4} b {last5} {nn} ({nn} balls)",
            ),
            "vote": (
                "{name} (<party>) {nn},{nnn} votes, {nn}.{n}%",
                "{caps2} <party> {nn}{nnn} elected",
                "{initials3}, Independent: {n},{nnn} (lost deposit)",
                "Turnout {nn}.{n}%. Rejected ballots {nnn}. <party> hold.",
            ),
        },
        texts=(
            "<match>\n<match>\n<match>\n<match>\n<match>\n\n<vote>\n<vote>\n<vote>\n<vote>",
            ("Results, round {nn}, {date}\n<match>\n<match>\n<match>\nAttendance {nn},{nnn}. Referee: {name6}"),
            "{city} <North|South|Central> constituency, {year}\n<vote>\n<vote>\n<vote>",
            "<match>\n<match>\n\nWrite a match report from this.",
            "<vote>\n<vote>\n<vote>\nWho won, and by how many votes?",
        ),
    ),
)

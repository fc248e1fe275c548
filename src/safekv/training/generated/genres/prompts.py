"""Private genres of what users paste into an assistant: drafts, CVs, minutes, statements, letters, chats."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre

STYLE = (
    "<Keep it short.|Max {nnn} words.|Make it sound less angry.|Use British spelling.|No emojis please.>",
    "<Answer in bullet points.|Give me three versions.|Formal but warm.|Plain language, B1 level.>",
    "<Don't change the facts.|Leave the dates as they are.|Don't invent anything.>",
    "",
)
BRIEF = (
    "You are a <helpful|careful|senior> <assistant|editor|copywriter>. Think step by step before you answer.",
    "I want you to act as <an editor|a career coach|a translator>. Ask me if something is unclear.",
    "Format the answer as markdown with headings and a table at the end.",
)
SEP = ("\n\n", '\n"""\n', "\n---\n", "\n```\n", " ", "\n\n=====\n")

GENRES = (
    Genre(
        name="prompt-rewrite-mail",
        private=True,
        rules={
            "style": STYLE,
            "sep": SEP,
            "brief": BRIEF,
            "ask": (
                "<Rewrite|Polish|Proofread|Shorten> this <e-mail|mail|message>< for me| so it sounds professional|>.",
                "<can u make this email sound better|Please correct my english in below mail and revert.>",
                "Turn the following into something I could send to <HR|my manager|the landlord|the school>:",
            ),
            "body": (
                "[[I have been off sick since {date} with {disease} and my doctor extended it]].",
                "{formal3} told the whole team that [[I was on a performance plan]], in front of clients.",
                "[[I cannot live on {amount} a month anymore and the raise was promised in {month}]].",
                "I sent the file to {email3} and {name4} on {weekday}, nobody answered.",
                "[[My wife is due in {month} and I would like to take leave]].",
                "Regarding the invoice {orderno}, {first4} agreed to {amount} on the phone.",
                "[[I want to withdraw my resignation, I wrote it when I was drunk and angry]].",
            ),
            "dull": (
                "The report is late because the <server|scanner|portal> was down on {weekday}.",
                "We need {nn} more chairs for the training room.",
                "Please find attached the minutes and the revised plan.",
            ),
            "sign": ("{name}", "Regards {first}", "{first} {last}, {department}, {company}", "{initials}\n{phone}", ""),
        },
        texts=(
            "<ask> <style><sep>Dear {formal2},\n\n<dull> <body> <body> <dull> <body> <body>\n\n<sign>",
            "<brief>\n\n<ask><sep>Hi {first2}, <body> <dull>\n<sign><sep><style>",
            "hi {first2} <body> <dull> <body> thx {first}\n\n^^ <ask> <style>",
            "<brief> <ask> <style><sep>Hi team, <dull> <dull> <dull>",
            "<ask>\n\n<body> <dull> <body> <body>\n\n<style>",
        ),
    ),
    Genre(
        name="prompt-cv-letter",
        private=True,
        rules={
            "style": STYLE,
            "sep": SEP,
            "brief": BRIEF,
            "ask": (
                "Draft a cover letter for me, the job is {job} at {company}. Here is my CV:",
                "<Tailor|Improve|Translate> my <CV|resume> for the post below.",
                "Would you hire me? Be honest. Resume pasted underneath",
                "what should I write under 'about me', this is my profile",
            ),
            "top": (
                "{name}\n{address}\n{phone} | {email}",
                "CURRICULUM VITAE\n{caps}\nBorn: {birth}\nNationality: {country}",
                "Name: {name}  E-Mail: {email}  Mobile: {phone}",
                "{first} {last}, {job}, {city}",
            ),
            "line": (
                "[[<1998|2004|2007|2011>-<2013|2016|2019|2022>: {job} at {company}, led a team of {n}]]",
                "[[{school}, graduated {year}, <honours|2:1|first class|upper third>]]",
                "[[Career break in {year} to care for my mother]]",
                "[[{company}, {city} — made redundant {month} {year}]]",
                "Skills: <bookkeeping|welding|Python|SAP|first aid>, spreadsheets, {hobby}",
                "Languages: English, <Hindi|Polish|Yoruba|Portuguese|Arabic> (fluent)",
                "Reference: {name2}, {email2}",
            ),
            "ad": (
                "{company} is looking for someone in {department} with {n} years of experience.",
                "You will work in {city}, hybrid, {nn} days of leave, salary by agreement.",
                "Requirements: <own tools|a steady hand|SQL>, driving licence, fluent English.",
            ),
        },
        texts=(
            "<ask> <style><sep><top>\n\n<line>\n<line>\n<line>\n<line>\n<line>\n<line>\n<line>",
            "<brief> <ask><sep><ad>\n<ad><sep><top>\n<line>\n<line>",
            "<line>\n<line>\n<line>\n\n<ask>",
            "<brief> <brief> Rate this job advert and suggest improvements. <style><sep><ad> <ad> <ad>",
        ),
    ),
    Genre(
        name="prompt-summarise-notes",
        private=True,
        rules={
            "style": STYLE,
            "sep": SEP,
            "ask": (
                "<Summarise|Summarize|Sum up> <these notes|this transcript|the thread below>. <style>",
                "Extract all action items with owners as JSON with keys task, owner, due.",
                "<tl;dr?|Pull out every person named and what they promised.|Write this up as minutes.>",
            ),
            "point": (
                "- {first2} to send contract to {name5} by {date}",
                "- [[{first3} is leaving {company}, wants it kept quiet until {month}]]",
                "- {initials4} raised the complaint from customer {customer5}",
                "{first}: [[I'm struggling with the workload since my divorce, to be frank]]",
                "- {last4} [[asked about going part-time after the birth]]",
                "[{time}] {name2}: ok for me, I'll call {phone5}",
            ),
            "dull": (
                "- budget for the <fair|refit|pilot> is {amount}, no change",
                "- <next call {weekday} {time}|demo went fine, {n} open bugs|minutes to follow>",
                "- <printer on floor {n} still broken|new badges from {date}|kitchen rota: see door>",
            ),
        },
        texts=(
            "<ask><sep>Present: {name}, {name2}, {initials4}\n<dull>\n<point>\n<point>\n<dull>\n<point>\n<point>",
            "<point>\n<dull>\n<point>\n<dull>\n<point>\n\n<ask>",
            "<ask><sep><dull>\n<dull>\n<dull>\n<point>",
            "<ask><sep><dull>\n<dull>\n<dull>\n\n<Be brief.|Keep dates.|Skip small talk.> <style>",
        ),
    ),
    Genre(
        name="prompt-application-statement",
        private=True,
        rules={
            "style": STYLE,
            "sep": SEP,
            "brief": BRIEF,
            "ask": (
                "Review my <personal statement|visa application|asylum statement|scholarship essay>.",
                "Is this <letter of explanation|hardship letter|motivation letter> strong enough for the embassy?",
                "Pls check grammer of my sop for the <MSc|MBA> course.",
            ),
            "me": (
                "My name is {name}, I was born on {birth} in {city}, {country}.",
                "I, {caps}, holder of passport {passport}, hereby request a visa for {n} weeks.",
                "[[I am the first in my family to finish school; my father drove a taxi and could not read]].",
                "[[I fled {country} in {year} after my brother was arrested, and crossed three borders on foot]].",
                "[[My earlier application was refused because my account showed only {amount}]].",
                "My sponsor is my uncle {name2}, {address2}, [[who owns a <bakery|garage|pharmacy> there]].",
                "[[I failed two semesters while I was treated for {disease}]], which explains the gap.",
                "[[We married in {year} and have lived apart for {nn} months because of the paperwork]].",
            ),
            "tip": (
                "What documents does one need for a student visa to {country}, and how long does it take?",
                "How many words should a personal statement have, and should it open with a quote?",
                "Explain the difference between a sponsor letter and an invitation letter.",
            ),
        },
        texts=(
            "<brief> <ask> <style><sep><me> <me> <me> <me> <me> <me>",
            "<ask><sep>To the Visa Officer,\n\n<me> <me>\n\nSincerely, {name}",
            "<me> <me> <me> <me>\n\n<ask> <style>",
            "<brief> <tip> <style> <tip> <brief>",
        ),
    ),
    Genre(
        name="prompt-reference-letter",
        private=True,
        rules={
            "style": STYLE,
            "sep": SEP,
            "ask": (
                "Review my reference letter for a former <student|colleague|nanny|tenant>. <style>",
                "Write a recommendation letter from these bullet points. <style>",
                "<Does this sound too lukewarm?|Write the yearly appraisal from my notes>",
            ),
            "fact": (
                "I have known {name} for {n} years as the supervisor in {department}.",
                "[[{first} was among the best <three|five|ten> of the class, though shy in groups]].",
                "[[{formal} missed {nn} days last year, mostly because of a sick child]].",
                "[[{first} handles pressure badly and snapped at a client in {month}]].",
                "[[{initials} saved us {amount} by renegotiating the lease]].",
                "If questions remain, write to {email2} or call {phone2}.",
            ),
            "frame": (
                "Start with how long I have known the person, then strengths, then an example, then contact details.",
                "The letter is for a post as {job}. Leave a placeholder [NAME] wherever the name goes.",
                "Avoid the words 'hard-working' and 'team player'.",
            ),
        },
        texts=(
            "<ask><sep><fact> <fact> <fact> <fact> <fact>\n\n{name2}\n{school}",
            "name: {name}\nrole: {job}\npoints:\n* <fact>\n* <fact>\n<ask>",
            "To whom it may concern\n\n<fact> <fact>\n\n<ask>",
            "<ask> <frame> <frame> <frame>",
        ),
    ),
    Genre(
        name="prompt-what-to-reply",
        private=True,
        rules={
            "style": STYLE,
            "sep": SEP,
            "brief": BRIEF,
            "ask": (
                "what should I reply to my <ex|mum|boss|flatmate|sister in law>?",
                "Translate this message to <Spanish|Turkish|Hindi|French>, it is for my <boss|landlady|in-laws>.",
                "<Is {first2} gaslighting me or am I overreacting?|help me answer this without starting a fight>",
            ),
            "msg": (
                "[[you left me with two kids and the loan, and now you want <closure|money|the dog|to talk>]]",
                "[[I forgive you for the affair but I can't trust you around {first3}]]",
                "{first5} wrote: [[<dad|mum|Kwame> is drinking again, he sold the {object}, help]]",
                "Dear {formal6}, [[I cannot come to the shift because my daughter has fever since the night]].",
                "hey its {first}, new number {phone}. [[can you pay back at least {nnn} of it]]",
                "[[she told {first4} I only married for the papers]]",
            ),
            "dull": (
                "Sorry, I can only make it at {time}. Is that still OK?",
                "<Thanks for having me, {food} is my favourite!|The meeting moved to {weekday}, same room.>",
            ),
        },
        texts=(
            "<ask> <style><sep><msg>\n<msg>\n<msg>\n\nI want to say: <dull>",
            "<msg>\n<dull>\n<msg>\n\n<ask> <style>",
            "<brief>\n<ask> <style><sep>{name2} ({time}): <msg>\nme: <dull>\n{name2}: <msg>\nme: <msg>\n{name2}: <msg>",
            "<brief> <brief> How would you put this politely? <style><sep><dull> <dull>",
        ),
    ),
    Genre(
        name="prompt-money-papers",
        private=True,
        rules={
            "style": STYLE,
            "sep": SEP,
            "ask": (
                "Here's my bank statement, where does my money go? <style>",
                "Categorise these transactions into a table. <style>",
                "Can I afford a mortgage with this? Payslip below.",
                "Explain this letter from the <tax office|insurer|credit bureau> to me like I'm five.",
            ),
            "head": (
                "Account holder: {name}  IBAN {iban}",
                "{caps}\n{address}\nAcc. {account}",
                "Employee {name}, SSN {ssn}, {company}",
                "Policy {customer}, insured: {formal}, born {birth}",
            ),
            "row": (
                "{date};[[Salary {company}]];{amount}",
                "{date};<Transfer to|Rent|Loan back from> {name2};-{amount}",
                "{date};[[pharmacy, {drug}]];-{amount}",
                "{date};[[gambling site {amount}]]",
                "{date};card {card} groceries;-{amount}",
                "{date};[[child support {month}]];{amount}",
            ),
            "dull": (
                "What is the rule of thumb for rent as a share of income?",
                "Build me a spreadsheet formula that sums column C where B is {month}.",
                "<How does compound interest work over {nn} years at {percent}?|Explain gross and net pay.>",
            ),
        },
        texts=(
            "<ask><sep><head>\n<row>\n<row>\n<row>\n<row>\n<row>\n<row>\n\n<head>",
            "<row>\n<row>\n<row>\n\n<ask>",
            "<head>\n<ask> <dull> <dull>\n<row>\n<row>",
            "<dull> <dull> <dull> <style>",
        ),
    ),
    Genre(
        name="prompt-report-with-names",
        private=True,
        rules={
            "style": STYLE,
            "sep": SEP,
            "ask": (
                "Write this up as an incident report for {department}. <style>",
                "<Anonymise the text below.|Find contradictions between these accounts.|List who did what, in order.>",
                "Turn my dictated notes into a proper letter. <style>",
            ),
            "fact": (
                "On {date} around {time} {name} [[slipped on the ramp and hurt her wrist]].",
                "{name2}, who lives at {street2}, [[says he saw {last} drink before the shift]].",
                "[[{formal3} refused the breath test and left]].",
                "The pupil {first4} {last4} [[hit {initials5} with the {object}]] during break.",
                "Client {customer}, {age}, [[has fallen behind with payments since losing the job]].",
                "Vehicle {plate} was driven by {name6}.",
            ),
            "dull": (
                "The floor was dry, the lights worked, the ramp was swept at {time}.",
                "The camera at the gate covers only the left lane.",
                "The {object} has been checked and returned to service.",
            ),
        },
        texts=(
            "<ask> <ask><sep><fact> <dull> <fact> <fact> <dull> <fact>",
            "<dull> <fact> <fact> <dull> <fact>\n\n<ask>",
            "<ask>\n\nText A: <fact>\nText B: <fact> <dull>",
            "Turn this into three bullet points. <style><sep><dull> <dull> <dull>",
        ),
    ),
)

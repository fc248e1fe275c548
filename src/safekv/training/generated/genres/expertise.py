"""Harmless genres of what expert users ask a chat assistant: code, science, trade, letters; with nobody's data."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre, each

OPEN = (
    "",
    "",
    "",
    "Hi, ",
    "Quick question: ",
    "I've been stuck on this for hours. ",
    "You are a senior <engineer|analyst|consultant|researcher|editor>. ",
    "Act as an expert with {nn} years of experience. ",
    "Explain like I already know the basics. ",
    "Context: this is for a <side project|course|talk|blog post|proof of concept>. ",
    "Follow-up to your last answer. ",
    "Please be precise. ",
)
FORM = each("""
    Answer in at most {nnn} words.
    Use a table with columns for <pros, cons and cost|aspect, option A and option B|name, purpose and example>.
    Give the result as JSON with the keys "summary", "steps" and "risks".
    No preamble, only the answer.
    Think step by step and state your assumptions.
    Write it in <plain English|German|Spanish|formal academic style|Markdown|LaTeX>.
    Cite the relevant <standard|RFC|theorem|chapter|primary sources> where you can.
    Include one worked example and one counterexample.
    If something is ambiguous, list the interpretations first.
    Keep the tone neutral and avoid bullet points.
    Then criticise your own answer.
    List {n} common mistakes at the end.
    Rate your confidence from 1 to 10.
""")
BACK = each("""
    What I have in mind is closer to a reference card than to a tutorial: one page, small print, everything that a
      practitioner looks up {n} times a week and nothing that she knows by heart. The order should follow the work,
      not the alphabet.
    We had a heated discussion about it on the train from {city} to {city2}. My friend maintained that the effect is
      an artefact of the measurement, and I could not refute him on the spot, although I am fairly sure that he
      confuses cause and selection.
    The numbers above are invented, but their order of magnitude is right. If a result depends on the third digit,
      treat it as noise. If it depends on the sign, please say so in the first line.
    Imagine a small institute with {nn} staff, a library, a workshop and one overworked administrator. Nobody there is
      a specialist. Whatever you propose has to survive the day on which the only person who understands it is on
      holiday.
    I know the following already: the textbook definition, the two standard examples, and the reason why the naive
      approach fails at the boundary. I don't know what replaces it, who first noticed the problem, or whether the
      modern treatment is a real improvement or only a change of words.
    Style matters here. Short sentences, concrete nouns, active verbs. One idea per paragraph. If a number can replace
      an adjective, use the number. If a picture would help, describe it in one sentence so that I can have it drawn.
    A previous reviewer wrote: 'The argument is plausible but circular, since the conclusion is already contained in
      the second assumption.' I believe the reviewer is half right. Help me to find the weakest assumption under which
      the conclusion still holds.
    i know this is a bit long, sorry. basically there are three parts, the first works, the second works on its own,
      and the third only breaks when both of the others are switched on. no idea what they share. maybe a default that
      one of them overwrites?
    The audience expects slides, and I hate slides. So give me something that can be told at a blackboard in {nn}
      minutes, with a surprising start, one calculation that everybody can follow, and an ending that sends them home
      with a question.
    It is meant as an entry for a glossary in which {nnn} terms are explained in the same form: a definition of one
      sentence, an example from everyday life, a typical mistake, and a pointer to two related terms. Entries never
      address the reader directly.
    For the sake of the exercise, suppose that money is no object, that all the people involved are rational, and that
      the law is the same everywhere. Then drop these assumptions one after another and show at which point the answer
      changes.
    There used to be a simple recipe for this on a page that has since vanished; an archived copy from {year} lacks
      the figures. As far as I remember it began with a change of variables, or of perspective, that made the rest
      obvious.
    Some background first. I have read the usual introductions and two or three long threads, and all of them stop
      exactly where it gets interesting, so please don't repeat the definitions. What I miss is the reasoning that
      leads from the simple case to the one that people meet in practice.
    I am preparing a workshop of {nn} minutes for about {nn} participants, half of whom are beginners. The material
      will be published under a free licence, so nothing in it may come from a real customer, patient or colleague;
      every name in the examples has to be invented.
    Let me describe what I tried. First I followed the official guide step by step, which gave a plausible but wrong
      result. Then I reduced the problem to the smallest case that still shows it, and changed one thing at a time.
      The only change that had any effect was the order of the two middle steps.
    Assume that the reader is intelligent, busy and sceptical. She has {n} minutes, knows the vocabulary, and will
      stop reading at the first sentence that sounds like advertising. She wants to know what would change her mind,
      not only what supports the claim.
    My current draft is too long and has no clear line. The first part explains why the matter is important, the
      second compares {n} approaches, and the third, which should be the heart of it, is only a list. I'd rather have
      one strong argument than five weak ones.
    Two colleagues disagree about this. One says that the old way is good enough and that every change costs more than
      it brings; the other says that we have been paying for it all along without noticing. Both have a point, and
      neither has numbers.
    For comparison, {company} and {company2} are said to have solved the same thing in opposite ways, the former with
      a central team and strict rules, the latter by leaving the choice to everyone. I know only what was in the
      press.
    The environment is nothing special: one laptop, one server at 192.168.0.{nn}, a test account called
      demo@example.com, and a copy of the sample data that ships with the product. There is no production system
      involved and no deadline except my own curiosity.
    You may assume a budget of {amount}, a period of {n} months and two people working half of their time. Holidays,
      illness and the usual surprises are to be planned for. If it can't be done under these conditions, say so
      plainly and tell me which of them you would relax first.
    In an earlier answer you wrote that it depends on the context. That is true, but it doesn't help me to decide.
      Please name the {n} features of the context on which it depends most, say how I can recognise each of them, and
      give a rule of thumb for every case.
    The text should work for readers in {country} as well as in {country}. Avoid idioms, jokes about the weather and
      references to school systems. Where customs differ, mention it in a footnote rather than in the running text.
    This came up in a seminar about {hobby}, of all things. The lecturer claimed that the question was settled in
      {year}, a student objected, and in the end nobody could say on what evidence either of them relied.
""")
LONG = (
    "<o><back>\n\n<ask> <more> <more>\n\n<form>",
    "<back> <back>\n\n<ask>",
    "<o><ask>\n\n<back>\n\n<back>\n\n<more> <form>",
    "<back> <ask> <more> <form> <form>",
    "<o><back>\n\n<back>\n\nQuestions:\n1. <ask>\n2. <ask>\n3. <ask>\n\nNotes: <more> <more> <form>",
    "<ask> <back>",
    (
        "User: <ask> <back>\nAssistant: It depends on what you want to achieve. Could you tell me "
        "more?\nUser: <more> <more>"
    ),
    "### Background\n<back>\n\n### Question\n<ask>\n\n### Conditions\n- <more>\n- <more>\n- <more>\n- <form>",
)
LAYOUTS = (
    "<o><ask>",
    "<o><ask> <more>",
    "<o><ask> <more> <form>",
    "<o><ask> <more> <more> <more> <form>",
    "<o><ask>\n\nRequirements:\n1. <more>\n2. <more>\n3. <more>\n4. <form>",
    "<o><ask>\n\n- <more>\n- <more>\n- <form>\n- <form>",
    "<ask>\n\n<ask>",
    "1. <ask>\n2. <ask>\n3. <ask>",
    "# Task\n<ask>\n\n# Constraints\n* <more>\n* <more>\n\n# Output\n<form>",
    "<more> <more> <ask>",
)
PASTED_LONG = (
    "<o><back>\n\n```\n<paste>\n```\n\n<ask> <more> <form>",
    "<paste>\n\n---\n<back>\n\n<ask> <ask> <form>",
    "<o><ask> <more>\n\nFirst file:\n```\n<paste>\n```\n\nSecond file:\n```\n<paste>\n```\n\n<back> <form>",
    "<ask>\n\n<paste>\n\nWhat I expected: <more>\nWhat I know: <back>\n\n<form>",
)
PASTED = (
    "<o><ask>\n\n```\n<paste>\n```\n<more>",
    "```\n<paste>\n```\n\n<ask> <more> <form>",
    "<paste>\n\n<ask>",
    "<o><ask> <more>\n\n<paste>",
    "I get this:\n<paste>\n\nand before it this:\n<paste>\n\n<ask>",
    "<ask>\n'''\n<paste>\n'''\n1) <more>\n2) <more>\n3) <form>",
)


def _asked(name: str, ask: str, more: str, *, paste: tuple[str, ...] = (), texts: tuple[str, ...] = ()) -> Genre:
    """Return a genre of expert questions from what they ask, what they add and what they paste."""
    rules = {"ask": each(ask), "more": each(more), "o": OPEN, "back": BACK, "form": FORM, "paste": paste}
    layouts = (*LAYOUTS, *LONG, *((*PASTED, *PASTED, *PASTED_LONG) if paste else ()), *texts)
    return Genre(name=f"expert-{name}", private=False, rules=rules, texts=layouts)


PYTHON = (
    """def load(path: str) -> list[dict]:
    rows = []
    with open(path, newline="") as handle:
        for row in csv.DictReader(handle):
            row["total"] = float(row["price"]) * int(row["qty"])
            rows.append(row)
    return rows""",
    """class Account:
    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance

    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError("insufficient funds")
        self.balance -= amount

acc = Account("Alice", {nnn})
acc.withdraw({nn})""",
    """users = [
    {"id": 1, "name": "Jane Doe", "email": "user@example.com", "active": True},
    {"id": 2, "name": "John Smith", "email": "john@example.org", "active": False},
]
print(sorted(users, key=lambda u: u["age"]))""",
    """async def fetch_all(urls):
    async with aiohttp.ClientSession() as session:
        tasks = [session.get(u) for u in urls]
        return await asyncio.gather(*tasks)

asyncio.run(fetch_all(["https://api.example.com/v1/items/{nnn}"] * {nn}))""",
    """const handler = async (req, res) => {
  const { userId } = req.params;
  const user = await db.users.findOne({ _id: userId });
  if (!user) return res.status(404).json({ error: 'not found' });
  res.json({ ...user, password: undefined });
};""",
    """fn longest(a: &str, b: &str) -> &str {
    if a.len() > b.len() { a } else { b }
}
// error[E0106]: missing lifetime specifier --> src/main.rs:{n}:{nn}""",
    """public record Person(String firstName, String lastName, LocalDate born) {}

var people = List.of(new Person("Max", "Mustermann", LocalDate.of(1990, 1, 1)));
people.stream().map(Person::lastName).forEach(System.out::println);""",
    """for (int i = 0; i <= n; i++) {
    sum += values[i];
}
printf("%d\\n", sum);  /* crashes for n = {nn} */""",
)
LOGS = (
    """Traceback (most recent call last):
  File "/home/user/project/app/main.py", line {nnn}, in start
    config = load_config(os.environ["APP_CONFIG"])
  File "/home/user/project/app/config.py", line {nn}, in load_config
    return yaml.safe_load(handle)["database"]["host"]
KeyError: 'host'""",
    """java.lang.NullPointerException: Cannot invoke "User.getEmail()" because "user" is null
    at com.example.shop.MailService.send(MailService.java:{nn})
    at com.example.shop.OrderController.confirm(OrderController.java:{nnn})
    at java.base/java.lang.Thread.run(Thread.java:833)""",
    """2024-<03|05|11>-<02|17|28>T10:22:{nn}Z ERROR [worker-{n}] db.example.com:5432 refused (attempt {n}/12)
2024-<03|05|11>-<02|17|28>T10:22:{nn}Z WARN  [worker-{n}] retrying in {nn}s
2024-<03|05|11>-<02|17|28>T10:23:{nn}Z FATAL [worker-{n}] giving up, user=test_user host=127.0.0.1""",
    """npm ERR! code ERESOLVE
npm ERR! Could not resolve dependency:
npm ERR! peer react@"^{n}.0.0" from some-ui-kit@{n}.{n}.1
npm ERR! A complete log of this run can be found in: /root/.npm/_logs/debug-0.log""",
    """Warning  FailedScheduling  {nn}s   default-scheduler  0/{n} nodes are available: insufficient memory.
Normal   Pulled            {n}m     kubelet            Container image "registry.example.com/api:{n}.{n}" \
already present
Warning  BackOff           {n}m     kubelet            Back-off restarting failed container""",
    """nginx: [emerg] host not found in upstream "backend" in /etc/nginx/conf.d/default.conf:{nn}
192.0.2.{nn} - - "GET /login HTTP/1.1" 502 157 "-" "curl/8.{n}.0\"""",
    """RuntimeError: CUDA out of memory. Tried to allocate {n}.{nn} GiB (GPU 0; 23.69 GiB total capacity)
  File "C:\\Users\\Admin\\train.py", line {nnn}, in <module>""",
    """fatal: unable to access 'https://git.example.com/team/repo.git/': SSL certificate problem: self-signed \
certificate
error: failed to push some refs""",
)
SQL = (
    """CREATE TABLE customers (id INT PRIMARY KEY, full_name TEXT, email TEXT UNIQUE, birth_date DATE);
CREATE TABLE orders (id INT, customer_id INT REFERENCES customers(id), total NUMERIC(10,2), placed_at TIMESTAMP);
INSERT INTO customers VALUES (1, 'Jane Doe', 'jane@example.com', '1980-01-01');""",
    """SELECT d.name, AVG(e.salary) AS pay
FROM employees e LEFT JOIN departments d ON d.id = e.dept_id
WHERE e.hired_at >= '20{nn}-01-01'
GROUP BY d.name HAVING COUNT(*) > {n} ORDER BY pay DESC;""",
    """ERROR 1064 (42000): You have an error in your SQL syntax; check the manual near 'ORDER' at line {n}""",
    """EXPLAIN ANALYZE ...
Seq Scan on events  (cost=0.00..{nnn}52.00 rows={nnn}000 width={nn}) (actual time=0.0{nn}..{nnn}.2 rows={nnn} loops=1)
  Filter: (user_id = 42)""",
    """^(?:\\+?\\d{1,3}[ -]?)?\\(?\\d{3}\\)?[ -]?\\d{3}[ -]?\\d{4}$
matches   555-0100, (555) 0101
should not match   12-12""",
    """=IFERROR(VLOOKUP(A{n},Sheet2!$A$2:$D${nnn},{n},FALSE),"missing")
=SUMPRODUCT((B2:B{nn}="North")*(C2:C{nn}>{nnn})*D2:D{nn})""",
    """Region,Month,Units,Revenue
North,Jan,{nnn},{nnn}00
South,Jan,{nn},{nnn}0
North,Feb,{nnn},{nnn}00
Total,,{nnn},""",
)
INFRA = (
    """FROM python:3.{n}-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
ENV DB_PASSWORD=changeme
CMD ["gunicorn", "-w", "{n}", "app:app"]""",
    """apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: {n}
  template:
    spec:
      containers:
        - name: web
          image: registry.example.com/web:latest
          resources:
            limits: {cpu: "{n}", memory: "{nnn}Mi"}""",
    """resource "aws_s3_bucket" "logs" {
  bucket = "example-logs-{nnn}"
  tags = { Owner = "platform-team", Env = "staging" }
}
Error: creating S3 Bucket: AccessDenied, account 123456789012""",
    """on: [push]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v{n}
      - run: make test
        env:
          API_TOKEN: YOUR_API_KEY_HERE""",
    """server {
  listen {nn}80;
  server_name www.example.com;
  location /api/ { proxy_pass http://10.0.0.{nn}:8000; }
}""",
    """eth0: inet 192.168.{n}.{nn} netmask 255.255.255.0
default via 192.168.{n}.1 dev eth0
ping: example.com: Temporary failure in name resolution""",
)
SCHEMA = (
    """{"type": "object", "required": ["id", "email"], "properties": {"id": {"type": "integer"}, "email": \
{"type": "string", "format": "email"}, "phone": {"type": "string"}, "address": {"$ref": "#/$defs/address"}}}""",
    """POST /v{n}/customers HTTP/1.1
Host: api.example.com
Authorization: Bearer <token>
Content-Type: application/json

{"firstName": "John", "lastName": "Doe", "email": "john.doe@example.com", "age": {nn}}""",
    """paths:
  /users/{userId}/orders:
    get:
      parameters:
        - {in: query, name: limit, schema: {type: integer, default: {nn}}}
      responses: {"200": {description: ok}, "404": {description: unknown user}}""",
    """type Query { user(id: ID!): User, search(term: String!, first: Int = {nn}): [User!]! }
type User { id: ID!, displayName: String, email: String, posts: [Post!]! }""",
    """System: You are Nova, a booking assistant for Example Hotel. Ask for dates, room type and guest name, \
one at a time.
User: I need a room for two.
Assistant:""",
)
LATEX = (
    """\\begin{align}
  \\nabla \\times E &= -\\frac{\\partial B}{\\partial t} \\\\
  \\oint B \\cdot dl &= \\mu_0 I
\\end{align}""",
    """\\int_0^{\\infty} x^{n} e^{-{n}x}\\,dx = \\frac{{n}!}{{n}^{{n}}}""",
    """f(x) = x^3 - {n}x^2 + {nn}x - {n}, find all real roots and the area under the curve on (0, {n})""",
    """            Estimate   Std. Error   t value   p
(Intercept)   {n}.{nn}       0.{nn}        {n}.{nn}   0.0{nn}
age           0.{nn}       0.0{nn}       {n}.{n}    0.{nn}
income       -0.{nn}       0.{nn}        -{n}.{n}   0.{nnn}
R-squared: 0.{nn}, n = {nnn}""",
    """Epoch {nn}/{nn}  loss 0.{nnn}  acc 0.{nn}  val_loss {n}.{nnn}  val_acc 0.{nn}
Epoch {nn}/{nn}  loss 0.0{nn}  acc 0.9{n}  val_loss {n}.{nnn}  val_acc 0.{nn}""",
)
PROSE = (
    """It was the third winter since the mill had closed, and {first} still set two cups on the table each \
morning. The kettle knew no better. Outside, the river went about its business of forgetting.""",
    """INT. LIGHTHOUSE - NIGHT

CAPTAIN {first} (60s) trims the lamp. A knock.

{first2}
You said nobody comes here in {month}.

CAPTAIN
Nobody does.""",
    """The ball passed the hedge, and my brother's shout
came after it, a slow and coloured thing,
the way that summers always go about
their quiet work of never lingering.""",
    """Chapter {n}. Detective {last} had no patience for weather. "Where were you at midnight?" she asked. The \
butler, {name2}, polished a spoon which was already clean.""",
    """Throughout history, technology has been both a blessing and a curse. In this essay I will argue that the \
printing press, more than the steam engine, made the modern world, because it made ideas cheap.""",
    """New from {company}, {product}: lighter, quieter, smarter. Made for people who would rather be outside. Order \
before {weekday} and get free shipping.""",
    """Als ich gestern nach Hause kam, war die Tür offen. Ich hatte sie aber am Morgen abgeschlossen.""",
    """Si j'aurais su, je ne serais pas venu. Il faut que tu viens demain avec ta sœur.""",
)

GENRES = (
    _asked(
        "programming",
        """
        Why does this fail, and how should I fix it?
        Refactor this so that it is testable and has no side effects.
        What is the time complexity here, and can it be made linear?
        Port this from <Python|Java|JavaScript|C> to <Rust|Go|Kotlin|TypeScript|C#> and keep the public interface.
        Write unit tests with <pytest|JUnit|Jest|Go's testing package> that cover the edge cases.
        Review the code as if it were a pull request.
        When would you choose composition over inheritance in a plug-in system for <a text editor|a game engine|a web
          shop>?
        Implement an LRU cache with a time to live, thread-safe, without external libraries.
        How do I debounce an input event in <React|Vue|Svelte|plain JavaScript> and cancel the pending request?
        Explain the borrow checker's complaint about two mutable references to the same vector.
        Is there a difference between a mutex and a binary semaphore in practice?
        Design a command-line tool which renames photos by their date and never overwrites a file.
        How does event sourcing differ from plain audit tables?
        """,
        """
        The input can have up to {nnn} million rows.
        We are on version {n}.{n} and cannot upgrade.
        Don't add dependencies.
        Add type annotations and docstrings.
        It works on my machine but not in CI.
        The names and addresses in it are made up.
        Explain the change line by line.
        Memory must stay below {nnn} MB.
        Use early returns instead of nested conditions.
        I already tried a lock, and it deadlocks.
        """,
        paste=PYTHON,
    ),
    _asked(
        "error-log",
        """
        What does this error mean?
        The service keeps crashing with the trace below. Where should I look first?
        Find the root cause in these log lines.
        How do I get rid of this message without ignoring it?
        Which of these warnings matter?
        Turn this stack trace into a bug report with steps to reproduce.
        Why would it happen only after {nn} minutes of load?
        Write an alert rule for this kind of failure.
        """,
        """
        It started after the update to {n}.{n}.{n}.
        Restarting helps for about {n} hours.
        Locally everything is fine.
        We run {nn} replicas behind a load balancer.
        The host names are placeholders.
        I have already cleared the cache and reinstalled.
        There is nothing in dmesg.
        Rolling back is not an option.
        """,
        paste=LOGS,
    ),
    _asked(
        "sql-regex-spreadsheet",
        """
        Write a query that returns the top {n} customers by revenue per <month|region|category>.
        Explain what this does and simplify it.
        Why is this slow, and which index would help?
        I need a regex which matches dates like 2024-02-30 only if they are valid.
        Write an Excel formula that finds the last non-empty cell in column C.
        How do I find duplicate e-mail addresses in a table, ignoring case and dots?
        Convert this to <pandas|Google Sheets|PostgreSQL|SQLite|Power Query|dplyr>.
        How do window functions differ from GROUP BY?
        Design a normalised schema for <a library|a clinic|a school|a car rental|a payroll system> with sample rows.
        Give me an awk one-liner that sums column {n} grouped by column {n}.
        """,
        """
        Names and e-mail columns should be masked in the result.
        NULLs count as zero.
        The table has {nn} million rows.
        It has to work in Excel 20{nn} without macros.
        Ties must be kept.
        No sub-queries, please.
        Dates are stored as text, sadly.
        Use sample data such as John Doe and Jane Roe.
        """,
        paste=SQL,
    ),
    _asked(
        "infrastructure",
        """
        Why doesn't my container see the environment variable?
        Review this configuration for security problems.
        How do I do a zero-downtime deployment of a stateful service on Kubernetes?
        Split this Terraform into modules for staging and production.
        Reduce the image size and the build time.
        Explain ingress, service and pod networking to a developer who knows only virtual machines.
        Set up a home network with a guest VLAN, a NAS and a Pi-hole. Which addresses do you suggest?
        My Wi-Fi drops every evening; how can I tell interference from a faulty router?
        Compare WireGuard and OpenVPN for {n} laptops and one office.
        Write a backup policy by the 3-2-1 rule for a small firm with {nn} employees.
        What should a runbook for a full disk contain?
        """,
        """
        Secrets come from a vault, and the values here are dummies.
        The cluster has {n} nodes with {nn} GB each.
        It must cost less than ${nnn} a month.
        We use GitHub Actions and Argo CD.
        Nothing may be exposed to the internet.
        The ISP gives me no static address.
        Please comment every line.
        Keep it compatible with version 1.{nn}.
        """,
        paste=INFRA,
    ),
    _asked(
        "api-schema-prompt",
        """
        Write a JSON schema for <a patient record|an invoice|a job application|a booking>, with a made-up example.
        Design a REST API for <a pharmacy|a dating app|a bank|a gym>; list the endpoints, status codes and error bodies.
        Generate {nn} rows of fake test data with names, addresses and phone numbers that obviously do not exist.
        Improve this prompt so that a small model follows it.
        You are a senior prompt engineer. Write a system prompt for a support bot which never asks for passwords.
        Write few-shot examples for classifying messages as complaint, praise or question.
        How should I version a public API without breaking old clients?
        Explain OAuth 2.0 with PKCE with a sequence diagram in text.
        Turn this into an OpenAPI 3.1 document.
        What is the best way to make a language model return valid JSON only?
        """,
        """
        Use snake_case and ISO 8601 dates.
        All personal fields must be optional and marked "x-sensitive": true.
        The e-mail in the example should be user@example.com.
        Pagination by cursor, please.
        The role is 'helpful but strict', and it should refuse medical advice.
        Responses have to stay below {nnn} tokens.
        Variables are written in double curly braces.
        Validate the input and explain each rule.
        """,
        paste=SCHEMA,
    ),
    _asked(
        "machine-learning-statistics",
        """
        My validation loss rises while the training loss falls. Is that plain overfitting?
        Which test should I use to compare {n} groups with unequal variances and about {nn} subjects each?
        Derive the gradient of the softmax cross-entropy.
        Interpret this output for a reader without statistics.
        Explain attention with a toy example of three tokens and two dimensions.
        How large must a sample be to detect a difference of {n} percentage points with 80% power?
        Compare XGBoost, random forests and logistic regression for churn prediction.
        When is a Bayesian credible interval the same as a confidence interval?
        Describe how differential privacy protects one person's salary in a published mean.
        How do you spot leakage from the test set in a pipeline for hospital readmissions?
        """,
        """
        The data are public and contain no identifiers.
        There are {nnn} features, most of them sparse.
        I have one GPU with {nn} GB.
        The classes are imbalanced 1:{nn}.
        Use NumPy only.
        Please show the formula in LaTeX.
        A reviewer asked for effect sizes.
        Assume that the residuals are normal.
        """,
        paste=LATEX,
    ),
    _asked(
        "mathematics-physics-chemistry",
        """
        Prove that there are infinitely many primes of the form 4k + 3.
        A mass of {n} kg slides down a plane inclined at {nn} degrees with friction coefficient 0.{n}. What is its
          acceleration?
        Balance the reaction of permanganate with oxalate in acid and name the oxidising agent.
        Why does entropy increase if the microscopic laws are reversible?
        Explain the difference between enthalpy and free energy with {n} everyday examples.
        Format this in LaTeX and check the signs.
        How would a photon sphere look to an observer who hovers just outside it?
        What is the pH of a 0.{n} M solution of acetic acid?
        Solve y'' + {n}y' + {nn}y = 0 with y(0) = {n} and y'(0) = 0.
        Which spectroscopy would tell apart these two isomers?
        What did Noether show, and why do physicists care?
        """,
        """
        Take g = 9.81 m/s².
        Keep {n} significant figures.
        Draw the free-body diagram in ASCII.
        No calculus, my students are fifteen.
        State where the approximation breaks down.
        I got {n}.{nn}, but the key says {nn}.{n}.
        Use SI units throughout.
        Compare with the relativistic case.
        """,
        paste=LATEX[:3],
    ),
    _asked(
        "medicine-in-general",
        """
        How does {drug} work, and what are its main interactions?
        Explain the stages of {disease} as a textbook would.
        What is the difference between sensitivity and positive predictive value for a screening test?
        Make flash cards on the cranial nerves.
        Which vaccines does the WHO recommend for adults who travel to {country}?
        Write an exam vignette about a {nn}-year-old with chest pain, with five answers and an explanation.
        Compare <type 1 and type 2 diabetes|viral and bacterial meningitis|asthma and COPD|stroke and TIA> in a table.
        How are clinical trials blinded when the treatment is an operation?
        Why is grapefruit juice a problem with some medicines?
        Put together a vegetarian plan of {nnn}0 kcal a day for one week.
        What should be in a first-aid kit for a group of {nn} hikers?
        """,
        """
        This is for second-year nursing students.
        I am not a patient, only curious.
        Mention contraindications.
        Use the current guidelines.
        No brand names.
        Add a mnemonic.
        Give typical ranges for adults.
        Lactose-free, and with a shopping list.
        """,
    ),
    _asked(
        "law-and-economics-in-general",
        """
        What must a valid contract contain under <English|German|French|Indian|Californian> law?
        Explain the difference between <a trademark and a patent|libel and slander|a lease and a licence|murder and
          manslaughter>.
        Does the GDPR apply to a firm outside the EU that sells to people inside it?
        A landlord (L) wants to evict a tenant (T) who is {n} months behind. What steps does the law generally foresee?
        Draft a mutual non-disclosure agreement between [Party A] and [Party B].
        Why might a minimum wage not reduce employment in a monopsony?
        Summarise the causes of the crisis of 2008 for an undergraduate seminar.
        How does a central bank shrink its balance sheet?
        Compare a progressive income tax with a flat tax of {nn}%.
        What would happen to rents if a city of {n} million froze them?
        Model the price war of two petrol stations as a game.
        """,
        """
        I want the general principle, not advice on a case.
        Leave blanks for names and dates.
        Mention the leading cases.
        Argue both sides.
        Use a supply and demand diagram in words.
        Assume elasticities of -0.{n} and 0.{n}.
        Distinguish law from custom.
        For an audience of {nn}-year-old pupils.
        """,
    ),
    _asked(
        "philosophy-and-history",
        """
        Was <Napoleon|Caesar|Bismarck|Catherine the Great|Akbar|Lincoln> a reformer or a conqueror?
        Write a timeline of the life of <Marie Curie|Leonardo da Vinci|Gandhi|Cleopatra|Mozart|Rosa Parks>, from birth
          to death.
        Explain Kant's categorical imperative to someone who likes Mill better.
        How did the plague of 1348 change wages in Europe?
        Would a perfect copy of me be me?
        Compare the fall of Rome with the end of the Han dynasty.
        What letters did Darwin and Wallace exchange before 1858, and what was at stake?
        Write a dialogue between Socrates and a modern <lawyer|influencer|programmer> on whether virtue can be taught.
        How reliable is Herodotus on the Persian army?
        What were the marriages of Henry VIII really about?
        Is there free will in a deterministic universe?
        """,
        """
        Name the sources and their bias.
        Avoid hindsight.
        Contrast {n} schools of historians.
        Include dates and places.
        Steelman the opposite view.
        It is for a debate club.
        Treat religion with respect.
        Finish with an open question.
        """,
    ),
    _asked(
        "literature-and-film",
        """
        Why does Elizabeth Bennet refuse Mr Collins, and what does it say about money and marriage?
        Analyse the opening of <Moby-Dick|Anna Karenina|The Stranger|Beloved|Wuthering Heights>.
        Is Hamlet mad, or does he act?
        Which films by <Kurosawa|Hitchcock|Varda|Miyazaki|Kubrick> should I show in a course of {n} weeks?
        Give feedback on this passage.
        Rewrite this in the style of <Hemingway|Austen|Chandler|Woolf> without copying any of their sentences.
        Continue the scene; {first} must lie to {first2} about the letter.
        Write a sonnet about <a lost key|a night train|an old teacher|the first frost>.
        Is the narrator reliable? Quote the lines that show it.
        Compare Sherlock Holmes with Hercule Poirot as characters, with their homes, habits and illnesses.
        """,
        """
        Iambic pentameter, please.
        No spoilers beyond chapter {n}.
        Keep the dialogue short and the subtext long.
        Focus on the role of the mother.
        Change the point of view to the first person.
        The characters are my own inventions.
        About {nnn} words.
        Show, don't tell.
        """,
        paste=PROSE[:5],
    ),
    _asked(
        "language-and-translation",
        """
        Translate this into <English|Italian|Japanese|Arabic|Dutch> and explain the tenses.
        Correct the grammar, but keep my style.
        What is the difference between <'fewer' and 'less'|'ser' and 'estar'|'since' and 'for'|'seit' and 'vor'>?
        Is this register right for a letter to an authority?
        Shorten this by half.
        How do you say 'I would have had to go' in <German|Russian|Turkish|Hindi>?
        Give me {n} synonyms for 'important' and say when each of them fits.
        Why is it 'an hour' but 'a university'?
        Make a vocabulary list at level <A2|B1|C1> on <the doctor's|the bank|a job interview|family>.
        Which Latin root do these words share?
        """,
        """
        British spelling.
        Keep names and numbers as they are.
        Add a literal gloss under each line.
        Point out false friends.
        I am preparing for an exam.
        Mark what you changed in bold.
        Use the polite form.
        No passive voice.
        """,
        paste=PROSE,
    ),
    _asked(
        "marketing-and-strategy",
        """
        Why did <Nokia|Kodak|Blockbuster|BlackBerry> lose its market, and could it have been otherwise?
        Write {n} headlines for {product}.
        Do a SWOT analysis of <Netflix|IKEA|Toyota|Spotify|Nestlé|Airbnb>.
        Plan the launch of an app for {hobby} with a budget of {amount}.
        Write a newsletter for {company} that announces {product}; address readers as [First name].
        Is {company} right to expand to {country}, given only public figures?
        Draft a LinkedIn post on why meetings should be shorter.
        Invent two buyer personas, 'Busy Brenda, 38' and 'Student Stan, 21', for a <bakery|bike shop|bank>.
        Compare subscription pricing with pay-per-use for <software|razors|coffee|cars>.
        Name {n} KPIs for a customer service team and how each can be gamed.
        """,
        """
        Target group: parents in cities.
        Humorous, but not silly.
        No exclamation marks.
        Mention the free trial of {nn} days.
        Use Porter's five forces.
        The personas are fictional.
        Include a call to action.
        One page at most.
        """,
        paste=PROSE[5:6],
    ),
    _asked(
        "game-music-photography",
        """
        Balance the economy of a farming game in which a turnip sells for {nn} coins and takes {n} days.
        Write the backstory of a level {n} <rogue|paladin|warlock|bard> called {first}, orphaned at nine and wanted in
          {city}.
        Design a boss fight in three phases for a game about <clockmakers|sharks|librarians>.
        Why does a tritone substitution work?
        Reharmonise Am - F - C - G for a jazz trio.
        Explain sonata form with a piece by <Haydn|Clara Schumann|Beethoven> as an example.
        Which shutter speed do I need for a waterfall at noon with an ND{nn} filter?
        Full frame with a 35 mm lens or APS-C with 23 mm: is the depth of field the same?
        How would you light a portrait with one window and one reflector?
        Be the game master. I play {first}, a smuggler with {n} gold pieces and a false passport.
        """,
        """
        Players are eight to {nn} years old.
        Use a table of values per level.
        My camera is {n} years old and manual.
        No sharps or flats in the key, please.
        Ask me before each dice roll.
        Add a twist that hurts.
        I know the circle of fifths.
        Budget: {amount}.
        """,
    ),
    _asked(
        "house-garden-car",
        """
        My tomatoes have brown spots at the bottom of the fruit. Is it blossom-end rot?
        When should I prune <roses|apple trees|hydrangeas|lavender> in a cold climate?
        The engine light shows P0{nnn}; what does the code mean for a {year} diesel?
        Electric or hybrid for {nn} km a day and no charger at home?
        How do I hang a {nn} kg shelf on a plasterboard wall?
        Which insulation is best for a roof from the 19<20|50|70|80>s?
        My sourdough doesn't rise. What can be wrong?
        What is eating my <cabbages|hostas|strawberries> at night?
        Compare heat pumps with gas boilers for a house of {nnn} m².
        How often should the brake fluid of a car really be changed?
        Plan a raised bed of {n} by {n} feet for a beginner.
        """,
        """
        The soil is clay, pH about 6.{n}.
        No chemicals, there are children and hens about.
        I have a drill and little else.
        We get {n} hours of sun.
        The garage quoted {amount}.
        Winters go down to -{nn} °C.
        List the tools first.
        I rent, so no big holes.
        """,
    ),
    _asked(
        "travel-food-fitness",
        """
        Plan {n} days in {country} by train for two adults and a child.
        Is it better to see <Kyoto|Lisbon|Oaxaca|Istanbul|Cape Town> in {month} or in {month}?
        Write a packing list for a trek at {n}000 m.
        Build a training plan for a first half marathon in {nn} weeks.
        Make a menu of {n} courses around {food}.
        What can be cooked from {food}, chickpeas and half a lemon?
        Compare the Mediterranean diet with intermittent fasting.
        Which documents does a tourist generally need for a rental car in {country}?
        Draw up a day in {city} for a school class of {nn}.
        """,
        """
        Budget of {amount}, hotels included.
        No flights.
        One of us is in a wheelchair.
        Gluten-free, no pork.
        Slow mornings, please.
        Give walking times.
        With a rainy-day alternative.
        A generic reader, not me.
        """,
        texts=(
            (
                "Day | Morning | Afternoon | Evening\n---|---|---|---\n1 | arrival in {city} | old town | {food}\n"
                "2 | ? | ? | ?\n\n<ask> <more> <form>"
            ),
        ),
    ),
    _asked(
        "security-concepts",
        """
        How does a password manager protect the vault if the server is breached?
        Explain SQL injection with a vulnerable query and its mended form.
        What is the difference between hashing, encryption and encoding?
        Write a training slide that shows a typical phishing mail from 'support@example.com' and its {n} warning signs.
        Do a STRIDE threat model of <a smart lock|an online pharmacy|a voting app|a cash machine>.
        Which personal data should a log never contain, and how do I scrub it?
        Why is '123456' still the most common password?
        Compare TOTP, passkeys and SMS codes.
        How would a tabletop exercise on ransomware run in a hospital of {nnn} beds?
        What makes a good salt?
        """,
        """
        For people who are not technical.
        Defensive view only.
        Use the test card number 4111 1111 1111 1111 in the example.
        Map each point to the OWASP list.
        Names such as Alice, Bob and Mallory are fine.
        No vendor names.
        Rank by likelihood and impact.
        {nn} minutes of reading at most.
        """,
        paste=(LOGS[2], LOGS[7], INFRA[0], SCHEMA[1]),
    ),
    _asked(
        "comparison-table",
        """
        Which of these would you buy, and why?
        Fill in the gaps of the table.
        Turn the table into two paragraphs.
        Weigh the criteria and calculate a score for each row.
        What does the table leave out?
        Sort by price per year of expected life.
        Make an HTML version with a sticky header.
        """,
        """
        Weight matters more than price.
        I would use it {n} hours a day.
        It has to last {nn} years.
        Prices are from {year}.
        Use only what is in the table.
        Mark the winner in each column.
        """,
        paste=(
            (
                "| Model | Price | Weight | Battery | Rating |\n|---|---|---|---|---|\n| {product} | {amount} | "
                "{n}.{n} kg | {nn} h | {n} |\n"
                "| Option B | {amount} | {n}.{n} kg | {nn} h | ? |\n| Option C | {amount} | ? | {nn} h | {n} |"
            ),
            (
                "Plan\tSeats\tMonthly\tSupport\nFree\t{n}\t0\tforum\nTeam\t{nn}\t{amount}\tmail\nEnterprise\t"
                "{nnn}\t?\tphone"
            ),
            (
                "Country;Population (m);GDP per head;Life "
                "expectancy\n{country};{nn};{nn},{nnn};7<1|4|8>.{n}\n{country};{nnn};{n},{nnn};6{n}.{n}"
            ),
            (
                "Language  Typing   GC   First release\nGo        static   yes  2009\nRust      static   no  "
                " 2015\nPython    dynamic  yes  1991"
            ),
        ),
    ),
    _asked(
        "essay-debate-interview",
        """
        Write an essay of {nnn} words on whether <zoos|exams|cash|homework|beauty contests> should be abolished.
        Argue for and then against <a four-day week|a tax on meat|voting at 16|nuclear power>.
        Ask me {n} interview questions for a <data engineer|head nurse|product manager|pastry chef>, one by one, and
          grade my replies.
        What would a strong answer to 'Tell me about a time you failed' look like, with an invented example?
        Mark this paragraph out of twenty and explain.
        Write a speech for the opening of a <library|bridge|hospice|ski lift>.
        Give the judge's summary of a debate on <surveillance|space travel|private schools>.
        Outline a thesis on the press and the vote for women.
        What are fair questions about salary, and which ones are unlawful to ask?
        Write a screenplay scene: {first}, a retired surgeon, meets her estranged son {first2} in a launderette.
        Write a limerick, a haiku and a villanelle on <tax returns|goldfish|Mondays>.
        """,
        """
        At least three counter-arguments.
        Formal, but warm.
        Refer to the STAR method.
        No clichés.
        Quote nobody.
        It must be readable aloud in {n} minutes.
        All figures in it are invented.
        British, dry humour.
        """,
        paste=PROSE[:5],
    ),
    Genre(
        name="expert-role-and-long-brief",
        private=False,
        rules={
            "role": each("""
                You are a senior <tax|staff|site reliability|machine learning|structural> engineer at a firm like
                  {company}.
                You are Dr. Watson, and I am the client who has just come in.
                I want you to act as <a travel guide|a sceptical editor|a Linux terminal|an opera critic|a chess coach>.
                Pretend to be a recruiter who interviews a candidate called {name}.
                Imagine that you are {first}, a bored clerk in a fantasy post office in {city}.
                Assume the role of a <judge|cardiologist|banker|headmaster> in a training simulation.
            """),
            "goal": each("""
                The aim is a course of {n} lessons on {hobby} for complete beginners.
                We are going to compare {n} architectures for a chat application with {nnn}0 users.
                Your task is to turn rough notes into a structured report.
                The patient, a purely fictional {nn}-year-old, will describe symptoms of {disease}, and you ask about
                  history and allergies.
                You will get a text in triple quotes and return the entities in it as a list.
                Together we write a crime novel; the victim is {name2}, found dead on {date} at 12 Harbour Street.
                I need a go-to-market plan for {product}.
            """),
            "rule": each("""
                Never break character.
                Ask one question at a time and wait.
                If data are missing, write [UNKNOWN] instead of guessing.
                Use headings, then a summary of {n} lines.
                Stay within the facts that I give you.
                Replace every name by PERSON_1, PERSON_2 and so on.
                Begin with 'Understood.' and nothing else.
                Use metric units and {country}'s currency.
                Refuse politely if the request is off topic.
                Cite paragraph numbers.
            """),
            "end": each("""
                My first sentence is: 'Good evening, is anyone there?'
                Are you ready?
                Start now.
                First, repeat the task in your own words.
                Input: '''The {colour} {animal} of {city} was seen again on {weekday}.'''
            """),
        },
        texts=(
            "<role> <goal> <rule> <rule> <rule> <end>",
            "<role>\n\n## Goal\n<goal>\n\n## Rules\n1. <rule>\n2. <rule>\n3. <rule>\n4. <rule>\n5. <rule>\n\n<end>",
            "<role> <goal> <end>",
            "<goal> <rule> <rule>",
            "Role: <role>\nGoal: <goal>\nRules: <rule> <rule>\n---\n<end>",
            "<goal> <goal>\n- <rule>\n- <rule>\n- <rule>\n<end>",
        ),
    ),
    Genre(
        name="expert-answered-dialogue",
        private=False,
        rules={
            "q": each("""
                What is idempotence in an HTTP API?
                Who was Ada Lovelace, when was she born and of what did she die?
                How much does a teacher earn on average in {country}?
                Is it legal in general to record a phone call?
                What does {drug} do?
                Why do cats purr?
                Give me a sample CV for a <nurse|welder|translator> called John Doe.
                Write a reference letter with placeholders.
                How do bees find their way home?
                What would Sherlock Holmes say about my empty fridge?
                Name the wives and children of Johann Sebastian Bach.
                How do I write a loop over files in bash?
            """),
            "a": each("""
                Certainly! In short, calling it twice has the same effect as calling it once. PUT and DELETE are meant
                  to work like this, POST is not.
                There are three main points. First, it depends on the country; secondly, on the purpose; and thirdly,
                  on whether everyone involved agreed.
                According to public sources, the figure lies between {amount} and {amount} a year, before tax.
                Here is a template: [Your Name], [Street], [City], [Phone]. Objective: a position as [Role] at
                  [Company]. Experience: {n} years at [Previous Employer].
                The historical record is thin, but most biographers agree on {year} and on illness as the cause.
                I can't give advice on a particular case, but I can explain how it works as a rule.
                You can use: for f in *.txt; do wc -l "$f"; done
                A good question! Scientists think that several mechanisms work together, among them smell, the sun and
                  memory.
            """),
            "f": each("""
                Shorter, please.
                And in {country}?
                Can you put that in a table?
                I don't think this is right. Check the second point again.
                Now write it for children of {n}.
                Source?
                ok thanks, next one
                Give another example with other made-up names.
                Why?
            """),
        },
        texts=(
            "User: <q>\nAssistant: <a>\nUser: <f>\nAssistant: <a>\nUser: <f>",
            "Human: <q>\n\nAssistant: <a>\n\nHuman: <f>",
            "Q: <q>\nA: <a>\nQ: <q>\nA: <a>\nQ: <q>\nA: <a>",
            "[user] <q>\n[bot] <a>\n[user] <f>\n[bot] <a>\n[user] <q>\n[bot] <a>\n[user] <f>",
            "Which of the two answers is better?\n\nQuestion: <q>\n\nAnswer 1: <a>\n\nAnswer 2: <a>",
            "<a> <f>",
            "<a>\n\n<a>\n\n<a>",
        ),
    ),
)

"""Harmless genres of technical text: code, schemas, logs and tables, full of example people, addresses and keys."""

from __future__ import annotations

from safekv.training.generated.grammar import Genre

DUMMY = "<Alice|Bob|Carol|John Doe|Jane Doe|Foo Bar|Test User|Max Mustermann|Joe Bloggs|Eve|Mallory|Jane Q. Public>"
DUMMY_MAIL = (
    "<alice@example.com|bob@example.org|john.doe@example.com|test@test.com|"
    "user@example.net|foo@bar.com|admin@localhost|noreply@example.com>"
)
DUMMY_IP = (
    "<192.0.2.{nn}|198.51.100.{nnn}|203.0.113.{n}|127.0.0.1|10.0.{n}.{nn}|192.168.{n}.{n}|0.0.0.0|::1|2001:db8::{nn}>"
)
DUMMY_KEY = (
    "<AKIAIOSFODNN7EXAMPLE|sk-xxxxxxxxxxxxxxxx|YOUR_API_KEY|{token}|changeme|{{ secrets.TOKEN "
    "}}|$API_KEY|REPLACE_ME|xxxx-xxxx-xxxx>"
)
HEX = "<3f9a{nn}c{n}|b7{nnn}e0d|{nn}fae{nn}c|d41d{nn}8c|00{nn}ab{n}f|e3b0c{nn}4>"

GENRES = (
    Genre(
        name="python-code",
        private=False,
        rules={
            "who": (DUMMY,),
            "mail": (DUMMY_MAIL,),
            "key": (DUMMY_KEY,),
            "s": (
                (
                    'def <greet|full_name|initials|make_user>(first: str, last: str) -> str:\n    """Return '
                    '<a greeting|the full name|the initials>.\n\n    >>> <greet|full_name>("{first}", '
                    '"{last}")\n    \'{first} {last}\'\n    """\n    return f"{first_name} '
                    '{last_name}".strip()'
                ),
                (
                    'users = [\n    {"id": {nnn}, "name": "<who>", "email": "<mail>", "age": '
                    '{nn}},\n    {"id": {nnn}, "name": "<who>", "email": "<mail>", "age": {nn}},\n]'
                ),
                (
                    "class <Person|Customer|Employee|Account>:\n    def __init__(self, name, address, "
                    "phone=None):\n        self.name = name\n        self.address = address\n        self.phone "
                    '= phone or "555-01{nn}"'
                ),
                (
                    'def test_<create|update|delete>_user(client):\n    r = client.post("/users", '
                    'json={"name": "<who>", "password": "<secret|hunter2|pass{nnn}>"})\n    assert '
                    "r.status_code == {nnn}"
                ),
                "fake = Faker()\nfor _ in range({nnn}):\n    print(fake.name(), fake.address(), fake.ssn())",
                (
                    '@app.route("/login", methods=["POST"])\ndef login():\n    user = '
                    'User.query.filter_by(email=request.form["email"]).first()\n    if user is None:\n        '
                    "abort(401)"
                ),
                'client = Client(api_key="<key>", base_url="https://api.example.com/v{n}")',
                (
                    'df = pd.DataFrame({"name": ["{first}", "{first2}", "{first3}"], "score": [{nn}, '
                    '{nn}, {nn}]})\nprint(df.groupby("name").mean())'
                ),
                'EMAIL = re.compile(r"[\\w.]+@[\\w.]+")  # matches <mail>',
                "# TODO: handle accented names such as '{name4}' in the {department} export",
                "import <os|json|logging|asyncio>\nfrom <datetime|pathlib|typing> import <date|Path|Any>",
            ),
        },
        texts=(
            "<s>\n\n\n<s>",
            (
                "```python\n<s>\n\n<s>\n\n<s>\n```\n<What does this print?|Please review my code.|Add type "
                "hints.|Why is this slow?>"
            ),
            '<s>\n\n<s>\n\nif __name__ == "__main__":\n    main()',
            "Complete the function.\n\n<s>",
        ),
    ),
    Genre(
        name="javascript-and-html",
        private=False,
        rules={
            "who": (DUMMY,),
            "mail": (DUMMY_MAIL,),
            "s": (
                (
                    "const user = { name: '<who>', email: '<mail>', roles: ['<admin|guest|editor>'], createdAt: "
                    "'{date}' };"
                ),
                (
                    "export async function fetch<User|Order|Profile>(id) {\n  const res = await "
                    "fetch(`/api/users/${id}`);\n  if (!res.ok) throw new Error(res.statusText);\n  return "
                    "res.json();\n}"
                ),
                (
                    '<form action="/signup" method="post">\n  <label for="fname">First name</label>\n  '
                    '<input id="fname" name="fname" placeholder="{first}">\n  <input type="email" '
                    'placeholder="<mail>">\n  <input type="password">\n</form>'
                ),
                "<ul>\n  <li>{first}</li>\n  <li>{first2}</li>\n  <li>{first3}</li>\n</ul>",
                (
                    "it('<renders|hides|updates> the name', () => {\n  render(<Profile user={{ name: '<who>', "
                    "phone: '555-01{nn}' }} />);\n  expect(screen.getByText('<who>')).toBeInTheDocument();\n});"
                ),
                (
                    "type Customer = { id: number; firstName: string; lastName: string; dateOfBirth?: string; "
                    "iban: string };"
                ),
                (
                    '<div class="card">\n  <h3>{name}</h3>\n  <p>"Lorem ipsum dolor sit amet."</p>\n  '
                    "<span>CEO, {company}</span>\n</div>"
                ),
                "console.log(`Hello, ${user.name}! You have ${count} new messages.`);",
                ".profile-card { width: {nnn}px; color: #{nnn}{nnn}; margin: {n}px {nn}px; }",
            ),
        },
        texts=(
            "<s>\n\n<s>",
            "```js\n<s>\n\n<s>\n```\nIt logs undefined instead of the name. What am I doing wrong?",
            '<!DOCTYPE html>\n<html lang="en">\n<body>\n<s>\n<s>\n</body>\n</html>',
            "<s>\n<s>\n<s>\n\nConvert this to <React|TypeScript|Vue>.",
        ),
    ),
    Genre(
        name="sql",
        private=False,
        rules={
            "who": (DUMMY,),
            "mail": (DUMMY_MAIL,),
            "tab": ("<customers|employees|patients|users|orders|students|accounts|tbl_kunden>",),
            "s": (
                (
                    "CREATE TABLE <tab> (\n  id INT PRIMARY KEY,\n  first_name VARCHAR(50),\n  last_name "
                    "VARCHAR(50),\n  email VARCHAR({nnn}) UNIQUE,\n  <salary DECIMAL(10,2)|date_of_birth "
                    "DATE|ssn CHAR(11)|diagnosis TEXT>\n);"
                ),
                "SELECT first_name, last_name, COUNT(*) AS n FROM <tab> GROUP BY 1, 2 HAVING COUNT(*) > {n};",
                ("INSERT INTO <tab> (id, name, email) VALUES ({n}, '<who>', '<mail>'), ({nn}, '<who>', '<mail>');"),
                "UPDATE <tab> SET city = '{city}' WHERE last_name = 'Doe' AND id = {nnn};",
                ("SELECT e.name, m.name AS manager FROM employees e LEFT JOIN employees m ON e.manager_id = m.id;"),
                "-- question: which <customers|students|patients> live in {city} and are older than {nn}?",
                "SELECT name FROM singer WHERE country = '{country}' ORDER BY birth_year DESC LIMIT {n};",
                "ALTER TABLE <tab> ADD COLUMN phone_number VARCHAR(20), DROP COLUMN fax;",
            ),
        },
        texts=(
            "<s>\n<s>\n<s>\n<s>\n<s>\n<s>",
            "<s>\n\n<s>\n\n<s>",
            ("Given this schema, write a query that lists the {n} best paid <employees|teachers|singers>.\n\n<s>"),
            '<s>\n<s>\nERROR: column "<nme|adress|emial>" does not exist at character {nn}',
            (
                "### Postgres tables\n# <tab>(id, name, department_id)\n# salary(id, employee_id, amount, "
                "date)\n### <s>\n<s>"
            ),
        ),
    ),
    Genre(
        name="c-java-shell",
        private=False,
        rules={
            "who": (DUMMY,),
            "ip": (DUMMY_IP,),
            "s": (
                (
                    "struct <person|student|node> {\n    char name[{nn}];\n    int age;\n    struct "
                    "<person|node> *next;\n};"
                ),
                'strcpy(p.name, "{first}");\nprintf("%s is %d years old\\n", p.name, p.age);',
                (
                    "public class <Person|Main|Student> {\n    private final String name;\n    public String "
                    "getName() { return name; }\n}"
                ),
                ('Person p = new Person("<who>", {nn}, "{nn} Main Street");\nassertEquals("<who>", p.getName());'),
                (
                    'List<String> names = List.of("{first}", "{first2}", "{first3}");\n'
                    "names.stream().sorted().forEach(System.out::println);"
                ),
                'for u in alice bob carol; do useradd -m "$u"; done\nchown -R alice:alice /home/alice',
                "$ ssh <ubuntu|root|deploy>@<ip> -p {nnn}2\n$ scp report.pdf deploy@<ip>:/srv/www",
                ('fn main() {\n    let name = String::from("{first}");\n    println!("Hello, {}!", name);\n}'),
                'git config --global user.name "<who>"\ngit config --global user.email "you@example.com"',
                "#include <stdio.h>\n#define MAX {nnn}",
                "// Copyright (c) {year} {name5}. Licensed under the MIT licence.",
                ("curl -X POST https://api.example.com/v1/users -d 'name=<who>' -H 'Authorization: Bearer $TOKEN'"),
            ),
        },
        texts=(
            "<s>\n\n<s>\n\n<s>\n\n<s>\n\n<s>",
            "<s>\n<s>\n<s>",
            "```\n<s>\n<s>\n```\n<Explain each line.|Where is the bug?|Port this to Go.|Is there a leak?>",
            "<s>",
            "/* {n}.{n}: <s> */\n<s>\n\n<s>",
        ),
    ),
    Genre(
        name="tool-schema-json",
        private=False,
        rules={
            "f": (
                (
                    '"<name|full_name|customer_name>": {"type": "string", "description": "<Full name of '
                    "the customer|The user's name, e.g. 'John Doe'|Name of the guest>\"}"
                ),
                (
                    '"email": {"type": "string", "format": "email", "description": "The e-mail of '
                    "the <user|recipient>, such as 'something@example.com'.\"}"
                ),
                (
                    '"<address|shipping_address>": {"type": "string", "description": "Street, city and '
                    "zip code, such as '123 Main St, Springfield, 12345'.\"}"
                ),
                (
                    '"<user_id|order_id|reservation_id>": {"type": "string", "description": "The id, '
                    "such as '<sara_doe_{nnn}|#W000{nnn}|ZFA0{n}>'.\"}"
                ),
                ('"dob": {"type": "string", "description": "Date of birth as YYYY-MM-DD, such as \'1990-01-01\'."}'),
                ('"phone": {"type": "string", "pattern": "^[0-9]{3}-[0-9]{4}$", "example": "555-01{nn}"}'),
                '"cabin": {"type": "string", "enum": ["economy", "business"]}',
                ('"<limit|amount|count>": {"type": "<integer|number>", "minimum": {n}, "default": {nn}}'),
                (
                    '"payment_method_id": {"type": "string", "description": "Such as '
                    "'credit_card_000{nnn}' or 'gift_card_000{nnn}'. See the user details.\"}"
                ),
            ),
            "fn": (
                "<get_user|find_user_by_email|update_address|book_flight|cancel_order|create_patient>",
                "<transfer_money|send_message|verify_identity|add_contact|search_people>",
            ),
            "d": (
                "<Look up a user.|Change the address of an order.|Create a record.|Send a message to a contact.>",
                "<Verify who is calling.|Book for one or more passengers.>",
            ),
        },
        texts=(
            (
                '{"name": "<fn>", "description": "<d>", "parameters": {<f>, <f>}}, {"name": '
                '"<fn>", "description": "<d>", "parameters": {<f>, <f>, <f>}}, {"name": "<fn>", '
                '"description": "<d>", "parameters": {<f>}}'
            ),
            (
                '{"type": "function", "function": {"name": "<fn>", "description": "<d>", '
                '"parameters": {"type": "object", "properties": {<f>, <f>, <f>}, "required": '
                '["user_id"]}}}'
            ),
            ('{\n  "name": "<fn>",\n  "description": "<d>",\n  "parameters": {\n    <f>,\n    <f>,\n    <f>\n  }\n}'),
            (
                '<f>, <f>, <f>, <f>}, "required": ["name", "email"]}}}, {"type": "function", '
                '"function": {"name": "<fn>", "description": "<d>"'
            ),
            (
                '<tools>{"name": "<fn>", "description": "<d>", "arguments": {<f>, <f>}}</tools>\n'
                'Call a tool when needed: {"name": "<fn>", "arguments": {...}}'
            ),
        ),
    ),
    Genre(
        name="api-docs-and-openapi",
        private=False,
        rules={
            "mail": (DUMMY_MAIL,),
            "key": (DUMMY_KEY,),
            "ip": (DUMMY_IP,),
            "s": (
                (
                    "paths:\n  /<users|customers|patients>/{id}:\n    get:\n      summary: Get a "
                    "<user|customer|patient> by id\n      responses:\n        '200':\n          description: "
                    "OK\n        '404':\n          description: Not found"
                ),
                (
                    'curl https://api.example.com/v{n}/customers \\\n  -H "Authorization: Bearer <key>" \\\n  '
                    '-d email="<mail>" \\\n  -d name="Jane Doe"'
                ),
                (
                    'HTTP/1.1 {nnn} <OK|Created|Forbidden>\nContent-Type: application/json\n\n{"id": '
                    '"cus_EXAMPLE{nnn}", "email": "<mail>", "ip": "<ip>", "livemode": false}'
                ),
                (
                    "| Parameter | Type | Description |\n|---|---|---|\n| first_name | string | Given name of "
                    "the holder |\n| birth_date | date | ISO 8601 |\n| national_id | string | Masked in "
                    "responses |"
                ),
                ("Test cards: 4242 4242 4242 4242 succeeds, 4000 0000 0000 0002 is declined. Use any future date."),
                ("Rate limit: {nnn} requests per minute and key. Errors carry a request id such as req_{nnn}abc{nn}."),
                "GET /v{n}/search?q=<smith|john+doe|foo>&page={n} returns at most {nn} persons.",
                "Deprecated since {n}.{n}: use `contact.phone` instead of `phoneNumber`.",
            ),
        },
        texts=(
            "<s>\n\n<s>\n\n<s>\n\n<s>",
            "<s>\n\n<s>",
            "## <Create|Update|List> customers\n\n<s>\n\n<s>\n\n<s>",
            (
                "openapi: 3.0.{n}\ninfo:\n  title: {company} API\n  version: {n}.{n}.{nn}\n  contact:\n    "
                "email: api@example.com\n<s>"
            ),
            "<s>\n\nGenerate a client in <Python|Go|C#> for this endpoint.",
        ),
    ),
    Genre(
        name="readme-and-changelog",
        private=False,
        rules={
            "hex": (HEX,),
            "tool": (
                "<quickgrid|tinyqueue|mapforge|logsift|paperclip-js>",
                "<unidate|rowboat|fastmask|csvkit2|nimbus-cli>",
            ),
            "s": (
                (
                    "# <tool>\nA <fast|small|typed> library for <dates|queues|maps|logs|masks>. Install: `pip "
                    "install <tool>`"
                ),
                (
                    "## [{n}.{nn}.{n}] - {date}\n### Fixed\n- crash on empty input (#{nnn})\n- wrong sort of "
                    "names with accents (#{nnn}, thanks to {handle})"
                ),
                "- bump <tool> from {n}.{n}.{n} to {n}.{nn}.{n}\n- drop support for Python 3.{n}",
                "## Authors\n{name} and contributors. Maintained by {name2} at {company}.",
                "Checksums: sha256 <hex><hex><hex><hex><hex>  <tool>-{n}.{n}.tar.gz",
                "## Usage\n```\n<tool> --input people.csv --columns name,email --out masked.csv\n```",
                "commit <hex><hex><hex>\n    Merge pull request #{nnn} from <tool>/fix-{nn}",
                "MIT licence. Copyright {year} {name3}.",
                "Run `make test` before you open a pull request. CI must be green.",
            ),
        },
        texts=(
            "<s>\n\n<s>\n\n<s>\n\n<s>\n\n<s>",
            "<s>\n\n<s>\n\n<s>",
            "<s>\n<s>\n\nWrite release notes from this.",
            "<s>",
            "Changelog\n=========\n<s>\n<s>\n<s>",
        ),
    ),
    Genre(
        name="stack-trace-and-log",
        private=False,
        rules={
            "ip": (DUMMY_IP,),
            "hex": (HEX,),
            "s": (
                (
                    'Traceback (most recent call last):\n  File "/<app|srv|usr/lib>/<main|views|models>.py", '
                    "line {nnn}, in <module>\n    <user|order|profile>.save()\n<KeyError: 'email'|ValueError: "
                    "invalid literal for int() with base 10: 'abc'|AttributeError: 'NoneType' object has no "
                    "attribute 'name'>"
                ),
                "[{date} {time}] <INFO|WARN|ERROR> worker-{n}: job <hex> done in {nnn} ms",
                '<ip> - - [{date}:{time}] "GET /static/app.{nnn}.js HTTP/1.1" 200 {nnn}{nn}',
                (
                    'Exception in thread "main" java.lang.NullPointerException\n\tat '
                    "com.example.<user|billing>.<Service|Controller>.find(Service.java:{nnn})\n\tat "
                    "com.example.Main.main(Main.java:{nn})"
                ),
                ("npm ERR! code E{nnn}\nnpm ERR! 404 Not Found - GET https://registry.example.com/left-{object}"),
                "kernel: [{nnn}.{nnn}{nnn}] usb {n}-{n}: new high-speed device number {nn}",
                "panic: runtime error: index out of range [{nn}] with length {n}\n\ngoroutine {nn} [running]:",
                "uuid=<hex>-{nn}ab-4c{nn}-9f{nn}-<hex> status={nnn} latency={nn}ms host=<ip>",
                "error TS{nnn}4: Property 'lastName' does not exist on type 'User'.",
                "Segmentation fault (core dumped) at 0x7f<hex>",
            ),
        },
        texts=(
            "<s>\n<s>\n<s>",
            (
                "I get this error after the upgrade to {n}.{n}:\n\n<s>\n\n<How do I fix it?|What does it "
                "mean?|Any idea?>"
            ),
            "<s>\n<s>\n<s>\n<s>\n<s>",
            ("```\n<s>\n```\nExpected: no crash. Version: {n}.{nn}.{n}, OS: <Ubuntu 22.04|Windows 11|macOS 14>"),
        ),
    ),
    Genre(
        name="cli-and-config",
        private=False,
        rules={
            "ip": (DUMMY_IP,),
            "key": (DUMMY_KEY,),
            "mail": (DUMMY_MAIL,),
            "s": (
                (
                    "server:\n  host: <ip>\n  port: {nnn}0\n  admin_email: <mail>\ndatabase:\n  user: "
                    "<postgres|app|root>\n  password: <${DB_PASSWORD}|changeme|********>"
                ),
                "[smtp]\nhost = smtp.example.com\nuser = <mail>\npassword = <key>\nport = 587",
                '# .env.example\nAPI_KEY=<key>\nDEBUG=false\nSENTRY_DSN=\nADMIN_NAME="Jane Doe"',
                (
                    "$ docker ps\nCONTAINER ID   IMAGE          STATUS\n{nn}f{nn}ab{n}c   redis:{n}.{n}   Up "
                    "{nn} minutes"
                ),
                "$ whoami\nalice\n$ ls -l\n-rw-r--r-- 1 alice staff {nnn}{n} {month} {n} {time} notes.txt",
                (
                    "usage: tool [-h] [--name NAME] [--email EMAIL] [--age AGE] file\n\noptions:\n  --name "
                    "NAME   full name of the person (default: <John Doe|anonymous>)"
                ),
                (
                    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: <web|auth|profile-service>\n"
                    "spec:\n  replicas: {n}"
                ),
                "upstream app { server <ip>:{nnn}0; server <ip>:{nnn}0; }",
                "eth0: inet <ip> netmask 255.255.255.0 ether 02:42:ac:11:00:{nn}",
            ),
        },
        texts=(
            "<s>\n\n<s>",
            "<s>",
            (
                "```yaml\n<s>\n```\n<Is this config right?|How do I keep the password out of the "
                "repository?|Convert to TOML.>"
            ),
            "<s>\n<s>\n<s>",
        ),
    ),
    Genre(
        name="issue-thread",
        private=False,
        rules={
            "s": (
                (
                    "**Describe the bug** The <date picker|dropdown|export|login button> does not "
                    "<open|close|render> in <Safari|Firefox|dark mode>."
                ),
                ("Steps to reproduce: 1. open the form 2. type 'John Doe' 3. press Tab. The name field is cleared."),
                "+1, same here on v{n}.{nn}.{n}.",
                'Can confirm. It seems the validator rejects names with apostrophes such as "O\'Test".',
                "Duplicate of #{nnn}. Closing; please comment there.",
                "Fixed in #{nnn}, will ship with {n}.{nn}.",
                "Workaround: set `locale: 'en'` or pin the package to {n}.{n}.",
                (
                    "As a user, I want to <edit my profile|export my contacts|reset my password>, so that <I "
                    "save time|data is right>."
                ),
                "Acceptance: given a user with a valid e-mail, when she signs up, then a mail is sent.",
                "Expected {nn} rows, got {nnn}. Labels: bug, needs-triage.",
            ),
        },
        texts=(
            "<s>\n\n> <s>\n\n<s>\n\n<s>\n\n<s>\n\n<s>",
            "<s>\n\n<s>\n\n<s>",
            "Title: <s>\n\n<s>\n<s>",
            "<s> <s>\n\nWrite a reply that asks for a minimal example.",
            "Ticket PROJ-{nnn}\n<s>\n<s>\nPriority: <low|high|P{n}>  Sprint {nn}",
        ),
    ),
    Genre(
        name="table-and-csv",
        private=False,
        rules={
            "p": (
                "{product2},{nnn},{nn}.50,{colour}",
                "{product3},{nnn},{nn}.00,{colour}",
                "{product},{nnn},{nn}.99,{colour}",
                "{object},{nn},{n}.{nn},{colour}",
            ),
            "r": (
                "| {company} | {nnn}.{n} | {nn}.{n}% | {year} |",
                "| {country} | {nn}.{n} | {nnn} | {percent} |",
            ),
            "u": (
                "{nnn}\t{month} {year}\t{nnn},{nnn}\t{percent}",
                "{department}\t{nnn}\t{nnn}\t-{n}.{n}",
            ),
            "ask": (
                "<Plot this.|Which row is highest?|Add a total.|Describe the trend in {n} sentences.>",
                "<Convert to JSON.|Find the outlier.>",
            ),
        },
        texts=(
            "product,stock,price,colour\n<p>\n<p>\n<p>\n<p>\n<p>",
            "Here is the data. <ask>\n\n| A | B | C | D |\n|---|---|---|---|\n<r>\n<r>\n<r>\n<r>",
            "<u>\n<u>\n<u>\n<u>\n<u>\n<ask>",
            (
                "sku,isbn,qty\nSKU-{nnn},978-3-{nnn}-{nn}{nnn}-{n},{n}\n"
                "SKU-{nnn},978-0-{nnn}-{nn}{nnn}-{n},{nn}\n<ask>\n\n<p>\n<p>"
            ),
        ),
    ),
    Genre(
        name="latex-and-maths",
        private=False,
        rules={
            "s": (
                (
                    "\\begin{theorem}[{last}, {year}]\nLet $f$ be continuous on $[0, {n}]$. Then $\\int_0^{{n}} "
                    "f = {nn}$.\n\\end{theorem}"
                ),
                "\\author{{name} \\and {name2}}\n\\title{Notes on the {last3} inequality}\n\\maketitle",
                "By Lemma {n}.{n} and the {last4}--{last5} bound, the sum converges \\cite{{last4}{year}}.",
                "$$x_{1} = \\frac{-{n} + \\sqrt{{nnn}}}{{n}}$$",
                (
                    "\\begin{tabular}{lrr}\nModel & Acc. & F1 \\\\\nBase & {nn}.{n} & {nn}.{n} \\\\\nOurs & "
                    "\\textbf{{nn}.{n}} & {nn}.{n}\n\\end{tabular}"
                ),
                "Suppose that $n$ is odd and $n^2 + {n}$ is divisible by ${nn}$. Prove that $n > {n}$.",
                "Alice sends Bob $g^a \\bmod {nnn}$; Eve sees it but cannot find $a$.",
                "Compute the eigenvalues of the matrix $A = ({n}, {n}; {n}, {nn})$.",
            ),
        },
        texts=(
            "<s>\n\n<s>",
            "<s>",
            "\\section{Introduction}\n<s>\n\n<s>\n\n<s>",
            "<s>\nIs the proof right? <Explain it simply.|Give a counterexample if not.|Show every step.>",
        ),
    ),
)

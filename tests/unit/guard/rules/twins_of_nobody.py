"""Twins: what is nobody's (reserved, printed in manuals, a desk's) beside the same kind of value of somebody's; and
passwords that are weak beside what only stands where a password would.
"""

from __future__ import annotations

from tests.unit.guard.rules.twin import twins

NOBODYS = twins("""
email | POST {"email": "jane.doe@example.com"} or alice@mail.example.org
email | assignedTo: approver@contoso.com, bob@corp.test, svc@db.localhost
email | name@company.com, first.last@yourcompany.com and maker@yourtenant.onmicrosoft.com
email | customer-care@hillford.io, security-team@hillford.io, billing.eu@hillford.io, opp-team@hillford.io
email | kundenservice@hillford.de, datenschutz@hillford.de, soporte@hillford.es, contato@hillford.com.br
email | 223556219+Copilot@users.noreply.github.com
email | «dana.whitlock@gmail.com», not the desk
email | «t.brandt@support-hillford.io»
email | «will.sales@hillford.io»
email | «4711@hillford.io»
email | «dana@corp.internal»
email | «example.dana@hillford.io»
phone-american | Use +1 (212) 555-0143 in the form.
phone-american | Ring 1-888-247-8871 or (800) 222-0364 at any time.
phone-american | Customer service: 415-867-5309, 9 to 5
phone-american | customer service has his cell «415-867-5309»
phone-american | The customer's number is «415-867-5309».
phone-international | our drama numbers are +44 7700 900461, +44 20 7946 0123 and +49 30 23125 017
phone-international | Our support line is +49 30 901820 15, open 9 to 5.
phone-international | my support line is busy; private: «+49 30 901820 15»
phone-international | ring «+49 171 5544332» after six
phone-named | Call our hotline 0800 330 1000.
phone-named | mobile 07700 900461
phone-named | mobile «07911 123456»
phone-named | phone 5551234567
social-handle | npm install -D typescript tsx @types/node
social-handle | npm install lodash@4.17.21 or discord.js @discordjs/rest
social-handle | threads.@attribute of the class
social-handle | Follow us on Instagram @harbourcafe for opening hours.
social-handle | my insta is @«dana.whitlock»
social-handle | Signal: @«dana_w.42»
ipv4 | Requires driver 4.18.2.11 or newer; upgrade from 31.9.12.4.
ipv4 | see 3.12.9.14 of the handbook
ipv4 | the range 84.17.46.0 is theirs
ipv4 | IP address «3.12.9.14» of the customer's router
ipv4 | upgraded the router; it was seen at «84.17.46.21» since
ipv6 | use 3fff:12:4::7 in the book
mac | It looks like AA:BB:CC:DD:EE:FF or 01:23:45:67:89:ab.
device-uuid | device_id: 123e4567-e89b-12d3-a456-426614174000
device-uuid | npm install it; its machine pool is 7f9c24e8-3b12-4ee1-9d0b-51c3a7d86f20
device-uuid | androidId: «7f9c24e8-3b12-4ee1-9d0b-51c3a7d86f20»
card | test with 4242 4242 4242 4242, 5555-5555-5555-4444, 4000 0000 0000 9995 or 378282246310005
card | «5328 6194 7035 1827»
card-named | credit card 4222222222222
card-code | cvc: '123'
card-code | cvc: '«846»'
card-ending | the Visa ending in 4242
email-spelled | write to jane.doe [at] example [dot] com
""")

WEAK = twins("""
password-quoted | connect(user='root', password='«hunter2»')
password-quoted | pwd = '«kiwi7»'
password-quoted | ForgotPassword: 'forgot-password'
password-quoted | "password": "testpass123"
password-quoted | password: "/run/secrets/db_password"
password-told | Password=xxx;TrustServerCertificate=True
password-connection | Server=db3;Uid=app;Pwd=«plums»;Database=orders
password-connection | Driver={SQL Server};Server=10.0.0.4;UID=svc;PWD=«Sommer»;
password-connection | Pwd=«plums»;Server=db3
password-connection | Server=db3;Uid=app;Pwd=xxx;Database=orders
password-connection | Server=db3;Uid=app;Pwd={0};Database=orders
password-connection | run pwd = plums
password-variable | DB_PASSWORD=«sunshine»
password-variable | export PGPASSWORD=«bluemoon»
password-variable | POSTGRES_PASSWORD_FILE=/run/secrets/pg_password
password-variable | DB_PASSWORD=$SECRET
password-variable | OLDPWD=/home/app/src
password-variable | DB_PASSWORD=<password>
sshpass | sshpass -p '«bluemoon»' ssh ops@host9
sshpass | mysql -u root -p«plums5» shop
sshpass | mysqldump --password=${PW} shop
login-password | docker login -u carol -p «marzipan» registry.hillford.io
sshpass | mongosh --username app --password «marzipan»
login-password | docker run -p 8080:80 -u 1000 web
login-password | docker login -u carol -p $TOKEN registry.hillford.io
login-password | docker login -u carol --password-stdin
""")

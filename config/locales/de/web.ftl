### Wörter der Webseiten, auch die, die sie mit den E-Mails teilen. Typen der Variablen stehen in der Zeile über der Nachricht (fluent-typed).
### Kein HTML: Sätze mit einem Link oder einer Hervorhebung sind davor und danach geteilt.

language-name = Deutsch

## Was Seiten und E-Mails sagen

room-open = Der Raum ist offen. Kommen Sie herein!
reminded-day-hour = Am Tag davor und eine Stunde vor Beginn erinnern wir Sie.
reminded-day = Am Tag davor erinnern wir Sie.
reminded-hour = Eine Stunde vor Beginn erinnern wir Sie.
nothing-to-do = Sie müssen nichts weiter tun.
go-now = Jetzt zur Veranstaltung

## Rahmen, Navigation, Fuß

skip-to-content = Zum Inhalt springen
nav-home = Alle Veranstaltungen
breadcrumb-label = Sie sind hier
language-switch-label = Sprache
# The language and the country it is written for, as social networks ask for it.
og-locale = de_DE
footer-help = Fragen? Wir helfen gern:
footer-label = Rechtliches
footer-imprint = Impressum
footer-accessibility = Barrierefreiheit
footer-made-with = Anmeldung mit halbsieben
opens-in-new-tab = (öffnet neuen Tab)

## Übersicht

list-title = Veranstaltungen
# $organisation (String)
list-description = Alle Veranstaltungen von { $organisation }: Termine, Themen und Anmeldung.
list-empty-title = Gerade ist nichts angekündigt
list-empty-text = Neue Termine stehen hier, sobald sie feststehen. Mit dem Kalender-Abo erfahren Sie es zuerst.
list-upcoming-link = Kommende Veranstaltungen
list-past-title = Vergangene Veranstaltungen
list-subscribe-title = Nichts verpassen
list-subscribe-calendar = Alle Termine in Ihren Kalender
list-subscribe-hint = Das Abo hält sich selbst aktuell, auch wenn sich ein Termin ändert.
list-subscribe-feed = Als Newsfeed (Atom)
list-tag-cancelled = Fällt aus
list-tag-moved = Neuer Termin
list-tag-running = Läuft gerade
list-pages-label = Seiten
page-previous = Zurück
page-next = Weiter
# $page (Number)
# $pages (Number)
page-position = Seite { $page } von { $pages }

## Übersicht: auswählen, Reihen, Themen

list-filter-title = Veranstaltungen auswählen
list-filter-topic = Thema
list-filter-type = Art
list-filter-month = Monat
list-filter-text = Suchwort
list-filter-all = alle
list-filter-button = Anzeigen
list-filter-reset = Alle anzeigen
# $n (Number)
list-found = { $n ->
        [0] Dazu gibt es keine Veranstaltung.
        [one] 1 Veranstaltung gefunden.
       *[other] { $n } Veranstaltungen gefunden.
    }
group-series = Reihe
# $name (String)
# $organisation (String)
group-series-description = Die Reihe „{ $name }“ von { $organisation }: alle Termine und Anmeldung.
# $name (String)
# $organisation (String)
group-topic-description = Veranstaltungen zum Thema „{ $name }“ von { $organisation }: alle Termine und Anmeldung.
group-none-coming = Gerade ist kein neuer Termin angekündigt.
group-past = Bisherige Termine
group-subscribe-calendar = Diese Termine in Ihren Kalender

## Veranstaltung

facts-title = Auf einen Blick
facts-when = Wann
facts-where = Wo
facts-online = online
facts-online-hint = Ein Browser genügt.
facts-fee = Teilnahmegebühr
facts-fee-none = keine
facts-type = Veranstaltungsart
facts-topics = Themengebiet
facts-audience = Zielgruppe
facts-places = Plätze
event-guests = Gäste
event-moderation = Moderation
event-hosts = Gastgebende
event-partners = Kooperations{ "\u00AD" }partner
event-funding = Förderung
event-back = Zur Übersicht
event-print-register = Anmeldung und Zugang:
event-qr-alt = QR-Code: führt zur Seite der Veranstaltung
event-join-button = Zur Veranstaltung
event-open-title = Ohne Anmeldung dabei sein
# $date (String)
# $time (String)
event-open-text = Für diese Veranstaltung brauchen Sie keine Anmeldung. Der Raum öffnet am { $date } um { $time } Uhr.
event-optional-title = Erinnern lassen
event-optional-text = Sie können ohne Anmeldung teilnehmen. Auf Wunsch erinnern wir Sie und senden Ihnen den Zugangslink.
# $date (String)
# $time (String)
event-optional-direct = Oder kommen Sie am { $date } ab { $time } Uhr ohne Anmeldung von dieser Seite aus hinein.
# $n (Number)
seats = { $n ->
        [0] Ausgebucht
        [one] Noch 1 Platz frei
       *[other] Noch { $n } Plätze frei
    }
full-title = Alle Plätze sind vergeben
full-text = Tragen Sie sich in die Warteliste ein. Wird ein Platz frei, sind Sie automatisch dabei.
full-text-request = Über die Teilnahme entscheiden wir einzeln. Sagen wir zu, solange kein Platz frei ist, stehen Sie auf der Warteliste.
full-text-no-waitlist = Diese Veranstaltung ist ausgebucht.
full-race = Inzwischen sind alle Plätze vergeben. Ihre Angaben sind noch da.
closed = Die Anmeldung ist geschlossen.
closed-race = Die Anmeldung ist inzwischen geschlossen. Ihre Angaben wurden nicht gespeichert.
# $time (String)
not-yet = Die Anmeldung öffnet am { $time }.
running-banner = Die Veranstaltung läuft gerade. Wer angemeldet ist, kommt mit dem persönlichen Link aus der E-Mail hinein.
running-lost = Link verlegt? Noch einmal senden
cancelled-banner = Diese Veranstaltung fällt aus.
# $new (String)
# $old (String)
moved-banner = Neuer Termin: { $new } (bisher { $old }).
moved-hint = Wer schon angemeldet ist, muss nichts tun: Anmeldung und Link gelten weiter.
past-banner = Diese Veranstaltung ist vorbei.
past-recording = Zur Aufzeichnung
past-next = Nächste Veranstaltungen

## Kalender

calendar-title = In den Kalender
calendar-google = Google Kalender
calendar-outlook = Outlook.com
calendar-office = Office 365
calendar-file = Kalenderdatei (.ics)

## Anmeldeformular

form-title = Anmeldung
# $title (String)
form-page-title = Anmeldung: { $title }
form-given-name-label = Vorname
form-family-name-label = Nachname
form-email-label = E-Mail
form-email-hint = Dorthin senden wir Ihren persönlichen Zugangslink.
form-email-hint-wait = Dorthin schreiben wir, sobald ein Platz für Sie frei wird.
form-email-hint-request = Dorthin schreiben wir, sobald wir entschieden haben.
form-email-hint-remind = Dorthin senden wir die Erinnerung mit dem Zugangslink.
form-optional = – freiwillig
form-honeypot-label = Dieses Feld bleibt leer
form-minute = Das dauert eine Minute. Sie brauchen kein Konto.
submit = Kostenlos anmelden
submit-paid = Anmelden
submit-wait = Auf die Warteliste setzen
submit-remind = Erinnern lassen
# $days (Number)
privacy-line = { $days ->
        [0] Wir nutzen Ihre Angaben nur für diese Veranstaltung und löschen sie gleich danach.
        [one] Wir nutzen Ihre Angaben nur für diese Veranstaltung und löschen sie einen Tag danach.
       *[other] Wir nutzen Ihre Angaben nur für diese Veranstaltung und löschen sie { $days } Tage danach.
    }
privacy-line-more = Mehr dazu in den
privacy-line-link = Datenschutzhinweisen
presence-line = Die Teilnahme wird bei dieser Veranstaltung bestätigt: Wir speichern, dass Sie den Raum betreten haben.

## Fehler am Formular

title-error-prefix = Fehler:
summary-title = Prüfen Sie Ihre Angaben
err-first-empty = Geben Sie Ihren Vornamen ein.
err-last-empty = Geben Sie Ihren Nachnamen ein.
err-mail-empty = Geben Sie Ihre E-Mail-Adresse ein.
err-mail-format = Geben Sie die E-Mail-Adresse vollständig ein, zum Beispiel name@example.org.
err-mail-local = Schreiben Sie den Teil vor dem @ ohne Umlaute und andere Sonderzeichen.
# $field (String)
# $max (Number)
err-too-long = { $field } darf höchstens { $max } Zeichen lang sein.
# $field (String)
err-characters = { $field } enthält unsichtbare Zeichen. Tippen Sie den Text von Hand ein.
# $field (String)
err-web-address = { $field } darf keine Internetadresse enthalten.
# $question (String)
err-question = Beantworten Sie die Frage „{ $question }“.
# $question (String)
err-choice = Wählen Sie bei „{ $question }“ eine Antwort aus.
err-unstamped = Senden Sie das Formular noch einmal. Ihre Angaben sind noch da.
# $suggestion (String)
warn-mail-typo = Meinten Sie { $suggestion }?
warn-mail-typo-yes = Ja, übernehmen
warn-mail-typo-no = Nein, so ist es richtig

## Angemeldet

done-title = Sie sind angemeldet
done-title-remind = Wir erinnern Sie
done-title-general = Vielen Dank
done-text-before = Wir haben Ihren persönlichen Zugangslink an
done-text-after = { " " }gesendet. Die E-Mail ist meist in einer Minute da.
done-next-title = So geht es weiter
done-next-none = Alles Weitere steht in der E-Mail.
# $moments (String)
done-next-list = Wir erinnern Sie: { $moments }.
# $date (String)
# $time (String)
done-next-door = Am { $date } ab { $time } Uhr öffnet sich der Zugang.
done-nomail-spam = Keine E-Mail bekommen? Sehen Sie im Spam-Ordner nach.
done-nomail = Keine E-Mail bekommen? Sehen Sie im Spam-Ordner nach oder
done-nomail-link = korrigieren Sie die Adresse
# $minutes (Number)
done-soon =
    In { $minutes ->
        [one] einer Minute
       *[other] { $minutes } Minuten
    } geht es los. Sie können gleich von hier aus hinein.
done-running = Die Veranstaltung läuft schon. Sie können gleich von hier aus hinein.
done-again = Weitere Veranstaltungen ansehen
wait-text = Wird ein Platz frei, sind Sie automatisch dabei.
wait-text-mail-before = Wir schreiben Ihnen sofort an
wait-text-mail-after = .
confirm-sent-title = Noch ein Schritt: Sehen Sie in Ihr Postfach
confirm-sent-before = Wir haben eine E-Mail an
confirm-sent-after = { " " }gesendet. Bestätigen Sie dort Ihre Anmeldung.

## Meine Anmeldung

reg-title = Ihre Anmeldung
reg-status = Stand
reg-status-registered = Angemeldet
reg-status-waitlisted = Auf der Warteliste
reg-status-pending = Noch nicht bestätigt
reg-status-cancelled = Abgemeldet
reg-status-declined = Nicht angenommen
reg-name = Name
reg-change = Angaben ändern
reg-save = Änderungen speichern
reg-saved = Ihre Änderungen sind gespeichert.
reg-join-title = Ihr Zugang
# $date (String)
# $time (String)
reg-join-early = Der Zugang öffnet am { $date } um { $time } Uhr.
reg-join-early-hint = Ihr Link bleibt immer derselbe. Geben Sie ihn nicht weiter.
reg-join-after = Die Veranstaltung ist vorbei.
reg-mails-title = E-Mails an Sie
reg-mails-none = Es stehen keine weiteren E-Mails an.
reg-manage-title = Anmeldung verwalten
reg-cancel = Abmelden
reg-cancel-hint = Dann wird Ihr Platz für andere frei.
reg-reminders-off = Keine Erinnerungen mehr
reg-reminders-on = Erinnerungen wieder einschalten
reg-data-show = Meine Daten ansehen
reg-data-erase = Meine Daten löschen
# $date (String)
reg-deleted-on = Ihre Angaben löschen wir am { $date }.
reg-rejoin-hint = Doch dabei sein?
reg-rejoin = Doch teilnehmen

## Abmelden, bestätigen, löschen

cancel-title = Abmelden
cancel-ask = Möchten Sie sich wirklich abmelden?
cancel-hint = Ihr Platz wird sofort für andere frei.
cancel-yes = Ja, abmelden
cancel-no = Nein, angemeldet bleiben
cancel-done = Sie sind abgemeldet. Danke, dass Sie Bescheid gegeben haben.
confirm-title = Anmeldung bestätigen
confirm-button = Anmeldung bestätigen
confirm-not-you = Das waren Sie nicht? Dann tun Sie nichts – wir löschen die Angaben.
confirm-again = Neue E-Mail senden
erase-title = Daten löschen
erase-ask = Möchten Sie Ihre Daten jetzt löschen?
erase-hint = Wir entfernen Namen, Adresse und Antworten. Ihre Anmeldung gilt dann nicht mehr.
erase-yes = Ja, Daten löschen
erase-no = Nein, zurück
erase-done-title = Ihre Daten sind gelöscht
erase-done = Ihre Anmeldung gilt damit nicht mehr.
reminders-off-ask = Möchten Sie zu dieser Veranstaltung keine Erinnerungen mehr bekommen?
reminders-off-hint = Ihre Anmeldung und Ihr Link gelten weiter.
reminders-off-yes = Ja, nicht mehr erinnern
reminders-off-done = Wir erinnern Sie nicht mehr. Ihre Anmeldung und Ihr Link gelten weiter.

## Gelöscht: Seite und Beleg

erase-not-me-title = Das waren Sie nicht?
erase-not-me-hint = Dann hat jemand anderes Ihre Adresse eingetragen. Wir löschen die Angaben und senden Ihnen zu dieser Veranstaltung nichts mehr.
erase-not-me-yes = Angaben löschen und Adresse sperren
erase-blocked = Zu dieser Veranstaltung senden wir Ihnen nichts mehr.
erase-receipt-title = Beleg
erase-receipt-number = Nummer
erase-receipt-when = Gelöscht am
erase-receipt-what = Entfernt
# $n (Number)
erase-receipt-registrations = { $n ->
        [one] 1 Anmeldung mit Name und Adresse
       *[other] { $n } Anmeldungen mit Name und Adresse
    }
# $n (Number)
erase-receipt-answers = { $n ->
        [one] 1 Antwort
       *[other] { $n } Antworten
    }
# $n (Number)
erase-receipt-mails = { $n ->
        [one] der Nachweis über 1 E-Mail
       *[other] die Nachweise über { $n } E-Mails
    }
erase-receipt-hint = Der Beleg nennt niemanden. Notieren Sie die Nummer, wenn Sie sich später darauf beziehen möchten.
busy-erase = Ihre Daten sind noch nicht gelöscht. Versuchen Sie es in einer halben Minute noch einmal.

## Zugang

join-early-title = Sie sind früh dran – schön!
# $time (String)
join-early = Der Zugang öffnet um { $time } Uhr. Diese Seite leitet Sie dann von selbst weiter.
# $time (String)
join-early-clock = Der Zugang öffnet um { $time } Uhr. Laden Sie diese Seite dann neu.
join-opens-in = Der Zugang öffnet in
# $n (Number)
join-minutes = { $n ->
        [0] weniger als einer Minute
        [one] 1 Minute
       *[other] { $n } Minuten
    }
# $n (Number)
join-hours = { $n ->
        [one] 1 Stunde
       *[other] { $n } Stunden
    }
# $n (Number)
join-days = { $n ->
        [one] 1 Tag
       *[other] { $n } Tagen
    }
# $time (String)
join-as-of = Stand: { $time } Uhr. Die Seite erneuert sich jede Minute.
join-stop = Nicht mehr von selbst erneuern
join-reload = Jetzt neu laden
join-prepare = Sie brauchen nur einen Browser und Lautsprecher oder Kopfhörer.
join-broken-title = Der Zugang ist gerade nicht erreichbar
join-broken = Versuchen Sie es in einer Minute noch einmal.
join-broken-again = Noch einmal versuchen
join-over-title = Diese Veranstaltung ist vorbei
join-over = Danke für Ihr Interesse. Gibt es eine Aufzeichnung, finden Sie sie auf der Seite der Veranstaltung.
join-event-page = Zur Seite der Veranstaltung
join-cancelled-title = Diese Veranstaltung fällt aus
join-waitlisted-title = Sie stehen noch auf der Warteliste
join-waitlisted = Wird ein Platz frei, sind Sie automatisch dabei. Dieser Link führt Sie dann in den Raum.
join-withdrawn-title = Sie haben sich abgemeldet
join-declined-title = Leider kein Platz
declined = Leider können wir Ihnen für diese Veranstaltung keinen Platz geben.
join-presence-title = Der Raum ist offen
join-presence = Bei dieser Veranstaltung bestätigen wir Ihre Teilnahme. Mit dem Klick speichern wir, dass Sie den Raum betreten haben.
join-presence-button = Jetzt eintreten

join-early-moves = Diese Seite leitet Sie dann von selbst weiter.
# $time (String)
join-as-of-day = Stand: { $time } Uhr.
# $host (String)
join-host = Der Raum ist bei { $host }.
# $place (String)
join-hybrid = Sie können auch vor Ort dabei sein: { $place }.
join-on-site-title = Diese Veranstaltung findet vor Ort statt
# $place (String)
join-on-site = Kommen Sie hierher: { $place }.
join-broken-contact = Hilft das nicht? Hier erreichen Sie uns:
join-pending-title = Bestätigen Sie zuerst Ihre Anmeldung
join-pending = Öffnen Sie dazu den Link in der E-Mail „Noch ein Schritt“, die wir Ihnen gesendet haben. Danach führt Sie dieser Link in den Raum.
join-requested-title = Ihre Anmeldung wird noch geprüft
join-requested = Wir schreiben Ihnen, sobald darüber entschieden ist. Sagen wir zu, führt Sie dieser Link in den Raum.

## Nach der Veranstaltung

after-recording = Aufzeichnung ansehen
# $date (String)
after-recording-until = Sie können sie bis { $date } ansehen.
after-materials = Unterlagen
after-survey-ask = Wie war es?
after-survey = Zwei Fragen, eine Minute
after-next = Als Nächstes

## Links, die nicht mehr gelten

link-unknown-title = Dieser Link gilt nicht mehr
link-unknown = Vielleicht liegt die Veranstaltung länger zurück oder Sie haben Ihre Daten gelöscht.
link-unknown-new = Neuen Link anfordern
lost-title = Link noch einmal senden
lost-text = Wir senden Ihnen die Links zu allen Veranstaltungen, für die Sie angemeldet sind.
lost-button = Link senden
lost-done-title = Sehen Sie in Ihr Postfach
lost-done = Wenn zu dieser Adresse eine Anmeldung besteht, ist die E-Mail jetzt unterwegs.

## Fehlerseiten

not-found-title = Diese Seite gibt es nicht
not-found = Vielleicht fehlt am Ende der Adresse ein Stück oder die Veranstaltung ist nicht mehr öffentlich.
too-many-title = Gerade sehr viele Anmeldungen
# $minutes (Number)
too-many =
    Gerade kamen sehr viele Anmeldungen von Ihrem Anschluss. Senden Sie das Formular in { $minutes ->
        [one] einer Minute
       *[other] { $minutes } Minuten
    } noch einmal. Ihre Angaben bleiben erhalten.
# $minutes (Number)
too-many-altogether =
    Gerade kommen sehr viele Anmeldungen. Senden Sie das Formular in { $minutes ->
        [one] einer Minute
       *[other] { $minutes } Minuten
    } noch einmal. Ihre Angaben bleiben erhalten.
# $minutes (Number)
too-many-requests =
    Gerade kommen sehr viele Anfragen. Versuchen Sie es in { $minutes ->
        [one] einer Minute
       *[other] { $minutes } Minuten
    } noch einmal.
too-many-guesses-title = Zu viele Links, die es nicht gibt
too-many-guesses = Öffnen Sie Ihren Link in einer halben Minute noch einmal, so wie er in der E-Mail steht.
again-button = Noch einmal senden
server-error-title = Das hat nicht geklappt
server-error-before = Ihre Anmeldung wurde
server-error-not = nicht
server-error-after = { " " }gespeichert. Versuchen Sie es in ein paar Minuten noch einmal.
server-error-page = Die Seite ließ sich nicht laden. Versuchen Sie es in ein paar Minuten noch einmal.
server-error-contact = Oder wenden Sie sich an
server-error-number = Fehlernummer:
bad-request-title = Das haben wir nicht verstanden
bad-request = Gehen Sie zurück und senden Sie das Formular noch einmal. Gespeichert wurde nichts.
too-large-title = Das war zu viel auf einmal
too-large = Gehen Sie zurück, kürzen Sie Ihre Angaben und senden Sie das Formular noch einmal.
foreign-form-title = Dieses Formular kam von einer anderen Website
foreign-form = Öffnen Sie die Seite der Veranstaltung und senden Sie das Formular von dort. Gespeichert wurde nichts.
timed-out-title = Das dauert gerade zu lange
timed-out = Versuchen Sie es in einer halben Minute noch einmal.
busy-title = Das geht gerade nicht
busy-page = Es liegt an uns, nicht an Ihnen. Versuchen Sie es in einer halben Minute noch einmal.
busy-form = Es liegt an uns, nicht an Ihnen. Gespeichert ist noch nichts: Versuchen Sie es in einer halben Minute noch einmal.
busy-sign-up = Ihre Anmeldung ist noch nicht gespeichert. Ihre Angaben sind noch da.
busy-sign-up-hint = Senden Sie das Formular in einer halben Minute noch einmal.
busy-cancel = Ihre Abmeldung ist noch nicht gespeichert. Versuchen Sie es in einer halben Minute noch einmal.

## Datenschutz

privacy-title = Datenschutz
privacy-lead = Wir speichern nur, was wir für Ihre Anmeldung brauchen, und nur so lange, wie wir es brauchen.
privacy-who-title = Wer verantwortlich ist
privacy-what-title = Was wir speichern
privacy-what-name = Ihren Namen, soweit das Formular danach fragt: für die Anrede und die Teilnehmerliste
privacy-what-email = Ihre E-Mail-Adresse: dorthin senden wir Bestätigung, Erinnerungen und Ihren persönlichen Zugangslink, bei einer Änderung oder Absage eine Nachricht
privacy-what-answers = Ihre Antworten auf die Fragen des Formulars: zur Vorbereitung der Veranstaltung
privacy-what-times = wann Sie sich angemeldet oder abgemeldet haben und welche E-Mails wir Ihnen gesendet haben: damit jede E-Mail genau einmal ankommt
privacy-join = Ob und wann Sie Ihren Zugangslink öffnen, speichern wir nicht.
privacy-long-title = Wie lange
privacy-long = Nach der Veranstaltung löschen wir Ihre Angaben von selbst. Nach wie vielen Tagen, steht unter jedem Anmeldeformular und auf der Seite Ihrer Anmeldung. Zahlen ohne Namen bleiben.
privacy-others-title = Wer sie sieht
privacy-others = Ihre Angaben sehen nur die Veranstaltenden. Zum Versand übergeben wir die E-Mails unserem Mailserver. Weitere Stellen bekommen nichts.
privacy-web-title = Was diese Seiten nicht tun
privacy-web = Sie setzen keine Cookies, laden nichts von anderen Anbietern und messen nicht, was Sie tun. Ihre IP-Adresse bleibt beim Absenden des Formulars einige Minuten im Arbeitsspeicher, als Schutz vor massenhaften Anmeldungen; gespeichert wird sie nicht.
privacy-rights-title = Ihre Rechte
privacy-rights = Sie können Auskunft, Berichtigung, Löschung und Einschränkung verlangen, der Verarbeitung widersprechen und sich bei einer Aufsichtsbehörde für den Datenschutz beschweren. Abmelden können Sie sich jederzeit über den Link in jeder E-Mail.
contact-us = Wenden Sie sich dazu an

## Datenschutz einer Veranstaltung

# $title (String)
notice-title = Datenschutz: { $title }
notice-lead = Was wir speichern, wenn Sie sich zu dieser Veranstaltung anmelden, wofür und wie lange.
notice-what-title = Was wir speichern und wozu
notice-name = für die Anrede und die Teilnehmerliste
notice-email-remind = dorthin senden wir die Erinnerungen mit Ihrem persönlichen Link, bei einer Änderung oder Absage eine Nachricht
notice-answer = zur Vorbereitung der Veranstaltung
# $days (Number)
notice-own-term = { $days ->
        [0] gelöscht gleich nach der Veranstaltung
        [one] gelöscht einen Tag nach der Veranstaltung
       *[other] gelöscht { $days } Tage nach der Veranstaltung
    }
notice-times-title = Zeitpunkte und Versand
notice-times = wann Sie sich angemeldet oder abgemeldet haben und welche E-Mails wir Ihnen gesendet haben, damit jede genau einmal ankommt
notice-presence = Bei dieser Veranstaltung bestätigen wir die Teilnahme: Wir speichern, dass Sie den Raum mit einem Klick betreten haben. Dass Sie Ihren Link nur öffnen, speichern wir nicht.
notice-basis-title = Rechtsgrundlage
notice-basis = Wir brauchen die Angaben, um Ihre Anmeldung zu erfüllen (Art. 6 Abs. 1 Buchst. b DSGVO). Öffentliche Stellen erfüllen damit ihre Aufgabe (Buchst. e).
notice-basis-optional = Freiwillige Angaben beruhen auf Ihrer Einwilligung (Buchst. a). Sie können sie jederzeit widerrufen: Löschen Sie die Angabe auf der Seite Ihrer Anmeldung, oder schreiben Sie uns.
notice-room = Den Raum betreibt der Dienst, zu dem Ihr Link führt. Er erfährt Ihre IP-Adresse und was Sie dort angeben; von uns erfährt er nichts.
# $days (Number)
# $cancelled (Number)
notice-term = { $days ->
        [0] Gleich nach der Veranstaltung
        [one] Einen Tag nach der Veranstaltung
       *[other] { $days } Tage nach der Veranstaltung
    } löschen wir Ihre Angaben von selbst. Fällt sie aus, löschen wir die Angaben spätestens { $cancelled } Tage nach der Absage. Zahlen ohne Namen bleiben.
notice-term-unconfirmed = Bestätigen Sie Ihre Adresse nicht, löschen wir die Angaben spätestens 48 Stunden nach der Anmeldung.
notice-term-mails = Was der Mailserver zu einer E-Mail gemeldet hat, löschen wir nach 14 Tagen.
notice-rights-self = Auf der Seite Ihrer Anmeldung, zu der jede E-Mail führt, können Sie Ihre Angaben selbst ansehen und löschen.
notice-own = Allgemeine Datenschutzhinweise der Organisation
notice-version = Fassung

## Impressum und Barrierefreiheit

# $organisation (String)
imprint-lead = Für diese Seiten ist { $organisation } verantwortlich.
imprint-contact = Kontakt
accessibility-title = Erklärung zur Barrierefreiheit
accessibility-lead = Jede und jeder soll sich hier anmelden können: mit der Tastatur, mit einem Vorleseprogramm, stark vergrößert und auf jedem Gerät.
accessibility-state-title = Stand
accessibility-state = Diese Anmeldeseiten sind nach den Richtlinien WCAG 2.2, Stufe AA, und der Norm EN 301 549 gebaut und werden maschinell darauf geprüft. Sie brauchen weder Cookies noch JavaScript.
accessibility-limits = Nicht in unserer Hand sind der Raum der Veranstaltung und Unterlagen, zu denen wir führen.
accessibility-feedback-title = Etwas geht nicht?
accessibility-feedback = Schreiben Sie uns, was nicht geht und womit Sie arbeiten. Wir antworten und finden einen anderen Weg, damit Sie teilnehmen können.
accessibility-enforcement-title = Wenn wir nicht helfen
accessibility-enforcement = Öffentliche Stellen haben eine Schlichtungs- oder Durchsetzungsstelle für Barrierefreiheit ihres Landes oder des Bundes. Dort können Sie sich beschweren, ohne dass es etwas kostet.

## Anmelden der Verwaltung

signin-title = Anmelden
signin-text = Dieser Link öffnet die Verwaltung. Er gilt einmal.
# $days (Number)
signin-keep = Danach bleiben Sie auf diesem Gerät { $days } Tage angemeldet, oder bis Sie sich abmelden.
signin-used = Jeder Link zur Verwaltung gilt einmal und höchstens einen Tag.
signin-ask = Wer halbsieben bei Ihnen betreibt, gibt Ihnen einen neuen.
signin-ask-demo = In die Vorführung führt der Link, der im Terminal steht, wenn Sie halbsieben demo starten.
signin-left = Sie sind abgemeldet.
signin-first-title = Melden Sie sich zuerst an
signin-first = Ihre Anmeldung in der Verwaltung ist abgelaufen. Melden Sie sich an und senden Sie es dann noch einmal. Gespeichert wurde nichts.
signout = Abmelden

## Postausgang

org-outbox-before = Testbetrieb: E-Mails verlassen diesen Server nicht. Sie liegen im
org-outbox-link = Postausgang
outbox-title = Postausgang
outbox-intro = Diese E-Mails wären jetzt verschickt.
# $n (Number)
outbox-count = { $n ->
        [one] 1 E-Mail
       *[other] { $n } E-Mails
    }
outbox-empty-title = Noch keine E-Mails
outbox-empty = Melden Sie sich zu einer Veranstaltung an oder stellen Sie die Uhr vor.
outbox-to = An
outbox-date = Datum
outbox-views-label = Ansichten dieser E-Mail
outbox-view-html = HTML
outbox-view-text = Text
outbox-view-source = Quelltext
outbox-frame-title = E-Mail als HTML
outbox-back = Alle E-Mails
clock-title = Uhr vorstellen
clock-now = Vorgeführte Zeit
clock-hint = Nur in der Vorführung: Die Uhr springt, und alle bis dahin fälligen E-Mails erscheinen hier.
clock-to-day-before = Zur Erinnerung am Vortag
clock-to-hour-before = Zur Erinnerung eine Stunde vorher
# $minutes (Number)
clock-to-reminder = Zur Erinnerung { $minutes } Minuten vorher
clock-to-doors = Zum Einlass
clock-to-start = Zum Beginn
clock-to-end = Zum Ende

## Arten und Stände der E-Mails

mail-kind-confirmation = Bestätigung
mail-kind-address-check = Adresse bestätigen
mail-kind-waitlist = Warteliste
mail-kind-promoted = Nachgerückt
mail-kind-reminder-day = Erinnerung am Vortag
mail-kind-reminder-hour = Erinnerung, 1 Stunde vorher
mail-kind-reminder-quarter = Erinnerung, 15 Minuten vorher
# $hours (Number)
mail-kind-reminder-hours = Erinnerung, { $hours } Stunden vorher
# $minutes (Number)
mail-kind-reminder-minutes = Erinnerung, { $minutes } Minuten vorher
mail-kind-change = Änderung
mail-kind-event-cancelled = Absage
mail-kind-withdrawn = Abmeldung
mail-kind-follow-up = Nachbereitung
mail-kind-lost-link = Link erneut gesendet
mail-state-planned = Geplant

## Verwaltung

org-nav-label = Verwaltung
org-nav-events = Veranstaltungen
org-nav-public = Öffentliche Seite
org-signed-in = Angemeldet als
org-events-title = Ihre Veranstaltungen
org-events-upcoming = Kommende
org-events-drafts = Entwürfe
org-events-past = Vergangene
org-tabs-label = Nach Stand
org-events-empty-title = Noch keine Veranstaltung
org-events-empty = Aus Ihrer Ankündigung wird in einer Minute eine Veranstaltung: Fügen Sie ihren Text ein.
org-events-none = Hier steht gerade nichts.
org-col-event = Veranstaltung
org-col-date = Termin
org-col-registered = Angemeldet
org-col-state = Stand
# $capacity (Number)
org-of-capacity = von { $capacity }
org-state-draft = Entwurf
org-state-published = Veröffentlicht
org-state-running = Läuft gerade
org-state-over = Vorbei
org-state-cancelled = Fällt aus
org-state-no-room = Raum fehlt
# $n (Number)
org-state-failed = { $n ->
        [one] 1 E-Mail abgelehnt
       *[other] { $n } E-Mails abgelehnt
    }
org-draft = Diese Veranstaltung ist ein Entwurf. Noch sieht sie niemand.
org-cancelled = Diese Veranstaltung fällt aus.
org-no-room = Es fehlt noch der Link zum Veranstaltungsraum.
org-no-room-more = Die E-Mails gehen trotzdem pünktlich hinaus: Jeder persönliche Link führt in den Raum, sobald er eingetragen ist.
# $n (Number)
org-failed = { $n ->
        [one] 1 E-Mail wurde abgelehnt.
       *[other] { $n } E-Mails wurden abgelehnt.
    }
org-failed-link = Wen es betrifft
# $n (Number)
org-expired = { $n ->
        [one] 1 E-Mail kam zu spät, um noch zu nützen, und wurde nicht gesendet.
       *[other] { $n } E-Mails kamen zu spät, um noch zu nützen, und wurden nicht gesendet.
    }
org-paused = Gerade gehen keine E-Mails hinaus.
# $reason (String)
# $time (String)
org-paused-more = Keine geht verloren. Nächster Versuch: { $time }. Der Mailserver: { $reason }
org-counts-title = Anmeldungen
org-count-registered = angemeldet
org-count-waitlisted = auf der Warteliste
org-count-pending = noch nicht bestätigt
org-count-cancelled = abgemeldet
org-count-free = Plätze frei
org-public-link = Öffentliche Seite ansehen
org-public-link-title = Öffentlicher Link
org-public-link-hint = Ein Klick markiert ihn zum Kopieren.
org-share-title = Weitersagen
org-share-qr = QR-Code (SVG)
org-share-picture = Vorschaubild (PNG)
org-share-embed = Anmeldung auf Ihrer eigenen Website:
org-share-embed-off = Auf Ihrer eigenen Website lässt sich die Anmeldung zeigen, sobald embed.allowed_origins sie nennt.
org-room-title = Veranstaltungsraum
# $host (String)
org-room-set = Eingetragen: { $host }
org-room-missing = Noch nicht eingetragen
org-doors-title = Einlass
org-mails-title = E-Mails
org-mails-caption = E-Mails dieser Veranstaltung nach Art und Stand
org-mails-kind = E-Mail
org-mails-due = Fällig
org-mails-state = Stand
org-mails-at-once = sofort
# $kind (String)
# $n (Number)
# $time (String)
org-mails-next = Als Nächstes: { $kind }, { $time }, an { $n ->
        [one] 1 Person
       *[other] { $n } Personen
    }.
org-mails-hint = Gesendet heißt: Der Mailserver hat die E-Mail angenommen. Entfallen heißt: nicht mehr nötig, etwa weil die Bestätigung schon alles sagt oder jemand sich abgemeldet hat.
org-mails-none = noch keine
# $n (Number)
org-mails-planned = { $n } geplant
# $n (Number)
org-mails-sending = { $n ->
        [one] 1 wird gesendet
       *[other] { $n } werden gesendet
    }
# $n (Number)
org-mails-sent = { $n } gesendet
# $n (Number)
org-mails-waiting = { $n ->
        [one] 1 wartet auf den nächsten Versuch
       *[other] { $n } warten auf den nächsten Versuch
    }
# $n (Number)
org-mails-failed = { $n } abgelehnt
# $n (Number)
org-mails-void = { $n } entfallen
# $n (Number)
org-mails-expired = { $n } zu spät
org-failures-title = Abgelehnte E-Mails
org-failures-hint = Diese Personen haben die E-Mail nicht bekommen. Oft ist die Adresse vertippt: Rufen Sie an oder schreiben Sie ihnen auf anderem Weg.
org-failures-server = Der Mailserver:
org-failures-silent = Der Mailserver hat keinen Grund genannt.
# $n (Number)
org-failures-more = { $n ->
        [one] Und 1 weitere.
       *[other] Und { $n } weitere.
    }
org-download-csv = CSV für Excel
org-download-xlsx = Excel-Datei (.xlsx)
org-download-rfc = CSV für Programme
# $date (String)
org-download-retention = Die Liste enthält personenbezogene Daten. Hier löschen wir sie am { $date }; löschen auch Sie Ihre Kopie.
org-people-title = Teilnehmende
org-people-caption = Angemeldete Personen, die neuesten zuerst
org-people-empty = Noch hat sich niemand angemeldet.
org-col-status = Stand
org-col-registered-at = Angemeldet am
# $from (Number)
# $to (Number)
# $total (Number)
org-people-range = { $from }–{ $to } von { $total }

## Warteliste, Anfrage, Bestätigung der Adresse

wait-title-plain = Sie stehen auf der Warteliste
requested-title = Ihre Anfrage ist angekommen
requested-before = Wir entscheiden über die Teilnahme und schreiben Ihnen an
requested-after = .
form-approval = Über die Teilnahme entscheiden wir einzeln. Sie erhalten in jedem Fall eine Antwort.
submit-request = Teilnahme anfragen
# $time (String)
closed-since = Die Anmeldung ist seit { $time } geschlossen.
# $contact (String)
closed-contact = Fragen? { $contact }
mail-kind-requested = Anfrage erhalten
mail-kind-declined = Anfrage nicht angenommen
confirm-ask = Möchten Sie sich anmelden?
# $time (String)
confirm-until = So lange halten wir Ihren Platz frei: bis { $time }.
confirm-expired-title = Die Zeit zum Bestätigen ist vorbei
confirm-expired-held = Wir konnten Ihren Platz nicht länger frei halten.
confirm-expired = Möchten Sie noch teilnehmen, senden wir Ihnen eine neue E-Mail.
confirm-again-done = Die E-Mail ist unterwegs. Bestätigen Sie dort Ihre Anmeldung.
confirm-again-full = Inzwischen sind alle Plätze vergeben.
confirm-closed-title = Die Anmeldung ist geschlossen
confirm-closed = Diese Veranstaltung nimmt keine Anmeldungen mehr an.

## Die eigene Anmeldung: ändern, wiederkommen, Daten

reg-language = Sprache der Seiten und E-Mails
reg-email-change-hint = Eine neue Adresse gilt, sobald Sie den Link in der E-Mail dorthin geöffnet und bestätigt haben. Bis dahin bleibt die alte.
# $email (String)
reg-address-asked = Neue Adresse { $email }: noch nicht bestätigt. Öffnen Sie den Link in der E-Mail, die wir dorthin gesendet haben. Bis dahin gehen alle E-Mails an die alte Adresse.
reg-reminders-on-done = Wir erinnern Sie wieder.
reg-change-closed = Diese Anmeldung lässt sich nicht mehr ändern.
# $minutes (Number)
err-address-too-often =
    Sie haben in der letzten Stunde schon mehrere Adressen angegeben. Versuchen Sie es in { $minutes ->
        [one] einer Minute
       *[other] { $minutes } Minuten
    } noch einmal.
rejoin-ask = Möchten Sie doch teilnehmen?
rejoin-yes = Ja, wieder anmelden
rejoin-full = Inzwischen sind alle Plätze vergeben. Sie sind weiter abgemeldet.
rejoin-closed = Die Anmeldung ist inzwischen geschlossen.
address-title = Adresse bestätigen
# $email (String)
address-ask = Soll { $email } die Adresse dieser Anmeldung werden?
address-hint = Danach gehen alle E-Mails zur Veranstaltung dorthin. An die alte Adresse senden wir nichts mehr.
address-yes = Ja, Adresse bestätigen
address-expired = Dieser Link ist abgelaufen, oder es wurde eine andere Adresse angegeben. Geändert hat sich nichts.
address-taken = Zu dieser Adresse gibt es schon eine Anmeldung für diese Veranstaltung. Geändert hat sich nichts.
address-not-you = Das waren Sie nicht? Dann tun Sie nichts – es ändert sich nichts.
footer-lost = Link verlegt?
form-correct = Korrigieren Sie Ihre Angaben und senden Sie das Formular noch einmal.
mail-kind-new-address = Neue Adresse bestätigen
mail-state-sent = Gesendet
mail-state-sending = Wird gesendet
mail-state-failed = Vom Mailserver abgelehnt
mail-state-void = Nicht nötig
mail-state-expired = Kam zu spät, nicht gesendet
data-title = Ihre Daten
data-lead = Das ist alles, was wir zu Ihrer Anmeldung gespeichert haben.
data-json = Als Datei herunterladen (JSON)
data-answers = Ihre Antworten
data-new-email = Neue E-Mail, noch nicht bestätigt
data-role = Aufgabe bei der Veranstaltung
data-role-guest = Gast
data-role-host = Gastgeberin oder Gastgeber
data-registered-at = Angemeldet
data-cancelled-at = Abgemeldet
data-waitlisted-at = Auf der Warteliste seit
data-expires-at = Zu bestätigen bis
data-present-at = Raum betreten
data-reminders = Erinnerungen
data-reminders-on = eingeschaltet
data-reminders-off = ausgeschaltet
data-unreachable = Adresse nicht erreichbar seit
data-notice = Datenschutzhinweise, Fassung
data-question-gone = Frage, die nicht mehr gestellt wird
# $purpose (String)
data-purpose = Wofür: { $purpose }
# $date (String)
data-removed = Diese Antwort löschen wir am { $date }.
# $reply (String)
data-reply = Der Mailserver: { $reply }
data-purpose-registration = Wofür: um Sie einzuladen, zu erinnern und einzulassen. Grundlage ist Ihre Anmeldung.
# $date (String)
data-term = Das alles löschen wir am { $date } von selbst. Zahlen ohne Namen bleiben.
data-back = Zurück zur Anmeldung
# $minutes (Number)
lost-too-many =
    Gerade kamen sehr viele Anfragen von Ihrem Anschluss. Versuchen Sie es in { $minutes ->
        [one] einer Minute
       *[other] { $minutes } Minuten
    } noch einmal.
# $n (Number)
reg-waiting = Platz { $n } auf der Warteliste. Wird ein Platz frei, sind Sie automatisch dabei, und wir schreiben Ihnen sofort.
reg-leave = Warteliste verlassen
leave-ask = Möchten Sie die Warteliste verlassen?
leave-yes = Ja, Warteliste verlassen
leave-no = Nein, auf der Warteliste bleiben

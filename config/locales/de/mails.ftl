## Alle E-Mails einer Veranstaltung

mails-title = Alle E-Mails
mails-link = Geplante und gesendete, mit Zeitpunkt, Empfängern und Stand
# $zone (String)
mails-zone = Alle Zeiten: { $zone }
mails-to = An wen
mails-to-registrants = Angemeldete
mails-to-team = Team
mails-to-all = Angemeldete und Team
mails-to-each = Einzelne
mails-off = ausgeschaltet
mails-in-later = steht in der nächsten Erinnerung
mails-nothing-to-say = wartet auf Aufzeichnung, Unterlagen oder Text
mails-to-nobody = an niemanden

## Der Verlauf als Bild

life-title = Der Verlauf der Veranstaltung
life-now = Jetzt
life-opens = Anmeldung öffnet
life-closes = Anmeldung schließt
life-doors = Raum öffnet
life-start = Beginn
life-end = Ende
life-cancelled = Abgesagt
life-deletion = Daten werden gelöscht

## Eine E-Mail ansehen

shown-hint = So sieht die E-Mail aus, wenn sie hinausgeht. Die persönlichen Links darin öffnen nichts: Sie gehören dem Empfänger.
shown-person = Für wen
shown-sample = Erfundene Person
shown-language = Sprache
shown-search = Person suchen (Name oder E-Mail)
shown-button = Anzeigen
shown-subject = Betreff
shown-to = An
shown-leaves = Geht hinaus
shown-size = Größe
# $size (Number)
shown-kilobytes = { $size } kB
shown-views = Ansichten der E-Mail
shown-view-html = HTML
shown-view-narrow = Schmal
shown-view-dark = Dunkel
shown-view-text = Text
shown-view-source = Quelltext
shown-frame = Die E-Mail
shown-no-room = Der Link zum Veranstaltungsraum fehlt noch: Wer auf den Link klickt, sieht das.
# $name (String)
shown-placeholder = „{ $name }“ ist kein Platzhalter und bleibt so stehen.
shown-too-large = Die E-Mail ist so lang, dass manche Programme ihr Ende abschneiden.
# $reason (String)
shown-unwritable = Die E-Mail lässt sich nicht schreiben, niemand würde sie bekommen: { $reason }

## Erinnerungen anlegen und ändern

rule-new = Neue Erinnerung
rule-edit = Zeitpunkt und Text ändern
rule-saved = Die Erinnerungen sind gespeichert.
rule-removed = Die Erinnerung ist entfernt.
rule-amount = Wie lange
rule-unit = Einheit
rule-minutes = Minuten
rule-hours = Stunden
rule-days = Tage
rule-direction = Wann
rule-before = vor dem Beginn
rule-after = nach dem Ende
rule-audience = An wen
rule-text = Eigener Text
# $placeholders (String)
rule-text-hint = Steht in der E-Mail unter Titel, Zeit und Ort. Markdown ist möglich. Platzhalter: { $placeholders }
rule-check = Weiter
rule-remove = Entfernen
rule-amount-wrong = Geben Sie eine ganze Zahl ein, höchstens ein Jahr.
rule-twice = Zu diesem Zeitpunkt gibt es schon eine Erinnerung für dieselben Personen.
# $max (Number)
rule-too-many = Mehr als { $max } Erinnerungen hat eine Veranstaltung nicht.
# $name (String)
# $placeholders (String)
rule-placeholder = „{ $name }“ ist kein Platzhalter. Es gibt: { $placeholders }
rule-conflict = Jemand hat diese Veranstaltung inzwischen geändert.
rule-conflict-more = Ihre Eingaben sind noch da, gespeichert sind sie nicht. Sehen Sie nach, ob sie noch passen, und speichern Sie noch einmal.
rule-ask = Erinnerungen so speichern?
# $n (Number)
rule-waiting = { $n ->
    [one] Eine E-Mail, die gerade wartet, entfällt.
   *[other] { $n } E-Mails, die gerade warten, entfallen.
}
# $n (Number)
rule-was-sent = { $n ->
    [one] Eine E-Mail ist schon gesendet, daran ändert sich nichts.
   *[other] { $n } E-Mails sind schon gesendet, daran ändert sich nichts.
}
rule-then = Danach gehen hinaus:
rule-none = Danach geht keine Erinnerung mehr hinaus.

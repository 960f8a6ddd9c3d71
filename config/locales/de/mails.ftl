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

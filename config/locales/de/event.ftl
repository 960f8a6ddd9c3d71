### Wörter der Verwaltung, mit denen eine Veranstaltung angelegt, geändert und abgesagt wird. Typen der Variablen stehen in der Zeile über der Nachricht.

## Anlegen

new-title = Neue Veranstaltung
new-paste-title = Aus einer Ankündigung
new-paste-label = Text der Ankündigung
new-paste-hint = Fügen Sie den Text so ein, wie er ist. Titel, Termin, Mitwirkende und alles andere werden herausgelesen, und Sie sehen es durch, bevor etwas gespeichert wird.
new-paste-empty = Fügen Sie den Text der Ankündigung ein.
# $reason (String)
new-paste-file = Diese Datei lässt sich nicht einlesen: { $reason }
new-paste-button = Weiter
new-blank-title = Ohne Ankündigung
new-blank-hint = Vier Angaben genügen: Titel, Datum, Beginn und Ende.
new-blank = Leeres Formular öffnen
new-read = Das steht in Ihrer Ankündigung. Gespeichert ist noch nichts.
new-read-more = Sehen Sie es durch und ergänzen Sie, was fehlt, vor allem den Link zum Veranstaltungsraum.
new-look-title = Sehen Sie hier genauer hin
# $line (Number)
# $sentence (String)
# $text (String)
warning-line = Zeile { $line }: { $sentence } „{ $text }“
warning-no-title = Keine Zeile sieht nach einem Titel aus.
warning-no-date = Kein Datum gefunden.
warning-no-time = Zum Datum fehlt die Uhrzeit.
# $minutes (Number)
warning-no-end = Wann es endet, steht nicht da. Eingetragen sind { $minutes } Minuten.
warning-no-location = Wo es stattfindet, steht nicht da. Eingetragen ist „online“.
warning-unclear-date = Datum oder Uhrzeit sind nicht eindeutig und wurden nicht übernommen.
warning-wrong-weekday = Der Wochentag passt nicht zum Datum. Übernommen wurde das Datum.
warning-more-dates = Hier steht ein weiterer Termin. Übernommen wurde der erste.
warning-unclear-registration = Über die Anmeldung steht Verschiedenes da. Übernommen wurde das Erste.
warning-room-link = Das führt in den Veranstaltungsraum und kommt nicht auf die öffentliche Seite.
warning-letter = Das gehört zu einem Brief. Es steht jetzt in der Beschreibung.
warning-unplaced = Das passt in kein Feld. Es steht jetzt in der Beschreibung.
warning-control-characters = Unsichtbare Zeichen wurden entfernt.
# $time (String)
warning-doubled-at = { $time } Uhr gibt es in dieser Nacht zweimal, weil die Uhr zurückgestellt wird. Genommen wird das erste Mal.
warning-doubled = In dieser Nacht wird die Uhr zurückgestellt, und die Uhrzeit gibt es zweimal. Genommen ist das erste Mal.

## Formular

edit-title = Veranstaltung bearbeiten
edit-needed = Titel, Datum, Beginn und Ende sind nötig; alles andere kann leer bleiben.
edit-what = Worum es geht
edit-event-title = Titel
edit-subtitle = Untertitel
edit-series = Reihe
edit-description = Beschreibung
edit-description-hint = Eine Leerzeile trennt Absätze, **Sternchen** heben hervor, Zeilen mit - werden zur Liste.
edit-when = Wann
edit-date = Datum
edit-starts = Beginn
edit-ends = Ende
edit-ends-date = Datum des Endes
edit-ends-date-hint = Nur, wenn es an einem anderen Tag endet.
edit-where = Wo
edit-location-kind = Format
edit-location-online = Online
edit-location-on-site = Vor Ort
edit-location-hybrid = Online und vor Ort
edit-location = Ort
edit-location-hint = Öffentlich zu lesen, zum Beispiel „Lesesaal, Seestraße 1“.
edit-room-url = Link zum Veranstaltungsraum
edit-room-url-hint = Der Link von Zoom, BigBlueButton, Teams oder einem anderen Dienst. Er bleibt geheim: Jeder persönliche Link führt dorthin, sobald die Türen offen sind.
edit-doors-before = Einlass vor Beginn
edit-doors-after = Raum offen nach dem Ende
edit-minutes-hint = In Minuten.
edit-help-contact = Hilfe während der Veranstaltung
edit-help-contact-hint = Telefonnummer oder E-Mail-Adresse für alle, die nicht hineinkommen.
edit-registration = Anmeldung
edit-mode = Wer kommt hinein
edit-mode-required = Nur wer sich angemeldet hat
edit-mode-optional = Alle; wer sich anmeldet, wird erinnert
edit-mode-open = Alle, ohne Anmeldung
edit-capacity = Plätze
edit-capacity-hint = Leer: so viele wie wollen.
edit-given-name = Vorname
edit-family-name = Nachname
edit-asked-required = Muss angegeben werden
edit-asked-optional = Freiwillig
edit-asked-hidden = Wird nicht gefragt
edit-opens-date = Anmelden ab (Datum)
edit-opens = Anmelden ab (Uhrzeit)
edit-opens-hint = Leer: sobald die Seite öffentlich ist.
edit-closes-date = Anmelden bis (Datum)
edit-closes = Anmelden bis (Uhrzeit)
edit-closes-hint = Leer: bis zum Ende der Veranstaltung.
edit-double-opt-in = Der Platz gilt erst, wenn die E-Mail-Adresse bestätigt ist
edit-approval = Wir entscheiden über jede Anmeldung
edit-attendance = Teilnahme wird nachgewiesen (ein Klick beim Eintreten)
edit-registration-note = Satz zur Anmeldung
edit-retention = Daten löschen nach
# $days (Number)
edit-retention-hint = Tage nach der Veranstaltung. Leer: { $days }.
edit-people = Mitwirkende
edit-people-row = Person
edit-people-more = Weitere Person
edit-role = Aufgabe
edit-role-guest = Gast
edit-role-moderation = Moderation
edit-role-host = Gastgeberin oder Gastgeber
edit-person-title = Titel vor dem Namen
edit-name = Name
edit-function = Funktion
edit-organisation = Einrichtung
edit-place = Stadt
edit-partners = Kooperationspartner
edit-partners-row = Partner
edit-partners-more = Weiterer Partner
edit-short-name = Abkürzung
edit-parent = Teil von
edit-questions = Fragen bei der Anmeldung
edit-questions-hint = Höchstens fünf. Jede Frage kostet Anmeldungen: Fragen Sie nur, was Sie brauchen.
edit-questions-row = Frage
edit-questions-more = Weitere Frage
edit-question-label = Frage
edit-kind = Antwort
edit-kind-text = Eine Zeile
edit-kind-long-text = Mehrere Zeilen
edit-kind-choice = Eine aus mehreren
edit-kind-several = Beliebig viele aus mehreren
edit-kind-tick = Ein Häkchen
edit-required = Muss beantwortet werden
edit-options = Zur Auswahl
edit-one-per-line = Eins je Zeile.
edit-purpose = Wozu Sie es wissen wollen
edit-purpose-hint = Steht unter der Frage.
edit-answer-retention = Antworten löschen nach
edit-answer-retention-hint = Tage nach der Veranstaltung. Leer: mit allem anderen.
edit-remove-hint = Leeren Sie alle Felder, fällt die Zeile beim Speichern weg.
edit-more-facts = Weitere Angaben
edit-event-type = Art
edit-event-type-hint = Zum Beispiel Vortrag, Gespräch, Workshop.
edit-topics = Themen
edit-audiences = Zielgruppen
edit-fee = Gebühr
edit-fee-hint = Leer: kostenlos.
edit-funding = Förderung
edit-locale = Sprache der Veranstaltung
edit-slug = Adresse der Seite
edit-slug-hint = Nur Kleinbuchstaben, Ziffern und Bindestriche. Leer: aus dem Titel.
edit-save-draft = Als Entwurf speichern
edit-save-publish = Veröffentlichen
edit-check = Weiter
edit-back = Zurück zur Veranstaltung
# $field (String)
edit-err-missing = { $field } fehlt.
# $field (String)
edit-err-date = { $field }: Schreiben Sie ein Datum wie 15.04.2027.
# $field (String)
edit-err-time = { $field }: Schreiben Sie eine Uhrzeit wie 18:30.
# $field (String)
# $least (Number)
# $most (Number)
edit-err-number = { $field }: eine ganze Zahl von { $least } bis { $most }.
# $field (String)
edit-err-address = { $field }: die vollständige Adresse, beginnend mit https://.
# $field (String)
edit-err-choice = { $field }: Wählen Sie eine der Möglichkeiten.
# $field (String)
# $most (Number)
edit-err-too-many = { $field }: höchstens { $most }.
edit-err-ends = Das Ende muss nach dem Beginn liegen.
# $earlier (String)
# $later (String)
edit-err-skipped = Diese Uhrzeit gibt es nicht: In der Nacht wird die Uhr vorgestellt. Wählen Sie { $earlier } oder { $later } Uhr.
edit-err-out-of-range = Dieses Datum liegt außerhalb dessen, was Kalender kennen.
edit-err-never-open = Die Anmeldung wäre nie offen: Der Beginn muss vor dem Schluss und vor dem Ende der Veranstaltung liegen.
edit-err-slug = Nur Kleinbuchstaben, Ziffern und Bindestriche.
edit-err-slug-taken = Diese Adresse hat schon eine andere Veranstaltung.
# $most (Number)
edit-err-options = Zur Auswahl braucht es 2 bis { $most } verschiedene Antworten.
edit-conflict = Jemand hat diese Veranstaltung inzwischen geändert.
edit-conflict-more = Ihre Eingaben sind noch da, gespeichert sind sie nicht. Wo sich beides unterscheidet, steht darunter, was inzwischen gespeichert ist. Wenn Sie speichern, gilt, was in den Feldern steht.
# $value (String)
edit-conflict-now = Inzwischen gespeichert: { $value }
edit-conflict-empty = Inzwischen gespeichert: nichts
edit-link = Bearbeiten
preview-link = Vorschau
preview-banner = Vorschau: So sieht die Seite aus.
preview-banner-more = Das Formular nimmt hier noch nichts an.

## Was sich ändert

change-title = Was sich ändert
change-caption = Angaben, die sich ändern, vorher und nachher
change-what = Angabe
change-before = Bisher
change-after = Neu
change-nothing = leer
# $n (Number)
change-told = { $n ->
    [one] Eine Person bekommt
   *[other] { $n } Personen bekommen
} eine E-Mail mit dem neuen Termin und einem neuen Kalendereintrag. Erinnerungen gehen zum neuen Termin hinaus.
# $time (String)
change-told-at = Die E-Mails gehen { $time } hinaus. Bis dahin lässt sich der Termin noch einmal ändern, ohne dass jemand zwei E-Mails bekommt.
change-told-now = Die E-Mails gehen sofort hinaus.
change-none = Es ändert sich nichts.
# $n (Number)
change-promoted = { $n ->
    [one] Eine Person rückt von der Warteliste nach und bekommt
   *[other] { $n } Personen rücken von der Warteliste nach und bekommen
} sofort eine E-Mail mit dem Link.
change-over = Das neue Ende ist schon vorbei: Die Veranstaltung gilt dann als vergangen.
change-removed = Die Frist für personenbezogene Daten ist dann abgelaufen: In der nächsten Nacht werden alle Anmeldungen gelöscht.
# $question (String)
change-question-gone = Die Frage „{ $question }“ fällt weg. Antworten darauf werden sofort gelöscht.
change-told-nobody = Niemand bekommt deshalb eine E-Mail.
change-yes = So speichern
change-no = Weiter bearbeiten

## Absagen

call-off-title = Veranstaltung absagen
call-off-link = Absagen
# $title (String)
call-off-ask = Fällt „{ $title }“ aus?
# $n (Number)
call-off-told = { $n ->
    [one] Eine Person bekommt sofort
   *[other] { $n } Personen bekommen sofort
} eine E-Mail, die den Eintrag aus ihrem Kalender nimmt. Alles andere, was geplant war, entfällt.
call-off-nobody = Noch ist niemand angemeldet, niemand bekommt eine E-Mail.
call-off-final = Eine Absage lässt sich nicht zurücknehmen. Die öffentliche Seite bleibt und sagt, dass die Veranstaltung ausfällt.
call-off-reason = Grund
call-off-reason-hint = Steht in der E-Mail und auf der Seite, zum Beispiel „Die Referentin ist erkrankt.“
call-off-reason-missing = Nennen Sie einen Grund: Wer sich angemeldet hat, möchte ihn wissen.
call-off-yes = Absagen und benachrichtigen
call-off-yes-nobody = Absagen
call-off-no = Nicht absagen

## Kopieren

copy-title = Veranstaltung kopieren
copy-link = Kopieren
copy-hint = Es entsteht ein Entwurf mit allem, was hier steht, an einem anderen Tag. Angemeldete bleiben beim Original. Erinnerungen sind aus, bis Sie sie einschalten.
copy-button = Entwurf anlegen

## Erinnerungen einschalten

arm-title = Erinnerungen einschalten
arm-off = Die Erinnerungen dieser Veranstaltung sind ausgeschaltet.
arm-off-more = So ist es nach dem Kopieren, damit niemand aus Versehen eine E-Mail bekommt.
# $n (Number)
arm-now = { $n ->
    [one] Eine E-Mail geht sofort hinaus, weil ihr Zeitpunkt schon vorbei ist.
   *[other] { $n } E-Mails gehen sofort hinaus, weil ihr Zeitpunkt schon vorbei ist.
}
arm-now-none = Sofort geht keine E-Mail hinaus.
# $kind (String)
# $time (String)
# $n (Number)
arm-rule = { $kind }: { $time }{ $n ->
    [0] {""}
    [one] , an eine Person
   *[other] , an { $n } Personen
}
arm-yes = Einschalten

## Was getan wurde

done-saved = Gespeichert.
done-created = Der Entwurf ist gespeichert. Noch sieht ihn niemand.
done-published = Die Veranstaltung ist öffentlich.
done-cancelled = Die Veranstaltung ist abgesagt.
done-copied = Der Entwurf ist angelegt. Noch sieht ihn niemand.
done-armed = Die Erinnerungen sind eingeschaltet.
publish-button = Veröffentlichen
room-add = Link eintragen
resend-title = Noch einmal senden
resend-text = Ihre Anmeldung in der Verwaltung ist abgelaufen, bevor gespeichert wurde. Ihre Eingaben sind noch da: Melden Sie sich in einem neuen Tab an, kommen Sie hierher zurück und senden Sie noch einmal.
resend-sign-in = In einem neuen Tab anmelden
resend-button = Noch einmal senden

## Ob alle den Link haben werden

# $time (String)
forecast-ready = Bis { $time } haben alle den Link.
# $time (String)
forecast-ready-places = Bis { $time } haben alle, die einen Platz haben, den Link.
# $time (String)
forecast-in-the-way = Noch ist nicht sicher, dass bis { $time } alle den Link haben.
# $time (String)
# $n (Number)
forecast-without = { $n ->
    [one] Eine Person wird den Link bis { $time } nicht haben.
   *[other] { $n } Personen werden den Link bis { $time } nicht haben.
}
forecast-nobody-sends = Gerade versendet niemand E-Mails. Auf dem Server läuft halbsieben nicht, oder nur für die Seiten.
# $time (String)
# $reason (String)
forecast-mail-stopped = E-Mails gehen erst { $time } wieder hinaus: { $reason }
# $reason (String)
forecast-unwritable = Eine E-Mail dieser Veranstaltung lässt sich nicht schreiben: { $reason }
# $time (String)
forecast-too-slow = Die letzte E-Mail geht erst { $time } hinaus, nach dem Beginn. Der Mailserver nimmt zu wenige an.
forecast-why-bounced = Die Adresse nimmt keine E-Mails an.
forecast-why-failed = Der Mailserver hat die E-Mail abgelehnt.
forecast-why-too-late = Die E-Mail geht zu spät hinaus.
# $n (Number)
forecast-more = { $n ->
    [one] und eine weitere Person
   *[other] und { $n } weitere Personen
}
next-title = Als Nächstes
next-running = läuft gerade
next-today = heute
next-tomorrow = morgen
# $n (Number)
next-days = in { $n } Tagen

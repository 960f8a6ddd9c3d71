### Words of the organiser's pages about people: the list, one person, entering somebody. Variable types stand in the line above the
### message (fluent-typed).

## The list

people-link = Alle ansehen, suchen und eintragen
people-tab-all = Alle
people-tab-registered = Angemeldet
people-tab-waitlisted = Warteliste
people-tab-requested = Zu entscheiden
people-tab-unconfirmed = Unbestätigt
people-tab-cancelled = Abgemeldet
people-search-label = Name, E-Mail-Adresse oder ein Teil davon
people-search = Suchen
# $n (Number)
people-found = { $n ->
        [0] Niemand gefunden.
        [one] 1 Person gefunden.
       *[other] { $n } Personen gefunden.
    }
people-none-found = Prüfen Sie die Schreibweise, oder suchen Sie nach weniger Buchstaben.
people-none-here = Unter diesem Stand steht gerade niemand.
people-gone = Die Frist ist abgelaufen: Namen und Adressen sind gelöscht, die Zahlen stehen auf der Seite der Veranstaltung.
people-erased = Hier steht niemand mehr: Alle, die sich angemeldet hatten, sind gelöscht.
people-unreachable = Nicht erreichbar

## One person

# $position (Number)
person-waiting = Platz { $position } auf der Warteliste. Wird einer frei, rückt die Person von selbst nach, immer der Reihe nach.
person-unreachable = Diese Adresse nimmt keine E-Mails an. Korrigieren Sie sie, oder rufen Sie die Person an.
person-not-present = noch nicht
person-answers-title = Antworten
person-mails-none = Noch keine.
person-mail-twice = Vielleicht zweimal angekommen: Beim Senden brach die Verbindung ab.
person-actions-title = Was Sie tun können
# $kind (String)
person-resend = E-Mail „{ $kind }“ noch einmal senden
# $email (String)
person-resend-hint = Sie geht sofort an { $email }.
# $email (String)
person-resent = Die E-Mail ist unterwegs an { $email }.
person-resent-lately = In den letzten zehn Minuten ging schon eine hinaus. Deshalb wurde nichts gesendet.
person-resend-closed = Dafür gibt es nichts mehr zu senden.
person-data = Gespeicherte Daten herunterladen (JSON)
person-no = Nein, zurück
person-back = Zurück

## Deciding

person-decide-title = Zusagen oder absagen?
person-decide-hint = Sagen Sie zu, bekommt die Person einen Platz und sofort die E-Mail mit ihrem Link. Sind alle Plätze vergeben, kommt sie auf die Warteliste.
person-approve = Zusagen
person-decline = Absagen
# $email (String)
person-approved = Zugesagt. Die E-Mail mit dem Link ist unterwegs an { $email }.
# $email (String)
person-approved-waits = Zugesagt, aber alle Plätze sind vergeben: Die Person steht auf der Warteliste. Die E-Mail dazu ist unterwegs an { $email }.
# $email (String)
person-declined = Abgesagt. Die E-Mail dazu ist unterwegs an { $email }.
person-declined-silent = Abgesagt. Eine E-Mail geht nicht hinaus, denn die Adresse nimmt keine an.
person-nothing-to-decide = Hier war nichts mehr zu entscheiden. Geändert hat sich nichts.
# $name (String)
person-decline-ask = { $name } absagen?
# $email (String)
person-decline-mail = { $email } bekommt sofort die E-Mail, dass Sie leider keinen Platz geben können.
person-decline-end = Die Anfrage ist damit erledigt.
person-decline-yes = Ja, absagen

## Another address

person-address = E-Mail-Adresse korrigieren
person-address-hint = Die E-Mail zur Anmeldung geht dann sofort an die neue Adresse.
# $email (String)
person-address-text = Bisher: { $email }. An die neue Adresse geht sofort die E-Mail zur Anmeldung, und später alles, was noch kommt. Die alte bekommt nichts mehr.
# $email (String)
person-address-text-silent = Bisher: { $email }. Die E-Mail zur Anmeldung geht nicht noch einmal hinaus. Was noch aussteht, geht an die neue Adresse.
person-address-new = Neue E-Mail-Adresse
person-address-yes = Korrigieren
person-address-taken = Mit dieser Adresse ist schon jemand angemeldet.
# $email (String)
person-corrected = Die Adresse ist korrigiert. Die E-Mail zur Anmeldung ist unterwegs an { $email }.
person-corrected-silent = Die Adresse ist korrigiert.

## Cancelling

person-cancel = Person abmelden
# $name (String)
person-cancel-ask = { $name } abmelden?
# $email (String)
person-cancel-mail = { $email } bekommt sofort eine E-Mail. Sie bestätigt die Abmeldung, dankt dafür, Bescheid gegeben zu haben, und nimmt den Termin aus dem Kalender.
person-cancel-void = Alle anderen E-Mails an diese Person entfallen.
person-cancel-silent = Eine E-Mail geht nicht hinaus, denn die Adresse ist nicht bestätigt.
person-silent-unreachable = Eine E-Mail geht nicht hinaus, denn die Adresse nimmt keine an.
person-frees-place = Der Platz wird sofort frei. Wer auf der Warteliste vorn steht, rückt nach und bekommt den Link.
person-cancel-yes = Ja, abmelden
person-cancelled = Die Person ist abgemeldet.

## Erasing

person-erase = Daten löschen
# $name (String)
person-erase-ask = Alle Daten von { $name } löschen?
person-erase-what = Gelöscht werden Name und E-Mail-Adresse, alle Antworten, und alle E-Mails mit dem, was der Mailserver dazu sagte.
person-erase-ends = Die Anmeldung endet damit, ohne eine E-Mail. Der persönliche Link öffnet nichts mehr.
person-erase-stays = Was bleibt: eine Quittung ohne Namen, und die Zahlen der Veranstaltung.
person-erase-copies = Listen, die Sie heruntergeladen haben, und Sicherungen löschen Sie selbst.
person-erase-elsewhere = Gelöscht wird nur, was zu dieser Veranstaltung gehört. Alle Veranstaltungen auf einmal, auf dem Server:
person-erase-yes = Ja, endgültig löschen
person-erased = Die Daten sind gelöscht.
person-erased-receipt = Quittung ansehen

## Entering somebody

person-enter = Person eintragen
person-enter-text = Für alle, die sich am Telefon, im Gespräch oder mit einem Brief anmelden.
person-enter-mail = Die Person bekommt sofort die Bestätigung mit ihrem persönlichen Link.
person-enter-mail-waits = Alle Plätze sind vergeben: Die Person kommt auf die Warteliste. Eine E-Mail sagt es ihr sofort.
person-enter-mail-confirm = Die Person bekommt sofort eine E-Mail, mit der sie ihre Adresse bestätigt.
person-enter-questions = Die Fragen des Formulars bleiben offen.
person-enter-yes = Eintragen
person-enter-unwanted = Wem diese Adresse gehört, möchte zu dieser Veranstaltung keine E-Mails. Eingetragen wurde niemand.
person-enter-full = Alle Plätze sind vergeben, und die Veranstaltung hat begonnen. Eingetragen wurde niemand.
person-enter-closed = Zu dieser Veranstaltung lässt sich niemand mehr eintragen.
person-err-given-name = Geben Sie den Vornamen ein.
person-err-family-name = Geben Sie den Nachnamen ein.
person-err-email = Geben Sie die E-Mail-Adresse ein.
person-err-email-format = Geben Sie die E-Mail-Adresse vollständig ein, zum Beispiel name@example.org.
# $email (String)
person-entered = Eingetragen. Die E-Mail dazu ist unterwegs an { $email }.
person-known = Mit dieser Adresse war die Person schon angemeldet. Geändert hat sich nichts.

## A note

people-note = Notiz
person-note-title = Notiz
person-note-label = Was Ihr Team über diese Person wissen sollte
person-note-hint = Ruft die Person ihre gespeicherten Daten ab, liest sie auch diese Notiz. Mit ihren Daten wird sie gelöscht.
# $name (String)
# $when (String)
person-note-by = Zuletzt geändert von { $name }, { $when }
person-note-save = Notiz speichern
person-noted = Die Notiz ist gespeichert.
data-note = Notiz der Veranstalter

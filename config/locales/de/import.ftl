### Words about entering many people from a list. Variable types stand in the line above the message (fluent-typed).

import-title = Liste einlesen
import-text = Tragen Sie alle auf einmal ein, die auf einer Liste stehen: eine CSV-Datei aus Excel, LibreOffice oder einem anderen Programm.
import-columns = Die erste Zeile sagt, was in den Spalten steht. Gebraucht wird „E-Mail“, dazu „Vorname“ und „Nachname“, wenn die Veranstaltung danach fragt. Antworten werden erkannt, wenn die Spalte wie die Frage heißt.
import-first = Zuerst sehen Sie, was daraus wird. Eingetragen wird dabei noch niemand.
import-file = CSV-Datei
import-file-hint = Höchstens 400 KB, das sind einige Tausend Personen.
import-look = Ansehen
import-check-title = Was aus der Liste wird
# $n (Number)
import-new = { $n ->
        [0] Niemand ist neu.
        [one] 1 Person wird eingetragen.
       *[other] { $n } Personen werden eingetragen.
    }
# $n (Number)
import-waits = { $n ->
        [one] Für 1 davon ist kein Platz frei: Sie kommt auf die Warteliste.
       *[other] Für { $n } davon ist kein Platz frei: Sie kommen auf die Warteliste.
    }
# $n (Number)
import-known = { $n ->
        [one] 1 Person ist schon angemeldet. An ihr ändert sich nichts.
       *[other] { $n } Personen sind schon angemeldet. An ihnen ändert sich nichts.
    }
# $n (Number)
import-wrong = { $n ->
        [one] 1 Zeile stimmt nicht und wird ausgelassen.
       *[other] { $n } Zeilen stimmen nicht und werden ausgelassen.
    }
# $n (Number)
import-left-out = { $n ->
        [one] 1 weitere Zeile wird ausgelassen; warum, steht unten.
       *[other] { $n } weitere Zeilen werden ausgelassen; warum, steht unten.
    }
# $n (Number)
import-unmarked = { $n ->
        [one] Aus 1 Zelle ist das Zeichen ' entfernt, das Formeln verhindert.
       *[other] Aus { $n } Zellen ist das Zeichen ' entfernt, das Formeln verhindert.
    }
# $columns (String)
import-ignored = Nicht übernommen werden die Spalten { $columns }.
# $n (Number)
import-mails = { $n ->
        [0] Es geht keine E-Mail hinaus.
        [one] Es geht sofort 1 E-Mail hinaus.
       *[other] Es gehen sofort { $n } E-Mails hinaus.
    }
import-confirm = Jede Person bestätigt darin zuerst ihre Adresse.
# $n (Number)
import-yes = { $n ->
        [one] 1 Person eintragen
       *[other] { $n } Personen eintragen
    }
import-other = Andere Datei
import-lines = Zeile für Zeile
import-line = Zeile
import-becomes = Was daraus wird
# $n (Number)
import-more-lines = { $n ->
        [one] Und 1 weitere Zeile.
       *[other] Und { $n } weitere Zeilen.
    }
import-line-entered = wird eingetragen
import-line-waits = kommt auf die Warteliste
import-line-known = ist schon angemeldet
# $line (Number)
import-line-twice = steht schon in Zeile { $line }
import-line-cancelled = steht auf der Liste als abgemeldet
import-line-unwanted = möchte zu dieser Veranstaltung keine E-Mails
import-line-full = bekommt keinen Platz mehr, denn die Veranstaltung hat begonnen
import-done = Die Personen auf der Liste sind eingetragen. Ihre E-Mails sind unterwegs.
import-wrong-empty = fehlt
# $max (Number)
import-wrong-long = mehr als { $max } Zeichen
import-wrong-characters = ein Zeichen, das sich nicht anzeigen lässt
import-wrong-web-address = enthält eine Internetadresse
import-wrong-format = keine vollständige Adresse wie name@example.org
import-wrong-local-part = ein Zeichen vor dem @, das Mailserver nicht annehmen
import-wrong-option = steht nicht zur Auswahl
import-err-none = Wählen Sie eine Datei.
import-err-empty = Auf dieser Liste steht niemand.
import-err-workbook = Das ist eine Excel-Datei. Speichern Sie sie in Excel als „CSV UTF-8“, und wählen Sie diese Datei.
import-err-addresses = Keine Spalte heißt „E-Mail“. Die erste Zeile muss sagen, was in den Spalten steht.
# $column (String)
import-err-twice = Zwei Spalten heißen „{ $column }“.
# $line (Number)
import-err-line = Zeile { $line } lässt sich nicht lesen.

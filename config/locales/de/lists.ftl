### Words of the page that gives lists away, as a file or on paper. Variable types stand in the line above the message (fluent-typed).

lists-title = Liste herunterladen
lists-choose = Liste herunterladen oder drucken
# $n (Number)
lists-people = { $n ->
        [0] Auf dieser Liste steht niemand.
        [one] Auf dieser Liste steht 1 Person.
       *[other] Auf dieser Liste stehen { $n } Personen.
    }
# $typed (String)
lists-found = Nur, wer zu „{ $typed }“ gefunden wird.

lists-file-title = Als Datei
lists-columns = Spalten
lists-columns-hint = Ihre Auswahl bleibt für diese Veranstaltung bis zum nächsten Mal angekreuzt.
lists-columns-error = Kreuzen Sie mindestens eine Spalte an.
lists-form = Dateiformat
lists-form-json = JSON für Programme
lists-download = Herunterladen

lists-sheet-title = Auf Papier, zum Abhaken
# $n (Number)
lists-sheet-text = { $n ->
        [one] 1 Person mit Namen und einem Kästchen.
       *[other] { $n } Personen nach Nachnamen geordnet, jede mit einem Kästchen.
    }
lists-sheet-registered = Ohne andere Auswahl stehen nur die Angemeldeten darauf.
lists-sheet-more = Was außer den Namen darauf steht
lists-sheet-more-hint = Was an der Tür ausliegt, lesen alle.
lists-sheet-open = Zum Drucken öffnen
lists-sheet-print = Drucken Sie diese Seite mit Strg + P, am Mac mit Cmd + P. Vernichten Sie das Papier, sobald Sie es nicht mehr brauchen.
lists-sheet-present = Da
lists-sheet-name = Name

lists-log-title = Zuletzt heruntergeladen
lists-log-none = Noch hat niemand eine Liste heruntergeladen.
lists-log-when = Wann
lists-log-who = Wer
lists-log-what = Was
lists-log-sheet = Liste auf Papier
# $n (Number)
lists-log-people = { $n ->
        [one] 1 Person
       *[other] { $n } Personen
    }
lists-log-found = nur Gefundene
# $date (String)
lists-log-term = Wer eine Liste bekommen hat, bleibt hier bis zum { $date } nachvollziehbar. Wer darauf steht, ist nicht festgehalten.

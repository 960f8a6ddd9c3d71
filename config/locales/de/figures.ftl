## Zahlen einer Veranstaltung

figures-title = Zahlen
figures-link = Anmeldungen im Zeitverlauf, E-Mails, Ankunft
figures-as-table = Als Tabelle
figures-sign-ups-title = Anmeldungen im Zeitverlauf
figures-nobody = Noch hat sich niemand angemeldet, oder die Daten sind nach ihrer Frist gelöscht.
# $n (Number)
# $lately (Number)
figures-sign-ups = { $n ->
    [one] Eine Anmeldung
   *[other] { $n } Anmeldungen
}, { $lately } in den letzten 7 Tagen
figures-day = Tag
figures-came = Angemeldet
figures-left = Abgemeldet
figures-standing = Stand am Abend
# $n (Number)
figures-places = { $n ->
    [one] ein Platz
   *[other] { $n } Plätze
}
figures-today = heute
figures-start = Beginn
# $what (String)
# $time (String)
figures-mark = { $what }: { $time }
figures-mails-title = E-Mails
figures-no-mails = Noch ist keine E-Mail fällig geworden.
# $accepted (Number)
# $waiting (Number)
# $failed (Number)
figures-mails = { $accepted } an den Mailserver übergeben, { $waiting } warten, { $failed } abgelehnt oder zu spät
figures-accepted = übergeben
figures-waiting = wartet
figures-failed = abgelehnt
figures-between = Wann
# $time (String)
# $n (Number)
figures-within-seconds = { $time }, { $n ->
    [0] alle in einer Sekunde
    [one] alle in einer Sekunde
   *[other] alle in { $n } Sekunden
}
# $time (String)
# $n (Number)
figures-within-minutes = ab { $time }, über { $n } Minuten
figures-arrivals-title = Ankunft
figures-not-recorded = Wer den persönlichen Link öffnet, wird nicht festgehalten. Das geschieht nur bei Veranstaltungen mit Teilnahmenachweis.
figures-doors-closed = Die Türen sind noch zu.
figures-nobody-came = Noch ist niemand eingetreten.
# $present (Number)
# $n (Number)
figures-present-of = { $present } von { $n } sind eingetreten.
figures-from = Zeit
figures-arrived = Eingetreten
figures-present = Bis dahin
# $from (String)
# $until (String)
figures-step = { $from }–{ $until }

# Coming in, the own account, the team.
account-password = Passwort
signin-wrong = E-Mail-Adresse oder Passwort stimmt nicht.
# $minutes (Number)
signin-too-many = Zu viele Versuche. In { $minutes ->
    [one] einer Minute
   *[other] { $minutes } Minuten
} geht es weiter.
signin-by-password = Mit Passwort anmelden
role-not-enough-title = Dafür reichen Ihre Rechte nicht
role-not-enough = Ihr Zugang darf diese Seite nicht öffnen oder das nicht ändern. Wer bei Ihnen die Zugänge verwaltet, kann das einrichten. Gespeichert wurde nichts.
account-name = Name
account-name-empty = Geben Sie einen Namen ein.
account-role = Rolle
role-admin = Verwaltung: verwaltet auch die Zugänge
role-editor = Redaktion: ändert Veranstaltungen und Anmeldungen
role-reader = Einsicht: sieht alles und lädt Listen herunter
account-present-password = Jetziges Passwort
account-new-password = Neues Passwort
# $min (Number)
account-new-password-hint = Mindestens { $min } Zeichen. Ein ganzer Satz ist gut, Sonderzeichen braucht es nicht.
# $min (Number)
account-password-short = Das neue Passwort braucht mindestens { $min } Zeichen.
account-password-wrong = Das jetzige Passwort stimmt nicht.
account-choose-title = Passwort festlegen
# $email (String)
account-choose-text = Für den Zugang { $email }. Auf anderen Geräten sind Sie danach abgemeldet.
account-choose-button = Passwort festlegen
account-title = Mein Zugang
account-change-title = Passwort ändern
account-change-text = Auf anderen Geräten sind Sie danach abgemeldet.
account-password-changed = Das neue Passwort gilt. Auf anderen Geräten sind Sie abgemeldet.
account-sessions-title = Wo Sie angemeldet sind
account-session-unknown = Unbekannter Browser
account-session-here = dieses Gerät
# $at (String)
account-session-begun = Angemeldet { $at }.
# $at (String)
account-session-seen = Zuletzt benutzt { $at }.
# $count (Number)
account-session-failed = { $count ->
    [one] Davor gab es einen Versuch mit falschem Passwort.
   *[other] Davor gab es { $count } Versuche mit falschem Passwort.
}
account-session-end = Hier abmelden
account-sessions-end-others = Auf allen anderen Geräten abmelden
account-sessions-ended = Dort sind Sie abgemeldet.
setup-title = Ersten Zugang anlegen
setup-text = Mit diesem Zugang verwalten Sie Veranstaltungen und laden andere ein. Diese Adresse öffnet nichts mehr, sobald es ihn gibt.
setup-button = Zugang anlegen

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
account-password-common = Das neue Passwort steht auf den Listen, die zuerst ausprobiert werden. Nehmen Sie ein anderes.
account-password-own-name = Das neue Passwort besteht nur aus Ihrem Namen, Ihrer Adresse oder dem Namen dieses Programms. Nehmen Sie ein anderes.
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
account-role-changed = Ihre neue Rolle gilt ab sofort.
setup-title = Ersten Zugang anlegen
setup-text = Mit diesem Zugang verwalten Sie Veranstaltungen und laden andere ein. Diese Adresse öffnet nichts mehr, sobald es ihn gibt.
setup-button = Zugang anlegen

# Mails to organisers
mail-why-account = Sie erhalten diese E-Mail, weil Ihre Adresse zu einem Zugang der Veranstaltungsverwaltung gehört.
mail-reset-subject = Neues Passwort festlegen
mail-reset-lead = jemand hat für Ihren Zugang ein neues Passwort angefordert. Hier legen Sie es fest:
mail-reset-holds = Der Link gilt einmal und eine Stunde lang. Bis dahin gilt Ihr bisheriges Passwort.
mail-reset-not-you = Sie waren das nicht? Dann brauchen Sie nichts zu tun.
# $organisation (String)
mail-invitation-subject = Ihr Zugang zur Veranstaltungsverwaltung von { $organisation }
# $organisation (String)
mail-invitation-lead = Sie sind eingeladen, bei { $organisation } Veranstaltungen und Anmeldungen mit zu verwalten. Legen Sie zuerst ein Passwort fest:
mail-invitation-holds = Der Link gilt einmal und eine Woche lang.
mail-invitation-not-you = Sie erwarten diese Einladung nicht? Dann brauchen Sie nichts zu tun.

# A password that is forgotten
forgotten-title = Passwort vergessen
forgotten-text = Geben Sie die Adresse Ihres Zugangs ein. Wir senden Ihnen einen Link, mit dem Sie ein neues Passwort festlegen.
forgotten-button = Link senden
forgotten-done-title = Sehen Sie in Ihr Postfach
forgotten-done = Wenn es zu dieser Adresse einen Zugang gibt, ist gleich ein Link dort. Er gilt eine Stunde. Mehr als drei am Tag senden wir nicht.

# The team
team-title = Team
team-you = Sie
team-active = aktiv
team-without-password = noch ohne Passwort
team-disabled = gesperrt
# $name (String)
team-role-of = Rolle von { $name }
team-role-change = Rolle ändern
team-disable = Sperren
team-enable = Entsperren
team-invited = Die Einladung ist unterwegs.
team-invited-lately = In den letzten zehn Minuten ging schon eine Einladung hinaus. Deshalb wurde nichts gesendet.
team-invitation-failed = Die Einladung kam nicht an.
team-invite-again = Noch einmal einladen
team-changed = Die Änderung gilt ab sofort.
team-last-admin = Das ist der letzte Zugang, der andere verwalten kann. Geben Sie diese Rolle zuerst jemand anderem.
team-invite-title = Jemanden einladen
team-invite-text = Die Einladung kommt per E-Mail. Ihr Link gilt eine Woche; wer ihn öffnet, legt ein Passwort fest.
team-invite-button = Einladung senden
team-known = Zu dieser Adresse gibt es schon einen Zugang.
